//! The codes of claims in the API: statuses, events, actions.

use super::payment::{PaymentEvent, PaymentId};
use crate::ids::InvoiceNumber;
use crate::letter::ClaimLetter;
use crate::text::Note;

crate::codes! {
    /// The status of a claim (PROGRAM.md 11.2).
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

crate::codes! {
    /// A side of a claim.
    pub enum Side {
        /// The company that is paid.
        Partner = "partner",
        /// The program's operations.
        Operations = "operations",
    }
}

crate::codes::events! {
    /// An event of a claim.
    pub enum Event {
        Drafted = "claim.drafted",
        Saved = "claim.saved",
        Submitted {
            reference_number: String,
            invoice_number: InvoiceNumber,
            /// The partner's comment; the answer to a request for changes has one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            comment: Option<Note>,
        } = "claim.submitted",
        ReviewStarted = "claim.review_started",
        ChangesRequested { comment: Note } = "claim.changes_requested",
        Approved = "claim.approved",
        Rejected { comment: Note } = "claim.rejected",
        Held { comment: Note } = "claim.held",
        Released = "claim.released",
        Withdrawn = "claim.withdrawn",
        Reinstated = "claim.reinstated",
        Commented { comment: Note, side: Side } = "claim.commented",
        Disputed { comment: Note } = "claim.disputed",
        Settled { comment: Note } = "claim.dispute_settled",
        Reminded { reminders: Vec<i16> } = "claim.reminded",
        Expired = "claim.expired",
        PaymentReported {
            payment_id: PaymentId,
            payment: PaymentEvent,
            /// The status after the report. It is renamed because a line of history has a `status` of its own.
            #[serde(rename = "claim_status")]
            status: String,
            /// The status before the report.
            #[serde(rename = "claim_status_before")]
            before: String,
        } = "claim.payment_reported",
    }
}

impl Event {
    /// The letter to the partner that the event causes (PROGRAM.md 13.1).
    pub fn letter(&self) -> Option<ClaimLetter> {
        Some(match self {
            Self::Submitted { .. } => ClaimLetter::Submitted,
            Self::ChangesRequested { .. } => ClaimLetter::ChangesRequested,
            Self::Approved => ClaimLetter::Approved,
            Self::Rejected { .. } => ClaimLetter::Rejected,
            Self::Held { .. } => ClaimLetter::Held,
            Self::Released => ClaimLetter::Released,
            Self::Settled { .. } => ClaimLetter::DisputeSettled,
            Self::Commented { side: Side::Operations, .. } => ClaimLetter::Commented,
            Self::Reminded { .. } => ClaimLetter::Reminder,
            Self::Expired => ClaimLetter::Expired,
            Self::PaymentReported { payment, status, before, .. } => return payment_letter(*payment, status, before),
            Self::Commented { side: Side::Partner, .. }
            | Self::Drafted
            | Self::Saved
            | Self::ReviewStarted
            | Self::Withdrawn
            | Self::Reinstated
            | Self::Disputed { .. } => return None,
        })
    }
}

/// The letter for a payment report: only a report that changed the claim's status has one. A late report on an earlier
/// payment and a repeated one have none.
fn payment_letter(payment: PaymentEvent, status: &str, before: &str) -> Option<ClaimLetter> {
    let (reported, letter) = match payment {
        PaymentEvent::Sent => (Status::Paid, ClaimLetter::Paid),
        PaymentEvent::Failed | PaymentEvent::Reversed => (Status::PaymentFailed, ClaimLetter::PaymentFailed),
        PaymentEvent::Scheduled => return None,
    };
    (status == reported.as_str() && status != before).then_some(letter)
}

crate::codes! {
    /// An action on a claim.
    pub enum Action {
        Save = "save",
        Submit = "submit",
        Withdraw = "withdraw",
        Reinstate = "reinstate",
        Comment = "comment",
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
    /// True when the side may take the action (PROGRAM.md 1.2).
    pub fn is_open_to(self, side: Side) -> bool {
        match self {
            Self::Save | Self::Submit | Self::Withdraw | Self::Reinstate | Self::Dispute => side == Side::Partner,
            Self::Comment => true,
            Self::Review
            | Self::Approve
            | Self::Reject
            | Self::RequestChanges
            | Self::Hold
            | Self::Release
            | Self::Settle => side == Side::Operations,
        }
    }
}

impl Event {
    /// The comment that the event carries.
    pub fn comment(&self) -> Option<&Note> {
        self.remark().map(|(_, comment)| comment)
    }

    /// The comment that the event carries, with the side that wrote it.
    pub fn remark(&self) -> Option<(Side, &Note)> {
        match self {
            Self::Submitted { comment, .. } => Some((Side::Partner, comment.as_ref()?)),
            Self::Commented { comment, side } => Some((*side, comment)),
            Self::Disputed { comment } => Some((Side::Partner, comment)),
            Self::ChangesRequested { comment }
            | Self::Rejected { comment }
            | Self::Held { comment }
            | Self::Settled { comment } => Some((Side::Operations, comment)),
            Self::Drafted
            | Self::Saved
            | Self::ReviewStarted
            | Self::Approved
            | Self::Released
            | Self::Withdrawn
            | Self::Reinstated
            | Self::Reminded { .. }
            | Self::Expired
            | Self::PaymentReported { .. } => None,
        }
    }
}
