//! Throttling: a call that is throttled once is retried; one that stays throttled is answered with 503 and
//! `Retry-After`, and nothing is written.

use super::*;
use queue::Message;

#[tokio::test]
async fn a_call_that_is_throttled_once_is_retried_and_succeeds() {
    let world = World::new().await;
    for (name, operations) in LIFE {
        prepare(&world, name).await;
        for operation in operations {
            world.database.faults.next(operation, WireFault::Throttled);
        }
        let reply = step(&world, name).await;
        assert!(reply.status < 300, "{name}: {:#}", reply.body);
        assert_eq!(world.database.faults.clear(), 0, "{name}");
    }
    assert_eq!(world.events(N).await, EVENTS);
}

#[tokio::test]
async fn a_command_that_stays_throttled_is_refused_as_unavailable_and_writes_nothing() {
    let world = World::new().await;
    for (name, operations) in LIFE {
        prepare(&world, name).await;
        for operation in operations {
            let before = world.database.items();
            world.database.faults.always_after(0, operation, WireFault::Throttled);
            let reply = step(&world, name).await;
            world.database.faults.clear();
            if (name, *operation) == ("redeem", "PutItem") {
                let item = &reply.expect(200)["items"][0];
                assert_eq!((&item["outcome"], &item["reasons"][0]["code"]), (&json!("refused"), &json!("unavailable")));
            } else {
                assert_eq!(reply.header("retry-after"), Some("1"), "{name} {operation}");
                assert_eq!(reply.header("content-type"), Some("application/problem+json"));
                assert_eq!(reply.clone().expect(503)["code"], "unavailable", "{name} {operation}");
                let detail = reply.body["detail"].as_str().unwrap();
                assert!(!detail.to_lowercase().contains("dynamodb") && !detail.contains("slow down"), "{detail}");
            }
            assert!(world.database.items() == before, "{name} {operation}: something was written");
        }
        assert!(step(&world, name).await.status < 300, "{name} once the service is back");
    }
    assert_eq!(world.events(N).await, EVENTS);
}

#[tokio::test]
async fn a_redemption_leaves_only_the_throttled_voucher_for_the_next_call() {
    let world = World::new().await;
    let numbers = ["SA-SLOW-1", "SA-SLOW-2", "SA-SLOW-3"];
    for number in numbers {
        world.ready(number).await;
    }
    world.database.faults.always_after(2, "PutItem", WireFault::Throttled);
    let redeemed = |items: &[Value]| items.iter().filter(|item| item["outcome"] == "redeemed").count();
    assert_eq!(redeemed(&world.redeem(&numbers).await), 2);
    world.database.faults.clear();
    let items = world.redeem(&numbers).await;
    assert_eq!(redeemed(&items), 1, "the one that was left");
    let others = items.iter().filter(|item| item["reasons"][0]["code"] == "already_redeemed").count();
    assert_eq!(others, 2);
}

#[tokio::test]
async fn only_the_throttled_message_of_a_batch_is_retried() {
    let world = World::new().await;
    let numbers = ["SA-SLOW-1", "SA-SLOW-2", "SA-SLOW-3"];
    for number in numbers {
        world.ready(number).await;
    }
    world.redeem(&numbers).await;
    world.run_outbox().await;
    let bodies: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    // The messages of a batch are processed in order.
    world.database.faults.always_after(2, "PutItem", WireFault::Throttled);
    assert_eq!(world.run_claims(&bodies).await, [2]);
    world.database.faults.clear();
    assert_eq!(world.run_claims(&bodies[2..]).await, Vec::<usize>::new());
    world.database.faults.always_after(0, "Query", WireFault::Throttled);
    assert_eq!(world.run_claims(&bodies).await, [0, 1, 2], "no claim is drafted without the rate card");
    world.database.faults.clear();
    assert_eq!(world.items("C"), 3);
}
