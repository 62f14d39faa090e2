//! The clock.

use std::fmt;
use std::sync::Arc;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// A source of the current time, which tests replace.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system clock.
    pub fn system() -> Self {
        Self::from_fn(system_now)
    }

    /// A clock that calls `now`.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The current time, truncated to milliseconds, the precision of stored instants (PROGRAM.md 14.1).
    pub fn now(&self) -> Timestamp {
        let now = (self.0)();
        let to_millisecond = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Trunc);
        now.round(to_millisecond).unwrap_or(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[expect(clippy::disallowed_methods, reason = "the only place that reads the clock; handlers receive a `Clock`")]
fn system_now() -> Timestamp {
    Timestamp::now()
}
