//! What the tests stand on: a company that may enroll, its enrollment of a year, and the days on which that changes.

use jiff::civil::{Date, date};

use crate::catalog::{Catalog, Program};
use crate::enrollment::{Enrollment, Event, Outcome, Status, Terms};
use crate::ids::{AgreementVersion, MpnId, ProgramCode};
use crate::partner::{Company, CompanyDetails, Evidence, Level, Signature};
use crate::refusal::Refusals;
pub use crate::voucher::tests::world::{HOLDER, actor, at, company, competency, country, exam, name, note};

/// First and last day of the term.
pub const BEGINS: Date = date(2026, 6, 1);
pub const ENDS: Date = date(2027, 6, 1);
/// Well within it.
pub const WITHIN: Date = date(2026, 11, 22);
/// Ninety days before its end: the first day on which it can be renewed.
pub const OPENS: Date = date(2027, 3, 3);
/// Sixty days before its end.
pub const DUE: Date = date(2027, 4, 2);
/// The day after its end.
pub const GRACE: Date = date(2027, 6, 2);
/// Thirty days after its end.
pub const GRACE_ENDS: Date = date(2027, 7, 1);
/// The day after that.
pub const LAPSED: Date = date(2027, 7, 2);

const PROGRAMS: &str = r#"
    agreement = { version = "2019-01", title = "Agreement" }
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

/// All that a term rests on; each test breaks what it is about.
pub struct Facts {
    pub program: Program,
    pub agreement: AgreementVersion,
    pub company: Company,
    pub evidence: Vec<Evidence>,
}

impl Facts {
    pub fn terms(&self) -> Terms<'_> {
        Terms { program: &self.program, agreement: &self.agreement, company: &self.company, evidence: &self.evidence }
    }

    pub fn enrolled(&self, today: Date) -> Enrollment {
        made(Enrollment::enroll(None, &self.terms(), today)).0
    }
}

pub fn version(text: &str) -> AgreementVersion {
    AgreementVersion::parse(text).unwrap()
}

fn program() -> Program {
    Catalog::parse(PROGRAMS).unwrap().program(&ProgramCode::parse("DDPS").unwrap()).unwrap().clone()
}

/// Those of a company that may enroll and renew whenever it wants.
pub fn facts() -> Facts {
    let signature = Signature { version: version("2019-01"), signed_by: actor(), signed_at: at(BEGINS) };
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

/// Those of a company whose membership year ends on this day of each year.
pub fn facts_with_anniversary(day: Date) -> Facts {
    let mut facts = facts();
    facts.company.details.membership_anniversary = Some(day);
    facts
}

/// Those of a company that no longer fulfills anything, in a program that is retired.
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

/// The enrollment from [`BEGINS`] to [`ENDS`], as it was when it began.
pub fn enrolled() -> Enrollment {
    facts().enrolled(BEGINS)
}

/// The same after a sweep of this day.
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
    made(enrollment.renew(&facts().terms(), today)).0
}

/// What a command that must change something made of it, and what happened.
pub fn made(outcome: Result<Outcome, Refusals>) -> (Enrollment, Event) {
    match outcome {
        Ok(Outcome::Applied(enrollment, event)) => (*enrollment, event),
        other => panic!("nothing changed: {other:?}"),
    }
}

pub fn name_of(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()
}

/// The reminders that an event tells of.
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

/// The status written down, and that of a day.
pub fn statuses(enrollment: &Enrollment, today: Date) -> (Status, Status) {
    (enrollment.stored_status(), enrollment.status(today))
}
