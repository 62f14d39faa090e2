//! Test fixtures: one customer, two equally qualified partners, fixed days.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use jiff::{Timestamp, tz::TimeZone};

use crate::attempt::Actor;
use crate::calendar::Period;
use crate::catalog::{Catalog, UnlistedLocation};
use crate::deliverable::{Announcement, Deliverable, FileName, FileType, Kind, Observation, Sha256, Verdict};
use crate::enrollment::{Enrollment, State};
use crate::partner::{Evidence, EvidenceKind, Level, Location, Partner, Repeat};
use crate::reminder::ReminderState;
use crate::report::{Answers, EngagementOutcome, Receipt, Report};
use crate::voucher::{
    Admin, Assign, CancelReason, Customer, Event, License, Outcome, Redeem, Reserve, SubmitReport, Voucher, Withdraw,
};
use crate::{
    CompanyId, Country, CustomerId, Email, EngagementCode, Language, LicenseId, LocationId, Name, Note, PersonId,
    ProgramCode, Refusals, TextVersion, VoucherNumber, digest,
};

/// The company that reserves.
pub const HOLDER: &str = "P-1";
/// A company that qualifies as well.
pub const OTHER: &str = "P-2";

/// The current day in most tests.
pub const TODAY: Date = date(2026, 11, 22);
/// The first day of the engagement.
pub const STARTS_ON: Date = date(2026, 11, 25);
/// The last day of the engagement.
pub const ENDS_ON: Date = date(2026, 12, 1);
/// The last valid day, 180 days after 2026-11-01.
pub const EXPIRES_ON: Date = date(2027, 4, 30);
/// The day after the last valid day.
pub const LAPSED_ON: Date = date(2027, 5, 1);

pub fn at(day: Date) -> Timestamp {
    day.at(9, 30, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

pub fn company(id: &str) -> CompanyId {
    CompanyId::parse(id).unwrap()
}

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub fn engagement(code: &str) -> EngagementCode {
    EngagementCode::parse(code).unwrap()
}

pub fn location(id: &str) -> LocationId {
    LocationId::parse(id).unwrap()
}

pub fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

pub fn number(text: &str) -> VoucherNumber {
    VoucherNumber::parse(text).unwrap()
}

pub fn person(id: &str) -> PersonId {
    PersonId::parse(id).unwrap()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn actor() -> Actor {
    Actor::parse("u-1").unwrap()
}

pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::parse(PROGRAMS).unwrap());
    &CATALOG
}

/// The catalog with this treatment of unlisted locations.
pub fn catalog_that(unlisted_location: UnlistedLocation) -> Catalog {
    let mut catalog = catalog().clone();
    catalog.unlisted_location = unlisted_location;
    catalog
}

const PROGRAMS: &str = r#"
        agreement = { version = "2019-01", title = { en = "Provider Agreement", zh-TW = "合約" } }
        terms = { version = "2019-01", title = { en = "Terms", zh-TW = "條款" } }
        [requirements]
        competency = { en = "Competency", zh-TW = "專長認證" }
        compliance_training = { en = "Training", zh-TW = "訓練" }
        consultant_exam = { en = "Exam", zh-TW = "測驗" }
        in_use = { en = "In use", zh-TW = "提供中" }
        [[program]]
        code = "DDPS"
        name = { en = "Desktop", zh-TW = "Desktop" }
        days = [1, 3, 5, 10, 15]
        requires = ["competency", "consultant_exam"]
        [[program.engagement]]
        code = "DDPS-WINOFFICE"
        name = { en = "Windows and Office", zh-TW = "Windows and Office" }
        days = [1, 3, 5, 10, 15]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
        [[program.engagement]]
        code = "DDPS-SHORT"
        name = { en = "A short one", zh-TW = "A short one" }
        days = [1, 3]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
        [[program.engagement]]
        code = "DDPS-GOLD"
        name = { en = "For gold alone", zh-TW = "For gold alone" }
        days = [5]
        competencies = [{ name = { en = "Enterprise Mobility Management", zh-TW = "企業行動管理" }, levels = ["gold"] }]
        [[program.engagement]]
        code = "DDPS-EXAMINED"
        name = { en = "With an exam of its own", zh-TW = "With an exam of its own" }
        days = [5]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
        exams = [{ en = "MD-100 Windows Client", zh-TW = "MD-100 Windows Client" }]
        [[program.engagement]]
        code = "DDPS-RETIRING"
        name = { en = "On the way out", zh-TW = "On the way out" }
        days = [5]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
        retired_on = 2026-11-23
        [[program]]
        code = "SDPS"
        name = { en = "SharePoint", zh-TW = "SharePoint" }
        days = [5]
        requires = []
        [[program.engagement]]
        code = "SDPS-PPM"
        name = { en = "Of another program", zh-TW = "Of another program" }
        days = [5]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["silver", "gold"] }]
    "#;

pub fn admin() -> Admin {
    Admin { name: name("Lin Mei"), email: email("lin.mei@contoso.example") }
}

pub fn assign() -> Assign {
    Assign {
        occurred_at: "2026-11-01T09:00:00Z".parse().unwrap(),
        voucher_number: number("SA-7KQ2-M9XD-3FHT"),
        program: ProgramCode::parse("DDPS").unwrap(),
        days: 5,
        customer: Customer {
            id: CustomerId::parse("C-1001").unwrap(),
            name: name("Contoso Ltd"),
            country: country("TW"),
        },
        license: License { id: LicenseId::parse("E-4711").unwrap(), ends_on: date(2027, 1, 31) },
        admin: admin(),
        created_at: Some("2026-11-01T08:00:00Z".parse().unwrap()),
        expires_on: None,
        intended_company: None,
    }
}

pub fn competency(name_of: &str, level: Level) -> Evidence {
    Evidence {
        kind: EvidenceKind::Competency,
        name: name(name_of),
        level: Some(level),
        person: None,
        person_name: None,
        valid_from: date(2026, 1, 1),
        valid_until: None,
    }
}

pub fn exam(of: &str, by: &str) -> Evidence {
    Evidence {
        kind: EvidenceKind::ConsultantExam,
        name: name(of),
        level: None,
        person: Some(person(by)),
        person_name: None,
        valid_from: date(2026, 1, 1),
        valid_until: None,
    }
}

/// A company that may reserve the assigned voucher.
pub fn partner(id: &str) -> Partner {
    Partner {
        company: company(id),
        by: actor(),
        by_name: Some(name("Chen")),
        enrollment: Some(Enrollment {
            company_id: company(id),
            program: ProgramCode::parse("DDPS").unwrap(),
            term_start: date(2026, 6, 1),
            term_end: date(2027, 6, 1),
            renewed_from: None,
            previous_start: None,
            suspension: None,
            agreement_version: TextVersion::parse("2019-01").unwrap(),
            reminded: ReminderState::default(),
            state: State::Active,
        }),
        location: Some(Location { company_id: company(id), ..place("L-1", "TW") }),
        location_is_listed: true,
        evidence: vec![competency("Windows and Devices", Level::Silver), exam("Windows and Devices", "U-7")],
        repeat: Repeat::None,
    }
}

pub fn place(id: &str, code: &str) -> Location {
    Location {
        company_id: company(HOLDER),
        id: location(id),
        name: name("Office"),
        country: country(code),
        address: None,
        contact_email: None,
    }
}

pub fn reserve() -> Reserve {
    Reserve {
        voucher_number: assign().voucher_number,
        admin_email: admin().email,
        location_id: location("L-1"),
        delivery_country: country("TW"),
        engagement_type: engagement("DDPS-WINOFFICE"),
        period: Period::new(STARTS_ON, ENDS_ON).unwrap(),
        lead_consultant: person("U-7"),
        attendees: vec![email("a@contoso.example")],
        accept_terms: true,
        terms: Some(catalog().terms.shown(Language::English)),
        repeat_exception: None,
    }
}

/// A PDF whose digest follows from its name.
pub fn announcement(file_name: &str) -> Announcement {
    Announcement {
        file_name: FileName::parse(file_name).unwrap(),
        file_type: FileType::Pdf,
        size: 9,
        sha256: Sha256::parse(&digest::hex_of_parts(&[file_name.as_bytes()])).unwrap(),
        kind: Kind::parse("deployment_plan").unwrap(),
    }
}

/// The observation of a clean upload that matches its announcement.
pub fn as_announced(file: &Deliverable) -> Observation {
    let announced = &file.file().announced;
    Observation { size: announced.size, sha256: Some(announced.sha256.clone()), finding: None, verdict: Verdict::Clean }
}

/// Complete answers that break no rule once the engagement is finished.
pub fn answers() -> Answers {
    Answers {
        onsite_days: Some(4),
        offsite_days: Some(1),
        walk_on_hours: Some(4),
        delivered_from: Some(STARTS_ON),
        delivered_to: Some(ENDS_ON),
        delivery_country: Some(country("TW")),
        lead_consultant: Some(person("U-7")),
        outcome: Some(EngagementOutcome::DeploymentPlan),
        current_versions: Some(note("Windows 7")),
        target_versions: Some(note("Windows 10")),
        seats: Some(1200),
        planned_deployment_on: None,
        handed_over_on: Some(ENDS_ON),
        no_extra_fee: Some(true),
        remarks: None,
    }
}

pub fn report(answers: Answers) -> Report {
    Report {
        reservation: 1,
        answers,
        written_by: actor(),
        written_at: at(TODAY),
        receipt: None,
        superseded: Vec::new(),
    }
}

pub fn redeem(id: &str) -> Redeem {
    Redeem { company: company(id), redemption: "RD-1".to_owned(), location_country: Some(country("TW")) }
}

/// A voucher in its first state; the other states below are reached by commands.
pub fn assigned() -> Voucher {
    assign().voucher()
}

pub fn reserved() -> Voucher {
    changed(assigned().reserve(&reserve(), &partner(HOLDER), catalog(), at(TODAY)))
}

pub fn with_draft(voucher: Voucher) -> Voucher {
    changed(voucher.draft(&company(HOLDER), answers(), None, &actor(), at(TODAY)).map(|(outcome, _)| outcome))
}

pub fn with_file(voucher: Voucher, file_name: &str) -> (Voucher, Deliverable) {
    with_announced(voucher, announcement(file_name))
}

pub fn with_announced(voucher: Voucher, announced: Announcement) -> (Voucher, Deliverable) {
    let done = voucher.announce(&company(HOLDER), announced, None, &actor(), at(TODAY)).unwrap();
    (changed(Ok(done.voucher)), done.deliverable)
}

/// Adds a clean file of this kind.
pub fn with_clean(voucher: Voucher, kind: &str) -> (Voucher, Deliverable) {
    let kind = Kind::parse(kind).unwrap();
    let (voucher, file) = with_announced(voucher, Announcement { kind, ..announcement("file.pdf") });
    let judged = voucher.judge(&file, &as_announced(&file), at(TODAY)).unwrap();
    (changed(Ok(judged.voucher)), judged.deliverable)
}

pub fn with_clean_file(voucher: Voucher) -> Voucher {
    let (voucher, file) = with_file(voucher, "plan.pdf");
    let judged = voucher.judge(&file, &as_announced(&file), at(TODAY)).unwrap();
    changed(Ok(judged.voucher))
}

/// A voucher with a clean file and a submitted report, ready to be redeemed.
pub fn ready() -> Voucher {
    let voucher = with_draft(with_clean_file(reserved()));
    changed(submitted(voucher, HOLDER, Some(&report(answers())), ENDS_ON).map(|(outcome, _)| outcome))
}

/// Submits a report for a company that qualifies, on a day.
pub fn submitted(
    voucher: Voucher,
    id: &str,
    report: Option<&Report>,
    day: Date,
) -> Result<(Outcome, Receipt), Refusals> {
    submitted_with(voucher, id, report, &partner(id).evidence, day)
}

/// Submits a report for a company with this evidence, on a day.
pub fn submitted_with(
    voucher: Voucher,
    id: &str,
    report: Option<&Report>,
    evidence: &[Evidence],
    day: Date,
) -> Result<(Outcome, Receipt), Refusals> {
    let company = company(id);
    let command = SubmitReport { by: (&company).into(), report, evidence, catalog: catalog() };
    voucher.submit(&command, at(day)).map(Result::unwrap)
}

pub fn redeemed(ready: Voucher) -> Voucher {
    changed(ready.redeem(&redeem(HOLDER), at(ENDS_ON)))
}

pub fn expired(voucher: Voucher) -> Voucher {
    changed(Ok(voucher.advance(LAPSED_ON)))
}

pub fn cancelled(assigned: Voucher) -> Voucher {
    changed(assigned.withdraw(withdraw(), TODAY))
}

pub fn withdraw() -> Withdraw {
    Withdraw { occurred_at: at(TODAY), reason: note("assigned by mistake") }
}

pub fn given_back(reserved: Voucher) -> Voucher {
    changed(reserved.cancel(&company(HOLDER), CancelReason::OtherPartner, None, TODAY))
}

/// The voucher without a file, as no command makes it while the report is submitted: redeeming checks the files itself.
pub fn without(voucher: Voucher, file: &Deliverable) -> Voucher {
    let Voucher::Reserved(mut reserved) = voucher else { panic!("the voucher is not reserved") };
    reserved.deliverables = reserved.deliverables.removed(file);
    Voucher::Reserved(reserved)
}

/// The voucher after a command that must change it.
pub fn changed(result: Result<Outcome, Refusals>) -> Voucher {
    change(result).0
}

/// The voucher after a command that must change it, and the name of the event.
pub fn change(result: Result<Outcome, Refusals>) -> (Voucher, String) {
    match result {
        Ok(Outcome::Applied(voucher, event)) => (*voucher, name_of(&event)),
        other => panic!("expected a change: {other:?}"),
    }
}

pub fn name_of(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()
}

/// The refusal codes of a command that must be refused.
pub fn codes<T: std::fmt::Debug>(result: Result<T, Refusals>) -> Vec<&'static str> {
    result.unwrap_err().codes()
}
