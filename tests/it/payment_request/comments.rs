//! Comments of both sides, and the reinstatement of a withdrawn claim.

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::WireFault;
use tests::{World, invoice};
use tokio::runtime::Handle;

use super::{bring_to_status, claim, drafted, payable};
use crate::bodies::NUMBER;

const BOTH: (&str, Option<&str>, &[&str]) = ("U-9", Some("P-1"), &["operations", "incentives"]);

fn text(text: &str) -> Value {
    json!({ "text": text })
}

/// The comments as text, side and event.
async fn comments(world: &World) -> Value {
    let shown = world.shown_claim(NUMBER).await;
    let listed = shown["comments"].as_array().unwrap().iter();
    listed.map(|said| json!([said["text"], said["side"], said["event"], said["by"]["person"]])).collect()
}

#[tokio::test]
async fn the_comments_of_both_sides_are_shown_oldest_first_and_the_last_one_at_once() {
    let world = drafted().await;
    world.claimant("POST", &claim("/comments"), &text("The invoice follows.")).await.expect(200);
    let first = json!(["The invoice follows.", "partner", "claim.commented", "U-5"]);
    assert_eq!(comments(&world).await, json!([first]), "before the stream brings the history");
    world.send_back(NUMBER).await;
    world.reviewer("POST", &claim("/comments"), &text("The plan is enough.")).await.expect(200);
    world.claimant("POST", &claim("/submit"), &tests::answer("INV-2")).await.expect(200);
    world.person(BOTH, "POST", &claim("/comments"), &text("Thank you.")).await.expect(200);
    assert_eq!(world.run_outbox().await, 0);
    let expected = json!([
        first,
        ["A file is missing.", "operations", "claim.changes_requested", "OPS-1"],
        ["The plan is enough.", "operations", "claim.commented", "OPS-1"],
        ["Corrected as asked.", "partner", "claim.submitted", "U-5"],
        ["Thank you.", "partner", "claim.commented", "U-9"],
    ]);
    assert_eq!(comments(&world).await, expected);
    let theirs = world.reviewer("GET", &claim(""), &Value::Null).await.expect(200);
    assert_eq!(theirs["comments"], world.shown_claim(NUMBER).await["comments"]);
    assert_eq!(theirs["comments"][0]["at"], "2026-11-22T09:00:00Z");
}

/// The answer to the write is lost, and another comment is written before the write is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_whose_answer_is_lost_before_another_comment_is_made_once() {
    let world = Arc::new(drafted().await);
    world.database.faults.next("PutItem", WireFault::AnswerLost);
    let (faults, other) = (world.database.faults.clone(), Arc::clone(&world));
    let interrupt = move || {
        let comment = async { other.reviewer("POST", &claim("/comments"), &text("Meanwhile.")).await.expect(200) };
        tokio::task::block_in_place(|| Handle::current().block_on(comment));
    };
    // The second write is the first one, sent again.
    world.database.faults.when("PutItem", move || faults.when("PutItem", interrupt));
    world.claimant("POST", &claim("/comments"), &text("Once.")).await.expect(200);
    assert_eq!(world.database.faults.clear(), 0);
    assert_eq!(world.run_outbox().await, 0);
    let expected = json!([
        ["Once.", "partner", "claim.commented", "U-5"],
        ["Meanwhile.", "operations", "claim.commented", "OPS-1"],
    ]);
    assert_eq!(comments(&world).await, expected);
}

#[tokio::test]
async fn a_comment_needs_text_a_role_and_a_claim_that_is_not_paid() {
    let world = drafted().await;
    for body in [json!({}), text(" "), text(&"x".repeat(2_001))] {
        let reply = world.claimant("POST", &claim("/comments"), &body).await;
        assert_eq!(reply.expect(422)["reasons"][0]["field"], "text", "{body}");
    }
    let other = ("U-8", Some("P-2"), &["incentives"][..]);
    let hidden = world.person(other, "POST", &claim("/comments"), &text("x")).await;
    assert_eq!(hidden.refused(404), ["claim_not_found"]);
    let reader = ("U-6", Some("P-1"), &["global_admin"][..]);
    world.person(reader, "POST", &claim("/comments"), &text("x")).await.expect(403);
    bring_to_status(&world, NUMBER, "payment_failed").await;
    world.claimant("POST", &claim("/comments"), &text("The account is open again.")).await.expect(200);
    world.pay("sent", NUMBER, "PAY-2", "2026-11-22T08:30:00Z").await;
    for reply in [
        world.claimant("POST", &claim("/comments"), &text("x")).await,
        world.reviewer("POST", &claim("/comments"), &text("x")).await,
    ] {
        assert_eq!(reply.refused(409), ["claim_paid"]);
    }
}

#[tokio::test]
async fn a_withdrawn_claim_is_reinstated_with_its_invoice_and_submitted_again() {
    let world = payable().await;
    for number in [NUMBER, "SA-OTHER-01"] {
        world.draft(number).await;
    }
    let ids = [NUMBER, "SA-OTHER-01"].map(|number| format!("CL-{number}"));
    let many = json!({"claim_ids": ids, "invoice_number": "INV-1", "purchase_order": "PO-1"});
    world.claimant("POST", "/claims/submit", &many).await.expect(200);
    let early = world.claimant("POST", &claim("/reinstate"), &Value::Null).await;
    assert_eq!(early.refused(409), ["wrong_claim_status"]);
    let withdrawn = world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    assert_eq!(withdrawn["reinstatable_until"], "2027-01-21");
    let back = world.claimant("POST", &claim("/reinstate"), &Value::Null).await.expect(200);
    let fields = (&back["status"], &back["saved"], &back["invoice_number"], &back["reinstatable_until"]);
    let saved = json!({"invoice_number": "INV-1", "purchase_order": "PO-1"});
    assert_eq!(fields, (&json!("draft"), &saved, &Value::Null, &Value::Null));
    let taken = world.claimant("POST", "/claims/CL-SA-OTHER-01/withdraw", &Value::Null).await;
    taken.expect(200);
    let again = world.claimant("POST", &claim("/submit"), &json!({})).await.expect(200);
    assert_eq!((&again["status"], &again["invoice_number"]), (&json!("submitted"), &json!("INV-1")));
    assert_eq!(world.items("I#"), 1, "the number is the claim's own");
}

#[tokio::test]
async fn a_claim_is_reinstated_by_its_company_until_the_deadline() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "withdrawn").await;
    let other = ("U-8", Some("P-2"), &["incentives"][..]);
    let hidden = world.person(other, "POST", &claim("/reinstate"), &Value::Null).await;
    assert_eq!(hidden.refused(404), ["claim_not_found"]);
    world.clock.set("2027-01-22T00:00:00Z");
    let late = world.claimant("POST", &claim("/reinstate"), &Value::Null).await;
    assert_eq!(late.refused(409), ["past_due"]);
    assert_eq!(world.shown_claim(NUMBER).await["actions"], json!(["comment"]));
    world.clock.set("2027-01-21T23:59:59Z");
    world.claimant("POST", &claim("/reinstate"), &Value::Null).await.expect(200);
    world.sweep_deadlines(json!({"date": "2027-01-22"})).await;
    assert_eq!(world.claim(NUMBER).await.unwrap().stored_status().as_str(), "expired", "it is due again");
}

/// Otherwise withdrawing and reinstating would be a way around the answer.
#[tokio::test]
async fn a_claim_that_was_sent_back_waits_for_its_answer_after_it_is_reinstated() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "action_required").await;
    world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    let back = world.claimant("POST", &claim("/reinstate"), &Value::Null).await.expect(200);
    assert_eq!((&back["status"], &back["comment"]), (&json!("action_required"), &json!("About request-changes.")));
    let silent = world.claimant("POST", &claim("/submit"), &json!({})).await;
    assert_eq!(silent.refused(409), ["comment_missing"]);
}

#[tokio::test]
async fn a_claim_that_was_sent_back_is_not_submitted_among_many() {
    let world = drafted().await;
    world.draft("SA-OTHER-01").await;
    bring_to_status(&world, NUMBER, "action_required").await;
    let many = json!({"claim_ids": [format!("CL-{NUMBER}"), "CL-SA-OTHER-01"], "invoice_number": "INV-9"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    assert_eq!(answer["items"][0]["reasons"][0]["code"], "comment_missing");
    assert_eq!(answer["items"][0]["reasons"][0]["field"], "comment");
    assert_eq!(answer["items"][1]["outcome"], "submitted");
    assert_eq!(world.shown_claim(NUMBER).await["status"], "action_required");
}

#[tokio::test]
async fn a_first_submission_may_carry_a_comment() {
    let world = drafted().await;
    let body = json!({"invoice_number": "INV-1", "comment": "The address is new."});
    world.claimant("POST", &claim("/submit"), &body).await.expect(200);
    assert_eq!(comments(&world).await, json!([["The address is new.", "partner", "claim.submitted", "U-5"]]));
    let world = drafted().await;
    world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    assert_eq!(comments(&world).await, json!([]));
}
