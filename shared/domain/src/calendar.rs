//! Days and deadlines. The program counts calendar days in UTC, the last day inclusive (PROGRAM.md 14.1).

use std::fmt;

use jiff::{SignedDuration, Span, Timestamp, civil::Date, civil::date, tz::TimeZone};

use crate::text::{Flaw, Invalid};

mod plausible;

pub use plausible::{checked_day, checked_instant, day, instant};

/// First day that input may contain (PROGRAM.md 14.1).
pub const FIRST_DAY: Date = date(2000, 1, 1);
/// Last day that input may contain (PROGRAM.md 14.1).
pub const LAST_DAY: Date = date(2100, 12, 31);
/// Days that a voucher is valid after the day of its creation (PROGRAM.md 6.3).
pub const VOUCHER_LIFE_DAYS: i32 = 180;
/// Days after today within which an extension's new last day must lie (PROGRAM.md 6.5).
pub const EXTENSION_DAYS_MAX: i32 = 365;
/// Days after redemption within which the claim must be submitted (PROGRAM.md 11.5).
pub const CLAIM_WINDOW_DAYS: i32 = 60;
/// Time after its redemption from which a voucher without a claim counts as missed by the queue (DECISIONS.md 26).
pub const CLAIM_OVERDUE_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// The calendar day of an instant, in UTC.
pub fn utc_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The day `days` after `day`, or before it when negative. Saturates at the first and last day of the calendar.
pub fn days_after(day: Date, days: i32) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).map_or(end, |span| day.saturating_add(span))
}

/// The same day `years` later, or earlier when negative. February 29 becomes February 28 in a common year.
pub fn years_after(day: Date, years: i32) -> Date {
    let end = if years < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_years(years).map_or(end, |span| day.saturating_add(span))
}

/// The last valid day of a voucher that was created at `created_at` (PROGRAM.md 6.3).
pub fn voucher_expires_on(created_at: Timestamp) -> Date {
    days_after(utc_day(created_at), VOUCHER_LIFE_DAYS)
}

/// The last day to submit the claim of a voucher that was redeemed at `redeemed_at` (PROGRAM.md 11.5).
pub fn claim_due_on(redeemed_at: Timestamp) -> Date {
    days_after(utc_day(redeemed_at), CLAIM_WINDOW_DAYS)
}

/// Days from `today` to `last_day`: zero on the last day itself, negative after it.
pub fn days_left(today: Date, last_day: Date) -> i32 {
    today.until(last_day).map_or(0, |span| span.get_days())
}

/// The latest new last day of an extension that is made today (PROGRAM.md 6.5).
pub fn extension_limit(today: Date) -> Date {
    days_after(today, EXTENSION_DAYS_MAX)
}

/// A range of days, both inclusive; the last is never before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: Date,
    end: Date,
}

impl Period {
    /// The period from `start` to `end`, both inclusive.
    ///
    /// # Errors
    /// [`Invalid`] when `end` lies before `start`.
    pub fn new(start: Date, end: Date) -> Result<Self, Invalid> {
        if end < start {
            let expectation = format!("must not lie before {start}, the first day");
            return Err(Invalid::new(Flaw::EndsBeforeStart, expectation).with("start_date", &start));
        }
        Ok(Self { start, end })
    }

    /// The period between two days in any order.
    pub fn spanning(one: Date, other: Date) -> Self {
        Self { start: one.min(other), end: one.max(other) }
    }

    /// The first day.
    pub fn start(self) -> Date {
        self.start
    }

    /// The last day.
    pub fn end(self) -> Date {
        self.end
    }

    /// True when every day of `other` lies in this period.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Writes `2026-11-25 to 2026-12-01`, or one day alone.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { self.start.fmt(f) } else { write!(f, "{} to {}", self.start, self.end) }
    }
}

#[cfg(test)]
mod tests;
