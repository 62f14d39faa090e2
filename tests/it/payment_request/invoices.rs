//! Invoice numbers: each belongs to one payment request of a company (DECISIONS.md 35).

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::WireFault;
use tests::{World, crowd, invoice, redeemed, tallied, tally};

use super::{bring_to_status, claim, drafted, payable};
use crate::bodies::{NUMBER, with};

const OTHER: &str = "SA-OTHER-01";

async fn two_drafts() -> World {
    let world = drafted().await;
    world.draft(OTHER).await;
    world
}

async fn submit(world: &World, number: &str, invoice_number: &str) -> testkit::Reply {
    world.claimant("POST", &format!("/claims/CL-{number}/submit"), &tests::answer(invoice_number)).await
}

#[tokio::test]
async fn an_invoice_number_is_accepted_for_one_request() {
    let world = two_drafts().await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    let reply = submit(&world, OTHER, "INV-1").await;
    assert_eq!(reply.body["reasons"][0]["field"], "invoice_number");
    assert_eq!(reply.refused(409), ["invoice_number_used"]);
    assert_eq!(
        submit(&world, OTHER, " INV-1 ").await.refused(409),
        ["invoice_number_used"],
        "spaces around it are ignored"
    );
    for spelled in ["inv-1", "Inv-1"] {
        assert_eq!(submit(&world, OTHER, spelled).await.refused(409), ["invoice_number_used"], "{spelled}");
    }
    submit(&world, OTHER, "inv-2").await.expect(200);
    assert_eq!(world.shown_claim(OTHER).await["invoice_number"], "inv-2", "shown as it was entered");
}

#[tokio::test]
async fn a_claim_submitted_again_may_use_its_number_in_another_case() {
    let world = two_drafts().await;
    bring_to_status(&world, NUMBER, "action_required").await;
    let spelled = format!("inv-{}", NUMBER.to_lowercase());
    assert_eq!(submit(&world, NUMBER, &spelled).await.expect(200)["invoice_number"], spelled);
    assert_eq!(world.items("I#"), 1);
    let both = json!({"claim_ids": [format!("CL-{OTHER}")], "invoice_number": spelled});
    let answer = world.claimant("POST", "/claims/submit", &both).await.expect(200);
    assert_eq!(answer["items"][0]["reasons"][0]["code"], "invoice_number_used");
}

#[tokio::test]
async fn two_companies_may_use_the_same_invoice_number() {
    let world = two_drafts().await;
    world.register_payee("P-2", "DDPS", &["L-1"]).await;
    world.draft_from(&with(redeemed("SA-THEIRS-01"), &json!({"company_id": "P-2", "country": "US"}))).await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    let theirs = ("U-8", Some("P-2"), &["incentives"][..]);
    world.person(theirs, "POST", "/claims/CL-SA-THEIRS-01/submit", &invoice("INV-1")).await.expect(200);
}

#[tokio::test]
async fn a_number_stays_with_its_claim_after_a_correction_with_or_without_it() {
    let world = two_drafts().await;
    for (invoice_number, other) in [("INV-1", "INV-1"), ("INV-1", "INV-1"), ("INV-2", "INV-1"), ("INV-1", "INV-2")] {
        let status = world.shown_claim(NUMBER).await["status"].clone();
        if status == "submitted" {
            world.operate(NUMBER, "review").await;
            super::post_comment(&world, NUMBER, "request-changes", "comment").await.expect(200);
        }
        assert_eq!(submit(&world, NUMBER, invoice_number).await.expect(200)["invoice_number"], invoice_number);
        assert_eq!(submit(&world, OTHER, other).await.refused(409), ["invoice_number_used"], "{other}");
    }
    assert_eq!(world.items("I#"), 2);
}

#[tokio::test]
async fn a_refused_submission_takes_no_invoice_number() {
    let world = World::new().await;
    world.draft(NUMBER).await;
    assert_eq!(submit(&world, NUMBER, "INV-1").await.refused(409), ["payee_not_registered"]);
    assert_eq!(world.items("I#"), 0);
}

#[tokio::test]
async fn the_invoice_number_of_a_withdrawn_claim_is_not_used_again() {
    let world = two_drafts().await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    assert_eq!(submit(&world, OTHER, "INV-1").await.refused(409), ["invoice_number_used"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_concurrent_requests_exactly_one_gets_the_invoice_number() {
    let world = Arc::new(payable().await);
    let number = |caller: usize| format!("SA-RACE-{caller:02}");
    for caller in 0..32 {
        world.draft(&number(caller)).await;
    }
    world.database.faults.gather("TransactWriteItems", 32);
    let replies =
        crowd(&world, 32, |world, caller| async move { submit(&world, &number(caller), "INV-1").await }).await;
    assert_eq!(tally(&replies), tallied([("200", 1), ("409 invoice_number_used", 31)]));
    let mut submitted = 0;
    for caller in 0..32 {
        submitted += usize::from(world.claim(&number(caller)).await.unwrap().submission().is_some());
    }
    assert_eq!((submitted, world.items("I#")), (1, 1));
}

/// Batch requests: a request that loses the race is refused claim by claim, like one that comes an hour later.
#[tokio::test(flavor = "multi_thread")]
async fn of_32_concurrent_batches_exactly_one_gets_the_invoice_number() {
    let world = Arc::new(payable().await);
    let numbers = |caller: usize| [0, 1, 2].map(|n| format!("SA-RACE-{caller:02}-{n}"));
    for caller in 0..32 {
        for number in numbers(caller) {
            world.draft(&number).await;
        }
    }
    world.database.faults.gather("PutItem", 32);
    let replies = crowd(&world, 32, |world, caller| async move {
        let ids = numbers(caller).map(|number| format!("CL-{number}"));
        let body = json!({"claim_ids": ids, "invoice_number": "INV-1"});
        world.claimant("POST", "/claims/submit", &body).await
    })
    .await;
    assert_eq!(tally(&replies), tallied([("200", 32)]));
    let outcomes = |outcome: &str| {
        let items = replies.iter().flat_map(|reply| reply.body["items"].as_array().unwrap());
        items.filter(|item| item["outcome"] == outcome).count()
    };
    assert_eq!((outcomes("submitted"), outcomes("refused")), (3, 93));
    let late = replies.iter().find(|reply| reply.body["items"][0]["outcome"] == "refused").unwrap();
    assert_eq!(late.body["items"][0]["reasons"][0]["code"], "invoice_number_used");
    assert_eq!(world.items("I#"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_concurrent_submissions_of_one_claim_exactly_one_is_accepted() {
    let world = Arc::new(drafted().await);
    world.database.faults.gather("TransactWriteItems", 32);
    let replies =
        crowd(&world, 32, |world, caller| async move { submit(&world, NUMBER, &format!("INV-{caller}")).await }).await;
    assert_eq!(tally(&replies), tallied([("200", 1), ("409 wrong_claim_status", 31)]));
    assert_eq!(world.items("I#"), 1, "a refused request takes no number");
}

/// Claim and invoice number are written in one transaction.
#[tokio::test]
async fn a_submission_whose_answer_was_lost_is_written_once() {
    let world = two_drafts().await;
    world.database.faults.always_after(0, "TransactWriteItems", WireFault::AnswerLost);
    let body = submit(&world, NUMBER, "INV-1").await.expect(200);
    world.database.faults.clear();
    assert_eq!((&body["rev"], &body["status"]), (&json!(2), &json!("submitted")));
    world.database.faults.always_after(0, "TransactWriteItems", WireFault::Throttled);
    assert_eq!(submit(&world, OTHER, "INV-2").await.expect(503)["code"], "unavailable");
    world.database.faults.clear();
    assert_eq!(world.items("I#"), 1);
    submit(&world, OTHER, "INV-2").await.expect(200);
}

#[tokio::test]
async fn a_correction_may_keep_the_invoice_number_of_its_batch() {
    let world = two_drafts().await;
    let ids = [NUMBER, OTHER].map(|number| format!("CL-{number}"));
    let body = json!({"claim_ids": ids, "invoice_number": "INV-1"});
    world.claimant("POST", "/claims/submit", &body).await.expect(200);
    world.operate(NUMBER, "review").await;
    super::post_comment(&world, NUMBER, "request-changes", "comment").await.expect(200);
    assert_eq!(submit(&world, NUMBER, "INV-1").await.expect(200)["status"], "submitted");
    bring_to_status(&world, "SA-THIRD-01", "draft").await;
    world.draft("SA-THIRD-01").await;
    assert_eq!(submit(&world, "SA-THIRD-01", "INV-1").await.refused(409), ["invoice_number_used"]);
}
