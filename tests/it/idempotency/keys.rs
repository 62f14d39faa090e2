//! The request and the caller that an `Idempotency-Key` is bound to.

use std::sync::Arc;

use tests::{crowd, tallied, tally};

use super::*;

#[tokio::test]
async fn a_repeated_key_returns_the_first_answer_and_changes_nothing() {
    let world = World::new().await;
    for (number, command) in commands(&world, "SAME").await {
        let first = command.with_key(&world, "key-of-the-test").await;
        assert_eq!(first.status, command.status, "{}: {:#}", command.name, first.body);
        let (rev, items) = (world.voucher(&number).await.rev, world.database.items().len());
        for _ in 0..2 {
            let again = command.with_key(&world, "key-of-the-test").await;
            assert_eq!(comparable(&again), comparable(&first), "{}", command.name);
        }
        assert_eq!(world.voucher(&number).await.rev, rev, "{}", command.name);
        assert_eq!(world.database.items().len(), items, "{}", command.name);
        world.delete_stored_answers();
    }
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let others = commands(&world, "OTHER").await;
    for ((number, command), (other, same)) in commands(&world, "FIRST").await.into_iter().zip(others) {
        assert_eq!(command.with_key(&world, "key").await.status, command.status, "{}", command.name);
        let mut changed = Command { path: command.path.clone(), ..command };
        if changed.body.is_object() {
            changed.body["remarks"] = json!("other");
        } else {
            changed.path.push_str("?other=1");
        }
        let revs = (world.voucher(&number).await.rev, world.voucher(&other).await.rev);
        // Another body, then the same command for another voucher. An unknown field is refused before the key is
        // compared.
        let body = changed.with_key(&world, "key").await;
        assert_eq!(body.status, 422, "{}: {:#}", changed.name, body.body);
        let voucher = same.with_key(&world, "key").await;
        assert_eq!(voucher.clone().expect(422)["code"], "idempotency_key_reused", "{}", same.name);
        assert_eq!((world.voucher(&number).await.rev, world.voucher(&other).await.rev), revs, "{}", same.name);
        world.delete_stored_answers();
    }
}

#[tokio::test]
async fn a_key_with_any_other_body_is_refused() {
    const N: &str = "SA-BODY-1";
    let world = World::new().await;
    world.assign(N).await;
    let mut command = reserve(N);
    command.with_key(&world, "key").await.expect(201);
    for (field, value) in [("end_date", json!("2026-11-23")), ("attendees", json!(["a@b.example"]))] {
        command.body[field] = value;
        let reply = command.with_key(&world, "key").await;
        assert_eq!(reply.expect(422)["code"], "idempotency_key_reused", "{field}");
    }
    assert_eq!(world.voucher(N).await.rev, 2);
}

/// Concurrent requests may each pass the check; the voucher accepts one of them, and the key is bound to that one from
/// then on.
#[tokio::test(flavor = "multi_thread")]
async fn of_concurrent_different_requests_with_one_key_only_one_is_accepted() {
    const N: &str = "SA-KEY-1";
    let world = Arc::new(World::new().await);
    world.assign(N).await;
    world.database.faults.gather("PutItem", 16);
    let all_at_once = || {
        crowd(&world, 16, |world, caller| async move {
            let mut command = reserve(N);
            command.body["attendees"] = json!([format!("guest-{caller}@contoso.example")]);
            command.with_key(&world, "one-key").await
        })
    };
    let replies = all_at_once().await;
    let refused = |reply: &&Reply| {
        ["already_reserved", "idempotency_key_reused"].contains(&reply.body["code"].as_str().unwrap_or_default())
    };
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert_eq!(replies.iter().filter(refused).count(), 15, "{:#?}", tally(&replies));
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved"]);
    assert_eq!(tally(&all_at_once().await), tallied([("201", 1), ("422 idempotency_key_reused", 15)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_equal_requests_with_one_key_make_one_change_and_get_one_answer() {
    const N: &str = "SA-KEY-2";
    let world = Arc::new(World::new().await);
    world.assign(N).await;
    world.database.faults.gather("PutItem", 16);
    let replies = crowd(&world, 16, |world, _| async move { reserve(N).with_key(&world, "one-key").await }).await;
    assert_eq!(tally(&replies), tallied([("201", 16)]));
    assert!(replies.iter().all(|reply| comparable(reply) == comparable(&replies[0])));
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved"]);
}

#[tokio::test]
async fn a_key_is_bound_to_its_caller() {
    let world = World::new().await;
    world.assign("SA-KEY-3").await;
    world.assign("SA-KEY-4").await;
    reserve("SA-KEY-3").with_key(&world, "key").await.expect(201);
    let colleague = world.issuer.token("U-2", Some("P-1"), &["mpn_admin"], world.clock.now());
    let other = world.call(Function::Reservation, reserve("SA-KEY-4").request(&colleague).key("key")).await;
    assert_eq!(other.status, 201, "{:#}", other.body);
    let same = world.call(Function::Reservation, reserve("SA-KEY-3").request(&colleague).key("key")).await;
    assert_eq!(same.expect(422)["code"], "idempotency_key_reused", "the key is bound to the colleague's own request");
}

#[tokio::test]
async fn a_malformed_key_is_refused() {
    const N: &str = "SA-KEY-5";
    let world = World::new().await;
    world.assign(N).await;
    for key in ["", "  ", "tab\there", &"k".repeat(256)] {
        let reply = reserve(N).with_key(&world, key).await.expect(422);
        assert_eq!(
            (&reply["code"], &reply["reasons"][0]["field"]),
            (&json!("invalid_request"), &json!("Idempotency-Key"))
        );
    }
    let twice = reserve(N).request(&world.admin_of("P-1")).key("one").key("two");
    assert_eq!(world.call(Function::Reservation, twice).await.status, 422);
    assert_eq!(world.voucher(N).await.rev, 1);
    reserve(N).with_key(&world, &"k".repeat(255)).await.expect(201);
}

#[tokio::test]
async fn a_key_may_be_used_for_another_request_after_24_hours() {
    let world = World::new().await;
    for number in ["SA-KEY-6", "SA-KEY-7"] {
        prepare(&world, number, Stage::Reserved).await;
    }
    notify("SA-KEY-6").with_key(&world, "key").await.expect(200);
    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(notify("SA-KEY-7").with_key(&world, "key").await.expect(422)["code"], "idempotency_key_reused");
    world.clock.set("2026-11-23T09:00:01Z");
    notify("SA-KEY-7").with_key(&world, "key").await.expect(200);
    assert_eq!(notify("SA-KEY-6").with_key(&world, "key").await.expect(422)["code"], "idempotency_key_reused");
}
