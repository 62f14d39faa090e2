//! `cargo dev mutants`: changes the code in small ways, one at a time, and lists the changes that no test notices.
//!
//! `cargo-mutants` makes and tries the changes, in copies of the tree. A part of them is every N-th change from the K-th
//! on, so that one part is a sample of all the code.

use crate::cli::{MutantsArgs, Mutated};
use crate::failure::{During, Outcome, ensure};
use crate::nested;
use crate::settings::Settings;
use crate::tools::spinner;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const VERSION: &str = "27.1.0";
/// The package of the tests of all functions together.
const TOGETHER: &str = "tests";
/// The first test that fails ends the tests. The option of the test harness is unstable; [`RUNNER`] allows it.
const FIRST_FAILURE: [&str; 3] = ["--", "-Zunstable-options", "--fail-fast"];
/// Allows unstable options for the binaries of tests alone, not for the compiler.
const RUNNER: &str = r#"--cargo-arg=target."cfg(all())".runner=["env", "RUSTC_BOOTSTRAP=1"]"#;
/// `cargo-mutants` ended well, with changes that no test noticed, or with changes that made tests endless.
const TRIED: [i32; 3] = [0, 2, 3];

/// Tries the changes and prints how many of them the tests noticed.
pub fn mutants(settings: &Settings, arguments: &MutantsArgs) -> Outcome<()> {
    let tool = Tool::ready(settings)?;
    let run = Run { tool: &tool, packages: packages(&settings.root, arguments.code)?, arguments };
    let tally = run.with_unit_tests()?;
    let left = tally.left();
    let tally = if left.is_empty() { tally } else { tally.then(run.with_tests_together(&left)?) };
    println!("{}", tally.summary());
    Ok(())
}

/// `cargo-mutants`, installed into target/tools on first use.
struct Tool {
    root: PathBuf,
    binary: PathBuf,
}

impl Tool {
    fn ready(settings: &Settings) -> Outcome<Self> {
        let folder = settings.root.join("target/tools/mutants");
        let tool = Self { root: settings.root.clone(), binary: folder.join("bin/cargo-mutants") };
        let installed = Command::new(&tool.binary).args(["mutants", "--version"]).output();
        if installed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION)) {
            return Ok(tool);
        }
        let spinner = spinner("installing cargo-mutants (once, some minutes)");
        let mut cargo = nested::cargo();
        cargo.args(["install", "cargo-mutants", "--locked", "--quiet", "--force", "--version", VERSION, "--root"]);
        let output = cargo.arg(&folder).output().during("run cargo to install cargo-mutants")?;
        spinner.finish_and_clear();
        ensure(output.status.success(), || {
            format!("cannot install cargo-mutants\n{}", String::from_utf8_lossy(&output.stderr).trim())
        })?;
        Ok(tool)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        for name in nested::package_variables() {
            command.env_remove(name);
        }
        // Nobody looks at a backtrace of these builds.
        command.env("CARGO_PROFILE_DEV_DEBUG", "none").current_dir(&self.root).arg("mutants");
        command
    }
}

/// The changes to try.
struct Run<'a> {
    tool: &'a Tool,
    packages: Vec<String>,
    arguments: &'a MutantsArgs,
}

impl Run<'_> {
    fn command(&self) -> Command {
        let mut command = self.tool.command();
        command.args(self.packages.iter().flat_map(|name| ["--package", name]));
        command
    }

    /// The folder of the results. Each part has one of its own, so that parts can be tried one after another.
    fn folder(&self) -> PathBuf {
        self.tool.root.join(folder(self.arguments))
    }

    /// The names of all changes: file, line, column and what is replaced.
    fn list(&self) -> Outcome<Vec<String>> {
        let listed = self.command().arg("--list").output().during("run cargo-mutants")?;
        ensure(listed.status.success(), || String::from_utf8_lossy(&listed.stderr).trim().to_owned())?;
        Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect())
    }

    /// Tries every change of the part with the unit tests of the changed package.
    fn with_unit_tests(&self) -> Outcome<Tally> {
        let mut command = self.command();
        command.args(part(self.arguments)).args(["--jobs", "2", "--cargo-arg=--config", RUNNER]);
        command.args(["--", "--lib", "--bins"]).args(FIRST_FAILURE);
        self.tried(command)
    }

    /// Tries the changes that are `left` with the tests of the functions together: all others count as noticed before.
    /// (A part cannot be selected again, because it would be a part of what is left; and a pattern of names does not
    /// select among fields that are left out.)
    fn with_tests_together(&self, left: &[String]) -> Outcome<Tally> {
        let file = self.folder().join("mutants.out/previously_caught.txt");
        let others = others(&self.list()?, left);
        fs::write(&file, others).during(format_args!("write {}", file.display()))?;
        let mut command = self.command();
        command.args(["--iterate", "--test-package", TOGETHER, "--cargo-arg=--config", RUNNER]);
        command.args(["--", "--test", "it"]).args(FIRST_FAILURE);
        self.tried(command)
    }

    fn tried(&self, mut command: Command) -> Outcome<Tally> {
        let folder = self.folder();
        fs::create_dir_all(&folder).during(format_args!("create {}", folder.display()))?;
        command.arg("--output").arg(&folder).stdout(Stdio::inherit());
        let status = command.status().during("run cargo-mutants")?;
        ensure(status.code().is_some_and(|code| TRIED.contains(&code)), || {
            format!("cargo-mutants ended with {status}; see the output above")
        })?;
        Tally::read(&folder.join("mutants.out"))
    }
}

/// How the tests took the changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    noticed: usize,
    unbuildable: usize,
    /// Changes with which a test did not end. They are noticed, too, but only by the limit of time.
    endless: Vec<String>,
    unnoticed: Vec<String>,
}

impl Tally {
    /// Reads the results of the last run of `cargo-mutants` in a folder.
    fn read(folder: &Path) -> Outcome<Self> {
        let lines = |name: &str| -> Outcome<Vec<String>> {
            let file = folder.join(name);
            let text = fs::read_to_string(&file).during(format_args!("read {}", file.display()))?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        Ok(Self {
            noticed: lines("caught.txt")?.len(),
            unbuildable: lines("unviable.txt")?.len(),
            endless: lines("timeout.txt")?,
            unnoticed: lines("missed.txt")?,
        })
    }

    /// The changes that were not noticed, and those with which a test did not end.
    fn left(&self) -> Vec<String> {
        [&self.unnoticed[..], &self.endless].concat()
    }

    /// The tally after `second` tried the changes again that were left.
    fn then(self, second: Self) -> Self {
        Self { noticed: self.noticed + second.noticed, unbuildable: self.unbuildable + second.unbuildable, ..second }
    }

    fn summary(&self) -> String {
        let noticed = self.noticed + self.endless.len();
        let mut lines: Vec<String> = self.unnoticed.iter().map(|name| format!("not noticed: {name}")).collect();
        lines.push(format!(
            "{noticed} of {} changes were noticed, {} of them by the limit of time; {} more did not compile",
            noticed + self.unnoticed.len(),
            self.endless.len(),
            self.unbuildable
        ));
        lines.join("\n")
    }
}

/// The packages whose code is changed.
fn packages(root: &Path, code: Mutated) -> Outcome<Vec<String>> {
    match code {
        Mutated::Domain => Ok(vec!["domain".to_owned()]),
        Mutated::Table => Ok(vec!["table".to_owned()]),
        Mutated::Handlers => handlers(&root.join("functions")),
    }
}

/// The packages of the functions: the folders with a manifest.
fn handlers(functions: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(functions).during(format_args!("list {}", functions.display()))?;
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.path().join("Cargo.toml").is_file());
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// The options that select a part of the changes.
fn part(arguments: &MutantsArgs) -> Vec<String> {
    let options = |shard: &String| ["--sharding", "round-robin", "--shard", shard].map(str::to_owned);
    arguments.shard.iter().flat_map(options).collect()
}

/// The lines of all names that are not left.
fn others(all: &[String], left: &[String]) -> String {
    let others: Vec<&str> = all.iter().filter(|name| !left.contains(name)).map(String::as_str).collect();
    others.join("\n")
}

/// The folder of the results of a part, in the tree.
fn folder(arguments: &MutantsArgs) -> PathBuf {
    let part = arguments.shard.as_ref().map(|shard| format!("-{}", shard.replace('/', "-of-"))).unwrap_or_default();
    Path::new("target/mutants").join(format!("{}{part}", arguments.code.name()))
}

#[cfg(test)]
mod tests;
