//! Listings are derived from the table's stream, whatever the order and number of deliveries.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Dice, World};

use super::{get, profile, publish};
use crate::bodies::with;
use crate::enrollment::{self, by_operations, on_enrollment};

/// Every public answer of the directory.
async fn directory(world: &World) -> Vec<Value> {
    let mut all = Vec::new();
    for query in ["", "?program=DDPS", "?program=SSDPS", "/P-1", "/P-2", "/P-4"] {
        all.push(get(world, &format!("/providers{query}")).await.body);
    }
    all
}

/// The stream so far, one record at a time.
fn records(world: &World) -> Vec<Value> {
    let batches = world.database.stream(1).into_iter();
    batches.map(|batch| serde_json::to_value(&batch).unwrap()["Records"][0].clone()).collect()
}

async fn deliver(world: &World, records: &[Value]) {
    for batch in records.chunks(7) {
        assert_eq!(world.deliver_to_outbox(&json!({"Records": batch})).await, Vec::<String>::new());
    }
}

/// One company joins, one is renamed, one is suspended; programs are withdrawn and renewed.
async fn changes(world: &World) {
    enrollment::qualify(world, enrollment::NEW).await;
    enrollment::admin(world, enrollment::NEW, "PUT", "/locations/L-1", &enrollment::location("TW")).await.expect(200);
    enrollment::enroll(world, enrollment::NEW, "DDPS").await.expect(201);
    publish(world, enrollment::NEW, &profile(&["DDPS"], &["L-1"])).await.expect(200);
    for name in ["Zebra", "Antler", "Middle"] {
        let body = with(profile(&["DDPS", "SSDPS"], &["L-1"]), &json!({"display_name": name}));
        publish(world, "P-1", &body).await.expect(200);
    }
    on_enrollment(world, "P-1", "SSDPS", "withdraw").await.expect(200);
    by_operations(world, "P-2", "DDPS", "suspend").await.expect(200);
    on_enrollment(world, "P-1", "DDPS", "withdraw").await.expect(200);
    on_enrollment(world, "P-1", "DDPS", "renew").await.expect(200);
}

#[tokio::test]
async fn changes_delivered_twice_and_in_any_order_give_the_same_listings() {
    let world = World::new().await;
    changes(&world).await;
    deliver(&world, &records(&world)).await;
    let expected = directory(&world).await;
    assert_eq!(expected[0]["items"].as_array().unwrap().len(), 2, "{:#}", expected[0]);
    for seed in 0..12 {
        let world = World::new().await;
        changes(&world).await;
        let mut delivered = records(&world);
        delivered.extend(delivered.clone());
        Dice::seeded(seed).shuffle(&mut delivered);
        deliver(&world, &delivered).await;
        assert_eq!(directory(&world).await, expected, "seed {seed}");
    }
}

/// A replayed stream contains outdated changes.
#[tokio::test]
async fn a_replayed_change_does_not_restore_an_outdated_listing() {
    let world = World::new().await;
    world.run_outbox().await;
    let old = records(&world);
    changes(&world).await;
    world.run_outbox().await;
    let expected = directory(&world).await;
    let mut dice = Dice::seeded(7);
    for _ in 0..3 {
        let mut again = old.clone();
        dice.shuffle(&mut again);
        deliver(&world, &again).await;
        assert_eq!(directory(&world).await, expected);
        assert_eq!(world.run_outbox().await, 0);
        assert_eq!(directory(&world).await, expected);
    }
}

/// One world consumes the stream once at the end, the other one before the changes and twice after them.
#[tokio::test]
async fn listings_do_not_depend_on_how_often_the_stream_is_consumed() {
    let (slow, quick) = (World::new().await, World::new().await);
    changes(&slow).await;
    slow.run_outbox().await;
    quick.run_outbox().await;
    changes(&quick).await;
    for _ in 0..2 {
        quick.run_outbox().await;
    }
    assert_eq!(directory(&quick).await, directory(&slow).await);
}

/// A refresh that read the company before its withdrawal does not overwrite the listing that was written after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_refresh_does_not_list_an_enrollment_withdrawn_in_between() {
    let world = Arc::new(World::new().await);
    enrollment::qualify(&world, enrollment::NEW).await;
    enrollment::enroll(&world, enrollment::NEW, "DDPS").await.expect(201);
    publish(&world, enrollment::NEW, &profile(&["DDPS"], &[])).await.expect(200);
    let (concurrent, runtime) = (Arc::clone(&world), tokio::runtime::Handle::current());
    world.database.faults.when("PutItem", move || {
        tokio::task::block_in_place(|| {
            runtime.block_on(async {
                on_enrollment(&concurrent, enrollment::NEW, "DDPS", "withdraw").await.expect(200);
                assert_eq!(concurrent.run_outbox().await, 0);
            });
        });
    });
    world.database.table.refresh_listings(&enrollment::NEW.parse().unwrap()).await.unwrap();
    assert_eq!(enrollment::shown(&world, enrollment::NEW, "DDPS").await["status"], "withdrawn");
    for list in ["/providers", "/providers?program=DDPS"] {
        let body = get(&world, list).await.expect(200);
        assert!(!body.to_string().contains(enrollment::NEW), "{list}: {body:#}");
    }
}
