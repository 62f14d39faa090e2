//! The commands of operations: review, approve, reject, request changes, hold, release.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{crowd, invoice, tallied, tally};

use super::{bring_to_status, claim, drafted, one_of_each, post_comment};
use crate::bodies::NUMBER;

#[tokio::test]
async fn a_submitted_claim_is_reviewed_and_approved() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    let reply = world.reviewer("POST", &claim("/review"), &Value::Null).await;
    assert_eq!(reply.header("etag"), Some("\"3\""));
    assert_eq!(reply.expect(200)["status"], "under_review");
    world.bring_invoice(NUMBER).await;
    let approved = world.reviewer("POST", &claim("/approve"), &json!({})).await.expect(200);
    assert_eq!((&approved["status"], &approved["rev"]), (&json!("approved"), &json!(4)));
    assert_eq!(approved["approved_at"], "2026-11-22T09:00:00Z");
}

/// Each command has one status it starts from and one it leads to. In other statuses it is refused, or it changes
/// nothing because its result was reached before.
#[tokio::test]
async fn each_command_needs_its_status() {
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
            world.bring_invoice(number).await;
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
                assert_eq!(reply.expect(200)["status"], *status, "{action}: nothing changes");
            } else {
                assert_eq!(reply.refused(409), ["wrong_claim_status"], "{action} of a claim in {status}");
            }
            assert_eq!(world.claim(number).await, before, "{action} of a claim in {status}");
        }
    }
}

#[tokio::test]
async fn a_person_who_submitted_a_claim_does_not_approve_it() {
    let world = drafted().await;
    let submitter = |sub| (sub, Some("P-1"), &["mpn_admin"][..]);
    world.person(submitter("U-1"), "POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    world.operate(NUMBER, "review").await;
    world.bring_invoice(NUMBER).await;
    let approve = |sub: &'static str| {
        let world = &world;
        async move { world.person((sub, None, &["operations"]), "POST", &claim("/approve"), &Value::Null).await }
    };
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes"]);
    post_comment(&world, NUMBER, "request-changes", "comment").await.expect(200);
    let again = json!({"invoice_number": "INV-1", "comment": "Signed."});
    world.person(submitter("U-2"), "POST", &claim("/submit"), &again).await.expect(200);
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes", "wrong_claim_status"], "every reason is named");
    world.operate(NUMBER, "review").await;
    for sub in ["U-1", "U-2"] {
        assert_eq!(approve(sub).await.refused(409), ["four_eyes"], "{sub} submitted it once");
    }
    assert_eq!(approve("U-3").await.expect(200)["status"], "approved");
    assert_eq!(approve("U-1").await.refused(409), ["four_eyes"], "also refused after the approval");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_concurrent_approval_rejection_and_request_for_changes_exactly_one_succeeds() {
    let world = Arc::new(drafted().await);
    bring_to_status(&world, NUMBER, "under_review").await;
    world.bring_invoice(NUMBER).await;
    world.database.faults.gather("PutItem", 3);
    let replies = crowd(&world, 3, |world, caller| async move {
        match caller {
            0 => world.reviewer("POST", &claim("/approve"), &Value::Null).await,
            1 => post_comment(&world, NUMBER, "reject", "reason").await,
            _ => post_comment(&world, NUMBER, "request-changes", "comment").await,
        }
    })
    .await;
    assert_eq!(tally(&replies), tallied([("200", 1), ("409 wrong_claim_status", 2)]));
    assert_eq!(world.shown_claim(NUMBER).await["rev"], 4);
}

#[tokio::test]
async fn a_claim_on_hold_shows_its_reason_until_it_is_released() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "approved").await;
    let held = post_comment(&world, NUMBER, "hold", "reason").await.expect(200);
    assert_eq!((&held["status"], &held["comment"]), (&json!("on_hold"), &json!("About hold.")));
    let again = world.reviewer("POST", &claim("/hold"), &json!({"reason": "Another."})).await.expect(200);
    assert_eq!((&again["comment"], &again["rev"]), (&held["comment"], &held["rev"]), "the first reason remains");
    let released = world.operate(NUMBER, "release").await;
    assert_eq!((&released["status"], &released["comment"]), (&json!("approved"), &Value::Null));
    assert_eq!(released["approved_at"], held["approved_at"], "the approval time does not change");
}

/// A payment report for a claim on hold is accepted; a paid claim can no longer be released.
#[tokio::test]
async fn a_payment_report_ends_a_hold() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "on_hold").await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    assert_eq!(world.shown_claim(NUMBER).await["status"], "paid");
    let released = world.reviewer("POST", &claim("/release"), &Value::Null).await;
    assert_eq!(released.refused(409), ["wrong_claim_status"]);
}
