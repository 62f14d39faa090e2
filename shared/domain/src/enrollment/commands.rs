//! The commands of an enrollment: enroll, renew, withdraw, suspend, reinstate.

use jiff::civil::Date;

use super::{Enrollment, Event, GRACE_DAYS, Outcome, RENEWAL_WINDOW_DAYS, State, Status};
use crate::calendar;
use crate::catalog::Program;
use crate::eligibility::Eligibility;
use crate::ids::TextVersion;
use crate::partner::{Company, Evidence, MEMBERSHIP_GUARD_DAYS};
use crate::refusal::{Refusal, Refusals};
use crate::reminder::ReminderState;
use crate::text::Note;

/// The facts that decide on a new term, at enrollment and at each renewal (PROGRAM.md 4.1).
#[derive(Clone, Copy, Debug)]
pub struct EnrollmentFacts<'a> {
    /// The program.
    pub program: &'a Program,
    /// The agreement in force.
    pub agreement: &'a TextVersion,
    /// The company that enrolls.
    pub company: &'a Company,
    /// The company's evidence.
    pub evidence: &'a [Evidence],
}

impl EnrollmentFacts<'_> {
    /// Every broken condition of a new term: eligibility, signed agreement, program not retired, membership not
    /// expiring (PROGRAM.md 4.1).
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

    /// An enrollment whose term starts on a day and follows no other.
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

/// The last day of a term: the same day of the next year (February 28 for February 29). When the company's membership
/// anniversary is known, it is the first anniversary later than [`RENEWAL_WINDOW_DAYS`] after the term's start and
/// after today (PROGRAM.md 4.2).
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
    /// Enrolls a company for a year from today, also after a lapsed or withdrawn enrollment (PROGRAM.md 4.1).
    ///
    /// # Errors
    /// Every broken rule, each missing requirement separately.
    pub fn enroll(before: Option<&Self>, facts: &EnrollmentFacts<'_>, today: Date) -> Result<Outcome, Refusals> {
        let mut refusals = facts.refusals(today);
        match before.map(|before| before.status(today)) {
            Some(Status::Active | Status::RenewalDue | Status::Grace) => refusals.push(Refusal::AlreadyEnrolled),
            Some(Status::Suspended) => refusals.push(Refusal::EnrollmentSuspended),
            Some(Status::Lapsed | Status::Withdrawn) | None => {}
        }
        if before.is_some_and(|before| before.suspension.is_some()) {
            refusals.push(Refusal::EnrollmentSuspended);
        }
        Refusals::none_of(refusals)?;
        Ok(Outcome::applied(facts.term_from(today, today), Event::Enrolled))
    }

    /// Renews the enrollment in the 90 days before its term ends and in its grace. The next term starts on the last
    /// day of this one, or today when the enrollment has lapsed or was withdrawn. A repeated renewal changes nothing
    /// (PROGRAM.md 4.3).
    ///
    /// # Errors
    /// Every broken rule; [`Refusal::RenewalTooEarly`] names the first day on which a renewal is possible.
    pub fn renew(self, facts: &EnrollmentFacts<'_>, today: Date) -> Result<Outcome, Refusals> {
        if self.was_just_renewed(today) {
            return Ok(Outcome::Unchanged);
        }
        let mut refusals = facts.refusals(today);
        refusals.extend(self.renewal_refusal(today));
        Refusals::none_of(refusals)?;
        let continues = self.status(today).is_in_force();
        let term_start = if continues { self.term_end } else { today };
        let renewed = Enrollment {
            renewed_from: Some(self.term_end),
            previous_start: continues.then_some(self.term_start),
            ..facts.term_from(term_start, today)
        };
        let event = Event::Renewed { from: self.term_end, to: renewed.term_end };
        Ok(Outcome::applied(renewed, event))
    }

    /// True when another renewal now counts as a repetition of the one that made this term: the term has not started,
    /// or started at most [`GRACE_DAYS`] ago (PROGRAM.md 4.3).
    fn was_just_renewed(&self, today: Date) -> bool {
        let last_day = calendar::days_after(self.term_start, GRACE_DAYS);
        self.status(today) == Status::Active && self.renewed_from.is_some() && today <= last_day
    }

    fn renewal_refusal(&self, today: Date) -> Option<Refusal> {
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

    /// Withdraws the enrollment; a repeated withdrawal changes nothing. A suspension remains, so that a new enrollment
    /// does not lift it (PROGRAM.md 4.5).
    pub fn withdraw(self) -> Outcome {
        let suspension = match &self.state {
            State::Withdrawn => return Outcome::Unchanged,
            State::Suspended { reason } => Some(reason.clone()),
            State::Active | State::RenewalDue | State::Grace | State::Lapsed => None,
        };
        Outcome::applied(Self { suspension, state: State::Withdrawn, ..self }, Event::Withdrawn)
    }

    /// Suspends the enrollment. A repeated suspension changes nothing, and the first reason remains (PROGRAM.md 4.5).
    ///
    /// # Errors
    /// [`Refusal::EnrollmentNotInForce`] for a lapsed or withdrawn enrollment.
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

    /// Lifts a suspension. The status follows from the calendar, because a suspension does not extend the term. An
    /// enrollment that was withdrawn in the meantime stays withdrawn, and the company may enroll again
    /// (PROGRAM.md 4.5).
    ///
    /// # Errors
    /// [`Refusal::EnrollmentNotInForce`] for an enrollment that lapsed, or was withdrawn while not suspended.
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
