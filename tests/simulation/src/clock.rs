//! Virtual time: tokio's clock, which stands still until every task waits, counted from the start of a seed.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use host::Clock;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The clock of a run.
#[derive(Clone, Copy, Debug)]
pub struct VirtualClock {
    begun: Instant,
    start: Timestamp,
}

impl VirtualClock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> Self {
        Self { begun: Instant::now(), start }
    }

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(self.begun)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.elapsed()).unwrap();
        self.start.checked_add(elapsed).unwrap()
    }

    /// The present day (UTC).
    pub fn today(&self) -> Date {
        domain::calendar::utc_day(self.now())
    }

    /// The clock of a process, which is ahead by `skew`.
    pub fn of_process(&self, skew: SignedDuration) -> Clock {
        let clock = *self;
        Clock::from_fn(move || clock.now().checked_add(skew).unwrap())
    }
}

impl TimeSource for VirtualClock {
    fn now(&self) -> SystemTime {
        SystemTime::from(Self::now(self))
    }
}

impl dynoxide::storage_backend::Clock for VirtualClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.now().as_second()).unwrap_or_default()
    }

    fn now_unix_secs_f64(&self) -> f64 {
        Duration::from_secs(self.now_unix_secs()).as_secs_f64()
    }
}
