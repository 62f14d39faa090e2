//! Which programs a company may enroll in and which engagements it may deliver, computed from its evidence, every
//! requirement explained and dated. Nobody sets it by hand.

use jiff::civil::Date;

use crate::catalog::{Competency, EngagementType, Program};
use crate::ids::EngagementCode;
use crate::partner::{Evidence, EvidenceKind};
use crate::refusal::Refusal;

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
        let missing = self.requirements.iter().filter(|finding| !finding.met);
        missing
            .map(|finding| Refusal::NotEligible { requirement: finding.requirement, detail: finding.detail.clone() })
            .collect()
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
    match longest {
        Some(best) => Finding {
            requirement,
            met: true,
            valid_until: best.valid_until,
            detail: format!("{} counts{}.", named(best), until(best)),
        },
        None => Finding {
            requirement,
            met: false,
            valid_until: None,
            detail: missing(requirement, engagements, &held, today),
        },
    }
}

fn missing(requirement: EvidenceKind, engagements: &[EngagementType], held: &[&Evidence], today: Date) -> String {
    if let Some(next) = held.iter().filter(|held| held.valid_from > today).min_by_key(|held| held.valid_from) {
        return format!("{} counts from {} on.", named(next), next.valid_from);
    }
    if let Some((last, day)) =
        held.iter().filter_map(|held| Some((held, held.valid_until?))).max_by_key(|(_, day)| *day)
    {
        return format!("{} counted until {day}; it must be renewed.", named(last));
    }
    if engagements.is_empty() && requirement != EvidenceKind::ComplianceTraining {
        return "The program has no engagement type in use.".to_owned();
    }
    match requirement {
        EvidenceKind::Competency => format!("The company needs one of: {}.", competencies(engagements, with_levels)),
        EvidenceKind::ComplianceTraining => "A participant must pass the compliance training.".to_owned(),
        EvidenceKind::ConsultantExam => {
            format!(
                "A consultant must hold an exam of one of: {}.",
                competencies(engagements, |wanted| wanted.name.to_string())
            )
        }
    }
}

fn named(held: &Evidence) -> String {
    let level = held.level.map(|level| format!(" ({})", level.as_str())).unwrap_or_default();
    let person = held.person.as_ref().map(|person| format!(" of {person}")).unwrap_or_default();
    format!("{}{level}{person}", held.name)
}

fn until(held: &Evidence) -> String {
    held.valid_until.map(|day| format!(" until {day}")).unwrap_or_default()
}

fn with_levels(wanted: &Competency) -> String {
    let levels: Vec<&str> = wanted.levels.iter().map(|level| level.as_str()).collect();
    format!("{} ({})", wanted.name, levels.join(" or "))
}

/// The competencies that qualify for any of these engagements, each once.
fn competencies(engagements: &[EngagementType], in_words: impl Fn(&Competency) -> String) -> String {
    let mut words: Vec<String> = Vec::new();
    for wanted in engagements.iter().flat_map(|engagement| &engagement.competencies) {
        let wanted = in_words(wanted);
        if !words.contains(&wanted) {
            words.push(wanted);
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests;
