//! `cargo dev simulate`: the whole program under faults, in one process (`tests/simulation`). What happens to a seed
//! follows from it alone, so every violation of an invariant can be repeated.

use crate::cli::SimulateArgs;
use crate::commit;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::nested;
use crate::settings::Settings;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

mod defects;
mod tree_copy;
mod violation;

/// The build that plays many seeds. `-p` resolves the features of its dependencies for this package alone, which
/// elsewhere would compile them a second time. Nothing else uses the profile `sim`, and it has a folder of its own.
const FAST: Build = Build { arguments: &["--profile", "sim", "-p", "simulation"], binary: "target/sim/simulation" };
/// The build that plays a few seeds of a changed tree: as tests are built, so that the dependencies are already there.
const QUICK: Build = Build { arguments: &["--bin", "simulation"], binary: "target/debug/simulation" };
/// The step of `cargo dev test`. It uses the profile and the features of the tests, which are already built.
const CHECK: [&str; 8] = ["run", "--bin", "simulation", "--locked", "--", "--seconds", "60", "--from"];
/// The first seed of `cargo dev test` without a commit.
const FIRST_SEED: u64 = 1;
/// The distance between the first seeds of two commits: more seeds than a minute simulates.
const SEEDS_OF_A_COMMIT: u64 = 1_000_000;

/// A build of the simulator.
#[derive(Clone, Copy, Debug)]
struct Build {
    arguments: &'static [&'static str],
    /// The binary, below the root of the tree whose `target` is used.
    binary: &'static str,
}

/// Runs the simulator with optimizations, or finds the known defects with it.
pub fn simulate(settings: &Settings, arguments: &SimulateArgs) -> Outcome<()> {
    if arguments.defects {
        return defects::find_all(&settings.root);
    }
    let binary = FAST.run(&settings.root, &settings.root)?;
    let status = Command::new(binary).current_dir(&settings.root).args(options(arguments)).status();
    outcome(status.during("run the simulator")?)
}

/// Simulates for a minute, from a seed that the commit determines; before that the simulator runs every seed of
/// `tests/simulation/seeds.txt`.
pub fn check(settings: &Settings) -> Outcome<()> {
    let commit = commit::hash(&settings.root);
    let from = first_seed(commit.as_deref());
    println!("seeds from {from}, those of the commit {}", commit.as_deref().unwrap_or("(none)"));
    let status = nested::cargo().current_dir(&settings.root).args(CHECK).arg(from.to_string()).status();
    outcome(status.during("run the simulator")?)
}

impl Build {
    /// Builds the simulator of a tree in the `target` folder of `root`, and returns the path of the binary.
    fn run(self, tree: &Path, root: &Path) -> Outcome<PathBuf> {
        let mut cargo = nested::cargo();
        cargo.current_dir(tree).arg("build").args(self.arguments).arg("--locked");
        let status = cargo.arg("--target-dir").arg(root.join("target")).status();
        ensure(status.during("run cargo")?.success(), || {
            "the simulator cannot be built; see the output above".to_owned()
        })?;
        Ok(root.join(self.binary))
    }
}

/// The command line of the simulator. Without `--from` it draws the first seed itself.
fn options(arguments: &SimulateArgs) -> Vec<String> {
    let SimulateArgs { seeds, from, seed, trace, twice, defects: _ } = arguments;
    let mut options = match seed {
        Some(seed) => vec!["--seed".to_owned(), seed.to_string()],
        None => vec!["--seeds".to_owned(), seeds.to_string()],
    };
    options.extend(from.iter().flat_map(|from| ["--from".to_owned(), from.to_string()]));
    options.extend(trace.then(|| "--trace".to_owned()));
    options.extend(twice.then(|| "--twice".to_owned()));
    options
}

/// The first seed of a commit: the first eight hexadecimal digits of its hash, times a million.
fn first_seed(commit: Option<&str>) -> u64 {
    let number = commit.and_then(|hash| u64::from_str_radix(hash.get(..8)?, 16).ok());
    number.map_or(FIRST_SEED, |number| number.saturating_mul(SEEDS_OF_A_COMMIT))
}

/// The outcome of a run by the exit code of the simulator.
fn outcome(status: ExitStatus) -> Outcome<()> {
    match status.code() {
        Some(0) => Ok(()),
        Some(1) => Err(Failure::new("a seed violates an invariant; see the output above")),
        Some(_) | None => Err(Failure::new(format!("the simulator ended with {status}; see the output above"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn passed(arguments: &[&str]) -> String {
        let parsed = Cli::try_parse_from([&["cargo dev", "simulate"], arguments].concat()).unwrap();
        let Some(Command::Simulate(arguments)) = parsed.command else { panic!("{parsed:?}") };
        options(&arguments).join(" ")
    }

    #[test]
    fn the_simulator_gets_the_options_of_the_command_line() {
        for (arguments, expected) in [
            (&[][..], "--seeds 1000"),
            (&["--seeds", "50", "--from", "18446744073709551615"], "--seeds 50 --from 18446744073709551615"),
            (&["--twice", "--from", "3"], "--seeds 1000 --from 3 --twice"),
            (&["--seed", "0"], "--seed 0"),
            (&["--seed", "4711", "--trace"], "--seed 4711 --trace"),
        ] {
            assert_eq!(passed(arguments), expected);
        }
    }

    #[test]
    fn a_commit_determines_its_seeds() {
        for (commit, expected) in [
            (Some("0000000a9f3c2e51"), 10_000_000),
            (Some("0000000b00000000"), 11_000_000),
            (Some("ffffffffffffffff"), 4_294_967_295_000_000),
            (Some("0000"), FIRST_SEED),
            (Some("no commit at all"), FIRST_SEED),
            (None, FIRST_SEED),
        ] {
            assert_eq!(first_seed(commit), expected, "{commit:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_exit_code_0_is_a_success() {
        use std::os::unix::process::ExitStatusExt;
        let of = |wait_status: i32| outcome(ExitStatus::from_raw(wait_status)).map_err(|failure| failure.to_string());
        assert!(of(0).is_ok());
        assert!(of(1 << 8).unwrap_err().contains("violates"));
        for (wait_status, expected) in [(2 << 8, "2"), (9, "9")] {
            let failure = of(wait_status).unwrap_err();
            assert!(failure.contains("ended with") && failure.contains(expected), "{failure}");
        }
    }

    /// One seed on each line; comments say what it found.
    #[test]
    fn the_seeds_that_once_failed_are_numbers() {
        let listed = include_str!("../../../tests/simulation/seeds.txt");
        for line in listed.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.parse::<u64>().is_ok(), "{line}");
        }
    }
}
