//! Enroll, renew, withdraw, suspend, reinstate.

use jiff::civil::Date;

use super::{Enrollment, Event, GRACE_DAYS, Outcome, RENEWAL_WINDOW_DAYS, State, Status};
use crate::calendar;
use crate::catalog::Program;
use crate::eligibility::Eligibility;
use crate::ids::AgreementVersion;
use crate::partner::{Company, Evidence, MEMBERSHIP_GUARD_DAYS};
use crate::refusal::{Refusal, Refusals};
use crate::reminder::ReminderState;
use crate::text::Note;

/// What a new term rests on: asked when a company enrolls and each time it renews.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The program.
    pub program: &'a Program,
    /// The agreement in force.
    pub agreement: &'a AgreementVersion,
    /// The company.
    pub company: &'a Company,
    /// Its evidence.
    pub evidence: &'a [Evidence],
}

impl Terms<'_> {
    /// Everything in the way of a new term.
    fn refusals(&self, today: Date) -> Vec<Refusal> {
        let mut refusals = Eligibility::of(self.program, self.evidence, today).refusals();
        if !self.company.has_signed(self.agreement) {
            refusals.push(Refusal::AgreementNotSigned { version: self.agreement.clone() });
        }
        if self.program.is_retired(today) {
            refusals.push(Refusal::ProgramRetired { program: self.program.code.clone() });
        }
        if self.company.membership_is_expiring(today) {
            let ends_on = self.company.details.membership_ends_on;
            refusals
                .push(Refusal::MembershipExpiring { membership_ends_on: ends_on, within_days: MEMBERSHIP_GUARD_DAYS });
        }
        refusals
    }

    /// A term from a day on, which follows no other.
    fn term_from(&self, term_start: Date, today: Date) -> Enrollment {
        let anniversary = self.company.details.membership_anniversary;
        Enrollment {
            company_id: self.company.company_id.clone(),
            program: self.program.code.clone(),
            term_start,
            term_end: term_end(term_start, anniversary, today),
            agreement_version: self.agreement.clone(),
            renewed_from: None,
            previous_start: None,
            suspension: None,
            reminded: ReminderState::default(),
            state: State::Active,
        }
    }
}

/// Last day of a term: a calendar year on (February 29 ends on the 28th of a common year). Where the company's
/// membership anniversary is known, the first one that leaves more than the days in which a term can be renewed, even to
/// a term that begins late.
fn term_end(term_start: Date, anniversary: Option<Date>, today: Date) -> Date {
    let Some(anniversary) = anniversary else {
        return calendar::years_after(term_start, 1);
    };
    let earliest = calendar::days_after(term_start.max(today), RENEWAL_WINDOW_DAYS);
    let years = i32::from(term_start.year()).saturating_sub(i32::from(anniversary.year()));
    let candidates = (0..=2).map(|more| calendar::years_after(anniversary, years.saturating_add(more)));
    candidates.into_iter().find(|day| *day > earliest).unwrap_or_else(|| calendar::years_after(term_start, 1))
}

impl Enrollment {
    /// Enrolls a company for a year from today; what has lapsed or was withdrawn begins anew.
    ///
    /// # Errors
    /// Every broken rule, each missing requirement on its own.
    pub fn enroll(seen: Option<&Self>, terms: &Terms<'_>, today: Date) -> Result<Outcome, Refusals> {
        let mut refusals = terms.refusals(today);
        match seen.map(|seen| seen.status(today)) {
            Some(Status::Active | Status::RenewalDue | Status::Grace) => refusals.push(Refusal::AlreadyEnrolled),
            Some(Status::Suspended) => refusals.push(Refusal::EnrollmentSuspended),
            Some(Status::Lapsed | Status::Withdrawn) | None => {}
        }
        if seen.is_some_and(|seen| seen.suspension.is_some()) {
            refusals.push(Refusal::EnrollmentSuspended);
        }
        Refusals::none_of(refusals)?;
        Ok(Outcome::applied(terms.term_from(today, today), Event::Enrolled))
    }

    /// Renews it in the 90 days before its end and in its grace: the next term begins where this one ends, or today once
    /// it has lapsed or was withdrawn. Renewed again while that could still be the same command, nothing changes.
    ///
    /// # Errors
    /// Every broken rule; [`Refusal::RenewalTooEarly`] names the day from which it is possible.
    pub fn renew(self, terms: &Terms<'_>, today: Date) -> Result<Outcome, Refusals> {
        if self.was_just_renewed(today) {
            return Ok(Outcome::Unchanged);
        }
        let mut refusals = terms.refusals(today);
        refusals.extend(self.keeps_from_renewing(today));
        Refusals::none_of(refusals)?;
        let continues = self.status(today).is_in_force();
        let term_start = if continues { self.term_end } else { today };
        let next = Enrollment {
            renewed_from: Some(self.term_end),
            previous_start: continues.then_some(self.term_start),
            ..terms.term_from(term_start, today)
        };
        let event = Event::Renewed { from: self.term_end, to: next.term_end };
        Ok(Outcome::applied(next, event))
    }

    /// Whether a renewal made this term so lately that renewing it is the same command a second time: it waits, or began
    /// within the days of grace of the term before.
    fn was_just_renewed(&self, today: Date) -> bool {
        let last_day = calendar::days_after(self.term_start, GRACE_DAYS);
        self.status(today) == Status::Active && self.renewed_from.is_some() && today <= last_day
    }

    fn keeps_from_renewing(&self, today: Date) -> Option<Refusal> {
        if self.is_renewable(today) {
            return None;
        }
        match self.status(today) {
            Status::Suspended | Status::Withdrawn => Some(Refusal::EnrollmentSuspended),
            Status::Active | Status::RenewalDue | Status::Grace | Status::Lapsed => {
                Some(Refusal::RenewalTooEarly { renewable_from: self.renewable_from() })
            }
        }
    }

    /// Gives it up; given up again, nothing changes. A suspension outlasts it: nobody enrolls anew to be rid of one.
    pub fn withdraw(self) -> Outcome {
        let suspension = match &self.state {
            State::Withdrawn => return Outcome::Unchanged,
            State::Suspended { reason } => Some(reason.clone()),
            State::Active | State::RenewalDue | State::Grace | State::Lapsed => None,
        };
        Outcome::applied(Self { suspension, state: State::Withdrawn, ..self }, Event::Withdrawn)
    }

    /// Stops it, for a reason. Suspended again, the first reason stands.
    ///
    /// # Errors
    /// [`Refusal::EnrollmentNotInForce`] when there is nothing to stop.
    pub fn suspend(self, reason: Note, today: Date) -> Result<Outcome, Refusals> {
        match self.status(today) {
            Status::Suspended => Ok(Outcome::Unchanged),
            Status::Lapsed | Status::Withdrawn => Err(Refusal::EnrollmentNotInForce.into()),
            Status::Active | Status::RenewalDue | Status::Grace => {
                let event = Event::Suspended { reason: reason.clone() };
                Ok(Outcome::applied(Self { state: State::Suspended { reason }, ..self }, event))
            }
        }
    }

    /// Lets a suspended one go on where the calendar says it stands; its term was never stretched. One that was given up
    /// meanwhile stays so, and the company may enroll anew.
    ///
    /// # Errors
    /// [`Refusal::EnrollmentNotInForce`] for one that has ended for another reason.
    pub fn reinstate(self, reason: Note, today: Date) -> Result<Outcome, Refusals> {
        let state = match self.status(today) {
            Status::Active | Status::RenewalDue | Status::Grace => return Ok(Outcome::Unchanged),
            Status::Withdrawn if self.suspension.is_some() => State::Withdrawn,
            Status::Lapsed | Status::Withdrawn => return Err(Refusal::EnrollmentNotInForce.into()),
            Status::Suspended => self.state_by_calendar(today),
        };
        Ok(Outcome::applied(Self { suspension: None, state, ..self }, Event::Reinstated { reason }))
    }

    fn state_by_calendar(&self, today: Date) -> State {
        match self.by_calendar(today) {
            Status::RenewalDue => State::RenewalDue,
            Status::Grace => State::Grace,
            Status::Lapsed => State::Lapsed,
            Status::Active | Status::Suspended | Status::Withdrawn => State::Active,
        }
    }
}
