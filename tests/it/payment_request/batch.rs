//! `POST /claims/submit`: several claims under one invoice.

use serde_json::{Value, json};
use testkit::{Reply, WireFault, send};
use tests::{Function, World, invoice, redeemed};

use super::{bring_to_status, payable};
use crate::bodies::{NUMBER, codes, names, with};

const A: &str = "SA-MANY-0001";
const B: &str = "SA-MANY-0002";
const C: &str = "SA-MANY-0003";

fn request(numbers: &[&str], invoice_number: &str) -> Value {
    let ids: Vec<String> = numbers.iter().map(|number| format!("CL-{number}")).collect();
    json!({"claim_ids": ids, "invoice_number": invoice_number})
}

async fn submit(world: &World, numbers: &[&str], invoice_number: &str) -> Reply {
    world.claimant("POST", "/claims/submit", &request(numbers, invoice_number)).await
}

async fn submit_with_key(world: &World, key: &str, body: &Value) -> Reply {
    let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
    world.call(Function::PaymentRequest, send("POST", "/claims/submit").token(&token).key(key).json(body)).await
}

/// The outcome of each claim.
fn outcomes(body: &Value) -> Vec<&str> {
    body["items"].as_array().unwrap().iter().map(|item| item["outcome"].as_str().unwrap()).collect()
}

async fn three_drafts() -> World {
    let world = payable().await;
    for number in [A, B, C] {
        world.draft(number).await;
    }
    world
}

#[tokio::test]
async fn the_claims_of_a_batch_share_invoice_and_reference_number() {
    let world = three_drafts().await;
    let mut body = request(&[A, B, C], "INV-1");
    body["purchase_order"] = json!("PO-1");
    let answer = world.claimant("POST", "/claims/submit", &body).await.expect(200);
    assert_eq!(names(&answer), ["items", "payment_requests", "totals"]);
    assert_eq!(answer["totals"], json!([{"minor": 1_500_000, "currency": "USD"}]));
    let items = answer["items"].as_array().unwrap();
    for (item, number) in items.iter().zip([A, B, C]) {
        assert_eq!(names(item), ["amount", "claim_id", "outcome", "reasons", "reference_number"]);
        assert_eq!(item["claim_id"], format!("CL-{number}"));
        assert_eq!((&item["outcome"], &item["reasons"]), (&json!("submitted"), &json!([])));
        assert_eq!(item["reference_number"], items[0]["reference_number"]);
        let shown = world.shown_claim(number).await;
        let fields = ["status", "invoice_number", "purchase_order", "reference_number"].map(|name| shown[name].clone());
        assert_eq!(fields, [json!("submitted"), json!("INV-1"), json!("PO-1"), items[0]["reference_number"].clone()]);
    }
    let alone = payable().await;
    alone.draft(A).await;
    let single = submit(&alone, &[A], "INV-1").await.expect(200);
    assert_ne!(
        single["items"][0]["reference_number"], items[0]["reference_number"],
        "another request gets another number"
    );
}

#[tokio::test]
async fn a_refused_claim_does_not_stop_the_others() {
    let world = payable().await;
    for number in [A, B, "SA-PAID-0001"] {
        world.draft(number).await;
    }
    bring_to_status(&world, "SA-PAID-0001", "paid").await;
    world.draft_from(&with(redeemed("SA-RATE-0001"), &json!({"country": "DE"}))).await;
    world.draft_from(&with(redeemed("SA-PLACE-001"), &json!({"location_id": "L-9"}))).await;
    world.draft_from(&with(redeemed("SA-SQL0-0001"), &json!({"program": "SSDPS"}))).await;
    world.draft_from(&with(redeemed("SA-THEIRS-01"), &json!({"company_id": "P-2"}))).await;
    let expected: [(&str, &[&str]); 8] = [
        (A, &[]),
        ("SA-PAID-0001", &["wrong_claim_status"]),
        ("SA-RATE-0001", &["no_rate"]),
        ("SA-PLACE-001", &["location_not_mapped"]),
        ("SA-SQL0-0001", &["payee_not_registered"]),
        ("SA-THEIRS-01", &["claim_not_found"]),
        ("SA-NONE-0001", &["claim_not_found"]),
        (B, &[]),
    ];
    let numbers = expected.map(|(number, _)| number);
    let answer = submit(&world, &numbers, "INV-1").await.expect(200);
    for (item, (number, reasons)) in answer["items"].as_array().unwrap().iter().zip(expected) {
        assert_eq!(item["claim_id"], format!("CL-{number}"), "in the order given");
        assert_eq!(codes(&item["reasons"]), reasons, "{number}");
        assert_eq!(item["outcome"] == "submitted", reasons.is_empty(), "{number}");
        assert_eq!(item["reference_number"].is_null(), !reasons.is_empty(), "{number}");
    }
}

#[tokio::test]
async fn a_malformed_id_does_not_stop_the_others() {
    let world = three_drafts().await;
    let body = json!({"claim_ids": ["CL-SA-MANY-0001", "X-1", "CL-no"], "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &body).await.expect(200);
    assert_eq!(outcomes(&answer), ["submitted", "refused", "refused"]);
    assert_eq!(codes(&answer["items"][1]["reasons"]), ["claim_not_found"]);
}

#[tokio::test]
async fn an_unreadable_claim_does_not_stop_the_others() {
    let world = three_drafts().await;
    world.database.spoil(&format!("V#{B}"), "C", "due_on");
    let answer = submit(&world, &[A, B, C], "INV-1").await.expect(200);
    assert_eq!(outcomes(&answer), ["submitted", "refused", "submitted"]);
    assert_eq!(codes(&answer["items"][1]["reasons"]), ["internal"]);
}

/// Claim ids are compared without case, and a claim that is named twice is submitted once.
#[tokio::test]
async fn a_claim_named_twice_is_one_claim() {
    let world = three_drafts().await;
    let body = json!({"claim_ids": ["CL-sa-many-0001", "CL-SA-MANY-0001", "CL-SA-MANY-0001"], "invoice_number": "I-1"});
    let answer = world.claimant("POST", "/claims/submit", &body).await.expect(200);
    assert_eq!((answer["items"].as_array().unwrap().len(), outcomes(&answer)), (1, vec!["submitted"]));
    assert_eq!(answer["items"][0]["claim_id"], "CL-SA-MANY-0001");
    assert_eq!(world.shown_claim(A).await["rev"], 2);
    let alone = world.claimant("POST", "/claims/CL-SA-MANY-0001/submit", &invoice("I-1")).await;
    assert_eq!(alone.refused(409), ["wrong_claim_status"], "a batch of one equals a submission of the claim");
}

#[tokio::test]
async fn the_same_invoice_is_refused_for_another_set_of_claims() {
    let world = three_drafts().await;
    submit(&world, &[A, B], "INV-1").await.expect(200);
    for numbers in [&[C][..], &[A, B, C], &[B, C]] {
        let answer = submit(&world, numbers, "INV-1").await.expect(200);
        let last = answer["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["claim_id"], format!("CL-{C}"));
        assert_eq!(codes(&last["reasons"]), ["invoice_number_used"], "{numbers:?}");
    }
    let single = world.claimant("POST", &format!("/claims/CL-{C}/submit"), &invoice("INV-1")).await;
    assert_eq!(single.refused(409), ["invoice_number_used"]);
    assert_eq!(
        outcomes(&submit(&world, &[B, A], "INV-1").await.expect(200)),
        ["submitted"; 2],
        "the order of the claims does not matter"
    );
    assert_eq!((world.shown_claim(A).await["rev"].clone(), world.items("I#")), (json!(2), 1));
}

/// A claim that was refused is submitted under the same invoice once the reason is gone.
#[tokio::test]
async fn a_repeated_request_submits_the_claims_refused_before() {
    let world = three_drafts().await;
    world.draft_from(&with(redeemed("SA-SQL0-0001"), &json!({"program": "SSDPS"}))).await;
    let numbers = [A, "SA-SQL0-0001"];
    let first = submit(&world, &numbers, "INV-1").await.expect(200);
    assert_eq!(outcomes(&first), ["submitted", "refused"]);
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    let second = submit(&world, &numbers, "INV-1").await.expect(200);
    assert_eq!(outcomes(&second), ["submitted"; 2]);
    assert_eq!(second["items"][0], first["items"][0], "the submitted claim is unchanged");
    assert_eq!(world.shown_claim(A).await["rev"], 2);
}

/// The stored key, the invoice and each claim are written in turn; a retry continues after a crash before any of them.
#[tokio::test]
async fn a_repeated_request_continues_after_a_crash() {
    for key in [None, Some("key")] {
        for survived in 0..5 {
            let world = three_drafts().await;
            let body = request(&[A, B, C], "INV-1");
            let send = || async {
                match key {
                    Some(key) => submit_with_key(&world, key, &body).await,
                    None => world.claimant("POST", "/claims/submit", &body).await,
                }
            };
            world.database.faults.always_after(survived, "PutItem", WireFault::Throttled);
            let cut_short = send().await;
            assert!([200, 503].contains(&cut_short.status), "{:#}", cut_short.body);
            world.database.faults.clear();
            let answer = send().await.expect(200);
            assert_eq!(outcomes(&answer), ["submitted"; 3], "{key:?}: after {survived} writes");
            for number in [A, B, C] {
                assert_eq!(world.shown_claim(number).await["rev"], 2, "{key:?}: after {survived} writes");
            }
            assert_eq!(world.items("I#"), 1);
        }
    }
}

/// A write whose answer was lost may have succeeded: the claim is read again and submitted.
#[tokio::test]
async fn a_lost_answer_is_not_a_refusal() {
    for answered in 0..4 {
        let world = three_drafts().await;
        world.database.faults.always_after(answered, "PutItem", WireFault::AnswerLost);
        let answer = submit(&world, &[A, B, C], "INV-1").await.expect(200);
        world.database.faults.clear();
        assert_eq!(outcomes(&answer), ["submitted"; 3], "all answers lost after {answered}");
        for number in [A, B, C] {
            assert_eq!(world.shown_claim(number).await["rev"], 2);
        }
    }
}

#[tokio::test]
async fn a_claim_changed_meanwhile_is_decided_anew() {
    let world = three_drafts().await;
    // A colleague withdraws the claim while the invoice is written, after both have read the claim.
    world.database.faults.gather("PutItem", 2);
    let path = format!("/claims/CL-{A}/withdraw");
    let (many, one) = tokio::join!(submit(&world, &[A], "INV-1"), world.claimant("POST", &path, &Value::Null));
    let many = many.expect(200);
    let status = world.shown_claim(A).await["status"].clone();
    assert_eq!(one.status, 200, "{:#}", one.body);
    assert_eq!(status, "withdrawn", "withdrawn before the submission or after it");
    if outcomes(&many) == ["refused"] {
        assert_eq!(codes(&many["items"][0]["reasons"]), ["wrong_claim_status"]);
    }
}

#[tokio::test]
async fn a_repeated_key_returns_the_first_answer_and_changes_nothing() {
    let world = three_drafts().await;
    let body = request(&[A, B], "INV-1");
    let first = submit_with_key(&world, "key", &body).await.expect(200);
    world.operate(A, "review").await;
    super::post_comment(&world, A, "request-changes", "comment").await.expect(200);
    let before = world.claim(A).await;
    let again = submit_with_key(&world, "key", &body).await.expect(200);
    assert_eq!(again, first);
    assert_eq!(world.claim(A).await, before, "a replay does not submit a claim that was sent back since");
    let other = submit_with_key(&world, "key", &request(&[A, C], "INV-1")).await;
    assert_eq!(other.expect(422)["code"], "idempotency_key_reused");
}

/// An unreadable claim is a transient failure: a retry with the same key submits it once it is readable. A refusal by a
/// rule is stored.
#[tokio::test]
async fn refusals_are_stored_under_a_key_and_transient_failures_are_retried() {
    let world = three_drafts().await;
    let readable = world.database.item(&format!("V#{B}"), "C");
    world.database.spoil(&format!("V#{B}"), "C", "due_on");
    let body = request(&[A, B], "INV-1");
    assert_eq!(outcomes(&submit_with_key(&world, "key", &body).await.expect(200)), ["submitted", "refused"]);
    world.database.put(&readable);
    assert_eq!(outcomes(&submit_with_key(&world, "key", &body).await.expect(200)), ["submitted", "submitted"]);
    assert_eq!(world.shown_claim(A).await["rev"], 2, "it was submitted the first time");
    let refused = request(&[C], "INV-1");
    let first = submit_with_key(&world, "other", &refused).await.expect(200);
    assert_eq!(codes(&first["items"][0]["reasons"]), ["invoice_number_used"]);
    world.database.remove("P#P-1", "I#INV-1");
    assert_eq!(submit_with_key(&world, "other", &refused).await.expect(200), first);
}

#[tokio::test]
async fn a_token_for_some_locations_submits_only_their_claims() {
    let world = payable().await;
    world.draft(A).await;
    world.draft_from(&with(redeemed(B), &json!({"location_id": "L-2", "country": "US"}))).await;
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let sent = send("POST", "/claims/submit").token(&token).json(&request(&[A, B], "INV-1"));
    let answer = world.call(Function::PaymentRequest, sent).await.expect(200);
    assert_eq!(outcomes(&answer), ["refused", "submitted"]);
    assert_eq!(codes(&answer["items"][0]["reasons"]), ["location_missing"]);
}

#[tokio::test]
async fn one_request_takes_up_to_a_hundred_claims() {
    let world = payable().await;
    let numbers: Vec<String> = (0..100).map(|index| format!("SA-HUNDRED-{index:03}")).collect();
    for number in &numbers {
        world.draft(number).await;
    }
    let mut numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    assert_eq!(outcomes(&submit(&world, &numbers, "INV-1").await.expect(200)), ["submitted"; 100]);
    numbers.push(NUMBER);
    let wrong = crate::bodies::faults(submit(&world, &numbers, "INV-2").await);
    assert_eq!(wrong, crate::bodies::expected(&[("claim_ids", "too_long")]));
}

/// A payment request is of one country and program; an invoice may cover several payment requests.
#[tokio::test]
async fn each_country_and_program_is_a_payment_request_of_its_own() {
    let world = payable().await;
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    let more = "SA-MANY-0004";
    world.draft_from(&with(redeemed("SA-NO-RATE-1"), &json!({"country": "FR"}))).await;
    world.draft_from(&redeemed(A)).await;
    world.draft_from(&with(redeemed(B), &json!({"location_id": "L-2", "country": "US"}))).await;
    world.draft_from(&with(redeemed(C), &json!({"program": "SSDPS"}))).await;
    world.draft_from(&redeemed(more)).await;
    let answer = submit(&world, &["SA-NO-RATE-1", A, B, C, more], "INV-1").await.expect(200);
    assert_eq!(outcomes(&answer), ["refused", "submitted", "submitted", "submitted", "submitted"]);
    let reference = |index: usize| answer["items"][index]["reference_number"].clone();
    assert_eq!(reference(1), reference(4));
    assert!(reference(1) != reference(2) && reference(2) != reference(3) && reference(1) != reference(3));
    let usd = |minor: i64| json!([{"minor": minor, "currency": "USD"}]);
    let requests = answer["payment_requests"].as_array().unwrap();
    assert_eq!(requests.len(), 3);
    let first = requests.iter().find(|request| request["reference_number"] == reference(1)).unwrap();
    assert_eq!((&first["claims"], &first["totals"]), (&json!(2), &usd(1_000_000)));
    assert_eq!((&answer["items"][0]["amount"], &answer["totals"]), (&Value::Null, &usd(2_000_000)));
    let again = submit(&world, &["SA-NO-RATE-1", A, B, C, more], "INV-1").await.expect(200);
    assert_eq!(again, answer, "a repeated request gets the same answer");
}
