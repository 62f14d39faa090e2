//! The state of a voucher in words, as a tag: text and color, with a shape of its own.

use domain::claim;
use domain::voucher::{Action, Status};
use jiff::civil::Date;

use super::model::{ReportStatus, Reservation, Voucher};
use crate::html::dashed;
use crate::words::Words;

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The text.
    pub text: String,
    /// The class of its color.
    pub color: &'static str,
}

impl Tag {
    /// A tag with a text of the vouchers pages.
    pub fn new(w: Words, id: &str, color: &'static str) -> Self {
        Self { text: w.get(id), color }
    }
}

/// How far a voucher has come.
pub fn stage(w: Words, voucher: &Voucher, claim: Option<claim::Status>, today: Date) -> Tag {
    match (voucher.status, &voucher.reservation) {
        (Status::Assigned, _) => Tag::new(w, "stage-assigned", "grey"),
        (Status::Reserved, Some(reservation)) => reserved_stage(w, voucher, reservation, today),
        (Status::Reserved, None) => Tag::new(w, "stage-reserved", "grey"),
        (Status::Redeemed, _) => {
            claim.map_or_else(|| Tag::new(w, "stage-redeemed", "green"), |claim| claim_tag(w, claim))
        }
        (Status::Expired, _) => Tag::new(w, "stage-expired", "red"),
        (Status::Cancelled, _) => Tag::new(w, "stage-cancelled", "grey"),
    }
}

fn reserved_stage(w: Words, voucher: &Voucher, reservation: &Reservation, today: Date) -> Tag {
    let submitted = voucher.report.status == ReportStatus::Submitted;
    if voucher.can(Action::Redeem) {
        Tag::new(w, "stage-ready", "blue")
    } else if submitted {
        Tag::new(w, "stage-submitted", "blue")
    } else if voucher.deliverables.rejected > 0 && voucher.deliverables.clean == 0 {
        Tag::new(w, "stage-rejected", "red")
    } else if reservation.end_date <= today {
        Tag::new(w, "stage-report-due", "amber")
    } else if reservation.start_date <= today {
        Tag::new(w, "stage-delivery", "green")
    } else {
        Tag::new(w, "stage-reserved", "grey")
    }
}

/// The status of a claim.
pub fn claim_tag(w: Words, status: claim::Status) -> Tag {
    use claim::Status as S;
    let color = match status {
        S::Draft | S::Withdrawn => "grey",
        S::Submitted => "blue",
        S::UnderReview | S::Approved | S::Scheduled => "violet",
        S::ActionRequired | S::PaymentFailed | S::Rejected | S::Expired => "red",
        S::OnHold => "amber",
        S::Paid => "green",
    };
    Tag::new(w, &format!("claim-status-{}", dashed(status.as_str())), color)
}

/// The days until a last day, in words.
pub fn days_left(w: Words, days: i64) -> String {
    match usize::try_from(days) {
        Ok(0) => w.get("days-left-none"),
        Ok(days) => w.count("days-left", days),
        Err(_) => w.get("days-left-over"),
    }
}

/// True when the last day is near: within a week.
pub fn is_soon(days: i64) -> bool {
    (0..=7).contains(&days)
}
