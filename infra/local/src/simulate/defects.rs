//! `cargo dev simulate --defects`: proof that the simulator finds what it is for. Each patch of
//! `tests/simulation/defects` brings back one defect; the simulator must find it.

use super::QUICK;
use super::tree_copy::TreeCopy;
use super::violation::Violation;
use crate::failure::{During, Failure, Outcome, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The number of seeds within which each defect must be found.
const SEEDS: u64 = 1_000;
/// The first seed.
const FROM: u64 = 1;
/// The width of the printed table.
const COLUMNS: usize = 80;

/// A defect, as a patch of the tree.
#[derive(Debug)]
struct Defect {
    name: String,
    patch: PathBuf,
}

/// What the simulator found; `None` when all seeds held.
type Found = Option<Violation>;

/// Finds every defect, then runs the same seeds without one: a violation of the tree itself would prove nothing.
pub fn find_all(root: &Path) -> Outcome<()> {
    let started = Instant::now();
    let (defects, copy) = (defects(root)?, TreeCopy::refresh(root)?);
    let first_violation = |copy: &TreeCopy, seeds| first_violation(root, copy, seeds);
    let mut results = Vec::new();
    for Defect { name, patch } in defects {
        println!("\n== {name}");
        let found = copy.with_patch(&patch, |copy| first_violation(copy, SEEDS));
        let found = found.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
        println!("{}", row(&name, found.as_ref()));
        results.push((name, found));
    }
    println!("\n== the same seeds without a defect");
    let own = first_violation(&copy, seeds_run(&results))?;
    println!("\n{}", table(&results));
    println!("{} defects in {} s", results.len(), started.elapsed().as_secs());
    judge(&results, own.as_ref())
}

/// The patches, in the order of their names.
fn defects(root: &Path) -> Outcome<Vec<Defect>> {
    let folder = root.join("tests/simulation/defects");
    let entries = fs::read_dir(&folder).during(format_args!("list {}", folder.display()))?;
    let patches = entries.filter_map(Result::ok).map(|entry| entry.path());
    let of_patch = |patch: PathBuf| {
        let name = patch.file_name()?.to_str()?.strip_suffix(".patch")?.to_owned();
        Some(Defect { name, patch })
    };
    let mut defects: Vec<Defect> = patches.filter_map(of_patch).collect();
    defects.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(defects)
}

/// Builds the simulator of the copy and runs it until the first violation.
fn first_violation(root: &Path, copy: &TreeCopy, seeds: u64) -> Outcome<Found> {
    let binary = QUICK.run(&copy.folder, root)?;
    let mut simulator = Command::new(binary);
    simulator.current_dir(&copy.folder).args(["--seeds", &seeds.to_string(), "--from", &FROM.to_string()]);
    let run = simulator.stderr(Stdio::inherit()).output().during("run the simulator")?;
    let output = String::from_utf8_lossy(&run.stdout);
    // The violation with its shrunken trace, without the counts before it.
    print!("{}", Violation::shown_in(&output).unwrap_or_default());
    found(run.status.code(), &output)
}

/// The result of a run by its exit code and output.
fn found(code: Option<i32>, output: &str) -> Outcome<Found> {
    match (code, Violation::read(output)) {
        (Some(0), None) => Ok(None),
        (Some(1), Some(violation)) => Ok(Some(violation)),
        (code, _) => {
            let code = code.map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
            Err(Failure::new(format!("the simulator ended with {code} and this output:\n{output}")))
        }
    }
}

/// The largest number of seeds that a found defect took.
fn seeds_run(results: &[(String, Found)]) -> u64 {
    results.iter().filter_map(|(_, found)| found.as_ref().map(seeds_until)).max().unwrap_or(1)
}

/// The number of seeds up to the one that shows the violation.
fn seeds_until(violation: &Violation) -> u64 {
    violation.seed.saturating_sub(FROM).saturating_add(1)
}

fn table(results: &[(String, Found)]) -> String {
    let heading = columns("defect", "seeds", "found by");
    let rows = results.iter().map(|(name, found)| row(name, found.as_ref()));
    std::iter::once(heading).chain(rows).collect::<Vec<_>>().join("\n")
}

fn row(name: &str, found: Option<&Violation>) -> String {
    match found {
        Some(violation) => columns(name, &seeds_until(violation).to_string(), &violation.invariant),
        None => columns(name, &SEEDS.to_string(), "NOT FOUND"),
    }
}

/// A line of the table, cut at its width.
fn columns(name: &str, seeds: &str, invariant: &str) -> String {
    format!("{name:<30} {seeds:>5}  {invariant}").chars().take(COLUMNS).collect()
}

/// Fails when a defect was not found, or when the tree without a defect violates an invariant.
fn judge(results: &[(String, Found)], own: Option<&Violation>) -> Outcome<()> {
    if let Some(Violation { invariant, seed }) = own {
        return Err(Failure::new(format!("without a defect, seed {seed} violates `{invariant}`: mend that first")));
    }
    let missed: Vec<&str> =
        results.iter().filter(|(_, found)| found.is_none()).map(|(name, _)| name.as_str()).collect();
    ensure(missed.is_empty(), || format!("the simulator did not find: {}", missed.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::tree_copy;
    use super::*;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    fn violation(invariant: &str, seed: u64) -> Violation {
        Violation { invariant: invariant.to_owned(), seed }
    }

    #[test]
    fn there_are_ten_numbered_defects() {
        let names: Vec<String> = defects(root()).unwrap().into_iter().map(|defect| defect.name).collect();
        let numbers: Vec<String> = names.iter().map(|name| name.chars().take(3).collect()).collect();
        assert_eq!(numbers, ["01-", "02-", "03-", "04-", "05-", "06-", "07-", "08-", "09-", "10-"]);
        assert!(names.iter().all(|name| name.len() <= 30), "the table has room for 30 characters: {names:?}");
    }

    #[test]
    fn a_defect_begins_with_what_it_changes_why_and_what_catches_it() {
        for Defect { name, patch } in defects(root()).unwrap() {
            let text = fs::read_to_string(patch).unwrap();
            let (words, _) = text.split_once("\n\ndiff --git ").unwrap();
            assert!((3..=6).contains(&words.lines().count()), "{name}");
            let starts = ["Change: ", "Thought: ", "Caught by: "];
            let labelled = words.lines().filter_map(|line| starts.iter().position(|start| line.starts_with(start)));
            assert_eq!(labelled.collect::<Vec<_>>(), [0, 1, 2], "{name}");
        }
    }

    #[test]
    fn a_defect_changes_the_product_and_no_test() {
        for Defect { name, patch } in defects(root()).unwrap() {
            let text = fs::read_to_string(patch).unwrap();
            let mut files = 0;
            for line in text.lines().filter(|line| line.starts_with("diff --git ")) {
                let file = line.rsplit_once(" b/").unwrap().1;
                let is_product = file.starts_with("functions/") || file.starts_with("shared/");
                let is_test = file.contains("tests") || file.contains("testkit");
                let is_source = Path::new(file).extension().is_some_and(|extension| extension == "rs");
                assert!(is_product && !is_test && is_source, "{name} changes {file}");
                files += 1;
            }
            assert!(files > 0, "{name}");
        }
    }

    /// Where git is not installed, nothing can be applied and nothing is checked.
    #[test]
    fn every_defect_applies_to_this_tree() {
        if Command::new("git").arg("--version").output().is_err() {
            return;
        }
        for Defect { patch, .. } in defects(root()).unwrap() {
            tree_copy::apply(&root().canonicalize().unwrap(), &patch.canonicalize().unwrap(), &["--check"]).unwrap();
        }
    }

    #[test]
    fn a_run_is_judged_by_exit_code_and_output() {
        let violated = "violation: one claim a voucher seed 12\nmore\n";
        assert_eq!(found(Some(0), "1,000 seeds\n").unwrap(), None);
        assert_eq!(found(Some(1), violated).unwrap(), Some(violation("one claim a voucher", 12)));
        for (code, output) in [(Some(0), violated), (Some(1), "panicked"), (Some(2), "usage"), (None, "")] {
            assert!(found(code, output).is_err(), "{code:?} {output}");
        }
    }

    #[test]
    fn the_table_has_at_most_80_columns() {
        let long = "an invariant whose name is longer than what is left of the line";
        let results = [
            ("01-check-then-write-redemption".to_owned(), Some(violation("one claim", 1))),
            ("02-other".to_owned(), Some(violation(long, 1_000))),
            ("03-missed".to_owned(), None),
        ];
        let expected = "\
defect                         seeds  found by
01-check-then-write-redemption     1  one claim
02-other                        1000  an invariant whose name is longer than wha
03-missed                       1000  NOT FOUND";
        assert_eq!(table(&results), expected);
        assert_eq!(seeds_run(&results), 1_000);
        assert_eq!(seeds_run(&[]), 1);
    }

    #[test]
    fn a_missed_defect_or_a_violation_without_one_is_a_failure() {
        let found = ("01-a".to_owned(), Some(violation("one claim", 7)));
        let missed = ("02-b".to_owned(), None);
        assert!(judge(std::slice::from_ref(&found), None).is_ok());
        let failure = judge(&[found.clone(), missed], None).unwrap_err().to_string();
        assert!(failure.ends_with("did not find: 02-b"), "{failure}");
        let failure = judge(&[found], Some(&violation("sound chains", 3))).unwrap_err().to_string();
        assert!(failure.contains("seed 3 violates `sound chains`"), "{failure}");
    }
}
