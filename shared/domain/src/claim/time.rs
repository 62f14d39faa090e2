//! Changes of a claim that depend on the calendar only: reminders of the last day to submit, and expiry.

use jiff::civil::Date;

use super::{Claim, Event, Outcome, REMINDERS, State};
use crate::calendar;

impl Claim {
    /// The key in the due index: the day of the next reminder, or the day after the last day to act (DECISIONS.md 20).
    pub fn next_due_on(&self) -> Option<Date> {
        let last_day = self.last_day()?;
        let expiry = calendar::days_after(last_day, 1);
        let reminder = self.reminded.next_day(REMINDERS, self.due_on).filter(|_| self.is_draft());
        Some(reminder.map_or(expiry, |day| day.min(expiry)))
    }

    /// Applies the calendar: expires a claim past its last day (PROGRAM.md 11.5), or else emits every reminder that is
    /// due.
    pub fn advance(self, today: Date) -> Outcome {
        if self.is_overdue(today) {
            let state = State::Expired(self.closed());
            return Outcome::applied(Self { state, ..self }, Event::Expired);
        }
        let reminders = if self.is_draft() { self.reminded.due(REMINDERS, self.due_on, today) } else { Vec::new() };
        if reminders.is_empty() {
            return Outcome::Unchanged;
        }
        let reminded = self.reminded.after(&reminders);
        Outcome::applied(Self { reminded, ..self }, Event::Reminded { reminders })
    }

    fn is_draft(&self) -> bool {
        matches!(self.state, State::Draft { .. })
    }

    /// The day by which lists sort it within its status: the last day for the partner to act, the day of the payer's
    /// latest report, or else the last day to submit.
    pub fn listed_on(&self) -> Date {
        let paid_on = self.approved().and_then(|approved| approved.payments.last_on());
        paid_on.or_else(|| self.last_day()).unwrap_or(self.due_on)
    }
}
