//! How long an invocation may still take.

use jiff::{SignedDuration, Timestamp};

use crate::Clock;

/// What is left once a function stops taking on work: for what is under way, of which every call may take all its attempts,
/// for the answer and the log.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);
/// No invocation runs longer (AWS Lambda's own limit, and a minute for clocks that differ); a deadline beyond it, or in the past when the invocation begins,
/// is none: `cargo lambda watch` tells one of 1970.
const LONGEST: SignedDuration = SignedDuration::from_mins(16);

/// When an invocation ends, as far as that is known.
#[derive(Clone, Debug)]
pub struct Deadline {
    clock: Clock,
    at: Option<Timestamp>,
}

impl Deadline {
    /// The deadline of an invocation that begins now: milliseconds since 1970, as the runtime tells it.
    pub fn of_invocation(deadline_millis: u64, clock: &Clock) -> Self {
        let now = clock.now();
        let at = i64::try_from(deadline_millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
        let sensible = |at: &Timestamp| *at > now && at.duration_since(now) <= LONGEST;
        Self { clock: clock.clone(), at: at.filter(sensible) }
    }

    /// Whether there is time to take on more work. Without a deadline there always is.
    pub fn has_time(&self) -> bool {
        self.at.is_none_or(|at| at.duration_since(self.clock.now()) > MARGIN)
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
    fn there_is_time_until_the_margin_before_the_end() {
        let (clock, millis) = clock();
        let deadline = Deadline::of_invocation(1_795_000_060_000, &clock);
        assert!(deadline.has_time());
        millis.store(1_795_000_029_999, Ordering::Relaxed);
        assert!(deadline.has_time());
        millis.store(1_795_000_030_000, Ordering::Relaxed);
        assert!(!deadline.has_time());
    }

    #[test]
    fn a_deadline_that_cannot_be_one_is_none() {
        let (clock, _) = clock();
        for absurd in [0, 1, 1_794_999_999_999, 1_795_000_000_000, 1_795_100_000_000, u64::MAX] {
            assert!(Deadline::of_invocation(absurd, &clock).has_time(), "{absurd}");
        }
    }
}
