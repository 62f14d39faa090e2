//! Claims, payees and invoices of a company are hidden from other companies.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World};

use crate::samples::{self, Sample};

/// Values that only `P-1` may read.
const OWN: [&str; 5] = ["SA-CLAIM", "Harbor Bank", "INV-", "PAY-1", "About hold."];

async fn world() -> World {
    let world = World::new().await;
    samples::prepare_claims(&world).await;
    world
}

fn partner_roles(sample: &Sample) -> impl Iterator<Item = &&'static str> {
    sample.roles.iter().filter(|role| **role != "operations")
}

/// Returns the same request for a claim that does not exist.
fn of_unknown_claim(sample: &Sample) -> Sample {
    Sample { path: sample.path.replace("CL-SA-CLAIM-", "CL-SA-OTHER-"), ..sample.clone() }
}

#[tokio::test]
async fn every_route_of_a_claim_answers_another_company_as_for_an_unknown_claim() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            let hidden = world.call(sample.function, sample.sent_with(&token)).await;
            let none = world.call(sample.function, of_unknown_claim(sample).sent_with(&token)).await;
            assert_eq!((hidden.status, &hidden.body), (none.status, &none.body), "{} {}", sample.method, sample.path);
            assert_eq!(hidden.refused(404), ["claim_not_found"], "{role} {} {}", sample.method, sample.path);
        }
    }
    assert_eq!(world.database.items(), before);
}

#[tokio::test]
async fn claims_of_another_company_in_a_batch_are_unknown_claims() {
    let world = world().await;
    let submit = |claim: &str| {
        let body = json!({"claim_ids": [format!("CL-{claim}")], "invoice_number": "INV-1"});
        let (world, claim) = (&world, claim.to_owned());
        async move {
            let theirs = ("U-2", Some("P-2"), &["incentives"][..]);
            let answer = world.person(theirs, "POST", "/claims/submit", &body).await.expect(200);
            answer["items"][0].to_string().replace(&claim, "-")
        }
    };
    let hidden = submit("SA-CLAIM-DRAFT").await;
    assert_eq!(hidden, submit("SA-OTHER-DRAFT").await);
    assert!(hidden.contains("claim_not_found"), "{hidden}");
    assert_eq!(world.items("I#"), 8, "no invoice number was taken");
}

#[tokio::test]
async fn no_list_discloses_anything_to_another_company() {
    let world = world().await;
    for sample in samples::about_claims().iter().filter(|sample| sample.method == "GET") {
        for role in partner_roles(sample) {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            for sample in [sample.clone(), sample.about("P-1")] {
                let reply = world.call(sample.function, sample.sent_with(&token)).await;
                for value in OWN {
                    assert!(!reply.words().contains(value), "{value}: {role} {} {}", sample.method, sample.path);
                }
            }
        }
    }
}

#[tokio::test]
async fn another_company_in_a_query_is_not_found() {
    let world = world().await;
    for list in ["/claims", "/claims?status=paid", "/statement?month=2026-11", "/payees"] {
        let joint = if list.contains('?') { '&' } else { '?' };
        let query = |company: &str| {
            let path = format!("{list}{joint}company_id={company}");
            let world = &world;
            async move { world.person(("U-2", Some("P-2"), &["mpn_admin"]), "GET", &path, &Value::Null).await }
        };
        let hidden = query("P-1").await;
        assert_eq!(hidden.body, query("P-9").await.body, "{list}");
        assert_eq!(hidden.expect(404)["code"], "company_not_found", "{list}");
    }
}

/// A 412 would disclose that the claim exists.
#[tokio::test]
async fn if_match_discloses_nothing_to_another_company() {
    let world = world().await;
    for sample in
        samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-") && sample.method != "GET")
    {
        for role in partner_roles(sample) {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            for tag in ["\"99\"", "\"1\"", "*"] {
                let sent = sample.sent_with(&token).header("if-match", tag);
                let reply = world.call(sample.function, sent).await;
                assert_eq!(reply.refused(404), ["claim_not_found"], "{} {tag}", sample.path);
            }
        }
    }
}

#[tokio::test]
async fn a_token_for_other_locations_neither_reads_nor_changes_a_claim() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            for locations in [json!(["L-2", "L-3"]), json!([])] {
                let token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": [role], "locations": locations});
                let token = world.issuer.sign(token_claims, world.clock.now());
                let reply = world.call(sample.function, sample.sent_with(&token)).await;
                assert_eq!(reply.refused(403), ["location_missing"], "{role} {} {}", sample.method, sample.path);
            }
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Ids of locations, bank profiles and invoices belong to a company; another company's equal ids give no access.
#[tokio::test]
async fn an_equal_location_id_of_another_company_gives_no_access() {
    let world = world().await;
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            let token_claims = json!({"sub": "U-2", "company_id": "P-2", "roles": [role], "locations": ["L-1"]});
            let sent = sample.sent_with(&world.issuer.sign(token_claims, world.clock.now()));
            assert_eq!(world.call(sample.function, sent).await.refused(404), ["claim_not_found"], "{}", sample.path);
        }
    }
    let theirs = send("GET", "/payees").token(&world.admin_of("P-2"));
    assert_eq!(world.call(Function::PaymentRequest, theirs).await.expect(200)["items"], json!([]));
}
