//! What happened to a voucher. One event per change; history, e-mail and the claims queue follow from it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deliverable::Defect;
use crate::ids::DeliverableId;
use crate::letter::VoucherLetter;
use crate::text::Note;
use crate::voucher::{Amendment, CancelReason};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "the names say it; the rules stand at the commands")]
pub enum Event {
    #[serde(rename = "voucher.assigned")]
    Assigned,
    #[serde(rename = "voucher.reassigned")]
    Reassigned,
    #[serde(rename = "voucher.withdrawn")]
    Withdrawn { reason: Note },
    #[serde(rename = "voucher.extended")]
    Extended { from: Date, to: Date, reason: Note },
    #[serde(rename = "voucher.reserved")]
    Reserved,
    #[serde(rename = "reservation.amended")]
    Amended(Box<Amendment>),
    #[serde(rename = "reservation.notified")]
    Notified,
    #[serde(rename = "reservation.cancelled")]
    ReservationCancelled {
        reason: CancelReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Note>,
    },
    #[serde(rename = "deliverable.announced")]
    DeliverableAnnounced { id: DeliverableId },
    #[serde(rename = "deliverable.clean")]
    DeliverableClean { id: DeliverableId },
    #[serde(rename = "deliverable.rejected")]
    DeliverableRejected {
        id: DeliverableId,
        /// Why.
        reasons: Vec<Defect>,
    },
    #[serde(rename = "deliverable.removed")]
    DeliverableRemoved { id: DeliverableId },
    #[serde(rename = "report.drafted")]
    ReportDrafted,
    #[serde(rename = "report.submitted")]
    ReportSubmitted { receipt: String },
    #[serde(rename = "voucher.redeemed")]
    Redeemed { redemption: String },
    #[serde(rename = "voucher.reminded")]
    Reminded { reminders: Vec<i16> },
    #[serde(rename = "voucher.expired")]
    Expired,
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
