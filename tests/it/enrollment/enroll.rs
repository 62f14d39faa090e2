//! `POST /enrollments`: a term of one year from today, for companies that meet every rule.

use domain::Language;
use serde_json::{Value, json};
use tests::{Function, World, signature};

use super::{NEW, company, competency, enroll, exam, fields, global, operations, prove, qualify, shown, training};
use crate::bodies::{names, with};

async fn registered(world: &World, more: &Value) {
    operations(world, "PUT", "/companies/P-4", &with(company(), more)).await.expect(200);
}

#[tokio::test]
async fn a_company_that_meets_every_rule_is_enrolled_for_a_year() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    let reply = enroll(&world, NEW, "DDPS").await;
    assert_eq!((reply.status, reply.header("etag")), (201, Some("\"1\"")));
    let all = [
        "actions",
        "agreement_version",
        "company_id",
        "current_term",
        "days_left",
        "grace_ends_on",
        "next_term",
        "program",
        "reason",
        "renewable_from",
        "rev",
        "status",
        "term_end",
        "term_start",
    ];
    let body = reply.expect(201);
    assert_eq!(names(&body), all);
    let expected = json!({
        "company_id": "P-4", "program": "DDPS", "status": "active", "term_start": "2026-11-22",
        "term_end": "2027-11-22", "days_left": 365, "grace_ends_on": "2027-12-22", "agreement_version": "2019-01", "reason": null, "rev": 1,
        "current_term": {"term_start": "2026-11-22", "term_end": "2027-11-22"}, "next_term": null,
        "renewable_from": "2027-08-24", "actions": ["withdraw"],
    });
    assert_eq!(body, expected);
    assert_eq!(shown(&world, NEW, "DDPS").await, expected);
    assert_eq!(enroll(&world, NEW, "DDPS").await.refused(409), ["already_enrolled"]);
}

#[tokio::test]
async fn each_missing_requirement_is_a_reason_of_its_own() {
    let world = World::new().await;
    registered(&world, &json!({})).await;
    global(&world, NEW, "POST", "/agreements", &signature("2019-01", Language::English)).await.expect(200);
    let reply = enroll(&world, NEW, "DDPS").await;
    let details: Vec<&str> =
        reply.body["reasons"].as_array().unwrap().iter().map(|reason| reason["detail"].as_str().unwrap()).collect();
    let competent = "The company needs one of: Windows and Devices (silver), Windows and Devices (gold)";
    assert!(details[0].starts_with(competent), "{details:?}");
    assert_eq!(details[1], "A participant must pass the compliance training.");
    let examined = "A consultant must hold an exam of one of these competencies or names: Windows and Devices";
    assert!(details[2].starts_with(examined), "{details:?}");
    assert_eq!(reply.body["code"], "not_eligible");
    assert_eq!(reply.refused(409), ["not_eligible"; 3]);
    for (id, evidence, left) in [("a", training(), 2), ("b", exam(), 1)] {
        prove(&world, NEW, id, &evidence).await;
        assert_eq!(enroll(&world, NEW, "DDPS").await.refused(409), vec!["not_eligible"; left], "{id}");
    }
    prove(&world, NEW, "c", &competency()).await;
    enroll(&world, NEW, "DDPS").await.expect(201);
}

#[tokio::test]
async fn an_enrollment_requires_a_signed_agreement() {
    let world = World::new().await;
    registered(&world, &json!({})).await;
    for (id, evidence) in [("a", training()), ("b", exam()), ("c", competency())] {
        prove(&world, NEW, id, &evidence).await;
    }
    assert_eq!(enroll(&world, NEW, "DDPS").await.refused(409), ["agreement_not_signed"]);
    global(&world, NEW, "POST", "/agreements", &signature("2019-01", Language::English)).await.expect(200);
    enroll(&world, NEW, "DDPS").await.expect(201);
}

#[tokio::test]
async fn an_enrollment_in_a_retired_program_is_refused() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    for program in ["AZDPS", "L&EDPS"] {
        let reply = enroll(&world, NEW, program).await;
        let reasons = reply.body["reasons"].as_array().unwrap().clone();
        assert_eq!(reasons.last().unwrap()["field"], "program");
        let codes = reply.refused(409);
        assert_eq!(codes.last().unwrap(), "program_retired", "{codes:?}");
    }
}

/// A membership that ends within 90 days must be renewed first.
#[tokio::test]
async fn an_enrollment_shortly_before_the_end_of_the_membership_is_refused() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    for (ends_on, refused) in [("2026-11-21", true), ("2026-11-22", true), ("2027-02-20", true), ("2027-02-21", false)]
    {
        registered(&world, &json!({"membership_ends_on": ends_on})).await;
        let reply = enroll(&world, NEW, "DDPS").await;
        if refused {
            assert_eq!(reply.refused(409), ["membership_expiring"], "{ends_on}");
        } else {
            reply.expect(201);
        }
    }
}

#[tokio::test]
async fn every_reason_is_named_in_one_answer() {
    let world = World::new().await;
    registered(&world, &json!({"membership_ends_on": "2026-12-31"})).await;
    let refused = [
        "not_eligible",
        "not_eligible",
        "not_eligible",
        "agreement_not_signed",
        "program_retired",
        "membership_expiring",
    ];
    assert_eq!(enroll(&world, NEW, "AZDPS").await.refused(409), refused);

    operations(&world, "PUT", "/companies/P-1", &with(company(), &json!({"membership_ends_on": "2026-12-31"})))
        .await
        .expect(200);
    operations(&world, "DELETE", "/companies/P-1/evidence/training", &Value::Null).await.expect(204);
    assert_eq!(
        enroll(&world, "P-1", "DDPS").await.refused(409),
        ["not_eligible", "membership_expiring", "already_enrolled"]
    );
}

#[tokio::test]
async fn a_company_enrolls_in_several_programs_one_at_a_time() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    enroll(&world, NEW, "DDPS").await.expect(201);
    assert_eq!(enroll(&world, NEW, "SSDPS").await.refused(409), ["not_eligible", "not_eligible"]);
    prove(&world, NEW, "data", &with(competency(), &json!({"name": "Data Platform", "level": "gold"}))).await;
    prove(&world, NEW, "exam-data", &with(exam(), &json!({"name": "Data Platform"}))).await;
    world.clock.set("2026-12-22T09:00:00Z");
    let second = enroll(&world, NEW, "SSDPS").await.expect(201);
    assert_eq!(fields(&second, ["term_start", "term_end"]), [json!("2026-12-22"), json!("2027-12-22")]);
    assert_eq!(shown(&world, NEW, "DDPS").await["term_start"], "2026-11-22");
}

/// When the membership anniversary is known, terms end on it, but never so early that they could be renewed at once.
#[tokio::test]
async fn a_term_ends_on_the_anniversary_of_the_membership() {
    for (anniversary, term_end) in [
        ("2025-09-30", "2027-09-30"),
        ("2027-02-20", "2028-02-20"),
        ("2027-02-21", "2027-02-21"),
        ("2024-02-29", "2027-02-28"),
    ] {
        let world = World::new().await;
        qualify(&world, NEW).await;
        registered(&world, &json!({"membership_anniversary": anniversary})).await;
        let enrolled = enroll(&world, NEW, "DDPS").await.expect(201);
        assert_eq!(fields(&enrolled, ["term_end", "status"]), [json!(term_end), json!("active")], "{anniversary}");
    }
}

#[tokio::test]
async fn a_lapsed_or_withdrawn_enrollment_begins_again_and_a_suspended_one_does_not() {
    let world = World::new().await;
    world.clock.set("2027-07-02T00:00:00Z");
    let again = enroll(&world, "P-1", "DDPS").await.expect(201);
    assert_eq!(fields(&again, ["term_start", "rev"]), [json!("2027-07-02"), json!(2)]);
    super::on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    world.clock.set("2027-07-03T00:00:00Z");
    let again = enroll(&world, "P-1", "DDPS").await.expect(201);
    assert_eq!(fields(&again, ["term_start", "status", "rev"]), [json!("2027-07-03"), json!("active"), json!(4)]);
    super::by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    assert_eq!(enroll(&world, "P-1", "DDPS").await.refused(409), ["enrollment_suspended"]);
}

#[tokio::test]
async fn only_an_mpn_administrator_enrolls() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    for roles in [&["global_admin"][..], &["incentives"], &["operations"]] {
        let body = json!({"program": "DDPS"});
        let reply = world.as_role((roles, Some(NEW)), Function::Enrollment, "POST", "/enrollments", &body).await;
        assert_eq!(reply.body["detail"], "This needs the role mpn_admin.");
        assert_eq!(reply.refused(403), ["role_missing"]);
    }
}

/// An enrollment approves every location of the company; without it no location is approved.
#[tokio::test]
async fn an_enrolled_company_reserves() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    super::admin(&world, NEW, "PUT", "/locations/L-1", &super::location("TW")).await.expect(200);
    world.assign("SA-JOIN-0001").await;
    let reserve = || async {
        let body = tests::reservation("SA-JOIN-0001");
        world.as_admin(NEW, Function::Reservation, "POST", "/reservations", &body).await
    };
    assert_eq!(reserve().await.refused(409), ["enrollment_inactive"]);
    enroll(&world, NEW, "DDPS").await.expect(201);
    reserve().await.expect(201);
}
