//! The claim aggregate: the payment request for one redeemed voucher.
//!
//! The program's own part of its life is a state machine (PROGRAM.md 11.2). Payment reports of the payer are merged
//! into a set ([`Payments`]), so that late, repeated and reordered reports give the same result (DECISIONS.md 27).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::calendar;
use crate::ids::{
    ClaimId, CompanyId, EngagementCode, InvoiceNumber, LocationId, ProgramCode, PurchaseOrder, VoucherNumber,
};
use crate::reminder::{ReminderState, Series};
use crate::text::Note;
use crate::voucher::{Customer, Voucher};
use crate::{Country, Money};

mod checks;
mod codes;
mod comments;
mod correction;
mod partner;
mod payment;
mod rate;
mod review;
mod same_file;
mod status_facts;
mod time;

pub use checks::{Check, CheckEvidence, CheckFacts, Checked};
pub use codes::{Action, Event, Side, Status};
pub use comments::COMMENTS_MAX;
pub use correction::Correction;
pub use partner::{SubmissionFacts, Submit};
pub use payment::{
    Movement, Payment, PaymentEvent, PaymentId, PaymentReport, PaymentStatus, Payments, ReportedPayment,
};
pub use rate::{Rate, RateLine, amount};
pub use review::Reviewer;
pub use same_file::SameFile;
pub use status_facts::StatusFacts;

/// The result of a command on a claim.
pub type Outcome = crate::Outcome<Claim, Event>;

/// The reminders to the partner, in days from the last day to submit (PROGRAM.md 11.14).
pub const REMINDERS: Series = &[-30, -14, -3];
/// The days to correct a claim that was sent back or rejected, counted from the last day to submit or from the decision
/// of operations, whichever is later (PROGRAM.md 11.10).
pub const CORRECTION_DAYS: i32 = 30;

/// The facts of a redeemed voucher from which its claim is created; the queue message `voucher.redeemed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each field is that of the queue message `voucher.redeemed`")]
pub struct RedeemedVoucher {
    pub voucher_number: VoucherNumber,
    pub company_id: CompanyId,
    pub location_id: LocationId,
    pub country: Country,
    pub program: ProgramCode,
    pub days: u8,
    pub redeemed_at: Timestamp,
    /// The person who redeemed the voucher, and so prepared its claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_by: Option<Actor>,
}

/// A claim in any state (PROGRAM.md 11.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The claim id, derived from the voucher number.
    pub id: ClaimId,
    /// The redeemed voucher.
    #[serde(flatten)]
    pub voucher: RedeemedVoucher,
    /// The voucher's customer. Claims stored by earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// The delivered engagement type. Claims stored by earlier versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement_type: Option<EngagementCode>,
    /// The last day to submit (UTC, inclusive).
    pub due_on: Date,
    /// The amount by the rate of the day of redemption; `None` without a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The last reminder of the last day that was sent.
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// The people who saved values to be submitted. They prepared the claim and cannot approve it (PROGRAM.md 11.9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prepared_by: Vec<Actor>,
    /// The values saved for the submission; cleared by submitting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<Saved>,
    /// The number of comments that were written beside other commands; the history has their texts (DECISIONS.md 57).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub comments: u32,
    /// The partner's open dispute of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Note>,
    /// The instant at which the dispute was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed_at: Option<Timestamp>,
    /// The state.
    #[serde(flatten)]
    pub state: State,
}

/// The states of a claim (PROGRAM.md 11.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Created by the system, not yet submitted by the partner.
    Draft {
        /// The reasons that prevent its submission.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<DraftReason>,
        /// The submission that was withdrawn before the claim was reinstated. Its invoice number stays the claim's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withdrawn: Option<Submission>,
    },
    /// Submitted by the partner.
    Submitted(Submission),
    /// Under review by operations.
    UnderReview(Submission),
    /// Sent back by operations; the partner may edit and submit again.
    ActionRequired {
        /// The submission.
        #[serde(flatten)]
        submission: Submission,
        /// The requested change.
        comment: Note,
    },
    /// Approved by operations; the payer pays.
    Approved(Approved),
    /// Rejected by operations.
    Rejected {
        /// The submission.
        #[serde(flatten)]
        submission: Submission,
        /// The reason for the rejection.
        reason: Note,
    },
    /// Not submitted, or not submitted again, in time.
    Expired(Closed),
    /// Withdrawn by the partner.
    Withdrawn(Closed),
}

/// The remaining fields of a claim that ended without approval.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The submission, if there was one.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<Submission>,
    /// The last comment of operations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Note>,
}

/// A submission of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The partner's invoice number, unique within the company (PROGRAM.md 11.7).
    pub invoice_number: InvoiceNumber,
    /// The payer's purchase order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<PurchaseOrder>,
    /// The reference number, assigned at submission.
    pub reference_number: String,
    /// The instant of submission.
    pub submitted_at: Timestamp,
    /// Every person who ever submitted the claim; none of them may approve it (PROGRAM.md 11.9).
    pub submitted_by: Vec<Actor>,
    /// The last day to submit again after the claim was sent back or rejected (UTC, inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct_by: Option<Date>,
}

/// Values that a partner saves for a later submission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Saved {
    /// The partner's invoice number. Saving does not take the number; submitting does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<InvoiceNumber>,
    /// The payer's purchase order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<PurchaseOrder>,
}

/// The fields of an approved claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The submission.
    #[serde(flatten)]
    pub submission: Submission,
    /// The person who approved it.
    pub approved_by: Actor,
    /// The instant of approval.
    pub approved_at: Timestamp,
    /// The reason of the hold, while payment is held back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Note>,
    /// The payment reports of the payer.
    #[serde(default, skip_serializing_if = "Payments::is_empty")]
    pub payments: Payments,
}

/// A reason that prevents the submission of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftReason {
    /// The rate card has no rate for country, program and day.
    NoRate,
    /// The company is not registered to be paid for the program. Computed on reading, never stored.
    PayeeNotRegistered,
    /// The company is registered, but the claim's location has no bank profile. Computed on reading, never stored.
    LocationNotMapped,
    /// The location's bank profile has another currency than the claim. Computed on reading, never stored.
    CurrencyMismatch,
    /// The completion report of a claim that was sent back is reopened. Computed on reading, never stored.
    ReportMissing,
    /// Files of a claim that was sent back are not uploaded or checked yet. Computed on reading, never stored.
    DeliverablePending,
}

impl From<&Submission> for Saved {
    fn from(submission: &Submission) -> Self {
        let Submission { invoice_number, purchase_order, .. } = submission;
        Self { invoice_number: Some(invoice_number.clone()), purchase_order: purchase_order.clone() }
    }
}

impl RedeemedVoucher {
    /// The fields that differ from `other`. `redeemed_by` is not compared, because the voucher does not store it.
    pub fn differing_fields(&self, other: &Self) -> Vec<&'static str> {
        let same = [
            ("voucher_number", self.voucher_number == other.voucher_number),
            ("company_id", self.company_id == other.company_id),
            ("location_id", self.location_id == other.location_id),
            ("country", self.country == other.country),
            ("program", self.program == other.program),
            ("days", self.days == other.days),
            ("redeemed_at", self.redeemed_at == other.redeemed_at),
        ];
        same.into_iter().filter_map(|(field, same)| (!same).then_some(field)).collect()
    }
}

impl Claim {
    /// Creates the draft for a redeemed voucher, priced by the rate card of its country and program (PROGRAM.md 11.3).
    pub fn draft(voucher: RedeemedVoucher, card: &[Rate]) -> Self {
        let amount = rate::amount(card, calendar::utc_day(voucher.redeemed_at), voucher.days);
        let reasons = draft_reasons(amount.as_ref());
        let due_on = calendar::claim_due_on(voucher.redeemed_at);
        Self {
            id: ClaimId::of(&voucher.voucher_number),
            voucher,
            customer: None,
            engagement_type: None,
            due_on,
            amount,
            reminded: ReminderState::default(),
            prepared_by: Vec::new(),
            saved: None,
            comments: 0,
            dispute: None,
            disputed_at: None,
            state: State::Draft { reasons, withdrawn: None },
        }
    }

    /// Returns the claim with the voucher's customer and engagement type; neither changes after redemption.
    #[must_use]
    pub fn with_current_names(self, voucher: &Voucher) -> Self {
        let engagement_type = voucher.reservation().map(|reservation| reservation.engagement_type.clone());
        Self { customer: Some(voucher.core().customer.clone()), engagement_type, ..self }
    }

    /// The status as stored, without regard to the calendar.
    pub fn stored_status(&self) -> Status {
        match &self.state {
            State::Draft { .. } => Status::Draft,
            State::Submitted(_) => Status::Submitted,
            State::UnderReview(_) => Status::UnderReview,
            State::ActionRequired { .. } => Status::ActionRequired,
            State::Approved(approved) => approved.status(),
            State::Rejected { .. } => Status::Rejected,
            State::Expired(_) => Status::Expired,
            State::Withdrawn(_) => Status::Withdrawn,
        }
    }

    /// The latest submission.
    pub fn submission(&self) -> Option<&Submission> {
        match &self.state {
            State::Submitted(submission)
            | State::UnderReview(submission)
            | State::ActionRequired { submission, .. }
            | State::Rejected { submission, .. } => Some(submission),
            State::Approved(approved) => Some(&approved.submission),
            State::Expired(closed) | State::Withdrawn(closed) => closed.submission.as_ref(),
            State::Draft { .. } => None,
        }
    }

    /// The latest submission, also one that was withdrawn before the claim was reinstated.
    pub fn last_submission(&self) -> Option<&Submission> {
        match &self.state {
            State::Draft { withdrawn, .. } => withdrawn.as_ref(),
            State::Submitted(_)
            | State::UnderReview(_)
            | State::ActionRequired { .. }
            | State::Approved(_)
            | State::Rejected { .. }
            | State::Expired(_)
            | State::Withdrawn(_) => self.submission(),
        }
    }

    /// The fields of the approval, once approved.
    pub fn approved(&self) -> Option<&Approved> {
        if let State::Approved(approved) = &self.state { Some(approved) } else { None }
    }

    /// The comment of operations that the partner must read: a requested change, a rejection or a hold.
    pub fn comment(&self) -> Option<&Note> {
        match &self.state {
            State::ActionRequired { comment, .. } => Some(comment),
            State::Rejected { reason, .. } => Some(reason),
            State::Approved(approved) => approved.held.as_ref().filter(|_| approved.is_held()),
            State::Expired(closed) | State::Withdrawn(closed) => closed.comment.as_ref(),
            State::Draft { .. } | State::Submitted(_) | State::UnderReview(_) => None,
        }
    }

    /// The actions that this person may take on a day, whatever their roles: no approval of their own claim
    /// (PROGRAM.md 11.9), and no submission while its country is frozen (PROGRAM.md 11.13).
    pub fn actions_of(&self, person: Reviewer<'_>, is_frozen: bool, today: Date) -> Vec<Action> {
        let is_allowed = |action: &Action| match action {
            Action::Approve | Action::Release => self.may_be_approved_by(person),
            Action::Submit => self.status_facts().is_submittable(is_frozen, today),
            Action::Comment => self.comments < COMMENTS_MAX,
            Action::Save
            | Action::Withdraw
            | Action::Reinstate
            | Action::Dispute
            | Action::Review
            | Action::Reject
            | Action::RequestChanges
            | Action::Hold
            | Action::Settle => true,
        };
        self.actions(today).into_iter().filter(is_allowed).collect()
    }

    /// The remaining fields when the claim ends without approval.
    pub(super) fn closed(&self) -> Closed {
        Closed { submission: self.last_submission().cloned(), comment: self.comment().cloned() }
    }
}

/// The stored reasons of a draft with this amount.
fn draft_reasons(amount: Option<&Money>) -> Vec<DraftReason> {
    if amount.is_none() { vec![DraftReason::NoRate] } else { Vec::new() }
}

/// True for a number that is left out of the stored item.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Approved {
    /// True while operations hold the payment back and no money was sent.
    pub fn is_held(&self) -> bool {
        self.held.is_some() && !self.payments.were_sent()
    }

    fn status(&self) -> Status {
        match self.payments.status() {
            _ if self.is_held() => Status::OnHold,
            Some(PaymentStatus::Sent) => Status::Paid,
            Some(PaymentStatus::Scheduled) => Status::Scheduled,
            Some(PaymentStatus::Failed) => Status::PaymentFailed,
            None => Status::Approved,
        }
    }
}

#[cfg(test)]
mod tests;
