//! `GET /claims/{claim_id}/checks`: what the payer would deny a claim for, looked at once more (domain.md 3.6 C4, 6.23).

use serde_json::{Value, json};
use tests::{Function, World};

use super::{NUMBER, claim, payable};

/// A voucher that lived its whole life, with its claim submitted.
pub(super) async fn submitted() -> World {
    let world = payable().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world.submit(NUMBER).await;
    world
}

/// Every check that is not met, with what was found.
async fn unmet(world: &World) -> Vec<(String, String)> {
    let body = world.reviewer("GET", &claim("/checks"), &Value::Null).await.expect(200);
    let checks = body["checks"].as_array().unwrap();
    let codes: Vec<_> = checks.iter().map(|check| check["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["report", "deliverable", "country", "length", "competency"]);
    assert_eq!(body["claim_id"], format!("CL-{NUMBER}"));
    let text = |check: &Value, name: &str| check[name].as_str().unwrap().to_owned();
    let unmet: Vec<_> = checks
        .iter()
        .filter(|check| check["met"] == false)
        .map(|check| (text(check, "code"), text(check, "detail")))
        .collect();
    assert_eq!(body["all_met"], json!(unmet.is_empty()));
    unmet
}

#[tokio::test]
async fn of_a_voucher_that_kept_every_rule_all_is_met() {
    assert_eq!(unmet(&submitted().await).await, []);
}

/// What moved to another country, or was withdrawn, since the voucher was redeemed.
#[tokio::test]
async fn what_changed_since_the_redemption_shows() {
    let world = submitted().await;
    let location = json!({
        "name": "Taipei", "country": "JP", "address": "1 Harbor Road", "contact_email": "taipei@contoso.example",
    });
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-1", &location).await.expect(200);
    let entries =
        world.as_operations(Function::Enrollment, "GET", "/companies/P-1/evidence", &Value::Null).await.expect(200);
    for entry in entries["items"].as_array().unwrap() {
        let path = format!("/companies/P-1/evidence/{}", entry["evidence_id"].as_str().unwrap());
        world.as_operations(Function::Enrollment, "DELETE", &path, &Value::Null).await;
    }
    let told = unmet(&world).await;
    assert_eq!(told.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["country", "competency"]);
    assert_eq!(told[0].1, "delivered in TW, and the location lies in JP");
    assert!(told[1].1.starts_with("neither the company nor U-7 was qualified on "), "{}", told[1].1);
}

#[tokio::test]
async fn they_are_for_operations_alone_and_of_a_claim_that_there_is() {
    let world = submitted().await;
    let partner = world.claimant("GET", &claim("/checks"), &Value::Null).await;
    assert_eq!(partner.refused(403), ["role_missing"]);
    let none = world.reviewer("GET", "/claims/CL-SA-0000-0000/checks", &Value::Null).await;
    assert_eq!(none.refused(404), ["claim_not_found"]);
}
