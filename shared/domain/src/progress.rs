//! The progress of a company's vouchers: the stages from reservation to payment, what the company does next, and the
//! payments of the last twelve months (PROGRAM.md 12.4).

use jiff::{Span, civil::Date};

use crate::calendar;

mod need;
mod paid;
mod stage;

pub use need::{Need, NeedKind};
pub use paid::{PaidMonth, paid_by_month};
pub use stage::Stage;

/// The months that an overview covers: the current one and those before it (PROGRAM.md 12.4).
pub const MONTHS: i32 = 12;
/// The days after today whose events an overview lists (PROGRAM.md 12.4).
pub const CALENDAR_DAYS: i32 = 60;

/// The first day of each month that an overview covers, oldest first.
pub fn months(today: Date) -> Vec<Date> {
    let current = today.first_of_month();
    (0..MONTHS).rev().map(|ago| months_before(current, ago)).collect()
}

/// The first day that an overview covers: older history is not read.
pub fn begins_on(today: Date) -> Date {
    months_before(today.first_of_month(), MONTHS.saturating_sub(1))
}

/// True for a day that the calendar of an overview shows.
pub fn is_soon(day: Date, today: Date) -> bool {
    (0..=CALENDAR_DAYS).contains(&calendar::days_left(today, day))
}

fn months_before(first: Date, count: i32) -> Date {
    Span::new().try_months(count).map_or(Date::MIN, |span| first.saturating_sub(span))
}

#[cfg(test)]
mod tests;
