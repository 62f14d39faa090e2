//! Listings follow from the table's stream, in whatever order and however often it tells of the changes.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Dice, World};

use super::{get, profile, publish};
use crate::bodies::with;
use crate::enrollment::{self, by_operations, on_enrollment};

/// Everything that anybody can look up in the directory.
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

async fn tell(world: &World, records: &[Value]) {
    for batch in records.chunks(7) {
        assert_eq!(world.tell_outbox(&json!({"Records": batch})).await, Vec::<String>::new());
    }
}

/// One company comes, one renames itself, one goes, programs end and begin.
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
async fn told_in_any_order_and_twice_the_outcome_is_the_same() {
    let world = World::new().await;
    changes(&world).await;
    tell(&world, &records(&world)).await;
    let expected = directory(&world).await;
    assert_eq!(expected[0]["items"].as_array().unwrap().len(), 2, "{:#}", expected[0]);
    for seed in 0..12 {
        let world = World::new().await;
        changes(&world).await;
        let mut told = records(&world);
        told.extend(told.clone());
        Dice::seeded(seed).shuffle(&mut told);
        tell(&world, &told).await;
        assert_eq!(directory(&world).await, expected, "seed {seed}");
    }
}

/// A stream that begins anew tells again of what was true once.
#[tokio::test]
async fn an_old_change_that_comes_again_never_brings_back_what_is_gone() {
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
        tell(&world, &again).await;
        assert_eq!(directory(&world).await, expected);
        assert_eq!(world.run_outbox().await, 0);
        assert_eq!(directory(&world).await, expected);
    }
}

/// Every change told at once and before the next one, as a quick stream does.
#[tokio::test]
async fn told_as_it_happens_the_outcome_is_the_same() {
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

/// Whoever looked at a company before it withdrew, and writes only afterward, knows less than who came in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_look_at_a_company_does_not_list_what_was_withdrawn_meanwhile() {
    let world = Arc::new(World::new().await);
    enrollment::qualify(&world, enrollment::NEW).await;
    enrollment::enroll(&world, enrollment::NEW, "DDPS").await.expect(201);
    publish(&world, enrollment::NEW, &profile(&["DDPS"], &[])).await.expect(200);
    let (meanwhile, runtime) = (Arc::clone(&world), tokio::runtime::Handle::current());
    world.database.faults.when("PutItem", move || {
        tokio::task::block_in_place(|| {
            runtime.block_on(async {
                on_enrollment(&meanwhile, enrollment::NEW, "DDPS", "withdraw").await.expect(200);
                assert_eq!(meanwhile.run_outbox().await, 0);
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
