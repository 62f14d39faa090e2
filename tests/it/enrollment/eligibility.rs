//! `GET /eligibility`: computed from the evidence, never set by hand.

use serde_json::{Value, json};
use tests::{Function, World};

use super::{admin, competency, exam, fields, operations, prove, training};
use crate::bodies::{names, with};

/// The eligibility of a company for a program.
async fn eligibility_of(world: &World, company: &str, program: &str) -> Value {
    let body = admin(world, company, "GET", "/eligibility", &Value::Null).await.expect(200);
    body["items"].as_array().unwrap().iter().find(|found| found["program"] == program).unwrap().clone()
}

async fn status(world: &World, company: &str, program: &str) -> String {
    eligibility_of(world, company, program).await["status"].as_str().unwrap().to_owned()
}

/// True for each met requirement, in the program's order.
fn met(found: &Value) -> Vec<bool> {
    found["requirements"].as_array().unwrap().iter().map(|finding| finding["met"].as_bool().unwrap()).collect()
}

#[tokio::test]
async fn a_company_goes_from_not_started_through_in_progress_to_active() {
    let world = World::new().await;
    assert_eq!(status(&world, "P-3", "DDPS").await, "not_started");
    for (id, evidence, expected, status) in [
        ("exam", exam(), vec![false, false, true], "in_progress"),
        ("windows", competency(), vec![true, false, true], "in_progress"),
        ("training", training(), vec![true, true, true], "active"),
    ] {
        prove(&world, "P-3", id, &evidence).await;
        let found = eligibility_of(&world, "P-3", "DDPS").await;
        assert_eq!((met(&found), &found["status"]), (expected, &json!(status)), "{id}");
    }
    assert_eq!(status(&world, "P-3", "SSDPS").await, "in_progress", "the training counts for every program");
}

#[tokio::test]
async fn lapsed_or_withdrawn_evidence_is_missing_again() {
    let world = World::new().await;
    let evidence = with(competency(), &json!({"valid_until": "2026-12-31"}));
    prove(&world, "P-3", "windows", &evidence).await;
    prove(&world, "P-3", "training", &with(training(), &json!({"valid_until": "2027-01-31"}))).await;
    prove(&world, "P-3", "exam", &exam()).await;
    for (now, expected) in [
        ("2026-12-31T23:59:59Z", "active"),
        ("2027-01-01T00:00:00Z", "in_progress"),
        ("2027-02-01T00:00:00Z", "in_progress"),
    ] {
        world.clock.set(now);
        assert_eq!(status(&world, "P-3", "DDPS").await, expected, "{now}");
    }
    let found = eligibility_of(&world, "P-3", "DDPS").await;
    assert_eq!(met(&found), [false, false, true]);
    let detail = "Windows and Devices (silver) counted until 2026-12-31; it must be renewed.";
    assert_eq!(found["requirements"][0]["detail"], detail);

    operations(&world, "DELETE", "/companies/P-3/evidence/exam", &Value::Null).await.expect(204);
    assert_eq!(status(&world, "P-3", "DDPS").await, "not_started");
    prove(&world, "P-3", "exam", &exam()).await;
    assert_eq!(status(&world, "P-3", "DDPS").await, "in_progress");
}

#[tokio::test]
async fn the_answer_has_the_fields_of_the_contract() {
    let world = World::new().await;
    let body = admin(&world, "P-1", "GET", "/eligibility", &Value::Null).await.expect(200);
    assert_eq!((names(&body), &body["company_id"]), (vec!["company_id", "items", "next_cursor"], &json!("P-1")));
    assert_eq!(body["items"].as_array().unwrap().len(), 9, "one for every program");
    let found = &body["items"][0];
    assert_eq!(names(found), ["engagement_types", "name", "program", "requirements", "status"]);
    assert_eq!(found["name"], json!({"en": "Desktop Deployment Planning Services", "zh-TW": "桌面部署規劃服務"}));
    let finding = &found["requirements"][0];
    assert_eq!(names(finding), ["code", "detail", "met", "title", "valid_until"]);
    assert_eq!(finding["title"], json!({"en": "Qualifying competency", "zh-TW": "符合資格的專長認證"}));
    let values = fields(finding, ["code", "met", "valid_until", "detail"]);
    let detail = json!("Windows and Devices (gold) counts until 2027-12-31.");
    assert_eq!(values, [json!("competency"), json!(true), json!("2027-12-31"), detail]);
    assert_eq!(found["requirements"][1]["valid_until"], Value::Null, "the training does not lapse");
}

#[tokio::test]
async fn each_engagement_type_has_requirements_of_its_own() {
    let world = World::new().await;
    let found = eligibility_of(&world, "P-1", "DDPS").await;
    let types = found["engagement_types"].as_array().unwrap();
    assert_eq!(names(&types[0]), ["code", "consultants", "eligible", "missing", "name"]);
    assert_eq!(types[0]["name"]["en"], "Windows and Office Deployment Planning");
    let eligible: Vec<_> = types.iter().map(|found| (found["code"].as_str().unwrap(), &found["eligible"])).collect();
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(eligible, [("DDPS-WINOFFICE", &yes), ("DDPS-MOBILE", &yes), ("DDPS-SECURITY", &no)]);
    assert_eq!(types[0]["missing"], json!([]));
    let missing: Vec<_> = types[2]["missing"].as_array().unwrap().iter().map(|found| &found["detail"]).collect();
    let competency =
        "The company needs one of: Enterprise Mobility Management (silver), Enterprise Mobility Management (gold).";
    let exam = "A consultant must hold an exam of one of these competencies or names: Enterprise Mobility Management.";
    assert_eq!(missing, [competency, exam]);
}

#[tokio::test]
async fn each_engagement_type_names_the_consultants_who_qualify_today_with_their_last_day() {
    let world = World::new().await;
    let exam = with(exam(), &json!({"person": "U-8", "person_name": "Wu Jun", "valid_until": "2026-11-23"}));
    prove(&world, "P-1", "exam-8", &exam).await;
    let consultants = |found: &Value, at: usize| found["engagement_types"][at]["consultants"].clone();
    let found = eligibility_of(&world, "P-1", "DDPS").await;
    let chiu = json!({"person": "U-7", "name": "Chiu Yi", "valid_until": null});
    let wu = json!({"person": "U-8", "name": "Wu Jun", "valid_until": "2026-11-23"});
    assert_eq!(consultants(&found, 0), json!([chiu, wu]));
    assert_eq!(consultants(&found, 2), json!([]), "of another competency");
    world.clock.set("2026-11-24T00:00:00Z");
    assert_eq!(consultants(&eligibility_of(&world, "P-1", "DDPS").await, 0), json!([chiu]));
}

#[tokio::test]
async fn a_competency_of_a_lower_level_does_not_qualify() {
    let world = World::new().await;
    let data = with(competency(), &json!({"name": "Data Platform"}));
    prove(&world, "P-3", "data", &data).await;
    assert_eq!(status(&world, "P-3", "SSDPS").await, "not_started", "SSDPS requires gold");
    prove(&world, "P-3", "data", &with(data, &json!({"level": "gold"}))).await;
    assert_eq!(status(&world, "P-3", "SSDPS").await, "in_progress");
}

#[tokio::test]
async fn the_name_of_a_competency_is_compared_without_case() {
    let world = World::new().await;
    prove(&world, "P-3", "windows", &with(competency(), &json!({"name": "WINDOWS and devices"}))).await;
    assert_eq!(met(&eligibility_of(&world, "P-3", "DDPS").await), [true, false, false]);
}

#[tokio::test]
async fn operations_read_any_company_and_partners_their_own() {
    let world = World::new().await;
    let own = admin(&world, "P-1", "GET", "/eligibility", &Value::Null).await.expect(200);
    let named = operations(&world, "GET", "/eligibility?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(named, own);
    assert_eq!(admin(&world, "P-1", "GET", "/eligibility?company_id=P-1", &Value::Null).await.expect(200), own);
    let other = admin(&world, "P-1", "GET", "/eligibility?company_id=P-2", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
    for role in ["global_admin", "incentives"] {
        let caller = (&[role][..], Some("P-1"));
        let reply = world.as_role(caller, Function::Enrollment, "GET", "/eligibility", &Value::Null).await;
        assert_eq!(reply.expect(200), own, "{role}");
    }
}
