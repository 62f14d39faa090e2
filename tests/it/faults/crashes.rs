//! A process that dies between two steps: the stream is replayed from its start and ends in the same state.

use super::*;
use queue::Message;

/// Two vouchers, so that a run may finish the effects of one and not those of the other.
const NUMBERS: [&str; 2] = ["SA-CRASH-1", "SA-CRASH-2"];

async fn redeemed() -> World {
    let world = World::new().await;
    for number in NUMBERS {
        world.ready(number).await;
    }
    world.redeem(&NUMBERS).await;
    world
}

/// The final state: the keys of all items of the vouchers, and the claims.
async fn final_state(world: &World) -> (Vec<String>, Vec<Value>) {
    let key = |item: &Value| format!("{} {}", item["pk"]["S"].as_str().unwrap(), item["sk"]["S"].as_str().unwrap());
    let mut keys: Vec<String> = world.database.items().iter().map(key).filter(|key| key.starts_with("V#")).collect();
    keys.sort();
    let mut claims = Vec::new();
    for number in NUMBERS {
        claims.push(serde_json::to_value(world.claim(number).await).unwrap());
        assert_eq!(world.events(number).await.len(), 7);
    }
    (keys, claims)
}

/// Runs the outbox, the claims function, and the outbox again for the events of the claims, as far as each gets. The
/// next run replays everything.
async fn run(world: &World) {
    world.run_outbox_for_vouchers().await;
    let bodies: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    world.run_claims(&bodies).await;
    world.run_outbox_for_vouchers().await;
}

/// The number of writes that a run attempts: seven lines of history and a claim for each voucher, then the same lines
/// again, which exist already, a line for each claim, and the one person who acted.
async fn writes_of_a_run(world: &World) -> u32 {
    world.database.meter.take();
    run(world).await;
    world.database.meter.take().calls["PutItem"]
}

#[tokio::test]
async fn a_run_that_dies_before_any_write_and_is_replayed_ends_in_the_same_state() {
    let undisturbed = redeemed().await;
    let writes = writes_of_a_run(&undisturbed).await;
    assert_eq!(writes, 2 * (7 + 1) + 2 * (7 + 1) + 1);
    let expected = final_state(&undisturbed).await;
    assert_eq!(expected.1.iter().filter(|claim| claim["status"] == "draft").count(), 2);
    for survived in 0..writes {
        let world = redeemed().await;
        world.database.faults.always_after(survived, "PutItem", WireFault::Throttled);
        run(&world).await;
        world.database.faults.clear();
        run(&world).await;
        assert_eq!(final_state(&world).await, expected, "died after {survived} writes");
    }
}

#[tokio::test]
async fn replaying_everything_three_times_adds_nothing() {
    let world = redeemed().await;
    run(&world).await;
    let expected = final_state(&world).await;
    for _ in 0..2 {
        run(&world).await;
        assert_eq!(final_state(&world).await, expected);
    }
}

#[tokio::test]
async fn an_intake_that_dies_before_its_write_checks_the_file_on_the_retry() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    for operation in ["BatchGetItem", "TransactWriteItems"] {
        world.database.faults.always_after(0, operation, WireFault::Throttled);
        assert!(!world.try_upload(N, &id, 1, PDF).await, "the event must be retried");
        world.database.faults.clear();
        assert_eq!(world.files(N).await, ["announced"]);
    }
    for _ in 0..3 {
        world.upload(N, &id, 1, PDF).await;
        assert_eq!((world.files(N).await, world.voucher(N).await.rev), (vec!["clean"], 4));
    }
}

/// A message is published before its line of history is written: an existing line proves that the message was
/// published.
#[tokio::test]
async fn a_redemption_is_published_before_its_history_is_written() {
    let world = redeemed().await;
    world.database.faults.always_after(0, "PutItem", WireFault::Throttled);
    let failed = world.run_outbox().await;
    world.database.faults.clear();
    assert_eq!((world.items("H#"), world.queue.take().len()), (0, 2), "the redemptions are published all the same");
    assert_eq!(world.run_outbox().await, 0);
    assert_eq!(
        (world.items("H#V#"), world.items("H#")),
        (14, failed),
        "every line is missing and written on the retry"
    );
}
