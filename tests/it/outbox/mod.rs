//! The filter between the table's stream and the outbox: it passes exactly the records from which the outbox derives
//! something (DECISIONS.md 44).

use std::collections::BTreeSet;

use aws_lambda_events::dynamodb::EventRecord;
use serde_json::{Value, json};
use table::RecordChange;
use testkit::send;
use tests::{Function, StreamFilter, World, reservation};

const N: &str = "SA-STREAM-0001";

/// The kinds of items whose changes the outbox handles: partition and sort key, each up to its first `#`.
const HANDLED: [&str; 9] = ["P#/E#", "P#/G", "P#/J#", "P#/L#", "P#/P", "P#/Q#", "P#/Y#", "V#/C", "V#/V"];
/// The kinds of all other items that a lifecycle writes.
const UNHANDLED: [&str; 10] = ["K#/K", "M#/M", "P#/I#", "P#/H#", "P#/U#", "P#/X#", "V#/D#", "V#/H#", "V#/R", "WH#/WH"];

/// A world in which a voucher ran from its assignment to its payment, with all derived items and mails.
async fn after_lifecycle() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.assign(N).await;
    world.deliver_mails().await;
    reserve_under_a_key(&world).await;
    world.deliver(N).await;
    world.report(N).await;
    world.redeem(&[N]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world.approve(N).await;
    world.pay("sent", N, "PAY-1", "2026-11-22T09:00:00Z").await;
    world.deliver_mails().await;
    world
}

async fn reserve_under_a_key(world: &World) {
    let request = send("POST", "/reservations").json(&reservation(N)).header("idempotency-key", "first");
    world.call(Function::Reservation, request.token(&world.admin_of("P-1"))).await.expect(201);
}

fn records(world: &World) -> Vec<EventRecord> {
    world.database.stream(1_000).into_iter().flat_map(|batch| batch.records).collect()
}

fn admitted(record: &EventRecord) -> bool {
    StreamFilter::of_template().admits(&serde_json::to_value(record).unwrap())
}

/// The kind of the item that a record is about.
fn kind(record: &EventRecord) -> String {
    let keys = json!(record.change.keys);
    let part = |name: &str| keys[name]["S"].as_str().unwrap().split_inclusive('#').next().unwrap().to_owned();
    format!("{}/{}", part("pk"), part("sk"))
}

fn kinds<'a>(records: impl Iterator<Item = &'a EventRecord>) -> BTreeSet<String> {
    records.map(kind).collect()
}

fn names(kinds: &[&str]) -> BTreeSet<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

fn record_of(pk: &str, sk: &str) -> Value {
    json!({"eventName": "MODIFY", "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}})
}

#[test]
fn the_filter_of_the_template_is_the_one_of_the_table_crate() {
    assert_eq!(StreamFilter::of_template().patterns(), table::stream_filter());
}

/// Both directions: every record that the outbox handles passes, and no other does.
#[tokio::test]
async fn exactly_the_records_that_the_outbox_handles_pass() {
    let records = records(&after_lifecycle().await);
    let is_handled = |record: &&EventRecord| {
        let change = &record.change;
        RecordChange::of(change.new_image.clone(), change.old_image.clone()).unwrap().is_some()
    };
    assert_eq!(kinds(records.iter().filter(is_handled)), names(&HANDLED));
    assert_eq!(kinds(records.iter().filter(|record| admitted(record))), names(&HANDLED));
    let refused = kinds(records.iter().filter(|record| !admitted(record)));
    assert!(refused.is_superset(&names(&UNHANDLED)), "{refused:?}");
}

#[test]
fn similar_keys_do_not_pass() {
    let filter = StreamFilter::of_template();
    for (pk, sk) in [("V#SA-1", "V"), ("V#SA-1", "C"), ("P#P-1", "P"), ("P#P-1", "Y#DDPS")] {
        assert!(filter.admits(&record_of(pk, sk)), "{pk}/{sk}");
    }
    for (pk, sk) in [
        ("V#SA-1", "H#V#0000000001"),
        ("V#SA-1", "D#0a1b2c"),
        ("V#SA-1", "R"),
        ("V#SA-1", "P"),
        ("P#P-1", "V"),
        ("P#P-1", "H#E#DDPS#0000000001"),
        ("P#P-1", "I#INV-1"),
        ("P#P-1", "X#DDPS"),
        ("P#P-1", "U#u-1"),
        ("M#V#SA-1/V/1#customer#0a1b", "M"),
        ("K#0a1b", "K"),
        ("WH#0a1b", "WH"),
        ("N#C-1#DDPS-X", "N"),
        ("RATE#TW", "E#2026-01-01"),
        ("SWEEP#renewal-sweep/E#-", "S"),
        ("REFUSED#2026-11-22", "F#0a1b"),
        ("REFUSED#2026-11-22", "COUNT"),
    ] {
        assert!(!filter.admits(&record_of(pk, sk)), "{pk}/{sk}");
    }
}

#[tokio::test]
async fn an_expired_item_invokes_nothing() {
    let world = World::new().await;
    world.assign(N).await;
    reserve_under_a_key(&world).await;
    let keys: Vec<Value> = world.database.items().into_iter().filter(|item| item["sk"]["S"] == "K").collect();
    let before = records(&world).len();
    world.database.remove_all("K");
    let expiries = records(&world).split_off(before);
    assert_eq!((keys.len(), expiries.len()), (1, 1));
    assert_eq!(expiries[0].event_name, "REMOVE");
    assert!(!expiries.iter().any(admitted));
}
