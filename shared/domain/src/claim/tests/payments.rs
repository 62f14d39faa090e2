//! What the payer's system reports: late, twice, reordered, of one payment or several.

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
fn each_report_leads_to_its_status_and_is_told() {
    for (event, status) in [
        (Scheduled, Status::Scheduled),
        (Sent, Status::Paid),
        (Failed, Status::PaymentFailed),
        (Reversed, Status::PaymentFailed),
    ] {
        let (claim, told) = made(approved().report_payment(&reported("PAY-1", event, 1)));
        assert_eq!((claim.stored_status(), claim.status(WITHIN)), (status, status));
        let payment_id = PaymentId::parse("PAY-1").unwrap();
        let status = status.as_str().to_owned();
        let before = "approved".to_owned();
        assert_eq!(told, Event::PaymentReported { payment_id, payment: event, status, before });
    }
}

#[test]
fn a_payment_goes_its_way_and_the_same_report_again_changes_nothing() {
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
fn what_is_paid_stays_paid_whatever_comes_late_of_before() {
    assert_eq!(paid().report_payment(&reported("PAY-1", Scheduled, 1)), Ok(Outcome::Unchanged));
    for late in [reported("PAY-1", Failed, 2), reported("PAY-1", Reversed, 3)] {
        assert_eq!(after(paid(), &late).stored_status(), Status::Paid, "{late:?}");
    }
    for other in [Scheduled, Failed, Reversed] {
        let claim = after(paid(), &reported("PAY-0", other, 9));
        assert_eq!(claim.stored_status(), Status::Paid, "another payment {other:?} does not take it back");
    }
}

#[test]
fn money_that_came_back_is_not_paid_until_it_is_sent_again() {
    let reversed = after(paid(), &reported("PAY-1", Reversed, 5));
    assert_eq!((reversed.stored_status(), sent(&reversed)), (Status::PaymentFailed, 0));
    let again = after(reversed.clone(), &reported("PAY-2", Scheduled, 6));
    assert_eq!(again.stored_status(), Status::Scheduled);
    let again = after(again, &reported("PAY-2", Sent, 7));
    assert_eq!((again.stored_status(), sent(&again)), (Status::Paid, 1));
    assert_eq!(again.clone().report_payment(&reported("PAY-1", Sent, 4)), Ok(Outcome::Unchanged), "a late word");
}

#[test]
fn a_plan_does_not_take_back_what_was_sent() {
    let claim = after(paid(), &reported("PAY-1", Scheduled, 9));
    assert_eq!((claim.stored_status(), sent(&claim)), (Status::Paid, 1));
    let claim = after(claim, &reported("PAY-1", Failed, 7));
    assert_eq!(claim.stored_status(), Status::Scheduled, "it came back in between");
}

/// The instants, in hours, at which money moved by a payment: out, or back.
fn movements(claim: &Claim) -> Vec<(PaymentEvent, i64)> {
    let State::Approved(approved) = &claim.state else { panic!() };
    let hours = |at: jiff::Timestamp| at.duration_since(hour(0)).as_hours();
    let all = approved.payments.iter().flat_map(crate::claim::Payment::movements);
    all.map(|word| (word.event, hours(word.at))).collect()
}

#[test]
fn money_moves_when_it_is_sent_and_when_it_comes_back_and_not_by_saying_so_again() {
    let tell = |words: &[(PaymentEvent, i64)]| {
        let reports: Vec<ReportedPayment> =
            words.iter().map(|(event, hours)| reported("PAY-1", *event, *hours)).collect();
        movements(&after_all(approved(), &reports))
    };
    assert_eq!(tell(&[(Scheduled, 1), (Failed, 2)]), []);
    assert_eq!(tell(&[(Sent, 4), (Sent, 9), (Sent, 6)]), [(Sent, 4)]);
    assert_eq!(tell(&[(Sent, 4), (Reversed, 9), (Failed, 10)]), [(Sent, 4), (Reversed, 9)]);
    assert_eq!(tell(&[(Sent, 9), (Failed, 6), (Sent, 4)]), [(Sent, 4), (Failed, 6), (Sent, 9)]);
    assert_eq!(tell(&[(Reversed, 3)]), []);
}

#[test]
fn of_two_words_of_the_same_moment_the_later_in_the_life_of_a_payment_counts() {
    for pair in [[Scheduled, Sent], [Sent, Failed], [Failed, Reversed]] {
        let [earlier, later] = pair.map(|event| reported("PAY-1", event, 1));
        let expected = status_after(std::slice::from_ref(&later));
        assert_eq!(status_after(&[earlier.clone(), later.clone()]), expected);
        assert_eq!(status_after(&[later, earlier]), expected);
    }
}

#[test]
fn money_sent_twice_is_paid_and_shows() {
    let second = reported("PAY-2", Sent, 6);
    let twice = after(paid(), &second);
    assert_eq!((twice.stored_status(), sent(&twice), sent(&paid())), (Status::Paid, 2, 1));
    let one_back = after(twice, &reported("PAY-2", Reversed, 7));
    assert_eq!((one_back.stored_status(), sent(&one_back)), (Status::Paid, 1));
}

#[test]
fn of_several_payments_none_of_which_was_sent_the_last_word_counts() {
    let (one, other) = (reported("PAY-1", Failed, 3), reported("PAY-2", Scheduled, 2));
    assert_eq!(status_after(&[one.clone(), other]), Status::PaymentFailed);
    assert_eq!(status_after(&[one, reported("PAY-2", Scheduled, 4)]), Status::Scheduled);
    assert_eq!(status_after(&[]), Status::Approved);
}

#[test]
fn another_amount_or_currency_changes_nothing() {
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
fn what_nobody_approved_cannot_be_paid_and_every_broken_rule_is_told() {
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
fn what_is_held_is_not_to_be_paid_and_a_plan_to_is_refused() {
    let refused = held().report_payment(&reported("PAY-1", Scheduled, 1)).unwrap_err();
    assert_eq!(
        refused.into_iter().collect::<Vec<_>>(),
        [Refusal::WrongClaimStatus { status: "on_hold", needed: vec!["approved"] }]
    );
    let released = made(held().release(reviewer(&by(OPERATIONS)))).0;
    assert_eq!(after(released, &reported("PAY-1", Scheduled, 1)).stored_status(), Status::Scheduled);
}

#[test]
fn what_was_held_is_paid_when_the_payer_says_so_and_can_be_neither_held_nor_released_then() {
    let claim = after(held(), &reported("PAY-1", Sent, 1));
    assert_eq!(claim.stored_status(), Status::Paid);
    assert!(claim.clone().release(reviewer(&by(OPERATIONS))).is_err() && claim.hold(note("Late.")).is_err());
}

#[test]
fn a_dispute_stays_while_the_payer_goes_on_until_it_is_settled_and_other_words_replace_it() {
    let (claim, event) = made(paid().open_dispute(note("Too little."), at(WITHIN)));
    assert_eq!(event, Event::Disputed { comment: note("Too little.") });
    let claim = after(claim, &reported("PAY-1", Reversed, 9));
    assert_eq!((&claim.dispute, claim.stored_status()), (&Some(note("Too little.")), Status::PaymentFailed));
    let claim = after(claim, &reported("PAY-2", Sent, 10));
    let claim = made(claim.open_dispute(note("Still."), at(WITHIN))).0;
    assert_eq!(claim.dispute, Some(note("Still.")));
    let (settled, event) = made(after(claim, &reported("PAY-2", Reversed, 11)).answer_dispute(note("Paid again.")));
    assert_eq!((settled.dispute, event), (None, Event::Settled { comment: note("Paid again.") }));
}

#[test]
fn a_claim_keeps_twenty_payments_and_forgets_the_oldest_attempt_before_it_refuses_money() {
    let report = |n: i64, event| reported(&format!("PAY-{n:02}"), event, n);
    let reports: Vec<ReportedPayment> = (1..=20).map(|n| report(n, Failed)).collect();
    let full = after_all(approved(), &reports);
    let ids = |claim: &Claim| {
        let State::Approved(approved) = &claim.state else { panic!() };
        approved.payments.iter().map(|payment| payment.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let paid = after(full, &report(21, Sent));
    assert_eq!((ids(&paid).len(), ids(&paid).first().unwrap().as_str()), (20, "PAY-02"));
    assert_eq!(paid.clone().report_payment(&report(0, Failed)), Ok(Outcome::Unchanged), "older than all of them");
    assert_eq!(paid.stored_status(), Status::Paid);
    let sent: Vec<ReportedPayment> = (1..=20).map(|n| report(n, Sent)).collect();
    let refused = after_all(approved(), &sent).report_payment(&report(21, Sent)).unwrap_err();
    assert_eq!(refused.codes(), ["too_many_payments"], "what was sent is never forgotten");
}

#[test]
fn of_the_words_on_a_payment_the_last_twenty_are_kept() {
    let report = |hours: i64| reported("PAY-1", if hours % 2 == 0 { Sent } else { Failed }, hours);
    let claim = after_all(approved(), &(1..=25).map(report).collect::<Vec<_>>());
    let moved = movements(&claim);
    assert_eq!((moved.len(), moved.first(), moved.last()), (20, Some(&(Sent, 6)), Some(&(Failed, 25))));
    let again: Vec<ReportedPayment> = (4..=60).map(|hours| reported("PAY-1", Sent, hours)).collect();
    assert_eq!(movements(&after_all(approved(), &again)), [(Sent, 4)], "what is only said again goes first");
}

#[test]
fn payments_are_kept_in_the_order_of_their_names_with_the_last_word_on_each() {
    let reports = [reported("B", Failed, 2), reported("A", Scheduled, 1), reported("B", Scheduled, 1)];
    let State::Approved(approved) = after_all(approved(), &reports).state else { panic!() };
    let kept: Vec<_> = (&approved.payments)
        .into_iter()
        .map(|payment| (payment.id.as_str(), payment.stands().unwrap().event))
        .collect();
    assert_eq!(kept, [("A", Scheduled), ("B", Failed)]);
    assert_eq!(approved.payments.status(), Some(PaymentStatus::Failed));
    assert!(!approved.payments.is_empty());
}

#[test]
fn no_payment_is_dated_before_the_day_of_the_approval() {
    for event in [Scheduled, Sent, Failed, Reversed] {
        let early = ReportedPayment {
            word: PaymentReport { event, at: "2026-12-14T23:59:59Z".parse().unwrap() },
            ..reported("PAY-1", event, 0)
        };
        let refused = approved().report_payment(&early).unwrap_err();
        assert_eq!(refused, Refusal::PaymentBeforeApproval { approved_on: WITHIN }.into(), "{event:?}");
        let same_day = ReportedPayment {
            word: PaymentReport { event, at: "2026-12-15T00:00:00Z".parse().unwrap() },
            ..early.clone()
        };
        assert!(approved().report_payment(&same_day).is_ok(), "its hour does not matter");
        let wrong = ReportedPayment { amount: usd(1), ..early };
        assert_eq!(
            approved().report_payment(&wrong).unwrap_err().codes(),
            ["amount_mismatch", "payment_before_approval"]
        );
    }
}
