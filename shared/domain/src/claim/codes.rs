//! The codes of the interface: statuses, events, actions.

use serde::{Deserialize, Serialize};

use super::payment::{PaymentEvent, PaymentId};
use crate::Invalid;
use crate::ids::InvoiceNumber;
use crate::letter::ClaimLetter;
use crate::text::Note;

/// The status of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the code of the interface")]
pub enum Status {
    Draft,
    Submitted,
    UnderReview,
    ActionRequired,
    Approved,
    OnHold,
    Scheduled,
    Paid,
    PaymentFailed,
    Rejected,
    Expired,
    Withdrawn,
}

/// What happened to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(missing_docs, reason = "the names say it; comments are what the partner reads")]
pub enum Event {
    #[serde(rename = "claim.drafted")]
    Drafted,
    #[serde(rename = "claim.saved")]
    Saved,
    #[serde(rename = "claim.submitted")]
    Submitted { reference_number: String, invoice_number: InvoiceNumber },
    #[serde(rename = "claim.review_started")]
    ReviewStarted,
    #[serde(rename = "claim.changes_requested")]
    ChangesRequested { comment: Note },
    #[serde(rename = "claim.approved")]
    Approved,
    #[serde(rename = "claim.rejected")]
    Rejected { comment: Note },
    #[serde(rename = "claim.held")]
    Held { comment: Note },
    #[serde(rename = "claim.released")]
    Released,
    #[serde(rename = "claim.withdrawn")]
    Withdrawn,
    #[serde(rename = "claim.disputed")]
    Disputed { comment: Note },
    #[serde(rename = "claim.dispute_settled")]
    Settled { comment: Note },
    #[serde(rename = "claim.reminded")]
    Reminded { reminders: Vec<i16> },
    #[serde(rename = "claim.expired")]
    Expired,
    #[serde(rename = "claim.payment_reported")]
    PaymentReported {
        payment_id: PaymentId,
        payment: PaymentEvent,
        /// A line of history has a `status` of its own beside the event's fields.
        #[serde(rename = "claim_status")]
        status: String,
        /// What it was before.
        #[serde(rename = "claim_status_before")]
        before: String,
    },
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

/// What can be done with a claim now, by whoever may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the code of the interface")]
pub enum Action {
    Save,
    Submit,
    Withdraw,
    Dispute,
    Review,
    Approve,
    Reject,
    RequestChanges,
    Hold,
    Release,
    Settle,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitted,
        Self::UnderReview,
        Self::ActionRequired,
        Self::Approved,
        Self::OnHold,
        Self::Scheduled,
        Self::Paid,
        Self::PaymentFailed,
        Self::Rejected,
        Self::Expired,
        Self::Withdrawn,
    ];

    /// The status of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderReview => "under_review",
            Self::ActionRequired => "action_required",
            Self::Approved => "approved",
            Self::OnHold => "on_hold",
            Self::Scheduled => "scheduled",
            Self::Paid => "paid",
            Self::PaymentFailed => "payment_failed",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Parses the code of the interface.
    ///
    /// # Errors
    /// [`Invalid`] lists the codes there are.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|status| status.as_str() == text);
        known.ok_or_else(|| {
            let codes: Vec<&str> = Self::ALL.iter().map(|status| status.as_str()).collect();
            Invalid::new(format!("must be one of {}", codes.join(", ")))
        })
    }
}

impl Action {
    /// The code of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Dispute => "dispute",
            Self::Review => "review",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::RequestChanges => "request_changes",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Settle => "settle",
        }
    }

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
    /// The name of what happened, as it is stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Drafted => "claim.drafted",
            Self::Saved => "claim.saved",
            Self::Submitted { .. } => "claim.submitted",
            Self::ReviewStarted => "claim.review_started",
            Self::ChangesRequested { .. } => "claim.changes_requested",
            Self::Approved => "claim.approved",
            Self::Rejected { .. } => "claim.rejected",
            Self::Held { .. } => "claim.held",
            Self::Released => "claim.released",
            Self::Withdrawn => "claim.withdrawn",
            Self::Disputed { .. } => "claim.disputed",
            Self::Settled { .. } => "claim.dispute_settled",
            Self::Reminded { .. } => "claim.reminded",
            Self::Expired => "claim.expired",
            Self::PaymentReported { .. } => "claim.payment_reported",
        }
    }

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
