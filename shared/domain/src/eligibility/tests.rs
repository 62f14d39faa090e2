use jiff::civil::date;

use super::*;
use crate::catalog::Catalog;
use crate::ids::ProgramCode;
use crate::partner::Level;
use crate::voucher::tests::world::{competency, exam, name};

const TODAY: Date = date(2026, 11, 22);
const YESTERDAY: Date = date(2026, 11, 21);
const TOMORROW: Date = date(2026, 11, 23);

const PROGRAMS: &str = r#"
    agreement = { version = "2019-01", title = { en = "Agreement", zh-TW = "合約" } }
    terms = { version = "2019-01", title = { en = "Terms", zh-TW = "條款" } }
    [requirements]
    competency = { en = "Competency", zh-TW = "專長認證" }
    compliance_training = { en = "Training", zh-TW = "訓練" }
    consultant_exam = { en = "Exam", zh-TW = "測驗" }
    in_use = { en = "In use", zh-TW = "提供中" }
    [[program]]
    code = "ALL"
    name = { en = "All requirements", zh-TW = "All requirements" }
    days = [5]
    requires = ["competency", "compliance_training", "consultant_exam"]
    [[program.engagement]]
    code = "ALL-DATA"
    name = { en = "Data", zh-TW = "Data" }
    days = [5]
    competencies = [{ name = { en = "Data Platform", zh-TW = "資料平台" }, levels = ["gold"] }]
    [[program.engagement]]
    code = "ALL-WIDE"
    name = { en = "Wide", zh-TW = "Wide" }
    days = [5]
    competencies = [
        { name = { en = "Data Platform", zh-TW = "資料平台" }, levels = ["gold"] },
        { name = { en = "Datacenter", zh-TW = "資料中心" }, levels = ["silver", "gold"] },
    ]
    exams = [{ en = "MD-100", zh-TW = "MD-100" }]
    [[program.engagement]]
    code = "ALL-OLD"
    name = { en = "Old", zh-TW = "Old" }
    days = [5]
    competencies = [{ name = { en = "Datacenter", zh-TW = "資料中心" }, levels = ["silver", "gold"] }]
    retired_on = 2026-11-22
    [[program]]
    code = "NONE"
    name = { en = "No requirements", zh-TW = "No requirements" }
    days = [5]
    requires = []
"#;

fn eligibility_for(program: &str, evidence: &[Evidence]) -> Eligibility {
    let catalog = Catalog::parse(PROGRAMS).unwrap();
    let program = catalog.program(&ProgramCode::parse(program).unwrap()).unwrap();
    Eligibility::of(program, evidence, TODAY)
}

fn eligibility(evidence: &[Evidence]) -> Eligibility {
    eligibility_for("ALL", evidence)
}

fn training(by: &str) -> Evidence {
    Evidence { kind: EvidenceKind::ComplianceTraining, ..exam("Compliance 2026", by) }
}

fn dated(evidence: Evidence, valid_from: Date, valid_until: Option<Date>) -> Evidence {
    Evidence { valid_from, valid_until, ..evidence }
}

/// Evidence for all requirements of the program.
fn complete() -> Vec<Evidence> {
    vec![competency("Datacenter", Level::Silver), training("U-1"), exam("Datacenter", "U-7")]
}

fn finding(evidence: &[Evidence], requirement: EvidenceKind) -> Finding {
    eligibility(evidence).requirements.into_iter().find(|finding| finding.requirement == requirement).unwrap()
}

/// The finding about the competency requirement.
fn competency_finding(evidence: &[Evidence]) -> Finding {
    finding(evidence, EvidenceKind::Competency)
}

/// The eligibility for each engagement type, in the order of the catalog.
fn eligible(evidence: &[Evidence]) -> Vec<bool> {
    eligibility(evidence).engagements.iter().map(EngagementEligibility::is_eligible).collect()
}

#[test]
fn without_evidence_the_status_is_not_started_and_each_detail_names_the_requirement() {
    let nothing = eligibility(&[]);
    assert_eq!((nothing.status, nothing.status.as_str()), (Status::NotStarted, "not_started"));
    let details: Vec<&str> = nothing.requirements.iter().map(|finding| finding.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "The company needs one of: Data Platform (gold), Datacenter (silver), Datacenter (gold).",
            "A participant must pass the compliance training.",
            "A consultant must hold an exam of one of these competencies or names: Data Platform, Datacenter, MD-100.",
        ]
    );
    assert!(nothing.requirements.iter().all(|finding| !finding.met && finding.valid_until.is_none()));
}

#[test]
fn the_status_is_in_progress_with_some_evidence_and_active_with_all() {
    for missing in 0..3 {
        let mut some = complete();
        let _ = some.remove(missing);
        let found = eligibility(&some);
        assert_eq!((found.status, found.status.as_str()), (Status::InProgress, "in_progress"));
        let met: Vec<bool> = found.requirements.iter().map(|finding| finding.met).collect();
        assert_eq!(met, [0, 1, 2].map(|index| index != missing));
        assert_eq!(eligibility(&complete()[missing..=missing]).status, Status::InProgress);
    }
    let all = eligibility(&complete());
    assert_eq!((all.status, all.status.as_str()), (Status::Active, "active"));
}

#[test]
fn the_detail_of_a_met_requirement_names_the_evidence_and_its_last_day() {
    let until = Some(date(2027, 3, 31));
    let evidence: Vec<Evidence> = complete().into_iter().map(|held| dated(held, TODAY, until)).collect();
    let found = eligibility(&evidence).requirements;
    assert!(found.iter().all(|finding| finding.met && finding.valid_until == until));
    let details: Vec<&str> = found.iter().map(|finding| finding.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "Datacenter (silver) counts until 2027-03-31.",
            "Compliance 2026 of U-1 counts until 2027-03-31.",
            "Datacenter of U-7 counts until 2027-03-31.",
        ]
    );
}

#[test]
fn a_requirement_met_by_evidence_that_does_not_lapse_has_no_last_day() {
    let found = competency_finding(&complete());
    assert_eq!((found.met, found.valid_until, found.detail.as_str()), (true, None, "Datacenter (silver) counts."));
}

#[test]
fn evidence_counts_from_its_first_to_its_last_day_and_the_detail_names_the_day_otherwise() {
    let held = |from, until| competency_finding(&[dated(competency("Datacenter", Level::Gold), from, until)]);
    assert!(held(TODAY, Some(TODAY)).met);
    let future = held(TOMORROW, None);
    assert_eq!((future.met, future.detail.as_str()), (false, "Datacenter (gold) counts from 2026-11-23 on."));
    let lapsed = held(date(2026, 1, 1), Some(YESTERDAY));
    let renew = "Datacenter (gold) counted until 2026-11-21; it must be renewed.";
    assert_eq!((lapsed.met, lapsed.valid_until, lapsed.detail.as_str()), (false, None, renew));
}

#[test]
fn of_several_pieces_of_evidence_the_one_that_is_valid_longest_is_named() {
    let until = |day| dated(competency("Datacenter", Level::Silver), date(2026, 1, 1), day);
    let (short, long) = (Some(date(2026, 12, 31)), Some(date(2027, 12, 31)));
    for evidence in [[until(short), until(long)], [until(long), until(short)]] {
        assert_eq!(competency_finding(&evidence).valid_until, long);
    }
    for evidence in [[until(None), until(long)], [until(long), until(None)]] {
        assert_eq!(competency_finding(&evidence).valid_until, None, "without a last day it is valid longest");
    }
    let future = dated(competency("Datacenter", Level::Gold), TOMORROW, None);
    assert_eq!(competency_finding(&[future, until(short)]).valid_until, short, "future evidence does not count yet");
}

#[test]
fn of_several_invalid_pieces_the_next_to_begin_else_the_last_to_lapse_is_named() {
    let held = |level, from, until| dated(competency("Datacenter", level), from, until);
    let lapsed = |level, last| held(level, date(2026, 1, 1), Some(last));
    let (sooner, later) = (held(Level::Gold, TOMORROW, None), held(Level::Silver, date(2027, 1, 1), None));
    let detail = competency_finding(&[lapsed(Level::Silver, YESTERDAY), later, sooner]).detail;
    assert_eq!(detail, "Datacenter (gold) counts from 2026-11-23 on.");
    let detail = competency_finding(&[lapsed(Level::Silver, date(2026, 6, 30)), lapsed(Level::Gold, YESTERDAY)]).detail;
    assert_eq!(detail, "Datacenter (gold) counted until 2026-11-21; it must be renewed.");
}

#[test]
fn a_competency_counts_at_the_levels_of_the_engagement_type() {
    assert!(competency_finding(&[competency("Data Platform", Level::Gold)]).met);
    assert!(!competency_finding(&[competency("Data Platform", Level::Silver)]).met);
    assert!(competency_finding(&[competency("Datacenter", Level::Silver)]).met);
    assert!(!competency_finding(&[competency("Messaging", Level::Gold)]).met);
}

#[test]
fn names_are_compared_without_letter_case() {
    let evidence = [competency("DATACENTER", Level::Silver), exam("md-100", "U-7"), training("U-1")];
    assert_eq!(eligibility(&evidence).status, Status::Active);
}

#[test]
fn each_kind_of_evidence_meets_only_its_own_requirement() {
    let of = |evidence: Evidence| {
        let found = eligibility(&[evidence]).requirements;
        found.into_iter().filter(|finding| finding.met).map(|finding| finding.requirement).collect::<Vec<_>>()
    };
    assert_eq!(of(competency("Datacenter", Level::Gold)), [EvidenceKind::Competency]);
    assert_eq!(of(training("U-1")), [EvidenceKind::ComplianceTraining]);
    assert_eq!(of(exam("Datacenter", "U-7")), [EvidenceKind::ConsultantExam]);
}

#[test]
fn each_requirement_that_is_not_met_has_its_own_refusal() {
    let refused = eligibility(&[training("U-1")]).refusals();
    let details: Vec<String> = refused.iter().map(ToString::to_string).collect();
    let expected = [EvidenceKind::Competency, EvidenceKind::ConsultantExam].map(|missing| finding(&[], missing).detail);
    assert_eq!(details, expected);
    assert!(refused.iter().all(|refusal| refusal.code() == "not_eligible"));
    assert!(eligibility(&complete()).refusals().is_empty());
}

#[test]
fn every_company_is_eligible_for_a_program_without_requirements() {
    let open = eligibility_for("NONE", &[]);
    assert_eq!((open.status, open.requirements, open.engagements), (Status::Active, vec![], vec![]));
}

#[test]
fn an_engagement_type_needs_a_qualifying_competency_and_a_qualifying_exam() {
    let data = [competency("Data Platform", Level::Gold), exam("Data Platform", "U-7")];
    assert_eq!(eligible(&data), [true, true, false]);
    let center = [competency("Datacenter", Level::Silver), exam("Datacenter", "U-7")];
    assert_eq!(eligible(&center), [false, true, false]);
    let by_name = [competency("Data Platform", Level::Gold), exam("MD-100", "U-7")];
    assert_eq!(eligible(&by_name), [false, true, false], "MD-100 is an exam of the second type only");
    let halves = [competency("Datacenter", Level::Silver), exam("Data Platform", "U-7")];
    let found = eligibility(&halves);
    let missing = |index: usize| found.engagements[index].missing.iter().map(|m| m.requirement).collect::<Vec<_>>();
    assert_eq!(missing(0), [EvidenceKind::Competency]);
    assert_eq!(missing(1), []);
    let details: Vec<&str> = found.engagements[0].missing.iter().map(|missing| missing.detail.as_str()).collect();
    assert_eq!(details, ["The company needs one of: Data Platform (gold)."]);
}

#[test]
fn no_company_is_eligible_for_a_retired_engagement_type() {
    let found = eligibility(&complete()).engagements.remove(2);
    assert_eq!((found.code.as_str(), found.is_retired, found.missing), ("ALL-OLD", true, vec![]));
    let catalog = Catalog::parse(PROGRAMS).unwrap();
    let program = catalog.program(&ProgramCode::parse("ALL").unwrap()).unwrap();
    let the_day_before = Eligibility::of(program, &complete(), YESTERDAY).engagements.remove(2);
    assert!(the_day_before.is_eligible());
}

/// The consultants of an engagement type: person, name and last day.
fn consultants(code: &str, evidence: &[Evidence]) -> Vec<(String, Option<String>, Option<Date>)> {
    let engagements = eligibility(evidence).engagements.into_iter();
    let found = engagements.filter(|engagement| engagement.code.as_str() == code).flat_map(|found| found.consultants);
    found.map(|one| (one.person.to_string(), one.name.map(|name| name.to_string()), one.valid_until)).collect()
}

#[test]
fn consultants_are_the_people_with_a_qualifying_exam_that_is_valid_today() {
    let wide = [
        exam("MD-100", "U-9"),
        dated(exam("Datacenter", "U-7"), YESTERDAY, Some(TODAY)),
        dated(exam("Datacenter", "U-1"), YESTERDAY, Some(YESTERDAY)),
        dated(exam("Datacenter", "U-2"), TOMORROW, None),
        exam("Cloud CRM", "U-3"),
        training("U-4"),
    ];
    let of = |person: &str, until| (person.to_owned(), None, until);
    assert_eq!(consultants("ALL-WIDE", &wide), [of("U-7", Some(TODAY)), of("U-9", None)]);
    assert_eq!(consultants("ALL-DATA", &wide), [], "no exam of a competency of this type");
}

#[test]
fn of_several_exams_of_a_consultant_the_one_that_is_valid_longest_counts() {
    let exams = [
        dated(exam("Datacenter", "U-7"), YESTERDAY, Some(TOMORROW)),
        dated(exam("Data Platform", "U-7"), YESTERDAY, Some(TODAY)),
        dated(exam("Datacenter", "U-8"), YESTERDAY, Some(TOMORROW)),
        exam("Data Platform", "U-8"),
    ];
    let of = |person: &str, until| (person.to_owned(), None, until);
    assert_eq!(consultants("ALL-WIDE", &exams), [of("U-7", Some(TOMORROW)), of("U-8", None)]);
}

#[test]
fn a_consultant_has_the_name_of_the_newest_evidence_that_names_the_person() {
    let named = |evidence: Evidence, text: &str| Evidence { person_name: Some(name(text)), ..evidence };
    let evidence = [
        named(exam("Datacenter", "U-7"), "Lin"),
        named(dated(training("U-7"), YESTERDAY, None), "Lin-Chen"),
        dated(exam("MD-100", "U-7"), TODAY, None),
        named(exam("MD-100", "U-8"), "Wu"),
    ];
    let of = |person: &str, name: &str| (person.to_owned(), Some(name.to_owned()), None);
    assert_eq!(consultants("ALL-WIDE", &evidence), [of("U-7", "Lin-Chen"), of("U-8", "Wu")]);
}
