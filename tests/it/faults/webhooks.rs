//! A process that dies after it wrote the change of a webhook message and before it stored the message's id: the
//! sender delivers the message again, and nothing changes a second time.

use tests::paying;

use super::*;

const T1: &str = "2026-11-10T08:00:00Z";

fn event(kind: &str, fields: &Value) -> Value {
    let mut data = json!({"voucher_number": N});
    data.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({"type": kind, "occurred_at": T1, "data": data})
}

fn reassigned(who: &str) -> Value {
    event("voucher.reassigned", &json!({"admin": {"name": who, "email": format!("{who}@contoso.example")}}))
}

fn extended(expires_on: &str) -> Value {
    event("voucher.extended", &json!({"expires_on": expires_on, "reason": "More time."}))
}

/// Delivers a message to a process that dies after its first write.
async fn die_before_storing_the_id(world: &World, id: &str, event: &Value) {
    world.database.faults.always_after(1, "PutItem", WireFault::Throttled);
    world.webhook(id, event).await.expect(503);
    world.database.faults.clear();
}

#[tokio::test]
async fn a_redelivered_message_without_a_stored_id_changes_nothing_a_second_time() {
    let withdrawn = event("voucher.withdrawn", &json!({"reason": "By mistake."}));
    for event in [assigned(N), reassigned("max"), extended("2027-06-30"), withdrawn] {
        let world = World::new().await;
        if event["type"] != "voucher.assigned" {
            world.assign(N).await;
        }
        let stored_ids = world.items("WH");
        die_before_storing_the_id(&world, "m-1", &event).await;
        let (written, events) = (world.voucher(N).await, world.events(N).await);
        assert_eq!((events.last().unwrap().as_str(), world.items("WH")), (event["type"].as_str().unwrap(), stored_ids));
        world.webhook("m-1", &event).await.expect(200);
        let now = world.voucher(N).await;
        assert_eq!((now.rev, now.value, world.items("WH")), (written.rev, written.value, stored_ids + 1));
    }
}

/// A voucher stores its last attempt only. The order of events of each kind protects a change in between.
#[tokio::test]
async fn a_redelivered_message_without_a_stored_id_does_not_undo_a_change_in_between() {
    let world = World::new().await;
    world.assign(N).await;
    die_before_storing_the_id(&world, "m-1", &reassigned("max")).await;
    world.webhook("m-2", &reassigned("kim")).await.expect(200);
    die_before_storing_the_id(&world, "m-3", &extended("2027-06-30")).await;
    world.webhook("m-4", &extended("2027-07-31")).await.expect(200);
    world.reserve_as(N, "kim@contoso.example").await;
    let before = world.voucher(N).await;
    for (id, event) in [("m-1", reassigned("max")), ("m-3", extended("2027-06-30"))] {
        assert_eq!(world.webhook(id, &event).await.expect(200)["status"], "reserved", "{id}");
    }
    let now = world.voucher(N).await;
    assert_eq!((now.rev, now.value), (before.rev, before.value));
}

#[tokio::test]
async fn a_redelivered_payment_report_without_a_stored_id_is_no_second_payment() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(N).await;
    world.approve(N).await;
    let sent = paying("sent", N, "PAY-1", "2026-11-22T08:00:00Z");
    world.database.faults.always_after(1, "PutItem", WireFault::Throttled);
    world.payer("m-1", &sent).await.expect(503);
    world.database.faults.clear();
    let paid = world.claim(N).await;
    assert_eq!(world.payer("m-1", &sent).await.expect(200)["status"], "paid");
    assert_eq!(world.claim(N).await, paid);
}

#[tokio::test]
async fn lost_answers_to_a_webhook_message_do_not_repeat_its_change() {
    let world = World::new().await;
    world.assign(N).await;
    for operation in ["GetItem", "GetItem", "PutItem", "PutItem"] {
        world.database.faults.next(operation, WireFault::AnswerLost);
    }
    let answer = world.webhook("m-1", &extended("2027-06-30")).await.expect(200);
    assert_eq!((&answer["rev"], world.database.faults.clear()), (&json!(2), 0));
    assert_eq!(world.webhook("m-1", &extended("2027-06-30")).await.expect(200), answer);
}
