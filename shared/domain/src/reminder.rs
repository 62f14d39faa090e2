//! Reminders around a deadline: each of a series once, however often and however late somebody looks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// Days from a deadline on which somebody is reminded of it, ascending; negative ones lie before it.
pub type Series = &'static [i16];

/// How far a series was sent: the last of its days that is dealt with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReminderState(Option<i16>);

impl ReminderState {
    /// None was sent yet, and those of days before `from` never will be: they make no sense for what began later.
    pub fn starting(series: Series, deadline: Date, from: Date) -> Self {
        Self(series.iter().copied().take_while(|offset| day_of(*offset, deadline) < from).last())
    }

    /// Whether nothing of the series was dealt with.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Those whose day has come by `today` and that are not dealt with, in their order.
    pub fn due(self, series: Series, deadline: Date, today: Date) -> Vec<i16> {
        self.left(series).take_while(|offset| day_of(*offset, deadline) <= today).collect()
    }

    /// The day of the next one.
    pub fn next_day(self, series: Series, deadline: Date) -> Option<Date> {
        self.left(series).next().map(|offset| day_of(offset, deadline))
    }

    /// Once these were sent too.
    #[must_use]
    pub fn after(self, sent: &[i16]) -> Self {
        Self(sent.last().copied().or(self.0))
    }

    fn left(self, series: Series) -> impl Iterator<Item = i16> {
        series.iter().copied().filter(move |offset| self.0.is_none_or(|last| *offset > last))
    }
}

fn day_of(offset: i16, deadline: Date) -> Date {
    calendar::days_after(deadline, i32::from(offset))
}

#[cfg(test)]
mod tests;
