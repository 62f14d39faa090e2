//! `cargo dev cost`: what one voucher's whole life asks of AWS, and what that costs.
//!
//! The counting is done where the whole program runs in one process over a table in memory, in `tests/benches/cost.rs`.
//! It counts, and takes no time: any profile will do, and the one that the tests use is built already.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;
use std::process::Stdio;

const BENCH: [&str; 8] = ["bench", "--workspace", "--locked", "--bench", "cost", "--profile", "dev", "--quiet"];

/// Shows the table of the bench, without what the functions wrote to their logs on the way.
pub fn cost(settings: &Settings) -> Outcome<()> {
    let mut cargo = nested::cargo();
    let counted = cargo.current_dir(&settings.root).args(BENCH).stderr(Stdio::inherit()).output();
    let counted = counted.during("run cargo")?;
    let said = String::from_utf8_lossy(&counted.stdout);
    said.lines().filter(|line| !line.starts_with('{')).for_each(|line| println!("{line}"));
    let status = counted.status;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("the cost could not be counted: {status}"))) }
}
