//! A company's yearly enrollment in a program.
//!
//! A term runs from anniversary to anniversary, both days inclusive. Time alone takes an enrollment from active to
//! renewal due, into the grace after its end, and into lapse; the sweep writes that down and reminds. What is asked
//! between two sweeps goes by the calendar: the later of what is written and what the day says counts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::ids::{AgreementVersion, CompanyId, ProgramCode};
use crate::letter::EnrollmentLetter;
use crate::reminder::{ReminderState, Series};
use crate::text::Note;

mod commands;
mod time;

pub use commands::Terms;

/// An enrollment and the events in its life.
pub type Outcome = crate::Outcome<Enrollment, Event>;

/// Days before the end of a term from which it can be renewed. Every term is longer, so that none can be renewed before
/// it has begun.
pub const RENEWAL_WINDOW_DAYS: i32 = 90;
/// Days before the end of a term from which its renewal is due: the first of the lead days.
pub const RENEWAL_LEAD_DAYS: i32 = 60;
/// Days after the end of a term during which it still counts.
pub const GRACE_DAYS: i32 = 30;
/// When administrators are reminded, in days from the end of the term.
pub const REMINDERS: Series = &[-60, -30, -15, 23];

/// An enrollment in whatever state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    /// Whose it is.
    pub company_id: CompanyId,
    /// In what.
    pub program: ProgramCode,
    /// First day of the term.
    pub term_start: Date,
    /// Last day of the term, on which the next one begins if it is renewed.
    pub term_end: Date,
    /// The agreement it rests on.
    pub agreement_version: AgreementVersion,
    /// Last day of the term that this one followed by renewal; nothing for a first term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed_from: Option<Date>,
    /// First day of that term, which runs on until this one begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_start: Option<Date>,
    /// Why operations had suspended it when the company withdrew: withdrawing does not lift that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Note>,
    /// How far the reminders of this term were sent.
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// Where it stands, as it was last written down.
    #[serde(flatten)]
    pub state: State,
}

/// First and last day of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Term {
    pub term_start: Date,
    pub term_end: Date,
}

/// Where an enrollment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// Well within its term.
    Active,
    /// Its term ends soon.
    RenewalDue,
    /// Its term has ended; it still counts.
    Grace,
    /// Nobody renewed it in time.
    Lapsed,
    /// Operations stopped it.
    Suspended {
        /// Why.
        reason: Note,
    },
    /// The company gave it up.
    Withdrawn,
}

crate::codes! {
    /// The status of the interface.
    pub enum Status {
        Active = "active",
        RenewalDue = "renewal_due",
        Grace = "grace",
        Lapsed = "lapsed",
        Suspended = "suspended",
        Withdrawn = "withdrawn",
    }
}

crate::codes::events! {
    /// What happened to an enrollment.
    pub enum Event {
        Enrolled = "enrollment.enrolled",
        Renewed { from: Date, to: Date } = "enrollment.renewed",
        RenewalDue { reminders: Vec<i16> } = "enrollment.renewal_due",
        Reminded { reminders: Vec<i16> } = "enrollment.reminded",
        Grace { reminders: Vec<i16> } = "enrollment.grace",
        Lapsed = "enrollment.lapsed",
        Suspended { reason: Note } = "enrollment.suspended",
        Reinstated { reason: Note } = "enrollment.reinstated",
        Withdrawn = "enrollment.withdrawn",
    }
}

impl Event {
    /// The letter to the partner that it calls for.
    pub fn letter(&self) -> Option<EnrollmentLetter> {
        match self {
            Self::Enrolled => Some(EnrollmentLetter::Enrolled),
            Self::Renewed { .. } => Some(EnrollmentLetter::Renewed),
            Self::RenewalDue { .. } => Some(EnrollmentLetter::Due),
            Self::Reminded { .. } => Some(EnrollmentLetter::Reminder),
            Self::Grace { .. } => Some(EnrollmentLetter::Grace),
            Self::Lapsed => Some(EnrollmentLetter::Lapsed),
            Self::Suspended { .. } => Some(EnrollmentLetter::Suspended),
            Self::Reinstated { .. } => Some(EnrollmentLetter::Reinstated),
            Self::Withdrawn => None,
        }
    }
}

crate::codes! {
    /// What can be done with an enrollment now, by whoever may.
    pub enum Action {
        Renew = "renew",
        Withdraw = "withdraw",
        Suspend = "suspend",
        Reinstate = "reinstate",
    }
}

impl Status {
    /// Whether new vouchers may be reserved and the company is listed.
    pub fn is_in_force(self) -> bool {
        match self {
            Self::Active | Self::RenewalDue | Self::Grace => true,
            Self::Lapsed | Self::Suspended | Self::Withdrawn => false,
        }
    }
}

impl Enrollment {
    /// The status on a day: the later of what was written down and what the calendar says.
    pub fn status(&self, today: Date) -> Status {
        match self.stored_status() {
            open @ (Status::Active | Status::RenewalDue | Status::Grace | Status::Lapsed) => {
                open.max(self.by_calendar(today))
            }
            stopped @ (Status::Suspended | Status::Withdrawn) => stopped,
        }
    }

    /// The status as it was last written down.
    pub fn stored_status(&self) -> Status {
        match &self.state {
            State::Active => Status::Active,
            State::RenewalDue => Status::RenewalDue,
            State::Grace => Status::Grace,
            State::Lapsed => Status::Lapsed,
            State::Suspended { .. } => Status::Suspended,
            State::Withdrawn => Status::Withdrawn,
        }
    }

    /// Whether new vouchers may be reserved under it. Work already reserved never asks.
    pub fn is_in_force(&self, today: Date) -> bool {
        self.status(today).is_in_force()
    }

    /// The last day on which it is in force if nothing happens; nothing when it is not.
    pub fn in_force_until(&self) -> Option<Date> {
        self.stored_status().is_in_force().then(|| self.grace_ends_on())
    }

    /// Last day of the grace after its term.
    pub fn grace_ends_on(&self) -> Date {
        calendar::days_after(self.term_end, GRACE_DAYS)
    }

    /// First day on which its renewal is due.
    pub fn renewal_due_on(&self) -> Date {
        calendar::days_after(self.term_end, -RENEWAL_LEAD_DAYS)
    }

    /// First day on which the calendar lets it be renewed.
    pub fn renewable_from(&self) -> Date {
        calendar::days_after(self.term_end, -RENEWAL_WINDOW_DAYS)
    }

    /// Whether a new term can follow now, by the calendar or by what a sweep has written down.
    pub fn is_renewable(&self, today: Date) -> bool {
        match self.status(today) {
            Status::Active => today >= self.renewable_from(),
            Status::RenewalDue | Status::Grace | Status::Lapsed => true,
            Status::Withdrawn => self.suspension.is_none(),
            Status::Suspended => false,
        }
    }

    /// The term that runs on a day, its grace included; nothing once it has lapsed or was given up.
    pub fn current_term(&self, today: Date) -> Option<Term> {
        if self.has_ended(today) {
            return None;
        }
        if today >= self.term_start {
            return Some(Term { term_start: self.term_start, term_end: self.term_end });
        }
        let previous = self.previous_start.zip(self.renewed_from);
        previous.map(|(term_start, term_end)| Term { term_start, term_end })
    }

    /// The renewed term, as long as it waits for the running one to end.
    pub fn next_term(&self, today: Date) -> Option<Term> {
        let waits = today < self.term_start && !self.has_ended(today);
        waits.then_some(Term { term_start: self.term_start, term_end: self.term_end })
    }

    fn has_ended(&self, today: Date) -> bool {
        matches!(self.status(today), Status::Lapsed | Status::Withdrawn)
    }

    /// Why operations stopped it, while that stands; withdrawing does not lift it.
    pub fn suspended_for(&self) -> Option<&Note> {
        match &self.state {
            State::Suspended { reason } => Some(reason),
            State::Active | State::RenewalDue | State::Grace | State::Lapsed | State::Withdrawn => {
                self.suspension.as_ref()
            }
        }
    }

    /// What can be done with it on a day.
    pub fn actions(&self, today: Date) -> Vec<Action> {
        let others: &[Action] = match self.status(today) {
            Status::Active | Status::RenewalDue | Status::Grace => &[Action::Withdraw, Action::Suspend],
            Status::Lapsed => &[Action::Withdraw],
            Status::Suspended => &[Action::Withdraw, Action::Reinstate],
            Status::Withdrawn if self.suspension.is_some() => &[Action::Reinstate],
            Status::Withdrawn => &[],
        };
        let renew = self.is_renewable(today).then_some(Action::Renew);
        renew.into_iter().chain(others.iter().copied()).collect()
    }

    fn by_calendar(&self, today: Date) -> Status {
        if today > self.grace_ends_on() {
            Status::Lapsed
        } else if today > self.term_end {
            Status::Grace
        } else if today >= self.renewal_due_on() {
            Status::RenewalDue
        } else {
            Status::Active
        }
    }
}

#[cfg(test)]
mod tests;
