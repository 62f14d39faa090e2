use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::letter::{ClaimLetter, VoucherLetter};
use crate::voucher::tests::world as vouchers;

fn id() -> EventId {
    EventId::new("SA-7KQ2-M9XD-3FHT/2")
}

fn voucher_event(json: &Value) -> voucher::Event {
    serde_json::from_value(json.clone()).unwrap()
}

fn claim_event(json: &Value) -> claim::Event {
    serde_json::from_value(json.clone()).unwrap()
}

#[test]
fn of_vouchers_exactly_these_events_are_told() {
    let bare = |kind: &str| json!({ "type": kind });
    let told = [
        bare("voucher.assigned"),
        bare("voucher.reassigned"),
        bare("voucher.reserved"),
        bare("reservation.notified"),
        json!({
            "type": "reservation.amended", "before": {"start_date": "2026-11-25", "end_date": "2026-12-01"},
            "after": {"start_date": "2026-11-26", "end_date": "2026-12-02"},
        }),
        json!({"type": "deliverable.rejected", "id": "0a1b2c", "reasons": ["malware_found"]}),
        json!({"type": "reservation.cancelled", "reason": "other_partner"}),
        json!({"type": "voucher.redeemed", "redemption": "r"}),
        json!({"type": "voucher.reminded", "reminders": [-60]}),
        bare("voucher.expired"),
        json!({"type": "voucher.withdrawn", "reason": "by mistake"}),
        json!({"type": "voucher.extended", "from": "2027-04-30", "to": "2027-05-30", "reason": "flood"}),
    ];
    let not = [
        bare("reservation.amended"),
        json!({"type": "reservation.amended", "before": {"attendees": 1}, "after": {"attendees": 2}}),
        json!({"type": "deliverable.announced", "id": "0a1b2c"}),
        json!({"type": "deliverable.clean", "id": "0a1b2c"}),
        json!({"type": "deliverable.removed", "id": "0a1b2c"}),
        bare("report.drafted"),
        json!({"type": "report.submitted", "receipt": "r"}),
    ];
    let is_told = |event: &Value| !voucher_event(event).letters(false).is_empty();
    assert!(told.iter().all(is_told) && !not.iter().any(is_told));
}

/// No sweep tells of the expiry of a voucher that was given back after its last day.
#[test]
fn a_reservation_cancelled_after_the_last_day_is_told_to_both_as_an_expiry() {
    let cancelled = voucher_event(&json!({"type": "reservation.cancelled", "reason": "other_partner"}));
    assert_eq!(cancelled.letters(true), voucher::Event::Expired.letters(true));
    assert_eq!(cancelled.letters(false), [voucher::Letter::Customer(VoucherLetter::Cancelled)]);
}

#[test]
fn of_claims_exactly_these_events_are_told() {
    let bare = |kind: &str| json!({ "type": kind });
    let told = [
        json!({"type": "claim.submitted", "reference_number": "PR-1", "invoice_number": "INV-1"}),
        json!({"type": "claim.changes_requested", "comment": "c"}),
        bare("claim.approved"),
        json!({"type": "claim.rejected", "comment": "c"}),
        json!({"type": "claim.held", "comment": "c"}),
        bare("claim.released"),
        json!({"type": "claim.dispute_settled", "comment": "c"}),
        json!({"type": "claim.reminded", "reminders": [-30]}),
        bare("claim.expired"),
    ];
    let not = [
        bare("claim.drafted"),
        bare("claim.review_started"),
        bare("claim.withdrawn"),
        json!({"type": "claim.disputed", "comment": "c"}),
    ];
    let is_told = |event: &Value| claim_event(event).letter().is_some();
    assert!(told.iter().all(is_told) && !not.iter().any(is_told));
}

#[test]
fn of_enrollments_exactly_these_events_are_told() {
    let event = |json: &Value| serde_json::from_value::<enrollment::Event>(json.clone()).unwrap();
    let told = [
        json!({"type": "enrollment.enrolled"}),
        json!({"type": "enrollment.renewed", "from": "2026-06-01", "to": "2027-06-01"}),
        json!({"type": "enrollment.renewal_due", "reminders": [-60]}),
        json!({"type": "enrollment.reminded", "reminders": [-30]}),
        json!({"type": "enrollment.grace", "reminders": []}),
        json!({"type": "enrollment.lapsed"}),
        json!({"type": "enrollment.suspended", "reason": "r"}),
        json!({"type": "enrollment.reinstated", "reason": "r"}),
    ];
    let not = [json!({"type": "enrollment.withdrawn"})];
    let is_told = |json: &Value| event(json).letter().is_some();
    assert!(told.iter().all(is_told) && !not.iter().any(is_told));
}

/// Payments are reported late and in any order; only what the claim has come to by a report is news.
#[test]
fn a_payment_is_news_when_the_claim_came_to_it() {
    for (payment, status, letter) in [
        ("sent", "paid", Some(ClaimLetter::Paid)),
        ("failed", "payment_failed", Some(ClaimLetter::PaymentFailed)),
        ("reversed", "payment_failed", Some(ClaimLetter::PaymentFailed)),
        ("failed", "paid", None),
        ("reversed", "scheduled", None),
        ("scheduled", "scheduled", None),
        ("scheduled", "paid", None),
    ] {
        let reported = |before: &str| {
            claim_event(&json!({
                "type": "claim.payment_reported", "payment_id": "PAY-1", "payment": payment, "claim_status": status,
                "claim_status_before": before,
            }))
        };
        assert_eq!(reported("approved").letter(), letter, "{payment}, {status}");
        assert_eq!(reported(status).letter(), None, "it was so before");
    }
}

#[test]
fn a_notice_says_what_was_true_then_and_no_address() {
    let reserved = vouchers::reserved();
    let notice = Notice::of_voucher(id(), &voucher::Event::Reserved, &reserved, None).unwrap();
    let told = serde_json::to_value(&notice).unwrap();
    let said = (&told["about"], &told["type"], &told["event_id"]);
    assert_eq!(said, (&json!("voucher"), &json!("voucher.reserved"), &json!("SA-7KQ2-M9XD-3FHT/2")));
    let held = &told["then"]["reservation"];
    assert_eq!((&held["company_id"], &held["no"]), (&json!(vouchers::HOLDER), &json!(1)));
    assert_eq!(held["start_date"], json!(vouchers::STARTS_ON.to_string()));
    assert!(!told.to_string().contains('@'));
    assert_eq!(serde_json::from_value::<Notice>(told).unwrap(), notice);
}

#[test]
fn a_cancelled_reservation_is_that_of_the_voucher_before() {
    let event = voucher_event(&json!({"type": "reservation.cancelled", "reason": "other_partner"}));
    let held = |before: Option<&Voucher>| {
        let notice = Notice::of_voucher(id(), &event, &vouchers::assigned(), before).unwrap();
        let Notice::Voucher(about) = notice else { panic!("{notice:?}") };
        about.then.reservation.map(|held| held.company_id.to_string())
    };
    assert_eq!(held(Some(&vouchers::reserved())).as_deref(), Some(vouchers::HOLDER));
    assert_eq!(held(None), None);
}

#[test]
fn a_notice_says_whether_the_vouchers_time_had_run_out() {
    let (holder, last_day) = (vouchers::company(vouchers::HOLDER), vouchers::reserved().core().expires_on);
    for (today, expired) in [(last_day, false), (last_day.tomorrow().unwrap(), true)] {
        let reason = voucher::CancelReason::OtherPartner;
        let outcome = vouchers::reserved().cancel(&holder, reason, None, today).unwrap();
        let crate::Outcome::Applied(next, event) = outcome else { panic!("{outcome:?}") };
        let told = Notice::of_voucher(id(), &event, &next, Some(&vouchers::reserved())).unwrap();
        let then = serde_json::to_value(&told).unwrap()["then"].clone();
        assert_eq!(then["expired"], if expired { json!(true) } else { Value::Null }, "{today}");
        assert_eq!(serde_json::from_value::<VoucherSnapshot>(then).unwrap().expired, expired, "{today}");
    }
}

#[test]
fn an_enrollments_grace_is_told_with_it() {
    let enrollment: Enrollment = serde_json::from_value(json!({
        "company_id": "P-1", "program": "DDPS", "term_start": "2026-06-01", "term_end": "2027-06-01",
        "agreement_version": "2019-01", "status": "grace",
    }))
    .unwrap();
    let event = enrollment::Event::Grace { reminders: Vec::new() };
    let Some(Notice::Enrollment(about)) = Notice::of_enrollment(id(), &event, &enrollment) else { panic!() };
    assert_eq!(about.then.grace_ends_on, date(2027, 7, 1));
    assert!(Notice::of_enrollment(id(), &enrollment::Event::Withdrawn, &enrollment).is_none());
}
