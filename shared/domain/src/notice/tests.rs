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
fn exactly_these_voucher_events_cause_a_letter() {
    let bare = |kind: &str| json!({ "type": kind });
    let with_letter = [
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
    let without_letter = [
        bare("reservation.amended"),
        json!({"type": "reservation.amended", "before": {"attendees": 1}, "after": {"attendees": 2}}),
        json!({"type": "deliverable.announced", "id": "0a1b2c"}),
        json!({"type": "deliverable.clean", "id": "0a1b2c"}),
        json!({"type": "deliverable.removed", "id": "0a1b2c"}),
        bare("report.drafted"),
        json!({"type": "report.submitted", "receipt": "r"}),
    ];
    let has_letter = |event: &Value| !voucher_event(event).letters(false).is_empty();
    assert!(with_letter.iter().all(has_letter) && !without_letter.iter().any(has_letter));
}

/// No sweep expires a voucher whose reservation was cancelled after the last valid day.
#[test]
fn a_reservation_cancelled_after_the_last_day_causes_the_letters_of_an_expiry() {
    let cancelled = voucher_event(&json!({"type": "reservation.cancelled", "reason": "other_partner"}));
    assert_eq!(cancelled.letters(true), voucher::Event::Expired.letters(true));
    assert_eq!(cancelled.letters(false), [voucher::Letter::Customer(VoucherLetter::Cancelled)]);
}

#[test]
fn exactly_these_claim_events_cause_a_letter() {
    let bare = |kind: &str| json!({ "type": kind });
    let with_letter = [
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
    let without_letter = [
        bare("claim.drafted"),
        bare("claim.review_started"),
        bare("claim.withdrawn"),
        json!({"type": "claim.disputed", "comment": "c"}),
    ];
    let has_letter = |event: &Value| claim_event(event).letter().is_some();
    assert!(with_letter.iter().all(has_letter) && !without_letter.iter().any(has_letter));
}

#[test]
fn exactly_these_enrollment_events_cause_a_letter() {
    let event = |json: &Value| serde_json::from_value::<enrollment::Event>(json.clone()).unwrap();
    let with_letter = [
        json!({"type": "enrollment.enrolled"}),
        json!({"type": "enrollment.renewed", "from": "2026-06-01", "to": "2027-06-01"}),
        json!({"type": "enrollment.renewal_due", "reminders": [-60]}),
        json!({"type": "enrollment.reminded", "reminders": [-30]}),
        json!({"type": "enrollment.grace", "reminders": []}),
        json!({"type": "enrollment.lapsed"}),
        json!({"type": "enrollment.suspended", "reason": "r"}),
        json!({"type": "enrollment.reinstated", "reason": "r"}),
    ];
    let without_letter = [json!({"type": "enrollment.withdrawn"})];
    let has_letter = |json: &Value| event(json).letter().is_some();
    assert!(with_letter.iter().all(has_letter) && !without_letter.iter().any(has_letter));
}

/// Payments are reported late and in any order; only a report that changes the claim's status causes a letter.
#[test]
fn a_payment_report_causes_a_letter_when_it_changes_the_status() {
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
        assert_eq!(reported(status).letter(), None, "the status did not change");
    }
}

#[test]
fn a_notice_carries_a_snapshot_and_no_address() {
    let reserved = vouchers::reserved();
    let notice = Notice::of_voucher(id(), &voucher::Event::Reserved { terms: None }, &reserved, None).unwrap();
    let json = serde_json::to_value(&notice).unwrap();
    let names = (&json["about"], &json["type"], &json["event_id"]);
    assert_eq!(names, (&json!("voucher"), &json!("voucher.reserved"), &json!("SA-7KQ2-M9XD-3FHT/2")));
    let reservation = &json["then"]["reservation"];
    assert_eq!((&reservation["company_id"], &reservation["no"]), (&json!(vouchers::HOLDER), &json!(1)));
    assert_eq!(reservation["start_date"], json!(vouchers::STARTS_ON.to_string()));
    assert!(!json.to_string().contains('@'));
    assert_eq!(serde_json::from_value::<Notice>(json).unwrap(), notice);
}

#[test]
fn a_cancelled_reservation_is_taken_from_the_voucher_before_the_event() {
    let event = voucher_event(&json!({"type": "reservation.cancelled", "reason": "other_partner"}));
    let company_of = |before: Option<&Voucher>| {
        let notice = Notice::of_voucher(id(), &event, &vouchers::assigned(), before).unwrap();
        let Notice::Voucher(notice) = notice else { panic!("{notice:?}") };
        notice.then.reservation.map(|reservation| reservation.company_id.to_string())
    };
    assert_eq!(company_of(Some(&vouchers::reserved())).as_deref(), Some(vouchers::HOLDER));
    assert_eq!(company_of(None), None);
}

#[test]
fn a_notice_records_whether_the_voucher_is_expired() {
    let (holder, last_day) = (vouchers::company(vouchers::HOLDER), vouchers::reserved().core().expires_on);
    for (today, expired) in [(last_day, false), (last_day.tomorrow().unwrap(), true)] {
        let reason = voucher::CancelReason::OtherPartner;
        let outcome = vouchers::reserved().cancel(&holder, reason, None, today).unwrap();
        let crate::Outcome::Applied(next, event) = outcome else { panic!("{outcome:?}") };
        let notice = Notice::of_voucher(id(), &event, &next, Some(&vouchers::reserved())).unwrap();
        let then = serde_json::to_value(&notice).unwrap()["then"].clone();
        assert_eq!(then["expired"], if expired { json!(true) } else { Value::Null }, "{today}");
        assert_eq!(serde_json::from_value::<VoucherSnapshot>(then).unwrap().expired, expired, "{today}");
    }
}

#[test]
fn the_notice_of_an_enrollment_carries_its_end_of_grace() {
    let enrollment: Enrollment = serde_json::from_value(json!({
        "company_id": "P-1", "program": "DDPS", "term_start": "2026-06-01", "term_end": "2027-06-01",
        "agreement_version": "2019-01", "status": "grace",
    }))
    .unwrap();
    let event = enrollment::Event::Grace { reminders: Vec::new() };
    let Some(Notice::Enrollment(notice)) = Notice::of_enrollment(id(), &event, &enrollment) else { panic!() };
    assert_eq!(notice.then.grace_ends_on, date(2027, 7, 1));
    assert!(Notice::of_enrollment(id(), &enrollment::Event::Withdrawn, &enrollment).is_none());
}
