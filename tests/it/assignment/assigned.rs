//! `voucher.assigned`.

use serde_json::{Value, json};
use tests::{Function, World, assigned};

use crate::bodies::{NUMBER, expected, faults, licensing_event, names};

#[tokio::test]
async fn a_new_voucher_is_created_and_a_known_one_stays_unchanged() {
    let world = World::new().await;
    let reply = world.webhook("assign-1", &assigned(NUMBER)).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let answer = reply.expect(201);
    assert_eq!(answer, json!({"voucher_number": NUMBER, "status": "assigned", "rev": 1}));
    for id in ["assign-1", "assign-2"] {
        assert_eq!(world.webhook(id, &assigned(NUMBER)).await.expect(200), answer, "the same message, and another one");
    }
}

#[tokio::test]
async fn the_last_valid_day_comes_from_the_event_or_is_calculated() {
    let world = World::new().await;
    let mut own = assigned("SA-OWN0-0001");
    own["data"]["expires_on"] = json!("2027-02-28");
    let mut from_assignment = assigned("SA-ASG0-0001");
    from_assignment["data"]["created_at"] = Value::Null;
    from_assignment["occurred_at"] = json!("2026-11-20T23:59:59+08:00");
    for (event, expires_on) in
        [(own, "2027-02-28"), (assigned("SA-CRE0-0001"), "2027-04-30"), (from_assignment, "2027-05-19")]
    {
        let number = event["data"]["voucher_number"].as_str().unwrap().to_owned();
        world.webhook(&number, &event).await.expect(201);
        let body = json!({"voucher_number": number, "admin_email": "lin.mei@contoso.example"});
        let view = world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await.expect(200);
        assert_eq!(view["expires_on"], expires_on, "{number}");
    }
}

#[tokio::test]
async fn the_same_number_with_other_terms_is_refused_and_the_differences_are_named() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let before = world.database.items();
    for (path, value) in [
        ("days", json!(3)),
        ("program", json!("SSDPS")),
        ("customer.id", json!("C-9")),
        ("customer.name", json!("Fabrikam Ltd")),
        ("customer.country", json!("JP")),
        ("license_id", json!("LIC-9")),
        ("license_ends_on", json!("2027-07-01")),
        ("admin.name", json!("Max Chen")),
        ("admin.email", json!("max.chen@contoso.example")),
        ("created_at", json!("2026-10-20T09:00:00Z")),
        ("expires_on", json!("2027-05-01")),
        ("intended_company_id", json!("P-2")),
    ] {
        let mut event = assigned(NUMBER);
        let pointer = format!("/data/{}", path.replace('.', "/"));
        match event.pointer_mut(&pointer) {
            Some(stated) => *stated = value,
            None => event["data"][path] = value,
        }
        let reply = world.webhook(&path.replace('.', "-"), &event).await;
        let detail = reply.body["reasons"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains(&format!("these differ: {path}.")), "{path}: {detail}");
        assert!(!detail.contains('@'), "fields, not values: {detail}");
        assert_eq!(reply.refused(409), ["assigned_with_other_terms"], "{path}");
    }
    assert_eq!(world.database.items(), before);
}

#[tokio::test]
async fn an_assignment_repeated_after_later_events_is_no_conflict() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    let data = json!({"voucher_number": NUMBER, "admin": admin});
    world.webhook("m-1", &licensing_event("voucher.reassigned", "2026-11-10T00:00:00Z", &data)).await.expect(200);
    let data = json!({"voucher_number": NUMBER, "expires_on": "2027-06-30", "reason": "More time."});
    world.webhook("m-2", &licensing_event("voucher.extended", "2026-11-10T00:00:00Z", &data)).await.expect(200);
    let mut as_it_was = assigned(NUMBER);
    as_it_was["data"]["expires_on"] = json!("2027-04-30");
    let mut as_it_is = as_it_was.clone();
    as_it_is["occurred_at"] = json!("2026-11-20T00:00:00Z");
    let mut stale = as_it_is.clone();
    (as_it_is["data"]["admin"], as_it_is["data"]["expires_on"]) = (admin, json!("2027-06-30"));
    assert_eq!(world.webhook("m-3", &as_it_was).await.expect(200)["rev"], 3);
    assert_eq!(world.webhook("m-4", &as_it_is).await.expect(200)["rev"], 3);
    stale["data"]["expires_on"] = json!("2027-06-30");
    assert_eq!(
        world.webhook("m-5", &stale).await.refused(409),
        ["assigned_with_other_terms"],
        "it occurred after both"
    );
}

#[tokio::test]
async fn a_voucher_that_no_program_offers_is_refused() {
    let world = World::new().await;
    let event = |field: &str, value: Value| {
        let mut event = assigned(NUMBER);
        event["data"][field] = value;
        event
    };
    for (id, event, wrong) in [
        ("bad-1", event("program", json!("XXDPS")), ("data.program", "not_a_program")),
        ("bad-2", event("program", json!("AZDPS")), ("data.program", "program_retired")),
        ("bad-3", event("days", json!(2)), ("data.days", "not_one_of")),
        ("bad-4", event("days", json!(0)), ("data.days", "out_of_range")),
        ("bad-5", event("admin", json!({"name": "Lin Mei", "email": "lin.mei"})), ("data.admin.email", "not_an_email")),
        ("bad-6", event("expires_on", json!("2026-10-31")), ("data.expires_on", "day_out_of_range")),
    ] {
        assert_eq!(faults(world.webhook(id, &event).await), expected(&[wrong]), "{id}");
    }
    assert_eq!(world.items("V"), 0, "nothing is stored");
}

#[tokio::test]
async fn an_assignment_delivered_after_its_last_day_is_stored_as_expired() {
    let world = World::new().await;
    let mut event = assigned(NUMBER);
    event["occurred_at"] = json!("2026-01-01T00:00:00Z");
    event["data"]["created_at"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(world.webhook("late-1", &event).await.expect(201)["status"], "expired");
}

#[tokio::test]
async fn the_answer_has_the_fields_of_the_contract() {
    let world = World::new().await;
    let answer = world.assign(NUMBER).await;
    assert_eq!(names(&answer), ["rev", "status", "voucher_number"]);
}
