//! `voucher.reassigned`, `voucher.withdrawn`, `voucher.extended`: delivered late, twice and out of order.

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World, reservation};

use crate::bodies::{NUMBER, licensing_event, view};

fn reassigned(at: &str, name: &str) -> Value {
    let admin = json!({"name": name, "email": format!("{}@contoso.example", name.to_lowercase())});
    licensing_event("voucher.reassigned", at, &json!({"voucher_number": NUMBER, "admin": admin}))
}

fn withdrawn(at: &str) -> Value {
    licensing_event(
        "voucher.withdrawn",
        at,
        &json!({"voucher_number": NUMBER, "reason": "The project was called off."}),
    )
}

fn extended(at: &str, expires_on: &str) -> Value {
    licensing_event(
        "voucher.extended",
        at,
        &json!({"voucher_number": NUMBER, "expires_on": expires_on, "reason": "More time."}),
    )
}

async fn validated(world: &World, email: &str) -> Reply {
    let body = json!({"voucher_number": NUMBER, "admin_email": email});
    world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await
}

fn all(at: &str) -> [(&'static str, Value); 3] {
    [("reassign", reassigned(at, "Max")), ("withdraw", withdrawn(at)), ("extend", extended(at, "2027-06-01"))]
}

const LATER: &str = "2026-11-10T00:00:00Z";

#[tokio::test]
async fn an_event_about_an_unknown_voucher_is_refused_and_succeeds_once_the_voucher_exists() {
    let world = World::new().await;
    for (id, event) in all(LATER) {
        assert_eq!(world.webhook(id, &event).await.refused(404), ["voucher_not_found"]);
    }
    world.assign(NUMBER).await;
    let (id, event) = &all(LATER)[0];
    assert_eq!(world.webhook(id, event).await.expect(200)["rev"], 2, "the same message succeeds later");
}

#[tokio::test]
async fn a_redelivered_message_changes_nothing() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let first = world.webhook("extend-1", &extended(LATER, "2027-06-01")).await.expect(200);
    assert_eq!(world.webhook("extend-1", &extended(LATER, "2027-06-01")).await.expect(200), first);
    let other = extended("2026-11-11T00:00:00Z", "2027-07-01");
    assert_eq!(world.webhook("extend-1", &other).await.expect(200), first, "an id identifies one message");
    assert_eq!(
        world.webhook("extend-2", &extended(LATER, "2027-06-01")).await.expect(200),
        first,
        "the same event under another id"
    );
}

#[tokio::test]
async fn the_reassignment_that_occurred_last_counts() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.webhook("m-2", &reassigned("2026-11-12T00:00:00Z", "Second")).await.expect(200);
    let late = world.webhook("m-1", &reassigned("2026-11-11T00:00:00Z", "First")).await.expect(200);
    assert_eq!((&late["status"], &late["rev"]), (&json!("assigned"), &json!(2)), "an older one that arrives later");
    validated(&world, "second@contoso.example").await.expect(200);
    assert_eq!(validated(&world, "first@contoso.example").await.refused(404), ["not_found_or_mismatch"]);
    assert_eq!(validated(&world, "lin.mei@contoso.example").await.refused(404), ["not_found_or_mismatch"]);
}

#[tokio::test]
async fn a_reserved_voucher_is_neither_reassigned_nor_withdrawn_but_extended() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    for (id, event) in [("m-1", reassigned(LATER, "Max")), ("m-2", withdrawn(LATER))] {
        assert_eq!(world.webhook(id, &event).await.refused(409), ["already_reserved"]);
    }
    let answer = world.webhook("m-3", &extended(LATER, "2027-06-01")).await.expect(200);
    assert_eq!(answer, json!({"voucher_number": NUMBER, "status": "reserved", "rev": 3}));
    assert_eq!(view(&world, "P-1").await["expires_on"], "2027-06-01");
}

#[tokio::test]
async fn a_redeemed_voucher_refuses_every_licensing_event() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    for (id, event) in all(LATER) {
        assert_eq!(world.webhook(id, &event).await.refused(409), ["already_redeemed"]);
    }
}

#[tokio::test]
async fn a_withdrawn_voucher_is_cancelled_for_good() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let answer = world.webhook("m-1", &withdrawn(LATER)).await.expect(200);
    assert_eq!(answer, json!({"voucher_number": NUMBER, "status": "cancelled", "rev": 2}));
    assert_eq!(world.webhook("m-2", &withdrawn("2026-11-12T00:00:00Z")).await.expect(200), answer);
    let after = reassigned("2026-11-12T00:00:00Z", "Max");
    assert_eq!(world.webhook("m-3", &after).await.refused(409), ["cancelled"]);
    let before = reassigned("2026-11-09T00:00:00Z", "Max");
    assert_eq!(world.webhook("m-4", &before).await.expect(200), answer, "it occurred before the withdrawal");
    assert_eq!(world.webhook("m-5", &extended(LATER, "2027-06-01")).await.refused(409), ["cancelled"]);
    assert_eq!(world.webhook("assign-again", &tests::assigned(NUMBER)).await.expect(200), answer);
    let reply = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    assert_eq!(reply.refused(409), ["cancelled"]);
}

#[tokio::test]
async fn an_extension_must_be_later_than_the_last_day() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    assert_eq!(world.webhook("m-1", &extended(LATER, "2027-04-29")).await.refused(409), ["not_later"]);
    assert_eq!(
        world.webhook("m-2", &extended(LATER, "2027-04-30")).await.expect(200)["rev"],
        1,
        "the day is unchanged"
    );
    assert_eq!(world.webhook("m-4", &extended("2026-11-12T00:00:00Z", "2027-07-01")).await.expect(200)["rev"], 2);
    assert_eq!(world.webhook("m-3", &extended("2026-11-11T00:00:00Z", "2027-06-01")).await.expect(200)["rev"], 2);
    assert_eq!(validated(&world, "lin.mei@contoso.example").await.expect(200)["expires_on"], "2027-07-01");
}

#[tokio::test]
async fn an_extension_reaches_a_year_from_today_at_most() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    for (id, day) in [("m-1", "2027-11-23"), ("m-2", "2028-02-29"), ("m-3", "2100-12-31")] {
        let reply = world.webhook(id, &extended(LATER, day)).await;
        assert_eq!(reply.body["reasons"][0]["field"], "expires_on");
        let detail = reply.body["reasons"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("2027-11-22"), "the limit is named: {detail}");
        assert_eq!(reply.refused(409), ["extension_too_long"], "{day}");
    }
    assert_eq!(world.webhook("m-4", &extended(LATER, "2027-11-22")).await.expect(200)["rev"], 2);
}

/// No sweep has run: the clock alone decides. An extension counts by when it occurred.
#[tokio::test]
async fn a_voucher_is_neither_reassigned_nor_withdrawn_after_its_last_day() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.clock.set("2027-04-30T23:59:59Z");
    let last_minute = world.webhook("m-0", &reassigned("2027-04-30T23:59:00Z", "Max")).await.expect(200);
    assert_eq!(last_minute["status"], "assigned", "the last day is a valid day");
    world.clock.set("2027-05-01T00:00:00Z");
    let at = "2027-04-30T23:59:59Z";
    for (id, event) in [("m-1", reassigned(at, "Eve")), ("m-2", withdrawn(at))] {
        assert_eq!(world.webhook(id, &event).await.refused(409), ["expired"]);
    }
    let too_late = extended("2027-05-01T00:00:00Z", "2027-06-01");
    assert_eq!(world.webhook("m-3", &too_late).await.refused(409), ["expired"]);
    assert_eq!(world.webhook("m-4", &extended(at, "2027-06-01")).await.expect(200)["status"], "assigned");
}
