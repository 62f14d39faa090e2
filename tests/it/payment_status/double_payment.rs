//! Double payments: they cannot be undone here, so they are shown and logged.

use serde_json::{Value, json};
use testkit::WireFault;
use tests::{World, paying};

use crate::bodies::NUMBER;
use crate::log::Log;
use crate::payment_request::{bring_to_status, drafted};

const T1: &str = "2026-11-22T06:00:00Z";

async fn paid() -> World {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "paid").await;
    world
}

#[tokio::test]
async fn two_payments_are_shown_to_partner_and_operations() {
    let world = paid().await;
    let answer = world.pay("sent", NUMBER, "PAY-2", T1).await;
    assert_eq!((&answer["status"], &answer["rev"]), (&json!("paid"), &json!(6)));
    let path = format!("/claims/CL-{NUMBER}");
    for shown in [world.shown_claim(NUMBER).await, world.reviewer("GET", &path, &Value::Null).await.expect(200)] {
        let sent = |payment: &&Value| payment["event"] == "sent";
        assert_eq!(shown["payments"].as_array().unwrap().iter().filter(sent).count(), 2);
        assert_eq!(shown["status"], "paid");
    }
}

#[tokio::test]
async fn a_second_payment_is_logged_as_an_error_and_a_repeated_report_is_not() {
    let log = Log::default();
    let guard = log.listen();
    let world = paid().await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:30:00Z").await;
    assert!(!log.text().contains("paid twice"), "one payment reported twice is not a double payment");
    world.pay("sent", NUMBER, "PAY-2", T1).await;
    drop(guard);
    let text = log.text();
    let line = text.lines().find(|line| line.contains("a claim was paid twice")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["level"], "ERROR");
    assert_eq!((&line["fields"]["claim_id"], &line["fields"]["payments"]), (&json!(format!("CL-{NUMBER}")), &json!(2)));
}

/// The id of the message cannot be stored, so the payer sends it again. Nobody waits for that to learn of the payment.
#[tokio::test]
async fn a_second_payment_is_logged_before_the_report_is_answered() {
    let log = Log::default();
    let guard = log.listen();
    let world = paid().await;
    // The claim is the first of these calls.
    world.database.faults.always_after(1, "PutItem", WireFault::Throttled);
    let second = paying("sent", NUMBER, "PAY-2", T1);
    assert_eq!(world.payer("m-2", &second).await.status, 503);
    world.database.faults.clear();
    assert!(log.text().contains("a claim was paid twice"));
    world.payer("m-2", &second).await.expect(200);
    drop(guard);
}

#[tokio::test]
async fn a_claim_stays_paid_while_one_of_two_payments_is_not_reversed() {
    let world = paid().await;
    world.pay("sent", NUMBER, "PAY-2", T1).await;
    let after = world.pay("reversed", NUMBER, "PAY-2", "2026-11-22T08:45:00Z").await;
    assert_eq!(after["status"], "paid");
    let after = world.pay("reversed", NUMBER, "PAY-1", "2026-11-22T08:50:00Z").await;
    assert_eq!(after["status"], "payment_failed");
}
