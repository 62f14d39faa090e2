//! The clock.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// The time, to the millisecond: what is stored and compared needs no more, and less is spent on it.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read; handlers are given it")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    let whole = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Trunc);
    now.round(whole).unwrap_or(now)
}
