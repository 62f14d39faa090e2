//! `/companies/{company_id}`: operations register, the company reads.

use domain::Language;
use serde_json::{Value, json};
use tests::{Function, World, signature};

use super::{NEW, admin, company, fields, global, operations};
use crate::bodies::{names, with};

#[tokio::test]
async fn operations_register_a_company_and_change_its_data() {
    let world = World::new().await;
    let reply = operations(&world, "PUT", "/companies/P-4", &company()).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let body = reply.expect(200);
    let all = [
        "agreement_version",
        "company_id",
        "country",
        "membership_anniversary",
        "membership_ends_on",
        "mpn_id",
        "name",
        "primary_contact_email",
        "rev",
    ];
    assert_eq!(names(&body), all);
    let returned = fields(&body, ["company_id", "name", "mpn_id", "country", "membership_ends_on", "rev"]);
    assert_eq!(returned, ["P-4".into(), "Northwind".into(), "4812".into(), "TW".into(), json!("2028-12-31"), json!(1)]);
    assert_eq!((&body["membership_anniversary"], &body["agreement_version"]), (&Value::Null, &Value::Null));

    let renamed = with(company(), &json!({"name": "Northwind Asia", "membership_anniversary": "2026-09-30"}));
    let body = operations(&world, "PUT", "/companies/P-4", &renamed).await.expect(200);
    assert_eq!(
        fields(&body, ["name", "membership_anniversary", "rev"]),
        [json!("Northwind Asia"), json!("2026-09-30"), json!(2)]
    );
    assert_eq!(operations(&world, "GET", "/companies/P-4", &Value::Null).await.expect(200), body);
}

#[tokio::test]
async fn another_registration_of_a_company_preserves_its_signature() {
    let world = World::new().await;
    let body = operations(&world, "PUT", "/companies/P-1", &company()).await.expect(200);
    assert_eq!((&body["name"], &body["agreement_version"]), (&json!("Northwind"), &json!("2019-01")));
}

#[tokio::test]
async fn a_repeated_registration_changes_nothing() {
    let world = World::new().await;
    let first = operations(&world, "PUT", "/companies/P-4", &company()).await.expect(200);
    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(operations(&world, "PUT", "/companies/P-4", &company()).await.expect(200), first);
    assert_eq!(first["rev"], 1);
}

#[tokio::test]
async fn only_operations_register() {
    let world = World::new().await;
    for roles in [&["mpn_admin"][..], &["global_admin"], &["incentives"]] {
        let caller = (roles, Some("P-1"));
        let reply = world.as_role(caller, Function::Enrollment, "PUT", "/companies/P-1", &company()).await;
        assert_eq!(reply.body["detail"], "This needs the role operations.");
        assert_eq!(reply.refused(403), ["role_missing"]);
    }
}

#[tokio::test]
async fn every_role_reads_the_data_of_its_own_company_and_of_no_other() {
    let world = World::new().await;
    for role in ["mpn_admin", "global_admin", "incentives"] {
        let caller = (&[role][..], Some("P-1"));
        let get = |path| world.as_role(caller, Function::Enrollment, "GET", path, &Value::Null);
        let own = get("/companies/P-1").await;
        assert_eq!((own.header("etag"), &own.body["name"]), (Some("\"1\""), &json!("Company P-1")), "{role}");
        for other in ["/companies/P-2", "/companies/P-9"] {
            assert_eq!(get(other).await.expect(404)["code"], "company_not_found", "{role} {other}");
        }
    }
    let unknown = operations(&world, "GET", &format!("/companies/{NEW}"), &Value::Null).await;
    assert_eq!(unknown.expect(404)["code"], "company_not_found");
    let nowhere = admin(&world, "P-1", "GET", "/companies/P%201", &Value::Null).await;
    assert_eq!(nowhere.expect(404)["code"], "not_found", "no company can have such an id");
}

/// Every command of a company requires that operations registered it.
#[tokio::test]
async fn every_command_of_an_unregistered_company_is_refused() {
    let world = World::new().await;
    let refused = ["company_not_registered"];
    let signed = global(&world, NEW, "POST", "/agreements", &signature("2019-01", Language::English)).await;
    assert_eq!(signed.refused(409), refused);
    assert_eq!(super::enroll(&world, NEW, "DDPS").await.refused(409), refused);
    let put = admin(&world, NEW, "PUT", "/locations/L-1", &super::location("TW")).await;
    assert_eq!(put.refused(409), refused);
    let profile = crate::directory::profile(&["DDPS"], &[]);
    let published = world.as_admin(NEW, Function::Directory, "PUT", "/profile", &profile).await;
    assert_eq!(published.refused(409), refused);
}
