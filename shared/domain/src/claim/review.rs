//! What operations do with a claim.

use jiff::Timestamp;

use super::{Approved, CORRECTION_DAYS, Claim, Event, Outcome, Payments, State, Submission};
use crate::attempt::Actor;
use crate::calendar;
use crate::ids::CompanyId;
use crate::refusal::{Refusal, Refusals};
use crate::text::Note;

/// Somebody of operations, who lets a claim go on to be paid.
#[derive(Clone, Copy, Debug)]
pub struct Reviewer<'a> {
    /// Who.
    pub by: &'a Actor,
    /// A company that they belong to as well.
    pub company: Option<&'a CompanyId>,
}

impl Claim {
    /// Takes it up; taken up again, nothing changes.
    ///
    /// # Errors
    /// It does not wait for a review.
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

    /// Agrees to it: by somebody else than those who prepared or submitted it, and nobody of the company that is paid (four
    /// eyes). Agreed again, nothing changes.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn approve(self, reviewer: Reviewer<'_>, now: Timestamp) -> Result<Outcome, Refusals> {
        Refusals::none_of(self.approval_refusals(reviewer))?;
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

    fn approval_refusals(&self, reviewer: Reviewer<'_>) -> Vec<Refusal> {
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
        four_eyes.into_iter().chain(wrong_status).collect()
    }

    /// Whether this person may let it go on to be paid. Whoever wants to be paid has no say in that, in whatever role they
    /// come.
    pub fn may_be_approved_by(&self, reviewer: Reviewer<'_>) -> bool {
        let submitted_by = self.submission().map(|submission| submission.submitted_by.as_slice()).unwrap_or_default();
        let is_theirs = submitted_by.contains(reviewer.by)
            || self.prepared_by.contains(reviewer.by)
            || self.voucher.redeemed_by.as_ref() == Some(reviewer.by)
            || reviewer.company == Some(&self.voucher.company_id);
        !is_theirs
    }

    fn four_eyes_refusal(&self, reviewer: Reviewer<'_>) -> Option<Refusal> {
        (!self.may_be_approved_by(reviewer)).then_some(Refusal::FourEyes)
    }

    /// What was submitted, with the last day to submit it again: nobody loses a day to a slow review.
    fn to_correct(&self, submission: Submission, now: Timestamp) -> Submission {
        let from = self.due_on.max(calendar::utc_day(now));
        Submission { correct_by: Some(calendar::days_after(from, CORRECTION_DAYS)), ..submission }
    }

    /// What was submitted, while operations look at it.
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

    /// Refuses it, for a reason that the partner reads.
    ///
    /// # Errors
    /// It is not under review.
    pub fn reject(self, reason: Note, now: Timestamp) -> Result<Outcome, Refusals> {
        let submission = self.to_correct(self.under_review()?.clone(), now);
        let event = Event::Rejected { comment: reason.clone() };
        Ok(Outcome::applied(Self { state: State::Rejected { submission, reason }, ..self }, event))
    }

    /// Sends it back; the comment stands where the partner edits.
    ///
    /// # Errors
    /// It is not under review.
    pub fn request_changes(self, comment: Note, now: Timestamp) -> Result<Outcome, Refusals> {
        let submission = self.to_correct(self.under_review()?.clone(), now);
        let event = Event::ChangesRequested { comment: comment.clone() };
        Ok(Outcome::applied(Self { state: State::ActionRequired { submission, comment }, ..self }, event))
    }

    /// Holds an approved claim back before anything is paid; held again, the first reason stands.
    ///
    /// # Errors
    /// It is not approved, or the payer has it already.
    pub fn hold(self, reason: Note) -> Result<Outcome, Refusals> {
        let (claim, approved) = self.unpaid()?;
        if approved.held.is_some() {
            return Ok(Outcome::Unchanged);
        }
        let event = Event::Held { comment: reason.clone() };
        let approved = Approved { held: Some(reason), ..approved };
        Ok(Outcome::applied(Self { state: State::Approved(approved), ..claim }, event))
    }

    /// Lets a claim that was held go on, with the same eyes as an approval; one that is not held goes on already.
    ///
    /// # Errors
    /// It is not approved, the payer has it already, or it is the reviewer's own.
    pub fn release(self, reviewer: Reviewer<'_>) -> Result<Outcome, Refusals> {
        Refusals::none_of(self.four_eyes_refusal(reviewer).into_iter().collect())?;
        let (claim, approved) = self.unpaid()?;
        if approved.held.is_none() {
            return Ok(Outcome::Unchanged);
        }
        let approved = Approved { held: None, ..approved };
        Ok(Outcome::applied(Self { state: State::Approved(approved), ..claim }, Event::Released))
    }

    /// The claim with what was approved, while the payer reported nothing of it, or no more than that it failed on hold.
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
