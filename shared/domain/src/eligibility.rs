//! A company's eligibility for programs and engagement types, computed from its evidence (PROGRAM.md 2.3). Every
//! requirement has an explanation and a last day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{EngagementType, Names, Program};
use crate::ids::{EngagementCode, PersonId};
use crate::partner::{Evidence, EvidenceKind};
use crate::refusal::Refusal;
use crate::text::{Name, deduplicated};

crate::codes! {
    /// The progress of a company toward a program.
    pub enum Status {
        /// No requirement is met.
        NotStarted = "not_started",
        /// Some requirements are met.
        InProgress = "in_progress",
        /// All requirements are met: the company may enroll.
        Active = "active",
    }
}

/// The result of checking one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The requirement.
    pub requirement: EvidenceKind,
    /// True when it is met today.
    pub met: bool,
    /// The last day of the evidence that meets it; `None` when that does not lapse, or the requirement is not met.
    pub valid_until: Option<Date>,
    /// A sentence that names the evidence that meets it, or the missing evidence.
    pub detail: String,
    /// The refusal, when it is not met.
    pub refusal: Option<Refusal>,
}

/// A company's eligibility for one engagement type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementEligibility {
    /// The engagement type.
    pub code: EngagementCode,
    /// Its name.
    pub name: Names,
    /// True when the engagement type is retired.
    pub is_retired: bool,
    /// The requirements that are not met.
    pub missing: Vec<Finding>,
    /// The people who qualify today, by id.
    pub consultants: Vec<Consultant>,
}

/// A person who qualifies for an engagement type as its lead consultant (PROGRAM.md 7.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Consultant {
    /// The person.
    pub person: PersonId,
    /// The person's name, if operations recorded it.
    pub name: Option<Name>,
    /// The last day of the qualifying exam that is valid longest; `None` when it does not lapse.
    pub valid_until: Option<Date>,
}

/// A company's eligibility for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// The progress toward the program.
    pub status: Status,
    /// The result for every requirement of the program.
    pub requirements: Vec<Finding>,
    /// The eligibility for every engagement type of the program.
    pub engagements: Vec<EngagementEligibility>,
}

impl Status {
    fn of(requirements: &[Finding]) -> Self {
        let met = requirements.iter().filter(|finding| finding.met).count();
        if met == requirements.len() {
            Self::Active
        } else if met == 0 {
            Self::NotStarted
        } else {
            Self::InProgress
        }
    }
}

impl EngagementEligibility {
    /// True when the company may deliver it.
    pub fn is_eligible(&self) -> bool {
        !self.is_retired && self.missing.is_empty()
    }
}

impl Eligibility {
    /// Evaluates evidence against a program's requirements on a day (PROGRAM.md 2.3).
    pub fn of(program: &Program, evidence: &[Evidence], today: Date) -> Self {
        let of_program = |requirement: &EvidenceKind| evaluate(*requirement, &program.engagements, evidence, today);
        let requirements: Vec<Finding> = program.requires.iter().map(of_program).collect();
        let engagements =
            program.engagements.iter().map(|engagement| engagement_eligibility(engagement, evidence, today));
        Self { status: Status::of(&requirements), engagements: engagements.collect(), requirements }
    }

    /// A refusal for each requirement that is not met.
    pub fn refusals(&self) -> Vec<Refusal> {
        self.requirements.iter().filter_map(|finding| finding.refusal.clone()).collect()
    }
}

/// The eligibility for one engagement type: it needs a qualifying competency, and a consultant with a qualifying exam
/// (PROGRAM.md 2.3).
fn engagement_eligibility(engagement: &EngagementType, evidence: &[Evidence], today: Date) -> EngagementEligibility {
    let own = std::slice::from_ref(engagement);
    let needed = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
    let missing = needed.into_iter().map(|requirement| evaluate(requirement, own, evidence, today));
    EngagementEligibility {
        code: engagement.code.clone(),
        name: engagement.name.clone(),
        is_retired: engagement.is_retired(today),
        missing: missing.filter(|finding| !finding.met).collect(),
        consultants: consultants(engagement, evidence, today),
    }
}

/// The people with a qualifying exam that is valid today, by id. Of several exams the one that is valid longest counts.
fn consultants(engagement: &EngagementType, evidence: &[Evidence], today: Date) -> Vec<Consultant> {
    let mut found: BTreeMap<&PersonId, Option<Date>> = BTreeMap::new();
    for exam in evidence.iter().filter(|held| held.is_valid_on(today) && engagement.accepts_exam(held)) {
        let Some(person) = &exam.person else { continue };
        let until = found.entry(person).or_insert(exam.valid_until);
        *until = until.zip(exam.valid_until).map(|(one, other)| one.max(other));
    }
    let consultant = |(person, valid_until): (&PersonId, Option<Date>)| Consultant {
        name: name_of(person, evidence),
        person: person.clone(),
        valid_until,
    };
    found.into_iter().map(consultant).collect()
}

/// The name in the newest evidence that names the person.
fn name_of(person: &PersonId, evidence: &[Evidence]) -> Option<Name> {
    let own = evidence.iter().filter(|held| held.person.as_ref() == Some(person) && held.person_name.is_some());
    own.max_by_key(|held| held.valid_from)?.person_name.clone()
}

/// Checks one requirement. Of several pieces of valid evidence, the one that is valid longest counts.
fn evaluate(requirement: EvidenceKind, engagements: &[EngagementType], evidence: &[Evidence], today: Date) -> Finding {
    let meets = |held: &&Evidence| match requirement {
        EvidenceKind::Competency => engagements.iter().any(|engagement| engagement.accepts_competency(held)),
        EvidenceKind::ComplianceTraining => held.kind == EvidenceKind::ComplianceTraining,
        EvidenceKind::ConsultantExam => engagements.iter().any(|engagement| engagement.accepts_exam(held)),
    };
    let held: Vec<&Evidence> = evidence.iter().filter(meets).collect();
    let longest =
        held.iter().filter(|held| held.is_valid_on(today)).max_by_key(|held| held.valid_until.unwrap_or(Date::MAX));
    let Some(best) = longest else {
        let refusal = missing(requirement, engagements, &held, today);
        let detail = refusal.to_string();
        return Finding { requirement, met: false, valid_until: None, detail, refusal: Some(refusal) };
    };
    let detail = format!("{} counts{}.", with_person(best), until(best));
    Finding { requirement, met: true, valid_until: best.valid_until, detail, refusal: None }
}

/// The refusal for a requirement that is not met. It names the evidence that becomes valid next, else the evidence
/// that lapsed last, else all evidence that would qualify.
fn missing(requirement: EvidenceKind, engagements: &[EngagementType], held: &[&Evidence], today: Date) -> Refusal {
    let next = held.iter().filter(|held| held.valid_from > today).min_by_key(|held| held.valid_from);
    let lapsed = || held.iter().filter(|held| held.valid_until.is_some()).max_by_key(|held| held.valid_until);
    let (valid_from, valid_until) = match next {
        Some(next) => (Some(next.valid_from), None),
        None => (None, lapsed().and_then(|held| held.valid_until)),
    };
    let held = next.or_else(lapsed);
    Refusal::NotEligible {
        requirement,
        any_of: if held.is_none() { any_of(requirement, engagements) } else { Vec::new() },
        held: held.map(|held| with_level(held)),
        person: held.and_then(|held| held.person.clone()),
        valid_from,
        valid_until,
    }
}

/// The English names of all evidence that meets a requirement, without duplicates.
fn any_of(requirement: EvidenceKind, engagements: &[EngagementType]) -> Vec<String> {
    let english = |engagement: &EngagementType| engagement.any_of(requirement).into_iter().map(|name| name.en);
    deduplicated(engagements.iter().flat_map(english).collect())
}

fn with_person(held: &Evidence) -> String {
    let person = held.person.as_ref().map(|person| format!(" of {person}")).unwrap_or_default();
    format!("{}{person}", with_level(held))
}

fn with_level(held: &Evidence) -> String {
    let level = held.level.map(|level| format!(" ({})", level.as_str())).unwrap_or_default();
    format!("{}{level}", held.name)
}

fn until(held: &Evidence) -> String {
    held.valid_until.map(|day| format!(" until {day}")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
