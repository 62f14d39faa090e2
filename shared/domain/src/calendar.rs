//! Days. Everything in the program counts calendar days in UTC, last day inclusive.

use std::fmt;

use jiff::{SignedDuration, Span, Timestamp, civil::Date, civil::date, tz::TimeZone};

use crate::text::{Flaw, Invalid};

mod plausible;

pub use plausible::{checked_day, checked_instant, day, instant};

/// First day that anything from outside may name.
pub const FIRST_DAY: Date = date(2000, 1, 1);
/// Last day that anything from outside may name.
pub const LAST_DAY: Date = date(2100, 12, 31);
/// Life of a voucher: days after the day it was created.
pub const VOUCHER_LIFE_DAYS: i32 = 180;
/// Days after today within which an extension's new last day must lie.
pub const EXTENSION_DAYS_MAX: i32 = 365;
/// Days after redemption within which the payment must be requested.
pub const CLAIM_WINDOW_DAYS: i32 = 60;
/// How long after its redemption a voucher without a claim counts as lost on the way.
pub const CLAIM_PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// The calendar day of an instant, in UTC.
pub fn utc_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The day that lies `days` after `day` (before it, when negative); the calendar's own end where it has none.
pub fn days_after(day: Date, days: i32) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).map_or(end, |span| day.saturating_add(span))
}

/// The same day `years` later (earlier, when negative); February 29 becomes the 28th in a common year.
pub fn years_after(day: Date, years: i32) -> Date {
    let end = if years < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_years(years).map_or(end, |span| day.saturating_add(span))
}

/// Last valid day of a voucher that was created at `created_at`.
pub fn voucher_expires_on(created_at: Timestamp) -> Date {
    days_after(utc_day(created_at), VOUCHER_LIFE_DAYS)
}

/// Last day to request payment for a voucher redeemed at `redeemed_at`.
pub fn claim_due_on(redeemed_at: Timestamp) -> Date {
    days_after(utc_day(redeemed_at), CLAIM_WINDOW_DAYS)
}

/// Days from `today` to `last_day`: zero on the last day itself, negative after it.
pub fn days_left(today: Date, last_day: Date) -> i32 {
    today.until(last_day).map_or(0, |span| span.get_days())
}

/// Last day that an extension made today may name.
pub fn extension_limit(today: Date) -> Date {
    days_after(today, EXTENSION_DAYS_MAX)
}

/// First and last day of something; the last is never before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: Date,
    end: Date,
}

impl Period {
    /// Both days inclusive.
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

    /// The days from the earlier to the later of two, whichever comes first.
    pub fn spanning(one: Date, other: Date) -> Self {
        Self { start: one.min(other), end: one.max(other) }
    }

    /// First day.
    pub fn start(self) -> Date {
        self.start
    }

    /// Last day.
    pub fn end(self) -> Date {
        self.end
    }

    /// Whether every day of `other` is one of its own.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// `2026-11-25 to 2026-12-01`, or the day alone where both ends are the same.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { self.start.fmt(f) } else { write!(f, "{} to {}", self.start, self.end) }
    }
}

#[cfg(test)]
mod tests;
