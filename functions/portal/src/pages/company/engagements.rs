//! The requirements of a program and its engagement types, with the company's evidence for them (PROGRAM.md 2.3).

use domain::catalog::Names;
use jiff::civil::Date;

use super::answers::{EligibleEngagement, EngagementType, Evidence, Finding, Program, Requirement};
use super::parts::{self, Tag};
use crate::consultant;
use crate::format;
use crate::html::dashed;
use crate::visit::Visit;

/// A requirement of the program.
pub struct RequirementLine {
    /// Its name.
    pub title: String,
    /// True when it is met.
    pub met: bool,
    /// The last day, or what is missing.
    pub note: String,
    /// The evidence for it: what counts, and what does not.
    pub held: Vec<String>,
    /// The alternatives that would meet it.
    pub any_of: Vec<String>,
    /// How to get it; empty when it is met.
    pub how: String,
}

/// A type of engagement.
pub struct EngagementLine {
    /// Its name.
    pub name: String,
    /// Its lengths.
    pub days: String,
    /// What it needs.
    pub needs: Vec<(String, String)>,
    /// True for a company that may deliver it.
    pub tag: Tag,
    /// The people who qualify as lead consultants, each with the last day.
    pub consultants: Vec<String>,
    /// What is missing.
    pub note: String,
}

impl RequirementLine {
    /// The result for a requirement, with the evidence, where that could be read.
    pub fn new(visit: &Visit<'_>, finding: &Finding, program: &Program, evidence: Option<&[Evidence]>) -> Self {
        let (w, day) = (visit.words, |day| format::day(day, visit.language()));
        let requirement = program.requirements.iter().find(|known| known.code.as_str() == finding.code);
        let note = match (finding.met, finding.valid_until) {
            (true, Some(until)) => w.one("company-requirement-until", "day", day(until)),
            (true, None) => w.get("company-requirement-unlimited"),
            (false, _) => w.get("company-requirement-missing"),
        };
        let held = |requirement| evidence.map(|evidence| held(visit, requirement, evidence, finding.met));
        let any_of = |names: &Requirement| names.any_of.iter().map(|names| parts::named(visit, names)).collect();
        let missing = requirement.filter(|_| !finding.met);
        Self {
            title: parts::named(visit, &finding.title),
            met: finding.met,
            note,
            held: requirement.and_then(held).unwrap_or_default(),
            any_of: missing.map(any_of).unwrap_or_default(),
            how: missing
                .map(|known| w.get(&format!("company-how-{}", dashed(known.code.as_str()))))
                .unwrap_or_default(),
        }
    }
}

impl EngagementLine {
    /// An engagement type with what the company has for it.
    pub fn new(visit: &Visit<'_>, engagement: &EngagementType, found: Option<&EligibleEngagement>) -> Self {
        let (w, today) = (visit.words, visit.today());
        let is_retired = engagement.retired_on.is_some_and(|day| day <= today);
        let (id, class) = match found {
            _ if is_retired => ("company-engagement-retired", ""),
            Some(found) if found.eligible => ("company-engagement-eligible", "green"),
            Some(_) | None => ("company-engagement-missing", ""),
        };
        let days: Vec<String> = engagement.days.iter().map(ToString::to_string).collect();
        let missing = found.filter(|_| !is_retired).map(|found| found.missing.as_slice()).unwrap_or_default();
        let titles: Vec<String> = missing.iter().map(|finding| parts::named(visit, &finding.title)).collect();
        let consultants = found.filter(|_| !is_retired).map(|found| found.consultants.as_slice()).unwrap_or_default();
        Self {
            name: parts::named(visit, &engagement.name),
            days: w.one("company-engagement-days", "days", parts::joined(visit, &days)),
            needs: engagement.requirements.iter().map(|requirement| need(visit, requirement)).collect(),
            tag: Tag { text: w.get(id), class },
            consultants: consultants.iter().map(|consultant| consultant.line(w)).collect(),
            note: if titles.is_empty() {
                String::new()
            } else {
                w.one("company-engagement-lacks", "list", parts::joined(visit, &titles))
            },
        }
    }
}

/// The first of the characters of Chinese text: ideographs and full-width signs follow it.
const FIRST_CHINESE: char = '\u{2e80}';

/// A requirement and its alternatives.
fn need(visit: &Visit<'_>, requirement: &Requirement) -> (String, String) {
    let names: Vec<String> = requirement.any_of.iter().map(|names| parts::named(visit, names)).collect();
    (parts::named(visit, &requirement.title), alternatives(&visit.words.get("company-or"), &names))
}

/// Names with a word between them, which has a space on each side but that of Chinese text.
fn alternatives(or: &str, names: &[String]) -> String {
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            let gap = |beside: Option<char>| if beside.is_some_and(|c| c >= FIRST_CHINESE) { "" } else { " " };
            let (before, after) = (gap(list.chars().next_back()), gap(name.chars().next()));
            list = format!("{list}{before}{or}{after}");
        }
        list.push_str(name);
    }
    list
}

/// The evidence for a requirement: what counts when it is met, else what does not count and why.
fn held(visit: &Visit<'_>, requirement: &Requirement, evidence: &[Evidence], met: bool) -> Vec<String> {
    let of_it = evidence.iter().filter(|held| concerns(requirement, held) && !held.withdrawn && held.counts == met);
    of_it.map(|held| sentence(visit, requirement, held, visit.today())).collect()
}

/// True when the evidence is one of the alternatives of a requirement (PROGRAM.md 2.2).
fn concerns(requirement: &Requirement, held: &Evidence) -> bool {
    held.kind == requirement.code && (requirement.any_of.is_empty() || alternative(requirement, held).is_some())
}

fn alternative<'r>(requirement: &'r Requirement, held: &Evidence) -> Option<&'r Names> {
    let name = match held.level {
        Some(level) => format!("{} ({})", held.name, level.as_str()),
        None => held.name.clone(),
    };
    requirement.any_of.iter().find(|names| names.en.to_lowercase() == name.to_lowercase())
}

/// A piece of evidence with the person and the days on which it counts.
fn sentence(visit: &Visit<'_>, requirement: &Requirement, held: &Evidence, today: Date) -> String {
    let (w, day) = (visit.words, |day| format::day(day, visit.language()));
    let name = alternative(requirement, held).map_or_else(|| held.name.clone(), |names| parts::named(visit, names));
    let name = match &held.person {
        Some(id) => {
            let person = consultant::person(w, id, held.person_name.as_deref());
            w.two("company-evidence-of", ("name", &name), ("person", &person))
        }
        None => name,
    };
    match held.valid_until {
        _ if held.valid_from > today => w.two("company-evidence-from", ("name", &name), ("day", &day(held.valid_from))),
        Some(until) if until < today => w.two("company-evidence-ended", ("name", &name), ("day", &day(until))),
        Some(until) => w.two("company-evidence-until", ("name", &name), ("day", &day(until))),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_have_spaces_beside_latin_text_only() {
        let list =
            |or: &str, names: &[&str]| alternatives(or, &names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(list("or", &["ERP (gold)", "MD-100", "CRM"]), "ERP (gold) or MD-100 or CRM");
        assert_eq!(
            list("或", &["Windows 與裝置（銀級）", "Windows 與裝置（金級）"]),
            "Windows 與裝置（銀級）或 Windows 與裝置（金級）"
        );
        assert_eq!(list("或", &["資料中心", "雲端 CRM", "資料中心"]), "資料中心或雲端 CRM 或資料中心");
    }
}
