//! Bodies with an error in every field: every error is reported, each once.

use serde_json::{Value, json};
use tests::World;

use super::{NEW, admin, company, competency, global, operations};
use crate::bodies::{expected, faults, with};

#[tokio::test]
async fn every_error_in_a_company_is_reported() {
    let world = World::new().await;
    let body = json!({
        "name": "", "mpn_id": 4711, "country": "Taiwan", "membership_ends_on": "2026-02-30",
        "membership_anniversary": "June", "primary_contact_email": "nobody", "agreement_version": "2019-01",
    });
    let named = [
        ("name", "too_short"),
        ("mpn_id", "wrong_type"),
        ("country", "not_a_country"),
        ("membership_ends_on", "not_a_date"),
        ("membership_anniversary", "not_a_date"),
        ("primary_contact_email", "not_an_email"),
        ("agreement_version", "unknown_field"),
    ];
    assert_eq!(faults(operations(&world, "PUT", "/companies/P-4", &body).await), expected(&named));
    let missing =
        [("name", "missing"), ("mpn_id", "missing"), ("country", "missing"), ("membership_ends_on", "missing")];
    assert_eq!(faults(operations(&world, "PUT", "/companies/P-4", &json!({})).await), expected(&missing));
}

#[tokio::test]
async fn every_error_in_a_piece_of_evidence_is_reported() {
    let world = World::new().await;
    let path = "/companies/P-1/evidence/new";
    let body = json!({
        "kind": "diploma", "name": "\u{7}", "level": "bronze", "person": "U 7", "valid_from": "2026",
        "valid_until": 2027, "withdrawn": true,
    });
    let named = [
        ("kind", "not_one_of"),
        ("name", "bad_character"),
        ("level", "not_one_of"),
        ("person", "bad_character"),
        ("valid_from", "not_a_date"),
        ("valid_until", "wrong_type"),
        ("withdrawn", "unknown_field"),
    ];
    assert_eq!(faults(operations(&world, "PUT", path, &body).await), expected(&named));
    let missing = [("kind", "missing"), ("name", "missing"), ("valid_from", "missing")];
    assert_eq!(faults(operations(&world, "PUT", path, &json!({})).await), expected(&missing));
}

/// A competency belongs to the company and has a level; an exam or a training belongs to a person and has none.
#[tokio::test]
async fn fields_that_do_not_fit_the_kind_of_evidence_are_refused() {
    let world = World::new().await;
    let put = |fields: Value| {
        let (world, body) = (&world, with(competency(), &fields));
        async move { faults(operations(world, "PUT", "/companies/P-1/evidence/new", &body).await) }
    };
    for (fields, wrong) in [
        (json!({"level": null}), vec!["level"]),
        (json!({"person": "U-7"}), vec!["person"]),
        (json!({"level": null, "person": "U-7", "valid_until": "2025-12-31"}), vec!["level", "person", "valid_until"]),
        (json!({"kind": "consultant_exam"}), vec!["level", "person"]),
        (json!({"kind": "compliance_training", "level": null}), vec!["person"]),
    ] {
        let named: Vec<(&str, &str)> = wrong.into_iter().map(|field| (field, "invalid")).collect();
        assert_eq!(put(fields.clone()).await, expected(&named), "{fields}");
    }
}

#[tokio::test]
async fn every_error_in_a_location_is_reported() {
    let world = World::new().await;
    let body = json!({"name": 1, "country": "XX", "address": "", "contact_email": "office", "location_id": "L-1"});
    let named = [
        ("name", "wrong_type"),
        ("country", "not_a_country"),
        ("address", "too_short"),
        ("contact_email", "not_an_email"),
        ("location_id", "unknown_field"),
    ];
    assert_eq!(faults(admin(&world, "P-1", "PUT", "/locations/L-1", &body).await), expected(&named));
    let missing = [("name", "missing"), ("country", "missing"), ("address", "missing"), ("contact_email", "missing")];
    assert_eq!(faults(admin(&world, "P-1", "PUT", "/locations/L-1", &json!({})).await), expected(&missing));
}

#[tokio::test]
async fn every_error_in_a_signature_and_an_enrollment_is_reported() {
    let world = World::new().await;
    let sign = |body: Value| {
        let world = &world;
        async move { faults(global(world, "P-1", "POST", "/agreements", &body).await) }
    };
    let named = [("version", "bad_character"), ("sha256", "not_a_digest"), ("accepted", "unknown_field")];
    assert_eq!(sign(json!({"version": "2019/01", "sha256": "x", "accepted": true})).await, expected(&named));
    assert_eq!(sign(json!({})).await, expected(&[("version", "missing"), ("sha256", "missing")]));

    let enroll = |body: Value| {
        let world = &world;
        async move { faults(admin(world, "P-1", "POST", "/enrollments", &body).await) }
    };
    let named = [("program", "not_a_program"), ("term_end", "unknown_field")];
    assert_eq!(enroll(json!({"program": "XXDPS", "term_end": "2030-01-01"})).await, expected(&named));
    assert_eq!(enroll(json!({"program": "desktop planning"})).await, expected(&[("program", "bad_character")]));
    assert_eq!(enroll(json!({})).await, expected(&[("program", "missing")]));
}

#[tokio::test]
async fn every_error_in_a_renewal_a_withdrawal_and_a_reason_is_reported() {
    let world = World::new().await;
    let more = json!({"reason": "x"});
    for action in ["renew", "withdraw"] {
        let reply = admin(&world, "P-1", "POST", &format!("/enrollments/DDPS/{action}"), &more).await;
        assert_eq!(faults(reply), expected(&[("reason", "unknown_field")]), "{action}");
    }
    for action in ["suspend", "reinstate"] {
        let path = format!("/enrollments/DDPS/{action}?company_id=P-1");
        let reply = operations(&world, "POST", &path, &json!({"reason": "", "by": "me"})).await;
        assert_eq!(faults(reply), expected(&[("reason", "too_short"), ("by", "unknown_field")]), "{action}");
        let reply = operations(&world, "POST", &path, &json!({})).await;
        assert_eq!(faults(reply), expected(&[("reason", "missing")]), "{action}");
    }
}

#[tokio::test]
async fn operations_must_name_the_company() {
    let world = World::new().await;
    let reason = json!({"reason": "An audit."});
    for (method, path, body) in [
        ("GET", "/eligibility", Value::Null),
        ("GET", "/locations", Value::Null),
        ("PUT", "/locations/L-1", super::location("TW")),
        ("GET", "/enrollments", Value::Null),
        ("GET", "/enrollments/DDPS", Value::Null),
        ("POST", "/enrollments/DDPS/suspend", reason.clone()),
        ("POST", "/enrollments/DDPS/reinstate", reason),
    ] {
        let wrong = faults(operations(&world, method, path, &body).await);
        assert_eq!(wrong, expected(&[("company_id", "missing")]), "{method} {path}");
        let wrong = faults(operations(&world, method, &format!("{path}?company_id=P+1"), &body).await);
        assert_eq!(wrong, expected(&[("company_id", "bad_character")]), "{method} {path}");
    }
}

#[tokio::test]
async fn an_unknown_program_in_a_path_is_not_found() {
    let world = World::new().await;
    for (method, rest) in [("GET", ""), ("POST", "/renew"), ("POST", "/withdraw")] {
        let reply = admin(&world, "P-1", method, &format!("/enrollments/XXDPS{rest}"), &Value::Null).await;
        assert_eq!(reply.expect(404)["code"], "program_not_found", "{rest}");
        let reply = admin(&world, "P-1", method, &format!("/enrollments/dd+ps{rest}"), &Value::Null).await;
        assert_eq!(reply.expect(404)["code"], "not_found", "{rest}");
    }
    for action in ["suspend", "reinstate"] {
        let reply = super::by_operations(&world, "P-1", "XXDPS", action).await;
        assert_eq!(reply.expect(404)["code"], "program_not_found", "{action}");
    }
}

#[tokio::test]
async fn a_list_refuses_bad_limits_and_cursors() {
    let world = World::new().await;
    operations(&world, "PUT", &format!("/companies/{NEW}"), &company()).await.expect(200);
    let token = super::operations_token(&world);
    for list in [
        "/companies/P-1/evidence?",
        "/locations?company_id=P-1&",
        "/enrollments?company_id=P-1&",
        "/enrollments?due_before=2030-01-01&",
    ] {
        let get = |rest: &str| {
            world.call(
                tests::Function::Enrollment,
                super::request(&token, "GET", &format!("{list}{rest}"), &Value::Null),
            )
        };
        let outside = ["0", "101", "-1"].map(|limit| (limit, "out_of_range"));
        for (limit, code) in outside.into_iter().chain([("many", "not_whole")]) {
            let wrong = faults(get(&format!("limit={limit}")).await);
            assert_eq!(wrong, expected(&[("limit", code)]), "{list} {limit}");
        }
        for cursor in ["%21", "bm8gcGxhY2U", "w7w"] {
            let body = get(&format!("cursor={cursor}")).await.expect(400);
            assert_eq!(body["code"], "bad_cursor", "{list} {cursor}");
        }
    }
    let wrong = faults(operations(&world, "GET", "/enrollments?due_before=soon", &Value::Null).await);
    assert_eq!(wrong, expected(&[("due_before", "not_a_date")]));
}
