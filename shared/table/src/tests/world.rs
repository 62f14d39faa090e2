//! Fixtures: the lifecycle of a voucher with realistic values, such as ids of an identity provider and names of common
//! length.

use std::sync::LazyLock;

use domain::attempt::{Actor, Intent};
use domain::calendar::Period;
use domain::catalog::Catalog;
use domain::deliverable::{Announcement, Deliverable, FileName, FileType, Finding, Kind, Observation, Sha256, Verdict};
use domain::enrollment::{Enrollment, State};
use domain::partner::{Evidence, EvidenceKind, Level, Location, Partner, Repeat};
use domain::people::Membership;
use domain::reminder::ReminderState;
use domain::report::{Answers, EngagementOutcome, Report};
use domain::voucher::{
    Admin, Assign, CancelReason, Customer, Event, License, Outcome, Redeem, Reserve, SubmitReport, Voucher, Withdraw,
};
use domain::{
    CompanyId, Country, CustomerId, Email, EngagementCode, Language, LicenseId, LocationId, Name, Note, PersonId,
    ProgramCode, Role, TextVersion, VoucherNumber,
};
use jiff::Timestamp;
use jiff::civil::date;

use crate::record::Stored;
use crate::voucher::{StoredVoucher, VoucherRecord};

pub const SUBJECT: &str = "5f0c2d9e-8a41-4c7b-9f1d-3e6a7b8c9d01";

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn number() -> VoucherNumber {
    VoucherNumber::parse("SA-7KQ2-M9XD-3FHT").unwrap()
}

pub fn company() -> CompanyId {
    CompanyId::parse("P-1").unwrap()
}

pub fn actor() -> Actor {
    Actor::parse(SUBJECT).unwrap()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

pub fn assigned(days: u8) -> Voucher {
    let assign = Assign {
        occurred_at: instant("2026-11-01T09:00:00Z"),
        voucher_number: number(),
        program: ProgramCode::parse("DDPS").unwrap(),
        days,
        customer: Customer {
            id: CustomerId::parse("C-1001").unwrap(),
            name: name("Contoso Ltd"),
            country: country("TW"),
        },
        license: License { id: LicenseId::parse("E-4711002").unwrap(), ends_on: date(2027, 6, 30) },
        admin: Admin { name: name("Lin Mei"), email: email("lin.mei@contoso.example") },
        created_at: None,
        expires_on: None,
        intended_company: None,
    };
    assign.voucher()
}

pub fn location() -> Location {
    Location {
        company_id: company(),
        id: LocationId::parse("L-1").unwrap(),
        name: name("Taipei"),
        country: country("TW"),
        address: Some(note("No. 7, Sec. 5, Xinyi Rd.\nTaipei 110")),
        contact_email: Some(email("taipei@partner.example")),
    }
}

pub fn enrollment() -> Enrollment {
    Enrollment {
        program: ProgramCode::parse("DDPS").unwrap(),
        company_id: company(),
        term_start: date(2026, 6, 1),
        term_end: date(2027, 6, 1),
        renewed_from: None,
        previous_start: None,
        suspension: None,
        agreement_version: TextVersion::parse("2019-01").unwrap(),
        reminded: ReminderState::default(),
        state: State::Active,
    }
}

pub fn evidence() -> [Evidence; 2] {
    let (valid_from, valid_until) = (date(2026, 1, 1), Some(date(2027, 12, 31)));
    let of = name("Windows and Devices");
    let consultant = PersonId::parse("U-7").ok();
    let held = Evidence {
        kind: EvidenceKind::Competency,
        name: of,
        level: Some(Level::Silver),
        person: None,
        person_name: None,
        valid_from,
        valid_until,
    };
    let passed = Evidence {
        kind: EvidenceKind::ConsultantExam,
        level: None,
        person: consultant,
        person_name: Some(name("Chiu Yi")),
        ..held.clone()
    };
    [held, passed]
}

pub fn partner() -> Partner {
    Partner {
        company: company(),
        by: actor(),
        by_name: Some(name("Chen Yu-Lin")),
        enrollment: Some(enrollment()),
        location: Some(location()),
        location_is_listed: true,
        evidence: evidence().to_vec(),
        repeat: Repeat::None,
    }
}

pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::shipped().unwrap());
    &CATALOG
}

pub fn reserved_from(assigned: Voucher) -> (Voucher, Event) {
    let command = Reserve {
        voucher_number: number(),
        admin_email: email("lin.mei@contoso.example"),
        location_id: LocationId::parse("L-1").unwrap(),
        delivery_country: country("TW"),
        engagement_type: EngagementCode::parse("DDPS-WINOFFICE").unwrap(),
        period: Period::new(date(2026, 11, 25), date(2026, 12, 1)).unwrap(),
        lead_consultant: PersonId::parse("U-7").unwrap(),
        attendees: vec![],
        accept_terms: true,
        terms: Some(catalog().terms.shown(Language::English)),
        repeat_exception: None,
    };
    let now = instant("2026-11-22T09:30:00.123Z");
    applied(assigned.reserve(&command, &partner(), catalog(), now).unwrap())
}

pub fn reserved() -> Voucher {
    reserved_from(assigned(5)).0
}

pub fn applied(outcome: Outcome) -> (Voucher, Event) {
    match outcome {
        Outcome::Applied(voucher, event) => (*voucher, event),
        Outcome::Unchanged => panic!("the command changed nothing"),
    }
}

pub fn announcement() -> Announcement {
    Announcement {
        file_name: FileName::parse("Contoso deployment plan.docx").unwrap(),
        file_type: FileType::Docx,
        size: 1_482_311,
        sha256: Sha256::parse(&"9f86d081884c7d65".repeat(4)).unwrap(),
        kind: Kind::parse("deployment_plan").unwrap(),
    }
}

pub fn announced(voucher: Voucher) -> (Voucher, Event, Deliverable) {
    let now = instant("2026-12-01T15:00:00.5Z");
    let done = voucher.announce(&company(), announcement(), None, &actor(), now).unwrap();
    let (voucher, event) = applied(done.voucher);
    (voucher, event, done.deliverable)
}

/// The file after its check with this verdict; it arrived as announced.
pub fn judged(voucher: Voucher, file: &Deliverable, verdict: Verdict) -> (Voucher, Event, Deliverable) {
    judged_with(voucher, file, verdict, None)
}

/// The file after its check with this verdict and a finding in its content.
pub fn judged_with(
    voucher: Voucher,
    file: &Deliverable,
    verdict: Verdict,
    finding: Option<Finding>,
) -> (Voucher, Event, Deliverable) {
    let announced = announcement();
    let observed = Observation { size: announced.size, sha256: Some(announced.sha256), finding, verdict };
    let done = voucher.judge(file, &observed, instant("2026-12-01T15:01:10.25Z")).unwrap();
    let (voucher, event) = applied(done.voucher);
    (voucher, event, done.deliverable)
}

pub fn answers() -> Answers {
    Answers {
        onsite_days: Some(4),
        offsite_days: Some(1),
        walk_on_hours: Some(2),
        delivered_from: Some(date(2026, 11, 25)),
        delivered_to: Some(date(2026, 12, 1)),
        delivery_country: Some(country("TW")),
        lead_consultant: PersonId::parse("U-7").ok(),
        outcome: Some(EngagementOutcome::DeploymentPlan),
        current_versions: Some(note("Windows 7, Office 2010")),
        target_versions: Some(note("Windows 10 1909, Office 365")),
        seats: Some(1_200),
        planned_deployment_on: Some(date(2027, 3, 1)),
        handed_over_on: Some(date(2026, 12, 1)),
        no_extra_fee: Some(true),
        remarks: Some(note("Pilot with 50 seats\nfirst.")),
    }
}

/// The lifecycle of a voucher up to redemption, as the record of each step.
pub fn lifecycle() -> Vec<VoucherRecord> {
    let mut steps = vec![(assigned(5), Event::Assigned)];
    let (voucher, event) = reserved_from(assigned(5));
    steps.push((voucher.clone(), event));
    let (voucher, event, file) = announced(voucher);
    steps.push((voucher.clone(), event));
    let (voucher, event, _) = judged(voucher, &file, Verdict::Clean);
    steps.push((voucher.clone(), event));
    let now = instant("2026-12-01T16:20:00.75Z");
    let (outcome, report) = voucher.draft(&company(), answers(), None, &actor(), now).unwrap();
    steps.push(applied(outcome));
    let voucher = steps[4].0.clone();
    let (company, evidence) = (company(), evidence());
    let command =
        SubmitReport { by: (&company).into(), report: Some(&report), evidence: &evidence, catalog: catalog() };
    steps.push(applied(voucher.submit(&command, now).unwrap().unwrap().0));
    let command =
        Redeem { company, redemption: "RD-0123456789ABCDEF".to_owned(), location_country: Some(country("TW")) };
    let voucher = steps[5].0.clone();
    steps.push(applied(voucher.redeem(&command, instant("2026-12-01T17:00:00.125Z")).unwrap()));
    recorded(steps)
}

/// The records of consecutive steps.
pub fn recorded(steps: Vec<(Voucher, Event)>) -> Vec<VoucherRecord> {
    let mut records: Vec<VoucherRecord> = Vec::new();
    for (n, (voucher, event)) in steps.into_iter().enumerate() {
        let before = records.last().cloned().map(StoredVoucher::from);
        records.push(VoucherRecord::after(before.as_ref(), voucher, event, &intent(n)).unwrap());
    }
    records
}

pub fn intent(n: usize) -> Intent {
    let key = format!("key-{n}");
    Intent::new(actor(), "P-1", instant("2026-12-01T17:00:00.125Z"), Some(&key), "request", "fingerprint")
        .with_name(Some(name("Chen Yu-Lin")))
        .with_membership(Some(Membership::new(company(), &[Role::MpnAdmin])))
}

pub fn report() -> Report {
    let now = instant("2026-12-01T16:20:00.75Z");
    reserved().draft(&company(), answers(), None, &actor(), now).unwrap().1
}

pub fn expired() -> VoucherRecord {
    let mut steps = vec![(assigned(5), Event::Assigned), reserved_from(assigned(5))];
    steps.push(applied(reserved().advance(date(2027, 5, 1))));
    recorded(steps).remove(2)
}

pub fn cancelled() -> VoucherRecord {
    let withdraw = Withdraw { occurred_at: instant("2026-11-20T08:00:00Z"), reason: note("Assigned by mistake.") };
    let withdrawn = applied(assigned(5).withdraw(withdraw, date(2026, 11, 22)).unwrap());
    recorded(vec![(assigned(5), Event::Assigned), withdrawn]).remove(1)
}

pub fn given_back() -> VoucherRecord {
    let reason = CancelReason::OtherPartner;
    let given_back = reserved().cancel(&company(), reason, Some(note("Chose another.")), date(2026, 11, 23));
    recorded(vec![(assigned(5), Event::Assigned), reserved_from(assigned(5)), applied(given_back.unwrap())]).remove(2)
}

pub fn stored(record: &VoucherRecord) -> Stored<Voucher> {
    Stored::from(record.clone())
}
