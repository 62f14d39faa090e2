//! Cargo within cargo: `cargo dev` is itself run by cargo, which tells its programs about their package.
//!
//! Build scripts look at these variables (ring's does): with them set, a nested cargo would take half of the
//! dependencies for changed and compile them again, each time anew.

use std::env;
use std::process::Command;

const TOLD: [&str; 5] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];

/// The variables that a nested cargo must not see.
pub fn told_by_cargo() -> Vec<String> {
    let told = |name: &String| TOLD.iter().any(|prefix| name.starts_with(prefix));
    env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(told).collect()
}

/// Cargo, as if called from a shell.
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for name in told_by_cargo() {
        cargo.env_remove(name);
    }
    cargo
}
