//! The completion report: the rules of submission, and the receipt.

use jiff::civil::{Date, date};

use super::world::*;
use crate::refusal::{Refusal, Refusals};
use crate::report::{Answers, EngagementOutcome, Receipt, Report, ReportState, SUPERSEDED_MAX};
use crate::voucher::{Outcome, Voucher};

/// A voucher whose only open rules are those of the report.
pub fn delivered() -> Voucher {
    with_draft(with_clean_file(reserved()))
}

pub fn submitted_on(day: Date, answers: Answers) -> Result<(Outcome, Receipt), Refusals> {
    submitted(delivered(), HOLDER, Some(&report(answers)), day)
}

pub fn refused(change: impl FnOnce(&mut Answers)) -> Vec<&'static str> {
    let mut changed = answers();
    change(&mut changed);
    codes(submitted_on(ENDS_ON, changed))
}

pub fn accepted(change: impl FnOnce(&mut Answers)) {
    let mut changed = answers();
    change(&mut changed);
    assert!(submitted_on(ENDS_ON, changed.clone()).is_ok(), "{changed:?}");
}

#[test]
fn a_complete_report_is_submitted_from_the_last_day_of_the_engagement() {
    let (outcome, receipt) = submitted_on(ENDS_ON, answers()).unwrap();
    let (voucher, event) = change(Ok(outcome));
    assert_eq!(event, "report.submitted");
    assert_eq!(voucher.report(), ReportState::Submitted(receipt.reference()));
    assert_eq!(
        codes(submitted_on(ENDS_ON.yesterday().unwrap(), answers())),
        ["engagement_not_finished", "handover_outside"]
    );
}

#[test]
fn each_open_question_is_refused_with_its_field() {
    type Leave = (&'static str, fn(&mut Answers));
    let open: [Leave; 12] = [
        ("onsite_days", |a| a.onsite_days = None),
        ("offsite_days", |a| a.offsite_days = None),
        ("walk_on_hours", |a| a.walk_on_hours = None),
        ("delivered_from", |a| a.delivered_from = None),
        ("delivered_to", |a| a.delivered_to = None),
        ("delivery_country", |a| a.delivery_country = None),
        ("lead_consultant", |a| a.lead_consultant = None),
        ("outcome", |a| a.outcome = None),
        ("current_versions", |a| a.current_versions = None),
        ("target_versions", |a| a.target_versions = None),
        ("seats", |a| a.seats = None),
        ("no_extra_fee", |a| a.no_extra_fee = None),
    ];
    for (field, leave) in open {
        let mut left_open = answers();
        leave(&mut left_open);
        let refusals = submitted_on(ENDS_ON, left_open).unwrap_err();
        assert_eq!(refusals, Refusals::from(Refusal::ReportIncomplete { question: field }));
        assert_eq!(refusals.iter().map(Refusal::field).collect::<Vec<_>>(), [Some(field)]);
    }
    accepted(|a| (a.remarks, a.planned_deployment_on) = (None, None));
    accepted(|a| (a.remarks, a.planned_deployment_on) = (Some(note("none")), Some(date(2028, 1, 1))));
}

#[test]
fn days_on_and_off_site_must_add_up_to_the_days_of_the_voucher() {
    assert_eq!(refused(|a| a.onsite_days = Some(3)), ["days_mismatch"]);
    assert_eq!(refused(|a| a.onsite_days = Some(5)), ["days_mismatch"]);
    assert_eq!(refused(|a| (a.onsite_days, a.offsite_days) = (Some(i64::MAX), Some(3))), ["days_mismatch"]);
    accepted(|a| (a.onsite_days, a.offsite_days) = (Some(5), Some(0)));
}

#[test]
fn at_most_three_days_are_off_site_and_four_hours_are_walk_on() {
    accepted(|a| (a.onsite_days, a.offsite_days) = (Some(2), Some(3)));
    assert_eq!(refused(|a| (a.onsite_days, a.offsite_days) = (Some(1), Some(4))), ["offsite_too_long"]);
    accepted(|a| a.walk_on_hours = Some(0));
    assert_eq!(refused(|a| a.walk_on_hours = Some(5)), ["walk_on_too_long"]);
}

#[test]
fn the_country_of_delivery_must_be_that_of_the_reservation() {
    assert_eq!(refused(|a| a.delivery_country = Some(country("US"))), ["country_mismatch"]);
}

#[test]
fn an_extra_fee_is_refused() {
    assert_eq!(refused(|a| a.no_extra_fee = Some(false)), ["extra_fee_charged"]);
}

#[test]
fn submission_requires_a_clean_file_and_no_pending_one() {
    let submit = |voucher: Voucher| codes(submitted(voucher, HOLDER, Some(&report(answers())), ENDS_ON));
    assert_eq!(submit(with_draft(reserved())), ["deliverable_missing"]);
    let (pending, _) = with_file(delivered(), "more.pdf");
    assert_eq!(submit(pending), ["deliverable_pending"]);
    let (pending_alone, _) = with_file(with_draft(reserved()), "first.pdf");
    assert_eq!(submit(pending_alone), ["deliverable_missing", "deliverable_pending"]);
}

#[test]
fn every_broken_rule_is_refused_at_once() {
    let (voucher, _) = with_file(with_draft(reserved()), "first.pdf");
    let bad = Answers {
        onsite_days: Some(1),
        offsite_days: Some(5),
        walk_on_hours: Some(9),
        delivery_country: Some(country("US")),
        seats: None,
        delivered_from: TODAY.yesterday().ok(),
        lead_consultant: Some(person("U-9")),
        handed_over_on: LAPSED_ON.tomorrow().ok(),
        no_extra_fee: Some(false),
        ..answers()
    };
    assert_eq!(
        codes(submitted(voucher, HOLDER, Some(&report(bad)), STARTS_ON)),
        [
            "deliverable_missing",
            "deliverable_pending",
            "report_incomplete",
            "days_mismatch",
            "offsite_too_long",
            "walk_on_too_long",
            "country_mismatch",
            "dates_differ_from_reservation",
            "delivered_before_reserved",
            "consultant_not_qualified",
            "engagement_not_finished",
            "extra_fee_charged",
            "handover_outside",
        ]
    );
}

#[test]
fn without_a_draft_of_this_reservation_every_question_is_open() {
    let open = |drafted: Option<&Report>| {
        let codes = codes(submitted(delivered(), HOLDER, drafted, ENDS_ON));
        codes.iter().filter(|code| **code == "report_incomplete").count()
    };
    assert_eq!(open(None), 12);
    let of_an_earlier_one = Report { reservation: 0, ..report(answers()) };
    assert_eq!(open(Some(&of_an_earlier_one)), 12);
}

#[test]
fn a_repeated_submission_returns_the_first_receipt() {
    let (outcome, receipt) = submitted_on(ENDS_ON, answers()).unwrap();
    let voucher = changed(Ok(outcome));
    let sealed = Report { receipt: Some(receipt.clone()), ..report(answers()) };
    // The evidence is not checked again.
    let again = submitted_with(voucher, HOLDER, Some(&sealed), &[], date(2026, 12, 5));
    assert_eq!(again, Ok((Outcome::Unchanged, receipt)));
}

#[test]
fn a_reopened_report_is_a_draft_whose_receipts_are_numbered() {
    let (outcome, first) = submitted_on(ENDS_ON, answers()).unwrap();
    let mut voucher = changed(Ok(outcome));
    let mut stored = Report { receipt: Some(first.clone()), ..report(answers()) };
    assert_eq!(first.revision, 1);
    for revision in 2..=u32::try_from(SUPERSEDED_MAX).unwrap() + 3 {
        let (outcome, reopened) = voucher.reopen_report(&company(HOLDER), Some(&stored), ENDS_ON).unwrap();
        let (draft, event) = change(Ok(outcome));
        assert_eq!((event.as_str(), draft.report()), ("report.reopened", ReportState::Draft));
        let reopened = reopened.unwrap();
        assert_eq!((reopened.receipt.as_ref(), reopened.superseded.last()), (None, stored.receipt.as_ref()));
        assert!(reopened.superseded.len() <= SUPERSEDED_MAX);
        let rewritten = draft.clone().draft(&company(HOLDER), answers(), Some(&reopened), &actor(), at(ENDS_ON));
        assert_eq!(rewritten.unwrap().1.superseded, reopened.superseded, "a draft keeps the receipts");
        let outcome = submitted(draft, HOLDER, Some(&reopened), ENDS_ON).unwrap();
        assert_eq!(outcome.1.revision, revision);
        voucher = changed(Ok(outcome.0));
        stored = Report { receipt: Some(outcome.1), ..reopened };
    }
}

#[test]
fn a_report_from_before_the_last_submission_is_no_receipt() {
    let (outcome, receipt) = submitted_on(ENDS_ON, answers()).unwrap();
    let voucher = changed(Ok(outcome));
    let older = Report { receipt: Some(Receipt { id: "R-0".to_owned(), ..receipt }), ..report(answers()) };
    let refused = submitted(voucher, HOLDER, Some(&older), ENDS_ON).unwrap_err();
    assert_eq!(refused.codes(), ["report_missing"]);
}

#[test]
fn a_receipt_is_derived_from_answers_and_instant() {
    let of = |answers, day| submitted_on(day, answers).unwrap().1;
    let receipt = of(answers(), ENDS_ON);
    assert_eq!(receipt, of(answers(), ENDS_ON));
    assert_eq!(receipt.submitted_at, at(ENDS_ON));
    assert_eq!(receipt.sha256.len(), 64);
    let digits: String = receipt.sha256.chars().take(16).collect();
    assert_eq!(receipt.id, format!("R-{}", digits.to_ascii_uppercase()));
    let others = [
        of(answers(), ENDS_ON.tomorrow().unwrap()),
        of(Answers { seats: Some(1201), ..answers() }, ENDS_ON),
        of(Answers { remarks: Some(note("well")), ..answers() }, ENDS_ON),
    ];
    assert!(others.iter().all(|other| other.id != receipt.id && other.sha256 != receipt.sha256));
}

#[test]
fn a_draft_may_be_empty_and_records_its_author_and_instant() {
    let drafted = reserved().draft(&company(HOLDER), Answers::default(), None, &actor(), at(TODAY));
    let (outcome, written) = drafted.unwrap();
    let (voucher, event) = change(Ok(outcome));
    assert_eq!((event.as_str(), voucher.report()), ("report.drafted", ReportState::Draft));
    let expected = Report { reservation: 1, ..report(Answers::default()) };
    assert_eq!(written, expected);
    let (outcome, rewritten) = voucher.draft(&company(HOLDER), answers(), None, &actor(), at(ENDS_ON)).unwrap();
    assert_eq!(outcome, Outcome::Unchanged, "the voucher has a draft already");
    assert_eq!(rewritten, Report { written_at: at(ENDS_ON), ..report(answers()) });
}

#[test]
fn an_outcome_is_stored_under_its_code() {
    for code in ["deployment_plan", "upgrade_plan", "migration_plan", "vision_scope", "findings"] {
        assert_eq!(serde_json::to_value(EngagementOutcome::parse(code).unwrap()).unwrap(), code);
    }
    assert!(EngagementOutcome::parse("Findings").is_err() && EngagementOutcome::parse("").is_err());
}
