//! `cargo dev sweep`: runs a scheduled sweep at once and for any day.

use crate::cli::{Sweep, SweepArgs};
use crate::failure::{During, Outcome};
use crate::program::Program;
use jiff::civil::Date;
use serde_json::{Value, json};

/// Runs the sweep and prints its result and nothing else.
pub async fn sweep(program: &Program, arguments: &SweepArgs) -> Outcome<()> {
    let SweepArgs { sweep, date, dry_run } = *arguments;
    let report = run(program, sweep, date, dry_run).await?;
    println!("{}", serde_json::to_string_pretty(&report).during("format the sweep's result")?);
    Ok(())
}

/// Runs a sweep for a day, by default today; returns its result.
pub async fn run(program: &Program, sweep: Sweep, date: Option<Date>, dry_run: bool) -> Outcome<Value> {
    program.invoke(sweep.function(), &json!({"date": date, "dry_run": dry_run})).await
}
