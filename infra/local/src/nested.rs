//! Cargo within cargo: `cargo dev` is run by cargo, which sets variables about the package.
//!
//! Build scripts read these variables (ring's does). If a nested cargo inherited them, it would consider half of the
//! dependencies changed and compile them again each time.

use std::env;
use std::process::Command;

const PACKAGE_VARIABLES: [&str; 5] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];

/// The names of the variables that a nested cargo must not inherit.
pub fn package_variables() -> Vec<String> {
    let set_by_cargo = |name: &String| PACKAGE_VARIABLES.iter().any(|prefix| name.starts_with(prefix));
    env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(set_by_cargo).collect()
}

/// A cargo command with the environment of a shell.
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for name in package_variables() {
        cargo.env_remove(name);
    }
    cargo
}
