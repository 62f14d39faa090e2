use jiff::civil::date;

use super::*;

#[test]
fn the_shipped_catalog_is_sound() {
    let catalog = Catalog::shipped().unwrap();
    assert_eq!(catalog.programs().len(), 9);
    let ddps = ProgramCode::parse("DDPS").unwrap();
    assert_eq!(catalog.program(&ddps).unwrap().days, [1, 3, 5, 10, 15]);
    assert!(catalog.engagement(&ddps, &EngagementCode::parse("DDPS-WINOFFICE").unwrap()).is_some());
    assert!(catalog.engagement(&ddps, &EngagementCode::parse("SDPS-PPM").unwrap()).is_none(), "of another program");
}

#[test]
fn a_program_is_retired_from_its_day_on() {
    let catalog = Catalog::shipped().unwrap();
    let program = catalog.program(&ProgramCode::parse("AZDPS").unwrap()).unwrap();
    assert!(!program.is_retired(jiff::civil::date(2020, 1, 31)));
    assert!(program.is_retired(jiff::civil::date(2020, 2, 1)));
}

#[test]
fn every_mistake_of_a_broken_file_is_named() {
    let file = r#"
        agreement = { version = "1", title = "Agreement" }
        [[program]]
        code = "A"
        name = "One"
        days = [16]
        requires = ["competency", "competency"]
        [[program]]
        code = "A"
        name = "Two"
        days = []
        requires = []
        [[program.engagement]]
        code = "A-X"
        name = "X"
        days = [5]
        competencies = []
    "#;
    let error = Catalog::parse(file).unwrap_err().to_string();
    for part in [
        "program A stands twice",
        "16 days",
        "days is empty",
        "A-X: no competency",
        "5 days is not a service",
        "A: requirement competency stands twice",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn a_misspelled_entry_is_refused() {
    let with = |line: &str| {
        let program = "code = \"A\"\nname = \"One\"\ndays = [1]\nrequires = []";
        Catalog::parse(&format!("agreement = {{ version = \"1\", title = \"A\" }}\n[[program]]\n{program}\n{line}\n"))
    };
    assert!(with("retired_on = 2020-01-01").is_ok());
    for (line, part) in [
        ("retired = 2020-01-01", "retired"),
        ("retired_on = \"soon\"", "retired_on"),
        ("[[program.engagement]]\ncode = \"A-X\"", "name"),
    ] {
        let error = with(line).unwrap_err().to_string();
        assert!(error.contains(part), "{part} in {error}");
    }
    let requires = include_str!("../../programs.toml").replacen("compliance_training", "compliance", 4);
    assert!(Catalog::parse(&requires).unwrap_err().to_string().contains("compliance"));
}

#[test]
fn a_file_without_the_agreement_in_force_is_refused() {
    let error = Catalog::parse("program = []").unwrap_err().to_string();
    assert!(error.contains("agreement"), "{error}");
}

#[test]
fn what_is_shipped_says_what_each_program_requires_and_warns_of_unlisted_locations() {
    let catalog = Catalog::shipped().unwrap();
    assert_eq!(catalog.unlisted_location, Unlisted::Warn);
    assert_eq!(catalog.agreement.version.as_str(), "2019-01");
    let all = [EvidenceKind::Competency, EvidenceKind::ComplianceTraining, EvidenceKind::ConsultantExam];
    assert!(catalog.programs().iter().all(|program| program.requires == all));
    assert!(catalog.programs().iter().all(|program| program.engagements.is_empty() == program.retired_on.is_some()));
}

#[test]
fn a_freeze_holds_back_a_country_from_its_first_to_its_last_day() {
    let frozen = format!("{SHIPPED}\n[[freeze]]\ncountry = \"AU\"\nfrom = 2027-01-20\nuntil = 2027-02-13\n");
    let catalog = Catalog::parse(&frozen).unwrap();
    let until = |country: &str, day| catalog.frozen_until(&Country::parse(country).unwrap(), day);
    for (day, expected) in [
        (date(2027, 1, 19), None),
        (date(2027, 1, 20), Some(date(2027, 2, 13))),
        (date(2027, 2, 13), Some(date(2027, 2, 13))),
        (date(2027, 2, 14), None),
    ] {
        assert_eq!(until("AU", day), expected, "{day}");
        assert_eq!(until("NZ", day), None);
    }
    let backward = frozen.replace("until = 2027-02-13", "until = 2027-01-19");
    assert!(Catalog::parse(&backward).unwrap_err().to_string().contains("freeze of AU: it ends before it begins"));
}

#[test]
fn the_code_of_a_program_is_known_and_any_other_is_not() {
    let catalog = Catalog::shipped().unwrap();
    assert_eq!(catalog.known("DDPS").unwrap().as_str(), "DDPS");
    assert_eq!(catalog.known("XXDPS").unwrap_err().to_string(), "is not a program; GET /programs lists them");
    assert!(catalog.known("dd ps").is_err());
}
