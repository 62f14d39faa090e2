//! `/companies/{company_id}/evidence`.

use serde_json::{Value, json};
use tests::{Function, World};

use super::{NEW, admin, competency, exam, fields, operations, prove, training};
use crate::bodies::{names, with};

async fn listed(world: &World, company: &str) -> Vec<Value> {
    let path = format!("/companies/{company}/evidence");
    let body = operations(world, "GET", &path, &Value::Null).await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn operations_record_evidence_of_every_kind() {
    let world = World::new().await;
    let path = "/companies/P-3/evidence/windows";
    let reply = operations(&world, "PUT", path, &competency()).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let body = reply.expect(200);
    let mut all = ["counts", "evidence_id", "kind", "level", "name", "person", "person_name", "rev"].to_vec();
    all.extend(["valid_from", "valid_until", "withdrawn"]);
    assert_eq!(names(&body), all);
    let expected = with(
        competency(),
        &json!({
            "evidence_id": "windows", "person": null, "person_name": null, "counts": true, "withdrawn": false, "rev": 1,
        }),
    );
    assert_eq!(body, expected);
    for (id, evidence) in [("course", training()), ("test", with(exam(), &json!({"person_name": "Chiu Yi"})))] {
        let shown = prove(&world, "P-3", id, &evidence).await;
        assert_eq!(fields(&shown, ["kind", "person", "level"]), [evidence["kind"].clone(), json!("U-7"), Value::Null]);
        assert_eq!(shown["person_name"], evidence.get("person_name").cloned().unwrap_or_default());
    }
    let ids: Vec<Value> = listed(&world, "P-3").await.iter().map(|entry| entry["evidence_id"].clone()).collect();
    assert_eq!(ids, ["course", "test", "windows"]);
}

#[tokio::test]
async fn evidence_counts_from_its_first_day_through_its_last() {
    let world = World::new().await;
    let evidence = with(competency(), &json!({"valid_from": "2026-11-23", "valid_until": "2026-11-24"}));
    assert_eq!(prove(&world, "P-3", "windows", &evidence).await["counts"], false);
    for (now, counts) in [
        ("2026-11-22T23:59:59Z", false),
        ("2026-11-23T00:00:00Z", true),
        ("2026-11-24T23:59:59Z", true),
        ("2026-11-25T00:00:00Z", false),
    ] {
        world.clock.set(now);
        assert_eq!(listed(&world, "P-3").await[0]["counts"], counts, "{now}");
    }
}

#[tokio::test]
async fn evidence_is_changed_under_its_id_and_a_repeat_changes_nothing() {
    let world = World::new().await;
    prove(&world, "P-3", "windows", &competency()).await;
    let gold = with(competency(), &json!({"level": "gold"}));
    let changed = prove(&world, "P-3", "windows", &gold).await;
    assert_eq!(fields(&changed, ["level", "rev"]), [json!("gold"), json!(2)]);
    assert_eq!(prove(&world, "P-3", "windows", &gold).await, changed);
    assert_eq!(listed(&world, "P-3").await, [changed]);
}

#[tokio::test]
async fn withdrawn_evidence_stays_on_record_and_counts_again_once_it_is_put_again() {
    let world = World::new().await;
    prove(&world, "P-3", "windows", &competency()).await;
    let path = "/companies/P-3/evidence/windows";
    for _ in 0..2 {
        let reply = operations(&world, "DELETE", path, &Value::Null).await;
        assert_eq!((reply.status, &reply.body), (204, &Value::Null));
        let entry = &listed(&world, "P-3").await[0];
        assert_eq!(fields(entry, ["withdrawn", "counts", "rev"]), [json!(true), json!(false), json!(2)]);
    }
    let again = prove(&world, "P-3", "windows", &competency()).await;
    assert_eq!(fields(&again, ["withdrawn", "counts", "rev"]), [json!(false), json!(true), json!(3)]);
}

#[tokio::test]
async fn evidence_that_was_never_recorded_is_not_withdrawn() {
    let world = World::new().await;
    for path in ["/companies/P-1/evidence/other", "/companies/P-9/evidence/windows"] {
        let reply = operations(&world, "DELETE", path, &Value::Null).await;
        assert_eq!(reply.expect(404)["code"], "evidence_not_found", "{path}");
    }
}

#[tokio::test]
async fn evidence_of_a_company_that_is_not_registered_is_not_recorded() {
    let world = World::new().await;
    let path = format!("/companies/{NEW}/evidence/windows");
    let reply = operations(&world, "PUT", &path, &competency()).await;
    assert_eq!(reply.expect(404)["code"], "company_not_found");
    assert_eq!(listed(&world, NEW).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_company_reads_its_evidence_and_changes_none() {
    let world = World::new().await;
    let (list, one) = ("/companies/P-1/evidence", "/companies/P-1/evidence/windows");
    for role in ["mpn_admin", "global_admin", "incentives"] {
        let caller = (&[role][..], Some("P-1"));
        let call = |method, path, body| world.as_role(caller, Function::Enrollment, method, path, body);
        let body = call("GET", list, &Value::Null).await.expect(200);
        assert_eq!(body["items"].as_array().unwrap().len(), 5, "{role}");
        let evidence = competency();
        for (method, body) in [("PUT", &evidence), ("DELETE", &Value::Null)] {
            let reply = call(method, one, body).await;
            assert_eq!(reply.body["detail"], "This needs the role operations.");
            assert_eq!(reply.refused(403), ["role_missing"], "{role} {method}");
        }
    }
    let other = admin(&world, "P-1", "GET", "/companies/P-2/evidence", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
}
