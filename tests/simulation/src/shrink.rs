//! Finds the fewest steps, actors and faults that show a violation.

use std::time::{Duration, Instant};

use crate::fault::{Fault, FaultRates};
use crate::invariant::Violation;
use crate::run::{Played, play};
use crate::setting::{Actor, LeftOut};

/// The most runs.
const RUNS: u32 = 150;
/// The longest time.
const TIME: Duration = Duration::from_secs(90);

/// A search.
struct Search {
    seed: u64,
    violation: Violation,
    runs: u32,
    until: Instant,
}

/// Shrinks a seed that shows a violation; returns what may be left out, and the run without it with its trace.
pub fn shrink(seed: u64, violation: &Violation) -> (LeftOut, Played) {
    let mut search = Search { seed, violation: violation.clone(), runs: 0, until: now() + TIME };
    let mut left_out = LeftOut::default();
    search.cut(&mut left_out);
    for actor in Actor::ALL {
        search.attempt(&mut left_out, |left_out| {
            left_out.actors.insert(actor.as_str());
        });
    }
    let rates = FaultRates::of(seed);
    for fault in Fault::ALL.into_iter().filter(|fault| rates.rate(*fault) > 0) {
        search.attempt(&mut left_out, |left_out| {
            left_out.faults.insert(fault.as_str());
        });
    }
    search.drop_steps(&mut left_out);
    let played = play(seed, left_out.clone(), true);
    (left_out, played)
}

fn now() -> Instant {
    Instant::now()
}

impl Search {
    /// Leaves out more, if the violation still shows.
    fn attempt(&mut self, left_out: &mut LeftOut, change: impl FnOnce(&mut LeftOut)) -> bool {
        let mut changed = left_out.clone();
        change(&mut changed);
        if changed == *left_out || self.runs >= RUNS || now() > self.until {
            return false;
        }
        self.runs += 1;
        let found = play(self.seed, changed.clone(), false).violation;
        let shows = found.is_some_and(|found| found.invariant == self.violation.invariant);
        if shows {
            *left_out = changed;
        }
        shows
    }

    /// Cuts the steps after the violation, and then by halves.
    fn cut(&mut self, left_out: &mut LeftOut) {
        let last = self.violation.step;
        self.attempt(left_out, |left_out| left_out.after = Some(last));
        let (mut fails, mut holds) = (last, 0);
        while holds + 1 < fails {
            let middle = usize::midpoint(holds, fails);
            if self.attempt(left_out, |left_out| left_out.after = Some(middle)) {
                fails = middle;
            } else {
                holds = middle;
            }
        }
    }

    /// Leaves out steps, in ever smaller groups.
    fn drop_steps(&mut self, left_out: &mut LeftOut) {
        let last = left_out.after.unwrap_or(self.violation.step);
        let mut size = (last / 4).max(1);
        loop {
            for first in (0..=last).step_by(size) {
                let group = first..=(first + size - 1).min(last);
                self.attempt(left_out, |left_out| left_out.steps.extend(group));
            }
            if size == 1 {
                return;
            }
            size = (size / 2).max(1);
        }
    }
}
