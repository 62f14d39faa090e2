//! Commands of operations on a claim.

use jiff::Timestamp;

use super::{Approved, CORRECTION_DAYS, Claim, Event, Outcome, Payments, State, Submission};
use crate::attempt::Actor;
use crate::calendar;
use crate::ids::CompanyId;
use crate::invoice::InvoiceFacts;
use crate::refusal::{Refusal, Refusals};
use crate::text::Note;

/// A person of operations who decides on a claim.
#[derive(Clone, Copy, Debug)]
pub struct Reviewer<'a> {
    /// The person.
    pub by: &'a Actor,
    /// The company to which the person belongs as well.
    pub company: Option<&'a CompanyId>,
}

impl Claim {
    /// Starts the review (PROGRAM.md 11.8). Idempotent.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when the claim is not submitted.
    pub fn start_review(self) -> Result<Outcome, Refusals> {
        match self.state {
            State::Submitted(submission) => {
                Ok(Outcome::applied(Self { state: State::UnderReview(submission), ..self }, Event::ReviewStarted))
            }
            State::UnderReview(_) => Ok(Outcome::Unchanged),
            State::Draft { .. }
            | State::ActionRequired { .. }
            | State::Approved(_)
            | State::Rejected { .. }
            | State::Expired(_)
            | State::Withdrawn(_) => Err(self.wrong_status(&["submitted"]).into()),
        }
    }

    /// Approves the claim (PROGRAM.md 11.8). A repeated approval changes nothing.
    ///
    /// # Errors
    /// [`Refusal::FourEyes`], [`Refusal::WrongClaimStatus`] and [`Refusal::InvoiceMissing`].
    pub fn approve(
        self,
        reviewer: Reviewer<'_>,
        invoice: InvoiceFacts<'_>,
        now: Timestamp,
    ) -> Result<Outcome, Refusals> {
        Refusals::none_of(self.approval_refusals(reviewer, invoice))?;
        let State::UnderReview(submission) = self.state else { return Ok(Outcome::Unchanged) };
        let approved = Approved {
            submission,
            approved_by: reviewer.by.clone(),
            approved_at: now,
            held: None,
            payments: Payments::default(),
        };
        Ok(Outcome::applied(Self { state: State::Approved(approved), ..self }, Event::Approved))
    }

    fn approval_refusals(&self, reviewer: Reviewer<'_>, invoice: InvoiceFacts<'_>) -> Vec<Refusal> {
        let four_eyes = self.four_eyes_refusal(reviewer);
        let wrong_status = match self.state {
            State::UnderReview(_) | State::Approved(_) => None,
            State::Draft { .. }
            | State::Submitted(_)
            | State::ActionRequired { .. }
            | State::Rejected { .. }
            | State::Expired(_)
            | State::Withdrawn(_) => Some(self.wrong_status(&["under_review"])),
        };
        four_eyes.into_iter().chain(wrong_status).chain(self.invoice_refusal(invoice)).collect()
    }

    /// The invoice itself must have arrived before the claim under review is approved (PROGRAM.md 11.7).
    fn invoice_refusal(&self, invoice: InvoiceFacts<'_>) -> Option<Refusal> {
        let State::UnderReview(submission) = &self.state else { return None };
        let (needed, invoice_number) = (invoice.missing()?, submission.invoice_number.clone());
        Some(Refusal::InvoiceMissing { invoice_number, needed })
    }

    /// True when this person may approve or release the claim: not a person who prepared or submitted it, and not a
    /// person of the paid company, whatever their roles (PROGRAM.md 11.9).
    pub fn may_be_approved_by(&self, reviewer: Reviewer<'_>) -> bool {
        let submitted_by = self.submission().map(|submission| submission.submitted_by.as_slice()).unwrap_or_default();
        let is_own = submitted_by.contains(reviewer.by)
            || self.prepared_by.contains(reviewer.by)
            || self.voucher.redeemed_by.as_ref() == Some(reviewer.by)
            || reviewer.company == Some(&self.voucher.company_id);
        !is_own
    }

    fn four_eyes_refusal(&self, reviewer: Reviewer<'_>) -> Option<Refusal> {
        (!self.may_be_approved_by(reviewer)).then_some(Refusal::FourEyes)
    }

    /// The submission with its last day to submit again, counted from the decision if that is later, so that a slow
    /// review takes no days from the partner (PROGRAM.md 11.10).
    fn to_correct(&self, submission: Submission, now: Timestamp) -> Submission {
        let from = self.due_on.max(calendar::utc_day(now));
        Submission { correct_by: Some(calendar::days_after(from, CORRECTION_DAYS)), ..submission }
    }

    /// The submission of a claim under review.
    fn under_review(&self) -> Result<&Submission, Refusals> {
        match &self.state {
            State::UnderReview(submission) => Ok(submission),
            State::Draft { .. }
            | State::Submitted(_)
            | State::ActionRequired { .. }
            | State::Approved(_)
            | State::Rejected { .. }
            | State::Expired(_)
            | State::Withdrawn(_) => Err(self.wrong_status(&["under_review"]).into()),
        }
    }

    /// Rejects the claim, with a reason for the partner.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when the claim is not under review.
    pub fn reject(self, reason: Note, now: Timestamp) -> Result<Outcome, Refusals> {
        let submission = self.to_correct(self.under_review()?.clone(), now);
        let event = Event::Rejected { comment: reason.clone() };
        Ok(Outcome::applied(Self { state: State::Rejected { submission, reason }, ..self }, event))
    }

    /// Sends the claim back to the partner, with a comment.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when the claim is not under review.
    pub fn request_changes(self, comment: Note, now: Timestamp) -> Result<Outcome, Refusals> {
        let submission = self.to_correct(self.under_review()?.clone(), now);
        let event = Event::ChangesRequested { comment: comment.clone() };
        Ok(Outcome::applied(Self { state: State::ActionRequired { submission, comment }, ..self }, event))
    }

    /// Holds the payment of an approved claim back (PROGRAM.md 11.11). A repeated hold changes nothing; the first
    /// reason stays.
    ///
    /// # Errors
    /// [`Refusal::WrongClaimStatus`] when the claim is not approved or the payer has reported a payment.
    pub fn hold(self, reason: Note) -> Result<Outcome, Refusals> {
        let (claim, approved) = self.unpaid()?;
        if approved.held.is_some() {
            return Ok(Outcome::Unchanged);
        }
        let event = Event::Held { comment: reason.clone() };
        let approved = Approved { held: Some(reason), ..approved };
        Ok(Outcome::applied(Self { state: State::Approved(approved), ..claim }, event))
    }

    /// Releases a held claim, under the rule of four eyes (PROGRAM.md 11.11). A claim that is not held stays unchanged.
    ///
    /// # Errors
    /// [`Refusal::FourEyes`]; [`Refusal::WrongClaimStatus`] as for [`Self::hold`].
    pub fn release(self, reviewer: Reviewer<'_>) -> Result<Outcome, Refusals> {
        Refusals::none_of(self.four_eyes_refusal(reviewer).into_iter().collect())?;
        let (claim, approved) = self.unpaid()?;
        if approved.held.is_none() {
            return Ok(Outcome::Unchanged);
        }
        let approved = Approved { held: None, ..approved };
        Ok(Outcome::applied(Self { state: State::Approved(approved), ..claim }, Event::Released))
    }

    /// The claim and its approval while no payment was reported, or while it is held (a failed payment does not end a
    /// hold).
    fn unpaid(self) -> Result<(Self, Approved), Refusals> {
        match &self.state {
            State::Approved(approved) if approved.payments.is_empty() || approved.is_held() => {
                let approved = approved.clone();
                Ok((self, approved))
            }
            State::Approved(_)
            | State::Draft { .. }
            | State::Submitted(_)
            | State::UnderReview(_)
            | State::ActionRequired { .. }
            | State::Rejected { .. }
            | State::Expired(_)
            | State::Withdrawn(_) => Err(self.wrong_status(&["approved", "on_hold"]).into()),
        }
    }
}
