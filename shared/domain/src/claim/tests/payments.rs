//! Payment reports: late, repeated, reordered, of one payment or several.

use super::world::*;
use crate::claim::{
    Claim, Event, Outcome, PaymentEvent, PaymentId, PaymentReport, PaymentStatus, ReportedPayment, State, Status,
};
use crate::refusal::Refusal;
use PaymentEvent::{Failed, Reversed, Scheduled, Sent};

fn status_after(reports: &[ReportedPayment]) -> Status {
    after_all(approved(), reports).stored_status()
}

fn sent(claim: &Claim) -> usize {
    if let State::Approved(approved) = &claim.state { approved.payments.sent() } else { 0 }
}

#[test]
fn each_report_leads_to_its_status_and_event() {
    for (event, status) in [
        (Scheduled, Status::Scheduled),
        (Sent, Status::Paid),
        (Failed, Status::PaymentFailed),
        (Reversed, Status::PaymentFailed),
    ] {
        let (claim, reported_event) = made(approved().report_payment(&reported("PAY-1", event, 1)));
        assert_eq!((claim.stored_status(), claim.status(WITHIN)), (status, status));
        let payment_id = PaymentId::parse("PAY-1").unwrap();
        let status = status.as_str().to_owned();
        let before = "approved".to_owned();
        assert_eq!(reported_event, Event::PaymentReported { payment_id, payment: event, status, before });
    }
}

#[test]
fn reports_in_order_change_the_status_and_a_repeated_one_changes_nothing() {
    let mut claim = approved();
    for (hours, event, status) in [
        (1, Scheduled, Status::Scheduled),
        (2, Failed, Status::PaymentFailed),
        (3, Scheduled, Status::Scheduled),
        (4, Sent, Status::Paid),
        (5, Reversed, Status::PaymentFailed),
        (6, Sent, Status::Paid),
    ] {
        let report = reported("PAY-1", event, hours);
        claim = made(claim.report_payment(&report)).0;
        assert_eq!(claim.stored_status(), status, "{event:?}");
        assert_eq!(claim.clone().report_payment(&report), Ok(Outcome::Unchanged));
    }
}

#[test]
fn a_late_report_of_an_earlier_event_leaves_a_paid_claim_paid() {
    assert_eq!(paid().report_payment(&reported("PAY-1", Scheduled, 1)), Ok(Outcome::Unchanged));
    for late in [reported("PAY-1", Failed, 2), reported("PAY-1", Reversed, 3)] {
        assert_eq!(after(paid(), &late).stored_status(), Status::Paid, "{late:?}");
    }
    for other in [Scheduled, Failed, Reversed] {
        let claim = after(paid(), &reported("PAY-0", other, 9));
        assert_eq!(claim.stored_status(), Status::Paid, "another payment: {other:?}");
    }
}

#[test]
fn a_reversed_payment_is_not_paid_until_money_is_sent_again() {
    let reversed = after(paid(), &reported("PAY-1", Reversed, 5));
    assert_eq!((reversed.stored_status(), sent(&reversed)), (Status::PaymentFailed, 0));
    let again = after(reversed.clone(), &reported("PAY-2", Scheduled, 6));
    assert_eq!(again.stored_status(), Status::Scheduled);
    let again = after(again, &reported("PAY-2", Sent, 7));
    assert_eq!((again.stored_status(), sent(&again)), (Status::Paid, 1));
    assert_eq!(again.clone().report_payment(&reported("PAY-1", Sent, 4)), Ok(Outcome::Unchanged), "a late report");
}

#[test]
fn a_later_schedule_leaves_a_sent_payment_sent() {
    let claim = after(paid(), &reported("PAY-1", Scheduled, 9));
    assert_eq!((claim.stored_status(), sent(&claim)), (Status::Paid, 1));
    let claim = after(claim, &reported("PAY-1", Failed, 7));
    assert_eq!(claim.stored_status(), Status::Scheduled, "it failed in between");
}

/// The reports by which money moved, with their hours.
fn movements(claim: &Claim) -> Vec<(PaymentEvent, i64)> {
    let State::Approved(approved) = &claim.state else { panic!() };
    let hours = |at: jiff::Timestamp| at.duration_since(hour(0)).as_hours();
    let all = approved.payments.iter().flat_map(crate::claim::Payment::movements);
    all.map(|report| (report.event, hours(report.at))).collect()
}

#[test]
fn money_moves_when_sent_and_when_returned_but_not_by_a_repeated_report() {
    let movements_of = |events: &[(PaymentEvent, i64)]| {
        let reports: Vec<ReportedPayment> =
            events.iter().map(|(event, hours)| reported("PAY-1", *event, *hours)).collect();
        movements(&after_all(approved(), &reports))
    };
    assert_eq!(movements_of(&[(Scheduled, 1), (Failed, 2)]), []);
    assert_eq!(movements_of(&[(Sent, 4), (Sent, 9), (Sent, 6)]), [(Sent, 4)]);
    assert_eq!(movements_of(&[(Sent, 4), (Reversed, 9), (Failed, 10)]), [(Sent, 4), (Reversed, 9)]);
    assert_eq!(movements_of(&[(Sent, 9), (Failed, 6), (Sent, 4)]), [(Sent, 4), (Failed, 6), (Sent, 9)]);
    assert_eq!(movements_of(&[(Reversed, 3)]), []);
}

#[test]
fn of_two_reports_of_one_instant_the_later_event_counts() {
    for pair in [[Scheduled, Sent], [Sent, Failed], [Failed, Reversed]] {
        let [earlier, later] = pair.map(|event| reported("PAY-1", event, 1));
        let expected = status_after(std::slice::from_ref(&later));
        assert_eq!(status_after(&[earlier.clone(), later.clone()]), expected);
        assert_eq!(status_after(&[later, earlier]), expected);
    }
}

#[test]
fn two_sent_payments_are_counted() {
    let second = reported("PAY-2", Sent, 6);
    let twice = after(paid(), &second);
    assert_eq!((twice.stored_status(), sent(&twice), sent(&paid())), (Status::Paid, 2, 1));
    let one_back = after(twice, &reported("PAY-2", Reversed, 7));
    assert_eq!((one_back.stored_status(), sent(&one_back)), (Status::Paid, 1));
}

#[test]
fn of_several_unsent_payments_the_latest_report_counts() {
    let (one, other) = (reported("PAY-1", Failed, 3), reported("PAY-2", Scheduled, 2));
    assert_eq!(status_after(&[one.clone(), other]), Status::PaymentFailed);
    assert_eq!(status_after(&[one, reported("PAY-2", Scheduled, 4)]), Status::Scheduled);
    assert_eq!(status_after(&[]), Status::Approved);
}

#[test]
fn another_amount_or_currency_is_refused() {
    let mut wrong = vec![usd(499_999), usd(500_001), usd(-500_000), usd(0)];
    wrong.push(crate::Money { currency: crate::Currency::parse("TWD").unwrap(), ..usd(500_000) });
    for amount in wrong {
        for claim in [approved(), held(), paid()] {
            let report = ReportedPayment { amount: amount.clone(), ..reported("PAY-1", Sent, 9) };
            let refused = claim.report_payment(&report).unwrap_err();
            assert_eq!(refused.into_iter().collect::<Vec<_>>(), [Refusal::AmountMismatch]);
        }
    }
}

#[test]
fn an_unapproved_claim_refuses_a_payment_with_every_broken_rule() {
    let wrong = ReportedPayment { amount: usd(1), ..reported("PAY-1", Sent, 1) };
    for claim in [draft(), submitted(), under_review(), sent_back(), rejected(), swept(draft(), OVERDUE)] {
        let refused = claim.clone().report_payment(&reported("PAY-1", Sent, 1)).unwrap_err();
        assert_eq!(refused.codes(), ["wrong_claim_status"]);
        let refused = claim.report_payment(&wrong).unwrap_err();
        assert_eq!(refused.codes(), ["amount_mismatch", "wrong_claim_status"]);
    }
    let unpriced = draft_without_rate().report_payment(&wrong).unwrap_err();
    assert_eq!(unpriced.codes(), ["amount_mismatch", "wrong_claim_status"]);
}

#[test]
fn a_held_claim_refuses_a_scheduled_payment() {
    let refused = held().report_payment(&reported("PAY-1", Scheduled, 1)).unwrap_err();
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [Refusal::WrongClaimStatus { status: "on_hold", needed: vec!["approved"] }]
    );
    let released = made(held().release(reviewer(&by(OPERATIONS)))).0;
    assert_eq!(after(released, &reported("PAY-1", Scheduled, 1)).stored_status(), Status::Scheduled);
}

#[test]
fn a_held_claim_accepts_a_sent_payment_and_is_then_neither_held_nor_released() {
    let claim = after(held(), &reported("PAY-1", Sent, 1));
    assert_eq!(claim.stored_status(), Status::Paid);
    assert!(claim.clone().release(reviewer(&by(OPERATIONS))).is_err() && claim.hold(note("Late.")).is_err());
}

#[test]
fn a_dispute_stays_open_during_payment_reports_until_it_is_answered() {
    let (claim, event) = made(paid().open_dispute(note("Too little."), at(WITHIN)));
    assert_eq!(event, Event::Disputed { comment: note("Too little.") });
    let claim = after(claim, &reported("PAY-1", Reversed, 9));
    assert_eq!((&claim.dispute, claim.stored_status()), (&Some(note("Too little.")), Status::PaymentFailed));
    let claim = after(claim, &reported("PAY-2", Sent, 10));
    let claim = made(claim.open_dispute(note("Still."), at(WITHIN))).0;
    assert_eq!(claim.dispute, Some(note("Still.")));
    let (answered, event) = made(after(claim, &reported("PAY-2", Reversed, 11)).answer_dispute(note("Paid again.")));
    assert_eq!((answered.dispute, event), (None, Event::Settled { comment: note("Paid again.") }));
}

#[test]
fn a_claim_stores_twenty_payments_and_drops_the_oldest_unsent_one_first() {
    let report = |n: i64, event| reported(&format!("PAY-{n:02}"), event, n);
    let reports: Vec<ReportedPayment> = (1..=20).map(|n| report(n, Failed)).collect();
    let full = after_all(approved(), &reports);
    let ids = |claim: &Claim| {
        let State::Approved(approved) = &claim.state else { panic!() };
        approved.payments.iter().map(|payment| payment.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let paid = after(full, &report(21, Sent));
    assert_eq!((ids(&paid).len(), ids(&paid).first().unwrap().as_str()), (20, "PAY-02"));
    assert_eq!(paid.clone().report_payment(&report(0, Failed)), Ok(Outcome::Unchanged), "older than all stored ones");
    assert_eq!(paid.stored_status(), Status::Paid);
    let sent: Vec<ReportedPayment> = (1..=20).map(|n| report(n, Sent)).collect();
    let refused = after_all(approved(), &sent).report_payment(&report(21, Sent)).unwrap_err();
    assert_eq!(refused.codes(), ["too_many_payments"], "a sent payment is never dropped");
}

#[test]
fn a_payment_stores_its_last_twenty_reports() {
    let report = |hours: i64| reported("PAY-1", if hours % 2 == 0 { Sent } else { Failed }, hours);
    let claim = after_all(approved(), &(1..=25).map(report).collect::<Vec<_>>());
    let latest = movements(&claim);
    assert_eq!((latest.len(), latest.first(), latest.last()), (20, Some(&(Sent, 6)), Some(&(Failed, 25))));
    let again: Vec<ReportedPayment> = (4..=60).map(|hours| reported("PAY-1", Sent, hours)).collect();
    assert_eq!(movements(&after_all(approved(), &again)), [(Sent, 4)], "repeated reports are dropped first");
}

#[test]
fn payments_are_stored_in_the_order_of_their_ids_with_their_latest_report() {
    let reports = [reported("B", Failed, 2), reported("A", Scheduled, 1), reported("B", Scheduled, 1)];
    let State::Approved(approved) = after_all(approved(), &reports).state else { panic!() };
    let stored: Vec<_> = (&approved.payments)
        .into_iter()
        .map(|payment| (payment.id.as_str(), payment.current_report().unwrap().event))
        .collect();
    assert_eq!(stored, [("A", Scheduled), ("B", Failed)]);
    assert_eq!(approved.payments.status(), Some(PaymentStatus::Failed));
    assert!(!approved.payments.is_empty());
}

#[test]
fn a_payment_dated_before_the_day_of_approval_is_refused() {
    for event in [Scheduled, Sent, Failed, Reversed] {
        let early = ReportedPayment {
            report: PaymentReport { event, at: "2026-12-14T23:59:59Z".parse().unwrap() },
            ..reported("PAY-1", event, 0)
        };
        let refused = approved().report_payment(&early).unwrap_err();
        assert_eq!(refused, Refusal::PaymentBeforeApproval { approved_on: WITHIN }.into(), "{event:?}");
        let same_day = ReportedPayment {
            report: PaymentReport { event, at: "2026-12-15T00:00:00Z".parse().unwrap() },
            ..early.clone()
        };
        assert!(approved().report_payment(&same_day).is_ok(), "the hour does not matter");
        let wrong = ReportedPayment { amount: usd(1), ..early };
        assert_eq!(
            approved().report_payment(&wrong).unwrap_err().codes(),
            ["amount_mismatch", "payment_before_approval"]
        );
    }
}
