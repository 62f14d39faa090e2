//! A claim: the request to be paid for one redeemed voucher.
//!
//! The program's own part of its life is a chain of states; what the payer's system reports of payments is a set of facts
//! merged in ([`Payments`]), so that late, doubled and reordered reports come to the same truth.

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
mod invoice;
mod partner;
mod payment;
mod rate;
mod review;
mod same_file;
mod status_facts;
mod time;

pub use checks::{Check, CheckEvidence, CheckFacts, Checked};
pub use codes::{Action, Event, Status};
pub use invoice::InvoiceCopy;
pub use partner::{SubmissionFacts, Submit};
pub use payment::{Payment, PaymentEvent, PaymentId, PaymentReport, PaymentStatus, Payments, ReportedPayment};
pub use rate::{Rate, RateLine, amount};
pub use review::Reviewer;
pub use same_file::SameFile;
pub use status_facts::StatusFacts;

/// A claim and the events in its life.
pub type Outcome = crate::Outcome<Claim, Event>;

/// When the partner is reminded, in days from the last day to submit.
pub const REMINDERS: Series = &[-30, -14, -3];
/// Days during which what was sent back or rejected may be corrected: after the last day to submit, or
/// after operations said so, if that was later.
pub const CORRECTION_DAYS: i32 = 30;

/// What is known of a redeemed voucher when its claim is made.
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
    /// Whoever redeemed it prepared its claim: they cannot approve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_by: Option<Actor>,
}

/// A claim in whatever state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Derived from the voucher.
    pub id: ClaimId,
    /// What it is for.
    #[serde(flatten)]
    pub voucher: RedeemedVoucher,
    /// Whose voucher it was. Claims of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// What was delivered. Claims of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engagement_type: Option<EngagementCode>,
    /// Last day to submit it.
    pub due_on: Date,
    /// What it is worth, by the rate of the day of redemption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// How far the reminders of its last day were sent.
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// Who kept something to be submitted: they prepared it, and cannot approve it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prepared_by: Vec<Actor>,
    /// What the partner means to submit, kept until it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<Saved>,
    /// The partner contests what was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Note>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed_at: Option<Timestamp>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: State,
}

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Made by the system, not yet submitted by the partner.
    Draft {
        /// What keeps it from being submitted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reasons: Vec<DraftReason>,
    },
    /// The partner asked to be paid.
    Submitted(Submission),
    /// Operations look at it.
    UnderReview(Submission),
    /// Operations want something changed; the partner may edit again.
    ActionRequired {
        /// What was submitted.
        #[serde(flatten)]
        submission: Submission,
        /// What is wanted.
        comment: Note,
    },
    /// Operations agreed; the payer pays.
    Approved(Approved),
    /// Operations refused.
    Rejected {
        /// What was submitted.
        #[serde(flatten)]
        submission: Submission,
        /// Why.
        reason: Note,
    },
    /// Nobody submitted it, or submitted it again, in time.
    Expired(Closed),
    /// The partner gave it up.
    Withdrawn(Closed),
}

/// What is left of a claim that ended without being approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// What was submitted, if anything was.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<Submission>,
    /// What operations had asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Note>,
}

/// What a partner submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The partner's own number, unique within the company.
    pub invoice_number: InvoiceNumber,
    /// The payer's, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<PurchaseOrder>,
    /// Given at submission.
    pub reference_number: String,
    /// When.
    pub submitted_at: Timestamp,
    /// Everyone who ever submitted it: none of them may approve it.
    pub submitted_by: Vec<Actor>,
    /// Last day to submit it again, since it was sent back or rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct_by: Option<Date>,
}

/// What a partner means to submit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Saved {
    /// The partner's own number. It is taken only by submitting it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<InvoiceNumber>,
    /// The payer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<PurchaseOrder>,
}

/// A claim that operations agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// What was submitted.
    #[serde(flatten)]
    pub submission: Submission,
    /// Who agreed.
    pub approved_by: Actor,
    /// When: the clock of payment runs from here.
    pub approved_at: Timestamp,
    /// Why it is held back, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Note>,
    /// What the payer's system reported.
    #[serde(default, skip_serializing_if = "Payments::is_empty")]
    pub payments: Payments,
}

/// Why a draft cannot be submitted as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftReason {
    /// The rate card has no line for country, program and day.
    NoRate,
    /// The company has not said where it is paid for the program. Seen when it is looked at, never stored.
    PayeeNotRegistered,
    /// It has, but not for the claim's location. Seen when it is looked at, never stored.
    LocationNotMapped,
    /// It has, at a bank profile of another currency than the claim's. Seen when it is looked at, never stored.
    CurrencyMismatch,
}

impl RedeemedVoucher {
    /// The fields that say something else than `other`. Who redeemed it is not compared: the voucher does not keep that.
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
    /// The draft for a redeemed voucher, priced by the rate card of its country and program.
    pub fn draft(voucher: RedeemedVoucher, card: &[Rate]) -> Self {
        let amount = rate::amount(card, calendar::utc_day(voucher.redeemed_at), voucher.days);
        let reasons = if amount.is_none() { vec![DraftReason::NoRate] } else { Vec::new() };
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
            dispute: None,
            disputed_at: None,
            state: State::Draft { reasons },
        }
    }

    /// The same claim, saying whose voucher it is for and what was delivered: neither changes once a voucher is redeemed.
    #[must_use]
    pub fn with_current_names(self, voucher: &Voucher) -> Self {
        let engagement_type = voucher.reservation().map(|reservation| reservation.engagement_type.clone());
        Self { customer: Some(voucher.core().customer.clone()), engagement_type, ..self }
    }

    /// The status as it was last written down.
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

    /// What was submitted, once something was.
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

    /// What operations agreed to, once they did.
    pub fn approved(&self) -> Option<&Approved> {
        if let State::Approved(approved) = &self.state { Some(approved) } else { None }
    }

    /// What operations said where the partner must act or was refused.
    pub fn comment(&self) -> Option<&Note> {
        match &self.state {
            State::ActionRequired { comment, .. } => Some(comment),
            State::Rejected { reason, .. } => Some(reason),
            State::Approved(approved) => approved.held.as_ref().filter(|_| approved.is_held()),
            State::Expired(closed) | State::Withdrawn(closed) => closed.comment.as_ref(),
            State::Draft { .. } | State::Submitted(_) | State::UnderReview(_) => None,
        }
    }

    /// What somebody may do with it on a day, whatever their roles: nothing in which they would have to be another
    /// person, and no submission while the payer takes none for its country.
    pub fn actions_of(&self, person: Reviewer<'_>, is_frozen: bool, today: Date) -> Vec<Action> {
        let may = |action: &Action| match action {
            Action::Approve | Action::Release => self.may_be_approved_by(person),
            Action::Submit => self.status_facts().is_submittable(is_frozen, today),
            Action::Save
            | Action::Withdraw
            | Action::Dispute
            | Action::Review
            | Action::Reject
            | Action::RequestChanges
            | Action::Hold
            | Action::Settle => true,
        };
        self.actions(today).into_iter().filter(may).collect()
    }

    /// What is left of it when it ends unapproved.
    pub(super) fn closed(&self) -> Closed {
        Closed { submission: self.submission().cloned(), comment: self.comment().cloned() }
    }
}

impl Approved {
    /// Whether operations hold it back, and no money was sent all the same.
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
