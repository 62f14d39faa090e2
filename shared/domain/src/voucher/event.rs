//! The events of a voucher: one per change. History, e-mails and the claims queue are derived from them.

use jiff::civil::Date;

use crate::accepted_text::Acceptance;
use crate::deliverable::Defect;
use crate::ids::DeliverableId;
use crate::letter::VoucherLetter;
use crate::text::Note;
use crate::voucher::{Amendment, CancelReason};

crate::codes::events! {
    /// An event of a voucher.
    pub enum Event {
        Assigned = "voucher.assigned",
        Reassigned = "voucher.reassigned",
        Withdrawn { reason: Note } = "voucher.withdrawn",
        Extended { from: Date, to: Date, reason: Note } = "voucher.extended",
        Reserved {
            /// The wording of the terms that was shown and accepted; absent when the request did not name it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            terms: Option<Acceptance>,
        } = "voucher.reserved",
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
            /// The defects found in the file.
            reasons: Vec<Defect>,
        } = "deliverable.rejected",
        DeliverableRemoved { id: DeliverableId } = "deliverable.removed",
        ReportDrafted = "report.drafted",
        ReportSubmitted { receipt: String } = "report.submitted",
        ReportReopened { receipt: String } = "report.reopened",
        Redeemed { redemption: String } = "voucher.redeemed",
        Reminded { reminders: Vec<i16> } = "voucher.reminded",
        Expired = "voucher.expired",
    }
}

/// A letter that an event of a voucher causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To the customer's administrator.
    Customer(VoucherLetter),
    /// To the partner that holds or last held the voucher.
    Partner(VoucherLetter),
    /// To the partner: a file was rejected.
    FileRejected,
}

impl Event {
    /// The letters that the event causes (PROGRAM.md 13.1). A cancellation after the last valid day (`expired`) sends
    /// the letters of an expiry, because no sweep expires that voucher any more.
    pub fn letters(&self, expired: bool) -> &'static [Letter] {
        use Letter::{Customer, FileRejected, Partner};
        use VoucherLetter as L;
        match self {
            Self::Assigned | Self::Reassigned => &[Customer(L::Assigned)],
            Self::Withdrawn { .. } => &[Customer(L::Withdrawn)],
            Self::Extended { .. } => &[Customer(L::Extended), Partner(L::PartnerExtended)],
            Self::Reserved { .. } => &[Customer(L::Reserved)],
            // Every change of dates is mailed to the customer; other changes only on `notify`.
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
            | Self::ReportSubmitted { .. }
            | Self::ReportReopened { .. } => &[],
        }
    }
}
