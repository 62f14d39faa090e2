//! The invoice itself: its file, its arrival on paper, and the approval that needs it.

use domain::InvoiceNumber;
use domain::deliverable::Verdict;
use serde_json::{Value, json};
use tests::{PDF, World, invoice, invoice_file};

use super::{bring_to_status, claim, drafted};
use crate::bodies::{NUMBER, codes, with};

const FILE: &str = "/invoices/INV-1/file";
const PAPER: &str = "/invoices/INV-1/paper";

async fn announce(world: &World) -> Value {
    world.claimant("PUT", FILE, &invoice_file()).await.expect(200)
}

async fn show(world: &World) -> Value {
    world.claimant("GET", FILE, &Value::Null).await.expect(200)
}

/// A claim under review, submitted as `INV-1`.
async fn under_review() -> World {
    let world = drafted().await;
    world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    world.operate(NUMBER, "review").await;
    world
}

async fn actions(world: &World) -> Vec<Value> {
    let shown = world.reviewer("GET", &claim(""), &Value::Null).await.expect(200);
    shown["actions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_claim_is_approved_once_its_invoice_is_uploaded_and_clean() {
    let world = under_review().await;
    let approve = async || world.reviewer("POST", &claim("/approve"), &Value::Null).await;
    let refused = approve().await;
    let reason = refused.body["reasons"][0].clone();
    assert_eq!(refused.refused(409), ["invoice_missing"]);
    assert_eq!(reason["params"], json!({"invoice_number": "INV-1", "needed": "file"}));
    assert!(!actions(&world).await.contains(&json!("approve")), "not offered before the invoice arrived");

    let announced = announce(&world).await;
    assert_eq!((&announced["file"]["status"], &announced["rev"]), (&json!("announced"), &json!(1)));
    let upload = &announced["file"]["upload"];
    assert!(upload["url"].as_str().unwrap().contains("/invoices/P-1/"), "{upload:#}");
    assert_eq!(approve().await.refused(409), ["invoice_missing"], "announced is not uploaded");

    world.upload_invoice("INV-1", 1, PDF).await;
    let shown = show(&world).await;
    assert_eq!((&shown["file"]["status"], &shown["file"]["reasons"]), (&json!("clean"), &json!([])));
    assert!(shown["file"]["download"]["url"].as_str().unwrap().contains("our-invoice.pdf"), "{shown:#}");
    assert!(actions(&world).await.contains(&json!("approve")));
    assert_eq!(approve().await.expect(200)["status"], "approved");
}

#[tokio::test]
async fn a_scan_of_an_invoice_without_a_result_fails_until_the_result_is_there() {
    let world = under_review().await;
    announce(&world).await;
    world.upload_invoice_scanned("INV-1", 1, PDF, Verdict::Pending).await;
    let key = format!("invoices/P-1/{}/1", InvoiceNumber::parse("INV-1").unwrap().id());
    let scanned = json!({"detail": {"s3ObjectDetails": {"objectKey": key}}});
    assert!(!world.try_intake(&scanned).await);
    world.bucket.put(&key, PDF, Verdict::Clean);
    assert!(world.try_intake(&scanned).await);
    assert_eq!(show(&world).await["file"]["status"], "clean");
}

#[tokio::test]
async fn the_claim_says_whether_its_invoice_arrived() {
    let world = drafted().await;
    let received = async || {
        let shown = world.claimant("GET", &claim(""), &Value::Null).await.expect(200);
        shown["invoice"]["received"].clone()
    };
    assert_eq!(received().await, false, "without any number");
    world.claimant("PUT", &claim("/draft"), &invoice("INV-1")).await.expect(200);
    announce(&world).await;
    world.upload_invoice("INV-1", 1, PDF).await;
    assert_eq!(received().await, true, "under the saved number");
    world.claimant("POST", &claim("/submit"), &invoice("INV-2")).await.expect(200);
    assert_eq!(received().await, false, "submitted under another number");
    let listed = world.claimant("GET", "/claims", &Value::Null).await.expect(200);
    assert_eq!(listed["items"][0]["invoice"]["received"], Value::Null, "lists read the claims alone");
}

/// One file counts for every claim under the number, in any spelling, also after one of them is withdrawn.
#[tokio::test]
async fn one_file_counts_for_every_claim_under_the_number() {
    let world = drafted().await;
    world.draft("SA-SAME-0002").await;
    let many = json!({"claim_ids": [format!("CL-{NUMBER}"), "CL-SA-SAME-0002"], "invoice_number": "Inv-1"});
    world.claimant("POST", "/claims/submit", &many).await.expect(200);
    announce(&world).await;
    world.upload_invoice("INV-1", 1, PDF).await;
    world.claimant("POST", &claim("/withdraw"), &Value::Null).await.expect(200);
    world.operate("SA-SAME-0002", "review").await;
    let approved = world.reviewer("POST", "/claims/CL-SA-SAME-0002/approve", &Value::Null).await.expect(200);
    assert_eq!(approved["status"], "approved");
}

#[tokio::test]
async fn a_rejected_file_says_why_and_is_uploaded_anew() {
    let world = under_review().await;
    announce(&world).await;
    world.upload_invoice("INV-1", 1, &PDF[..60]).await;
    let shown = show(&world).await;
    assert_eq!(shown["file"]["status"], "rejected");
    assert_eq!(codes(&shown["file"]["reasons"]), ["size_mismatch", "checksum_mismatch", "unreadable_document"]);
    assert_eq!(shown["file"]["download"], Value::Null);
    let again = announce(&world).await;
    assert!(again["file"]["upload"]["url"].as_str().unwrap().contains("/2?"), "another object: {again:#}");
    world.upload_invoice("INV-1", 2, PDF).await;
    assert_eq!(show(&world).await["file"]["status"], "clean");
}

#[tokio::test]
async fn another_file_replaces_the_first_one_and_is_checked_anew() {
    let world = under_review().await;
    announce(&world).await;
    world.upload_invoice("INV-1", 1, PDF).await;
    let repeated = announce(&world).await;
    assert_eq!((&repeated["file"]["status"], &repeated["rev"]), (&json!("clean"), &json!(2)), "the same file");
    let other = with(invoice_file(), &json!({"file_name": "corrected.pdf"}));
    let replaced = world.claimant("PUT", FILE, &other).await.expect(200);
    assert_eq!(
        (&replaced["file"]["status"], &replaced["file"]["file_name"]),
        (&json!("announced"), &json!("corrected.pdf"))
    );
    let approve = world.reviewer("POST", &claim("/approve"), &Value::Null).await;
    assert_eq!(approve.refused(409), ["invoice_missing"]);
    // An event about the first upload comes again.
    world.upload_invoice("INV-1", 1, PDF).await;
    assert_eq!(show(&world).await["file"]["status"], "announced", "it is not about this file");
}

#[tokio::test]
async fn a_repeated_event_changes_nothing_and_a_pending_scan_waits() {
    let world = drafted().await;
    announce(&world).await;
    world.upload_invoice_scanned("INV-1", 1, PDF, Verdict::Pending).await;
    assert_eq!(show(&world).await["file"]["status"], "announced");
    world.upload_invoice("INV-1", 1, PDF).await;
    let first = show(&world).await;
    world.upload_invoice_scanned("INV-1", 1, PDF, Verdict::Threat).await;
    let second = show(&world).await;
    assert_eq!((&first["rev"], &second["rev"]), (&json!(2), &json!(2)));
    assert_eq!(second["file"]["status"], "clean");
}

#[tokio::test]
async fn the_same_key_answers_the_same_and_signs_anew() {
    let world = drafted().await;
    let send = async || {
        let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
        let request = testkit::send("PUT", FILE).token(&token).json(&invoice_file()).key("invoice-once");
        world.call(tests::Function::PaymentRequest, request).await.expect(200)
    };
    let first = send().await;
    let second = send().await;
    assert_eq!(first, second);
    world.upload_invoice("INV-1", 1, PDF).await;
    assert_eq!(send().await["file"]["upload"], Value::Null, "the bytes are there");
}

#[tokio::test]
async fn the_arrival_on_paper_is_noted_by_operations_for_a_submitted_number() {
    let world = drafted().await;
    let body = json!({"company_id": "P-1", "received_on": "2026-11-21"});
    assert_eq!(world.reviewer("PUT", PAPER, &body).await.refused(404), ["invoice_not_found"], "no claim names it");
    world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    let tomorrow = json!({"company_id": "P-1", "received_on": "2026-11-23"});
    assert_eq!(world.reviewer("PUT", PAPER, &tomorrow).await.refused(422), ["in_the_future"]);
    let colleague = ("U-9", Some("P-1"), &["operations", "mpn_admin"][..]);
    assert_eq!(world.person(colleague, "PUT", PAPER, &body).await.refused(409), ["four_eyes"]);
    let noted = world.reviewer("PUT", PAPER, &body).await.expect(200);
    assert_eq!((&noted["paper"]["received_on"], &noted["paper"]["noted_by"]), (&json!("2026-11-21"), &json!("OPS-1")));
    let again = world.reviewer("PUT", PAPER, &json!({"company_id": "P-1", "received_on": "2026-11-22"})).await;
    assert_eq!(again.expect(200)["paper"]["received_on"], "2026-11-21", "the first note stays");
    assert_eq!(world.claimant("PUT", PAPER, &body).await.status, 403);
}

#[tokio::test]
async fn an_invoice_is_read_by_its_company_and_by_operations_only() {
    let world = drafted().await;
    assert_eq!(world.claimant("GET", FILE, &Value::Null).await.refused(404), ["invoice_not_found"]);
    announce(&world).await;
    let other = ("U-2", Some("P-2"), &["mpn_admin"][..]);
    assert_eq!(world.person(other, "GET", FILE, &Value::Null).await.refused(404), ["invoice_not_found"]);
    let named = format!("{FILE}?company_id=P-1");
    assert_eq!(world.person(other, "GET", &named, &Value::Null).await.refused(404), ["company_not_found"]);
    assert_eq!(world.reviewer("GET", FILE, &Value::Null).await.refused(422), ["missing"]);
    assert_eq!(world.reviewer("GET", &named, &Value::Null).await.expect(200)["company_id"], "P-1");
}

/// A number may hold a slash and spaces; in the path its slash is `~`, or percent-encoded where that arrives.
#[tokio::test]
async fn a_number_with_a_slash_is_one_segment_of_the_path() {
    let world = drafted().await;
    let path = "/invoices/2026~11%20A/file";
    let announced = world.claimant("PUT", path, &invoice_file()).await.expect(200);
    assert_eq!(announced["invoice_number"], "2026/11 A");
    for path in [path, "/invoices/2026%2F11%20A/file"] {
        assert_eq!(world.claimant("GET", path, &Value::Null).await.expect(200)["invoice_number"], "2026/11 A");
    }
    let unknown = world.claimant("GET", "/invoices/2026%2511/file", &Value::Null).await;
    assert_eq!(unknown.refused(404), ["invoice_not_found"], "no number has a percent sign");
}

/// The invoice is not needed where the country's payer asks for its number alone.
#[tokio::test]
async fn a_claim_of_another_country_needs_no_invoice() {
    let world = drafted().await;
    world.draft_from(&with(tests::redeemed("SA-DE-0001"), &json!({"country": "DE"}))).await;
    let rate = json!({"per_day": {"minor": 90_000, "currency": "USD"}, "valid_from": "2026-01-01"});
    world.reviewer("PUT", "/rates/DE/DDPS", &rate).await.expect(200);
    bring_to_status(&world, "SA-DE-0001", "under_review").await;
    let approved = world.reviewer("POST", "/claims/CL-SA-DE-0001/approve", &Value::Null).await.expect(200);
    assert_eq!((&approved["status"], &approved["invoice"]), (&json!("approved"), &Value::Null));
}
