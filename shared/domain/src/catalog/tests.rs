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
        [[program]]
        code = "A"
        name = "One"
        days = [16]
        [[program]]
        code = "A"
        name = "Two"
        days = []
        [[program.engagement]]
        code = "A-X"
        name = "X"
        days = [5]
        competencies = []
    "#;
    let error = Catalog::parse(file).unwrap_err().to_string();
    for part in ["program A stands twice", "16 days", "days is empty", "A-X: no competency", "5 days is not a service"]
    {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn a_misspelled_entry_is_refused() {
    let error =
        Catalog::parse("[[program]]\ncode = \"A\"\nname = \"One\"\ndays = [1]\nretired = 2020-01-01\n").unwrap_err();
    assert!(error.to_string().contains("retired"), "{error}");
}
