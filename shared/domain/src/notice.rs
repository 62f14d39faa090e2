//! Notices: an event that causes a letter, with a snapshot of its subject (DECISIONS.md 40).
//!
//! A notice waits in a queue while its subject goes on changing. It therefore carries the facts that a later change
//! would make untrue: the holder of a voucher, its days, its last valid day. It carries no address and no name; these
//! are read when the mail is rendered. A letter that requests an action is dropped when there is nothing left to do
//! (PROGRAM.md 13.2).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::claim::{self, Claim};
use crate::enrollment::{self, Enrollment};
use crate::ids::{ClaimId, CompanyId, InvoiceNumber, LocationId, ProgramCode, VoucherNumber};
use crate::invoice::{Invoice, InvoiceEvent};
use crate::money::Money;
use crate::voucher::{self, Voucher};

/// The id of an event. It is the same in every delivery of the event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(String);

/// An event that causes a letter (PROGRAM.md 13.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Notice {
    /// An event of a voucher.
    Voucher(VoucherNotice),
    /// An event of a claim.
    Claim(ClaimNotice),
    /// An event of an enrollment.
    Enrollment(EnrollmentNotice),
    /// An event of an invoice.
    Invoice(InvoiceNotice),
}

/// The notice of a voucher's event.
pub type VoucherNotice = EventNotice<voucher::Event, VoucherSnapshot>;
/// The notice of a claim's event.
pub type ClaimNotice = EventNotice<claim::Event, ClaimSnapshot>;
/// The notice of an enrollment's event.
pub type EnrollmentNotice = EventNotice<enrollment::Event, EnrollmentSnapshot>;
/// The notice of an invoice's event.
pub type InvoiceNotice = EventNotice<InvoiceEvent, InvoiceSnapshot>;

/// An event with a snapshot of its subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventNotice<E, T> {
    /// The id of the event.
    pub event_id: EventId,
    /// The event.
    #[serde(flatten)]
    pub event: E,
    /// The subject after the event.
    pub then: T,
}

/// A voucher after an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the voucher")]
pub struct VoucherSnapshot {
    pub voucher_number: VoucherNumber,
    pub program: ProgramCode,
    pub days: u8,
    pub expires_on: Date,
    /// The instant from which the current administrator counts. A later administrator gets no letters about earlier
    /// events.
    pub admin_since: Timestamp,
    /// True when the voucher is expired. A reservation cancelled after the last valid day leaves an expired voucher,
    /// which no partner can reserve.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expired: bool,
    /// The reservation of the event: in force, redeemed, closed by expiry, or just cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<ReservationSnapshot>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_due_on: Option<Date>,
}

/// A reservation after an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the reservation")]
pub struct ReservationSnapshot {
    pub no: u32,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub start_date: Date,
    pub end_date: Date,
}

/// A claim after an event.
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

/// An enrollment after an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the enrollment")]
pub struct EnrollmentSnapshot {
    pub company_id: CompanyId,
    pub program: ProgramCode,
    pub term_start: Date,
    pub term_end: Date,
    pub grace_ends_on: Date,
}

/// An invoice after an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields of the invoice")]
pub struct InvoiceSnapshot {
    pub company_id: CompanyId,
    pub invoice_number: InvoiceNumber,
    /// The number of the upload that the event is about. A later upload is another file.
    pub upload: u32,
}

impl Notice {
    /// The id of the event.
    pub fn event_id(&self) -> &EventId {
        match self {
            Self::Voucher(notice) => &notice.event_id,
            Self::Claim(notice) => &notice.event_id,
            Self::Enrollment(notice) => &notice.event_id,
            Self::Invoice(notice) => &notice.event_id,
        }
    }

    /// The notice of a voucher's event, if it causes a letter; `before` is the voucher before the event.
    pub fn of_voucher(id: EventId, event: &voucher::Event, now: &Voucher, before: Option<&Voucher>) -> Option<Self> {
        let then = VoucherSnapshot::of(now, before);
        let has_letter = !event.letters(then.expired).is_empty();
        has_letter.then(|| Self::Voucher(EventNotice { event_id: id, event: event.clone(), then }))
    }

    /// The notice of a claim's event, if it causes a letter.
    pub fn of_claim(id: EventId, event: &claim::Event, claim: &Claim) -> Option<Self> {
        event.letter()?;
        Some(Self::Claim(EventNotice { event_id: id, event: event.clone(), then: ClaimSnapshot::of(claim) }))
    }

    /// The notice of an enrollment's event, if it causes a letter.
    pub fn of_enrollment(id: EventId, event: &enrollment::Event, enrollment: &Enrollment) -> Option<Self> {
        event.letter()?;
        Some(Self::Enrollment(EventNotice {
            event_id: id,
            event: event.clone(),
            then: EnrollmentSnapshot::of(enrollment),
        }))
    }

    /// The notice of an invoice's event, if it causes a letter.
    pub fn of_invoice(id: EventId, event: &InvoiceEvent, invoice: &Invoice) -> Option<Self> {
        event.letter()?;
        let then = InvoiceSnapshot {
            company_id: invoice.company_id.clone(),
            invoice_number: invoice.number.clone(),
            upload: invoice.file.as_ref()?.file().upload,
        };
        Some(Self::Invoice(EventNotice { event_id: id, event: event.clone(), then }))
    }
}

impl EventId {
    /// Wraps the name of an event.
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
        // A cancelled reservation is no longer part of the voucher; it is taken from the voucher before the event.
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
