//! Documents that the code cites: each cited heading exists, and each rule cites one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// The folders whose files may cite the documents.
const FOLDERS: [&str; 5] = ["functions", "shared", "infra", "tests", "events"];
const SOURCES: [&str; 5] = ["rs", "toml", "yaml", "py", "md"];

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// The numbers of a document's headings: `7.4` of `### 7.4 Dates`, `20` of `## 20. The due index …`.
fn headings(document: &str) -> BTreeSet<String> {
    let titles = document.lines().filter(|line| line.starts_with("##"));
    let numbers = titles.filter_map(|line| line.trim_start_matches('#').split_whitespace().next());
    numbers.map(|number| number.trim_end_matches('.').to_owned()).filter(|number| is_number(number)).collect()
}

fn is_number(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

/// Every number cited after a document's name: `PROGRAM.md 7.4`, `PROGRAM.md 7.4, 8.1 and 9.2`.
fn citations(text: &str, document: &str) -> Vec<String> {
    let mut cited = Vec::new();
    for (at, name) in text.match_indices(document) {
        let after = text.get(at + name.len()..).unwrap_or_default();
        for word in after.split(|c: char| c.is_whitespace() || c == '/' || c == ',').filter(|word| !word.is_empty()) {
            let number = word.trim_matches(|c: char| !c.is_ascii_digit());
            if is_number(number) && word.starts_with(|c: char| c.is_ascii_digit()) {
                cited.push(number.to_owned());
                if !word.ends_with(|c: char| c.is_ascii_digit()) {
                    break;
                }
            } else if word != "and" {
                break;
            }
        }
    }
    cited
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "node_modules" {
                files(&path, found);
            }
        } else if path.extension().and_then(|end| end.to_str()).is_some_and(|end| SOURCES.contains(&end)) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        files(&Path::new(ROOT).join(folder), &mut found);
    }
    let documents = std::fs::read_dir(ROOT).unwrap().map(|entry| entry.unwrap().path());
    found.extend(documents.filter(|path| path.extension().is_some_and(|end| end == "md")));
    found
}

fn unknown(document: &str) -> Vec<String> {
    let known = headings(&read(Path::new(ROOT).join(document)));
    assert!(known.len() > 10, "{document} has numbered headings: {known:?}");
    let mut unknown = Vec::new();
    for path in sources().iter().filter(|path| !path.ends_with("citations.rs")) {
        let cited = citations(&read(path), document);
        unknown.extend(cited.iter().filter(|number| !known.contains(*number)).map(|number| {
            let path = path.strip_prefix(ROOT).unwrap_or(path);
            format!("{} cites {document} {number}", path.display())
        }));
    }
    unknown
}

#[test]
fn every_cited_heading_exists() {
    assert_eq!(unknown("PROGRAM.md"), Vec::<String>::new());
    assert_eq!(unknown("DECISIONS.md"), Vec::<String>::new());
}

#[test]
fn citations_are_found_in_each_form() {
    let found = |text: &str| citations(text, "PROGRAM.md");
    assert_eq!(found("(PROGRAM.md 7.4)"), ["7.4"]);
    assert_eq!(found("PROGRAM.md 7.4, 8.1 and 9.2. Then 3 more"), ["7.4", "8.1", "9.2"]);
    assert_eq!(found("see PROGRAM.md for 3 things"), Vec::<String>::new());
    assert_eq!(
        headings("## 20. A title\n### 7.4 Dates\n## No number\n# 1 Top"),
        BTreeSet::from(["20".into(), "7.4".into()])
    );
}

/// Each rule is declared with a doc comment above it that cites its heading.
#[test]
fn every_rule_cites_its_heading() {
    let declared = read(Path::new(ROOT).join("shared/domain/src/refusal/mod.rs"));
    let block = declared.split("refusals! {").nth(1).unwrap().split("\n}\n").next().unwrap();
    let mut without = Vec::new();
    let mut comment = String::new();
    let mut rules = 0;
    for line in block.lines() {
        let text = line.trim_start();
        if let Some(doc) = text.strip_prefix("///") {
            comment.push_str(doc);
            continue;
        }
        let is_rule = line.starts_with("    ") && !line.starts_with("     ") && text.starts_with(char::is_uppercase);
        if is_rule {
            rules += 1;
            if citations(&comment, "PROGRAM.md").is_empty() {
                without.push(text.split_whitespace().next().unwrap_or_default().to_owned());
            }
        }
        comment.clear();
    }
    assert_eq!(rules, domain::refusal::Rule::ALL.len(), "every rule is looked at");
    assert_eq!(without, Vec::<String>::new(), "rules that cite no heading of PROGRAM.md");
}

/// Headings of rules that code decides; the others describe people, sources and what is not built.
#[test]
fn every_rule_of_the_program_is_cited_by_code() {
    let described = ["1", "1.1", "1.3", "16", "17"];
    let code = sources().into_iter().filter(|path| path.extension().is_some_and(|end| end != "md"));
    let cited: BTreeSet<String> = code
        .filter(|path| !path.ends_with("citations.rs"))
        .flat_map(|path| citations(&read(path), "PROGRAM.md"))
        .collect();
    let known = headings(&read(Path::new(ROOT).join("PROGRAM.md")));
    let rules = known.iter().filter(|number| number.contains('.') && !described.contains(&number.as_str()));
    let missing: Vec<_> = rules.filter(|number| !cited.contains(*number)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "headings that no code cites");
}

/// Every alarm of the template has a heading of its own in OPERATIONS.md, and no heading is about an alarm that is gone.
#[test]
fn every_alarm_has_a_heading() {
    let template = read(Path::new(ROOT).join("infra/template.yaml"));
    let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(&template).unwrap();
    let resources = template["Resources"].as_mapping().unwrap().iter();
    let alarms: BTreeSet<String> = resources
        .filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm")
        .map(|(name, _)| name.as_str().unwrap().to_owned())
        .collect();
    let document = read(Path::new(ROOT).join("OPERATIONS.md"));
    let titles = document.lines().filter_map(|line| line.strip_prefix("#### "));
    let described: BTreeSet<String> = titles.map(str::to_owned).collect();
    assert!(alarms.len() > 20, "{alarms:?}");
    assert_eq!(described, alarms);
}
