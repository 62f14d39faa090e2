//! Proof of what a program requires.

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
    /// What it is called.
    pub fn names(self) -> Names {
        match self {
            Self::Silver => Names::new("silver", "銀級"),
            Self::Gold => Names::new("gold", "金級"),
        }
    }
}

crate::codes! {
    /// What a piece of evidence proves, and what a program may require of a company before it enrolls.
    pub enum EvidenceKind {
        /// The company holds a competency at a level.
        Competency = "competency",
        /// A participant passed the compliance training.
        ComplianceTraining = "compliance_training",
        /// A consultant passed an exam or assessment of a competency.
        ConsultantExam = "consultant_exam",
    }
}

/// Proof of something a program requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it proves.
    pub kind: EvidenceKind,
    /// Name of the competency or course; for an exam, its own or that of the competency it belongs to.
    pub name: Name,
    /// Of a competency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Who passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// First day it counts.
    pub valid_from: Date,
    /// Last day it counts; without it, it does not lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
}

/// Evidence as it is kept: whose, under which id, and whether it still counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceEntry {
    /// Whose it is.
    pub company_id: CompanyId,
    /// Its id within the company.
    pub evidence_id: EvidenceId,
    /// What it says.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// Withdrawn by operations: kept for the record, counts for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

crate::codes::events! {
    /// What happened to a piece of evidence.
    pub enum EvidenceEvent {
        Recorded = "evidence.recorded",
        Changed = "evidence.changed",
        Withdrawn = "evidence.withdrawn",
    }
}

impl Evidence {
    /// Whether it counts on this day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }

    /// Whether it is for this competency, course or exam; nobody remembers how the other side capitalized it.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_str().to_lowercase() == name.to_lowercase()
    }

    /// What is wrong with it as a whole: the field and what is expected. A competency is the company's and has a level;
    /// a pass is a person's.
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
    /// Records it, or changes what stands under its id; what was withdrawn counts again.
    pub fn put(self, seen: Option<&Self>) -> Outcome<Self, EvidenceEvent> {
        let event = if seen.is_some() { EvidenceEvent::Changed } else { EvidenceEvent::Recorded };
        Outcome::of(seen, self, event)
    }

    /// Withdraws it; withdrawn again, nothing changes.
    pub fn withdraw(self) -> Outcome<Self, EvidenceEvent> {
        Outcome::of(Some(&self), Self { withdrawn: true, ..self.clone() }, EvidenceEvent::Withdrawn)
    }

    /// What it says, unless it was withdrawn.
    pub fn in_force(self) -> Option<Evidence> {
        (!self.withdrawn).then_some(self.evidence)
    }
}
