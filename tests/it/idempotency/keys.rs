//! What a key binds.

use std::sync::Arc;

use tests::{crowd, tallied, tally};

use super::*;

#[tokio::test]
async fn the_same_request_with_the_same_key_answers_the_same_and_changes_nothing() {
    let world = World::new().await;
    for (number, command) in commands(&world, "SAME").await {
        let first = command.with_key(&world, "key-of-the-test").await;
        assert_eq!(first.status, command.status, "{}: {:#}", command.name, first.body);
        let (rev, items) = (world.voucher(&number).await.rev, world.database.items().len());
        for _ in 0..2 {
            let again = command.with_key(&world, "key-of-the-test").await;
            assert_eq!(said(&again), said(&first), "{}", command.name);
        }
        assert_eq!(world.voucher(&number).await.rev, rev, "{}", command.name);
        assert_eq!(world.database.items().len(), items, "{}", command.name);
        world.forget_keys();
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
        // Another body, and the same command for another voucher. A field that is not known is told before the key.
        let body = changed.with_key(&world, "key").await;
        assert_eq!(body.status, 422, "{}: {:#}", changed.name, body.body);
        let voucher = same.with_key(&world, "key").await;
        assert_eq!(voucher.clone().expect(422)["code"], "idempotency_key_reused", "{}", same.name);
        assert_eq!((world.voucher(&number).await.rev, world.voucher(&other).await.rev), revs, "{}", same.name);
        world.forget_keys();
    }
}

#[tokio::test]
async fn another_body_of_every_kind_is_told_so() {
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

/// At the same moment each of them may be decided; the voucher takes one, and the key stands for that one from then on.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_at_once_with_one_key_only_one_is_carried_out() {
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
async fn the_same_request_sent_many_times_at_once_is_one_change_and_one_answer() {
    const N: &str = "SA-KEY-2";
    let world = Arc::new(World::new().await);
    world.assign(N).await;
    world.database.faults.gather("PutItem", 16);
    let replies = crowd(&world, 16, |world, _| async move { reserve(N).with_key(&world, "one-key").await }).await;
    assert_eq!(tally(&replies), tallied([("201", 16)]));
    assert!(replies.iter().all(|reply| said(reply) == said(&replies[0])));
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved"]);
}

#[tokio::test]
async fn the_key_of_another_caller_is_another_key() {
    let world = World::new().await;
    world.assign("SA-KEY-3").await;
    world.assign("SA-KEY-4").await;
    reserve("SA-KEY-3").with_key(&world, "key").await.expect(201);
    let colleague = world.issuer.token("U-2", Some("P-1"), &["mpn_admin"], world.clock.now());
    let other = world.call(Function::Reservation, reserve("SA-KEY-4").sent(&colleague).key("key")).await;
    assert_eq!(other.status, 201, "{:#}", other.body);
    let same = world.call(Function::Reservation, reserve("SA-KEY-3").sent(&colleague).key("key")).await;
    assert_eq!(same.expect(422)["code"], "idempotency_key_reused", "it is the colleague's own by now");
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused() {
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
    let twice = reserve(N).sent(&world.admin_of("P-1")).key("one").key("two");
    assert_eq!(world.call(Function::Reservation, twice).await.status, 422);
    assert_eq!(world.voucher(N).await.rev, 1);
    reserve(N).with_key(&world, &"k".repeat(255)).await.expect(201);
}

#[tokio::test]
async fn a_key_is_free_again_when_more_than_a_day_has_passed() {
    let world = World::new().await;
    for number in ["SA-KEY-6", "SA-KEY-7"] {
        bring(&world, number, Stage::Reserved).await;
    }
    notify("SA-KEY-6").with_key(&world, "key").await.expect(200);
    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(notify("SA-KEY-7").with_key(&world, "key").await.expect(422)["code"], "idempotency_key_reused");
    world.clock.set("2026-11-23T09:00:01Z");
    notify("SA-KEY-7").with_key(&world, "key").await.expect(200);
    assert_eq!(notify("SA-KEY-6").with_key(&world, "key").await.expect(422)["code"], "idempotency_key_reused");
}
