//! Invoice numbers: each is for one request of a company, whoever is first.

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::WireFault;
use tests::{World, crowd, invoice, redeemed, tallied, tally};

use super::{brought_to, claim, drafted, payable};
use crate::bodies::{NUMBER, with};

const OTHER: &str = "SA-OTHER-01";

async fn two() -> World {
    let world = drafted().await;
    world.draft(OTHER).await;
    world
}

async fn submit(world: &World, number: &str, invoice_number: &str) -> testkit::Reply {
    world.claimant("POST", &format!("/claims/CL-{number}/submit"), &invoice(invoice_number)).await
}

#[tokio::test]
async fn an_invoice_number_is_for_one_claim() {
    let world = two().await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    let reply = submit(&world, OTHER, "INV-1").await;
    assert_eq!(reply.body["reasons"][0]["field"], "invoice_number");
    assert_eq!(reply.refused(409), ["invoice_number_used"]);
    assert_eq!(
        submit(&world, OTHER, " INV-1 ").await.refused(409),
        ["invoice_number_used"],
        "whatever stands around it"
    );
    for spelled in ["inv-1", "Inv-1"] {
        assert_eq!(submit(&world, OTHER, spelled).await.refused(409), ["invoice_number_used"], "{spelled}");
    }
    submit(&world, OTHER, "inv-2").await.expect(200);
    assert_eq!(world.shown_claim(OTHER).await["invoice_number"], "inv-2", "shown as it was written");
}

#[tokio::test]
async fn an_invoice_number_of_another_case_is_the_claims_own_when_it_is_submitted_again() {
    let world = two().await;
    brought_to(&world, NUMBER, "action_required").await;
    let spelled = format!("inv-{}", NUMBER.to_lowercase());
    assert_eq!(submit(&world, NUMBER, &spelled).await.expect(200)["invoice_number"], spelled);
    assert_eq!(world.items("I#"), 1);
    let both = json!({"claim_ids": [format!("CL-{OTHER}")], "invoice_number": spelled});
    let answer = world.claimant("POST", "/claims/submit", &both).await.expect(200);
    assert_eq!(answer["items"][0]["reasons"][0]["code"], "invoice_number_used");
}

#[tokio::test]
async fn another_companys_invoices_are_its_own() {
    let world = two().await;
    world.register_payee("P-2", "DDPS", &["L-1"]).await;
    world.draft_from(&with(redeemed("SA-THEIRS-01"), &json!({"company_id": "P-2", "country": "US"}))).await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    let theirs = ("U-8", Some("P-2"), &["incentives"][..]);
    world.person(theirs, "POST", "/claims/CL-SA-THEIRS-01/submit", &invoice("INV-1")).await.expect(200);
}

#[tokio::test]
async fn a_claim_keeps_its_invoice_number_when_it_is_corrected_and_nobody_else_gets_it_when_it_is_not() {
    let world = two().await;
    for (invoice_number, other) in [("INV-1", "INV-1"), ("INV-1", "INV-1"), ("INV-2", "INV-1"), ("INV-1", "INV-2")] {
        let stands = world.shown_claim(NUMBER).await["status"].clone();
        if stands == "submitted" {
            world.operate(NUMBER, "review").await;
            super::said(&world, NUMBER, "request-changes", "comment").await.expect(200);
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
async fn the_invoice_number_of_a_claim_that_was_given_up_is_not_used_again() {
    let world = two().await;
    submit(&world, NUMBER, "INV-1").await.expect(200);
    world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    assert_eq!(submit(&world, OTHER, "INV-1").await.refused(409), ["invoice_number_used"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_requests_for_one_invoice_number_exactly_one_gets_it() {
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

/// Requests of many claims each: whoever is late is told so claim by claim, as if it had come an hour later.
#[tokio::test(flavor = "multi_thread")]
async fn of_32_requests_of_many_claims_exactly_one_gets_the_invoice_number() {
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
async fn one_claim_submitted_32_times_at_once_is_submitted_once() {
    let world = Arc::new(drafted().await);
    world.database.faults.gather("TransactWriteItems", 32);
    let replies =
        crowd(&world, 32, |world, caller| async move { submit(&world, NUMBER, &format!("INV-{caller}")).await }).await;
    assert_eq!(tally(&replies), tallied([("200", 1), ("409 wrong_claim_status", 31)]));
    assert_eq!(world.items("I#"), 1, "whoever lost took no number");
}

/// Claim and number are written together, or neither is.
#[tokio::test]
async fn a_submission_whose_answer_is_lost_is_made_once() {
    let world = two().await;
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
async fn a_correction_that_keeps_the_number_of_a_request_of_many_is_accepted() {
    let world = two().await;
    let ids = [NUMBER, OTHER].map(|number| format!("CL-{number}"));
    let body = json!({"claim_ids": ids, "invoice_number": "INV-1"});
    world.claimant("POST", "/claims/submit", &body).await.expect(200);
    world.operate(NUMBER, "review").await;
    super::said(&world, NUMBER, "request-changes", "comment").await.expect(200);
    assert_eq!(submit(&world, NUMBER, "INV-1").await.expect(200)["status"], "submitted");
    brought_to(&world, "SA-THIRD-01", "draft").await;
    world.draft("SA-THIRD-01").await;
    assert_eq!(submit(&world, "SA-THIRD-01", "INV-1").await.refused(409), ["invoice_number_used"]);
}
