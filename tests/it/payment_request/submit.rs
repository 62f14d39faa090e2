//! `POST /claims/{claim_id}/submit` and `PUT /claims/{claim_id}/draft`.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, invoice, redeemed};

use super::{bring_to_status, claim, drafted, one_of_each, payable};
use crate::bodies::{NUMBER, expected, faults, with};

async fn submit(world: &World) -> testkit::Reply {
    world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await
}

#[tokio::test]
async fn a_submitted_claim_has_a_reference_number_and_waits_for_operations() {
    let world = drafted().await;
    let reply = submit(&world).await;
    assert_eq!(reply.header("etag"), Some("\"2\""));
    let body = reply.expect(200);
    assert_eq!((&body["status"], &body["invoice_number"]), (&json!("submitted"), &json!("INV-1")));
    assert!(body["reference_number"].as_str().unwrap().starts_with("PR-"), "{body:#}");
    assert_eq!(body["actions"], json!(["withdraw", "comment"]));
    let mut shown = world.shown_claim(NUMBER).await;
    for more in ["history", "comments"] {
        shown.as_object_mut().unwrap().remove(more);
    }
    // The answer to a command reads the claim alone.
    assert_eq!(shown["invoice"]["received"].take(), json!(false));
    assert_eq!(body, shown, "the answer is the stored claim");
}

#[tokio::test]
async fn either_role_of_a_partner_submits() {
    for role in ["incentives", "mpn_admin"] {
        let world = drafted().await;
        let caller = ("U-9", Some("P-1"), &[role][..]);
        world.person(caller, "POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    }
}

#[tokio::test]
async fn a_claim_needs_a_payee_registered_for_its_program() {
    let world = World::new().await;
    world.draft(NUMBER).await;
    assert_eq!(submit(&world).await.refused(409), ["payee_not_registered"]);
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    world.register_payee("P-2", "DDPS", &["L-1"]).await;
    assert_eq!(
        submit(&world).await.refused(409),
        ["payee_not_registered"],
        "neither another program nor another company counts"
    );
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    submit(&world).await.expect(200);
}

#[tokio::test]
async fn a_claim_needs_a_bank_profile_for_its_location() {
    let world = World::new().await;
    world.draft(NUMBER).await;
    world.register_payee("P-1", "DDPS", &["L-2", "L-3"]).await;
    let reply = submit(&world).await;
    assert_eq!(reply.body["detail"].as_str().map(|detail| detail.contains("L-1")), Some(true), "{:#}", reply.body);
    assert_eq!(reply.refused(409), ["location_not_mapped"]);
}

#[tokio::test]
async fn a_submission_on_the_last_day_is_in_time_and_on_the_next_is_not() {
    let world = drafted().await;
    world.draft("SA-LATE-0001").await;
    world.clock.set("2027-01-21T23:59:59Z");
    submit(&world).await.expect(200);
    world.clock.set("2027-01-22T00:00:00Z");
    let late = world.claimant("POST", "/claims/CL-SA-LATE-0001/submit", &invoice("INV-2")).await;
    assert_eq!(late.body["reasons"][0]["detail"], "the payment had to be requested by 2027-01-21");
    assert_eq!(late.refused(409), ["past_due"], "no sweep has run: the clock decides");
    let shown = world.shown_claim("SA-LATE-0001").await;
    assert_eq!(
        (&shown["status"], &shown["actions"], &shown["days_left"]),
        (&json!("expired"), &json!(["comment"]), &json!(-1))
    );
}

#[tokio::test]
async fn a_claim_without_a_rate_is_not_submitted() {
    let world = payable().await;
    world.draft_from(&with(redeemed(NUMBER), &json!({"country": "DE"}))).await;
    let shown = world.shown_claim(NUMBER).await;
    assert_eq!((&shown["amount"], &shown["reasons"]), (&Value::Null, &json!(["no_rate"])));
    assert_eq!(submit(&world).await.refused(409), ["no_rate"]);
}

#[tokio::test]
async fn a_bank_profile_in_another_currency_than_the_rate_is_refused() {
    let world = drafted().await;
    world.draft("SA-OTHER-01").await;
    let taiwan = json!({"bank_profiles": [
        {"id": "B-1", "label": "Bank", "currency": "TWD"}, {"id": "B-2", "label": "Bank", "currency": "USD"},
    ], "locations": {"L-1": "B-1", "L-2": "B-2"}});
    let global = ("U-6", Some("P-1"), &["global_admin"][..]);
    world.person(global, "PUT", "/payees/DDPS", &taiwan).await.expect(200);
    assert_eq!(world.shown_claim(NUMBER).await["reasons"], json!(["currency_mismatch"]), "shown before the submission");
    let reply = submit(&world).await;
    let detail = reply.body["reasons"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("USD") && detail.contains("TWD"), "{detail}");
    assert_eq!(reply.refused(409), ["currency_mismatch"]);
    let many = json!({"claim_ids": [format!("CL-{NUMBER}"), "CL-SA-OTHER-01"], "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    for item in answer["items"].as_array().unwrap() {
        assert_eq!((&item["outcome"], &item["reasons"][0]["code"]), (&json!("refused"), &json!("currency_mismatch")));
    }
    assert_eq!(world.items("I#"), 0, "the invoice number is not taken");
}

#[tokio::test]
async fn every_reason_is_named_at_once() {
    let world = World::new().await;
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    for number in ["SA-FIRST-01", NUMBER] {
        let country = if number == NUMBER { "DE" } else { "TW" };
        world.draft_from(&with(redeemed(number), &json!({"country": country, "program": "SSDPS"}))).await;
    }
    world.claimant("POST", "/claims/CL-SA-FIRST-01/submit", &invoice("INV-1")).await.expect(200);
    let unmapped = json!({"bank_profiles": [{"id": "B-1", "label": "Bank", "currency": "USD"}], "locations": {}});
    let global = ("U-6", Some("P-1"), &["global_admin"][..]);
    world.person(global, "PUT", "/payees/SSDPS", &unmapped).await.expect(200);
    world.clock.set("2027-01-22T00:00:00Z");
    let reply = submit(&world).await;
    assert_eq!(reply.body["code"], "past_due", "the code of the first reason");
    let fields: Vec<_> = reply.body["reasons"].as_array().unwrap().iter().map(|reason| &reason["field"]).collect();
    assert_eq!(json!(fields), json!([null, null, "invoice_number", null]));
    assert_eq!(reply.refused(409), ["past_due", "location_not_mapped", "invoice_number_used", "no_rate"]);
    assert_eq!(world.claim(NUMBER).await.unwrap().stored_status().as_str(), "draft");
}

#[tokio::test]
async fn only_a_claim_that_waits_for_the_partner_can_be_submitted() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let before = world.claim(number).await;
        let reply = world.claimant("POST", &format!("/claims/CL-{number}/submit"), &tests::answer("INV-NEW")).await;
        match *status {
            "draft" => drop(reply.expect(200)),
            // The draft has taken this invoice number.
            "action_required" | "rejected" => assert_eq!(reply.refused(409), ["invoice_number_used"], "{status}"),
            "expired" => assert_eq!(reply.refused(409), ["past_due"]),
            _ => assert_eq!(reply.refused(409), ["wrong_claim_status", "invoice_number_used"], "{status}"),
        }
        assert_eq!(world.claim(number).await == before, *status != "draft", "{status}");
    }
}

#[tokio::test]
async fn a_claim_sent_back_is_edited_and_submitted_again() {
    let world = drafted().await;
    bring_to_status(&world, NUMBER, "action_required").await;
    world.clock.set("2026-11-30T09:00:00Z");
    let body = json!({"invoice_number": "INV-2", "purchase_order": "PO-2"});
    let silent = world.claimant("POST", &claim("/submit"), &body).await;
    assert_eq!(silent.body["reasons"][0]["field"], "comment");
    assert_eq!(silent.refused(409), ["comment_missing"]);
    let body = json!({"invoice_number": "INV-2", "purchase_order": "PO-2", "comment": "The order is PO-2."});
    let again = world.claimant("POST", &claim("/submit"), &body).await.expect(200);
    for (field, value) in [
        ("status", json!("submitted")),
        ("invoice_number", json!("INV-2")),
        ("purchase_order", json!("PO-2")),
        ("submitted_at", json!("2026-11-30T09:00:00Z")),
        ("comment", Value::Null),
    ] {
        assert_eq!(again[field], value, "{field}");
    }
    world.operate(NUMBER, "review").await;
    assert_eq!(world.operate(NUMBER, "approve").await["status"], "approved");
}

/// The deadline moves by 30 days, so that a partner can act on a late answer (PROGRAM.md 11.10).
#[tokio::test]
async fn a_claim_sent_back_or_rejected_may_be_corrected_for_30_more_days() {
    for status in ["action_required", "rejected"] {
        let world = drafted().await;
        bring_to_status(&world, NUMBER, status).await;
        world.clock.set("2027-02-21T00:00:00Z");
        let late = world.claimant("POST", &claim("/submit"), &tests::answer("INV-2")).await;
        let detail = "the payment had to be requested by 2027-02-20";
        assert_eq!(late.body["reasons"][0]["detail"], detail, "{status}");
        assert_eq!(late.refused(409), ["past_due"], "{status}");
        assert_eq!(world.shown_claim(NUMBER).await["actions"], json!(["comment"]), "{status}");
        world.clock.set("2027-02-20T23:59:59Z");
        let again = world.claimant("POST", &claim("/submit"), &tests::answer("INV-2")).await.expect(200);
        assert_eq!(again["status"], "submitted", "{status}");
    }
}

#[tokio::test]
async fn a_submission_with_a_stale_tag_is_refused() {
    let world = drafted().await;
    let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
    let sent = send("POST", &claim("/submit")).token(&token).json(&invoice("INV-1"));
    let stale = world.call(Function::PaymentRequest, sent.clone().header("if-match", "\"2\"")).await;
    assert_eq!(stale.expect(412)["code"], "precondition_failed");
    world.call(Function::PaymentRequest, sent.header("if-match", "\"1\"")).await.expect(200);
}

/// No requests are accepted for a country during its submission freeze (PROGRAM.md 11.13).
#[tokio::test]
async fn a_freeze_refuses_submissions_until_its_last_day() {
    let file = format!(
        "{}\n[[freeze]]\ncountry = \"TW\"\nfrom = 2026-11-22\nuntil = 2026-11-30\n",
        include_str!("../../../shared/domain/programs.toml")
    );
    let world = World::configured(domain::catalog::Catalog::parse(&file).unwrap(), tests::SECRET).await;
    world.register_payee("P-1", "DDPS", &["L-1", "L-2"]).await;
    world.draft(NUMBER).await;
    world.draft_from(&with(redeemed("SA-IN-US-001"), &json!({"location_id": "L-2", "country": "US"}))).await;
    world.submit("SA-IN-US-001").await;
    let refused = world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await;
    assert_eq!(refused.body["detail"], "no payments can be requested for TW until the end of 2026-11-30 (UTC)");
    assert_eq!(refused.refused(409), ["submissions_frozen"]);
    assert_eq!(
        world.shown_claim(NUMBER).await["actions"],
        json!(["save", "withdraw", "comment"]),
        "submitting is not offered"
    );
    world.clock.set("2026-12-01T00:00:00Z");
    assert_eq!(world.shown_claim(NUMBER).await["actions"], json!(["save", "submit", "withdraw", "comment"]));
    world.submit(NUMBER).await;
}

/// A draft is saved now and submitted later.
#[tokio::test]
async fn saved_fields_stay_with_the_draft_until_it_is_submitted() {
    let world = drafted().await;
    world.draft("SA-OTHER-001").await;
    let draft = json!({"invoice_number": "INV-1", "purchase_order": "PO-1"});
    let saved = world.claimant("PUT", &claim("/draft"), &draft).await.expect(200);
    assert_eq!((&saved["saved"], &saved["status"], &saved["rev"]), (&draft, &json!("draft"), &json!(2)));
    assert_eq!(saved["invoice_number"], Value::Null, "a saved draft is not submitted");
    assert_eq!(
        world.claimant("PUT", &claim("/draft"), &draft).await.expect(200)["rev"],
        2,
        "an equal draft is no change"
    );
    let other = world.claimant("POST", "/claims/CL-SA-OTHER-001/submit", &invoice("INV-1")).await;
    other.expect(200);
    assert_eq!(
        submit(&world).await.refused(409),
        ["invoice_number_used"],
        "a number is taken by a submission, not by a draft"
    );
    world.claimant("PUT", &claim("/draft"), &json!({})).await.expect(200);
    let submitted = world.claimant("POST", &claim("/submit"), &invoice("INV-2")).await.expect(200);
    assert_eq!((&submitted["saved"], &submitted["invoice_number"]), (&Value::Null, &json!("INV-2")));
    let late = world.claimant("PUT", &claim("/draft"), &draft).await;
    assert_eq!(late.refused(409), ["wrong_claim_status"]);
}

async fn with_saved_draft(draft: &Value) -> World {
    let world = drafted().await;
    world.claimant("PUT", &claim("/draft"), draft).await.expect(200);
    world
}

#[tokio::test]
async fn a_submission_uses_the_saved_fields_that_the_request_omits() {
    let draft = json!({"invoice_number": "INV-D", "purchase_order": "PO-D"});
    for (body, invoice_number, purchase_order) in [
        (json!({}), "INV-D", json!("PO-D")),
        (json!({"invoice_number": null, "purchase_order": null}), "INV-D", json!("PO-D")),
        (json!({"purchase_order": "PO-R"}), "INV-D", json!("PO-R")),
        (json!({"invoice_number": "INV-R"}), "INV-R", json!("PO-D")),
        (json!({"invoice_number": "INV-R", "purchase_order": "PO-R"}), "INV-R", json!("PO-R")),
    ] {
        let world = with_saved_draft(&draft).await;
        let submitted = world.claimant("POST", &claim("/submit"), &body).await.expect(200);
        let fields = (&submitted["status"], &submitted["invoice_number"], &submitted["purchase_order"]);
        assert_eq!(fields, (&json!("submitted"), &json!(invoice_number), &purchase_order), "{body}");
        assert_eq!(submitted["saved"], Value::Null);
        let reply = world.claimant("POST", &claim("/submit"), &json!({"invoice_number": invoice_number})).await;
        assert_eq!(reply.refused(409), ["wrong_claim_status"], "the number belongs to the claim");
    }
}

#[tokio::test]
async fn an_invoice_number_in_neither_request_nor_draft_is_missing() {
    for draft in [json!({}), json!({"purchase_order": "PO-D"})] {
        let world = with_saved_draft(&draft).await;
        for body in [json!({}), json!({"purchase_order": "PO-R"})] {
            let reply = world.claimant("POST", &claim("/submit"), &body).await;
            assert_eq!(faults(reply), expected(&[("invoice_number", "missing")]), "{draft} {body}");
        }
        assert_eq!(world.claim(NUMBER).await.unwrap().stored_status().as_str(), "draft");
    }
    let world = drafted().await;
    let unknown = world.claimant("POST", "/claims/CL-SA-NOBODYS/submit", &json!({})).await;
    assert_eq!(unknown.refused(404), ["claim_not_found"]);
}

#[tokio::test]
async fn a_saved_invoice_number_is_not_reserved() {
    let world = with_saved_draft(&invoice("INV-D")).await;
    world.draft("SA-OTHER-01").await;
    world.claimant("POST", "/claims/CL-SA-OTHER-01/submit", &invoice("inv-d")).await.expect(200);
    let reply = world.claimant("POST", &claim("/submit"), &json!({})).await;
    assert_eq!(reply.refused(409), ["invoice_number_used"]);
    world.claimant("PUT", &claim("/draft"), &invoice("INV-E")).await.expect(200);
    let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
    let request = send("POST", &claim("/submit")).token(&token).json(&json!({})).key("submit-1");
    let first = world.call(Function::PaymentRequest, request.clone()).await.expect(200);
    assert_eq!(
        world.call(Function::PaymentRequest, request).await.expect(200),
        first,
        "a repeated key returns the first answer"
    );
    assert_eq!(world.items("I#"), 2);
}

#[tokio::test]
async fn claims_of_a_batch_keep_the_purchase_orders_of_their_drafts() {
    let world = with_saved_draft(&json!({"invoice_number": "INV-D", "purchase_order": "PO-D"})).await;
    world.draft("SA-OTHER-01").await;
    let ids = json!([format!("CL-{NUMBER}"), "CL-SA-OTHER-01"]);
    let many = json!({"claim_ids": ids, "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    assert!(answer["items"].as_array().unwrap().iter().all(|item| item["outcome"] == "submitted"), "{answer:#}");
    for (number, purchase_order) in [(NUMBER, json!("PO-D")), ("SA-OTHER-01", Value::Null)] {
        let shown = world.shown_claim(number).await;
        assert_eq!((&shown["invoice_number"], &shown["purchase_order"]), (&json!("INV-1"), &purchase_order));
    }
}
