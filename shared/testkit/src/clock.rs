//! A clock that tests set.

use std::sync::{Arc, Mutex};

use host::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock that stands still until a test sets it.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// A clock at this instant, RFC 3339.
    pub fn at(instant: &str) -> Self {
        Self(Arc::new(Mutex::new(instant.parse().unwrap())))
    }

    /// The current time of the clock.
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    /// Sets the time, RFC 3339.
    pub fn set(&self, instant: &str) {
        *self.0.lock().unwrap() = instant.parse().unwrap();
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }

    /// The clock to pass to handlers, which follows this one.
    pub fn clock(&self) -> Clock {
        let shared = self.clone();
        Clock::from_fn(move || shared.now())
    }
}
