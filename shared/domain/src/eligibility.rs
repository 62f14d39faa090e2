//! Which programs a company may enroll in and which engagements it may deliver, computed from its evidence, every
//! requirement explained and dated. Nobody sets it by hand.

use jiff::civil::Date;

use crate::catalog::{EngagementType, Program};
use crate::ids::EngagementCode;
use crate::partner::{Evidence, EvidenceKind};
use crate::refusal::Refusal;
use crate::text::once_each;

crate::codes! {
    /// How far a company has come with a program.
    pub enum Status {
        /// No requirement is met.
        NotStarted = "not_started",
        /// Some are.
        InProgress = "in_progress",
        /// All are: the company may enroll.
        Active = "active",
    }
}

/// A requirement, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is required.
    pub requirement: EvidenceKind,
    /// Whether it is met today.
    pub met: bool,
    /// The last day on which what meets it counts; nothing when it does not lapse, or is not met.
    pub valid_until: Option<Date>,
    /// What meets it, or what is missing, in words.
    pub detail: String,
    /// The refusal of whoever does not meet it.
    pub refusal: Option<Refusal>,
}

/// Whether a company may deliver one type of engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementEligibility {
    /// Which.
    pub code: EngagementCode,
    /// Whether nothing more is delivered under it.
    pub is_retired: bool,
    /// What is still missing for it.
    pub missing: Vec<Finding>,
}

/// A company's eligibility for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// How far it has come.
    pub status: Status,
    /// Every requirement of the program.
    pub requirements: Vec<Finding>,
    /// Every engagement type of the program.
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
    /// Whether the company may deliver it.
    pub fn is_eligible(&self) -> bool {
        !self.is_retired && self.missing.is_empty()
    }
}

impl Eligibility {
    /// What this evidence is worth under a program, on a day.
    pub fn of(program: &Program, evidence: &[Evidence], today: Date) -> Self {
        let of_program = |requirement: &EvidenceKind| find(*requirement, &program.engagements, evidence, today);
        let requirements: Vec<Finding> = program.requires.iter().map(of_program).collect();
        let engagements = program.engagements.iter().map(|engagement| of_engagement(engagement, evidence, today));
        Self { status: Status::of(&requirements), engagements: engagements.collect(), requirements }
    }

    /// Each requirement that is not met, as a refusal of its own.
    pub fn refusals(&self) -> Vec<Refusal> {
        self.requirements.iter().filter_map(|finding| finding.refusal.clone()).collect()
    }
}

/// An engagement needs a competency of its own, and a consultant with an exam of it.
fn of_engagement(engagement: &EngagementType, evidence: &[Evidence], today: Date) -> EngagementEligibility {
    let own = std::slice::from_ref(engagement);
    let needed = [EvidenceKind::Competency, EvidenceKind::ConsultantExam];
    let missing = needed.into_iter().map(|requirement| find(requirement, own, evidence, today));
    EngagementEligibility {
        code: engagement.code.clone(),
        is_retired: engagement.is_retired(today),
        missing: missing.filter(|finding| !finding.met).collect(),
    }
}

fn find(requirement: EvidenceKind, engagements: &[EngagementType], evidence: &[Evidence], today: Date) -> Finding {
    let meets = |held: &&Evidence| match requirement {
        EvidenceKind::Competency => engagements.iter().any(|engagement| engagement.is_met_by(held)),
        EvidenceKind::ComplianceTraining => held.kind == EvidenceKind::ComplianceTraining,
        EvidenceKind::ConsultantExam => engagements.iter().any(|engagement| engagement.is_examined_by(held)),
    };
    let held: Vec<&Evidence> = evidence.iter().filter(meets).collect();
    let longest =
        held.iter().filter(|held| held.is_valid_on(today)).max_by_key(|held| held.valid_until.unwrap_or(Date::MAX));
    let Some(best) = longest else {
        let refusal = missing(requirement, engagements, &held, today);
        let detail = refusal.to_string();
        return Finding { requirement, met: false, valid_until: None, detail, refusal: Some(refusal) };
    };
    let detail = format!("{} counts{}.", named(best), until(best));
    Finding { requirement, met: true, valid_until: best.valid_until, detail, refusal: None }
}

/// What is held and does not count today, or what would do where nothing is held.
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

/// What would meet a requirement, each once: competencies with their levels, or those that an exam may be of.
fn any_of(requirement: EvidenceKind, engagements: &[EngagementType]) -> Vec<String> {
    let in_words = |engagement: &EngagementType| engagement.any_of(requirement).into_iter().map(|name| name.en);
    once_each(engagements.iter().flat_map(in_words).collect())
}

fn named(held: &Evidence) -> String {
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
