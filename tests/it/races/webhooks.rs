//! Concurrent deliveries of one webhook message, and redeliveries that race newer messages.

use tests::paying;

use super::*;

const DELIVERIES: usize = 16;
const T1: &str = "2026-11-10T08:00:00Z";
const T2: &str = "2026-11-11T08:00:00Z";

fn event(kind: &str, at: &str, fields: &Value) -> Value {
    let mut data = json!({"voucher_number": N});
    data.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({"type": kind, "occurred_at": at, "data": data})
}

fn reassigned(at: &str, name: &str) -> Value {
    event("voucher.reassigned", at, &json!({"admin": {"name": name, "email": format!("{name}@contoso.example")}}))
}

fn extended(expires_on: &str) -> Value {
    event("voucher.extended", T1, &json!({"expires_on": expires_on, "reason": "More time."}))
}

/// Delivers the event concurrently. Every delivery has read before the first of them writes.
async fn deliver(world: &Arc<World>, event: &Value) -> Vec<Reply> {
    world.database.faults.gather("PutItem", DELIVERIES);
    crowd(world, DELIVERIES, |world, _| {
        let event = event.clone();
        async move { world.webhook("same", &event).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_deliveries_of_a_message_have_one_effect_and_all_succeed() {
    let withdrawn = event("voucher.withdrawn", T1, &json!({"reason": "By mistake."}));
    for event in [reassigned(T1, "max"), extended("2027-06-30"), withdrawn] {
        let world = world().await;
        world.assign(N).await;
        let replies = deliver(&world, &event).await;
        assert_eq!(tally(&replies), tallied([("200", DELIVERIES)]));
        assert!(replies.iter().all(|reply| reply.body == replies[0].body), "every delivery gets the same answer");
        assert_eq!(world.events(N).await, ["voucher.assigned", event["type"].as_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_deliveries_of_a_report_store_one_payment() {
    let world = world().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(N).await;
    world.approve(N).await;
    let rev = world.shown_claim(N).await["rev"].as_u64().unwrap();
    world.database.faults.gather("PutItem", DELIVERIES);
    let replies = crowd(&world, DELIVERIES, |world, _| async move {
        world.payer("same", &paying("sent", N, "PAY-1", "2026-11-22T08:00:00Z")).await
    })
    .await;
    assert_eq!(tally(&replies), tallied([("200", DELIVERIES)]));
    let claim = world.shown_claim(N).await;
    assert_eq!((&claim["rev"], claim["payments"].as_array().unwrap().len()), (&json!(rev + 1), 1));
}

/// Half of the callers redeliver a processed message, half deliver a newer one: newer by time, or by id at the same
/// time.
#[tokio::test(flavor = "multi_thread")]
async fn a_redelivery_that_races_a_newer_message_never_wins() {
    for (newer, is_forgotten) in [(T2, false), (T1, false), (T2, true), (T1, true)] {
        let world = world().await;
        world.assign(N).await;
        world.webhook("m-1", &reassigned(T1, "old")).await.expect(200);
        if is_forgotten {
            world.delete_webhook_ids();
        }
        let replies = crowd(&world, DELIVERIES, |world, caller| async move {
            match caller % 2 {
                0 => world.webhook("m-1", &reassigned(T1, "old")).await,
                _ => world.webhook("m-2", &reassigned(newer, "new")).await,
            }
        })
        .await;
        assert_eq!(tally(&replies), tallied([("200", DELIVERIES)]));
        let voucher = world.voucher(N).await;
        assert_eq!((voucher.value.core().admin.email.as_str(), voucher.rev), ("new@contoso.example", 3));
    }
}

/// The sweep stores the expiry while an extension that occurred in time arrives.
#[tokio::test(flavor = "multi_thread")]
async fn an_extension_in_time_counts_before_and_after_the_sweep() {
    for _ in 0..6 {
        let world = world().await;
        world.assign(N).await;
        world.reserve(N).await;
        world.clock.set("2027-05-01T00:00:00Z");
        world.database.faults.gather("PutItem", 2);
        let extension = extended("2027-06-30");
        let (_, reply) = tokio::join!(world.sweep_deadlines(Value::Null), world.webhook("m-1", &extension));
        assert_eq!(reply.expect(200)["status"], "reserved");
        world.sweep_deadlines(Value::Null).await;
        let voucher = world.voucher(N).await.value;
        assert_eq!((voucher.stored_status().as_str(), voucher.reservation().is_some()), ("reserved", true));
    }
}
