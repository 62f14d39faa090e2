//! The check of competency: company and consultant of the report were qualified on the first delivered day.

use jiff::civil::Date;

use super::{Check, CheckEvidence, CheckFacts, Checked, ReportFacts, Submitted};
use crate::catalog::EngagementType;
use crate::ids::PersonId;
use crate::partner::{Evidence, EvidenceEntry};

pub(super) fn check(facts: CheckFacts<'_>) -> Check {
    let checked = Checked::Competency;
    let Some(Submitted { report, .. }) = facts.submitted() else {
        return Check::without_report(checked);
    };
    let answers = &report.answers;
    let mut evidence = vec![CheckEvidence::Report(ReportFacts::competency(answers))];
    let Some(engagement) = facts.engagement() else {
        return Check::unmet(checked, "there is no such engagement any more", evidence);
    };
    let (Some(day), Some(consultant)) = (answers.delivered_from, &answers.lead_consultant) else {
        return Check::unmet(checked, "the report names no first day or no consultant", evidence);
    };
    let relevant = facts.evidence.iter().filter(|entry| is_relevant(&entry.evidence, engagement, consultant));
    evidence.extend(relevant.map(|entry| CheckEvidence::of_evidence(entry, day)));
    result(engagement, consultant, facts.evidence, day, evidence)
}

/// True when this evidence, if valid, could qualify the company or this consultant.
fn is_relevant(held: &Evidence, engagement: &EngagementType, consultant: &PersonId) -> bool {
    let is_own = held.person.as_ref() == Some(consultant) && engagement.accepts_exam(held);
    is_own || engagement.accepts_competency(held)
}

fn result(
    engagement: &EngagementType,
    consultant: &PersonId,
    entries: &[EvidenceEntry],
    day: Date,
    evidence: Vec<CheckEvidence>,
) -> Check {
    let in_force: Vec<Evidence> = entries.iter().cloned().filter_map(EvidenceEntry::in_force).collect();
    let company = engagement.company_qualifies(&in_force, day);
    let person = engagement.consultant_qualifies(consultant, &in_force, day);
    let detail = match (company, person) {
        (true, true) => format!("the company and {consultant} were qualified on {day}"),
        (false, true) => format!("the company was not qualified on {day}"),
        (true, false) => format!("{consultant} was not qualified on {day}"),
        (false, false) => format!("neither the company nor {consultant} was qualified on {day}"),
    };
    Check { checked: Checked::Competency, is_met: company && person, detail, evidence }
}
