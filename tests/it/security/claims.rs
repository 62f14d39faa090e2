//! What a company is owed, where it is paid and what it said of that belongs to it alone.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World};

use crate::samples::{self, Sample};

/// What only `P-1` may read of itself.
const OWN: [&str; 5] = ["SA-CLAIM", "Harbor Bank", "INV-", "PAY-1", "About hold."];

async fn world() -> World {
    let world = World::new().await;
    samples::prepare_claims(&world).await;
    world
}

fn partner_roles(sample: &Sample) -> impl Iterator<Item = &&'static str> {
    sample.roles.iter().filter(|role| **role != "operations")
}

/// The same route about a claim that there is not.
fn of_nobody(sample: &Sample) -> Sample {
    Sample { path: sample.path.replace("CL-SA-CLAIM-", "CL-SA-OTHER-"), ..sample.clone() }
}

#[tokio::test]
async fn every_route_about_a_claim_answers_another_company_as_if_there_were_none() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            let hidden = world.call(sample.function, sample.sent_with(&token)).await;
            let none = world.call(sample.function, of_nobody(sample).sent_with(&token)).await;
            assert_eq!((hidden.status, &hidden.body), (none.status, &none.body), "{} {}", sample.method, sample.path);
            assert_eq!(hidden.refused(404), ["claim_not_found"], "{role} {} {}", sample.method, sample.path);
        }
    }
    assert_eq!(world.database.items(), before);
}

#[tokio::test]
async fn claims_of_another_company_among_many_are_claims_that_there_are_not() {
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
    assert_eq!(world.items("I#"), 8, "and no invoice number was taken");
}

#[tokio::test]
async fn no_list_tells_another_company_anything() {
    let world = world().await;
    for sample in samples::about_claims().iter().filter(|sample| sample.method == "GET") {
        for role in partner_roles(sample) {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            for sample in [sample.clone(), sample.about("P-1")] {
                let reply = world.call(sample.function, sample.sent_with(&token)).await;
                for words in OWN {
                    assert!(!reply.words().contains(words), "{words}: {role} {} {}", sample.method, sample.path);
                }
            }
        }
    }
}

#[tokio::test]
async fn another_company_does_not_exist_in_a_query() {
    let world = world().await;
    for list in ["/claims", "/claims?status=paid", "/statement?month=2026-11", "/payees"] {
        let joint = if list.contains('?') { '&' } else { '?' };
        let asked = |company: &str| {
            let path = format!("{list}{joint}company_id={company}");
            let world = &world;
            async move { world.person(("U-2", Some("P-2"), &["mpn_admin"]), "GET", &path, &Value::Null).await }
        };
        let hidden = asked("P-1").await;
        assert_eq!(hidden.body, asked("P-9").await.body, "{list}");
        assert_eq!(hidden.expect(404)["code"], "company_not_found", "{list}");
    }
}

/// A revision that does not fit would tell that the claim exists.
#[tokio::test]
async fn another_company_hears_nothing_of_revisions() {
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
async fn a_token_for_other_locations_neither_reads_nor_changes() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            for locations in [json!(["L-2", "L-3"]), json!([])] {
                let claims = json!({"sub": "U-1", "company_id": "P-1", "roles": [role], "locations": locations});
                let token = world.issuer.sign(claims, world.clock.now());
                let reply = world.call(sample.function, sample.sent_with(&token)).await;
                assert_eq!(reply.refused(403), ["location_missing"], "{role} {} {}", sample.method, sample.path);
            }
        }
    }
    assert_eq!(world.database.items(), before);
}

/// What another company has under the same names is its own: locations, bank profiles, invoices.
#[tokio::test]
async fn locations_of_the_same_name_are_not_the_same() {
    let world = world().await;
    for sample in samples::about_claims().iter().filter(|sample| sample.path.contains("CL-SA-")) {
        for role in partner_roles(sample) {
            let claims = json!({"sub": "U-2", "company_id": "P-2", "roles": [role], "locations": ["L-1"]});
            let sent = sample.sent_with(&world.issuer.sign(claims, world.clock.now()));
            assert_eq!(world.call(sample.function, sent).await.refused(404), ["claim_not_found"], "{}", sample.path);
        }
    }
    let theirs = send("GET", "/payees").token(&world.admin_of("P-2"));
    assert_eq!(world.call(Function::PaymentRequest, theirs).await.expect(200)["items"], json!([]));
}
