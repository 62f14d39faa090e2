//! Redeemed vouchers without a claim: a message lost by the stream or the queue is sent again.

use domain::attempt::Actor;
use jiff::civil::date;
use queue::RedeemedMessage;
use serde_json::{Value, json};
use tests::{PDF, World};

use crate::sweep_payload::{numbers, on};

const NUMBERS: [&str; 2] = ["SA-NET-0001", "SA-NET-0002"];
const FIELDS: [&str; 4] = ["scanned", "resent", "claimed", "unchanged"];
/// 15 minutes after the vouchers of these tests are redeemed.
const MISSED_AT: &str = "2026-11-22T09:15:00Z";

/// Two redeemed vouchers whose messages are not published.
async fn redeemed() -> World {
    let world = World::new().await;
    for number in NUMBERS {
        world.ready(number).await;
    }
    world.redeem(&NUMBERS).await;
    world
}

#[tokio::test]
async fn a_redeemed_voucher_without_a_claim_after_15_minutes_is_published_again_until_it_has_one() {
    let world = redeemed().await;
    world.clock.set("2026-11-22T09:14:59Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [0; 4], "the stream has 15 minutes");
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 2, 0, 0]);
    assert_eq!(
        numbers(&world.sweep_deadlines(Value::Null).await, FIELDS),
        [0; 4],
        "the messages have 15 minutes again"
    );
    world.clock.set("2026-11-22T09:30:00Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 2, 0, 0]);
    assert_eq!(world.deliver_claims().await.len(), 4, "two messages for each");
    assert_eq!(world.items("C"), 2, "but one claim each");
    world.clock.set("2026-11-22T10:00:00Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 0, 2, 0]);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [0; 4], "no longer due");
    assert!(world.queue.take().is_empty());
}

/// Backoff: the next message follows after the time waited so far, a day at most, so that resending does not worsen
/// an outage of the queue.
#[tokio::test]
async fn a_voucher_that_stays_without_a_claim_is_published_again_with_backoff() {
    let world = redeemed().await;
    let mut resent = 0;
    for hour in 0..240 {
        let at = "2026-11-22T09:15:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hour);
        world.clock.set(&at.to_string());
        resent += numbers(&world.sweep_deadlines(Value::Null).await, ["resent"])[0];
    }
    assert!((24..=36).contains(&resent), "two vouchers in ten days: {resent}");
}

#[tokio::test]
async fn the_message_sent_again_equals_the_lost_one() {
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

/// Removing the voucher from the due index is no event: history, revision and published messages stay unchanged.
#[tokio::test]
async fn a_voucher_found_with_its_claim_is_unchanged() {
    let world = redeemed().await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let before = world.voucher(NUMBERS[0]).await;
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 0, 2, 0]);
    let after = world.voucher(NUMBERS[0]).await;
    assert_eq!((after.rev, after.value), (before.rev, before.value));
    assert_eq!(world.events(NUMBERS[0]).await.len(), 7);
    assert_eq!(world.queue.take().len(), 2, "a replay of the stream publishes the redemptions and nothing else");
}

#[tokio::test]
async fn a_dry_run_publishes_nothing() {
    let world = redeemed().await;
    world.clock.set(MISSED_AT);
    let report = world.sweep_deadlines(json!({"dry_run": true})).await;
    assert_eq!(numbers(&report, FIELDS), [2, 2, 0, 0]);
    assert!(world.queue.take().is_empty());
}

#[tokio::test]
async fn a_sweep_for_a_later_day_publishes_what_is_missing_on_that_day() {
    let world = redeemed().await;
    assert_eq!(numbers(&world.sweep_deadlines(on(date(2026, 11, 22))).await, FIELDS), [0; 4]);
    assert_eq!(numbers(&world.sweep_deadlines(on(date(2026, 11, 23))).await, FIELDS), [2, 2, 0, 0]);
}

#[tokio::test]
async fn a_sweep_for_a_later_day_does_not_postpone_the_next_check() {
    let world = redeemed().await;
    assert_eq!(numbers(&world.sweep_deadlines(on(date(2027, 3, 1))).await, FIELDS), [2, 2, 0, 0]);
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [2, 2, 0, 0]);
}

/// The scan of a file ends after the redemption: the last change of the voucher is not a person's. Who redeemed it may not
/// approve its claim, so no claim is made without that name.
#[tokio::test]
async fn a_voucher_that_a_late_scan_changed_keeps_its_redeemer() {
    let world = World::new().await;
    world.ready(NUMBERS[0]).await;
    let id = world.announce(NUMBERS[0], "annex.pdf", PDF).await;
    world.redeem(&NUMBERS[..1]).await;
    world.upload(NUMBERS[0], &id, 2, PDF).await;
    assert!(world.voucher(NUMBERS[0]).await.last_by.is_system());
    world.clock.set(MISSED_AT);
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [1, 0, 0, 1], "the stream is late");
    assert!(world.queue.take().is_empty());
    world.run_outbox().await;
    let lost = world.queue.take();
    world.clock.set("2026-11-22T09:30:00Z");
    assert_eq!(numbers(&world.sweep_deadlines(Value::Null).await, FIELDS), [1, 1, 0, 0]);
    let redeemers = |messages: &[RedeemedMessage]| -> Vec<Option<Actor>> {
        messages.iter().map(|message| message.voucher.redeemed_by.clone()).collect()
    };
    let again = redeemers(&world.queue.take());
    assert_eq!((again.len(), &again), (1, &redeemers(&lost)));
    assert!(again[0].is_some());
}
