//! Concurrent requests with the same key: one change, and every caller gets the same answer.

use std::sync::Arc;

use tests::{crowd, invoice, tallied, tally};

use super::*;
use crate::enrollment;

const N: &str = "SA-CROWD-1";
const CALLERS: usize = 16;

/// Sends the command from all callers at once. No write begins before every caller has read. Returns the one answer
/// that all of them got.
async fn send_concurrently(world: &Arc<World>, command: Command, role: &'static str, write: &'static str) -> Reply {
    world.database.faults.gather(write, CALLERS);
    let (status, command) = (command.status.to_string(), Arc::new(command));
    let replies = crowd(world, CALLERS, |world, _| {
        let command = Arc::clone(&command);
        async move {
            let token = world.issuer.token("U-1", Some("P-1"), &[role], world.clock.now());
            world.call(command.function, command.request(&token).key("one")).await
        }
    })
    .await;
    assert_eq!(tally(&replies), tallied([(&*status, CALLERS)]), "{}", command.name);
    let differs = |reply: &&Reply| comparable(reply) != comparable(&replies[0]);
    assert_eq!(replies.iter().filter(differs).count(), 0, "{}", command.name);
    replies.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_announcements_create_one_file() {
    let world = Arc::new(World::new().await);
    prepare(&world, N, Stage::Reserved).await;
    send_concurrently(&world, announce(N), "mpn_admin", "TransactWriteItems").await;
    assert_eq!(world.files(N).await, ["announced"]);
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved", "deliverable.announced"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_drafts_store_one_report_revision() {
    let world = Arc::new(World::new().await);
    prepare(&world, N, Stage::Reserved).await;
    send_concurrently(&world, draft(N), "mpn_admin", "TransactWriteItems").await;
    assert_eq!(world.report_rev(N).await, 1);
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved", "report.drafted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_submissions_submit_a_claim_once() {
    let world = Arc::new(World::new().await);
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(N).await;
    let (path, body) = (format!("/claims/CL-{N}/submit"), invoice("INV-1"));
    let submit =
        Command { name: "submit a claim", function: Function::PaymentRequest, method: "POST", path, body, status: 200 };
    let reply = send_concurrently(&world, submit, "incentives", "TransactWriteItems").await;
    assert_eq!((&reply.body["status"], &reply.body["rev"]), (&json!("submitted"), &json!(2)));
    assert_eq!((world.shown_claim(N).await["rev"].clone(), world.items("I#")), (json!(2), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_changes_of_a_location_store_one_revision() {
    let world = Arc::new(World::new().await);
    let (path, body) = ("/locations/L-1".to_owned(), enrollment::location("TW"));
    let before = world.as_admin("P-1", Function::Enrollment, "GET", "/locations", &Value::Null).await.expect(200);
    let before = before["items"][0]["rev"].as_u64().unwrap();
    let put = Command { name: "location", function: Function::Enrollment, method: "PUT", path, body, status: 200 };
    let reply = send_concurrently(&world, put, "global_admin", "PutItem").await;
    assert_eq!(reply.body["rev"], before + 1);
    let after = world.as_admin("P-1", Function::Enrollment, "GET", "/locations", &Value::Null).await.expect(200);
    assert_eq!(after["items"][0]["rev"], before + 1);
}
