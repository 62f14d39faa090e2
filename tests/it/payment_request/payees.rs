//! `/payees`: the bank profiles of a company and the locations that each pays.

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, World, registration};

use super::{claim, payable};
use crate::bodies::{NUMBER, all_pages, names, with};

async fn put(world: &World, program: &str, body: &Value) -> Reply {
    world.person(("U-6", Some("P-1"), &["global_admin"]), "PUT", &format!("/payees/{program}"), body).await
}

/// A world in which `P-1` redeemed a voucher of DDPS and of no other program.
async fn redeemed() -> World {
    let world = World::new().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world
}

#[tokio::test]
async fn registration_follows_the_first_redemption_of_the_program() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    assert_eq!(put(&world, "DDPS", &registration()).await.refused(409), ["no_redeemed_voucher_yet"]);
    world.redeem(&[NUMBER]).await;
    let reply = put(&world, "DDPS", &registration()).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let body = reply.expect(200);
    assert_eq!(body, with(registration(), &json!({"company_id": "P-1", "program": "DDPS", "rev": 1})));
    assert_eq!(put(&world, "SSDPS", &registration()).await.refused(409), ["no_redeemed_voucher_yet"]);
    let listed = world.claimant("GET", "/payees", &Value::Null).await.expect(200);
    assert_eq!(listed, json!({"items": [body], "next_cursor": null}));
}

/// The first claim stays a draft until the company is registered (PROGRAM.md 11.4).
#[tokio::test]
async fn the_first_claim_is_submitted_after_the_registration() {
    let world = redeemed().await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let submit = || world.claimant("POST", "/claims/CL-SA-7KQ2-M9XD-3FHT/submit", &Value::Null);
    assert_eq!(submit().await.status, 400, "a body is required");
    let submit = |invoice: &'static str| {
        let world = &world;
        async move { world.claimant("POST", &claim("/submit"), &tests::invoice(invoice)).await }
    };
    assert_eq!(submit("INV-1").await.refused(409), ["payee_not_registered"]);
    put(&world, "DDPS", &registration()).await.expect(200);
    assert_eq!(submit("INV-1").await.expect(200)["status"], "submitted");
}

#[tokio::test]
async fn a_registration_is_replaced_as_a_whole() {
    let world = redeemed().await;
    put(&world, "DDPS", &registration()).await.expect(200);
    let same = put(&world, "DDPS", &registration()).await.expect(200);
    assert_eq!(same["rev"], 1, "an equal registration is no change");
    let other = json!({
        "bank_profiles": [{"id": "B-2", "label": "Other Bank", "currency": "TWD"}], "locations": {"L-3": "B-2"},
    });
    let changed = put(&world, "DDPS", &other).await.expect(200);
    assert_eq!(changed, with(other, &json!({"company_id": "P-1", "program": "DDPS", "rev": 2})));
    let item = world.claimant("GET", "/payees", &Value::Null).await.expect(200)["items"][0].clone();
    assert_eq!(item, changed);
}

#[tokio::test]
async fn a_change_is_compared_with_the_stored_registration() {
    let world = redeemed().await;
    let token = world.issuer.token("U-6", Some("P-1"), &["global_admin"], world.clock.now());
    let sent = send("PUT", "/payees/DDPS").token(&token).json(&registration());
    let put_if_match = |tag: &str| world.call(Function::PaymentRequest, sent.clone().header("if-match", tag));
    assert_eq!(put_if_match("\"1\"").await.expect(412)["code"], "precondition_failed", "there is none yet");
    assert_eq!(put_if_match("*").await.expect(412)["code"], "precondition_failed", "there is still none");
    world.call(Function::PaymentRequest, sent.clone().header("if-none-match", "*")).await.expect(200);
    world.call(Function::PaymentRequest, sent.clone().header("if-none-match", "*")).await.expect(412);
    assert_eq!(put_if_match("\"2\"").await.expect(412)["code"], "precondition_failed");
    put_if_match("\"1\"").await.expect(200);
}

#[tokio::test]
async fn programs_and_companies_must_be_known() {
    let world = redeemed().await;
    assert_eq!(put(&world, "XXDPS", &registration()).await.expect(404)["code"], "program_not_found");
    assert_eq!(put(&world, "dd+ps", &registration()).await.expect(404)["code"], "not_found");
    let unregistered = ("U-6", Some("P-9"), &["global_admin"][..]);
    let body = json!({"bank_profiles": registration()["bank_profiles"], "locations": {}});
    let reply = world.person(unregistered, "PUT", "/payees/DDPS", &body).await;
    assert_eq!(reply.refused(409), ["company_not_registered"]);
}

#[tokio::test]
async fn another_company_neither_sees_nor_changes_it() {
    let world = redeemed().await;
    put(&world, "DDPS", &registration()).await.expect(200);
    let theirs = ("U-8", Some("P-2"), &["global_admin"][..]);
    let listed = world.person(theirs, "GET", "/payees", &Value::Null).await.expect(200);
    assert_eq!(listed, json!({"items": [], "next_cursor": null}));
    let mine = json!({"bank_profiles": registration()["bank_profiles"], "locations": {"L-1": "B-1"}});
    let changed = world.person(theirs, "PUT", "/payees/DDPS", &mine).await;
    assert_eq!(changed.refused(409), ["no_redeemed_voucher_yet"], "a redemption of another company does not count");
    let mine = world.reviewer("GET", "/payees?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(names(&mine["items"][0]), ["bank_profiles", "company_id", "locations", "program", "rev"]);
}

#[tokio::test]
async fn registrations_and_rates_are_paged() {
    let world = payable().await;
    world.register_payee("P-1", "SSDPS", &["L-1"]).await;
    for (list, field) in [("/payees", "program"), ("/rates", "country")] {
        let whole = world.claimant("GET", &format!("{list}?limit=100"), &Value::Null).await.expect(200);
        let whole: Vec<Value> = whole["items"].as_array().unwrap().clone();
        assert!(whole.len() > 1 && whole.is_sorted_by_key(|item| item[field].as_str().unwrap().to_owned()), "{list}");
        let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
        let (items, _) = all_pages(&world, tests::Function::PaymentRequest, &token, list, 1).await;
        assert_eq!(items, whole, "{list}");
        let bad = world.claimant("GET", &format!("{list}?cursor=%21"), &Value::Null).await;
        assert_eq!(bad.expect(400)["code"], "bad_cursor", "{list}");
    }
}

/// The redeemed voucher of the program is found among many of another program.
#[tokio::test]
async fn a_redemption_is_found_behind_many_others() {
    let world = redeemed().await;
    let items = world.database.items();
    let template = items.iter().find(|item| item["sk"]["S"] == "V").unwrap();
    let copy = |number: String, program: &str| {
        let mut item = template.clone();
        item["pk"] = json!({"S": format!("V#{number}")});
        item["number"] = json!({"S": number.clone()});
        item["program"] = json!({"S": program});
        item["company_sk"] = json!({"S": format!("V#redeemed#2027-01-21#{number}")});
        item
    };
    world.database.import((0..150).map(|n| copy(format!("SA-CROWD-{n:04}"), "DDPS")).collect());
    assert_eq!(put(&world, "SSDPS", &registration()).await.refused(409), ["no_redeemed_voucher_yet"]);
    world.database.import(vec![copy("SA-ZZZZ-0001".to_owned(), "SSDPS")]);
    put(&world, "SSDPS", &registration()).await.expect(200);
}
