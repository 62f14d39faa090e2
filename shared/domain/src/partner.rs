//! What the rules need to know about a partner company. Facts come in as values; where they are kept is not said here.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::ids::{CompanyId, LocationId, PersonId, ProgramCode};
use crate::text::{Email, Name, Note};
use crate::{Country, VoucherNumber};

/// A place from which a company delivers; vouchers are reserved, redeemed and invoiced under one (domain.md 4.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Its id within the company.
    pub id: LocationId,
    /// Its name.
    pub name: Name,
    /// Must equal the country of delivery.
    pub country: Country,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Note>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
}

/// The level of a competency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Silver.
    Silver,
    /// Gold.
    Gold,
}

/// What a piece of evidence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// The company holds a competency at a level.
    Competency,
    /// A participant passed the compliance training.
    ComplianceTraining,
    /// A consultant passed an exam or assessment of a competency.
    ConsultantExam,
}

/// Proof of something a program requires (domain.md 2, 4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it proves.
    pub kind: EvidenceKind,
    /// Name of the competency or course; for an exam, the competency it belongs to.
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

impl Evidence {
    /// Whether it counts on this day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// A company's yearly enrollment in a program (domain.md 3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrollment {
    /// The program.
    pub program: ProgramCode,
    /// First day of the current term.
    pub term_start: Date,
    /// Last day of the current term.
    pub term_end: Date,
    /// Whether it was suspended by operations or withdrawn by the company.
    #[serde(default)]
    pub stopped: bool,
}

impl Enrollment {
    /// Whether new vouchers may be reserved under it: from its start until the grace after its end is over
    /// (api.md 4, domain.md 3.3).
    pub fn is_in_force(&self, today: Date) -> bool {
        !self.stopped && self.term_start <= today && today <= calendar::days_after(self.term_end, calendar::GRACE_DAYS)
    }
}

/// Whether another engagement stands in the way of a 15-day one (domain.md 4.2, 6.17).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Repeat {
    /// None is known.
    #[default]
    None,
    /// The customer's 15-day engagement of the same type under this voucher.
    Of(VoucherNumber),
}

/// Everything about a company that decides whether it may reserve one voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The company that asks.
    pub company: CompanyId,
    /// Its enrollment in the voucher's program, if any.
    pub enrollment: Option<Enrollment>,
    /// The location it named, if it has it.
    pub location: Option<Location>,
    /// Its evidence.
    pub evidence: Vec<Evidence>,
    /// The customer's other 15-day engagement of the type, if it is live.
    pub repeat: Repeat,
}
