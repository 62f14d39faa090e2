//! What each function does, as seen on the wire while it does everything it can.

use std::collections::{BTreeMap, BTreeSet};

use objects::{Inspector, Objects};
use queue::ClaimsQueue;
use serde_json::{Value, json};
use testkit::WireFault;
use tests::{Function, World, assigned, reservation};

type Used = BTreeMap<&'static str, BTreeSet<String>>;

/// The IAM actions by function.
pub(super) async fn actions() -> Used {
    let world = World::new().await;
    let mut used = Used::new();
    a_voucher_lives(&world, &mut used).await;
    a_repeat_is_taken_over(&world, &mut used).await;
    let mut add = |function, actions: &[&str]| {
        used.entry(function).or_default().extend(actions.iter().map(|action| (*action).to_owned()));
    };
    add("deliverable", &Objects::SIGNED_ACTIONS);
    add("deliverable-intake", &Inspector::ACTIONS);
    add("outbox", &ClaimsQueue::ACTIONS);
    used
}

/// Notes what was asked of the table since the last note.
fn note(world: &World, used: &mut Used, function: &'static str) {
    let reading = world.database.meter.take();
    let actions = reading.actions.into_iter().map(|action| format!("dynamodb:{action}"));
    used.entry(function).or_default().extend(actions);
}

async fn a_voucher_lives(world: &World, used: &mut Used) {
    const NUMBER: &str = "SA-USED-0001";
    world.assign(NUMBER).await;
    note(world, used, "assignment");
    world.reserve(NUMBER).await;
    note(world, used, "reservation");
    deliverables(world, used, NUMBER).await;
    world.report(NUMBER).await;
    note(world, used, "completion");
    redemption(world, used, NUMBER).await;
    world.run_outbox().await;
    note(world, used, "outbox");
    world.deliver_claims().await;
    note(world, used, "claims");
}

async fn deliverables(world: &World, used: &mut Used, number: &str) {
    let path = format!("/vouchers/{number}/deliverables");
    let withdrawn = world.announce(number, "other.pdf", b"%PDF-other").await;
    let own = format!("{path}/{withdrawn}");
    world.as_admin("P-1", Function::Deliverable, "DELETE", &own, &Value::Null).await.expect(204);
    let id = world.announce(number, "plan.pdf", tests::PDF).await;
    world.as_admin("P-1", Function::Deliverable, "GET", &path, &Value::Null).await.expect(200);
    note(world, used, "deliverable");
    world.upload(number, &id, 2, tests::PDF).await;
    note(world, used, "deliverable-intake");
    world.as_admin("P-1", Function::Deliverable, "GET", &format!("{path}/{id}"), &Value::Null).await.expect(200);
    note(world, used, "deliverable");
}

/// The write's answer is lost, so that the voucher is read once more on its own.
async fn redemption(world: &World, used: &mut Used, number: &str) {
    let body = json!({"voucher_numbers": [number]});
    world.as_admin("P-1", Function::Redemption, "POST", "/preview", &body).await.expect(200);
    world.database.faults.next("PutItem", WireFault::AnswerLost);
    assert_eq!(world.redeem(&[number]).await[0]["outcome"], "redeemed");
    note(world, used, "redemption");
}

/// A 15-day engagement passes from a voucher that let go of it to another.
async fn a_repeat_is_taken_over(world: &World, used: &mut Used) {
    for number in ["SA-USED-0002", "SA-USED-0003"] {
        let mut event = assigned(number);
        event["data"]["days"] = json!(15);
        world.webhook(number, &event).await.expect(201);
    }
    note(world, used, "assignment");
    let reserve = |number| reservation(number);
    let post =
        |path: String, body| async move { world.as_admin("P-1", Function::Reservation, "POST", &path, &body).await };
    post("/reservations".to_owned(), reserve("SA-USED-0002")).await.expect(201);
    let cancel = json!({"reason": "engagement_not_happening"});
    post("/reservations/SA-USED-0002/cancel".to_owned(), cancel).await.expect(200);
    post("/reservations".to_owned(), reserve("SA-USED-0003")).await.expect(201);
    note(world, used, "reservation");
}
