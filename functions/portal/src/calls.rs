//! The calls that one visit makes: how many, in how many rounds, how many failed. They are in the log line of the page.

use std::sync::atomic::{AtomicU32, Ordering};

/// The counters of one visit.
#[derive(Debug, Default)]
pub struct Calls {
    made: AtomicU32,
    rounds: AtomicU32,
    failed: AtomicU32,
    in_flight: AtomicU32,
}

/// A call that has begun. It ends when this value is dropped, also when its page gives up waiting.
#[derive(Debug)]
pub struct Running<'c>(&'c Calls);

impl Calls {
    /// Counts a call. One that begins while none is running begins a round: the calls of a round run side by side.
    pub fn begin(&self) -> Running<'_> {
        self.made.fetch_add(1, Ordering::Relaxed);
        if self.in_flight.fetch_add(1, Ordering::Relaxed) == 0 {
            self.rounds.fetch_add(1, Ordering::Relaxed);
        }
        Running(self)
    }

    /// Counts a call without a usable answer: a fault of the function, none in time, or none at all. A refusal is an
    /// answer.
    pub fn fail(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of calls.
    pub fn made(&self) -> u32 {
        self.made.load(Ordering::Relaxed)
    }

    /// The number of rounds, one after another.
    pub fn rounds(&self) -> u32 {
        self.rounds.load(Ordering::Relaxed)
    }

    /// The number of calls without a usable answer.
    pub fn failed(&self) -> u32 {
        self.failed.load(Ordering::Relaxed)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_side_by_side_are_one_round() {
        let calls = Calls::default();
        let (one, two) = (calls.begin(), calls.begin());
        drop(one);
        let three = calls.begin();
        drop((two, three));
        drop(calls.begin());
        assert_eq!((calls.made(), calls.rounds(), calls.failed()), (4, 2, 0));
    }
}
