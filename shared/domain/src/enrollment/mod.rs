//! A company's yearly enrollment in a program (PROGRAM.md 4).
//!
//! A term lasts a year, both days inclusive. With time, an enrollment changes from active to renewal due, to grace
//! after its term, and to lapsed. The sweep stores each change and sends reminders. Between two sweeps, the later of
//! the stored status and the status by the calendar counts (DECISIONS.md 21).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::ids::{CompanyId, ProgramCode, TextVersion};
use crate::letter::EnrollmentLetter;
use crate::reminder::{ReminderState, Series};
use crate::text::Note;

mod commands;
mod time;

pub use commands::EnrollmentFacts;

/// The outcome of a command on an enrollment.
pub type Outcome = crate::Outcome<Enrollment, Event>;

/// Days before the end of a term from which it can be renewed (PROGRAM.md 4.3). Every term is longer, so that no term
/// can be renewed before it starts.
pub const RENEWAL_WINDOW_DAYS: i32 = 90;
/// Days before the end of a term from which its renewal is due: the day of the first reminder (PROGRAM.md 4.6).
pub const RENEWAL_LEAD_DAYS: i32 = 60;
/// Days after the end of a term during which the enrollment is still in force (PROGRAM.md 4.4).
pub const GRACE_DAYS: i32 = 30;
/// The days of the renewal reminders, counted from the end of the term (PROGRAM.md 4.6).
pub const REMINDERS: Series = &[-60, -30, -15, 23];

/// An enrollment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    /// The company that is enrolled.
    pub company_id: CompanyId,
    /// The program.
    pub program: ProgramCode,
    /// The first day of the term (UTC).
    pub term_start: Date,
    /// The last day of the term (UTC, inclusive). A renewed term starts on the same day.
    pub term_end: Date,
    /// The agreement that was in force when the term was made.
    pub agreement_version: TextVersion,
    /// The last day of the term before this one; `None` for a term that is not a renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed_from: Option<Date>,
    /// The first day of the term before, when it runs until this one starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_start: Option<Date>,
    /// The reason of a suspension that was in effect when the company withdrew: withdrawing does not lift it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Note>,
    /// The last reminder of this term that was sent (DECISIONS.md 22).
    #[serde(default, skip_serializing_if = "ReminderState::is_none")]
    pub reminded: ReminderState,
    /// The stored state.
    #[serde(flatten)]
    pub state: State,
}

/// First and last day of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the names describe the fields")]
pub struct Term {
    pub term_start: Date,
    pub term_end: Date,
}

/// The state of an enrollment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum State {
    /// In its term, more than [`RENEWAL_LEAD_DAYS`] before its end.
    Active,
    /// In the last [`RENEWAL_LEAD_DAYS`] of its term.
    RenewalDue,
    /// In the [`GRACE_DAYS`] after its term; still in force.
    Grace,
    /// Not renewed before its grace ended.
    Lapsed,
    /// Suspended by operations.
    Suspended {
        /// The reason that operations gave.
        reason: Note,
    },
    /// Withdrawn by the company.
    Withdrawn,
}

crate::codes! {
    /// The status of an enrollment in answers.
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
    /// The events of an enrollment.
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
    /// The letter that the partner gets about the event (PROGRAM.md 13.1).
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
    /// A command that the present status of an enrollment allows; the caller's role is checked elsewhere.
    pub enum Action {
        Renew = "renew",
        Withdraw = "withdraw",
        Suspend = "suspend",
        Reinstate = "reinstate",
    }
}

impl Status {
    /// True while new vouchers may be reserved and the company is listed (PROGRAM.md 5.2 and 7.1).
    pub fn is_in_force(self) -> bool {
        match self {
            Self::Active | Self::RenewalDue | Self::Grace => true,
            Self::Lapsed | Self::Suspended | Self::Withdrawn => false,
        }
    }
}

impl Enrollment {
    /// The status on a day: the later of the stored status and the status by the calendar (DECISIONS.md 21).
    pub fn status(&self, today: Date) -> Status {
        match self.stored_status() {
            open @ (Status::Active | Status::RenewalDue | Status::Grace | Status::Lapsed) => {
                open.max(self.by_calendar(today))
            }
            stopped @ (Status::Suspended | Status::Withdrawn) => stopped,
        }
    }

    /// The stored status, without regard to the calendar.
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

    /// True while new vouchers may be reserved under it. Vouchers that are already reserved do not need it
    /// (PROGRAM.md 7.1).
    pub fn is_in_force(&self, today: Date) -> bool {
        self.status(today).is_in_force()
    }

    /// The last day on which it is in force unless it changes; `None` when it is not in force.
    pub fn in_force_until(&self) -> Option<Date> {
        self.stored_status().is_in_force().then(|| self.grace_ends_on())
    }

    /// The last day of the grace after its term (PROGRAM.md 4.4).
    pub fn grace_ends_on(&self) -> Date {
        calendar::days_after(self.term_end, GRACE_DAYS)
    }

    /// The first day on which its renewal is due (PROGRAM.md 4.6).
    pub fn renewal_due_on(&self) -> Date {
        calendar::days_after(self.term_end, -RENEWAL_LEAD_DAYS)
    }

    /// The first day on which it can be renewed (PROGRAM.md 4.3).
    pub fn renewable_from(&self) -> Date {
        calendar::days_after(self.term_end, -RENEWAL_WINDOW_DAYS)
    }

    /// True when it can be renewed, by the calendar or by the stored status (PROGRAM.md 4.3).
    pub fn is_renewable(&self, today: Date) -> bool {
        match self.status(today) {
            Status::Active => today >= self.renewable_from(),
            Status::RenewalDue | Status::Grace | Status::Lapsed => true,
            Status::Withdrawn => self.suspension.is_none(),
            Status::Suspended => false,
        }
    }

    /// The term that runs on a day, including its grace; `None` when the enrollment has lapsed or was withdrawn.
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

    /// The renewed term, until it starts.
    pub fn next_term(&self, today: Date) -> Option<Term> {
        let waits = today < self.term_start && !self.has_ended(today);
        waits.then_some(Term { term_start: self.term_start, term_end: self.term_end })
    }

    fn has_ended(&self, today: Date) -> bool {
        matches!(self.status(today), Status::Lapsed | Status::Withdrawn)
    }

    /// The reason of a suspension that was not lifted, also after a withdrawal (PROGRAM.md 4.5).
    pub fn suspended_for(&self) -> Option<&Note> {
        match &self.state {
            State::Suspended { reason } => Some(reason),
            State::Active | State::RenewalDue | State::Grace | State::Lapsed | State::Withdrawn => {
                self.suspension.as_ref()
            }
        }
    }

    /// The commands that its status allows on a day.
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
