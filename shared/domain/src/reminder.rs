//! Reminders around a deadline. Each reminder of a series is sent once, however often or late the sweep runs
//! (DECISIONS.md 22).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// The days of a deadline's reminders as offsets from it, ascending; negative ones lie before it.
pub type Series = &'static [i16];

/// The progress of a series: the offset of the last reminder that was sent or skipped (DECISIONS.md 22).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReminderState(Option<i16>);

impl ReminderState {
    /// The state of a new series. Reminders of days before `from` are skipped.
    pub fn starting(series: Series, deadline: Date, from: Date) -> Self {
        Self(series.iter().copied().take_while(|offset| day_of(*offset, deadline) < from).last())
    }

    /// True when no reminder was sent or skipped.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The remaining reminders that are due on `today`, in their order.
    pub fn due(self, series: Series, deadline: Date, today: Date) -> Vec<i16> {
        self.remaining(series).take_while(|offset| day_of(*offset, deadline) <= today).collect()
    }

    /// The day of the next reminder; `None` after the last one.
    pub fn next_day(self, series: Series, deadline: Date) -> Option<Date> {
        self.remaining(series).next().map(|offset| day_of(offset, deadline))
    }

    /// The state after these reminders were sent.
    #[must_use]
    pub fn after(self, sent: &[i16]) -> Self {
        Self(sent.last().copied().or(self.0))
    }

    fn remaining(self, series: Series) -> impl Iterator<Item = i16> {
        series.iter().copied().filter(move |offset| self.0.is_none_or(|last| *offset > last))
    }
}

fn day_of(offset: i16, deadline: Date) -> Date {
    calendar::days_after(deadline, i32::from(offset))
}

#[cfg(test)]
mod tests;
