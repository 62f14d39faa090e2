//! The command line.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::known::KNOWN;
use crate::run::{Played, play};
use crate::setting::LeftOut;
use crate::tally::Tally;
use crate::trace::Line;
use crate::{expected, report, shrink};

/// Seeds that are played before all others.
const KEPT: &str = include_str!("../seeds.txt");
/// The stack of a thread: futures of handlers are large.
const STACK: usize = 32 * 1_024 * 1_024;

const USAGE: &str = "\
usage: simulation --seeds N [--from S] [--twice] [--jobs J]
       simulation --seconds T --from S [--jobs J]
       simulation --seed N [--trace]

Plays the whole program under faults, each seed the same every time.
  --seeds N     play N seeds, from S on (default: drawn from the clock)
  --seconds T   play the kept seeds, and then as many as T seconds allow
  --seed N      play one seed; --trace prints what happened
  --twice       play every seed twice and compare
  --jobs J      threads (default: one for each core)
";

/// The options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Options {
    seeds: Option<u64>,
    from: Option<u64>,
    seconds: Option<u64>,
    seed: Option<u64>,
    jobs: Option<u64>,
    trace: bool,
    twice: bool,
}

impl Options {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let slot = match argument.as_str() {
                "--trace" => {
                    options.trace = true;
                    continue;
                }
                "--twice" => {
                    options.twice = true;
                    continue;
                }
                "--seeds" => &mut options.seeds,
                "--from" => &mut options.from,
                "--seconds" => &mut options.seconds,
                "--seed" => &mut options.seed,
                "--jobs" => &mut options.jobs,
                other => return Err(format!("{other} is not an option")),
            };
            let value = arguments.next().and_then(|value| value.parse().ok());
            *slot = Some(value.ok_or_else(|| format!("{argument} needs a number"))?);
        }
        let modes = [options.seeds.is_some(), options.seconds.is_some(), options.seed.is_some()];
        if modes.into_iter().filter(|is| *is).count() != 1 {
            return Err("give one of --seeds, --seconds and --seed".to_owned());
        }
        Ok(options)
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    match Options::read(std::env::args().skip(1)) {
        Ok(options) => run(&options),
        Err(mistake) => {
            eprintln!("{mistake}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> ExitCode {
    match options.seed {
        Some(seed) => play_one(seed, options.trace),
        None => play_many(options),
    }
}

/// Plays one seed.
fn play_one(seed: u64, shows_trace: bool) -> ExitCode {
    let begun = now();
    // The trace is always kept: its hash is of the whole text.
    let played = on_thread(move || play(seed, LeftOut::default(), true));
    for line in played.trace.iter().filter(|_| shows_trace) {
        println!("{}", line.text);
    }
    if played.violation.is_some() {
        println!("{}", report::violation(&played));
        return ExitCode::from(1);
    }
    println!("{}", report::summary(&played.tally, begun.elapsed(), 1));
    println!("hash {:016x} of {} lines", played.hash, played.lines);
    ExitCode::SUCCESS
}

fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

/// The seeds to play, in order: the kept ones and the known ones, and then those of the options.
fn seeds(options: &Options) -> (Vec<u64>, u64) {
    let from = options.from.unwrap_or_else(drawn);
    let kept = KEPT.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok());
    let first: Vec<u64> =
        kept.filter(|_| options.seconds.is_some()).chain(KNOWN.iter().map(|known| known.seed)).collect();
    (first, from)
}

/// The lines before two plays of a seed differ.
const BEFORE: usize = 12;

/// The first line in which two plays of a seed differ.
struct Difference {
    seed: u64,
    before: Vec<String>,
    one: String,
    other: String,
}

/// Compares two plays of a seed.
fn difference(played: &Played, again: &Played) -> Option<Difference> {
    if again.hash == played.hash {
        return None;
    }
    let at = played.trace.iter().zip(&again.trace).position(|(one, other)| one.hash != other.hash);
    let at = at.unwrap_or_else(|| played.trace.len().min(again.trace.len()));
    let text = |trace: &[Line]| trace.get(at).map_or_else(|| "(the end)".to_owned(), |line| line.text.clone());
    let before = played.trace.iter().take(at).skip(at.saturating_sub(BEFORE)).map(|line| line.text.clone());
    Some(Difference {
        seed: played.seed,
        before: before.collect(),
        one: text(&played.trace),
        other: text(&again.trace),
    })
}

/// What many seeds came to.
struct Sum {
    tally: Tally,
    failed: Option<Played>,
    differing: Option<Difference>,
}

fn play_many(options: &Options) -> ExitCode {
    let begun = now();
    let (first, from) = seeds(options);
    println!("from seed {from}");
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = options.jobs.and_then(|jobs| usize::try_from(jobs).ok()).unwrap_or(cores).max(1);
    let until = options.seconds.map(|seconds| begun + Duration::from_secs(seconds));
    let seed_of = |index: usize| {
        let count = u64::try_from(index.saturating_sub(first.len())).unwrap_or(u64::MAX);
        let more = || {
            let is_over = options.seeds.is_some_and(|seeds| count >= seeds) || until.is_some_and(|until| now() > until);
            (!is_over).then(|| from.saturating_add(count))
        };
        first.get(index).copied().or_else(more)
    };
    let sum = play_all(jobs, options.twice, &seed_of);
    println!("{}", report::summary(&sum.tally, begun.elapsed(), jobs));
    conclude(&sum)
}

/// Plays seeds on several threads until one is violated or none is left.
fn play_all(jobs: usize, twice: bool, seed_of: &(dyn Fn(usize) -> Option<u64> + Sync)) -> Sum {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, results) = mpsc::channel::<(Played, Option<Difference>)>();
    let mut sum = Sum { tally: Tally::default(), failed: None, differing: None };
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let sender = sender.clone();
            let work = || {
                let sender = sender;
                while !stop.load(Ordering::Relaxed) {
                    let Some(seed) = seed_of(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let played = play(seed, LeftOut::default(), twice);
                    let again = twice.then(|| play(seed, LeftOut::default(), true));
                    let difference = again.and_then(|again| difference(&played, &again));
                    let played = Played { trace: Vec::new(), ..played };
                    if sender.send((played, difference)).is_err() {
                        break;
                    }
                }
            };
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
        }
        drop(sender);
        for (played, difference) in results {
            sum.add(played, difference);
            if sum.failed.is_some() || sum.differing.is_some() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    sum
}

impl Sum {
    fn add(&mut self, played: Played, difference: Option<Difference>) {
        self.tally.merge(&played.tally);
        if self.differing.is_none() {
            self.differing = difference;
        }
        let is_first = self.failed.as_ref().is_none_or(|failed| failed.seed > played.seed);
        if played.violation.is_some() && is_first {
            self.failed = Some(played);
        }
    }
}

fn conclude(sum: &Sum) -> ExitCode {
    if let Some(Difference { seed, before, one, other }) = &sum.differing {
        println!("violation: not-repeatable seed {seed}\nplayed twice, its two traces agree up to");
        for line in before {
            print!("{}", report::wrapped(line));
        }
        println!("and then have\n{}or\n{}", report::wrapped(one), report::wrapped(other));
        println!("repeat it: cargo dev simulate --seeds 1 --from {seed} --twice");
        return ExitCode::from(1);
    }
    if let Some(failed) = &sum.failed {
        print!("{}", report::violation(failed));
        if let Some(violation) = failed.violation.clone() {
            let seed = failed.seed;
            let (left_out, played) = on_thread(move || shrink::shrink(seed, &violation));
            print!("{}", report::shrunken(&left_out, &played));
        }
        return ExitCode::from(1);
    }
    if let Some(fixed) = KNOWN.iter().find(|known| !sum.tally.known.contains_key(known.name)) {
        println!(
            "violation: known-no-longer seed {}\n{} no longer show: remove them from known.rs, or name another seed",
            fixed.seed, fixed.name
        );
        return ExitCode::from(1);
    }
    let missing = expected::missing(&sum.tally);
    if sum.tally.seeds >= expected::SEEDS && !missing.is_empty() {
        println!("violation: never-played seed 0\nnever counted: {}", missing.join(", "));
        return ExitCode::from(1);
    }
    println!("no violation");
    ExitCode::SUCCESS
}

#[expect(clippy::disallowed_methods, reason = "the first seed is drawn from the clock, and printed")]
fn drawn() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    now.as_secs() % 1_000_000_000
}

fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Trace;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    fn with_trace(lines: &[&str]) -> Played {
        let mut trace = Trace::new(true);
        for line in lines {
            trace.add(Duration::ZERO, &[line], format_args!("{line}"));
        }
        let (hash, lines) = (trace.hash(), trace.lines());
        Played { seed: 7, hash, lines, tally: Tally::default(), violation: None, trace: trace.take_text() }
    }

    #[test]
    fn the_first_line_in_which_two_plays_differ_is_shown() {
        let shown = |one: &[&str], other: &[&str]| {
            let Difference { before, one, other, .. } = difference(&with_trace(one), &with_trace(other))?;
            let text = |line: &String| line.split_whitespace().last().unwrap_or_default().to_owned();
            Some((before.iter().map(text).collect::<String>(), text(&one), text(&other)))
        };
        assert_eq!(shown(&["a", "b"], &["a", "b"]), None);
        assert_eq!(shown(&["a", "b", "c", "e"], &["a", "b", "d", "e"]), Some(("ab".into(), "c".into(), "d".into())));
        assert_eq!(shown(&["a"], &["a", "b"]), Some(("a".into(), "end)".into(), "b".into())));
    }

    #[test]
    fn one_mode_is_needed() {
        assert_eq!(read("--seeds 5 --from 7").unwrap().from, Some(7));
        assert!(read("--seed 3 --trace").unwrap().trace);
        for wrong in ["", "--seeds", "--seeds five", "--seeds 1 --seed 2", "--fast"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
