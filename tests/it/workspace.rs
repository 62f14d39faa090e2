//! The workspace itself: licences, banned crates and sources of everything that is built, lints, and which crate may use
//! which.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
const DENY: &str = include_str!("../../deny.toml");
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Crates of the workspace by layer, the highest first: each may use those of the layers below its own.
const LAYERS: [&[&str]; 5] =
    [&["export", "sweep"], &["api", "table", "objects", "queue", "mail"], &["content"], &["host"], &["domain"]];
/// For tests and the developer tool only: no function and no crate of a layer may use them.
const TOOLS: [&str; 7] = ["bodies", "dev", "signer", "simulation", "testkit", "tests", "vouchsafe"];

/// Every package that is built on this platform, as cargo describes it.
fn packages() -> Vec<Value> {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let output = Command::new(env!("CARGO")).args(arguments).args(["--manifest-path", MANIFEST]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn deny() -> toml::Table {
    DENY.parse().unwrap()
}

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let allowed: BTreeSet<_> =
        deny["licenses"]["allow"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let is_allowed = |package: &Value| {
        let licence = Expression::parse_mode(text(package, "license"), ParseMode::LAX);
        licence.is_ok_and(|licence| {
            licence.evaluate(|required| required.license.id().is_some_and(|id| allowed.contains(id.name)))
        })
    };
    let refused: Vec<_> = packages()
        .iter()
        .filter(|package| !is_allowed(package))
        .map(|package| format!("{}: {}", text(package, "name"), text(package, "license")))
        .collect();
    assert_eq!(refused, Vec::<String>::new(), "licences that deny.toml does not allow");
}

#[test]
fn no_banned_crate_is_built_and_all_come_from_crates_io() {
    let deny = deny();
    let banned: BTreeSet<_> =
        deny["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap().to_owned()).collect();
    assert!(banned.contains("openssl"), "{banned:?}");
    for package in packages() {
        let name = text(&package, "name");
        assert!(!banned.contains(name), "{name} is banned by deny.toml");
        assert!(package["source"].is_null() || package["source"] == CRATES_IO, "{name}: {}", package["source"]);
    }
}

/// The crates of the workspace, each with those of the workspace that it is built from.
fn members() -> BTreeMap<String, BTreeSet<String>> {
    let packages = packages();
    let own: Vec<_> = packages.iter().filter(|package| package["source"].is_null()).collect();
    let names: BTreeSet<_> = own.iter().map(|package| text(package, "name")).collect();
    let used = |package: &Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let built = dependencies.filter(|dependency| dependency["kind"].is_null());
        built
            .map(|dependency| text(dependency, "name"))
            .filter(|name| names.contains(name))
            .map(str::to_owned)
            .collect()
    };
    own.iter().map(|package| (text(package, "name").to_owned(), used(package))).collect()
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|crates| crates.contains(&name))
}

#[test]
fn imports_go_one_way() {
    let members = members();
    for (name, used) in members.iter().filter(|(name, _)| !TOOLS.contains(&name.as_str())) {
        let own = layer(name);
        for other in used {
            let below = layer(other).is_some_and(|other| own.is_none_or(|own| own < other));
            assert!(below, "{name} uses {other}, which is not below it");
        }
    }
    let known = LAYERS.concat();
    assert!(known.iter().all(|name| members.contains_key(*name)), "every crate of a layer exists");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../functions");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let functions = folders.filter(|entry| entry.path().is_dir()).count();
    assert_eq!(members.len(), known.len() + TOOLS.len() + functions, "every crate is in a layer, a tool or a function");
}

/// The features of every dependency, by name and version.
fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
    let arguments = ["tree", "--workspace", "--locked", "--offline", "--prefix", "none", "--format", "{p}\t{f}"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--edges", edges, "--manifest-path", MANIFEST])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let lines = String::from_utf8(output.stdout).unwrap();
    // An empty line separates the members.
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let (package, names) = line.split_once('\t').unwrap();
        features.entry(package.to_owned()).or_default().insert(names.trim_end_matches(" (*)").to_owned());
    }
    features
}

/// With other features in tests, a dependency and all that use it are compiled twice: for `cargo dev` and for tests.
#[test]
fn dependencies_have_the_same_features_in_programs_and_in_tests() {
    let (programs, tests) = (features("normal,build"), features("normal,build,dev"));
    let differing: Vec<_> =
        programs.iter().filter(|(package, features)| tests.get(*package) != Some(features)).collect();
    assert_eq!(differing, Vec::<(&String, &BTreeSet<String>)>::new());
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for package in packages().iter().filter(|package| package["source"].is_null()) {
        let manifest: toml::Table = std::fs::read_to_string(text(package, "manifest_path")).unwrap().parse().unwrap();
        let inherited = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherited, Some(true), "[lints] workspace = true is missing in {}", text(package, "name"));
    }
}

#[test]
fn the_front_page_of_the_documentation_lists_every_crate() {
    let page = include_str!("../../shared/vouchsafe/src/lib.rs");
    for name in members().keys().filter(|name| *name != "vouchsafe") {
        let link = format!("[`{name}`](../{}/index.html)", name.replace('-', "_"));
        assert!(page.contains(&link), "the front page does not list {name}");
    }
}

/// The picture of the whole is read in one sitting.
#[test]
fn the_architecture_has_at_most_1500_words() {
    let words = include_str!("../../ARCHITECTURE.md").split_whitespace().count();
    assert!(words <= 1_500, "{words} words");
}

/// The README shows the portal.
#[test]
fn the_readme_has_a_picture_of_the_portal_of_a_modest_size() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("![").unwrap();
    let (alternative, rest) = rest.split_once("](functions/portal/overview.png)").unwrap();
    assert!(alternative.len() > 40 && !alternative.contains('\n') && !rest.contains("!["), "{alternative}");
    let picture = include_bytes!("../../functions/portal/overview.png");
    assert!(picture.starts_with(b"\x89PNG") && picture.len() <= 200 * 1024, "{} bytes", picture.len());
}

/// The workflow runs the one command that this machine runs.
#[test]
fn the_workflow_runs_what_the_readme_says() {
    let workflow = include_str!("../../.github/workflows/check.yml");
    let steps: serde_yaml_ng::Value = serde_yaml_ng::from_str(workflow).unwrap();
    let steps = steps["jobs"]["everything"]["steps"].as_sequence().unwrap();
    assert!(steps.iter().any(|step| step["run"] == ".ci/run"), "{workflow}");
    assert!(include_str!("../../.ci/run").trim_end().ends_with("cargo dev test"));
    assert!(include_str!("../../README.md").contains("\ncargo dev test\n"));
}
