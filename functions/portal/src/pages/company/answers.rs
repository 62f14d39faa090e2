//! The parts of the functions' answers that the company pages show.

use domain::catalog::Names;
use domain::directory::Website;
use domain::enrollment::{Action, Status};
use domain::partner::{EvidenceKind, Level};
use domain::{Country, Email, LocationId, ProgramCode, TextVersion, eligibility};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::accepted_text::AcceptedText;
use crate::consultant::Consultant;

/// A program and its requirements.
#[derive(Clone, Debug, Deserialize)]
pub struct Program {
    /// The code.
    pub code: ProgramCode,
    /// The name.
    pub name: Names,
    /// The first day without new enrollments.
    pub retired_on: Option<Date>,
    /// The types of engagement that it offers.
    pub engagement_types: Vec<EngagementType>,
    /// The requirements of enrolling.
    pub requirements: Vec<Requirement>,
}

impl Program {
    /// True when no company can enroll or renew any more (PROGRAM.md 2.4).
    pub fn is_retired(&self, today: Date) -> bool {
        self.retired_on.is_some_and(|day| day <= today)
    }
}

/// A type of engagement.
#[derive(Clone, Debug, Deserialize)]
pub struct EngagementType {
    /// The code.
    pub code: String,
    /// The name.
    pub name: Names,
    /// The first day without new reservations.
    pub retired_on: Option<Date>,
    /// The lengths, in days.
    pub days: Vec<u8>,
    /// What a company needs to deliver it.
    pub requirements: Vec<Requirement>,
}

/// A requirement of a program or engagement type.
#[derive(Clone, Debug, Deserialize)]
pub struct Requirement {
    /// The kind of evidence.
    pub code: EvidenceKind,
    /// The name.
    pub title: Names,
    /// The alternatives, any one of which meets it.
    pub any_of: Vec<Names>,
}

/// A company's eligibility for a program.
#[derive(Clone, Debug, Deserialize)]
pub struct Eligibility {
    /// The program.
    pub program: ProgramCode,
    /// The progress.
    pub status: eligibility::Status,
    /// The result for each requirement.
    pub requirements: Vec<Finding>,
    /// The result for each engagement type.
    pub engagement_types: Vec<EligibleEngagement>,
}

/// The result of checking one requirement.
#[derive(Clone, Debug, Deserialize)]
pub struct Finding {
    /// The kind of evidence, or another requirement that evidence does not meet.
    pub code: String,
    /// The name.
    pub title: Names,
    /// True when it is met today.
    pub met: bool,
    /// The last day of the evidence.
    pub valid_until: Option<Date>,
}

/// A company's eligibility for an engagement type.
#[derive(Clone, Debug, Deserialize)]
pub struct EligibleEngagement {
    /// The code.
    pub code: String,
    /// True when the company may deliver it.
    pub eligible: bool,
    /// The requirements that are not met.
    pub missing: Vec<Finding>,
    /// The people who qualify today as lead consultants.
    pub consultants: Vec<Consultant>,
}

/// A piece of evidence.
#[derive(Clone, Debug, Deserialize)]
pub struct Evidence {
    /// The kind.
    pub kind: EvidenceKind,
    /// The English name.
    pub name: String,
    /// The level of a competency.
    pub level: Option<Level>,
    /// The person of a training or exam.
    pub person: Option<String>,
    /// The name of that person.
    pub person_name: Option<String>,
    /// The first day.
    pub valid_from: Date,
    /// The last day.
    pub valid_until: Option<Date>,
    /// True when it counts today.
    pub counts: bool,
    /// True when operations withdrew it.
    pub withdrawn: bool,
}

/// The first and last day of a term.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Term {
    /// The first day.
    pub term_start: Date,
    /// The last day.
    pub term_end: Date,
}

/// An enrollment.
#[derive(Clone, Debug, Deserialize)]
pub struct Enrollment {
    /// The program.
    pub program: ProgramCode,
    /// The status today.
    pub status: Status,
    /// The last day of the newest term.
    pub term_end: Date,
    /// The days until then; negative after it.
    pub days_left: i32,
    /// The first day on which it can be renewed.
    pub renewable_from: Date,
    /// The last day of the grace period.
    pub grace_ends_on: Date,
    /// The term that runs.
    pub current_term: Option<Term>,
    /// The renewed term, until it begins.
    pub next_term: Option<Term>,
    /// The agreement of the term.
    pub agreement_version: TextVersion,
    /// The reason of a suspension.
    pub reason: Option<String>,
    /// What can be done with it.
    pub actions: Vec<Action>,
}

impl Enrollment {
    /// True when the enrollment allows the action.
    pub fn allows(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }
}

/// The agreement in force, and what the company signed.
#[derive(Clone, Debug, Deserialize)]
pub struct Agreement {
    /// The text in force.
    #[serde(flatten)]
    pub text: AcceptedText,
    /// True when the company signed that version.
    pub signed: bool,
    /// The version that the company signed last.
    pub signed_version: Option<TextVersion>,
    /// The time of signing.
    pub signed_at: Option<Timestamp>,
    /// The account of the person who signed.
    pub signed_by: Option<String>,
    /// The name of that person.
    pub signed_by_name: Option<String>,
}

/// What operations registered of a company.
#[derive(Clone, Debug, Deserialize)]
pub struct Company {
    /// The legal name.
    pub name: String,
    /// The last day of the membership.
    pub membership_ends_on: Date,
    /// A day on which the membership year ends.
    pub membership_anniversary: Option<Date>,
}

/// A location.
#[derive(Clone, Debug, Deserialize)]
pub struct Location {
    /// The id.
    #[serde(rename = "location_id")]
    pub id: LocationId,
    /// The name.
    pub name: String,
    /// The country.
    pub country: Country,
    /// The postal address.
    pub address: Option<String>,
    /// The address for letters.
    pub contact_email: Option<String>,
    /// The programs under which the company may reserve at it.
    pub approved_for: Vec<ProgramCode>,
    /// The revision.
    pub rev: u64,
}

/// A profile of the directory.
#[derive(Clone, Debug, Deserialize)]
pub struct Profile {
    /// The public name.
    pub display_name: String,
    /// The company's description of itself.
    pub description: String,
    /// The website.
    pub website: Website,
    /// The address for inquiries.
    pub contact_email: Email,
    /// The programs that it offers.
    pub programs: Vec<ProgramCode>,
    /// The tags of its working languages.
    pub languages: Vec<String>,
    /// The locations that it shows.
    pub locations: Vec<LocationId>,
    /// True when the company wants to be listed.
    pub published: bool,
    /// True while the directory shows it.
    pub listed: bool,
}
