//! Sample data: partner companies and rates.

use domain::accepted_text::Acceptance;
use domain::attempt::{Actor, Intent};
use domain::catalog::Catalog;
use domain::claim::{Rate, RateLine};
use domain::directory::{Description, Language as ProfileLanguage, Profile, ProfileEvent, Website};
use domain::enrollment::{self, Enrollment, State};
use domain::partner::{
    Company, CompanyDetails, CompanyEvent, Evidence, EvidenceEntry, EvidenceEvent, EvidenceKind, Level, Location,
    LocationEvent, Signature,
};
use domain::reminder::ReminderState;
use domain::{
    CompanyId, Country, Currency, Email, EvidenceId, Language, LocationId, Money, MpnId, Name, PersonId, ProgramCode,
    TextVersion,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use table::{Aggregate, Stored, StoredRate, Table};

/// Loads `P-1` (three locations, consultant `U-7`, enrolled in DDPS and SSDPS), `P-2` (one location, enrolled in DDPS),
/// both listed in the directory, `P-3`, which is only registered, and the sample rates of 1,000 USD a day for TW, US
/// and JP.
pub async fn load(table: &Table) {
    for (company, locations, programs) in [
        ("P-1", vec![("L-1", "TW"), ("L-2", "US"), ("L-3", "JP")], vec!["DDPS", "SSDPS"]),
        ("P-2", vec![("L-1", "US")], vec!["DDPS"]),
        ("P-3", vec![], vec![]),
    ] {
        write(table, None, registered(company), CompanyEvent::Registered).await;
        for (id, country) in &locations {
            write(table, None, location(company, id, country), LocationEvent::Added).await;
        }
        for program in &programs {
            write(table, None, enrolled(company, program), enrollment::Event::Enrolled).await;
        }
        if programs.is_empty() {
            continue;
        }
        for (id, evidence) in evidence() {
            write(table, None, entry(company, id, evidence), EvidenceEvent::Recorded).await;
        }
        let locations: Vec<&str> = locations.iter().map(|(id, _)| *id).collect();
        write(table, None, profile(company, &programs, &locations), ProfileEvent::Published).await;
    }
    for country in ["TW", "US", "JP"] {
        for program in ["DDPS", "SSDPS"] {
            let (country, program) = (Country::parse(country).unwrap(), ProgramCode::parse(program).unwrap());
            put_rate(table, country, program, rate()).await;
        }
    }
}

/// Writes an aggregate without a command.
pub async fn write<A: Aggregate>(table: &Table, before: Option<&Stored<A>>, after: A, event: A::Event) -> Stored<A> {
    table.revise(before, after, event, &intent()).await.unwrap()
}

/// Writes a location, new or in place of the stored one.
pub async fn put_location(table: &Table, location: Location) {
    let before = table.location(&location.company_id, &location.id).await.unwrap();
    write(table, before.as_ref(), location, LocationEvent::Changed).await;
}

/// Adds a line to the rate card, without an author.
pub async fn put_rate(table: &Table, country: Country, program: ProgramCode, rate: Rate) {
    let line = RateLine { country, program, rate, set_by: None, set_at: None };
    table.write::<StoredRate>(None, Some(line), &intent()).await.unwrap();
}

/// Writes an enrollment, new or in place of the stored one.
pub async fn put_enrollment(table: &Table, enrollment: Enrollment) {
    let before = table.enrollment(&enrollment.company_id, &enrollment.program).await.unwrap();
    write(table, before.as_ref(), enrollment, enrollment::Event::Enrolled).await;
}

fn intent() -> Intent {
    let at: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    Intent::new(Actor::parse("sample").unwrap(), "sample", at, None, "sample", "")
}

/// A company with a valid membership; all but `P-3` have signed the agreement.
pub fn registered(company: &str) -> Company {
    let signed_at = "2026-06-01T00:00:00Z".parse().unwrap();
    Company {
        company_id: CompanyId::parse(company).unwrap(),
        details: CompanyDetails {
            name: Name::parse(&format!("Company {company}")).unwrap(),
            mpn_id: MpnId::parse("4711").unwrap(),
            country: Country::parse("US").unwrap(),
            membership_ends_on: date(2028, 12, 31),
            membership_anniversary: None,
            primary_contact_email: None,
        },
        agreement: (company != "P-3").then(|| Signature {
            accepted: accepted_agreement("2019-01"),
            signed_by: Actor::parse("U-0").unwrap(),
            signed_by_name: None,
            signed_at,
        }),
    }
}

/// A signed version of the agreement, in English.
fn accepted_agreement(version: &str) -> Acceptance {
    let sha256 = Catalog::shipped().unwrap().agreement.sha256(Language::English);
    Acceptance { version: TextVersion::parse(version).unwrap(), language: Language::English, sha256 }
}

/// A location.
pub fn location(company: &str, id: &str, country: &str) -> Location {
    Location {
        company_id: CompanyId::parse(company).unwrap(),
        id: LocationId::parse(id).unwrap(),
        name: Name::parse("Office").unwrap(),
        country: Country::parse(country).unwrap(),
        address: None,
        contact_email: None,
    }
}

/// An enrollment from June 2026 to June 2027.
pub fn enrolled(company: &str, program: &str) -> Enrollment {
    Enrollment {
        company_id: CompanyId::parse(company).unwrap(),
        program: ProgramCode::parse(program).unwrap(),
        term_start: date(2026, 6, 1),
        term_end: date(2027, 6, 1),
        agreement_version: TextVersion::parse("2019-01").unwrap(),
        renewed_from: None,
        previous_start: None,
        suspension: None,
        reminded: ReminderState::default(),
        state: State::Active,
    }
}

/// An enrollment for one year that ends on this day.
pub fn enrolled_until(company: &str, program: &str, term_end: Date) -> Enrollment {
    let term_start = domain::calendar::years_after(term_end, -1);
    Enrollment { term_start, term_end, ..enrolled(company, program) }
}

/// A published profile.
pub fn profile(company: &str, programs: &[&str], locations: &[&str]) -> Profile {
    Profile {
        company_id: CompanyId::parse(company).unwrap(),
        display_name: Name::parse(&format!("Company {company}")).unwrap(),
        description: Description::parse("Plans deployments.").unwrap(),
        website: Website::parse("https://www.partner.example").unwrap(),
        contact_email: Email::parse("hello@partner.example").unwrap(),
        programs: programs.iter().map(|code| ProgramCode::parse(code).unwrap()).collect(),
        languages: vec![ProfileLanguage::parse("en").unwrap()],
        locations: locations.iter().map(|id| LocationId::parse(id).unwrap()).collect(),
        published: true,
    }
}

fn entry(company: &str, id: &str, evidence: Evidence) -> EvidenceEntry {
    let (company_id, evidence_id) = (CompanyId::parse(company).unwrap(), EvidenceId::parse(id).unwrap());
    EvidenceEntry { company_id, evidence_id, evidence, withdrawn: false }
}

fn evidence() -> Vec<(&'static str, Evidence)> {
    let name = |text| Name::parse(text).unwrap();
    let consultant = Some(PersonId::parse("U-7").unwrap());
    let valid_from = date(2026, 1, 1);
    let competency = |text, level| Evidence {
        kind: EvidenceKind::Competency,
        name: name(text),
        level: Some(level),
        person: None,
        person_name: None,
        valid_from,
        valid_until: Some(date(2027, 12, 31)),
    };
    let exam = |text| Evidence {
        kind: EvidenceKind::ConsultantExam,
        name: name(text),
        level: None,
        person: consultant.clone(),
        person_name: Some(name("Chiu Yi")),
        valid_from,
        valid_until: None,
    };
    let training = Evidence { kind: EvidenceKind::ComplianceTraining, ..exam("Planning Services Compliance") };
    vec![
        ("training", training),
        ("windows", competency("Windows and Devices", Level::Gold)),
        ("data", competency("Data Platform", Level::Gold)),
        ("exam-windows", exam("Windows and Devices")),
        ("exam-data", exam("Data Platform")),
    ]
}

fn rate() -> Rate {
    let per_day = Money { minor: 100_000, currency: Currency::parse("USD").unwrap() };
    Rate { per_day, valid_from: date(2026, 1, 1), valid_to: None, sample: true }
}
