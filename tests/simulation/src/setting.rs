//! What a seed plays: its first day, its length, its steps, its fault rates, and what is left out of it.

use std::collections::BTreeSet;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::dice::Dice;
use crate::fault::{Fault, FaultRates};
use crate::names::names;

names! {
    /// A group of people or systems that act.
    pub enum Actor {
        /// The customer's licensing side.
        Licensing = "licensing",
        /// The people of the partner companies, about vouchers.
        Partners = "partners",
        /// The people of the partner companies, about claims.
        Claimants = "claimants",
        /// The program's operations.
        Operations = "operations",
        /// The payer.
        Payer = "payer",
        /// Customers and partners who only read.
        Readers = "readers",
    }
}

/// Parts of a seed that are not played, to find the fewest that show a violation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Steps after this number.
    pub after: Option<usize>,
    /// Single steps.
    pub steps: BTreeSet<usize>,
    /// Actors.
    pub actors: BTreeSet<&'static str>,
    /// Faults.
    pub faults: BTreeSet<&'static str>,
}

/// The setting of a seed.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The seed.
    pub seed: u64,
    /// The first instant.
    pub start: Timestamp,
    /// The instant of each step, counted from the start.
    pub steps: Vec<SignedDuration>,
    /// The burst of each step whose burst is about one voucher or claim.
    pub focus: Vec<Option<u64>>,
    /// The rates of the faults.
    pub rates: FaultRates,
    /// What is not played.
    pub left_out: LeftOut,
    /// The days between two sweeps.
    pub sweep_every: i64,
}

/// The steps of a seed: some of them are a command with its retries, and all together at least 300 commands.
const STEPS: usize = 280;

impl Setting {
    /// The setting of a seed without what is left out.
    pub fn of(seed: u64, left_out: LeftOut) -> Self {
        let mut dice = Dice::of(seed, "setting");
        let rates =
            left_out.faults.iter().filter_map(|name| Fault::ALL.into_iter().find(|fault| fault.as_str() == *name));
        let rates = rates.fold(FaultRates::of(seed), FaultRates::without);
        let days = dice.between(400, 520);
        let start = first_instant(&mut dice);
        let (steps, focus) = instants(&mut dice, days);
        Self { seed, start, steps, focus, rates, left_out, sweep_every: *dice.pick(&[10, 15, 23, 35]) }
    }

    /// True when a step is played.
    pub fn plays(&self, step: usize) -> bool {
        self.left_out.after.is_none_or(|last| step <= last) && !self.left_out.steps.contains(&step)
    }

    /// True when an actor is played.
    pub fn has(&self, actor: Actor) -> bool {
        !self.left_out.actors.contains(actor.as_str())
    }
}

/// A day between 2023 and 2028, often shortly before a leap day or the end of a year.
fn first_instant(dice: &mut Dice) -> Timestamp {
    let year = i16::try_from(dice.between(2023, 2028)).unwrap_or(2024);
    let day = match dice.below(4) {
        0 => date(year, 2, 20),
        1 => date(year, 12, 20),
        _ => date(year, 1, 1).saturating_add(SignedDuration::from_hours(24 * dice.between(0, 360))),
    };
    let second = SignedDuration::from_secs(dice.between(0, 86_399));
    day.to_zoned(TimeZone::UTC).unwrap().timestamp().checked_add(second).unwrap()
}

/// The instants of the steps: bursts of up to eight steps within milliseconds or seconds, hours or days apart; with them
/// the bursts that are about one thing.
fn instants(dice: &mut Dice, days: i64) -> (Vec<SignedDuration>, Vec<Option<u64>>) {
    let (mut gaps, mut focus) = (Vec::new(), Vec::new());
    let (mut left, mut burst, mut is_tight, mut is_focused) = (0, 0_u64, false, false);
    for _ in 0..STEPS {
        if left > 0 {
            left -= 1;
            gaps.push((false, dice.between(0, if is_tight { 50 } else { 2_500 })));
        } else {
            left = if dice.chance(550) { dice.below(8) } else { 0 };
            (burst, is_tight, is_focused) = (burst + 1, dice.chance(500), dice.chance(500));
            gaps.push((true, dice.between(10, 1_000)));
        }
        focus.push(is_focused.then_some(burst));
    }
    let total: i64 = gaps.iter().filter(|(is_long, _)| *is_long).map(|(_, weight)| weight).sum();
    let span = days.saturating_mul(86_400_000);
    let mut at = 0_i64;
    let instant = |(is_long, gap): (bool, i64)| {
        at += if is_long { span.saturating_mul(gap) / total.max(1) } else { gap };
        SignedDuration::from_millis(at)
    };
    (gaps.into_iter().map(instant).collect(), focus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_spans_more_than_400_days() {
        for seed in 0..200 {
            let setting = Setting::of(seed, LeftOut::default());
            assert!(setting.steps.last().unwrap().as_hours() >= 400 * 24, "{seed}");
            assert!(setting.steps.is_sorted(), "{seed}");
        }
    }

    #[test]
    fn some_seeds_have_no_faults() {
        let quiet = |seed: &u64| Fault::ALL.iter().all(|fault| FaultRates::of(*seed).rate(*fault) == 0);
        assert!((1..100).filter(quiet).count() > 5);
    }
}
