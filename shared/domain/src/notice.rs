//! What somebody is written about: an event, and what was true of its subject just then.
//!
//! A notice is on its way for a while, and its subject goes on changing. So it says itself what a later change would make
//! untrue: who held a voucher, on which days, until when. It holds no address and no name; those are looked up when the
//! mail is written. What asks somebody to act is only written while there is something left to do.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::claim::{self, Claim};
use crate::enrollment::{self, Enrollment};
use crate::ids::{ClaimId, CompanyId, LocationId, ProgramCode, VoucherNumber};
use crate::money::Money;
use crate::voucher::{self, Voucher};

/// Names an event: the same event has the same id, however often it is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(String);

/// An event that somebody is written about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Notice {
    /// Of a voucher.
    Voucher(VoucherNotice),
    /// Of a claim.
    Claim(ClaimNotice),
    /// Of an enrollment.
    Enrollment(EnrollmentNotice),
}

/// An event of a voucher.
pub type VoucherNotice = EventNotice<voucher::Event, VoucherSnapshot>;
/// An event of a claim.
pub type ClaimNotice = EventNotice<claim::Event, ClaimSnapshot>;
/// An event of an enrollment.
pub type EnrollmentNotice = EventNotice<enrollment::Event, EnrollmentSnapshot>;

/// An event and what was true just then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventNotice<E, T> {
    /// Which.
    pub event_id: EventId,
    /// What happened.
    #[serde(flatten)]
    pub event: E,
    /// What was true then.
    pub then: T,
}

/// A voucher as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the voucher")]
pub struct VoucherSnapshot {
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
    pub reservation: Option<ReservationSnapshot>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_due_on: Option<Date>,
}

/// A reservation as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the reservation")]
pub struct ReservationSnapshot {
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub start_date: Date,
    pub end_date: Date,
}

/// A claim as an event left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the claim")]
pub struct ClaimSnapshot {
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
#[expect(missing_docs, reason = "fields of the enrollment")]
pub struct EnrollmentSnapshot {
    pub company_id: CompanyId,
    pub program: ProgramCode,
    pub term_start: Date,
    pub term_end: Date,
    pub grace_ends_on: Date,
}

impl Notice {
    /// Which event it is about.
    pub fn event_id(&self) -> &EventId {
        match self {
            Self::Voucher(about) => &about.event_id,
            Self::Claim(about) => &about.event_id,
            Self::Enrollment(about) => &about.event_id,
        }
    }

    /// The notice of a voucher's event; `before` is what it was before, if it was.
    pub fn of_voucher(id: EventId, event: &voucher::Event, now: &Voucher, before: Option<&Voucher>) -> Option<Self> {
        let then = VoucherSnapshot::of(now, before);
        let is_told = !event.letters(then.expired).is_empty();
        is_told.then(|| Self::Voucher(EventNotice { event_id: id, event: event.clone(), then }))
    }

    /// The notice of a claim's event.
    pub fn of_claim(id: EventId, event: &claim::Event, claim: &Claim) -> Option<Self> {
        event.letter()?;
        Some(Self::Claim(EventNotice { event_id: id, event: event.clone(), then: ClaimSnapshot::of(claim) }))
    }

    /// The notice of an enrollment's event.
    pub fn of_enrollment(id: EventId, event: &enrollment::Event, enrollment: &Enrollment) -> Option<Self> {
        event.letter()?;
        Some(Self::Enrollment(EventNotice {
            event_id: id,
            event: event.clone(),
            then: EnrollmentSnapshot::of(enrollment),
        }))
    }
}

impl EventId {
    /// The event of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl VoucherSnapshot {
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
            reservation: reservation.map(ReservationSnapshot::of),
            claim_due_on: now.claim_due_on(),
        }
    }
}

impl ReservationSnapshot {
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

impl ClaimSnapshot {
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

impl EnrollmentSnapshot {
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

#[cfg(test)]
mod tests;
