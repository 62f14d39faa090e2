//! Expiry of vouchers, and the reminders before.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tests::{Function, World, assigned};

use crate::sweep_payload::{numbers, on};

const FIELDS: [&str; 4] = ["scanned", "expired", "reminders", "unchanged"];
const RESERVED: &str = "SA-SWEEP-0001";
const ASSIGNED: &str = "SA-SWEEP-0002";
/// The last valid day of a voucher assigned on 2026-11-01.
const LAST_DAY: Date = date(2027, 4, 30);

fn before_last(days: i64) -> Date {
    LAST_DAY.checked_sub(days.days()).unwrap()
}

async fn two() -> World {
    let world = World::new().await;
    world.assign(RESERVED).await;
    world.assign(ASSIGNED).await;
    world.reserve(RESERVED).await;
    world
}

#[tokio::test]
async fn daily_sweeps_remind_three_times_and_then_expire_the_voucher() {
    let world = two().await;
    let mut changed = Vec::new();
    for days in (-3..=160).rev() {
        let found = numbers(&world.sweep_deadlines(on(before_last(days))).await, FIELDS);
        if found != [0; 4] {
            changed.push((days, found));
        }
    }
    assert_eq!(changed, [(60, [2, 0, 2, 0]), (30, [2, 0, 2, 0]), (7, [2, 0, 2, 0]), (-1, [2, 2, 0, 0])]);
    let life = ["voucher.reminded", "voucher.reminded", "voucher.reminded", "voucher.expired"];
    assert_eq!(world.events(ASSIGNED).await[1..], life);
    assert_eq!(world.events(RESERVED).await[2..], life);
}

#[tokio::test]
async fn an_expired_voucher_keeps_its_reservation_which_can_no_longer_be_cancelled() {
    let world = two().await;
    world.sweep_deadlines(on(before_last(-1))).await;
    let voucher = world.voucher(RESERVED).await.value;
    assert_eq!(voucher.stored_status().as_str(), "expired");
    assert_eq!(voucher.reservation().unwrap().company_id.as_str(), "P-1");
    let body = json!({"reason": "other_partner"});
    let path = format!("/reservations/{RESERVED}/cancel");
    let reply = world.as_admin("P-1", Function::Reservation, "POST", &path, &body).await;
    assert_eq!(reply.refused(409), ["expired"]);
}

#[tokio::test]
async fn a_voucher_is_valid_on_its_last_day_and_expired_after_it_without_a_sweep() {
    let world = two().await;
    world.sweep_deadlines(on(LAST_DAY)).await;
    assert_eq!(world.voucher(RESERVED).await.value.stored_status().as_str(), "reserved");
    // No sweep runs after that; the command is refused all the same.
    world.clock.set("2027-05-01T00:00:00Z");
    let path = format!("/reservations/{RESERVED}/notify");
    let reply = world.as_admin("P-1", Function::Reservation, "POST", &path, &Value::Null).await;
    assert_eq!(reply.refused(409), ["expired"]);
}

#[tokio::test]
async fn an_extension_moves_the_reminders_and_a_redeemed_voucher_has_none() {
    let world = two().await;
    let data = json!({"voucher_number": ASSIGNED, "expires_on": "2027-06-30", "reason": "a bulk decree"});
    let event = json!({"type": "voucher.extended", "occurred_at": "2026-11-20T00:00:00Z", "data": data});
    world.webhook("extend", &event).await.expect(200);
    world.deliver(RESERVED).await;
    world.report(RESERVED).await;
    world.redeem(&[RESERVED]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let swept = world.sweep_deadlines(on(before_last(-1))).await;
    assert_eq!(numbers(&swept, ["expired", "reminders"]), [0, 1], "60 days before the new last day: {swept}");
    let swept = world.sweep_deadlines(on(date(2027, 7, 1))).await;
    assert_eq!(numbers(&swept, ["expired", "reminders"]), [1, 0], "{swept}");
    assert_eq!(world.voucher(RESERVED).await.value.stored_status().as_str(), "redeemed");
}

#[tokio::test]
async fn a_short_voucher_has_no_reminder_of_a_day_before_its_assignment() {
    let world = World::new().await;
    let mut event = assigned(ASSIGNED);
    event["data"]["expires_on"] = json!("2026-12-10");
    world.webhook("short", &event).await.expect(201);
    let swept = world.sweep_deadlines(on(date(2026, 12, 3))).await;
    assert_eq!(numbers(&swept, FIELDS), [1, 0, 2, 0], "30 and 7 days before, not 60");
}

#[tokio::test]
async fn a_dry_run_expires_nothing() {
    let world = two().await;
    let before = world.database.items();
    let report = world.sweep_deadlines(json!({"date": before_last(-1), "dry_run": true})).await;
    assert_eq!(numbers(&report, FIELDS), [2, 2, 0, 0]);
    assert_eq!(world.database.items(), before);
}

/// A redemption on the last day races with an early sweep for the next day: one of the two succeeds, never both.
#[tokio::test]
async fn a_voucher_is_redeemed_or_expired_but_never_both() {
    let world = World::new().await;
    world.ready(RESERVED).await;
    world.database.faults.gather("PutItem", 2);
    let redeem = world.redeem(&[RESERVED]);
    let (report, items) = tokio::join!(world.sweep_deadlines(on(before_last(-1))), redeem);
    let expired = numbers(&report, ["expired"]) == [1];
    assert_eq!(items[0]["outcome"] == "redeemed", !expired, "{report} {items:?}");
    let ended = if expired { "voucher.expired" } else { "voucher.redeemed" };
    assert_eq!(world.events(RESERVED).await.last().unwrap(), ended);
}
