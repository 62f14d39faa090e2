//! Files and report after the redemption: they change only while the claim is sent back.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Function, World, answer, answers, crowd, tally};

use super::{REPORT, SUBMIT, call};
use crate::bodies::{NUMBER, with};

const REOPEN: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/report/reopen";
const FILES: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/deliverables";

/// A world with a redeemed voucher and its draft claim.
async fn redeemed() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world
}

async fn sent_back() -> World {
    let world = redeemed().await;
    world.send_back(NUMBER).await;
    world
}

async fn submit_claim(world: &World) -> testkit::Reply {
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &answer("INV-2")).await
}

async fn actions(world: &World) -> Value {
    let path = format!("/vouchers/{NUMBER}");
    world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200)["actions"].clone()
}

#[tokio::test]
async fn a_report_is_corrected_while_the_claim_is_sent_back_and_never_otherwise() {
    let world = redeemed().await;
    assert_eq!(call(&world, "POST", REOPEN, &Value::Null).await.refused(409), ["already_redeemed"]);
    world.send_back(NUMBER).await;
    assert_eq!(actions(&world).await, json!(["upload", "reopen"]));
    assert_eq!(call(&world, "PUT", REPORT, &answers()).await.refused(409), ["report_already_submitted"]);
    assert_eq!(call(&world, "POST", REOPEN, &Value::Null).await.expect(200)["status"], "draft");
    assert_eq!(actions(&world).await, json!(["upload", "report", "submit"]));
    assert_eq!(world.shown_claim(NUMBER).await["reasons"], json!(["report_missing"]));
    assert_eq!(submit_claim(&world).await.refused(409), ["report_missing"]);
    call(&world, "PUT", REPORT, &with(answers(), &json!({"seats": 300}))).await.expect(200);
    let receipt = call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    assert_eq!(receipt["revision"], 2);
    assert_eq!(world.shown_claim(NUMBER).await["reasons"], json!([]));
    submit_claim(&world).await.expect(200);
    let path = format!("/claims/CL-{NUMBER}/checks");
    let checks = world.reviewer("GET", &path, &Value::Null).await.expect(200);
    let newest = receipt["receipt_id"].as_str().unwrap();
    assert!(checks["checks"][0]["detail"].as_str().unwrap().contains(newest), "{checks:#}");
    for (method, path) in [("POST", REOPEN), ("POST", SUBMIT)] {
        assert_eq!(call(&world, method, path, &Value::Null).await.refused(409), ["already_redeemed"], "{path}");
    }
    assert_eq!(call(&world, "PUT", REPORT, &answers()).await.refused(409), ["already_redeemed"]);
    assert_eq!(actions(&world).await, json!([]));
}

#[tokio::test]
async fn files_are_added_while_the_claim_is_sent_back_and_those_of_the_redemption_stay() {
    let world = redeemed().await;
    let body = tests::announcement("more.pdf", tests::PDF);
    let refused = world.as_admin("P-1", Function::Deliverable, "POST", FILES, &body).await;
    assert_eq!(refused.refused(409), ["already_redeemed"]);
    world.send_back(NUMBER).await;
    let files = world.as_admin("P-1", Function::Deliverable, "GET", FILES, &Value::Null).await.expect(200);
    let first = format!("{FILES}/{}", files["items"][0]["deliverable_id"].as_str().unwrap());
    world.clock.set("2026-11-23T09:00:00Z");
    let id = world.announce(NUMBER, "more.pdf", tests::PDF).await;
    assert_eq!(submit_claim(&world).await.refused(409), ["deliverable_pending"]);
    call(&world, "POST", REOPEN, &Value::Null).await.expect(200);
    assert_eq!(call(&world, "POST", SUBMIT, &Value::Null).await.refused(409), ["deliverable_pending"]);
    world.upload(NUMBER, &id, 2, tests::PDF).await;
    assert_eq!(world.files(NUMBER).await, ["clean", "clean"]);
    let delete = async |path: &str| world.as_admin("P-1", Function::Deliverable, "DELETE", path, &Value::Null).await;
    assert_eq!(delete(&first).await.refused(409), ["already_redeemed"]);
    delete(&format!("{FILES}/{id}")).await.expect(204);
    call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    submit_claim(&world).await.expect(200);
}

/// The report and the claim are two items: each write has a condition on the other one (DECISIONS.md 58).
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_never_submitted_with_a_report_that_is_reopened_at_the_same_time() {
    for round in 0..6 {
        let world = Arc::new(Box::pin(sent_back()).await);
        world.database.faults.gather("TransactWriteItems", 2);
        let replies = crowd(&world, 2, |world, caller| async move {
            if caller == round % 2 {
                call(&world, "POST", REOPEN, &Value::Null).await
            } else {
                submit_claim(&world).await
            }
        })
        .await;
        let is_open = world.voucher(NUMBER).await.value.report() == domain::report::ReportState::Draft;
        let status = world.claim(NUMBER).await.unwrap().stored_status().as_str();
        assert_eq!(status, if is_open { "action_required" } else { "submitted" }, "{:?}", tally(&replies));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "{:?}", tally(&replies));
    }
}

#[tokio::test]
async fn a_withdrawn_claim_closes_the_report_until_it_is_reinstated() {
    let world = Box::pin(sent_back()).await;
    call(&world, "POST", REOPEN, &Value::Null).await.expect(200);
    let path = format!("/claims/CL-{NUMBER}");
    world.claimant("POST", &format!("{path}/withdraw"), &Value::Null).await.expect(200);
    assert_eq!(call(&world, "POST", SUBMIT, &Value::Null).await.refused(409), ["already_redeemed"]);
    world.claimant("POST", &format!("{path}/reinstate"), &Value::Null).await.expect(200);
    call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    submit_claim(&world).await.expect(200);
}
