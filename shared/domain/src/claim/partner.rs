//! Commands of the partner: save, submit, withdraw, reinstate, dispute; and the answer of operations to a dispute.

use jiff::{Timestamp, civil::Date};

use super::{
    Claim, Closed, Correction, DraftReason, Event, Outcome, Rate, RedeemedVoucher, Saved, State, Status, Submission,
    draft_reasons, rate,
};
use crate::attempt::Actor;
use crate::calendar;
use crate::digest;
use crate::ids::{InvoiceNumber, PurchaseOrder};
use crate::money::Money;
use crate::payee::Payee;
use crate::refusal::{Refusal, Refusals};
use crate::text::Note;

/// The command to submit a claim, alone or with others under one invoice (PROGRAM.md 11.6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct Submit {
    pub invoice_number: InvoiceNumber,
    /// The payer's purchase order; `None` takes the saved one.
    pub purchase_order: Option<PurchaseOrder>,
    /// The partner's comment; required to answer a request for changes.
    pub comment: Option<Note>,
    pub by: Actor,
    /// The id of the invoiced request: the claim id, or the id of the request that submits several claims.
    pub request: String,
}

impl Submit {
    /// The reference number of the payment request: one for all claims of an invoice with the same country and program.
    /// A repeated request gives the same number.
    pub fn reference_number(&self, voucher: &RedeemedVoucher) -> String {
        let invoice_number = self.invoice_number.folded();
        let parts = [&self.request, invoice_number.as_str(), voucher.country.as_str(), voucher.program.as_str()];
        let digest = digest::hex_of_parts(&parts.map(str::as_bytes));
        let short: String = digest.chars().take(12).collect();
        format!("PR-{}", short.to_ascii_uppercase())
    }
}

/// The facts from which it follows whether a claim can be submitted.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionFacts<'a> {
    /// The company's payee registration for the program.
    pub payee: Option<&'a Payee>,
    /// The rate card of the claim's country and program.
    pub card: &'a [Rate],
    /// The request that already has the invoice number.
    pub invoice_holder: Option<&'a str>,
    /// The last day of a submission freeze of the claim's country (UTC, inclusive).
    pub frozen_until: Option<Date>,
    /// The work on a claim that was sent back.
    pub correction: Correction,
}

impl Claim {
    /// Submits the claim: the first time, or again after it was sent back or rejected (PROGRAM.md 11.6).
    ///
    /// # Errors
    /// Every broken rule.
    pub fn submit(self, command: &Submit, facts: SubmissionFacts<'_>, now: Timestamp) -> Result<Outcome, Refusals> {
        let today = calendar::utc_day(now);
        let by_card = rate::amount(facts.card, calendar::utc_day(self.voucher.redeemed_at), self.voucher.days);
        let amount = by_card.filter(|_| self.is_repriced()).or_else(|| self.amount.clone());
        let mut refusals = self.submission_refusals(command, facts, amount.as_ref(), today);
        if amount.is_none() {
            refusals.push(self.no_rate());
        }
        Refusals::none_of(refusals)?;
        let submission = self.submitted(command, now);
        let event = Event::Submitted {
            reference_number: submission.reference_number.clone(),
            invoice_number: submission.invoice_number.clone(),
            comment: command.comment.clone(),
        };
        Ok(Outcome::applied(Self { amount, saved: None, state: State::Submitted(submission), ..self }, event))
    }

    /// The reason for which the payee registration does not allow payment of this claim (PROGRAM.md 11.4).
    pub fn payee_obstacle(&self, payee: Option<&Payee>) -> Option<DraftReason> {
        self.unpayable_amount(payee, self.amount.as_ref())
    }

    fn unpayable_amount(&self, payee: Option<&Payee>, amount: Option<&Money>) -> Option<DraftReason> {
        let Some(payee) = payee else { return Some(DraftReason::PayeeNotRegistered) };
        let Some(profile) = payee.profile_at(&self.voucher.location_id) else {
            return Some(DraftReason::LocationNotMapped);
        };
        amount.filter(|amount| amount.currency != profile.currency).map(|_| DraftReason::CurrencyMismatch)
    }

    /// True when the submission reads the price from the rate card. A draft keeps its first price; a claim that was
    /// sent back or rejected is priced again, so that a wrong rate can be corrected (PROGRAM.md 11.10).
    pub fn is_repriced(&self) -> bool {
        match self.state {
            State::Draft { .. } => self.amount.is_none(),
            State::ActionRequired { .. } | State::Rejected { .. } => true,
            State::Submitted(_)
            | State::UnderReview(_)
            | State::Approved(_)
            | State::Expired(_)
            | State::Withdrawn(_) => false,
        }
    }

    /// Saves values for a later submission; empty values clear the saved ones. Idempotent.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] or [`Refusal::PastDue`].
    pub fn save(self, saved: Saved, by: &Actor, today: Date) -> Result<Outcome, Refusals> {
        Refusals::none_of(self.status_refusal(today).into_iter().collect())?;
        let saved = Some(saved).filter(|saved| *saved != Saved::default());
        if self.saved == saved {
            return Ok(Outcome::Unchanged);
        }
        let mut prepared_by = self.prepared_by.clone();
        if !prepared_by.contains(by) {
            prepared_by.push(by.clone());
        }
        Ok(Outcome::applied(Self { prepared_by, saved, ..self }, Event::Saved))
    }

    fn submission_refusals(
        &self,
        command: &Submit,
        facts: SubmissionFacts<'_>,
        amount: Option<&Money>,
        today: Date,
    ) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        refusals.extend(self.status_refusal(today));
        if self.status(today) == Status::ActionRequired && command.comment.is_none() {
            refusals.push(Refusal::CommentMissing);
        }
        refusals.extend(facts.correction.refusals());
        refusals.extend(self.payee_refusal(facts.payee, amount));
        if let Some(until) = facts.frozen_until {
            refusals.push(Refusal::SubmissionsFrozen { country: self.voucher.country.clone(), frozen_until: until });
        }
        if !self.has_invoice(&command.invoice_number)
            && facts.invoice_holder.is_some_and(|holder| holder != command.request)
        {
            refusals.push(Refusal::InvoiceNumberUsed { invoice_number: command.invoice_number.clone() });
        }
        refusals
    }

    /// True when the claim was submitted under this invoice number before, so that the number is its own.
    pub fn has_invoice(&self, number: &InvoiceNumber) -> bool {
        self.last_submission().is_some_and(|before| before.invoice_number.is_same_as(number))
    }

    fn payee_refusal(&self, payee: Option<&Payee>, amount: Option<&Money>) -> Option<Refusal> {
        let RedeemedVoucher { program, location_id, .. } = &self.voucher;
        Some(match self.unpayable_amount(payee, amount)? {
            DraftReason::NoRate => self.no_rate(),
            DraftReason::PayeeNotRegistered => Refusal::PayeeNotRegistered { program: program.clone() },
            DraftReason::LocationNotMapped => Refusal::LocationNotMapped { location_id: location_id.clone() },
            DraftReason::CurrencyMismatch => Refusal::CurrencyMismatch {
                profile_currency: payee?.profile_at(location_id)?.currency.clone(),
                claim_currency: amount?.currency.clone(),
            },
            // Reasons of a correction, not of a payee.
            DraftReason::ReportMissing | DraftReason::DeliverablePending => return None,
        })
    }

    /// Requires a status in which the partner may submit, and a day that is not past the last one (PROGRAM.md 11.5).
    fn status_refusal(&self, today: Date) -> Option<Refusal> {
        let is_correction = match self.status(today) {
            Status::Draft => return None,
            Status::Expired => return Some(Refusal::PastDue { due_on: self.status_facts().closes_on() }),
            Status::ActionRequired | Status::Rejected => true,
            Status::Submitted
            | Status::UnderReview
            | Status::Approved
            | Status::OnHold
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Withdrawn => false,
        };
        if !is_correction {
            return Some(self.wrong_status(&["draft", "action_required", "rejected"]));
        }
        (today > self.correctable_until()).then(|| Refusal::PastDue { due_on: self.correctable_until() })
    }

    fn submitted(&self, command: &Submit, now: Timestamp) -> Submission {
        let mut submitted_by = self.last_submission().map(|before| before.submitted_by.clone()).unwrap_or_default();
        if !submitted_by.contains(&command.by) {
            submitted_by.push(command.by.clone());
        }
        Submission {
            invoice_number: command.invoice_number.clone(),
            purchase_order: command.purchase_order.clone().or_else(|| self.saved.as_ref()?.purchase_order.clone()),
            reference_number: command.reference_number(&self.voucher),
            submitted_at: now,
            submitted_by,
            correct_by: None,
        }
    }

    /// Withdraws the claim before its approval (PROGRAM.md 11.12). Idempotent.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`].
    pub fn withdraw(self, today: Date) -> Result<Outcome, Refusals> {
        match self.status(today) {
            Status::Withdrawn => Ok(Outcome::Unchanged),
            Status::Draft | Status::Submitted | Status::UnderReview | Status::ActionRequired => {
                let state = State::Withdrawn(self.closed());
                Ok(Outcome::applied(Self { state, ..self }, Event::Withdrawn))
            }
            Status::Approved
            | Status::OnHold
            | Status::Scheduled
            | Status::Paid
            | Status::PaymentFailed
            | Status::Rejected
            | Status::Expired => {
                Err(self.wrong_status_on(today, &["draft", "submitted", "under_review", "action_required"]).into())
            }
        }
    }

    /// Reinstates a withdrawn claim: as a draft with the values that were submitted, or, when it was sent back before, for
    /// the answer that it still lacks (PROGRAM.md 11.16).
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`]; [`Refusal::PastDue`] after the last day to submit, or to submit again.
    pub fn reinstate(self, today: Date) -> Result<Outcome, Refusals> {
        let State::Withdrawn(Closed { submission, comment }) = self.state.clone() else {
            return Err(self.wrong_status_on(today, &["withdrawn"]).into());
        };
        let due_on = self.status_facts().closes_on();
        if today > due_on {
            return Err(Refusal::PastDue { due_on }.into());
        }
        let saved = self.saved.clone().or_else(|| submission.as_ref().map(Saved::from));
        let state = match (submission, comment) {
            (Some(submission), Some(comment)) => State::ActionRequired { submission, comment },
            (withdrawn, _) => State::Draft { reasons: draft_reasons(self.amount.as_ref()), withdrawn },
        };
        Ok(Outcome::applied(Self { saved, state, ..self }, Event::Reinstated))
    }

    /// Opens a dispute of the payment (PROGRAM.md 12.3). A repeated dispute with the same comment changes nothing;
    /// another comment replaces the first one.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when the claim is not paid.
    pub fn open_dispute(self, comment: Note, now: Timestamp) -> Result<Outcome, Refusals> {
        let today = calendar::utc_day(now);
        if self.status(today) != Status::Paid {
            return Err(self.wrong_status_on(today, &["paid"]).into());
        }
        if self.dispute.as_ref() == Some(&comment) {
            return Ok(Outcome::Unchanged);
        }
        let event = Event::Disputed { comment: comment.clone() };
        let disputed_at = self.disputed_at.or(Some(now));
        Ok(Outcome::applied(Self { dispute: Some(comment), disputed_at, ..self }, event))
    }

    /// Answers and closes a dispute (PROGRAM.md 12.3). Idempotent.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when there is neither a dispute nor a payment.
    pub fn answer_dispute(self, comment: Note) -> Result<Outcome, Refusals> {
        if self.dispute.is_none() {
            let is_paid = self.stored_status() == Status::Paid;
            return if is_paid { Ok(Outcome::Unchanged) } else { Err(self.wrong_status(&["paid"]).into()) };
        }
        Ok(Outcome::applied(Self { dispute: None, disputed_at: None, ..self }, Event::Settled { comment }))
    }

    fn no_rate(&self) -> Refusal {
        let RedeemedVoucher { country, program, redeemed_at, .. } = &self.voucher;
        let redeemed_on = calendar::utc_day(*redeemed_at);
        Refusal::NoRate { country: country.clone(), program: program.clone(), redeemed_on }
    }

    /// The refusal of a command that does not depend on the day.
    pub(super) fn wrong_status(&self, needed: &[&'static str]) -> Refusal {
        Refusal::WrongClaimStatus { status: self.stored_status().as_str(), needed: needed.to_vec() }
    }

    /// The refusal of a command that depends on the day.
    fn wrong_status_on(&self, today: Date, needed: &[&'static str]) -> Refusal {
        Refusal::WrongClaimStatus { status: self.status(today).as_str(), needed: needed.to_vec() }
    }
}
