//! The program catalog: programs, service levels, engagement types and their requirements (PROGRAM.md 2.1).

use jiff::civil::Date;
use serde::Deserialize;

use crate::Country;
use crate::accepted_text::{AGREEMENT, AcceptedText, TERMS};
use crate::ids::{EngagementCode, PersonId, ProgramCode};
use crate::partner::{Evidence, EvidenceKind, Level};
use crate::text::{Flaw, Invalid};

mod invoices;
mod names;

pub use invoices::{BillTo, InvoiceRule};
pub use names::Names;

/// The catalog that is compiled into the functions; an operator edits `programs.toml`.
const SHIPPED: &str = include_str!("../programs.toml");

/// Longest service level, in days (PROGRAM.md 2.1).
pub const SERVICE_LEVEL_DAYS_MAX: u8 = 15;

/// All programs, and the settings that they share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// The provider agreement in force, which a company signs once per version (PROGRAM.md 3.3).
    pub agreement: AcceptedText,
    /// The terms in force, which whoever reserves a voucher accepts (PROGRAM.md 7.7).
    pub terms: AcceptedText,
    /// The policy for a reservation at a location that the directory does not show.
    #[serde(default)]
    pub unlisted_location: UnlistedLocation,
    /// The names of the requirements.
    pub requirements: RequirementNames,
    #[serde(rename = "program")]
    programs: Vec<Program>,
    #[serde(default, rename = "freeze")]
    freezes: Vec<Freeze>,
    #[serde(default, rename = "invoice")]
    invoices: Vec<InvoiceRule>,
}

/// A period in which the payer accepts no claims for a country (PROGRAM.md 11.13).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Freeze {
    /// The country where the services were performed.
    country: Country,
    /// The first day (UTC, inclusive).
    #[serde(deserialize_with = "toml_day")]
    from: Option<Date>,
    /// The last day (UTC, inclusive).
    #[serde(deserialize_with = "toml_day")]
    until: Option<Date>,
}

/// The names of the requirements that programs and engagement types have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementNames {
    competency: Names,
    compliance_training: Names,
    consultant_exam: Names,
    /// The requirement that an engagement type is not retired.
    pub in_use: Names,
}

/// The policy for a location that is not in the company's published profile (PROGRAM.md 5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnlistedLocation {
    /// Reserve, with a warning in the answer.
    #[default]
    Warn,
    /// Refuse the reservation.
    Refuse,
    /// Reserve without a warning.
    Ignore,
}

/// One program (offering).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The code, for example `DDPS`.
    pub code: ProgramCode,
    /// The full name.
    pub name: Names,
    /// The service levels, in planning days.
    pub days: Vec<u8>,
    /// The evidence that a company needs for each term (PROGRAM.md 2.3).
    pub requires: Vec<EvidenceKind>,
    /// The first day without new assignments, enrollments and renewals (PROGRAM.md 2.4).
    #[serde(default, deserialize_with = "toml_day")]
    pub retired_on: Option<Date>,
    /// The engagement types that can be delivered under it.
    #[serde(default, rename = "engagement")]
    pub engagements: Vec<EngagementType>,
}

/// One type of engagement within a program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngagementType {
    /// The code, for example `DDPS-WINOFFICE`.
    pub code: EngagementCode,
    /// The full name.
    pub name: Names,
    /// The lengths that it can have, in planning days.
    pub days: Vec<u8>,
    /// The competencies of which any one qualifies the company (PROGRAM.md 2.3).
    pub competencies: Vec<Competency>,
    /// The names of exams and assessments that qualify a consultant, besides an exam of one of the competencies.
    #[serde(default)]
    pub exams: Vec<Names>,
    /// The first day without new reservations under it (PROGRAM.md 2.4).
    #[serde(default, deserialize_with = "toml_day")]
    pub retired_on: Option<Date>,
}

/// A company competency that qualifies for an engagement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competency {
    /// The name, for example `Windows and Devices`. Evidence contains the English one.
    pub name: Names,
    /// The levels that qualify.
    pub levels: Vec<Level>,
}

impl Catalog {
    /// The catalog that is compiled in.
    ///
    /// # Errors
    /// [`Invalid`] names every mistake in the file.
    pub fn shipped() -> Result<Self, Invalid> {
        Self::parse(SHIPPED)
    }

    /// Reads a catalog and checks it.
    ///
    /// # Errors
    /// [`Invalid`] names every mistake, or the position where the file cannot be parsed.
    pub fn parse(file: &str) -> Result<Self, Invalid> {
        let mut catalog: Self = toml::from_str(file).map_err(|error| Invalid::new(Flaw::Invalid, error.to_string()))?;
        catalog.agreement.content = AGREEMENT;
        catalog.terms.content = TERMS;
        let mistakes = catalog.mistakes();
        if mistakes.is_empty() { Ok(catalog) } else { Err(Invalid::new(Flaw::Invalid, mistakes.join("; "))) }
    }

    /// All programs, in the order of the file.
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    /// The program with this code.
    pub fn program(&self, code: &ProgramCode) -> Option<&Program> {
        self.programs.iter().find(|program| program.code == *code)
    }

    /// Returns the code if a program has it.
    ///
    /// # Errors
    /// [`Invalid`] with the codes of all programs.
    pub fn known(&self, code: ProgramCode) -> Result<ProgramCode, Invalid> {
        if self.program(&code).is_some() {
            return Ok(code);
        }
        let allowed: Vec<_> = self.programs.iter().map(|program| program.code.clone()).collect();
        Err(Invalid::new(Flaw::NotAProgram, "is not a program; GET /programs lists them").with("allowed", &allowed))
    }

    /// The engagement type with this code, if it belongs to the program.
    pub fn engagement(&self, program: &ProgramCode, code: &EngagementCode) -> Option<&EngagementType> {
        self.program(program)?.engagements.iter().find(|engagement| engagement.code == *code)
    }

    /// The engagement types of a program that are not retired on a day (PROGRAM.md 2.4).
    pub fn offered(&self, program: &ProgramCode, today: Date) -> Vec<EngagementCode> {
        let engagements = self.program(program).into_iter().flat_map(|program| &program.engagements);
        let offered = engagements.filter(|engagement| !engagement.is_retired(today));
        offered.map(|engagement| engagement.code.clone()).collect()
    }

    /// The last day of the submission freeze that a country is under on a day (PROGRAM.md 11.13).
    pub fn frozen_until(&self, country: &Country, day: Date) -> Option<Date> {
        let here = self.freezes.iter().filter(|freeze| freeze.country == *country);
        here.filter(|freeze| freeze.from <= Some(day))
            .filter_map(|freeze| freeze.until)
            .filter(|until| day <= *until)
            .max()
    }

    /// What the payer needs of the invoices of a country's partners; `None` where the number is enough (PROGRAM.md 11.7).
    pub fn invoice(&self, country: &Country) -> Option<&InvoiceRule> {
        self.invoices.iter().find(|invoice| invoice.country == *country)
    }

    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = repeated("program", self.programs.iter().map(|p| p.code.as_str()));
        let codes = self.programs.iter().flat_map(|p| &p.engagements).map(|e| e.code.as_str());
        mistakes.extend(repeated("engagement type", codes));
        mistakes.extend(self.agreement.title.mistakes("agreement"));
        mistakes.extend(self.terms.title.mistakes("terms"));
        mistakes.extend(self.requirements.mistakes());
        mistakes.extend(self.programs.iter().flat_map(Program::mistakes));
        let backward = self.freezes.iter().filter(|freeze| freeze.until < freeze.from);
        mistakes.extend(repeated("invoice of", self.invoices.iter().map(|invoice| invoice.country.as_str())));
        mistakes.extend(self.invoices.iter().filter_map(InvoiceRule::mistake));
        mistakes.extend(backward.map(|freeze| format!("freeze of {}: it ends before it begins", freeze.country)));
        mistakes
    }
}

impl RequirementNames {
    /// The name of a requirement.
    pub fn of(&self, requirement: EvidenceKind) -> &Names {
        match requirement {
            EvidenceKind::Competency => &self.competency,
            EvidenceKind::ComplianceTraining => &self.compliance_training,
            EvidenceKind::ConsultantExam => &self.consultant_exam,
        }
    }

    fn mistakes(&self) -> Vec<String> {
        let of_kind = |kind: EvidenceKind| self.of(kind).mistakes(&format!("requirement {}", kind.as_str()));
        let mistakes = EvidenceKind::ALL.into_iter().flat_map(of_kind);
        mistakes.chain(self.in_use.mistakes("requirement in_use")).collect()
    }
}

impl Program {
    /// True when nothing new is assigned under it on this day (PROGRAM.md 2.4).
    pub fn is_retired(&self, today: Date) -> bool {
        self.retired_on.is_some_and(|day| today >= day)
    }

    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = self.name.mistakes(self.code.as_str());
        mistakes.extend(bad_days(self.code.as_str(), &self.days));
        let codes = self.requires.iter().map(|requirement| requirement.as_str());
        mistakes.extend(repeated(&format!("{}: requirement", self.code), codes));
        for engagement in &self.engagements {
            mistakes.extend(engagement.name_mistakes());
            mistakes.extend(bad_days(engagement.code.as_str(), &engagement.days));
            if engagement.competencies.iter().all(|c| c.levels.is_empty()) {
                mistakes.push(format!("{}: no competency and level qualifies for it", engagement.code));
            }
            if let Some(day) = engagement.days.iter().find(|day| !self.days.contains(day)) {
                mistakes.push(format!("{}: {day} days is not a service level of {}", engagement.code, self.code));
            }
        }
        mistakes
    }
}

impl EngagementType {
    /// True when nothing new is reserved under it on this day (PROGRAM.md 2.4).
    pub fn is_retired(&self, today: Date) -> bool {
        self.retired_on.is_some_and(|day| today >= day)
    }

    /// True for evidence of one of the qualifying competencies at a qualifying level (PROGRAM.md 2.3).
    pub fn accepts_competency(&self, held: &Evidence) -> bool {
        let qualifies = |wanted: &Competency| {
            held.is_named(&wanted.name.en) && held.level.is_some_and(|level| wanted.levels.contains(&level))
        };
        held.kind == EvidenceKind::Competency && self.competencies.iter().any(qualifies)
    }

    /// True for evidence of an exam of one of the qualifying competencies, or of one of the named exams
    /// (PROGRAM.md 2.3).
    pub fn accepts_exam(&self, held: &Evidence) -> bool {
        let mut names = self.competencies.iter().map(|wanted| &wanted.name).chain(&self.exams);
        held.kind == EvidenceKind::ConsultantExam && names.any(|name| held.is_named(&name.en))
    }

    /// The names of all evidence that meets a requirement: competencies at each level, or the competencies and exams
    /// of which an exam qualifies.
    pub fn any_of(&self, requirement: EvidenceKind) -> Vec<Names> {
        let competencies = self.competencies.iter();
        match requirement {
            EvidenceKind::Competency => competencies.flat_map(Competency::at_each_level).collect(),
            EvidenceKind::ConsultantExam => {
                competencies.map(|wanted| &wanted.name).chain(&self.exams).cloned().collect()
            }
            EvidenceKind::ComplianceTraining => Vec::new(),
        }
    }

    /// True when the company has a qualifying competency on this day (PROGRAM.md 2.3).
    pub fn company_qualifies(&self, evidence: &[Evidence], today: Date) -> bool {
        evidence.iter().any(|held| held.is_valid_on(today) && self.accepts_competency(held))
    }

    /// True when the person has a qualifying exam on this day (PROGRAM.md 2.3).
    pub fn consultant_qualifies(&self, person: &PersonId, evidence: &[Evidence], today: Date) -> bool {
        let own = |held: &&Evidence| held.person.as_ref() == Some(person) && held.is_valid_on(today);
        evidence.iter().filter(own).any(|held| self.accepts_exam(held))
    }
}

impl EngagementType {
    fn name_mistakes(&self) -> Vec<String> {
        let needed = self.competencies.iter().map(|wanted| &wanted.name).chain(&self.exams);
        let needed = needed
            .flat_map(|name| name.mistakes(&format!("{}: competency or exam {}", self.code, name.any_language())));
        self.name.mistakes(self.code.as_str()).into_iter().chain(needed).collect()
    }
}

impl Competency {
    /// The name with each qualifying level: `Windows and Devices (silver)`, `Windows and Devices (gold)`.
    pub fn at_each_level(&self) -> Vec<Names> {
        let at = |level: &Level| {
            let (name, level) = (&self.name, level.names());
            Names::new(format!("{} ({})", name.en, level.en), format!("{}（{}）", name.zh_tw, level.zh_tw))
        };
        self.levels.iter().map(at).collect()
    }
}

fn bad_days(code: &str, days: &[u8]) -> Vec<String> {
    if days.is_empty() {
        return vec![format!("{code}: days is empty")];
    }
    let bad = |day: &&u8| **day == 0 || **day > SERVICE_LEVEL_DAYS_MAX;
    days.iter().filter(bad).map(|day| format!("{code}: {day} days is not 1 to {SERVICE_LEVEL_DAYS_MAX}")).collect()
}

fn repeated<'a>(what: &str, codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    codes.filter(|code| !seen.insert(*code)).map(|code| format!("{what} {code} is listed twice")).collect()
}

fn toml_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    written.to_string().parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;
