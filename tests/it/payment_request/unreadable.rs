//! Unreadable items: each stops only what needs it (DECISIONS.md 34).

use serde_json::{Value, json};
use tests::{Function, World};

use super::{claim, drafted, payable};
use crate::bodies::{NUMBER, codes};
use crate::log::Log;

async fn with_two_registrations() -> World {
    let world = drafted().await;
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    world
}

#[tokio::test]
async fn an_unreadable_registration_does_not_stop_claims_of_another_program() {
    let world = with_two_registrations().await;
    world.database.spoil("P#P-1", "Y#SSDPS", "locations");
    assert_eq!(world.submit(NUMBER).await["status"], "submitted");
    let payees = world.claimant("GET", "/payees", &Value::Null).await.expect(200);
    assert_eq!(payees["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unreadable_registration_of_the_program_is_an_internal_error_and_no_refusal() {
    let world = with_two_registrations().await;
    world.database.spoil("P#P-1", "Y#DDPS", "locations");
    let alone = world.claimant("POST", &claim("/submit"), &tests::invoice("INV-1")).await;
    assert_eq!(alone.expect(500)["code"], "internal");
    let many = json!({"claim_ids": [format!("CL-{NUMBER}")], "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    assert_eq!(codes(&answer["items"][0]["reasons"]), ["internal"]);
}

#[tokio::test]
async fn an_unreadable_rate_hides_no_other_and_is_logged() {
    let world = World::new().await;
    let before = world.claimant("GET", "/rates", &Value::Null).await.expect(200)["items"].as_array().unwrap().len();
    let rate = json!({"per_day": {"minor": 90_000, "currency": "EUR"}, "valid_from": "2026-01-01"});
    world.reviewer("PUT", "/rates/DE/DDPS", &rate).await.expect(200);
    world.database.spoil("RATE#DE", "DDPS#2026-01-01", "per_day");
    let log = Log::default();
    let guard = log.listen();
    let after = world.claimant("GET", "/rates", &Value::Null).await.expect(200);
    drop(guard);
    assert_eq!(after["items"].as_array().unwrap().len(), before);
    assert!(log.text().contains("RATE#DE/DDPS#2026-01-01"), "{}", log.text());
}

#[tokio::test]
async fn an_unreadable_history_line_hides_neither_claim_nor_voucher() {
    let world = payable().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world.submit(NUMBER).await;
    world.run_outbox().await;
    world.database.spoil(&format!("V#{NUMBER}"), "H#C#0000000001", "at");
    world.database.spoil(&format!("V#{NUMBER}"), "H#V#0000000002", "at");
    let claim = world.shown_claim(NUMBER).await;
    assert_eq!((&claim["status"], claim["history"].as_array().unwrap().len()), (&json!("submitted"), 1));
    let path = format!("/vouchers/{NUMBER}");
    let voucher = world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200);
    assert_eq!(voucher["claim"]["status"], "submitted");
    world.database.spoil(&format!("V#{NUMBER}"), "C", "due_on");
    let voucher = world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200);
    assert_eq!((&voucher["status"], &voucher["claim"]), (&json!("redeemed"), &Value::Null));
}

/// Vouchers at two locations, one of which is unreadable.
#[tokio::test]
async fn an_unreadable_location_stops_only_the_redemption_of_its_vouchers() {
    let world = World::new().await;
    for number in ["SA-HERE-0001", "SA-THERE-001"] {
        world.ready(number).await;
    }
    let elsewhere = json!({"location_id": "L-2", "delivery_country": "US"});
    world.assign("SA-US-00001").await;
    let body = crate::bodies::with(tests::reservation("SA-US-00001"), &elsewhere);
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    world.database.spoil("P#P-1", "L#L-2", "country");
    let items = world.redeem(&["SA-HERE-0001", "SA-US-00001", "SA-THERE-001"]).await;
    let outcomes: Vec<_> = items.iter().map(|item| item["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["redeemed", "refused", "redeemed"]);
    assert_eq!(codes(&items[1]["reasons"]), ["internal"]);
}

#[tokio::test]
async fn an_unreadable_rate_removes_only_its_vouchers_amounts_from_the_preview() {
    let world = World::new().await;
    for number in ["SA-HERE-0001", "SA-THERE-001"] {
        world.ready(number).await;
    }
    let elsewhere = json!({"location_id": "L-2", "delivery_country": "US"});
    world.assign("SA-US-00001").await;
    let body = crate::bodies::with(tests::reservation("SA-US-00001"), &elsewhere);
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    let items = world.database.items();
    let line = items.iter().find(|item| item["pk"]["S"] == "RATE#US").unwrap();
    world.database.spoil("RATE#US", line["sk"]["S"].as_str().unwrap(), "per_day");
    let body = json!({"voucher_numbers": ["SA-HERE-0001", "SA-US-00001"]});
    let preview = world.as_admin("P-1", Function::Redemption, "POST", "/preview", &body).await.expect(200);
    let expected: Vec<_> = preview["items"].as_array().unwrap().iter().map(|item| &item["expected"]["minor"]).collect();
    assert_eq!(expected, [&json!(500_000), &Value::Null]);
}

#[tokio::test]
async fn an_unreadable_enrollment_marks_the_dashboard_as_incomplete() {
    let world = World::new().await;
    world.database.spoil("P#P-1", "E#SSDPS", "term_end");
    let body = world.as_admin("P-1", Function::Overview, "GET", "/dashboard", &Value::Null).await.expect(200);
    assert_eq!(body["complete"], false);
}
