//! One item that cannot be read stops what needs it, and nothing else.

use serde_json::{Value, json};
use tests::{Function, World};

use super::{claim, drafted, payable};
use crate::bodies::{NUMBER, codes};
use crate::log::Log;

async fn registered_twice() -> World {
    let world = drafted().await;
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    world
}

#[tokio::test]
async fn a_registration_for_another_program_hinders_nobody() {
    let world = registered_twice().await;
    world.database.spoil("P#P-1", "Y#SSDPS", "locations");
    assert_eq!(world.submit(NUMBER).await["status"], "submitted");
    let payees = world.claimant("GET", "/payees", &Value::Null).await.expect(200);
    assert_eq!(payees["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn ones_own_registration_is_a_fault_of_ours_and_no_refusal() {
    let world = registered_twice().await;
    world.database.spoil("P#P-1", "Y#DDPS", "locations");
    let alone = world.claimant("POST", &claim("/submit"), &tests::invoice("INV-1")).await;
    assert_eq!(alone.expect(500)["code"], "internal");
    let many = json!({"claim_ids": [format!("CL-{NUMBER}")], "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    assert_eq!(codes(&answer["items"][0]["reasons"]), ["internal"]);
}

#[tokio::test]
async fn a_line_of_the_rate_card_hides_no_other() {
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
async fn a_line_of_history_hides_neither_the_claim_nor_the_voucher() {
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

/// Of vouchers at two locations one cannot be read.
#[tokio::test]
async fn a_location_stops_its_own_vouchers_from_being_redeemed_and_no_others() {
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
    let told: Vec<_> = items.iter().map(|item| item["outcome"].as_str().unwrap()).collect();
    assert_eq!(told, ["redeemed", "refused", "redeemed"]);
    assert_eq!(codes(&items[1]["reasons"]), ["internal"]);
}

#[tokio::test]
async fn a_rate_leaves_its_vouchers_without_a_price_in_the_preview_and_no_others() {
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
async fn an_enrollment_leaves_the_rest_of_the_dashboard_which_says_that_it_is_not_all() {
    let world = World::new().await;
    world.database.spoil("P#P-1", "E#SSDPS", "term_end");
    let body = world.as_admin("P-1", Function::Overview, "GET", "/dashboard", &Value::Null).await.expect(200);
    assert_eq!(body["complete"], false);
}
