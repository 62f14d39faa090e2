//! `GET /claims/{claim_id}/checks`: the checks that a reviewer reads, each with its evidence.

use serde_json::{Value, json};
use tests::{Function, PDF, World};

use super::{claim, payable};
use crate::bodies::{NUMBER, names};

/// A world in which a voucher was redeemed after its whole lifecycle and its claim is submitted.
pub(super) async fn submitted() -> World {
    let world = payable().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    world.submit(NUMBER).await;
    world
}

/// The code and detail of every check that is not met.
async fn unmet(world: &World) -> Vec<(String, String)> {
    let body = world.reviewer("GET", &claim("/checks"), &Value::Null).await.expect(200);
    let checks = body["checks"].as_array().unwrap();
    let codes: Vec<_> = checks.iter().map(|check| check["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["report", "dates", "deliverable", "country", "length", "competency", "handover"]);
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
async fn every_check_of_a_correct_claim_is_met() {
    assert_eq!(unmet(&submitted().await).await, []);
}

#[tokio::test]
async fn each_check_shows_its_evidence() {
    let world = submitted().await;
    let body = world.reviewer("GET", &claim("/checks"), &Value::Null).await.expect(200);
    let evidence = |code: &str| {
        let check = body["checks"].as_array().unwrap().iter().find(|check| check["code"] == code).unwrap();
        assert_eq!(names(check), ["code", "detail", "evidence", "met"]);
        check["evidence"].as_array().unwrap().clone()
    };
    let shown = |code: &str| {
        let sources = evidence(code).into_iter().map(|item| item["source"].as_str().unwrap().to_owned());
        sources.collect::<Vec<_>>()
    };
    assert_eq!(shown("report"), ["receipt", "report", "reservation"]);
    assert_eq!(shown("dates"), [""; 0]);
    assert_eq!(shown("deliverable"), ["file"]);
    assert_eq!(shown("country"), ["claim", "location", "report"]);
    assert_eq!(shown("length"), ["claim", "engagement", "report"]);
    assert_eq!(shown("competency"), ["report", "evidence", "evidence"]);
    assert_eq!(shown("handover"), ["report", "receipt"]);
    let file = &evidence("deliverable")[0];
    assert_eq!((&file["kind"], &file["file_name"]), (&json!("deployment_plan"), &json!("plan.pdf")));
    assert_eq!((&file["size"], &file["checked_at"]), (&json!(PDF.len()), &json!("2026-11-22T09:00:00Z")));
    let held: Vec<_> = evidence("competency").iter().map(|item| item["evidence_id"].clone()).collect();
    assert_eq!(held[1..], [json!("exam-windows"), json!("windows")]);
}

/// An unreadable item fails the checks that need it and stops no others.
#[tokio::test]
async fn an_unreadable_item_fails_the_checks_that_need_it() {
    let world = submitted().await;
    let pk = format!("V#{NUMBER}");
    world.database.spoil(&pk, "H#V#0000000003", "at");
    let codes = |unmet: Vec<(String, String)>| unmet.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes(unmet(&world).await), ["dates"]);
    let files = world.database.items();
    let file = files.iter().find_map(|item| item["sk"]["S"].as_str().filter(|sk| sk.starts_with("D#"))).unwrap();
    world.database.spoil(&pk, file, "size");
    assert_eq!(codes(unmet(&world).await), ["dates", "deliverable"]);
    world.database.spoil(&pk, "R", "answers");
    let all = ["report", "dates", "deliverable", "length", "competency", "handover"];
    assert_eq!(codes(unmet(&world).await), all);
}

/// The location moved to another country and the evidence was withdrawn after the redemption.
#[tokio::test]
async fn a_change_after_the_redemption_fails_its_checks() {
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
    let found = unmet(&world).await;
    assert_eq!(found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["country", "competency"]);
    assert_eq!(found[0].1, "delivered in TW, and the location lies in JP");
    assert!(found[1].1.starts_with("neither the company nor U-7 was qualified on "), "{}", found[1].1);
}

#[tokio::test]
async fn checks_are_shown_to_operations_only_and_need_an_existing_claim() {
    let world = submitted().await;
    let partner = world.claimant("GET", &claim("/checks"), &Value::Null).await;
    assert_eq!(partner.refused(403), ["role_missing"]);
    let none = world.reviewer("GET", "/claims/CL-SA-0000-0000/checks", &Value::Null).await;
    assert_eq!(none.refused(404), ["claim_not_found"]);
}
