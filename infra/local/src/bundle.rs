//! Builds the functions and places them where the template expects them: `target/lambda/<function>/bootstrap`.
//!
//! It runs `cargo build` instead of `cargo lambda build`: for this machine's architecture both produce the same
//! program, and `cargo build` shares every compiled dependency with this tool and with `cargo lambda watch`. For the
//! same reason no package is named: naming packages resolves the features of their dependencies again, which compiles
//! them again.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;
use std::env::consts::ARCH;
use std::fs;
use std::path::Path;
use std::process::Command;

/// This machine's architecture, by Lambda's name.
pub fn architecture() -> &'static str {
    if ARCH == "aarch64" { "arm64" } else { "x86_64" }
}

/// Builds every function; cargo prints its own progress.
pub fn build(settings: &Settings) -> Outcome<()> {
    let functions = settings.functions()?;
    // Cargo has just finished a build: that of this tool.
    eprintln!("building the functions");
    let status = cargo(settings, &functions).status().during("run cargo")?;
    if !status.success() {
        return Err(Failure::new("cannot build the functions: fix the compiler errors above"));
    }
    let profile = if settings.release { "release" } else { "debug" };
    let built = settings.root.join("target").join(profile);
    functions.iter().try_for_each(|name| link_bootstrap(&built.join(name), &settings.lambda_dir().join(name)))
}

fn cargo(settings: &Settings, functions: &[String]) -> Command {
    let mut cargo = nested::cargo();
    cargo.current_dir(&settings.root).args(["build", "--locked"]);
    for function in functions {
        cargo.args(["--bin", function]);
    }
    if settings.release {
        cargo.arg("--release");
    }
    cargo
}

/// Hard-links the program as the bootstrap. The link keeps the old program while cargo builds a new one.
fn link_bootstrap(program: &Path, folder: &Path) -> Outcome<()> {
    let doing = format!("place {} in {}", program.display(), folder.display());
    fs::create_dir_all(folder).during(&doing)?;
    let bootstrap = folder.join("bootstrap");
    if bootstrap.exists() {
        fs::remove_file(&bootstrap).during(&doing)?;
    }
    fs::hard_link(program, &bootstrap).during(&doing)
}
