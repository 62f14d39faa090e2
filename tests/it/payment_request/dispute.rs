//! `POST /claims/{claim_id}/withdraw` and `/dispute`.

use serde_json::{Value, json};

use super::{bring_to_status, claim, drafted, one_of_each, post_comment};
use crate::bodies::NUMBER;

#[tokio::test]
async fn a_claim_is_withdrawn_before_its_approval_and_not_after() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let reply = world.claimant("POST", &format!("/claims/CL-{number}/withdraw"), &Value::Null).await;
        match *status {
            "draft" | "submitted" | "under_review" | "action_required" | "withdrawn" => {
                let rev = world.shown_claim(number).await["rev"].clone();
                let body = reply.expect(200);
                assert_eq!((&body["status"], &body["rev"]), (&json!("withdrawn"), &rev), "{status}");
                assert_eq!(body["actions"], json!(["reinstate", "comment"]));
                let again = world.claimant("POST", &format!("/claims/CL-{number}/withdraw"), &json!({})).await;
                assert_eq!(again.expect(200)["rev"], rev, "a repeated withdrawal changes nothing");
            }
            _ => assert_eq!(reply.refused(409), ["wrong_claim_status"], "{status}"),
        }
    }
}

#[tokio::test]
async fn an_expired_claim_is_not_withdrawn() {
    let world = drafted().await;
    world.clock.set("2027-01-22T00:00:00Z");
    let reply = world.claimant("POST", &claim("/withdraw"), &Value::Null).await;
    let detail = reply.body["reasons"][0]["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("the claim is expired;"), "{detail}");
    assert_eq!(reply.refused(409), ["wrong_claim_status"]);
}

#[tokio::test]
async fn a_withdrawn_claim_is_not_reviewed() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    let review = world.reviewer("POST", &claim("/review"), &Value::Null).await;
    assert_eq!(review.refused(409), ["wrong_claim_status"]);
    let waiting = world.reviewer("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    assert_eq!(waiting["items"], json!([]));
    let lists = world.claimant("GET", "/claims?status=withdrawn", &Value::Null).await.expect(200);
    assert_eq!(lists["items"][0]["voucher_number"], NUMBER);
}

#[tokio::test]
async fn only_a_paid_claim_can_be_disputed() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let body = json!({"comment": "Less than agreed."});
        let reply = world.claimant("POST", &format!("/claims/CL-{number}/dispute"), &body).await;
        if *status == "paid" {
            let disputed = reply.expect(200);
            assert_eq!((&disputed["status"], &disputed["dispute"]), (&json!("paid"), &json!("Less than agreed.")));
            assert_eq!(disputed["actions"], json!([]));
        } else {
            assert_eq!(reply.refused(409), ["wrong_claim_status"], "{status}");
        }
    }
}

#[tokio::test]
async fn a_dispute_is_in_the_history_and_a_repeated_one_changes_nothing() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "paid").await;
    let dispute = async |comment: &str| {
        world.claimant("POST", &claim("/dispute"), &json!({"comment": comment})).await.expect(200)
    };
    let first = dispute("Less than agreed.").await;
    assert_eq!(dispute("Less than agreed.").await, first);
    assert_eq!(dispute("Nothing came.").await["dispute"], "Nothing came.");
    world.run_outbox().await;
    let shown = world.shown_claim(NUMBER).await;
    let lines = shown["history"].as_array().unwrap();
    let disputes: Vec<_> = lines.iter().filter(|line| line["event"] == "claim.disputed").collect();
    let changes: Vec<_> = disputes.iter().map(|line| [&line["from"], &line["to"], &line["comment"]]).collect();
    assert_eq!(json!(changes), json!([["paid", "paid", "Less than agreed."], ["paid", "paid", "Nothing came."]]));
}

/// A later report of the payer changes the status and does not end the dispute.
#[tokio::test]
async fn a_report_of_the_payer_does_not_end_a_dispute() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "paid").await;
    world.claimant("POST", &claim("/dispute"), &json!({"comment": "Nothing came."})).await.expect(200);
    world.pay("reversed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z").await;
    let shown = world.shown_claim(NUMBER).await;
    assert_eq!((&shown["status"], &shown["dispute"]), (&json!("payment_failed"), &json!("Nothing came.")));
    assert_eq!(post_comment(&world, NUMBER, "hold", "reason").await.refused(409), ["wrong_claim_status"]);
}
