//! How much time an invocation has left.

use jiff::{SignedDuration, Timestamp};

/// Longest an invocation can last (AWS Lambda quota): a deadline further away, or in the past at the start, is not one.
const INVOCATION_MAX: SignedDuration = SignedDuration::from_mins(15);

/// The end of an invocation; unknown where the runtime gives an absurd one, as local tools do.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<Timestamp>);

impl Deadline {
    /// The deadline of the runtime's context, in milliseconds since 1970.
    pub fn new(deadline_ms: u64, started: Timestamp) -> Self {
        let at = i64::try_from(deadline_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Self(at.filter(|at| *at > started && at.duration_since(started) <= INVOCATION_MAX))
    }

    /// Whether at least `margin` is left. An unknown deadline always leaves time.
    pub fn has_left(self, margin: SignedDuration, now: Timestamp) -> bool {
        self.0.is_none_or(|at| at.duration_since(now) >= margin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARGIN: SignedDuration = SignedDuration::from_secs(2);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn time_runs_out_before_the_deadline() {
        let deadline = Deadline::new(u64::try_from(at(30).as_millisecond()).unwrap(), at(0));
        assert!(deadline.has_left(MARGIN, at(28)));
        assert!(!deadline.has_left(MARGIN, at(29)));
    }

    #[test]
    fn an_absurd_deadline_is_unknown() {
        for absurd in [0, 1_000, u64::MAX] {
            assert!(Deadline::new(absurd, at(0)).has_left(MARGIN, at(100_000)), "{absurd}");
        }
    }
}
