//! `GET /claims/{claim_id}`: a claim with all fields and its history.

use serde_json::{Value, json};
use tests::{World, redeemed};

use super::{bring_to_status, claim, drafted, one_of_each, payable, post_comment};
use crate::bodies::{NUMBER, names, with};

#[tokio::test]
async fn a_draft_shows_its_amount_and_its_deadline() {
    let world = drafted().await;
    let reply = world.claimant("GET", &claim(""), &Value::Null).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let expected = json!({
        "claim_id": "CL-SA-7KQ2-M9XD-3FHT", "voucher_number": NUMBER, "company_id": "P-1", "location_id": "L-1",
        "country": "TW", "program": "DDPS", "days": 5, "redeemed_at": "2026-11-22T09:00:00Z", "status": "draft",
        "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"}, "engagement_type": "DDPS-WINOFFICE",
        "amount": {"minor": 500_000, "currency": "USD"}, "due_on": "2027-01-21", "days_left": 60, "reasons": [],
        "invoice_copy": "file", "invoice": {"needed": "file", "bill_to": bill_to(), "received": false}, "invoice_number": null, "purchase_order": null, "reference_number": null, "submitted_at": null,
        "comment": null, "approved_at": null, "correctable_until": null, "payment_expected_by": null, "payments": [], "dispute": null, "rev": 1,
        "actions": ["save", "submit", "withdraw", "comment"], "saved": null, "comments": [], "reinstatable_until": null,
    });
    let mut shown = reply.expect(200);
    let history = shown.as_object_mut().unwrap().remove("history").unwrap();
    assert_eq!((shown, &history[0]["event"]), (expected, &json!("claim.drafted")));
}

/// To whom invoices for services in Taiwan are made out, as the catalog says.
fn bill_to() -> Value {
    json!({
        "legal_entity": "範例計畫營運股份有限公司", "address": ["100001 臺北市中正區範例路 1 號"],
        "tax_number": "00000000", "sample": true,
    })
}

/// The form is shown before the claim is submitted, in its details and in the list.
#[tokio::test]
async fn a_claim_shows_the_form_of_invoice_that_its_country_needs() {
    let world = World::new().await;
    for (country, location, copy) in
        [("TW", "L-1", json!("file")), ("US", "L-2", Value::Null), ("IN", "L-9", json!("paper"))]
    {
        let number = format!("SA-COPY-00{country}");
        let mut message = tests::redeemed(&number);
        message["location_id"] = json!(location);
        message["country"] = json!(country);
        world.draft_from(&message).await;
        let shown = world.shown_claim(&number).await;
        assert_eq!([&shown["invoice_copy"], &shown["invoice"]["needed"]], [&copy; 2], "{country}");
        assert_eq!(shown["invoice"]["bill_to"]["tax_number"].is_string(), !copy.is_null(), "{country}");
        let listed = world.claimant("GET", "/claims?status=draft", &Value::Null).await.expect(200);
        let listed = listed["items"].as_array().unwrap().iter().find(|claim| claim["voucher_number"] == number);
        assert_eq!(listed.unwrap()["invoice_copy"], copy, "{country}");
    }
}

#[tokio::test]
async fn a_paid_claim_shows_invoice_approval_and_payment() {
    let world = drafted().await;
    let body = json!({"invoice_number": "INV 7/2026", "purchase_order": "PO-1"});
    world.claimant("POST", &claim("/submit"), &body).await.expect(200);
    world.operate(NUMBER, "review").await;
    world.clock.set("2026-11-25T10:00:00Z");
    world.operate(NUMBER, "approve").await;
    let approved = world.shown_claim(NUMBER).await;
    assert_eq!(approved["approved_at"], "2026-11-25T10:00:00Z");
    assert_eq!(approved["payment_expected_by"], "2026-12-25", "30 days after the approval");
    world.pay("sent", NUMBER, "PAY-1", "2026-11-25T09:00:00Z").await;
    let shown = world.shown_claim(NUMBER).await;
    for (field, value) in [
        ("status", json!("paid")),
        ("invoice_number", json!("INV 7/2026")),
        ("purchase_order", json!("PO-1")),
        ("submitted_at", json!("2026-11-22T09:00:00Z")),
        ("payments", json!([{"id": "PAY-1", "event": "sent", "at": "2026-11-25T09:00:00Z"}])),
        ("actions", json!(["dispute"])),
        ("rev", json!(5)),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    let reference = shown["reference_number"].as_str().unwrap();
    assert!(reference.starts_with("PR-") && reference.len() == 15, "{reference}");
}

#[tokio::test]
async fn each_history_line_names_actor_time_event_and_resulting_status() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    post_comment(&world, NUMBER, "request-changes", "comment").await.expect(200);
    world.clock.set("2026-11-23T09:00:00Z");
    world.claimant("POST", &claim("/submit"), &tests::answer("INV-2")).await.expect(200);
    let history = world.shown_claim(NUMBER).await["history"].clone();
    let revs: Vec<_> = history.as_array().unwrap().iter().map(|line| line["rev"].clone()).collect();
    assert_eq!(json!(revs), json!([5]), "the stream brings the history; the last event is known before");
    assert_eq!(world.run_outbox().await, 0);
    let shown = world.shown_claim(NUMBER).await;
    let history = shown["history"].as_array().unwrap();
    for line in history {
        assert_eq!(names(line), ["actor", "actor_name", "at", "comment", "event", "from", "request", "rev", "to"]);
        assert!(!line["request"].as_str().unwrap().is_empty());
    }
    let values: Vec<[&Value; 7]> = history
        .iter()
        .map(|line| ["rev", "at", "actor", "event", "from", "to", "comment"].map(|name| &line[name]))
        .collect();
    let (first, second) = ("2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z");
    assert_eq!(
        json!(values),
        json!([
            [1, first, "system:claims", "claim.drafted", null, "draft", null],
            [2, first, "U-5", "claim.submitted", "draft", "submitted", null],
            [3, first, "OPS-1", "claim.review_started", "submitted", "under_review", null],
            [4, first, "OPS-1", "claim.changes_requested", "under_review", "action_required", "About request-changes."],
            [5, second, "U-5", "claim.submitted", "action_required", "submitted", "Corrected as asked."],
        ])
    );
}

/// Claims submitted by one request carry its request id in their history; other claims carry another.
#[tokio::test]
async fn the_history_names_the_request_that_submitted_a_claim() {
    let world = drafted().await;
    for number in ["SA-OTHER-01", "SA-ALONE-01"] {
        world.draft(number).await;
    }
    let body = json!({"claim_ids": [format!("CL-{NUMBER}"), "CL-SA-OTHER-01"], "invoice_number": "INV-1"});
    world.claimant("POST", "/claims/submit", &body).await.expect(200);
    world.submit("SA-ALONE-01").await;
    world.run_outbox().await;
    let mut requests = Vec::new();
    for number in [NUMBER, "SA-OTHER-01", "SA-ALONE-01"] {
        requests.push(world.shown_claim(number).await["history"][1]["request"].clone());
    }
    assert_eq!(requests[0], requests[1]);
    assert_ne!(requests[0], requests[2]);
}

#[tokio::test]
async fn the_comment_of_operations_is_shown_until_the_claim_is_submitted_again() {
    for (action, field, status) in [("request-changes", "comment", "action_required"), ("reject", "reason", "rejected")]
    {
        let world = drafted().await;
        bring_to_status(&world, NUMBER, "under_review").await;
        let answer = post_comment(&world, NUMBER, action, field).await.expect(200);
        assert_eq!(answer["comment"], format!("About {action}."));
        let shown = world.shown_claim(NUMBER).await;
        assert_eq!((&shown["status"], &shown["comment"]), (&json!(status), &answer["comment"]));
        let listed = world.claimant("GET", &format!("/claims?status={status}"), &Value::Null).await.expect(200);
        assert_eq!(listed["items"][0]["comment"], answer["comment"], "in the list as well");
        let again = world.claimant("POST", &claim("/submit"), &tests::answer("INV-2")).await.expect(200);
        assert_eq!(again["comment"], Value::Null);
    }
}

/// The actions that the caller may take now, without those that need another role.
#[tokio::test]
async fn actions_follow_the_role_of_the_caller() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let path = format!("/claims/CL-{number}");
        world.bring_invoice(number).await;
        let actions = |shown: Value| shown["actions"].clone();
        let (partner, operations) = match *status {
            "draft" | "action_required" => (json!(["save", "submit", "withdraw", "comment"]), json!(["comment"])),
            "submitted" => (json!(["withdraw", "comment"]), json!(["review", "comment"])),
            "under_review" => {
                (json!(["withdraw", "comment"]), json!(["approve", "reject", "request_changes", "comment"]))
            }
            "rejected" => (json!(["save", "submit", "comment"]), json!(["comment"])),
            "approved" => (json!(["comment"]), json!(["hold", "comment"])),
            "on_hold" => (json!(["comment"]), json!(["release", "comment"])),
            "paid" => (json!(["dispute"]), json!([])),
            "withdrawn" => (json!(["reinstate", "comment"]), json!(["comment"])),
            _ => (json!(["comment"]), json!(["comment"])),
        };
        assert_eq!(actions(world.shown_claim(number).await), partner, "{status}");
        assert_eq!(actions(world.reviewer("GET", &path, &Value::Null).await.expect(200)), operations, "{status}");
        let reader = ("U-6", Some("P-1"), &["global_admin"][..]);
        let read = world.person(reader, "GET", &path, &Value::Null).await.expect(200);
        assert_eq!(actions(read), json!([]), "{status}: a global administrator only reads");
    }
}

/// Separation of duties holds for a person with several roles and for the company that is paid (PROGRAM.md 11.9).
#[tokio::test]
async fn actions_follow_the_separation_of_duties() {
    let world = payable().await;
    world.draft_from(&with(redeemed("SA-OF-P-2"), &json!({"company_id": "P-2", "country": "US"}))).await;
    for (number, status) in [("SA-SEEN-0001", "under_review"), ("SA-HELD-0001", "on_hold")] {
        world.draft(number).await;
        bring_to_status(&world, number, status).await;
        world.bring_invoice(number).await;
    }
    let offered = async |person: (&str, Option<&str>, &[&str]), number: &str| {
        let shown = world.person(person, "GET", &format!("/claims/CL-{number}"), &Value::Null).await.expect(200);
        shown["actions"].clone()
    };
    let submitter = ("U-5", None, &["operations"][..]);
    assert_eq!(offered(submitter, "SA-SEEN-0001").await, json!(["reject", "request_changes", "comment"]));
    assert_eq!(offered(submitter, "SA-HELD-0001").await, json!(["comment"]));
    let colleague = ("U-9", Some("P-1"), &["operations", "incentives"][..]);
    assert_eq!(offered(colleague, "SA-SEEN-0001").await, json!(["withdraw", "reject", "request_changes", "comment"]));
    assert_eq!(offered(colleague, "SA-HELD-0001").await, json!(["comment"]));
    assert_eq!(
        offered(colleague, "SA-OF-P-2").await,
        json!(["comment"]),
        "a claim of another company is not offered for submission"
    );
    let other = ("OPS-9", None, &["operations"][..]);
    assert_eq!(offered(other, "SA-SEEN-0001").await, json!(["approve", "reject", "request_changes", "comment"]));
    assert_eq!(offered(other, "SA-HELD-0001").await, json!(["release", "comment"]));
    let listed = world.person(submitter, "GET", "/claims?status=under_review", &Value::Null).await.expect(200);
    assert_eq!(listed["items"][0]["actions"], json!(["reject", "request_changes", "comment"]), "in a list as well");
}

/// A command that is not among the actions is refused or changes nothing.
#[tokio::test]
async fn a_command_that_is_not_offered_changes_nothing() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        let path = format!("/claims/CL-{number}");
        let mut shown = world.shown_claim(number).await["actions"].as_array().unwrap().clone();
        let theirs = world.reviewer("GET", &path, &Value::Null).await.expect(200);
        shown.extend(theirs["actions"].as_array().unwrap().clone());
        for (action, body) in [
            ("submit", tests::invoice("INV-NEW")),
            ("review", Value::Null),
            ("approve", Value::Null),
            ("reject", json!({"reason": "No."})),
            ("request-changes", json!({"comment": "More."})),
            ("hold", json!({"reason": "Wait."})),
            ("release", Value::Null),
            ("dispute", json!({"comment": "Less than agreed."})),
            ("withdraw", Value::Null),
            ("reinstate", Value::Null),
        ] {
            if shown.contains(&json!(action.replace('-', "_"))) {
                continue;
            }
            let path = format!("{path}/{action}");
            let partners = ["save", "submit", "withdraw", "reinstate", "dispute"].contains(&action);
            let before = world.claim(number).await;
            let reply = if partners {
                world.claimant("POST", &path, &body).await
            } else {
                world.reviewer("POST", &path, &body).await
            };
            assert!([200, 409].contains(&reply.status), "{status} {action}: {:#}", reply.body);
            assert_eq!(world.claim(number).await, before, "{status} {action}: the same state or a refusal");
        }
    }
}

#[tokio::test]
async fn an_unknown_claim_is_not_found() {
    let world = World::new().await;
    for id in ["CL-SA-0000-0000", "CL-", "SA-7KQ2-M9XD-3FHT", "CL-short", "exported"] {
        for reply in [
            world.claimant("GET", &format!("/claims/{id}"), &Value::Null).await,
            world.reviewer("GET", &format!("/claims/{id}"), &Value::Null).await,
            world.claimant("POST", &format!("/claims/{id}/submit"), &tests::invoice("INV-1")).await,
            world.reviewer("POST", &format!("/claims/{id}/approve"), &Value::Null).await,
        ] {
            assert_eq!(reply.refused(404), ["claim_not_found"], "{id}");
        }
    }
    let reply = world.claimant("GET", "/claims/CL%23x", &Value::Null).await;
    assert_eq!(reply.expect(404)["code"], "claim_not_found");
}

/// A draft cannot be submitted before the payee is registered, and its reasons name what is missing.
#[tokio::test]
async fn a_draft_names_the_registration_it_lacks() {
    let world = World::new().await;
    world.draft(NUMBER).await;
    let reasons = async || {
        let listed = world.claimant("GET", "/claims", &Value::Null).await.expect(200)["items"][0]["reasons"].clone();
        let shown = world.shown_claim(NUMBER).await["reasons"].clone();
        let path = format!("/claims/CL-{NUMBER}");
        let reviewed = world.reviewer("GET", &path, &Value::Null).await.expect(200)["reasons"].clone();
        assert_eq!((&listed, &reviewed), (&shown, &shown));
        shown
    };
    assert_eq!(reasons().await, json!(["payee_not_registered"]));
    world.register_payee("P-1", "DDPS", &["L-2"]).await;
    assert_eq!(reasons().await, json!(["location_not_mapped"]));
}
