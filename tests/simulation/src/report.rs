//! The texts of the program: at most 80 columns.

use std::fmt::Arguments;
use std::time::Duration;

use crate::fault::Fault;
use crate::invariant::Invariant;
use crate::run::Played;
use crate::setting::LeftOut;
use crate::tally::Tally;

/// The width of the texts.
const WIDTH: usize = 80;
/// The most lines of a shrunken trace.
const LINES: usize = 60;

fn line(text: &mut String, line: Arguments<'_>) {
    text.push_str(&line.to_string());
    text.push('\n');
}

/// The summary of all seeds.
pub fn summary(tally: &Tally, time: Duration, jobs: usize) -> String {
    let mut text = String::new();
    let seconds = time.as_secs().max(1);
    line(&mut text, format_args!("seeds        {:>12}   in {} s on {jobs} threads", tally.seeds, time.as_secs()));
    line(
        &mut text,
        format_args!("commands     {:>12}   {} a seed", tally.commands, tally.commands / tally.seeds.max(1)),
    );
    line(&mut text, format_args!("days         {:>12}   of virtual time", tally.days));
    line(&mut text, format_args!("table calls  {:>12}   {} a second", tally.calls, tally.calls / seconds));
    line(&mut text, format_args!("\nfaults survived"));
    for fault in Fault::ALL {
        let count = tally.faults.get(fault.as_str()).copied().unwrap_or_default();
        line(&mut text, format_args!("  {:<34} {count:>12}", fault.as_str()));
    }
    line(&mut text, format_args!("\ninvariants, by the number of checks"));
    for invariant in Invariant::ALL {
        let count = tally.checks.get(invariant.as_str()).copied().unwrap_or_default();
        line(&mut text, format_args!("  {:<34} {count:>12}", invariant.as_str()));
    }
    text.push_str(&columns("operations that succeeded", tally.operations.iter().map(|(name, count)| (*name, *count))));
    text.push_str(&columns("refusals", tally.refusals.iter().map(|(name, count)| (name.as_str(), *count))));
    text.push_str(&columns("events", tally.events.iter().map(|(name, count)| (name.as_str(), *count))));
    if !tally.known.is_empty() {
        text.push_str(&columns("known not to hold", tally.known.iter().map(|(name, count)| (*name, *count))));
    }
    text
}

/// Names and counts, two in a line.
fn columns<'a>(title: &str, counts: impl Iterator<Item = (&'a str, u64)>) -> String {
    let mut text = format!("\n{title}\n");
    for (index, (name, count)) in counts.enumerate() {
        let cell = format!("  {:<27} {count:>8}", cut(name, 27));
        text.push_str(&cell);
        text.push_str(if index % 2 == 1 { "\n" } else { "" });
    }
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// A violation, as first found.
pub fn violation(played: &Played) -> String {
    let Some(violation) = &played.violation else { return String::new() };
    let mut text = format!("violation: {} seed {}\n", violation.invariant.as_str(), played.seed);
    line(&mut text, format_args!("at {}, after step {}", violation.at, violation.step));
    text.push_str(&wrapped(&violation.detail));
    line(&mut text, format_args!("\nrepeat it: cargo dev simulate --seed {} --trace", played.seed));
    text
}

/// What can be left out of a violation, and the end of the trace without it.
pub fn shrunken(left_out: &LeftOut, played: &Played) -> String {
    let actors: Vec<&str> = left_out.actors.iter().copied().collect();
    let last = left_out.after.map_or_else(|| "all".to_owned(), |last| last.to_string());
    let steps = left_out.after.map_or(0, |last| (0..=last).filter(|step| !left_out.steps.contains(step)).count());
    let mut text = format!("\nit also shows with {steps} of the steps up to {last}, and without\n");
    line(&mut text, format_args!("  actors: {}", if actors.is_empty() { "-".to_owned() } else { actors.join(", ") }));
    line(&mut text, format_args!("  faults: {} kinds", left_out.faults.len()));
    line(&mut text, format_args!("\nthe end of that trace:"));
    let lines: Vec<&str> =
        played.trace.iter().map(|line| line.text.as_str()).filter(|line| !line.contains(" has ")).collect();
    for shown in lines.iter().skip(lines.len().saturating_sub(LINES)) {
        line(&mut text, format_args!("{}", cut(shown, WIDTH)));
    }
    text
}

fn cut(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

/// A text in lines of the width.
pub fn wrapped(text: &str) -> String {
    let characters: Vec<char> = text.chars().take(4_000).collect();
    characters.chunks(WIDTH).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_summary_is_wider_than_80_columns() {
        let mut tally = Tally { seeds: 10_000, commands: 4_000_000, calls: 50_000_000, ..Tally::default() };
        tally.refusals.insert("a_code_that_is_longer_than_any_other_code_of_the_program".to_owned(), 123_456_789);
        tally.operations.insert("request_claim_changes", 1);
        let text = summary(&tally, Duration::from_hours(1), 2);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(wrapped(&"x".repeat(200)).lines().all(|line| line.len() <= WIDTH));
    }
}
