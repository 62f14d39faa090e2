//! What operations do: review, approve, reject, ask for changes, hold, release.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{crowd, invoice, tallied, tally};

use super::{brought_to, claim, drafted, one_of_each, said};
use crate::bodies::NUMBER;

#[tokio::test]
async fn a_claim_goes_from_submission_to_approval() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    let reply = world.reviewer("POST", &claim("/review"), &Value::Null).await;
    assert_eq!(reply.header("etag"), Some("\"3\""));
    assert_eq!(reply.expect(200)["status"], "under_review");
    let approved = world.reviewer("POST", &claim("/approve"), &json!({})).await.expect(200);
    assert_eq!((&approved["status"], &approved["rev"]), (&json!("approved"), &json!(4)));
    assert_eq!(approved["approved_at"], "2026-11-22T09:00:00Z");
}

/// From which status each command leads where; from all others it is refused, or the claim is there already.
#[tokio::test]
async fn each_command_needs_the_status_it_is_for() {
    for (action, body, from, to) in [
        ("review", Value::Null, "submitted", "under_review"),
        ("approve", Value::Null, "under_review", "approved"),
        ("reject", json!({"reason": "No."}), "under_review", "rejected"),
        ("request-changes", json!({"comment": "More."}), "under_review", "action_required"),
        ("hold", json!({"reason": "Wait."}), "approved", "on_hold"),
        ("release", Value::Null, "on_hold", "approved"),
    ] {
        let (world, claims) = one_of_each().await;
        for (status, number) in &claims {
            let before = world.claim(number).await;
            let reply = world.reviewer("POST", &format!("/claims/CL-{number}/{action}"), &body).await;
            let repeated = match action {
                "approve" => ["approved", "on_hold", "scheduled", "paid", "payment_failed"].contains(status),
                "review" | "hold" | "release" => *status == to,
                _ => false,
            };
            if *status == from {
                assert_eq!(reply.expect(200)["status"], to, "{action}");
                continue;
            }
            if repeated {
                assert_eq!(reply.expect(200)["status"], *status, "{action}: it stands as it is");
            } else {
                assert_eq!(reply.refused(409), ["wrong_claim_status"], "{action} of one that is {status}");
            }
            assert_eq!(world.claim(number).await, before, "{action} of one that is {status}");
        }
    }
}

#[tokio::test]
async fn whoever_submitted_a_claim_does_not_approve_it() {
    let world = drafted().await;
    let submitter = |sub| (sub, Some("P-1"), &["mpn_admin"][..]);
    world.person(submitter("U-1"), "POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    world.operate(NUMBER, "review").await;
    let approve = |sub: &'static str| {
        let world = &world;
        async move { world.person((sub, None, &["operations"]), "POST", &claim("/approve"), &Value::Null).await }
    };
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes"]);
    said(&world, NUMBER, "request-changes", "comment").await.expect(200);
    world.person(submitter("U-2"), "POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes", "wrong_claim_status"], "every reason");
    world.operate(NUMBER, "review").await;
    for sub in ["U-1", "U-2"] {
        assert_eq!(approve(sub).await.refused(409), ["four_eyes"], "{sub} prepared it at some time");
    }
    assert_eq!(approve("U-3").await.expect(200)["status"], "approved");
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes"], "nor do they agree to it afterward");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_approval_rejection_and_changes_at_once_exactly_one_counts() {
    let world = Arc::new(drafted().await);
    brought_to(&world, NUMBER, "under_review").await;
    world.database.faults.gather("PutItem", 3);
    let replies = crowd(&world, 3, |world, caller| async move {
        match caller {
            0 => world.reviewer("POST", &claim("/approve"), &Value::Null).await,
            1 => said(&world, NUMBER, "reject", "reason").await,
            _ => said(&world, NUMBER, "request-changes", "comment").await,
        }
    })
    .await;
    assert_eq!(tally(&replies), tallied([("200", 1), ("409 wrong_claim_status", 2)]));
    assert_eq!(world.shown_claim(NUMBER).await["rev"], 4);
}

#[tokio::test]
async fn a_claim_on_hold_says_why_until_it_is_released() {
    let world = drafted().await;
    brought_to(&world, NUMBER, "approved").await;
    let held = said(&world, NUMBER, "hold", "reason").await.expect(200);
    assert_eq!((&held["status"], &held["comment"]), (&json!("on_hold"), &json!("About hold.")));
    let again = world.reviewer("POST", &claim("/hold"), &json!({"reason": "Another."})).await.expect(200);
    assert_eq!((&again["comment"], &again["rev"]), (&held["comment"], &held["rev"]), "the first reason stands");
    let released = world.operate(NUMBER, "release").await;
    assert_eq!((&released["status"], &released["comment"]), (&json!("approved"), &Value::Null));
    assert_eq!(released["approved_at"], held["approved_at"], "the clock of payment runs from the approval");
}

/// What the payer has already is not held back any more, and what it reports of a claim on hold is true all the same.
#[tokio::test]
async fn a_payment_that_went_out_is_not_held_back() {
    let world = drafted().await;
    brought_to(&world, NUMBER, "on_hold").await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    assert_eq!(world.shown_claim(NUMBER).await["status"], "paid");
    let released = world.reviewer("POST", &claim("/release"), &Value::Null).await;
    assert_eq!(released.refused(409), ["wrong_claim_status"]);
}
