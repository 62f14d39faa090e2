//! What somebody is written about: an event, and what was true of its subject just then (domain.md 3.8).
//!
//! A notice is on its way for a while, and its subject goes on changing. So it says itself what a later change would make
//! untrue: who held a voucher, on which days, until when. It holds no address and no name; those are looked up when the
//! mail is written. What asks somebody to act is only written while there is something left to do.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::claim::{self, Claim, PaymentEvent};
use crate::enrollment::{self, Enrollment};
use crate::ids::{ClaimId, CompanyId, LocationId, ProgramCode, VoucherNumber};
use crate::money::Money;
use crate::voucher::{self, Voucher};

/// Which change of which item this is about: the same event has the same key, however often it is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventKey {
    /// The item's partition.
    pub pk: String,
    /// The item within it.
    pub sk: String,
    /// The revision that the event led to.
    pub rev: u64,
}

/// An event that somebody is written about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Notice {
    /// Of a voucher.
    Voucher(About<voucher::Event, VoucherThen>),
    /// Of a claim.
    Claim(About<claim::Event, ClaimThen>),
    /// Of an enrollment.
    Enrollment(About<enrollment::Event, EnrollmentThen>),
}

/// An event and what was true just then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About<E, T> {
    /// Which.
    #[serde(flatten)]
    pub key: EventKey,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
    /// What was true then.
    pub then: T,
}

/// A voucher as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the voucher (api.md 2)")]
pub struct VoucherThen {
    pub voucher_number: VoucherNumber,
    pub program: ProgramCode,
    pub days: u8,
    pub expires_on: Date,
    /// Since when its administrator has been that: whoever follows is not written of what was before.
    pub admin_since: Timestamp,
    /// Whether its time had run out: what is cancelled after its last day is nobody's to reserve any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expired: bool,
    /// The reservation it was about: in force, redeemed, closed by expiry, or just cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationThen>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_due_on: Option<Date>,
}

/// A reservation as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the reservation (api.md 2)")]
pub struct ReservationThen {
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub start_date: Date,
    pub end_date: Date,
}

/// A claim as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the claim (api.md 10)")]
pub struct ClaimThen {
    pub voucher_number: VoucherNumber,
    pub claim_id: ClaimId,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub program: ProgramCode,
    pub days: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    pub due_on: Date,
    pub correctable_until: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_number: Option<String>,
}

/// An enrollment as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the enrollment (api.md 4)")]
pub struct EnrollmentThen {
    pub company_id: CompanyId,
    pub program: ProgramCode,
    pub term_start: Date,
    pub term_end: Date,
    pub grace_ends_on: Date,
}

impl Notice {
    /// Which event it is about.
    pub fn key(&self) -> &EventKey {
        match self {
            Self::Voucher(about) => &about.key,
            Self::Claim(about) => &about.key,
            Self::Enrollment(about) => &about.key,
        }
    }

    /// The notice of a voucher's event; `before` is what it was before, if it was.
    pub fn of_voucher(key: EventKey, event: &voucher::Event, now: &Voucher, before: Option<&Voucher>) -> Option<Self> {
        let then = || VoucherThen::of(now, before);
        is_told_of_vouchers(event).then(|| Self::Voucher(About { key, event: event.clone(), then: then() }))
    }

    /// The notice of a claim's event.
    pub fn of_claim(key: EventKey, event: &claim::Event, claim: &Claim) -> Option<Self> {
        let then = || ClaimThen::of(claim);
        is_told_of_claims(event).then(|| Self::Claim(About { key, event: event.clone(), then: then() }))
    }

    /// The notice of an enrollment's event.
    pub fn of_enrollment(key: EventKey, event: &enrollment::Event, enrollment: &Enrollment) -> Option<Self> {
        let then = || EnrollmentThen::of(enrollment);
        is_told_of_enrollments(event).then(|| Self::Enrollment(About { key, event: event.clone(), then: then() }))
    }
}

impl std::fmt::Display for EventKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.pk, self.sk, self.rev)
    }
}

impl VoucherThen {
    fn of(now: &Voucher, before: Option<&Voucher>) -> Self {
        let core = now.core();
        // A cancelled reservation is gone from the voucher; what it was stands in the one before.
        let reservation = now.reservation().or_else(|| before?.reservation());
        Self {
            voucher_number: core.number.clone(),
            program: core.program.clone(),
            days: core.days,
            expires_on: core.expires_on,
            admin_since: core.admin_since(),
            expired: now.stored_status() == voucher::Status::Expired,
            reservation: reservation.map(ReservationThen::of),
            claim_due_on: now.claim_due_on(),
        }
    }
}

impl ReservationThen {
    fn of(reservation: &voucher::Reservation) -> Self {
        Self {
            no: reservation.no,
            company_id: reservation.company_id.clone(),
            location_id: reservation.location_id.clone(),
            start_date: reservation.start_date,
            end_date: reservation.end_date,
        }
    }
}

impl ClaimThen {
    fn of(claim: &Claim) -> Self {
        Self {
            voucher_number: claim.voucher.voucher_number.clone(),
            claim_id: claim.id.clone(),
            company_id: claim.voucher.company_id.clone(),
            location_id: claim.voucher.location_id.clone(),
            program: claim.voucher.program.clone(),
            days: claim.voucher.days,
            amount: claim.amount.clone(),
            due_on: claim.due_on,
            correctable_until: claim.correctable_until(),
            reference_number: claim.submission().map(|submission| submission.reference_number.clone()),
        }
    }
}

impl EnrollmentThen {
    fn of(enrollment: &Enrollment) -> Self {
        Self {
            company_id: enrollment.company_id.clone(),
            program: enrollment.program.clone(),
            term_start: enrollment.term_start,
            term_end: enrollment.term_end,
            grace_ends_on: enrollment.grace_ends_on(),
        }
    }
}

fn is_told_of_vouchers(event: &voucher::Event) -> bool {
    use voucher::Event;
    match event {
        Event::Assigned
        | Event::Reassigned
        | Event::Reserved
        | Event::Notified
        | Event::ReservationCancelled { .. }
        | Event::DeliverableRejected { .. }
        | Event::Redeemed { .. }
        | Event::Reminded { .. }
        | Event::Withdrawn { .. }
        | Event::Extended { .. }
        | Event::Expired => true,
        // The customer is written of every change of dates; of anything else only when the partner asks.
        Event::Amended(amendment) => amendment.dates().is_some(),
        Event::DeliverableAnnounced { .. }
        | Event::DeliverableClean { .. }
        | Event::DeliverableRemoved { .. }
        | Event::ReportDrafted
        | Event::ReportSubmitted { .. } => false,
    }
}

fn is_told_of_claims(event: &claim::Event) -> bool {
    use claim::Event;
    match event {
        Event::Submitted { .. }
        | Event::ChangesRequested { .. }
        | Event::Approved
        | Event::Rejected { .. }
        | Event::Held { .. }
        | Event::Released
        | Event::Settled { .. }
        | Event::Reminded { .. }
        | Event::Expired => true,
        Event::PaymentReported { payment, status, before, .. } => payment_news(*payment, status, before).is_some(),
        Event::Drafted | Event::Saved | Event::ReviewStarted | Event::Withdrawn | Event::Disputed { .. } => false,
    }
}

fn is_told_of_enrollments(event: &enrollment::Event) -> bool {
    use enrollment::Event;
    match event {
        Event::Enrolled
        | Event::Renewed { .. }
        | Event::RenewalDue { .. }
        | Event::Reminded { .. }
        | Event::Grace { .. }
        | Event::Lapsed
        | Event::Suspended { .. }
        | Event::Reinstated { .. } => true,
        Event::Withdrawn => false,
    }
}

/// What a report of the payer's system is to the partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentNews {
    /// The money was sent.
    Paid,
    /// It failed or came back, and nothing else was sent.
    Failed,
}

/// What a report is to the partner, given what the claim was and has come to by it: a late word on an earlier payment is
/// nothing, and neither is what was known already.
pub fn payment_news(payment: PaymentEvent, status: &str, before: &str) -> Option<PaymentNews> {
    if before == status {
        return None;
    }
    match payment {
        PaymentEvent::Sent => (status == claim::Status::Paid.as_str()).then_some(PaymentNews::Paid),
        PaymentEvent::Failed | PaymentEvent::Reversed => {
            (status == claim::Status::PaymentFailed.as_str()).then_some(PaymentNews::Failed)
        }
        PaymentEvent::Scheduled => None,
    }
}

#[cfg(test)]
mod tests;
