use jiff::civil::date;

use super::*;
use crate::invoice::InvoiceCopy;
use crate::language::Language;

/// The part of a catalog file before its programs.
const HEAD: &str = r#"
    agreement = { version = "1", title = { en = "Agreement", zh-TW = "合約" } }
    terms = { version = "1", title = { en = "Terms", zh-TW = "條款" } }
    [requirements]
    competency = { en = "Competency", zh-TW = "專長認證" }
    compliance_training = { en = "Training", zh-TW = "訓練" }
    consultant_exam = { en = "Exam", zh-TW = "測驗" }
    in_use = { en = "In use", zh-TW = "提供中" }
"#;

#[test]
fn the_compiled_catalog_is_valid() {
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
fn every_mistake_of_an_invalid_file_is_named() {
    let file = r#"
        [[program]]
        code = "A"
        name = { en = "One", zh-TW = "One" }
        days = [16]
        requires = ["competency", "competency"]
        [[program]]
        code = "A"
        name = { en = "Two", zh-TW = "Two" }
        days = []
        requires = []
        [[program.engagement]]
        code = "A-X"
        name = { en = "X", zh-TW = "X" }
        days = [5]
        competencies = []
    "#;
    let error = Catalog::parse(&format!("{HEAD}{file}")).unwrap_err().to_string();
    for part in [
        "program A is listed twice",
        "16 days",
        "days is empty",
        "A-X: no competency",
        "5 days is not a service",
        "A: requirement competency is listed twice",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn every_name_that_is_missing_or_empty_in_a_language_is_named() {
    let head = HEAD.replace(", zh-TW = \"訓練\"", "").replace("en = \"In use\"", "en = \"  \"");
    let program = r#"
        [[program]]
        code = "A"
        name = { en = "One" }
        days = [1]
        requires = []
        [[program.engagement]]
        code = "A-X"
        name = { en = " X", zh-TW = "" }
        days = [1]
        competencies = [{ name = { zh-TW = "能力" }, levels = ["gold"] }]
        exams = [{ en = "MD-100" }]
    "#;
    let error = Catalog::parse(&format!("{head}{program}")).unwrap_err().to_string();
    let mistakes: Vec<&str> = error.split("; ").collect();
    let expected = [
        "requirement compliance_training: the name in zh-TW is missing",
        "requirement in_use: the name in en is missing",
        "A: the name in zh-TW is missing",
        "A-X: the name in en must be written X",
        "A-X: the name in zh-TW is missing",
        "A-X: competency or exam 能力: the name in en is missing",
        "A-X: competency or exam MD-100: the name in zh-TW is missing",
    ];
    assert_eq!(mistakes, expected);
}

#[test]
fn every_name_is_serialized_under_its_language_tags() {
    let catalog = Catalog::shipped().unwrap();
    let name = &catalog.program(&ProgramCode::parse("DDPS").unwrap()).unwrap().name;
    let expected = r#"{"en":"Desktop Deployment Planning Services","zh-TW":"桌面部署規劃服務"}"#;
    assert_eq!(serde_json::to_string(name).unwrap(), expected);
    assert_eq!(name.in_language(Language::English), "Desktop Deployment Planning Services");
    assert_eq!(name.in_language(Language::TraditionalChinese), "桌面部署規劃服務");
    let schema = serde_json::to_value(schemars::schema_for!(Names)).unwrap();
    let properties: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(properties, Language::ALL.map(Language::tag));
    assert_eq!(schema["required"], serde_json::json!(["en", "zh-TW"]));
}

#[test]
fn qualifying_evidence_is_named_in_both_languages() {
    let catalog = Catalog::shipped().unwrap();
    let code = |text| EngagementCode::parse(text).unwrap();
    let engagement = catalog.engagement(&ProgramCode::parse("DDPS").unwrap(), &code("DDPS-WINOFFICE")).unwrap();
    let (silver, gold) = (
        Names::new("Windows and Devices (silver)", "Windows 與裝置（銀級）"),
        Names::new("Windows and Devices (gold)", "Windows 與裝置（金級）"),
    );
    assert_eq!(engagement.any_of(EvidenceKind::Competency), [silver, gold]);
    assert_eq!(engagement.any_of(EvidenceKind::ConsultantExam), [Names::new("Windows and Devices", "Windows 與裝置")]);
    assert_eq!(engagement.any_of(EvidenceKind::ComplianceTraining), []);
}

#[test]
fn an_unknown_key_of_the_file_is_refused() {
    let with = |line: &str| {
        let program = "code = \"A\"\nname = { en = \"One\", zh-TW = \"一\" }\ndays = [1]\nrequires = []";
        Catalog::parse(&format!("{HEAD}[[program]]\n{program}\n{line}\n"))
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
fn the_compiled_catalog_requires_all_evidence_and_warns_of_unlisted_locations() {
    let catalog = Catalog::shipped().unwrap();
    assert_eq!(catalog.unlisted_location, UnlistedLocation::Warn);
    assert_eq!(catalog.agreement.version.as_str(), "2019-01");
    let all = [EvidenceKind::Competency, EvidenceKind::ComplianceTraining, EvidenceKind::ConsultantExam];
    assert!(catalog.programs().iter().all(|program| program.requires == all));
    assert!(catalog.programs().iter().all(|program| program.engagements.is_empty() == program.retired_on.is_some()));
}

#[test]
fn a_freeze_of_a_country_applies_from_its_first_to_its_last_day() {
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
fn only_codes_of_programs_are_accepted() {
    let catalog = Catalog::shipped().unwrap();
    let known = |code: &str| catalog.known(ProgramCode::parse(code).unwrap());
    assert_eq!(known("DDPS").unwrap().as_str(), "DDPS");
    assert_eq!(known("XXDPS").unwrap_err().to_string(), "is not a program; GET /programs lists them");
}

#[test]
fn countries_with_tax_invoices_need_a_file_and_india_needs_paper() {
    let catalog = Catalog::shipped().unwrap();
    let needed = |country: &str| catalog.invoice(&Country::parse(country).unwrap()).map(|invoice| invoice.copy);
    assert_eq!(needed("IN"), Some(InvoiceCopy::Hard));
    for country in ["CN", "IT", "KR", "MX", "TW"] {
        assert_eq!(needed(country), Some(InvoiceCopy::Soft), "{country}");
    }
    for country in ["US", "HK", "DE", "JP"] {
        assert_eq!(needed(country), None, "{country}");
    }
}

#[test]
fn every_mistake_about_an_invoice_is_named() {
    let with = |old: &str, new: &str| Catalog::parse(&SHIPPED.replace(old, new)).unwrap_err().to_string();
    for (old, new, mistake) in [
        ("[\"Via Esempio 1\", \"20100 Milano MI\"]", "[]", "invoice of IT: bill_to has no address"),
        ("country = \"IT\"", "country = \"TW\"", "invoice of TW is listed twice"),
        ("copy = \"paper\"", "copy = \"fax\"", "fax"),
        ("IT00000000000", "", "tax_number"),
    ] {
        let error = with(old, new);
        assert!(error.contains(mistake), "{mistake} in {error}");
    }
}
