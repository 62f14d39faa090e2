//! `cargo dev cost`: the AWS usage of one voucher's life and its price.
//!
//! `tests/benches/cost.rs` counts it: the whole system in one process over an in-memory table. It measures no time, so
//! it runs in the profile of the tests, which is already built.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;
use std::process::Stdio;

const BENCH: [&str; 8] = ["bench", "--workspace", "--locked", "--bench", "cost", "--profile", "dev", "--quiet"];

/// Prints the table of the bench, without the functions' log lines (JSON). With `write` it replaces the tables of
/// README.md; without, it fails when they differ.
pub fn cost(settings: &Settings, write: bool) -> Outcome<()> {
    let mut cargo = nested::cargo();
    let options: &[&str] = if write { &["--", "--write"] } else { &[] };
    let counted = cargo.current_dir(&settings.root).args(BENCH).args(options).stderr(Stdio::inherit()).output();
    let counted = counted.during("run cargo")?;
    let printed = String::from_utf8_lossy(&counted.stdout);
    printed.lines().filter(|line| !line.starts_with('{')).for_each(|line| println!("{line}"));
    let status = counted.status;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("cannot count the cost: {status}; see the output above")))
    }
}
