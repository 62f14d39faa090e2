//! The safety net: what a dead stream or a lost message would have lost is sent again.

use super::*;

const NUMBERS: [&str; 2] = ["SA-NET-0001", "SA-NET-0002"];
const FIELDS: [&str; 4] = ["scanned", "resent", "claimed", "unchanged"];
/// 15 minutes after the vouchers of these tests are redeemed.
const MISSED_AT: &str = "2026-11-22T09:15:00Z";

/// Two redeemed vouchers of which nobody was told.
async fn redeemed() -> World {
    let world = World::new().await;
    for number in NUMBERS {
        world.ready(number).await;
    }
    world.redeem(&NUMBERS).await;
    world
}

#[tokio::test]
async fn a_redeemed_voucher_without_a_claim_after_15_minutes_is_told_again_until_it_has_one() {
    let world = redeemed().await;
    world.clock.set("2026-11-22T09:14:59Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [0; 4], "the stream has its time");
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 2, 0, 0]);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [0; 4], "they have their time again");
    world.clock.set("2026-11-22T09:30:00Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 2, 0, 0]);
    assert_eq!(world.deliver_claims().await.len(), 4, "told twice, of each");
    assert_eq!(world.items("C"), 2, "and yet claimed once");
    world.clock.set("2026-11-22T10:00:00Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 0, 2, 0]);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [0; 4], "settled");
    assert!(world.queue.take().is_empty());
}

/// As long again as it has waited, a day at most: an outage of the queue is not made worse by those who wait for it.
#[tokio::test]
async fn what_keeps_missing_its_claim_is_told_less_and_less_often() {
    let world = redeemed().await;
    let mut told = 0;
    for hour in 0..240 {
        let at = "2026-11-22T09:15:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hour);
        world.clock.set(&at.to_string());
        told += numbers(&world.sweep_deadlines(Value::Null).await, ["resent"])[0];
    }
    assert!((24..=36).contains(&told), "two vouchers in ten days: {told}");
}

#[tokio::test]
async fn the_message_sent_again_is_the_one_that_was_lost() {
    let world = redeemed().await;
    world.run_outbox().await;
    let mut lost = world.queue.take();
    world.clock.set(MISSED_AT);
    world.sweep_deadlines(Value::Null).await;
    let mut again = world.queue.take();
    for messages in [&mut lost, &mut again] {
        messages.sort_by_key(|message| message.voucher.voucher_number.clone());
    }
    assert_eq!(lost, again);
}

/// Nothing happened to the voucher: its history, its revision and what others are told stay as they are.
#[tokio::test]
async fn a_settled_voucher_is_the_same_voucher() {
    let world = redeemed().await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let before = world.voucher(NUMBERS[0]).await;
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 0, 2, 0]);
    let after = world.voucher(NUMBERS[0]).await;
    assert_eq!((after.rev, after.value), (before.rev, before.value));
    assert_eq!(world.events(NUMBERS[0]).await.len(), 7);
    assert_eq!(
        world.queue.take().len(),
        2,
        "the stream from its beginning tells of the redemptions, and of no settling"
    );
}

#[tokio::test]
async fn a_dry_run_tells_nobody() {
    let world = redeemed().await;
    world.clock.set(MISSED_AT);
    let report = world.sweep_deadlines(json!({"dry_run": true})).await;
    assert_eq!(numbers(&report, FIELDS), [2, 2, 0, 0]);
    assert!(world.queue.take().is_empty());
}

#[tokio::test]
async fn a_sweep_for_a_later_day_misses_the_claims_of_that_day_too() {
    let world = redeemed().await;
    assert_eq!(numbers(&world.sweep_deadlines(on(date(2026, 11, 22))).await, FIELDS), [0; 4]);
    assert_eq!(numbers(&world.sweep_deadlines(on(date(2026, 11, 23))).await, FIELDS), [2, 2, 0, 0]);
}
