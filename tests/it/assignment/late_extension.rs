//! `voucher.extended` that arrives after the last day: it counts by when it occurred, with or without a sweep.

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, PDF, World, assigned_days, reservation};

use crate::bodies::{NUMBER, licensing_event, view};

const OTHER: &str = "SA-OTHER-0001";
/// The last second of the last valid day.
const IN_TIME: &str = "2027-04-30T23:59:59Z";
const TOO_LATE: &str = "2027-05-01T00:00:00Z";
/// The instant at which the events of these tests arrive.
const NOW: &str = "2027-05-03T09:00:00Z";

fn extended(number: &str, at: &str, expires_on: &str) -> Value {
    let data = json!({"voucher_number": number, "expires_on": expires_on, "reason": "More time."});
    licensing_event("voucher.extended", at, &data)
}

/// Sets the clock to [`NOW`], and runs the sweep when `is_swept` is true.
async fn advance(world: &World, is_swept: bool) {
    world.clock.set(NOW);
    if is_swept {
        world.sweep_deadlines(Value::Null).await;
    }
}

async fn extend(world: &World, at: &str, expires_on: &str) -> Reply {
    world.webhook(&format!("m-{expires_on}"), &extended(NUMBER, at, expires_on)).await
}

#[tokio::test]
async fn an_unreserved_voucher_is_assigned_again() {
    for is_swept in [false, true] {
        let world = World::new().await;
        world.assign(NUMBER).await;
        advance(&world, is_swept).await;
        let answer = extend(&world, IN_TIME, "2027-06-30").await.expect(200);
        let rev = if is_swept { 3 } else { 2 };
        assert_eq!(answer, json!({"voucher_number": NUMBER, "status": "assigned", "rev": rev}));
        let body = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
        let view = world.as_admin("P-2", Function::Reservation, "POST", "/validate", &body).await.expect(200);
        assert_eq!(view["expires_on"], "2027-06-30");
        let events = world.events(NUMBER).await;
        assert_eq!(events.last().unwrap(), "voucher.extended");
        assert_eq!(events.contains(&"voucher.expired".to_owned()), is_swept, "the expiry stays in its history");
    }
}

#[tokio::test]
async fn an_extension_that_occurred_after_the_last_day_is_refused_and_changes_nothing() {
    for is_swept in [false, true] {
        let world = World::new().await;
        world.assign(NUMBER).await;
        advance(&world, is_swept).await;
        let before = world.database.items();
        assert_eq!(extend(&world, TOO_LATE, "2027-06-30").await.refused(409), ["expired"]);
        assert_eq!(world.database.items(), before);
    }
}

#[tokio::test]
async fn a_partner_whose_reservation_expired_finishes_it_after_the_extension() {
    for is_swept in [false, true] {
        let world = World::new().await;
        world.ready(NUMBER).await;
        advance(&world, is_swept).await;
        assert_eq!(world.redeem(&[NUMBER]).await[0]["reasons"][0]["code"], "expired");
        assert_eq!(extend(&world, IN_TIME, "2027-06-30").await.expect(200)["status"], "reserved");
        let listed = world.as_admin("P-1", Function::Overview, "GET", "/vouchers?status=reserved", &Value::Null).await;
        assert_eq!(listed.expect(200)["items"][0]["voucher_number"], NUMBER);
        assert_eq!(world.redeem(&[NUMBER]).await[0]["outcome"], "redeemed");
        world.run_outbox().await;
        world.deliver_claims().await;
        assert!(world.claim(NUMBER).await.is_some());
    }
}

#[tokio::test]
async fn files_and_report_survive_expiry_and_extension() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    let annex = [PDF, b"%annex\n"].concat();
    let pending = world.announce(NUMBER, "annex.pdf", &annex).await;
    let path = format!("/vouchers/{NUMBER}/report");
    world.as_admin("P-1", Function::Completion, "PUT", &path, &tests::answers()).await.expect(200);
    advance(&world, true).await;
    // The scanner finishes only now.
    world.upload(NUMBER, &pending, 2, &annex).await;
    extend(&world, IN_TIME, "2027-06-30").await.expect(200);
    let view = view(&world, "P-1").await;
    assert_eq!(view["deliverables"], json!({"clean": 2, "pending": 0, "rejected": 0}));
    assert_eq!(view["report"]["status"], "draft");
    let submit = format!("{path}/submit");
    world.as_admin("P-1", Function::Completion, "POST", &submit, &Value::Null).await.expect(200);
    assert_eq!(world.redeem(&[NUMBER]).await[0]["outcome"], "redeemed");
}

#[tokio::test]
async fn a_reservation_cancelled_after_the_last_day_leaves_the_voucher_to_every_partner() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    advance(&world, false).await;
    let (path, body) = (format!("/reservations/{NUMBER}/cancel"), json!({"reason": "other_partner"}));
    let cancelled = world.as_admin("P-1", Function::Reservation, "POST", &path, &body).await.expect(200);
    assert_eq!(cancelled["status"], "expired");
    assert_eq!(extend(&world, IN_TIME, "2027-06-30").await.expect(200)["status"], "assigned");
    let second_factor = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
    world.as_admin("P-2", Function::Reservation, "POST", "/validate", &second_factor).await.expect(200);
}

#[tokio::test]
async fn reminders_and_expiry_follow_the_extended_last_day() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    advance(&world, true).await;
    extend(&world, IN_TIME, "2027-06-15").await.expect(200);
    let sweep = async |date: &str| world.sweep_deadlines(json!({"date": date})).await;
    assert_eq!(sweep("2027-05-15").await["reminders"], 0, "the reminder 30 days before is due tomorrow");
    assert_eq!(sweep("2027-05-16").await["reminders"], 1);
    assert_eq!(sweep("2027-06-16").await["expired"], 1);
    assert_eq!(world.voucher(NUMBER).await.value.stored_status().as_str(), "expired");
}

#[tokio::test]
async fn extensions_that_arrive_in_any_order_end_with_the_same_last_day() {
    // The third occurred within the term that the second granted: before the second it is refused, and it is retried.
    let extensions = [(IN_TIME, "2027-05-15"), (IN_TIME, "2027-06-15"), ("2027-06-01T00:00:00Z", "2027-08-31")];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let world = World::new().await;
        world.assign(NUMBER).await;
        world.reserve(NUMBER).await;
        advance(&world, true).await;
        world.clock.set("2027-06-05T09:00:00Z");
        for index in [order, order].concat() {
            let (at, expires_on) = extensions[index];
            let reply = extend(&world, at, expires_on).await;
            assert!([200, 409].contains(&reply.status), "{:#}", reply.body);
        }
        let voucher = world.voucher(NUMBER).await.value;
        let state = (voucher.stored_status().as_str(), voucher.core().expires_on.to_string());
        assert_eq!(state, ("reserved", "2027-08-31".to_owned()), "{order:?}");
    }
}

/// Two vouchers of one customer for 15 days; the first was reserved and has expired.
async fn fifteen_days() -> World {
    let world = World::new().await;
    for number in [NUMBER, OTHER] {
        let mut event = assigned_days(number, 15);
        event["data"]["expires_on"] = json!(if number == NUMBER { "2027-04-30" } else { "2027-08-31" });
        world.webhook(number, &event).await.expect(201);
    }
    world.reserve(NUMBER).await;
    advance(&world, true).await;
    world
}

async fn reserve_other(world: &World) -> Reply {
    let mut body = reservation(OTHER);
    (body["start_date"], body["end_date"]) = (json!("2027-05-03"), json!("2027-05-03"));
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await
}

#[tokio::test]
async fn an_extension_restores_the_15_day_engagement_with_the_reservation() {
    let world = fifteen_days().await;
    assert_eq!(extend(&world, IN_TIME, "2027-06-30").await.expect(200)["status"], "reserved");
    assert_eq!(reserve_other(&world).await.refused(409), ["repeat_15_day"]);
}

#[tokio::test]
async fn a_15_day_engagement_taken_by_another_voucher_stays_with_it() {
    let world = fifteen_days().await;
    reserve_other(&world).await.expect(201);
    assert_eq!(extend(&world, IN_TIME, "2027-06-30").await.expect(200)["status"], "assigned");
    assert_eq!(world.voucher(OTHER).await.value.stored_status().as_str(), "reserved");
}

#[tokio::test]
async fn a_15_day_engagement_taken_and_released_by_another_voucher_is_restored() {
    let world = fifteen_days().await;
    reserve_other(&world).await.expect(201);
    let (path, body) = (format!("/reservations/{OTHER}/cancel"), json!({"reason": "other_partner"}));
    world.as_admin("P-1", Function::Reservation, "POST", &path, &body).await.expect(200);
    assert_eq!(extend(&world, IN_TIME, "2027-06-30").await.expect(200)["status"], "reserved");
    assert_eq!(reserve_other(&world).await.refused(409), ["repeat_15_day"], "it holds the engagement again");
}
