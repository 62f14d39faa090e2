//! The claims queue: messages that are delivered twice, late, out of order or among unreadable ones create one claim
//! for each redeemed voucher, at the rate of the day of redemption.

mod stored;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::claim::{DraftReason, Rate, State};
use domain::{Country, Currency, Money, ProgramCode};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use testkit::sample;
use tests::{Dice, World, crowd};

use crate::log::Log;

const VOUCHERS: usize = 1_000;
const BATCH: usize = 10;
/// The first day of a new rate in TW.
const RATES_CHANGE_ON: Date = date(2026, 11, 1);

fn number(index: usize) -> String {
    format!("SA-CLAIM-{index:04}")
}

/// The message for one of many vouchers. The indexes cover every country, every length and both sides of the change
/// of rates.
fn message(index: usize) -> Value {
    let country = ["TW", "US", "JP", "DE"][index % 4];
    let days = [1, 3, 5, 10, 15][index % 5];
    let redeemed_at = ["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-20T12:00:00Z"][index % 3];
    json!({
        "type": "voucher.redeemed", "voucher_number": number(index), "company_id": "P-1", "location_id": "L-1",
        "country": country, "program": "DDPS", "days": days, "redeemed_at": redeemed_at, "rev": 9,
    })
}

/// The expected amount of the claim in minor units; `None` where the rate card has no line.
fn amount_of(index: usize) -> Option<i64> {
    let days = [1, 3, 5, 10, 15][index % 5];
    let per_day = match (index % 4, index % 3) {
        (0, 0) => 100_000,
        (0, _) => 123_457,
        (3, _) => return None,
        _ => 100_000,
    };
    Some(per_day * days)
}

/// A body that stays unreadable on every retry.
fn poison(kind: usize) -> String {
    let mut body = message(0);
    match kind % 8 {
        0 => return "no JSON".to_owned(),
        1 => return String::new(),
        2 => return "null".to_owned(),
        3 => body["type"] = json!("voucher.expired"),
        4 => body["days"] = json!(-5),
        5 => body["country"] = json!("XX"),
        6 => body["redeemed_at"] = json!("yesterday"),
        _ => body["voucher_number"] = Value::Null,
    }
    body.to_string()
}

async fn set_rate(world: &World, country: &str, minor: i64, valid_from: Date) {
    let per_day = Money { minor, currency: Currency::parse("USD").unwrap() };
    let rate = Rate { per_day, valid_from, valid_to: None, sample: true };
    let (country, program) = (Country::parse(country).unwrap(), ProgramCode::parse("DDPS").unwrap());
    sample::put_rate(&world.database.table, country, program, rate).await;
}

async fn world() -> Arc<World> {
    let world = World::new().await;
    set_rate(&world, "TW", 123_457, RATES_CHANGE_ON).await;
    world.import_redeemed(&(0..VOUCHERS).map(message).collect::<Vec<_>>());
    Arc::new(world)
}

/// Every message one to three times in random order, nine to a batch, with one unreadable message at a random index;
/// each batch with that index.
fn batches(dice: &mut Dice) -> Vec<(Vec<String>, usize)> {
    let copies = |dice: &mut Dice, index| vec![message(index).to_string(); 1 + dice.throw(3)];
    let mut bodies: Vec<String> = (0..VOUCHERS).flat_map(|index| copies(dice, index)).collect();
    dice.shuffle(&mut bodies);
    let mut batches = Vec::new();
    for (kind, readable) in bodies.chunks(BATCH - 1).enumerate() {
        let mut batch = readable.to_vec();
        let position = dice.throw(batch.len() + 1);
        batch.insert(position, poison(kind));
        batches.push((batch, position));
    }
    batches
}

async fn assert_claimed(world: &World, index: usize) -> String {
    let claim = world.claim(&number(index)).await.unwrap();
    assert_eq!(claim.amount.as_ref().map(|amount| amount.minor), amount_of(index), "{}", number(index));
    let reasons = if amount_of(index).is_some() { vec![] } else { vec![DraftReason::NoRate] };
    assert_eq!(claim.state, State::Draft { reasons, withdrawn: None });
    let due_on = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 19)][index % 3];
    assert_eq!(claim.due_on, due_on);
    claim.id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_vouchers_are_claimed_once_each_whatever_the_queue_delivers() {
    let world = world().await;
    let batches = Arc::new(batches(&mut Dice::seeded(7)));
    // Eight invocations share the queue, as Lambda would.
    crowd(&world, 8, |world, invocation| {
        let batches = Arc::clone(&batches);
        async move {
            for (batch, poison) in batches.iter().skip(invocation).step_by(8) {
                assert_eq!(world.run_claims(batch).await, [*poison], "only the unreadable message");
            }
        }
    })
    .await;
    assert_eq!(world.items("C"), VOUCHERS);
    let mut ids = BTreeSet::new();
    for index in 0..VOUCHERS {
        ids.insert(assert_claimed(&world, index).await);
    }
    assert_eq!(ids.len(), VOUCHERS, "every claim has its own id");
    assert_eq!(writes_of_claims(&world), VOUCHERS, "each is written exactly once");
}

/// The number of writes to claims, counted in the table's stream.
fn writes_of_claims(world: &World) -> usize {
    let events = world.database.stream(1_000);
    let records = events.iter().flat_map(|event| &event.records);
    let is_claim = |keys| serde_json::to_value(keys).unwrap()["sk"]["S"] == "C";
    records.filter(|record| is_claim(&record.change.keys)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_delivered_to_eight_invocations_at_once_is_one_claim() {
    let world = world().await;
    for index in 0..8 {
        world.database.faults.gather("PutItem", 8);
        let failed = crowd(&world, 8, |world, _| {
            let body = message(index).to_string();
            async move { world.run_claims(&[body]).await }
        })
        .await;
        assert!(failed.iter().all(Vec::is_empty), "the invocations that lose the race succeed as well");
        assert_claimed(&world, index).await;
    }
    assert_eq!(writes_of_claims(&world), 8);
}

#[tokio::test]
async fn a_late_duplicate_does_not_change_a_claim_even_after_a_change_of_rates() {
    let world = world().await;
    for index in [0, 1, 3] {
        assert!(world.run_claims(&[message(index).to_string()]).await.is_empty());
    }
    let before = [world.claim(&number(0)).await, world.claim(&number(1)).await, world.claim(&number(3)).await];
    for country in ["TW", "US", "DE"] {
        set_rate(&world, country, 999_999, date(2026, 10, 1)).await;
    }
    for index in [3, 1, 0] {
        assert!(world.run_claims(&[message(index).to_string()]).await.is_empty());
    }
    let after = [world.claim(&number(0)).await, world.claim(&number(1)).await, world.claim(&number(3)).await];
    assert_eq!(after, before);
}

#[tokio::test]
async fn the_rate_of_the_day_of_redemption_counts_whenever_the_message_is_delivered() {
    let world = world().await;
    world.clock.set("2027-02-01T00:00:00Z");
    let amount = |index| {
        let world = &world;
        async move {
            assert!(world.run_claims(&[message(index).to_string()]).await.is_empty());
            world.claim(&number(index)).await.unwrap().amount.map(|amount| amount.minor)
        }
    };
    // The last second of the old rate, the first of the new one, and a day long after; all in TW.
    assert_eq!(amount(0).await, Some(100_000));
    assert_eq!(amount(4).await, Some(15 * 123_457));
    assert_eq!(amount(8).await, Some(10 * 123_457));
    assert_eq!(amount(3).await, None, "no line of the card is for DE");
}

#[tokio::test]
async fn an_amount_that_overflows_is_no_amount() {
    let world = world().await;
    set_rate(&world, "TW", i64::MAX, date(2026, 10, 2)).await;
    assert!(world.run_claims(&[message(20).to_string()]).await.is_empty());
    assert!(world.run_claims(&[message(12).to_string()]).await.is_empty());
    assert_eq!(world.claim(&number(12)).await.unwrap().amount, None, "5 days overflow");
}

#[tokio::test]
async fn a_batch_of_unreadable_messages_is_reported_whole_and_creates_nothing() {
    let world = world().await;
    let batch: Vec<String> = (0..BATCH).map(poison).collect();
    assert_eq!(world.run_claims(&batch).await, (0..BATCH).collect::<Vec<_>>());
    assert_eq!(world.items("C"), 0);
}

#[tokio::test]
async fn the_message_of_a_voucher_that_is_not_redeemed_is_dropped_without_a_claim() {
    let world = World::new().await;
    let log = Log::default();
    let guard = log.listen();
    for (number, is_reserved) in [("SA-ASSIGNED-1", false), ("SA-RESERVED-1", true)] {
        world.assign(number).await;
        if is_reserved {
            world.reserve(number).await;
        }
        assert!(world.run_claims(&[tests::redeemed(number).to_string()]).await.is_empty(), "{number}");
        assert!(world.claim(number).await.is_none(), "{number}");
    }
    drop(guard);
    assert_eq!(log.text().matches("the voucher is not redeemed").count(), 2, "{}", log.text());
}

#[tokio::test]
async fn a_message_that_contradicts_its_voucher_or_has_none_is_reported_as_failed() {
    let world = world().await;
    let log = Log::default();
    let guard = log.listen();
    for (field, value) in [
        ("company_id", json!("P-2")),
        ("location_id", json!("L-2")),
        ("country", json!("JP")),
        ("program", json!("SSDPS")),
        ("days", json!(10)),
        ("redeemed_at", json!("2026-10-31T23:59:58Z")),
        ("voucher_number", json!("SA-UNKNOWN-1")),
    ] {
        let mut wrong = message(0);
        wrong[field] = value;
        let batch = [message(1).to_string(), wrong.to_string(), message(2).to_string()];
        assert_eq!(world.run_claims(&batch).await, [1], "{field}: only this message fails");
        let reason = if field == "voucher_number" { "there is no such voucher" } else { field };
        assert!(log.text().contains(reason), "{field}: {}", log.text());
    }
    drop(guard);
    assert_eq!(world.items("C"), 2);
    // The correct message still creates the claim, and a later contradiction does not change it.
    assert!(world.run_claims(&[message(0).to_string()]).await.is_empty());
    let before = world.claim(&number(0)).await;
    let mut late = message(0);
    late["days"] = json!(15);
    assert_eq!(world.run_claims(&[late.to_string()]).await, [0]);
    assert_eq!(world.claim(&number(0)).await, before);
}

/// Also after the claim exists: the message is compared with the stored voucher only.
#[tokio::test]
async fn the_message_published_for_a_redemption_agrees_with_the_voucher() {
    let world = World::new().await;
    world.ready("SA-STREAM-1").await;
    world.clock.set("2026-11-22T09:00:00.123456789Z");
    world.redeem(&["SA-STREAM-1"]).await;
    for _ in 0..2 {
        assert_eq!(world.run_outbox().await, 0);
        assert_eq!(world.deliver_claims().await.len(), 1);
    }
    assert_eq!(world.items("C"), 1);
}
