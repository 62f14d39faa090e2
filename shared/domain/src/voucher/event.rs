//! What happened to a voucher. One event per change; history, e-mail and the claims queue follow from it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deliverable::Defect;
use crate::ids::DeliverableId;
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
