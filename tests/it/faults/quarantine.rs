//! Quarantine: an unreadable change is quarantined whole and delays no other change; a transient failure is retried
//! instead. A quarantined message is replayed as it is once its cause is repaired.

use super::*;
use queue::{Changes, Message};

/// Six changes of three vouchers; the last change of the second voucher is unreadable.
async fn poisoned(world: &World) -> Value {
    for number in ["SA-GOOD-1", "SA-BAD-1", "SA-GOOD-2"] {
        world.assign(number).await;
        world.reserve(number).await;
    }
    let mut records = changes_of(world, "V#SA-");
    let bad = records.iter_mut().rfind(|record| record["dynamodb"]["Keys"]["pk"]["S"] == "V#SA-BAD-1").unwrap();
    bad["dynamodb"]["NewImage"]["days"] = json!({"S": "five"});
    json!({"Records": records})
}

/// The records of the stream so far whose partition key has this prefix.
fn changes_of(world: &World, pk: &str) -> Vec<Value> {
    let whole = world.database.stream(1_000);
    let records = whole.iter().flat_map(|batch| &batch.records).map(|record| serde_json::to_value(record).unwrap());
    records.filter(|record| record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap().starts_with(pk)).collect()
}

fn spoiled(batch: &Value) -> &Value {
    let records = batch["Records"].as_array().unwrap();
    records.iter().find(|record| record["dynamodb"]["NewImage"]["days"]["S"] == "five").unwrap()
}

/// Takes the quarantined messages and decodes them.
fn take_quarantined(world: &World) -> Vec<Value> {
    let body = |changes: &Changes| serde_json::from_str(&changes.body().unwrap()).unwrap();
    world.quarantined.take().iter().map(body).collect()
}

async fn history(world: &World, number: &str) -> Vec<String> {
    let lines = world.database.table.history(&VoucherNumber::parse(number).unwrap()).await.unwrap().0;
    lines.into_iter().map(|line| line.status).collect()
}

#[tokio::test]
async fn an_unreadable_change_is_quarantined_whole_and_the_others_are_processed() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    for _ in 0..2 {
        assert_eq!(world.deliver_to_outbox(&batch).await, Vec::<String>::new(), "no record is retried");
        for (number, expected) in [
            ("SA-GOOD-1", &["assigned", "reserved"][..]),
            ("SA-BAD-1", &["assigned"]),
            ("SA-GOOD-2", &["assigned", "reserved"]),
        ] {
            assert_eq!(history(&world, number).await, expected, "{number}");
        }
        let quarantined = take_quarantined(&world);
        assert_eq!(quarantined.len(), 1, "each delivery is quarantined once");
        assert_eq!(quarantined[0]["Records"], json!([spoiled(&batch)]), "the record as the stream delivers it");
        let why = quarantined[0]["quarantined_because"].as_str().unwrap();
        assert!(why.contains("V#SA-BAD-1/V") && !why.contains("five"), "{why}");
    }
}

#[tokio::test]
async fn a_quarantined_change_takes_effect_once_it_is_repaired_and_stays_queued_until_then() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    world.deliver_to_outbox(&batch).await;
    let mut message = take_quarantined(&world).remove(0);
    let retried = world.deliver_to_outbox(&message).await;
    assert_eq!(
        json!(retried),
        json!([spoiled(&batch)["dynamodb"]["SequenceNumber"]]),
        "a failed replay stays in the queue"
    );
    assert_eq!((world.quarantined.count(), history(&world, "SA-BAD-1").await.len()), (0, 1));

    message["Records"][0]["dynamodb"]["NewImage"]["days"] = json!({"N": "5"});
    for _ in 0..2 {
        assert_eq!(world.deliver_to_outbox(&message).await, Vec::<String>::new());
        assert_eq!(history(&world, "SA-BAD-1").await, ["assigned", "reserved"]);
    }
    assert_eq!(world.quarantined.count(), 0);
}

/// A listing is derived from other items as well; the change itself is readable.
#[tokio::test]
async fn a_replay_refreshes_the_listing_once_the_unreadable_location_is_repaired() {
    let world = World::new().await;
    assert_eq!(world.run_outbox().await, 0);
    let earlier = changes_of(&world, "P#P-1").len();
    let listing = world.database.item("P#P-1", "X#DDPS");
    let whole = world.database.item("P#P-1", "L#L-1");
    let profile = world.as_admin("P-1", Function::Directory, "GET", "/profile", &Value::Null).await.expect(200);
    let mut renamed = profile;
    for derived in ["company_id", "listed", "rev"] {
        renamed.as_object_mut().unwrap().remove(derived);
    }
    renamed["display_name"] = json!("Another Name");
    world.as_admin("P-1", Function::Directory, "PUT", "/profile", &renamed).await.expect(200);
    let change = json!({"Records": changes_of(&world, "P#P-1").split_off(earlier)});
    world.database.spoil("P#P-1", "L#L-1", "country");

    assert_eq!(world.deliver_to_outbox(&change).await, Vec::<String>::new());
    let message = take_quarantined(&world).remove(0);
    assert_eq!(world.database.item("P#P-1", "X#DDPS"), listing);
    world.database.put(&whole);
    assert_eq!(world.deliver_to_outbox(&message).await, Vec::<String>::new());
    assert!(world.database.item("P#P-1", "X#DDPS").to_string().contains("Another Name"));
}

#[tokio::test]
async fn a_transient_failure_is_retried_and_not_quarantined() {
    let world = World::new().await;
    world.ready("SA-GOOD-1").await;
    world.redeem(&["SA-GOOD-1"]).await;
    let batch = json!({"Records": changes_of(&world, "V#SA-")});
    let sequence = |record: &Value| record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned();
    let records = batch["Records"].as_array().unwrap();
    let last = records.iter().rfind(|record| record["dynamodb"]["Keys"]["sk"]["S"] == "V").map(sequence).unwrap();

    world.queue.out_of_reach(true);
    let retried = world.deliver_to_outbox(&batch).await;
    assert_eq!(retried, std::slice::from_ref(&last), "only the redemption is published to the queue");
    world.queue.out_of_reach(false);
    world.notices.out_of_reach(true);
    assert!(world.deliver_to_outbox(&batch).await.contains(&last));
    world.notices.out_of_reach(false);
    world.database.faults.always_after(0, "PutItem", WireFault::Throttled);
    assert!(world.deliver_to_outbox(&batch).await.contains(&last));
    world.database.faults.clear();

    assert_eq!(world.quarantined.count(), 0);
    assert_eq!(world.deliver_to_outbox(&batch).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_that_cannot_be_quarantined_is_retried_until_it_can() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    world.quarantined.out_of_reach(true);
    let retried = json!([spoiled(&batch)["dynamodb"]["SequenceNumber"]]);
    assert_eq!(json!(world.deliver_to_outbox(&batch).await), retried);
    world.quarantined.out_of_reach(false);

    let mut large = batch.clone();
    let mut bad = large["Records"].as_array_mut().unwrap().iter_mut();
    let bad = bad.rfind(|record| record["dynamodb"]["NewImage"]["days"]["S"] == "five").unwrap();
    bad["dynamodb"]["OldImage"]["remark"] = json!({"S": "x".repeat(1_048_576)});
    assert_eq!(json!(world.deliver_to_outbox(&large).await), retried, "larger than a message may be");
    assert_eq!(world.quarantined.count(), 0);

    assert_eq!(world.deliver_to_outbox(&batch).await, Vec::<String>::new());
    assert_eq!(world.quarantined.count(), 1);
}
