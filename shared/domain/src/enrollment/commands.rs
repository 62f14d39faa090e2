//! Enroll, renew, withdraw, suspend, reinstate (api.md 4, domain.md 3.3).

use jiff::civil::Date;

use super::{Enrollment, Event, Outcome, RENEWAL_LEAD_DAYS, State, Status};
use crate::calendar;
use crate::catalog::Program;
use crate::eligibility::Eligibility;
use crate::ids::AgreementVersion;
use crate::partner::{Company, Evidence};
use crate::refusal::{Refusal, Refusals};
use crate::reminder::Reminded;
use crate::text::Note;

/// What a new term rests on: asked when a company enrolls and each time it renews (domain.md 4.4).
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
            refusals.push(Refusal::AgreementNotSigned { current: self.agreement.clone() });
        }
        if self.program.is_retired(today) {
            refusals.push(Refusal::ProgramRetired { program: self.program.code.clone() });
        }
        if self.company.membership_is_expiring(today) {
            refusals.push(Refusal::MembershipExpiring(self.company.details.membership_ends_on));
        }
        refusals
    }

    /// A term from a day on; `renewed_from` is the last day of the one it follows.
    fn term_from(&self, term_start: Date, renewed_from: Option<Date>, today: Date) -> Enrollment {
        let anniversary = self.company.details.membership_anniversary;
        Enrollment {
            company_id: self.company.details.company_id.clone(),
            program: self.program.code.clone(),
            term_start,
            term_end: term_end(term_start, anniversary, today),
            agreement_version: self.agreement.clone(),
            renewed_from,
            suspension: None,
            reminded: Reminded::default(),
            state: State::Active,
        }
    }
}

/// Last day of a term: a calendar year on (February 29 ends on the 28th of a common year). Where the company's
/// membership anniversary is known, the first one that leaves more than the time in which renewal is due, even to a
/// term that begins late (domain.md 6.25).
fn term_end(term_start: Date, anniversary: Option<Date>, today: Date) -> Date {
    let Some(anniversary) = anniversary else {
        return calendar::years_after(term_start, 1);
    };
    let earliest = calendar::days_after(term_start.max(today), RENEWAL_LEAD_DAYS);
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
        Ok(Outcome::applied(terms.term_from(today, None, today), Event::Enrolled))
    }

    /// Renews it: the next term begins where this one ends, or today once it has lapsed or was withdrawn
    /// (domain.md 6.26). A renewed term is not renewed again before that is due: it would be the same command twice.
    ///
    /// # Errors
    /// Every broken rule.
    pub fn renew(self, terms: &Terms<'_>, today: Date) -> Result<Outcome, Refusals> {
        let term_start = match self.status(today) {
            Status::Active if self.renewed_from.is_some() => return Ok(Outcome::Unchanged),
            Status::Active | Status::RenewalDue | Status::Grace => Some(self.term_end),
            Status::Withdrawn if self.suspension.is_some() => None,
            Status::Lapsed | Status::Withdrawn => Some(today),
            Status::Suspended => None,
        };
        let mut refusals = terms.refusals(today);
        if term_start.is_none() {
            refusals.push(Refusal::EnrollmentSuspended);
        }
        Refusals::none_of(refusals)?;
        let next = terms.term_from(term_start.unwrap_or(today), Some(self.term_end), today);
        let event = Event::Renewed { from: self.term_end, to: next.term_end };
        Ok(Outcome::applied(next, event))
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
