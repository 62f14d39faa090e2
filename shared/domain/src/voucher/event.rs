//! What happened to a voucher. One event per change; history, e-mail and the claims queue follow from it.

use jiff::civil::Date;

use crate::deliverable::Defect;
use crate::ids::DeliverableId;
use crate::letter::VoucherLetter;
use crate::text::Note;
use crate::voucher::{Amendment, CancelReason};

crate::codes::events! {
    /// What happened.
    pub enum Event {
        Assigned = "voucher.assigned",
        Reassigned = "voucher.reassigned",
        Withdrawn { reason: Note } = "voucher.withdrawn",
        Extended { from: Date, to: Date, reason: Note } = "voucher.extended",
        Reserved = "voucher.reserved",
        Amended(Box<Amendment>) = "reservation.amended",
        Notified = "reservation.notified",
        ReservationCancelled {
            reason: CancelReason,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<Note>,
        } = "reservation.cancelled",
        DeliverableAnnounced { id: DeliverableId } = "deliverable.announced",
        DeliverableClean { id: DeliverableId } = "deliverable.clean",
        DeliverableRejected {
            id: DeliverableId,
            /// Why.
            reasons: Vec<Defect>,
        } = "deliverable.rejected",
        DeliverableRemoved { id: DeliverableId } = "deliverable.removed",
        ReportDrafted = "report.drafted",
        ReportSubmitted { receipt: String } = "report.submitted",
        Redeemed { redemption: String } = "voucher.redeemed",
        Reminded { reminders: Vec<i16> } = "voucher.reminded",
        Expired = "voucher.expired",
    }
}

/// A letter that an event of a voucher calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To the customer's administrator.
    Customer(VoucherLetter),
    /// To the partner that holds or held the voucher.
    Partner(VoucherLetter),
    /// To the partner: a file does not count.
    FileRejected,
}

impl Event {
    /// The letters it calls for. No sweep tells of the expiry of a voucher that was given back after its last day: when it
    /// had `expired`, that is told with the cancellation.
    pub fn letters(&self, expired: bool) -> &'static [Letter] {
        use Letter::{Customer, FileRejected, Partner};
        use VoucherLetter as L;
        match self {
            Self::Assigned | Self::Reassigned => &[Customer(L::Assigned)],
            Self::Withdrawn { .. } => &[Customer(L::Withdrawn)],
            Self::Extended { .. } => &[Customer(L::Extended), Partner(L::PartnerExtended)],
            Self::Reserved => &[Customer(L::Reserved)],
            // The customer is written of every change of dates; of anything else only when the partner asks.
            Self::Amended(amendment) if amendment.dates().is_some() => &[Customer(L::Rescheduled)],
            Self::Notified => &[Customer(L::Attendees)],
            Self::ReservationCancelled { .. } if !expired => &[Customer(L::Cancelled)],
            Self::ReservationCancelled { .. } | Self::Expired => &[Customer(L::Expired), Partner(L::PartnerExpired)],
            Self::DeliverableRejected { .. } => &[FileRejected],
            Self::Redeemed { .. } => &[Partner(L::PartnerRedeemed)],
            Self::Reminded { .. } => &[Customer(L::Reminder), Partner(L::PartnerReminder)],
            Self::Amended(_)
            | Self::DeliverableAnnounced { .. }
            | Self::DeliverableClean { .. }
            | Self::DeliverableRemoved { .. }
            | Self::ReportDrafted
            | Self::ReportSubmitted { .. } => &[],
        }
    }
}
