//! `GET /vouchers/{voucher_number}`: the voucher, its history and its claim.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, reservation, reservation_by};

use super::get;
use crate::bodies::{NUMBER, names, view};

fn path() -> String {
    format!("/vouchers/{NUMBER}")
}

fn types(body: &Value) -> Vec<&str> {
    body["history"].as_array().unwrap().iter().map(|line| line["type"].as_str().unwrap()).collect()
}

async fn redeemed() -> World {
    let world = World::new().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    assert_eq!(world.run_outbox().await, 0);
    world.deliver_claims().await;
    world
}

#[tokio::test]
async fn the_details_are_the_common_view_with_history_and_claim() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    let reply = get(&world, "P-1", &path()).await;
    assert_eq!(reply.header("etag"), Some("\"2\""));
    let mut body = reply.expect(200);
    assert_eq!((&body["history"], &body["claim"]), (&json!([]), &Value::Null), "the stream has not been consumed yet");
    body.as_object_mut().unwrap().retain(|name, _| name != "history" && name != "claim");
    assert_eq!(body, view(&world, "P-1").await);
}

#[tokio::test]
async fn each_history_line_names_actor_time_event_and_resulting_status() {
    let world = redeemed().await;
    let body = get(&world, "P-1", &path()).await.expect(200);
    let expected = [
        "voucher.assigned",
        "voucher.reserved",
        "deliverable.announced",
        "deliverable.clean",
        "report.drafted",
        "report.submitted",
        "voucher.redeemed",
    ];
    assert_eq!(types(&body), expected);
    let line = &body["history"][1];
    assert_eq!(names(line), ["at", "by", "by_name", "request", "rev", "status", "type"]);
    let values = (&line["at"], &line["by"], &line["status"], &line["rev"]);
    assert_eq!(values, (&json!("2026-11-22T09:00:00Z"), &json!("U-1"), &json!("reserved"), &json!(2)));
    assert!(line["request"].as_str().is_some_and(|request| !request.is_empty()));
}

/// The token's name of that time is shown, also after a later change of it.
#[tokio::test]
async fn history_and_reservation_name_people_and_no_systems() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let token = |name: Value| {
        let claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "name": name});
        world.issuer.sign(claims, world.clock.now())
    };
    let call = |path: String, name: Value, body: Value| {
        world.call(Function::Reservation, send("POST", &path).token(&token(name)).json(&body))
    };
    call("/reservations".to_owned(), json!("Chen Yu-Lin"), reservation(NUMBER)).await.expect(201);
    let notify = format!("/reservations/{NUMBER}/notify");
    call(notify.clone(), json!("Lin-Chen"), json!({})).await.expect(200);
    world.clock.set("2026-11-22T09:05:00Z");
    call(notify, json!(7), json!({})).await.expect(200);
    world.run_outbox().await;
    let body = get(&world, "P-1", &path()).await.expect(200);
    let names: Vec<_> = body["history"].as_array().unwrap().iter().map(|line| &line["by_name"]).collect();
    assert_eq!(names, [&Value::Null, &json!("Chen Yu-Lin"), &json!("Lin-Chen")]);
    let reserved = &body["reservation"];
    assert_eq!((&reserved["reserved_by"], &reserved["reserved_by_name"]), (&json!("U-1"), &json!("Chen Yu-Lin")));
}

#[tokio::test]
async fn a_redeemed_voucher_shows_its_claim_with_the_amount() {
    let world = redeemed().await;
    let claim = json!({
        "claim_id": world.claim(NUMBER).await.unwrap().id, "status": "draft",
        "amount": {"minor": 500_000, "currency": "USD"}, "due_on": "2027-01-21",
    });
    assert_eq!(get(&world, "P-1", &path()).await.expect(200)["claim"], claim);
    world.clock.set("2027-01-22T00:00:00Z");
    assert_eq!(get(&world, "P-1", &path()).await.expect(200)["claim"]["status"], "expired", "by the clock");
}

#[tokio::test]
async fn reason_and_note_are_shown_with_their_event() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    let cancel = json!({"reason": "offering_changed", "note": "Moved to next year."});
    let cancelled = format!("/reservations/{NUMBER}/cancel");
    world.as_admin("P-1", Function::Reservation, "POST", &cancelled, &cancel).await.expect(200);
    world.run_outbox().await;
    let body = world.as_operations(Function::Overview, "GET", &path(), &Value::Null).await.expect(200);
    let line = &body["history"][2];
    assert_eq!(
        (&line["type"], &line["reason"], &line["note"]),
        (&json!("reservation.cancelled"), &cancel["reason"], &cancel["note"])
    );
}

/// An earlier partner and its actions are not disclosed to the present holder.
#[tokio::test]
async fn the_history_of_an_earlier_partner_is_shown_to_operations_only() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    let cancel = json!({"reason": "other_partner", "note": "A word of P-1."});
    let cancelled = format!("/reservations/{NUMBER}/cancel");
    world.as_admin("P-1", Function::Reservation, "POST", &cancelled, &cancel).await.expect(200);
    world.clock.set("2026-11-22T10:00:00Z");
    let theirs = reservation_by("P-2", NUMBER);
    world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &theirs).await.expect(201);
    world.run_outbox().await;
    let body = get(&world, "P-2", &path()).await.expect(200);
    assert_eq!(types(&body), ["voucher.assigned", "voucher.reserved"]);
    assert_eq!(body["history"][1]["rev"], 4);
    assert!(!body.to_string().contains("A word of P-1."));
    get(&world, "P-1", &path()).await.expect(404);
    let all = world.as_operations(Function::Overview, "GET", &path(), &Value::Null).await.expect(200);
    assert_eq!(types(&all).len(), 4);
}

#[tokio::test]
async fn a_voucher_of_another_company_is_not_found_and_operations_see_any() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let nobodys = get(&world, "P-1", "/vouchers/SA-0000-0000-0000").await;
    assert_eq!(get(&world, "P-1", &path()).await.body, nobodys.body);
    assert_eq!(nobodys.refused(404), ["voucher_not_found"]);
    let body = world.as_operations(Function::Overview, "GET", &path(), &Value::Null).await.expect(200);
    assert_eq!((&body["status"], &body["actions"], &body["admin"]), (&json!("assigned"), &json!([]), &Value::Null));
    let unknown = world.as_operations(Function::Overview, "GET", "/vouchers/SA-0000-0000-0000", &Value::Null).await;
    assert_eq!(unknown.refused(404), ["voucher_not_found"]);
}

#[tokio::test]
async fn a_number_is_accepted_in_either_case() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    get(&world, "P-1", &format!("/vouchers/{}", NUMBER.to_lowercase())).await.expect(200);
}
