//! Evidence for the requirements of programs (PROGRAM.md 2.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalog::Names;
use crate::ids::{CompanyId, EvidenceId, PersonId};
use crate::outcome::Outcome;
use crate::text::Name;

crate::codes! {
    /// The level of a competency.
    pub enum Level {
        /// Silver.
        Silver = "silver",
        /// Gold.
        Gold = "gold",
    }
}

impl Level {
    /// The name of the level.
    pub fn names(self) -> Names {
        match self {
            Self::Silver => Names::new("silver", "銀級"),
            Self::Gold => Names::new("gold", "金級"),
        }
    }
}

crate::codes! {
    /// The kind of a piece of evidence, and of the requirement that it meets (PROGRAM.md 2.2).
    pub enum EvidenceKind {
        /// The company holds a competency at a level.
        Competency = "competency",
        /// A participant passed the compliance training.
        ComplianceTraining = "compliance_training",
        /// A consultant passed an exam or assessment of a competency.
        ConsultantExam = "consultant_exam",
    }
}

/// A piece of evidence for a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The kind.
    pub kind: EvidenceKind,
    /// The name of the competency or course; for an exam, its own name or that of its competency.
    pub name: Name,
    /// The level of a competency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The person who passed the training or exam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The name of that person, if operations know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_name: Option<Name>,
    /// The first valid day (UTC).
    pub valid_from: Date,
    /// The last valid day (UTC, inclusive); `None` when it does not lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
}

/// A stored piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceEntry {
    /// The company to which it belongs.
    pub company_id: CompanyId,
    /// The id, unique within the company.
    pub evidence_id: EvidenceId,
    /// The evidence.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// True when operations withdrew it: it stays stored and does not count (DECISIONS.md 24).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

crate::codes::events! {
    /// The events of a piece of evidence.
    pub enum EvidenceEvent {
        Recorded = "evidence.recorded",
        Changed = "evidence.changed",
        Withdrawn = "evidence.withdrawn",
    }
}

impl Evidence {
    /// True on its valid days, both ends inclusive (PROGRAM.md 2.2).
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }

    /// True for this name of a competency, course or exam, without regard to letter case.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_str().to_lowercase() == name.to_lowercase()
    }

    /// The mistakes in the combination of its fields: field and expectation. A competency belongs to the company and
    /// has a level; a training or exam belongs to a person (PROGRAM.md 2.2).
    pub fn mistakes(&self) -> Vec<(&'static str, &'static str)> {
        let of_company = self.kind == EvidenceKind::Competency;
        let wrong = [
            (of_company && self.level.is_none(), "level", "is required for a competency: silver or gold"),
            (!of_company && self.level.is_some(), "level", "is only for a competency; leave it out"),
            (
                of_company && self.person.is_some(),
                "person",
                "is not for a competency, which the company holds; leave it out",
            ),
            (
                of_company && self.person_name.is_some(),
                "person_name",
                "is not for a competency, which the company holds; leave it out",
            ),
            (!of_company && self.person.is_none(), "person", "is required: the id of the person who passed"),
            (
                self.valid_until.is_some_and(|last| last < self.valid_from),
                "valid_until",
                "must not lie before valid_from",
            ),
        ];
        wrong.into_iter().filter(|(is_wrong, _, _)| *is_wrong).map(|(_, field, detail)| (field, detail)).collect()
    }
}

impl EvidenceEntry {
    /// Records the entry, or replaces the one with its id. Withdrawn evidence counts again.
    pub fn put(self, before: Option<&Self>) -> Outcome<Self, EvidenceEvent> {
        let event = if before.is_some() { EvidenceEvent::Changed } else { EvidenceEvent::Recorded };
        Outcome::of(before, self, event)
    }

    /// Withdraws it; a repeated withdrawal changes nothing (DECISIONS.md 24).
    pub fn withdraw(self) -> Outcome<Self, EvidenceEvent> {
        Outcome::of(Some(&self), Self { withdrawn: true, ..self.clone() }, EvidenceEvent::Withdrawn)
    }

    /// The evidence, unless it was withdrawn.
    pub fn in_force(self) -> Option<Evidence> {
        (!self.withdrawn).then_some(self.evidence)
    }
}
