//! Fixtures of the tests: a company that may enroll, its enrollment of a year, and the days on which its status
//! changes.

use jiff::civil::{Date, date};

use crate::accepted_text::Acceptance;
use crate::catalog::{Catalog, Program};
use crate::deliverable::Sha256;
use crate::enrollment::{Enrollment, EnrollmentFacts, Event, Outcome, Status};
use crate::ids::{MpnId, ProgramCode, TextVersion};
use crate::language::Language;
use crate::partner::{Company, CompanyDetails, Evidence, Level, Signature};
use crate::refusal::Refusals;
pub use crate::voucher::tests::world::{HOLDER, actor, at, company, competency, country, exam, name, note};

/// The first and last day of the term.
pub const BEGINS: Date = date(2026, 6, 1);
pub const ENDS: Date = date(2027, 6, 1);
/// A day in the term, more than 90 days before its end.
pub const WITHIN: Date = date(2026, 11, 22);
/// 90 days before the end of the term: the first day on which it can be renewed.
pub const OPENS: Date = date(2027, 3, 3);
/// 60 days before the end of the term: its renewal is due.
pub const DUE: Date = date(2027, 4, 2);
/// The day after the end of the term.
pub const GRACE: Date = date(2027, 6, 2);
/// 30 days after the end of the term: the last day of the grace.
pub const GRACE_ENDS: Date = date(2027, 7, 1);
/// The day after the grace.
pub const LAPSED: Date = date(2027, 7, 2);

const PROGRAMS: &str = r#"
    agreement = { version = "2019-01", title = { en = "Agreement", zh-TW = "合約" } }
    terms = { version = "2019-01", title = { en = "Terms", zh-TW = "條款" } }
    [requirements]
    competency = { en = "Competency", zh-TW = "專長認證" }
    compliance_training = { en = "Training", zh-TW = "訓練" }
    consultant_exam = { en = "Exam", zh-TW = "測驗" }
    in_use = { en = "In use", zh-TW = "提供中" }
    [[program]]
    code = "DDPS"
    name = { en = "Desktop", zh-TW = "Desktop" }
    days = [5]
    requires = ["competency", "consultant_exam"]
    retired_on = 2040-01-01
    [[program.engagement]]
    code = "DDPS-WINOFFICE"
    name = { en = "Windows and Office", zh-TW = "Windows and Office" }
    days = [5]
    competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
"#;

/// The owned facts that decide on a new term; each test changes the ones it is about.
pub struct Facts {
    pub program: Program,
    pub agreement: TextVersion,
    pub company: Company,
    pub evidence: Vec<Evidence>,
}

impl Facts {
    pub fn borrowed(&self) -> EnrollmentFacts<'_> {
        let Self { program, agreement, company, evidence } = self;
        EnrollmentFacts { program, agreement, company, evidence }
    }

    pub fn enrolled(&self, today: Date) -> Enrollment {
        made(Enrollment::enroll(None, &self.borrowed(), today)).0
    }
}

pub fn version(text: &str) -> TextVersion {
    TextVersion::parse(text).unwrap()
}

fn program() -> Program {
    Catalog::parse(PROGRAMS).unwrap().program(&ProgramCode::parse("DDPS").unwrap()).unwrap().clone()
}

/// The facts of a company that meets every condition.
pub fn facts() -> Facts {
    let (language, sha256) = (Language::English, Sha256::of(b"agreement"));
    let accepted = Acceptance { version: version("2019-01"), language, sha256 };
    let signature = Signature { accepted, signed_by: actor(), signed_by_name: None, signed_at: at(BEGINS) };
    let details = CompanyDetails {
        name: name("Contoso Partners"),
        mpn_id: MpnId::parse("4711").unwrap(),
        country: country("TW"),
        membership_ends_on: date(2050, 1, 1),
        membership_anniversary: None,
        primary_contact_email: None,
    };
    Facts {
        program: program(),
        agreement: version("2019-01"),
        company: Company { company_id: company(HOLDER), details, agreement: Some(signature) },
        evidence: vec![competency("Windows and Devices", Level::Silver), exam("Windows and Devices", "U-7")],
    }
}

/// The facts of a company whose membership year ends on this day of each year.
pub fn facts_with_anniversary(day: Date) -> Facts {
    let mut facts = facts();
    facts.company.details.membership_anniversary = Some(day);
    facts
}

/// The facts of a company that meets no condition, in a retired program.
pub fn broken_facts() -> Facts {
    let mut facts = facts();
    facts.evidence.clear();
    facts.company.agreement = None;
    facts.company.details.membership_ends_on = WITHIN;
    facts.program.retired_on = Some(BEGINS);
    facts
}

pub const ALL_BROKEN: [&str; 5] =
    ["not_eligible", "not_eligible", "agreement_not_signed", "program_retired", "membership_expiring"];

/// The enrollment from [`BEGINS`] to [`ENDS`], as stored on its first day.
pub fn enrolled() -> Enrollment {
    facts().enrolled(BEGINS)
}

/// The enrollment after a sweep on this day.
pub fn swept(enrollment: Enrollment, day: Date) -> Enrollment {
    match enrollment.clone().advance(day) {
        Outcome::Applied(next, _) => *next,
        Outcome::Unchanged => enrollment,
    }
}

pub fn suspended(enrollment: Enrollment, today: Date) -> Enrollment {
    made(enrollment.suspend(note("audit"), today)).0
}

pub fn reinstated(enrollment: Enrollment, today: Date) -> Enrollment {
    made(enrollment.reinstate(note("resolved"), today)).0
}

pub fn withdrawn(enrollment: Enrollment) -> Enrollment {
    made(Ok(enrollment.withdraw())).0
}

pub fn renewed(enrollment: Enrollment, today: Date) -> Enrollment {
    made(enrollment.renew(&facts().borrowed(), today)).0
}

/// The changed enrollment and the event of a command that must change something.
pub fn made(outcome: Result<Outcome, Refusals>) -> (Enrollment, Event) {
    match outcome {
        Ok(Outcome::Applied(enrollment, event)) => (*enrollment, event),
        other => panic!("nothing changed: {other:?}"),
    }
}

pub fn name_of(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()
}

/// The reminders of an event.
pub fn reminders_of(event: &Event) -> Vec<i16> {
    match event {
        Event::RenewalDue { reminders } | Event::Reminded { reminders } | Event::Grace { reminders } => {
            reminders.clone()
        }
        Event::Enrolled
        | Event::Renewed { .. }
        | Event::Lapsed
        | Event::Suspended { .. }
        | Event::Reinstated { .. }
        | Event::Withdrawn => Vec::new(),
    }
}

/// The stored status, and the status of a day.
pub fn statuses(enrollment: &Enrollment, today: Date) -> (Status, Status) {
    (enrollment.stored_status(), enrollment.status(today))
}
