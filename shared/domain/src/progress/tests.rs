use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::*;
use crate::calendar::days_after;
use crate::deliverable::Counts;
use crate::invoice::InvoiceCopy;
use crate::report::{ReceiptRef, ReportState};
use crate::{Currency, Money, claim, voucher};

const TODAY: Date = date(2026, 11, 22);

/// A reserved voucher whose engagement runs from yesterday to tomorrow.
fn reserved() -> voucher::StatusFacts {
    voucher::StatusFacts {
        stored: voucher::Status::Reserved,
        expires_on: days_after(TODAY, 30),
        starts_on: Some(days_after(TODAY, -1)),
        ends_on: Some(days_after(TODAY, 1)),
        deliverables: Counts::default(),
        report: ReportState::None,
    }
}

fn submitted() -> ReportState {
    ReportState::Submitted(ReceiptRef { id: "R-1".to_owned(), submitted_at: Timestamp::UNIX_EPOCH })
}

fn clean() -> Counts {
    Counts { clean: 1, ..Counts::default() }
}

/// The same voucher after its engagement, with a clean deliverable and a submitted report.
fn ready() -> voucher::StatusFacts {
    voucher::StatusFacts { ends_on: Some(TODAY), deliverables: clean(), report: submitted(), ..reserved() }
}

fn claim(stored: claim::Status) -> claim::StatusFacts {
    claim::StatusFacts { stored, due_on: days_after(TODAY, 10), correct_by: None, is_disputed: false }
}

#[test]
fn a_reserved_voucher_passes_through_four_stages() {
    let planned = voucher::StatusFacts { starts_on: Some(days_after(TODAY, 1)), ..reserved() };
    let ended = voucher::StatusFacts { ends_on: Some(TODAY), ..reserved() };
    let stages = [planned, reserved(), ended, ready()].map(|voucher| voucher.stage(TODAY));
    let expected = [Stage::Reserved, Stage::InDelivery, Stage::ReportDue, Stage::ReadyToRedeem].map(Some);
    assert_eq!(stages, expected);
}

#[test]
fn a_report_or_a_deliverable_alone_does_not_make_a_voucher_ready() {
    let without_file = voucher::StatusFacts { deliverables: Counts::default(), ..ready() };
    let without_report = voucher::StatusFacts { report: ReportState::Draft, ..ready() };
    let still_running = voucher::StatusFacts { ends_on: Some(days_after(TODAY, 1)), ..ready() };
    let stages = [without_file, without_report, still_running].map(|voucher| voucher.stage(TODAY));
    assert_eq!(stages, [Stage::ReportDue, Stage::ReportDue, Stage::InDelivery].map(Some));
}

#[test]
fn a_voucher_that_is_not_reserved_has_no_stage_of_its_own() {
    for stored in voucher::Status::ALL {
        let has_stage = voucher::StatusFacts { stored, ..ready() }.stage(TODAY).is_some();
        assert_eq!(has_stage, stored == voucher::Status::Reserved, "{stored:?}");
    }
    assert_eq!(ready().stage(days_after(TODAY, 31)), None, "expired by the calendar");
}

#[test]
fn a_claim_is_to_submit_with_the_program_or_paid() {
    use claim::Status as S;
    for (statuses, stage) in [
        (&[S::Draft, S::ActionRequired][..], Some(Stage::ClaimToSubmit)),
        (
            &[S::Submitted, S::UnderReview, S::Approved, S::OnHold, S::Scheduled, S::PaymentFailed],
            Some(Stage::WithProgram),
        ),
        (&[S::Paid], Some(Stage::Paid)),
        (&[S::Rejected, S::Expired, S::Withdrawn], None),
    ] {
        assert!(statuses.iter().all(|status| claim(*status).stage(TODAY) == stage), "{stage:?}");
    }
    assert_eq!(claim(S::Draft).stage(days_after(TODAY, 11)), None, "a draft past its last day is expired");
}

#[test]
fn a_voucher_needs_a_file_a_report_or_its_redemption() {
    let rejected = Counts { rejected: 1, ..Counts::default() };
    let kind = |voucher: &voucher::StatusFacts| voucher.need(TODAY).map(|need| need.kind);
    let with = |deliverables| voucher::StatusFacts { deliverables, ..reserved() };
    assert_eq!(kind(&reserved()), None, "nothing is due while the engagement runs");
    assert_eq!(kind(&with(rejected)), Some(NeedKind::FileRejected));
    assert_eq!(kind(&with(Counts { pending: 1, ..rejected })), None, "another file is being checked");
    assert_eq!(kind(&with(Counts { clean: 1, ..rejected })), None, "a clean deliverable takes its place");
    let supporting = Counts { clean: 1, supporting: 1, ..rejected };
    assert_eq!(kind(&with(supporting)), Some(NeedKind::FileRejected), "slides are no deliverable");
    let ended = voucher::StatusFacts { ends_on: Some(TODAY), ..reserved() };
    assert_eq!(kind(&ended), Some(NeedKind::FilesDue), "the report can be submitted only after the files");
    for deliverables in [clean(), Counts { pending: 1, ..Counts::default() }] {
        let with_file = voucher::StatusFacts { deliverables, ..ended.clone() };
        assert_eq!(kind(&with_file), Some(NeedKind::ReportDue));
    }
    let both = voucher::StatusFacts { deliverables: rejected, ..ended };
    assert_eq!(kind(&both), Some(NeedKind::FileRejected), "one need a voucher");
    assert_eq!(ready().need(TODAY), Some(Need { due_on: days_after(TODAY, 30), kind: NeedKind::ReadyToRedeem }));
}

#[test]
fn a_claim_needs_to_be_submitted_or_corrected_until_its_last_day() {
    use claim::Status as S;
    let need = |due_on, kind| Some(Need { due_on, kind });
    assert_eq!(claim(S::Draft).need(TODAY), need(days_after(TODAY, 10), NeedKind::ClaimToSubmit));
    let sent_back = need(days_after(TODAY, 40), NeedKind::ClaimSentBack);
    assert_eq!(claim(S::ActionRequired).need(TODAY), sent_back, "thirty days more to correct it");
    assert_eq!(claim(S::Draft).need(days_after(TODAY, 11)), None);
    assert_eq!(claim(S::PaymentFailed).need(TODAY), need(TODAY, NeedKind::PaymentReturned), "it holds up a payment");
    for status in S::ALL.into_iter().filter(|status| !matches!(status, S::Draft | S::ActionRequired | S::PaymentFailed))
    {
        assert_eq!(claim(status).need(TODAY), None, "{status:?}");
    }
}

#[test]
fn a_submitted_claim_needs_its_invoice_while_that_is_missing() {
    let missing = Some(InvoiceCopy::Soft);
    for status in claim::Status::ALL {
        let waits = matches!(status, claim::Status::Submitted | claim::Status::UnderReview);
        let need = waits.then_some(Need { due_on: TODAY, kind: NeedKind::InvoiceDue });
        assert_eq!(claim(status).invoice_need(TODAY, missing), need, "{status:?}");
        assert_eq!(claim(status).invoice_need(TODAY, None), None, "{status:?}");
    }
}

#[test]
fn what_holds_up_a_payment_has_no_last_day() {
    let without: Vec<NeedKind> = NeedKind::ALL.into_iter().filter(|kind| !kind.has_last_day()).collect();
    assert_eq!(without, [NeedKind::PaymentReturned, NeedKind::InvoiceDue]);
}

#[test]
fn the_most_urgent_need_sorts_first() {
    let mut needs = [
        Need { due_on: days_after(TODAY, 2), kind: NeedKind::ClaimSentBack },
        Need { due_on: days_after(TODAY, 1), kind: NeedKind::Renewal },
        Need { due_on: days_after(TODAY, 1), kind: NeedKind::FileRejected },
        Need { due_on: days_after(TODAY, 15), kind: NeedKind::ReadyToRedeem },
        Need { due_on: TODAY, kind: NeedKind::InvoiceDue },
        Need { due_on: TODAY, kind: NeedKind::PaymentReturned },
        Need { due_on: days_after(TODAY, 13), kind: NeedKind::FilesDue },
    ];
    needs.sort_unstable_by_key(Need::urgency);
    let expected = [
        NeedKind::PaymentReturned,
        NeedKind::FileRejected,
        NeedKind::Renewal,
        NeedKind::ClaimSentBack,
        NeedKind::FilesDue,
        NeedKind::InvoiceDue,
        NeedKind::ReadyToRedeem,
    ];
    assert_eq!(needs.map(|need| need.kind), expected);
}

fn money(minor: i64, currency: &str) -> Money {
    Money { minor, currency: Currency::parse(currency).unwrap() }
}

#[test]
fn an_overview_covers_this_month_and_the_eleven_before_it() {
    let covered = months(TODAY);
    assert_eq!((covered.first(), covered.last()), (Some(&date(2025, 12, 1)), Some(&date(2026, 11, 1))));
    assert_eq!((covered.len(), begins_on(TODAY)), (12, date(2025, 12, 1)));
}

#[test]
fn payments_are_summed_by_month_and_currency_and_returns_in_their_own_month() {
    let movements = [
        (date(2025, 11, 30), money(1, "USD")),
        (date(2025, 12, 1), money(100, "USD")),
        (date(2026, 9, 30), money(500, "USD")),
        (date(2026, 9, 1), money(7, "JPY")),
        (date(2026, 11, 2), money(-500, "USD")),
    ];
    let paid = paid_by_month(movements, TODAY).unwrap();
    let of = |first| paid.iter().find(|month| month.first == first).unwrap().totals.clone();
    assert_eq!(paid.len(), 12);
    assert_eq!(of(date(2025, 12, 1)), [money(100, "USD")]);
    assert_eq!(of(date(2026, 9, 1)), [money(7, "JPY"), money(500, "USD")]);
    assert_eq!(of(date(2026, 10, 1)), [], "a month without payments");
    assert_eq!(of(date(2026, 11, 1)), [money(-500, "USD")]);
    let twice = [(TODAY, money(i64::MAX, "USD")), (TODAY, money(1, "USD"))];
    assert_eq!(paid_by_month(twice, TODAY), None, "a sum that does not fit");
}

#[test]
fn the_calendar_shows_today_and_sixty_days() {
    let shown = [-1, 0, 60, 61].map(|days| is_soon(days_after(TODAY, days), TODAY));
    assert_eq!(shown, [false, true, true, false]);
}

#[test]
fn an_enrollment_needs_its_renewal_before_the_term_and_then_the_grace_ends() {
    let ends_on = days_after(TODAY, 60);
    let enrollment: crate::enrollment::Enrollment = serde_json::from_value(serde_json::json!({
        "company_id": "P-1", "program": "DDPS", "term_start": date(2026, 1, 1), "term_end": ends_on,
        "agreement_version": "2019-01", "status": "active",
    }))
    .unwrap();
    let due_on = |day| enrollment.need(day).map(|need| need.due_on);
    assert_eq!(due_on(days_after(TODAY, -1)), None);
    assert_eq!(due_on(TODAY), Some(ends_on));
    assert_eq!(due_on(days_after(ends_on, 1)), Some(days_after(ends_on, 30)));
    assert_eq!(due_on(days_after(ends_on, 31)), None, "a lapsed enrollment is not renewed in time");
}
