//! The checks for a reviewer: current report, files and evidence compared with each other.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::world::draft;
use crate::calendar::Period;
use crate::claim::{Check, CheckFacts, Checked};
use crate::deliverable::Deliverable;
use crate::partner::{Evidence, EvidenceEntry, Level, Location};
use crate::report::{Answers, Report};
use crate::voucher::tests::world::*;
use crate::voucher::{DateChange, Voucher};
use crate::{Country, EvidenceId};

/// A redeemed voucher that breaks no rule, with its stored records; each test changes one of them.
struct Case {
    voucher: Voucher,
    report: Option<Report>,
    files: Vec<Deliverable>,
    changes: Option<Vec<DateChange>>,
    location: Option<Location>,
    evidence: Vec<EvidenceEntry>,
}

fn case() -> Case {
    let (announced, file) = with_file(reserved(), "plan.pdf");
    let judged = announced.judge(&file, &as_announced(&file), at(TODAY)).unwrap();
    let reportable = with_draft(changed(Ok(judged.voucher)));
    let (outcome, receipt) = submitted(reportable, HOLDER, Some(&report(answers())), ENDS_ON).unwrap();
    Case {
        voucher: redeemed(changed(Ok(outcome))),
        report: Some(Report { receipt: Some(receipt), ..report(answers()) }),
        files: vec![judged.deliverable],
        changes: Some(Vec::new()),
        location: Some(place("L-1", "TW")),
        evidence: vec![
            entry("windows", competency("Windows and Devices", Level::Silver)),
            entry("exam-7", exam("Windows and Devices", "U-7")),
        ],
    }
}

fn entry(id: &str, evidence: Evidence) -> EvidenceEntry {
    EvidenceEntry {
        company_id: company(HOLDER),
        evidence_id: EvidenceId::parse(id).unwrap(),
        evidence,
        withdrawn: false,
    }
}

impl Case {
    fn answering(mut self, change: impl FnOnce(&mut Answers)) -> Self {
        change(&mut self.report.as_mut().unwrap().answers);
        self
    }

    fn checks(&self) -> Vec<Check> {
        draft().checks(CheckFacts {
            voucher: &self.voucher,
            report: self.report.as_ref(),
            files: &self.files,
            date_changes: self.changes.as_deref(),
            location: self.location.as_ref(),
            evidence: &self.evidence,
            catalog: catalog(),
        })
    }

    fn check(&self, checked: Checked) -> Check {
        self.checks().into_iter().find(|check| check.checked == checked).unwrap()
    }

    /// The evidence of one check, as JSON.
    fn evidence(&self, checked: Checked) -> Value {
        serde_json::to_value(self.check(checked).evidence).unwrap()
    }

    fn unmet(&self) -> Vec<&'static str> {
        self.checks().into_iter().filter(|check| !check.is_met).map(|check| check.checked.as_str()).collect()
    }
}

#[test]
fn every_check_of_a_correct_voucher_is_met_and_lists_its_evidence() {
    let checks = case().checks();
    let codes: Vec<&str> = checks.iter().map(|check| check.checked.as_str()).collect();
    assert_eq!(codes, ["report", "dates", "deliverable", "country", "length", "competency", "handover"]);
    assert_eq!(case().unmet(), [""; 0]);
    let without_evidence: Vec<&str> =
        checks.iter().filter(|check| check.evidence.is_empty()).map(|check| check.checked.as_str()).collect();
    assert_eq!(without_evidence, ["dates"], "no dates were amended");
}

#[test]
fn the_report_is_compared_with_the_reservation() {
    let case = case();
    let receipt = case.report.as_ref().unwrap().receipt.clone().unwrap();
    let expected = json!([
        {"source": "receipt", "receipt_id": receipt.id, "submitted_at": receipt.submitted_at, "sha256": receipt.sha256},
        {"source": "report", "delivered_from": "2026-11-25", "delivered_to": "2026-12-01"},
        {
            "source": "reservation", "start_date": "2026-11-25", "end_date": "2026-12-01", "reserved_on": "2026-11-22",
            "lead_consultant": "U-7",
        },
    ]);
    assert_eq!(case.evidence(Checked::Report), expected);
    assert!(case.check(Checked::Report).detail.contains(&receipt.id));
    // Reports stored before the rule existed may differ.
    let differing = case.answering(|a| a.delivered_to = Some(date(2026, 12, 3)));
    assert_eq!(differing.unmet(), ["report"]);
    let detail = differing.check(Checked::Report).detail;
    assert!(detail.contains("2026-11-25 to 2026-12-03") && detail.contains("2026-11-25 to 2026-12-01"), "{detail}");
}

#[test]
fn without_a_submitted_report_the_checks_that_need_it_are_not_met() {
    let mut none = case();
    none.report = None;
    let mut unsubmitted = case();
    unsubmitted.report.as_mut().unwrap().receipt = None;
    let mut of_an_earlier_reservation = case();
    of_an_earlier_reservation.report.as_mut().unwrap().reservation = 0;
    for without in [none, unsubmitted, of_an_earlier_reservation] {
        assert_eq!(without.unmet(), ["report", "length", "competency", "handover"]);
    }
}

fn change(on: Date, before: (Date, Date), after: (Date, Date)) -> DateChange {
    let period = |(start, end)| Period::new(start, end).unwrap();
    DateChange { at: at(on), by: actor(), before: period(before), after: period(after) }
}

#[test]
fn dates_amended_after_the_fact_are_listed_with_both_periods_and_the_person() {
    let mut case = case();
    let (planned, delivered) = ((STARTS_ON, ENDS_ON), (date(2026, 11, 26), date(2026, 12, 2)));
    case.changes = Some(vec![change(TODAY, planned, planned), change(date(2026, 12, 8), planned, delivered)]);
    assert_eq!(case.unmet(), ["dates"]);
    let detail = case.check(Checked::Dates).detail;
    assert_eq!(detail, "amended_afterwards: 1 of 2 changes of the dates came after the days concerned");
    let late = json!({
        "source": "amendment", "at": "2026-12-08T09:30:00Z", "by": "u-1", "amended_afterwards": true,
        "before": {"start_date": "2026-11-25", "end_date": "2026-12-01"},
        "after": {"start_date": "2026-11-26", "end_date": "2026-12-02"},
    });
    let evidence = case.evidence(Checked::Dates);
    assert_eq!((&evidence[0]["amended_afterwards"], &evidence[1]), (&json!(false), &late));
    case.changes = Some(vec![change(TODAY, planned, delivered)]);
    assert_eq!(case.unmet(), [""; 0], "amended in time");
}

#[test]
fn an_incomplete_history_does_not_meet_the_check_of_dates() {
    let mut case = case();
    case.changes = None;
    assert_eq!(case.unmet(), ["dates"]);
}

#[test]
fn only_clean_files_of_the_reservation_are_listed() {
    let mut case = case();
    let file = case.files[0].file().clone();
    let expected = json!([{
        "source": "file", "deliverable_id": file.id, "kind": "deployment_plan", "file_name": "plan.pdf", "size": 9,
        "sha256": file.announced.sha256, "checked_at": "2026-11-22T09:30:00Z",
    }]);
    let mut earlier = file.clone();
    earlier.reservation = 0;
    case.files.extend([Deliverable::Announced(file), Deliverable::Announced(earlier)]);
    assert_eq!(case.evidence(Checked::Deliverable), expected);
    case.files.remove(0);
    assert_eq!(case.unmet(), ["deliverable"]);
}

#[test]
fn the_country_must_match_the_current_location_and_the_report() {
    let elsewhere = case().answering(|a| a.delivery_country = Country::parse("US").ok());
    assert_eq!(elsewhere.unmet(), ["country"]);
    let mut moved = case();
    moved.location = Some(place("L-1", "JP"));
    assert_eq!(moved.unmet(), ["country"]);
    assert_eq!(
        moved.evidence(Checked::Country),
        json!([
            {"source": "claim", "country": "TW", "days": 5},
            {"source": "location", "location_id": "L-1", "country": "JP"},
            {"source": "report", "delivery_country": "TW"},
        ])
    );
    let mut gone = case();
    gone.location = None;
    assert_eq!(gone.unmet(), ["country"]);
}

#[test]
fn the_reported_days_must_be_those_of_the_voucher() {
    let broken: [fn(&mut Answers); 3] = [
        |a| a.onsite_days = Some(3),
        |a| (a.onsite_days, a.offsite_days) = (Some(1), Some(4)),
        |a| a.walk_on_hours = Some(5),
    ];
    for change in broken {
        assert_eq!(case().answering(change).unmet(), ["length"]);
    }
    assert_eq!(
        case().evidence(Checked::Length),
        json!([
            {"source": "claim", "country": "TW", "days": 5},
            {"source": "engagement", "engagement_type": "DDPS-WINOFFICE", "days": [1, 3, 5, 10, 15]},
            {"source": "report", "onsite_days": 4, "offsite_days": 1, "walk_on_hours": 4},
        ])
    );
}

#[test]
fn company_and_reported_consultant_must_qualify_on_the_first_delivered_day() {
    let on = |first: Date, consultant: &str, evidence: Vec<EvidenceEntry>| {
        let mut case =
            case().answering(|a| (a.delivered_from, a.lead_consultant) = (Some(first), Some(person(consultant))));
        case.evidence = evidence;
        case.check(Checked::Competency)
    };
    let held = |from: Date, until: Date| {
        let dated = |held: Evidence| Evidence { valid_from: from, valid_until: Some(until), ..held };
        let windows = dated(competency("Windows and Devices", Level::Gold));
        vec![entry("windows", windows), entry("exam-8", dated(exam("Windows and Devices", "U-8")))]
    };
    let day = date(2026, 11, 27);
    assert!(on(day, "U-8", held(day, day)).is_met, "another consultant than the reserved one");
    for evidence in [held(STARTS_ON, STARTS_ON), held(ENDS_ON, LAPSED_ON)] {
        assert_eq!(on(day, "U-8", evidence).detail, "neither the company nor U-8 was qualified on 2026-11-27");
    }
    assert_eq!(on(day, "U-7", held(day, day)).detail, "U-7 was not qualified on 2026-11-27");
}

#[test]
fn evidence_is_listed_with_id_validity_and_whether_it_counts() {
    let mut case = case();
    let foreign = [entry("exam-9", exam("Windows and Devices", "U-9")), entry("data", exam("Data Platform", "U-7"))];
    case.evidence.extend(foreign);
    case.evidence[1].withdrawn = true;
    assert_eq!(case.unmet(), ["competency"]);
    assert_eq!(
        case.evidence(Checked::Competency),
        json!([
            {"source": "report", "delivered_from": "2026-11-25", "lead_consultant": "U-7"},
            {
                "source": "evidence", "evidence_id": "windows", "kind": "competency", "name": "Windows and Devices",
                "level": "silver", "valid_from": "2026-01-01", "valid_until": null, "withdrawn": false, "counts": true,
            },
            {
                "source": "evidence", "evidence_id": "exam-7", "kind": "consultant_exam", "name": "Windows and Devices",
                "person": "U-7", "valid_from": "2026-01-01", "valid_until": null, "withdrawn": true, "counts": false,
            },
        ])
    );
}

#[test]
fn the_hand_over_must_lie_between_delivery_and_report() {
    for day in [None, STARTS_ON.yesterday().ok(), ENDS_ON.tomorrow().ok()] {
        assert_eq!(case().answering(|a| a.handed_over_on = day).unmet(), ["handover"], "{day:?}");
    }
    let evidence = case().evidence(Checked::Handover);
    assert_eq!(
        evidence[0],
        json!({"source": "report", "delivered_from": "2026-11-25", "handed_over_on": "2026-12-01"})
    );
    assert_eq!(evidence[1]["submitted_at"], "2026-12-01T09:30:00Z");
}
