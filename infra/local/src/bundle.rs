//! Builds the functions and lays them out as the template expects: target/lambda/<function>/bootstrap.
//!
//! Plain `cargo build` instead of `cargo lambda build`: for this machine's own architecture both make the same
//! program, and this one shares every compiled dependency with this tool and with `cargo lambda watch`. No package is
//! named for the same reason: naming some would settle the features of their dependencies anew, and compile them again.

use crate::failure::{During, Failure, Outcome};
use crate::nested;
use crate::settings::Settings;
use std::env::consts::ARCH;
use std::fs;
use std::path::Path;
use std::process::Command;

/// This machine's architecture, as Lambda spells it.
pub fn architecture() -> &'static str {
    if ARCH == "aarch64" { "arm64" } else { "x86_64" }
}

/// Builds every function; cargo shows its own progress.
pub fn build(settings: &Settings) -> Outcome<()> {
    let functions = settings.functions()?;
    let status = cargo(settings, &functions).status().during("run cargo")?;
    if !status.success() {
        return Err(Failure::new("the functions do not build; see the compiler's messages above"));
    }
    let profile = if settings.release { "release" } else { "debug" };
    let built = settings.root.join("target").join(profile);
    functions.iter().try_for_each(|name| place(&built.join(name), &settings.lambda_dir().join(name)))
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

/// A hard link costs nothing, and stays what it is while cargo builds the next one.
fn place(program: &Path, folder: &Path) -> Outcome<()> {
    let doing = format!("place {} in {}", program.display(), folder.display());
    fs::create_dir_all(folder).during(&doing)?;
    let bootstrap = folder.join("bootstrap");
    if bootstrap.exists() {
        fs::remove_file(&bootstrap).during(&doing)?;
    }
    fs::hard_link(program, &bootstrap).during(&doing)
}
