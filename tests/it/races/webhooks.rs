//! One webhook message delivered many times at once, and redeliveries that race what is newer.

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

fn reassigned(at: &str, who: &str) -> Value {
    event("voucher.reassigned", at, &json!({"admin": {"name": who, "email": format!("{who}@contoso.example")}}))
}

fn extended(expires_on: &str) -> Value {
    event("voucher.extended", T1, &json!({"expires_on": expires_on, "reason": "More time."}))
}

/// Every delivery has read before the first of them writes.
async fn deliver(world: &Arc<World>, event: &Value) -> Vec<Reply> {
    world.database.faults.gather("PutItem", DELIVERIES);
    crowd(world, DELIVERIES, |world, _| {
        let event = event.clone();
        async move { world.webhook("same", &event).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_delivered_many_times_at_once_has_one_effect_and_every_delivery_succeeds() {
    let withdrawn = event("voucher.withdrawn", T1, &json!({"reason": "By mistake."}));
    for event in [reassigned(T1, "max"), extended("2027-06-30"), withdrawn] {
        let world = world().await;
        world.assign(N).await;
        let replies = deliver(&world, &event).await;
        assert_eq!(tally(&replies), tallied([("200", DELIVERIES)]));
        assert!(replies.iter().all(|reply| reply.body == replies[0].body), "and each shows the same");
        assert_eq!(world.events(N).await, ["voucher.assigned", event["type"].as_str().unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_delivered_many_times_at_once_is_one_payment() {
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

/// Half deliver a processed message again, half a newer one; by its time, or by its id within the same second.
#[tokio::test(flavor = "multi_thread")]
async fn a_redelivery_that_races_a_newer_message_never_wins() {
    for (newer, is_forgotten) in [(T2, false), (T1, false), (T2, true), (T1, true)] {
        let world = world().await;
        world.assign(N).await;
        world.webhook("m-1", &reassigned(T1, "old")).await.expect(200);
        if is_forgotten {
            world.forget_deliveries();
        }
        let replies = crowd(&world, DELIVERIES, |world, caller| async move {
            match caller % 2 {
                0 => world.webhook("m-1", &reassigned(T1, "old")).await,
                _ => world.webhook("m-2", &reassigned(newer, "new")).await,
            }
        })
        .await;
        assert_eq!(tally(&replies), tallied([("200", DELIVERIES)]));
        let stands = world.voucher(N).await;
        assert_eq!((stands.value.core().admin.email.as_str(), stands.rev), ("new@contoso.example", 3));
    }
}

/// The sweep writes the expiry down while the extension that was in time arrives.
#[tokio::test(flavor = "multi_thread")]
async fn an_extension_that_was_in_time_counts_whether_the_sweep_comes_before_or_after_it() {
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
