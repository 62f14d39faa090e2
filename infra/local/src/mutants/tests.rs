use super::*;
use crate::cli::{Cli, Command as Subcommand};
use clap::Parser;

fn arguments(line: &[&str]) -> MutantsArgs {
    let parsed = Cli::try_parse_from([&["cargo dev", "mutants"], line].concat()).unwrap();
    let Some(Subcommand::Mutants(arguments)) = parsed.command else { panic!("{parsed:?}") };
    arguments
}

#[test]
fn a_part_has_results_of_its_own() {
    for (line, options, folder_name) in [
        (&["domain"][..], "", "target/mutants/domain"),
        (&["table", "--shard", "3/8"], "--sharding round-robin --shard 3/8", "target/mutants/table-3-of-8"),
    ] {
        let arguments = arguments(line);
        assert_eq!(part(&arguments).join(" "), options);
        assert_eq!(folder(&arguments), Path::new(folder_name));
    }
}

#[test]
fn wrong_options_are_refused() {
    for line in [
        &[][..],
        &["domain", "--shard", "8/8"],
        &["domain", "--shard", "1"],
        &["domain", "--shard", "0/0"],
        &["domain", "--shard", "-1/2"],
    ] {
        assert!(Cli::try_parse_from([&["cargo dev", "mutants"], line].concat()).is_err(), "{line:?}");
    }
}

#[test]
fn all_changes_but_those_that_are_left_count_as_noticed() {
    let names = ["a.rs:1:1: a", "a.rs:2:1: b", "b.rs:1:1: a"].map(str::to_owned);
    assert_eq!(others(&names, &names[1..2]), "a.rs:1:1: a\nb.rs:1:1: a");
    assert_eq!(others(&names, &names), "");
}

#[test]
fn every_function_is_a_handler() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let names = packages(&root, Mutated::Handlers).unwrap();
    assert!(names.iter().any(|name| name == "claims") && names.iter().any(|name| name == "portal"), "{names:?}");
    assert!(!names.iter().any(|name| name.contains('.')), "{names:?}");
}

#[test]
fn the_tests_together_try_again_what_was_not_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |files: [(&str, &str); 4]| {
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Tally::read(folder.path()).unwrap()
    };
    let first =
        write([("caught.txt", "a\nb\n"), ("unviable.txt", "c\n"), ("timeout.txt", "d\n"), ("missed.txt", "e\nf\n")]);
    assert_eq!(
        first.summary().lines().last(),
        Some("3 of 5 changes were noticed, 1 of them by the limit of time; 1 more did not compile")
    );
    assert_eq!(first.left(), ["e", "f", "d"]);
    let second = write([("caught.txt", "d\ne\n"), ("unviable.txt", ""), ("timeout.txt", ""), ("missed.txt", "f\n")]);
    let tally = first.then(second);
    assert_eq!(
        tally.summary(),
        "not noticed: f\n4 of 5 changes were noticed, 0 of them by the limit of time; 1 more did not compile"
    );
}

#[test]
fn results_that_are_missing_are_an_error() {
    assert!(Tally::read(Path::new("/nowhere")).is_err());
}
