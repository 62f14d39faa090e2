//! The codes of the interface: statuses, events, actions.

use super::payment::{PaymentEvent, PaymentId};
use crate::ids::InvoiceNumber;
use crate::letter::ClaimLetter;
use crate::text::Note;

crate::codes! {
    /// The status of the interface.
    pub enum Status {
        Draft = "draft",
        Submitted = "submitted",
        UnderReview = "under_review",
        ActionRequired = "action_required",
        Approved = "approved",
        OnHold = "on_hold",
        Scheduled = "scheduled",
        Paid = "paid",
        PaymentFailed = "payment_failed",
        Rejected = "rejected",
        Expired = "expired",
        Withdrawn = "withdrawn",
    }
}

crate::codes::events! {
    /// What happened to a claim.
    pub enum Event {
        Drafted = "claim.drafted",
        Saved = "claim.saved",
        Submitted { reference_number: String, invoice_number: InvoiceNumber } = "claim.submitted",
        ReviewStarted = "claim.review_started",
        ChangesRequested { comment: Note } = "claim.changes_requested",
        Approved = "claim.approved",
        Rejected { comment: Note } = "claim.rejected",
        Held { comment: Note } = "claim.held",
        Released = "claim.released",
        Withdrawn = "claim.withdrawn",
        Disputed { comment: Note } = "claim.disputed",
        Settled { comment: Note } = "claim.dispute_settled",
        Reminded { reminders: Vec<i16> } = "claim.reminded",
        Expired = "claim.expired",
        PaymentReported {
            payment_id: PaymentId,
            payment: PaymentEvent,
            /// A line of history has a `status` of its own beside the event's fields.
            #[serde(rename = "claim_status")]
            status: String,
            /// What it was before.
            #[serde(rename = "claim_status_before")]
            before: String,
        } = "claim.payment_reported",
    }
}

impl Event {
    /// The letter to the partner that it calls for.
    pub fn letter(&self) -> Option<ClaimLetter> {
        Some(match self {
            Self::Submitted { .. } => ClaimLetter::Submitted,
            Self::ChangesRequested { .. } => ClaimLetter::ChangesRequested,
            Self::Approved => ClaimLetter::Approved,
            Self::Rejected { .. } => ClaimLetter::Rejected,
            Self::Held { .. } => ClaimLetter::Held,
            Self::Released => ClaimLetter::Released,
            Self::Settled { .. } => ClaimLetter::DisputeSettled,
            Self::Reminded { .. } => ClaimLetter::Reminder,
            Self::Expired => ClaimLetter::Expired,
            Self::PaymentReported { payment, status, before, .. } => return of_payment(*payment, status, before),
            Self::Drafted | Self::Saved | Self::ReviewStarted | Self::Withdrawn | Self::Disputed { .. } => return None,
        })
    }
}

/// A report of the payer's system is news when the claim has come to it: a late word on an earlier payment is none, and
/// neither is what was known already.
fn of_payment(payment: PaymentEvent, status: &str, before: &str) -> Option<ClaimLetter> {
    let (comes_to, letter) = match payment {
        PaymentEvent::Sent => (Status::Paid, ClaimLetter::Paid),
        PaymentEvent::Failed | PaymentEvent::Reversed => (Status::PaymentFailed, ClaimLetter::PaymentFailed),
        PaymentEvent::Scheduled => return None,
    };
    (status == comes_to.as_str() && status != before).then_some(letter)
}

crate::codes! {
    /// What can be done with a claim now, by whoever may.
    pub enum Action {
        Save = "save",
        Submit = "submit",
        Withdraw = "withdraw",
        Dispute = "dispute",
        Review = "review",
        Approve = "approve",
        Reject = "reject",
        RequestChanges = "request_changes",
        Hold = "hold",
        Release = "release",
        Settle = "settle",
    }
}

impl Action {
    /// Whether it is operations' to do; else the partner's.
    pub fn is_of_operations(self) -> bool {
        match self {
            Self::Save | Self::Submit | Self::Withdraw | Self::Dispute => false,
            Self::Review
            | Self::Approve
            | Self::Reject
            | Self::RequestChanges
            | Self::Hold
            | Self::Release
            | Self::Settle => true,
        }
    }
}

impl Event {
    /// What was said with it.
    pub fn comment(&self) -> Option<&Note> {
        match self {
            Self::ChangesRequested { comment }
            | Self::Rejected { comment }
            | Self::Held { comment }
            | Self::Disputed { comment }
            | Self::Settled { comment } => Some(comment),
            Self::Drafted
            | Self::Saved
            | Self::Submitted { .. }
            | Self::ReviewStarted
            | Self::Approved
            | Self::Released
            | Self::Withdrawn
            | Self::Reminded { .. }
            | Self::Expired
            | Self::PaymentReported { .. } => None,
        }
    }
}
