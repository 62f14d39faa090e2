//! The provider agreement: signed once for each version, by a global administrator.

use domain::catalog::Catalog;
use serde_json::{Value, json};
use tests::{Function, SECRET, World};

use super::{admin, fields, global, operations};
use crate::bodies::names;

fn version(version: &str) -> Value {
    json!({"version": version})
}

/// The default catalog, with another agreement in force.
fn with_agreement(version: &str) -> Catalog {
    let file = include_str!("../../../shared/domain/programs.toml");
    Catalog::parse(&file.replace("version = \"2019-01\"", &format!("version = \"{version}\""))).unwrap()
}

#[tokio::test]
async fn a_global_administrator_signs_once() {
    let world = World::new().await;
    let unsigned = global(&world, "P-3", "GET", "/agreements/current", &Value::Null).await.expect(200);
    assert_eq!(names(&unsigned), ["signed", "signed_at", "signed_by", "signed_version", "title", "version"]);
    let shown = ["version", "title", "signed", "signed_version", "signed_at", "signed_by"];
    let (in_force, title) = (json!("2019-01"), json!("Planning Services Provider Agreement"));
    let nothing = Value::Null;
    let expected = [&in_force, &title, &json!(false), &nothing, &nothing, &nothing].map(Clone::clone);
    assert_eq!(fields(&unsigned, shown), expected);

    let reply = global(&world, "P-3", "POST", "/agreements", &version("2019-01")).await;
    assert_eq!(reply.header("etag"), Some("\"2\""));
    let signed = reply.expect(200);
    let at = json!("2026-11-22T09:00:00Z");
    let expected = [&in_force, &title, &json!(true), &in_force, &at, &json!("U-1")].map(Clone::clone);
    assert_eq!(fields(&signed, shown), expected);
    world.clock.set("2026-12-01T09:00:00Z");
    let again = global(&world, "P-3", "POST", "/agreements", &version("2019-01")).await;
    assert_eq!((again.header("etag"), &again.body), (Some("\"2\""), &signed), "a repeat changes nothing");
    assert_eq!(admin(&world, "P-3", "GET", "/agreements/current", &Value::Null).await.expect(200), signed);
}

#[tokio::test]
async fn only_the_version_in_force_can_be_signed() {
    let world = World::new().await;
    let reply = global(&world, "P-3", "POST", "/agreements", &version("2018-01")).await;
    assert_eq!(reply.body["reasons"][0]["field"], "version");
    assert_eq!(reply.refused(409), ["agreement_not_current"]);
}

#[tokio::test]
async fn no_other_role_signs() {
    let world = World::new().await;
    for roles in [&["mpn_admin"][..], &["incentives"], &["operations"]] {
        let caller = (roles, Some("P-3"));
        let reply = world.as_role(caller, Function::Enrollment, "POST", "/agreements", &version("2019-01")).await;
        assert_eq!(reply.body["detail"], "This needs the role global_admin.");
        assert_eq!(reply.refused(403), ["role_missing"]);
    }
}

#[tokio::test]
async fn operations_read_the_agreement_and_its_signer() {
    let world = World::new().await;
    let alone = operations(&world, "GET", "/agreements/current", &Value::Null).await.expect(200);
    assert_eq!(fields(&alone, ["version", "signed"]), [json!("2019-01"), json!(false)]);
    let named = operations(&world, "GET", "/agreements/current?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(fields(&named, ["signed", "signed_by"]), [json!(true), json!("U-0")]);
    let other = admin(&world, "P-2", "GET", "/agreements/current?company_id=P-1", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
}

/// A signature of an older version counts until the next term.
#[tokio::test]
async fn a_new_version_must_be_signed_before_the_next_enrollment_or_renewal() {
    let world = World::configured(with_agreement("2027-01"), SECRET).await;
    world.clock.set("2027-03-03T00:00:00Z");
    assert_eq!(super::shown(&world, "P-1", "DDPS").await["status"], "active");
    let current = global(&world, "P-1", "GET", "/agreements/current", &Value::Null).await.expect(200);
    assert_eq!(fields(&current, ["signed", "signed_version"]), [json!(false), json!("2019-01")]);
    let renewal = super::on_enrollment(&world, "P-1", "DDPS", "renew").await;
    assert_eq!(renewal.refused(409), ["agreement_not_signed"]);
    global(&world, "P-1", "POST", "/agreements", &version("2027-01")).await.expect(200);
    let renewed = super::on_enrollment(&world, "P-1", "DDPS", "renew").await.expect(200);
    assert_eq!(renewed["agreement_version"], "2027-01");
    assert_eq!(super::shown(&world, "P-1", "SSDPS").await["agreement_version"], "2019-01");
}
