//! Sample facts: the companies of the design's sample data.

use domain::claim::Rate;
use domain::partner::{Enrollment, Evidence, EvidenceKind, Level, Location};
use domain::{CompanyId, Country, Currency, LocationId, Money, Name, PersonId, ProgramCode};
use jiff::civil::date;
use table::Table;

/// Loads `P-1` (three locations, consultant `U-7`, enrolled in DDPS and SSDPS), `P-2` (one location, enrolled in DDPS)
/// and the sample rates of 1,000 USD a day for TW, US and JP.
pub async fn load(table: &Table) {
    for (company, locations, programs) in [
        ("P-1", vec![("L-1", "TW"), ("L-2", "US"), ("L-3", "JP")], vec!["DDPS", "SSDPS"]),
        ("P-2", vec![("L-1", "US")], vec!["DDPS"]),
    ] {
        let company = CompanyId::parse(company).unwrap();
        for (id, country) in locations {
            table.put_location(&company, &location(id, country)).await.unwrap();
        }
        for program in programs {
            table.put_enrollment(&company, &enrollment(program)).await.unwrap();
        }
        for (id, evidence) in evidence() {
            table.put_evidence(&company, id, &evidence).await.unwrap();
        }
    }
    for country in ["TW", "US", "JP"] {
        for program in ["DDPS", "SSDPS"] {
            let (country, program) = (Country::parse(country).unwrap(), ProgramCode::parse(program).unwrap());
            table.put_rate(&country, &program, &rate()).await.unwrap();
        }
    }
}

/// A location.
pub fn location(id: &str, country: &str) -> Location {
    Location {
        id: LocationId::parse(id).unwrap(),
        name: Name::parse("Office").unwrap(),
        country: Country::parse(country).unwrap(),
        address: None,
        contact_email: None,
    }
}

fn enrollment(program: &str) -> Enrollment {
    let program = ProgramCode::parse(program).unwrap();
    Enrollment { program, term_start: date(2026, 6, 1), term_end: date(2027, 5, 31), stopped: false }
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
        valid_from,
        valid_until: Some(date(2027, 12, 31)),
    };
    let exam = |text| Evidence {
        kind: EvidenceKind::ConsultantExam,
        name: name(text),
        level: None,
        person: consultant.clone(),
        valid_from,
        valid_until: None,
    };
    vec![
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
