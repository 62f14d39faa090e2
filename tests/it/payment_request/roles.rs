//! Permissions on claims: role, company, location and separation of duties.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, invoice, redeemed};

use super::{claim, drafted};
use crate::bodies::{NUMBER, with};

/// A person who is both operations and an administrator of `P-1`.
const BOTH: (&str, Option<&str>, &[&str]) = ("U-2", Some("P-1"), &["operations", "mpn_admin", "incentives"]);

/// Operations may read the claims of another company and may not act on them as a partner.
#[tokio::test]
async fn a_partners_commands_apply_to_the_callers_company_only() {
    let world = drafted().await;
    for company in ["P-1", "P-2"] {
        let fields = json!({"company_id": company, "country": "US"});
        world.draft_from(&with(redeemed(&format!("SA-OF-{company}")), &fields)).await;
    }
    let theirs = "/claims/CL-SA-OF-P-2";
    world.person(BOTH, "GET", theirs, &Value::Null).await.expect(200);
    for (action, body) in
        [("submit", invoice("INV-1")), ("withdraw", Value::Null), ("dispute", json!({"comment": "Less."}))]
    {
        let reply = world.person(BOTH, "POST", &format!("{theirs}/{action}"), &body).await;
        assert_eq!(reply.refused(404), ["claim_not_found"], "{action}");
    }
    let many = json!({"claim_ids": ["CL-SA-OF-P-2", "CL-SA-OF-P-1"], "invoice_number": "INV-2"});
    let answer = world.person(BOTH, "POST", "/claims/submit", &many).await.expect(200);
    assert_eq!(answer["items"][0]["reasons"][0]["code"], "claim_not_found");
    assert_eq!(answer["items"][1]["outcome"], "submitted");
    assert_eq!(world.claim("SA-OF-P-2").await.unwrap().stored_status().as_str(), "draft");
}

#[tokio::test]
async fn a_person_with_both_roles_does_not_approve_their_own_claim() {
    let world = drafted().await;
    world.person(BOTH, "POST", &claim("/submit"), &invoice("INV-1")).await.expect(200);
    world.person(BOTH, "POST", &claim("/review"), &Value::Null).await.expect(200);
    world.bring_invoice(NUMBER).await;
    let reply = world.person(BOTH, "POST", &claim("/approve"), &Value::Null).await;
    assert_eq!(reply.refused(409), ["four_eyes"]);
}

/// Neither a colleague approves it, nor does the submitter or a colleague release its hold.
#[tokio::test]
async fn a_member_of_the_paid_company_neither_approves_nor_releases_its_claim() {
    const COLLEAGUE: (&str, Option<&str>, &[&str]) = ("U-9", Some("P-1"), &["operations", "mpn_admin"]);
    let world = drafted().await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    world.bring_invoice(NUMBER).await;
    let reply = world.person(COLLEAGUE, "POST", &claim("/approve"), &Value::Null).await;
    assert_eq!(reply.refused(409), ["four_eyes"]);
    world.operate(NUMBER, "approve").await;
    let hold = json!({"reason": "Tax invoice."});
    world.reviewer("POST", &claim("/hold"), &hold).await.expect(200);
    for person in [COLLEAGUE, ("U-5", None, &["operations"])] {
        let reply = world.person(person, "POST", &claim("/release"), &Value::Null).await;
        assert_eq!(reply.refused(409), ["four_eyes"], "{person:?}");
    }
    assert_eq!(world.operate(NUMBER, "release").await["status"], "approved");
}

/// The person who redeemed the voucher prepared its claim (PROGRAM.md 11.9).
#[tokio::test]
async fn the_person_who_redeemed_the_voucher_does_not_approve_its_claim() {
    let world = super::payable().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    world.bring_invoice(NUMBER).await;
    let redeemer = world.claim(NUMBER).await.unwrap().voucher.redeemed_by.unwrap().to_string();
    assert_eq!(redeemer, "U-1");
    let reply = world.person((&redeemer, None, &["operations"]), "POST", &claim("/approve"), &Value::Null).await;
    assert_eq!(reply.refused(409), ["four_eyes"]);
}

#[tokio::test]
async fn operations_submit_nothing_and_partners_approve_nothing() {
    let world = drafted().await;
    let submit = world.reviewer("POST", &claim("/submit"), &invoice("INV-1")).await;
    assert_eq!(submit.body["detail"], "This needs the role incentives or mpn_admin.");
    assert_eq!(submit.refused(403), ["role_missing"]);
    world.submit(NUMBER).await;
    for action in ["review", "approve", "release"] {
        let reply = world.claimant("POST", &claim(&format!("/{action}")), &Value::Null).await;
        assert_eq!(reply.body["detail"], "This needs the role operations.", "{action}");
        assert_eq!(reply.refused(403), ["role_missing"], "{action}");
    }
    for role in ["incentives", "mpn_admin"] {
        let caller = ("U-5", Some("P-1"), &[role][..]);
        let reply = world.person(caller, "PUT", "/payees/DDPS", &tests::registration()).await;
        assert_eq!(reply.body["detail"], "This needs the role global_admin.", "{role}");
    }
    let reply = world.claimant("PUT", "/rates/TW/DDPS", &json!({})).await;
    assert_eq!(reply.body["detail"], "This needs the role operations.");
}

#[tokio::test]
async fn a_token_for_other_locations_is_refused_and_the_needed_one_is_named() {
    let world = drafted().await;
    let before = world.database.items();
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    for (method, path, body) in [
        ("GET", claim(""), Value::Null),
        ("POST", claim("/submit"), invoice("INV-1")),
        ("POST", claim("/withdraw"), Value::Null),
        ("POST", claim("/dispute"), json!({"comment": "Less."})),
    ] {
        let sent = send(method, &path).token(&token);
        let sent = if body.is_null() { sent } else { sent.json(&body) };
        let reply = world.call(Function::PaymentRequest, sent).await;
        assert_eq!(reply.body["detail"], "This needs a token for the location L-1.", "{path}");
        assert_eq!(reply.refused(403), ["location_missing"], "{path}");
    }
    assert_eq!(world.database.items(), before);
}
