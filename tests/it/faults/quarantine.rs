//! A change that cannot be read is set aside whole, and nothing waits for it; what is only out of reach is not. What was
//! set aside is handed to the function again as it stands, once its cause is mended.

use super::*;
use queue::{Changes, Message};

/// Six changes of three vouchers, of which the second voucher's last one cannot be read.
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

/// The records of the stream so far whose partition key begins so.
fn changes_of(world: &World, pk: &str) -> Vec<Value> {
    let whole = world.database.stream(1_000);
    let records = whole.iter().flat_map(|batch| &batch.records).map(|record| serde_json::to_value(record).unwrap());
    records.filter(|record| record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap().starts_with(pk)).collect()
}

fn spoiled(batch: &Value) -> &Value {
    let records = batch["Records"].as_array().unwrap();
    records.iter().find(|record| record["dynamodb"]["NewImage"]["days"]["S"] == "five").unwrap()
}

/// What was set aside, as its messages say it.
fn set_aside(world: &World) -> Vec<Value> {
    let body = |changes: &Changes| serde_json::from_str(&changes.body().unwrap()).unwrap();
    world.quarantined.take().iter().map(body).collect()
}

async fn history(world: &World, number: &str) -> Vec<String> {
    let lines = world.database.table.history(&VoucherNumber::parse(number).unwrap()).await.unwrap().0;
    lines.into_iter().map(|line| line.status).collect()
}

#[tokio::test]
async fn an_unreadable_change_is_set_aside_whole_and_the_others_go_on() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    for _ in 0..2 {
        assert_eq!(world.tell_outbox(&batch).await, Vec::<String>::new(), "nothing has to come again");
        for (number, expected) in [
            ("SA-GOOD-1", &["assigned", "reserved"][..]),
            ("SA-BAD-1", &["assigned"]),
            ("SA-GOOD-2", &["assigned", "reserved"]),
        ] {
            assert_eq!(history(&world, number).await, expected, "{number}");
        }
        let quarantined = set_aside(&world);
        assert_eq!(quarantined.len(), 1, "told again, it is set aside again");
        assert_eq!(quarantined[0]["Records"], json!([spoiled(&batch)]), "as the stream has it");
        let why = quarantined[0]["quarantined_because"].as_str().unwrap();
        assert!(why.contains("V#SA-BAD-1/V") && !why.contains("five"), "{why}");
    }
}

#[tokio::test]
async fn what_was_set_aside_has_its_effect_once_it_is_mended_and_is_kept_until_then() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    world.tell_outbox(&batch).await;
    let mut letter = set_aside(&world).remove(0);
    let named = world.tell_outbox(&letter).await;
    assert_eq!(json!(named), json!([spoiled(&batch)["dynamodb"]["SequenceNumber"]]), "whoever tries it keeps it");
    assert_eq!((world.quarantined.count(), history(&world, "SA-BAD-1").await.len()), (0, 1));

    letter["Records"][0]["dynamodb"]["NewImage"]["days"] = json!({"N": "5"});
    for _ in 0..2 {
        assert_eq!(world.tell_outbox(&letter).await, Vec::<String>::new());
        assert_eq!(history(&world, "SA-BAD-1").await, ["assigned", "reserved"]);
    }
    assert_eq!(world.quarantined.count(), 0);
}

/// A listing rests on other items as well: the change itself is as good as ever.
#[tokio::test]
async fn a_listing_that_waits_for_an_item_beside_it_is_told_as_it_stands_once_that_item_is_mended() {
    let world = World::new().await;
    assert_eq!(world.run_outbox().await, 0);
    let told = changes_of(&world, "P#P-1").len();
    let listing = world.database.item("P#P-1", "X#DDPS");
    let whole = world.database.item("P#P-1", "L#L-1");
    let profile = world.as_admin("P-1", Function::Directory, "GET", "/profile", &Value::Null).await.expect(200);
    let mut renamed = profile;
    for derived in ["company_id", "listed", "rev"] {
        renamed.as_object_mut().unwrap().remove(derived);
    }
    renamed["display_name"] = json!("Another Name");
    world.as_admin("P-1", Function::Directory, "PUT", "/profile", &renamed).await.expect(200);
    let change = json!({"Records": changes_of(&world, "P#P-1").split_off(told)});
    world.database.spoil("P#P-1", "L#L-1", "country");

    assert_eq!(world.tell_outbox(&change).await, Vec::<String>::new());
    let letter = set_aside(&world).remove(0);
    assert_eq!(world.database.item("P#P-1", "X#DDPS"), listing);
    world.database.put(&whole);
    assert_eq!(world.tell_outbox(&letter).await, Vec::<String>::new());
    assert!(world.database.item("P#P-1", "X#DDPS").to_string().contains("Another Name"));
}

#[tokio::test]
async fn what_is_out_of_reach_is_named_and_nothing_is_set_aside() {
    let world = World::new().await;
    world.ready("SA-GOOD-1").await;
    world.redeem(&["SA-GOOD-1"]).await;
    let batch = json!({"Records": changes_of(&world, "V#SA-")});
    let sequence = |record: &Value| record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned();
    let records = batch["Records"].as_array().unwrap();
    let last = records.iter().rfind(|record| record["dynamodb"]["Keys"]["sk"]["S"] == "V").map(sequence).unwrap();

    world.queue.out_of_reach(true);
    let named = world.tell_outbox(&batch).await;
    assert_eq!(named, std::slice::from_ref(&last), "the redemption alone is announced");
    world.queue.out_of_reach(false);
    world.notices.out_of_reach(true);
    assert!(world.tell_outbox(&batch).await.contains(&last));
    world.notices.out_of_reach(false);
    world.database.faults.always_after(0, "PutItem", WireFault::Throttled);
    assert!(world.tell_outbox(&batch).await.contains(&last));
    world.database.faults.clear();

    assert_eq!(world.quarantined.count(), 0);
    assert_eq!(world.tell_outbox(&batch).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_set_aside_comes_again_until_it_can() {
    let world = World::new().await;
    let batch = poisoned(&world).await;
    world.quarantined.out_of_reach(true);
    let named = json!([spoiled(&batch)["dynamodb"]["SequenceNumber"]]);
    assert_eq!(json!(world.tell_outbox(&batch).await), named);
    world.quarantined.out_of_reach(false);

    let mut large = batch.clone();
    let mut bad = large["Records"].as_array_mut().unwrap().iter_mut();
    let bad = bad.rfind(|record| record["dynamodb"]["NewImage"]["days"]["S"] == "five").unwrap();
    bad["dynamodb"]["OldImage"]["remark"] = json!({"S": "x".repeat(1_048_576)});
    assert_eq!(json!(world.tell_outbox(&large).await), named, "more than a message holds");
    assert_eq!(world.quarantined.count(), 0);

    assert_eq!(world.tell_outbox(&batch).await, Vec::<String>::new());
    assert_eq!(world.quarantined.count(), 1);
}
