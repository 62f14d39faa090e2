//! The changes of an enrollment by time, which the renewal sweep stores.

use jiff::civil::Date;

use super::{Enrollment, Event, Outcome, REMINDERS, State, Status};
use crate::calendar;

impl Enrollment {
    /// The day of the next change by time, for the due index; `None` when there is none.
    pub fn due_on(&self) -> Option<Date> {
        let next_state = match self.state {
            State::Active => self.renewal_due_on(),
            State::RenewalDue => calendar::days_after(self.term_end, 1),
            State::Grace => calendar::days_after(self.grace_ends_on(), 1),
            State::Lapsed | State::Suspended { .. } | State::Withdrawn => return None,
        };
        Some(self.reminded.next_day(REMINDERS, self.term_end).map_or(next_state, |day| day.min(next_state)))
    }

    /// Stores the status of a day and the reminders that are due (PROGRAM.md 4.4 and 4.6). A late sweep sends all
    /// missed reminders, until the enrollment has lapsed. A repeated sweep changes nothing.
    pub fn advance(self, today: Date) -> Outcome {
        let (stored, status) = (self.stored_status(), self.status(today));
        let reminders = match status {
            Status::Active | Status::RenewalDue | Status::Grace => self.reminded.due(REMINDERS, self.term_end, today),
            Status::Lapsed | Status::Suspended | Status::Withdrawn => Vec::new(),
        };
        if stored == status && reminders.is_empty() {
            return Outcome::Unchanged;
        }
        let reminded = self.reminded.after(&reminders);
        let (state, event) = match status {
            Status::RenewalDue if stored != status => (State::RenewalDue, Event::RenewalDue { reminders }),
            Status::Grace if stored != status => (State::Grace, Event::Grace { reminders }),
            Status::Lapsed => (State::Lapsed, Event::Lapsed),
            Status::Active | Status::RenewalDue | Status::Grace | Status::Suspended | Status::Withdrawn => {
                (self.state.clone(), Event::Reminded { reminders })
            }
        };
        Outcome::applied(Self { reminded, state, ..self }, event)
    }
}
