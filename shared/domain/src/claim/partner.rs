//! What a partner does with a claim: submit, withdraw, dispute.

use jiff::{Timestamp, civil::Date};

use super::{Claim, DraftReason, Event, Outcome, Rate, RedeemedVoucher, Saved, State, Status, Submission, rate};
use crate::attempt::Actor;
use crate::calendar;
use crate::digest;
use crate::ids::{InvoiceNumber, PurchaseOrder};
use crate::money::Money;
use crate::payee::Payee;
use crate::refusal::{Refusal, Refusals};
use crate::text::Note;

/// Submit a claim, on its own or with others under one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is that of the interface")]
pub struct Submit {
    pub invoice_number: InvoiceNumber,
    /// Without one, that of the claim's draft.
    pub purchase_order: Option<PurchaseOrder>,
    pub by: Actor,
    /// What the invoice is for: the claim itself, or the request that names several.
    pub request: String,
}

impl Submit {
    /// Of the payment request that a claim is part of: its invoice's claims of one country and program. The same when the
    /// request is sent twice.
    pub fn reference_number(&self, voucher: &RedeemedVoucher) -> String {
        let invoice_number = self.invoice_number.folded();
        let parts = [&self.request, invoice_number.as_str(), voucher.country.as_str(), voucher.program.as_str()];
        let digest = digest::hex_of_parts(&parts.map(str::as_bytes));
        let short: String = digest.chars().take(12).collect();
        format!("PR-{}", short.to_ascii_uppercase())
    }
}

/// What decides whether a claim can be submitted.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionFacts<'a> {
    /// Where the company is paid for the program, if it said so.
    pub payee: Option<&'a Payee>,
    /// The rate card of the claim's country and program.
    pub card: &'a [Rate],
    /// The request that the invoice number belongs to, if one has it.
    pub invoice_of: Option<&'a str>,
    /// The last day on which the payer takes no requests for the claim's country.
    pub frozen_until: Option<Date>,
}

impl Claim {
    /// Submits it: the first time, or again once it was sent back or rejected.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn submit(self, command: &Submit, facts: SubmissionFacts<'_>, now: Timestamp) -> Result<Outcome, Refusals> {
        let today = calendar::utc_day(now);
        let by_card = rate::amount(facts.card, calendar::utc_day(self.voucher.redeemed_at), self.voucher.days);
        let amount = by_card.filter(|_| self.is_priced_anew()).or_else(|| self.amount.clone());
        let mut refusals = self.submission_refusals(command, facts, amount.as_ref(), today);
        if amount.is_none() {
            refusals.push(self.no_rate());
        }
        Refusals::none_of(refusals)?;
        let submission = self.submitted(command, now);
        let event = Event::Submitted {
            reference_number: submission.reference_number.clone(),
            invoice_number: submission.invoice_number.clone(),
        };
        Ok(Outcome::applied(Self { amount, saved: None, state: State::Submitted(submission), ..self }, event))
    }

    /// Why it could not be paid by what its company said of where it is paid.
    pub fn unpayable(&self, payee: Option<&Payee>) -> Option<DraftReason> {
        self.unpayable_amount(payee, self.amount.as_ref())
    }

    fn unpayable_amount(&self, payee: Option<&Payee>, amount: Option<&Money>) -> Option<DraftReason> {
        let Some(payee) = payee else { return Some(DraftReason::PayeeNotRegistered) };
        let Some(profile) = payee.profile_at(&self.voucher.location_id) else {
            return Some(DraftReason::LocationNotMapped);
        };
        amount.filter(|amount| amount.currency != profile.currency).map(|_| DraftReason::CurrencyMismatch)
    }

    /// Whether its submission asks the rate card: a draft keeps the price it was made with, what was sent back is priced
    /// by the card as it stands then, so that a rate that was wrong can be mended.
    pub fn is_priced_anew(&self) -> bool {
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

    /// Keeps what will be submitted, or with nothing in it forgets that; kept again, nothing changes.
    ///
    /// # Errors
    /// It does not wait for the partner, or no longer.
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
        refusals.extend(self.payee_refusal(facts.payee, amount));
        if let Some(until) = facts.frozen_until {
            refusals.push(Refusal::SubmissionsFrozen { country: self.voucher.country.clone(), frozen_until: until });
        }
        let own = self.submission().is_some_and(|before| before.invoice_number.is_same_as(&command.invoice_number));
        if !own && facts.invoice_of.is_some_and(|holder| holder != command.request) {
            refusals.push(Refusal::InvoiceNumberUsed { invoice_number: command.invoice_number.clone() });
        }
        refusals
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
        })
    }

    /// Only what waits for the partner can be submitted, and only in time.
    fn status_refusal(&self, today: Date) -> Option<Refusal> {
        let correcting = match self.status(today) {
            Status::Draft => return None,
            Status::Expired if self.submission().is_none() => return Some(Refusal::PastDue { due_on: self.due_on }),
            Status::Expired => return Some(Refusal::PastDue { due_on: self.correctable_until() }),
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
        if !correcting {
            return Some(self.wrong_status(&["draft", "action_required", "rejected"]));
        }
        (today > self.correctable_until()).then(|| Refusal::PastDue { due_on: self.correctable_until() })
    }

    fn submitted(&self, command: &Submit, now: Timestamp) -> Submission {
        let mut submitted_by = self.submission().map(|before| before.submitted_by.clone()).unwrap_or_default();
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

    /// Gives it up before it was approved; given up again, nothing changes.
    ///
    /// # Errors
    /// It is too late.
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

    /// Contests what was paid . Contested again in the same words, nothing changes.
    ///
    /// # Errors
    /// Nothing was paid yet.
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

    /// Answers a dispute . Nothing is contested any more: settled again, nothing changes.
    ///
    /// # Errors
    /// Nothing was ever paid that could be contested.
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

    /// The refusal of a command that asks no day.
    pub(super) fn wrong_status(&self, needed: &[&'static str]) -> Refusal {
        Refusal::WrongClaimStatus { status: self.stored_status().as_str(), needed: needed.to_vec() }
    }

    /// The refusal of a command for which it may be too late.
    fn wrong_status_on(&self, today: Date, needed: &[&'static str]) -> Refusal {
        Refusal::WrongClaimStatus { status: self.status(today).as_str(), needed: needed.to_vec() }
    }
}
