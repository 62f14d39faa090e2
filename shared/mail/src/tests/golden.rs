//! The exact text of every letter, in the files of `golden/`. After a change of a template, review the difference and
//! update the files with `cargo test -p mail -- --ignored`.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::{letter, letters};
use domain::Language;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Every golden file and its expected content.
fn files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for language in Language::ALL {
        let mut all = String::new();
        for (name, mail) in letters(language) {
            writeln!(all, "=== {name}\n{}\n\n{}", mail.subject, mail.text).unwrap();
        }
        let tag = language.tag();
        files.push((folder().join(format!("letters.{tag}.txt")), all));
        files.push((folder().join(format!("attendees.{tag}.html")), letter(language, "voucher Attendees").html));
    }
    files
}

#[test]
fn every_letter_equals_its_golden_file() {
    for (path, letters) in files() {
        let golden = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (line, (ours, theirs)) in letters.lines().zip(golden.lines()).enumerate() {
            assert_eq!(ours, theirs, "{} line {}", path.display(), line + 1);
        }
        assert_eq!(letters, golden, "{}", path.display());
    }
}

#[test]
#[ignore = "writes the golden files instead of comparing with them"]
fn write_the_golden_files() {
    fs::create_dir_all(folder()).unwrap();
    for (path, letters) in files() {
        fs::write(path, letters).unwrap();
    }
}
