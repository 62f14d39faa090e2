//! The deadline of an invocation.

use jiff::{SignedDuration, Timestamp};

use crate::Clock;

/// The time reserved before the deadline: for the item in progress, whose calls may take all their attempts, for the
/// answer and for the log (DECISIONS.md 33).
pub const MARGIN: SignedDuration = SignedDuration::from_secs(30);
/// The longest invocation: Lambda's limit of 15 minutes, and one minute of clock difference. A deadline after it is
/// ignored, and so is one that is already past; `cargo lambda watch` sends one of 1970.
const INVOCATION_MAX: SignedDuration = SignedDuration::from_mins(16);

/// The deadline of an invocation, if known.
#[derive(Clone, Debug)]
pub struct Deadline {
    clock: Clock,
    at: Option<Timestamp>,
}

impl Deadline {
    /// The deadline of an invocation that begins now, from the runtime's value in milliseconds since 1970.
    pub fn of_invocation(deadline_millis: u64, clock: &Clock) -> Self {
        let now = clock.now();
        let at = i64::try_from(deadline_millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
        let is_plausible = |at: &Timestamp| *at > now && at.duration_since(now) <= INVOCATION_MAX;
        Self { clock: clock.clone(), at: at.filter(is_plausible) }
    }

    /// The time until the deadline; `None` without one.
    pub fn remaining(&self) -> Option<SignedDuration> {
        self.at.map(|at| at.duration_since(self.clock.now()))
    }

    /// True while there is time to begin another item; always true without a deadline.
    pub fn has_time(&self) -> bool {
        self.remaining().is_none_or(|remaining| remaining > MARGIN)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    fn clock() -> (Clock, Arc<AtomicI64>) {
        let millis = Arc::new(AtomicI64::new(1_795_000_000_000));
        let shared = Arc::clone(&millis);
        (Clock::from_fn(move || Timestamp::from_millisecond(shared.load(Ordering::Relaxed)).unwrap()), millis)
    }

    #[test]
    fn there_is_time_until_the_margin_before_the_deadline() {
        let (clock, millis) = clock();
        let deadline = Deadline::of_invocation(1_795_000_060_000, &clock);
        assert!(deadline.has_time());
        millis.store(1_795_000_029_999, Ordering::Relaxed);
        assert!(deadline.has_time());
        millis.store(1_795_000_030_000, Ordering::Relaxed);
        assert!(!deadline.has_time());
    }

    #[test]
    fn an_impossible_deadline_is_ignored() {
        let (clock, _) = clock();
        for impossible in [0, 1, 1_794_999_999_999, 1_795_000_000_000, 1_795_100_000_000, u64::MAX] {
            assert!(Deadline::of_invocation(impossible, &clock).has_time(), "{impossible}");
        }
    }
}
