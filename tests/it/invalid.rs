//! Bodies with an error in every field: every error is reported, each once.

use serde_json::{Value, json};
use tests::{Function, World};

use crate::bodies::{NUMBER, expected, faults, licensing_event};

async fn errors(world: &World, function: Function, method: &str, path: &str, body: Value) -> Vec<(String, String)> {
    faults(world.as_admin("P-1", function, method, path, &body).await)
}

#[tokio::test]
async fn every_error_in_a_validation_is_reported() {
    let world = World::new().await;
    let body = json!({"voucher_number": "SA 1", "admin_email": "lin.mei", "e_mail": "x"});
    let wrong = errors(&world, Function::Reservation, "POST", "/validate", body).await;
    let named = [("voucher_number", "bad_character"), ("admin_email", "not_an_email"), ("e_mail", "unknown_field")];
    assert_eq!(wrong, expected(&named));
    let wrong = errors(&world, Function::Reservation, "POST", "/validate", json!({})).await;
    assert_eq!(wrong, expected(&[("voucher_number", "missing"), ("admin_email", "missing")]));
}

#[tokio::test]
async fn every_error_in_a_reservation_is_reported() {
    let world = World::new().await;
    let body = json!({
        "voucher_number": 7, "admin_email": "lin.mei", "location_id": "L 1", "delivery_country": "XX",
        "engagement_type": "win office", "start_date": "2026-11-31", "end_date": "25.11.2026", "lead_consultant": "",
        "attendees": ["lin.mei@contoso.example", "wu.jun"], "accept_terms": "yes", "repeat_15_day_exception": "maybe",
        "price": 1,
    });
    let wrong = errors(&world, Function::Reservation, "POST", "/reservations", body).await;
    let named = [
        ("voucher_number", "wrong_type"),
        ("admin_email", "not_an_email"),
        ("location_id", "bad_character"),
        ("delivery_country", "not_a_country"),
        ("engagement_type", "bad_character"),
        ("start_date", "not_a_date"),
        ("end_date", "not_a_date"),
        ("lead_consultant", "too_short"),
        ("attendees[1]", "not_an_email"),
        ("accept_terms", "wrong_type"),
        ("repeat_15_day_exception", "not_one_of"),
        ("price", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));

    let missing = errors(&world, Function::Reservation, "POST", "/reservations", json!({})).await;
    assert_eq!(missing.len(), 9, "all but attendees and the exception: {missing:?}");
    assert!(missing.iter().all(|(_, code)| code == "missing"));

    let mut backwards = tests::reservation(NUMBER);
    backwards["end_date"] = json!("2026-11-21");
    let wrong = errors(&world, Function::Reservation, "POST", "/reservations", backwards).await;
    assert_eq!(wrong, expected(&[("end_date", "ends_before_start")]));
}

#[tokio::test]
async fn every_error_in_an_amendment_is_reported() {
    let world = World::new().await;
    let path = format!("/reservations/{NUMBER}");
    let body = json!({
        "start_date": 1, "end_date": "soon", "engagement_type": "", "location_id": {}, "lead_consultant": [],
        "attendees": "all", "repeat_15_day_exception": true, "voucher_number": NUMBER,
    });
    let wrong = errors(&world, Function::Reservation, "PATCH", &path, body).await;
    let named = [
        ("start_date", "wrong_type"),
        ("end_date", "not_a_date"),
        ("engagement_type", "too_short"),
        ("location_id", "wrong_type"),
        ("lead_consultant", "wrong_type"),
        ("attendees", "wrong_type"),
        ("repeat_15_day_exception", "wrong_type"),
        ("voucher_number", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
}

#[tokio::test]
async fn every_error_in_a_cancellation_and_a_notification_is_reported() {
    let world = World::new().await;
    let path = format!("/reservations/{NUMBER}");
    let body = json!({"reason": "no_time", "note": "", "by": "me"});
    let wrong = errors(&world, Function::Reservation, "POST", &format!("{path}/cancel"), body).await;
    assert_eq!(wrong, expected(&[("reason", "not_one_of"), ("note", "too_short"), ("by", "unknown_field")]));
    let wrong = errors(&world, Function::Reservation, "POST", &format!("{path}/notify"), json!({"to": "x"})).await;
    assert_eq!(wrong, expected(&[("to", "unknown_field")]));
}

/// Messages are written for people: they name the limits of the program, not those of a number type.
#[tokio::test]
async fn messages_name_the_expected_values() {
    let world = World::new().await;
    let details = async |path: &str, body: Value, function, method| {
        let reply = world.as_admin("P-1", function, method, path, &body).await;
        reply.expect(422)["detail"].as_str().unwrap().to_owned()
    };
    let files = format!("/vouchers/{NUMBER}/deliverables");
    let mut half = tests::announcement("plan.pdf", tests::PDF);
    half["size"] = json!(1.5);
    let detail = details(&files, half, Function::Deliverable, "POST").await;
    assert_eq!(detail, "size: must be a whole number from 1 to 262144000");
    let report = format!("/vouchers/{NUMBER}/report");
    let detail = details(&report, json!({"onsite_days": 2.5}), Function::Completion, "PUT").await;
    assert_eq!(detail, "onsite_days: must be a whole number from 0 to 366");
    let detail =
        details(&report, json!({"onsite_days": -1, "seats": "many", "outcome": "none"}), Function::Completion, "PUT");
    assert_eq!(detail.await, "onsite_days: must be a whole number from 0 to 366; and 2 more reasons: see reasons.");
}

#[tokio::test]
async fn every_error_in_an_announcement_is_reported() {
    let world = World::new().await;
    let path = format!("/vouchers/{NUMBER}/deliverables");
    let body = json!({
        "file_name": "../plan.pdf", "content_type": 1, "size": 0, "sha256": "abc", "kind": "a plan", "url": "http://x",
    });
    let wrong = errors(&world, Function::Deliverable, "POST", &path, body).await;
    let named = [
        ("file_name", "not_a_file_name"),
        ("content_type", "wrong_type"),
        ("size", "out_of_range"),
        ("sha256", "not_a_digest"),
        ("kind", "not_one_of"),
        ("url", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));

    let over = 250_u64 * 1024 * 1024 + 1;
    for (field, value, code) in [
        ("file_name", json!("plan.exe"), "not_one_of"),
        ("file_name", json!("plan"), "not_one_of"),
        ("content_type", json!("application/zip"), "not_one_of"),
        ("size", json!(over), "out_of_range"),
        ("size", json!(-1), "out_of_range"),
        ("size", json!(1.5), "not_whole"),
    ] {
        let mut body = tests::announcement("plan.pdf", tests::PDF);
        body[field] = value.clone();
        let wrong = errors(&world, Function::Deliverable, "POST", &path, body).await;
        assert_eq!(wrong, expected(&[(field, code)]), "{value}");
    }
}

#[tokio::test]
async fn every_error_in_a_report_is_reported() {
    let world = World::new().await;
    let body = json!({
        "onsite_days": -1, "offsite_days": "2", "walk_on_hours": 1.5, "delivered_from": "x", "delivered_to": 2,
        "delivery_country": "Taiwan", "lead_consultant": "U 7", "outcome": "success", "current_versions": "",
        "target_versions": 11, "seats": 1_000_000_000, "planned_deployment_on": "", "handed_over_on": false,
        "no_extra_fee": "true", "remarks": {}, "receipt_id": "R-1",
    });
    let path = format!("/vouchers/{NUMBER}/report");
    let wrong = errors(&world, Function::Completion, "PUT", &path, body).await;
    let named = [
        ("onsite_days", "out_of_range"),
        ("offsite_days", "wrong_type"),
        ("walk_on_hours", "not_whole"),
        ("delivered_from", "not_a_date"),
        ("delivered_to", "wrong_type"),
        ("delivery_country", "not_a_country"),
        ("lead_consultant", "bad_character"),
        ("outcome", "not_one_of"),
        ("current_versions", "too_short"),
        ("target_versions", "wrong_type"),
        ("seats", "out_of_range"),
        ("planned_deployment_on", "not_a_date"),
        ("handed_over_on", "wrong_type"),
        ("no_extra_fee", "wrong_type"),
        ("remarks", "wrong_type"),
        ("receipt_id", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
    let body = json!({"delivered_from": "2026-11-22", "delivered_to": "2026-11-21"});
    let wrong = errors(&world, Function::Completion, "PUT", &path, body).await;
    assert_eq!(wrong, expected(&[("delivered_to", "ends_before_start")]));
    let wrong = errors(&world, Function::Completion, "POST", &format!("{path}/submit"), json!({"sure": true})).await;
    assert_eq!(wrong, expected(&[("sure", "unknown_field")]));
}

#[tokio::test]
async fn every_error_in_a_redemption_is_reported() {
    let world = World::new().await;
    let many: Vec<String> = (0..101).map(|index| format!("SA-MANY-{index:04}")).collect();
    for (numbers, named) in [
        (json!([]), vec![("voucher_numbers", "too_short")]),
        (json!(many), vec![("voucher_numbers", "too_long")]),
        (json!(NUMBER), vec![("voucher_numbers", "wrong_type")]),
        (json!(["SA-1", 7]), vec![("voucher_numbers[1]", "wrong_type")]),
        (json!([NUMBER, null]), vec![("voucher_numbers[1]", "wrong_type")]),
        (json!([[NUMBER]]), vec![("voucher_numbers[0]", "wrong_type")]),
        (Value::Null, vec![("voucher_numbers", "missing")]),
    ] {
        let body = json!({"voucher_numbers": numbers});
        assert_eq!(errors(&world, Function::Redemption, "POST", "/preview", body).await, expected(&named));
        let body = json!({"voucher_numbers": numbers, "confirm": true});
        assert_eq!(errors(&world, Function::Redemption, "POST", "/redemptions", body).await, expected(&named));
    }
    let wrong =
        errors(&world, Function::Redemption, "POST", "/preview", json!({"voucher_numbers": [NUMBER], "confirm": true}));
    assert_eq!(wrong.await, expected(&[("confirm", "unknown_field")]));
}

#[tokio::test]
async fn every_error_in_an_assignment_is_reported() {
    let world = World::new().await;
    let data = json!({
        "voucher_number": "SA", "program": "XXDPS", "days": 2, "customer": {"id": "", "name": "\u{7}", "country": "TWN"},
        "license_id": 5, "license_ends_on": "2027", "admin": {"name": "", "email": "lin.mei@", "phone": "1"},
        "created_at": "2026-11-01", "expires_on": "never", "intended_company_id": "P 1", "color": "red",
    });
    let wrong = faults(world.webhook("wrong-1", &licensing_event("voucher.assigned", "yesterday", &data)).await);
    let named = [
        ("occurred_at", "not_an_instant"),
        ("data.voucher_number", "too_short"),
        ("data.customer.id", "too_short"),
        ("data.customer.name", "bad_character"),
        ("data.customer.country", "not_a_country"),
        ("data.license_id", "wrong_type"),
        ("data.license_ends_on", "not_a_date"),
        ("data.admin.name", "too_short"),
        ("data.admin.email", "not_an_email"),
        ("data.admin.phone", "unknown_field"),
        ("data.created_at", "not_an_instant"),
        ("data.expires_on", "not_a_date"),
        ("data.intended_company_id", "bad_character"),
        ("data.program", "not_a_program"),
        ("data.color", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
}

#[tokio::test]
async fn every_error_in_another_licensing_event_is_reported() {
    let world = World::new().await;
    let at = "2026-11-22T09:00:00Z";
    for (kind, data, named) in [
        ("voucher.reassigned", json!({}), vec![("data.voucher_number", "missing"), ("data.admin", "missing")]),
        ("voucher.withdrawn", json!({}), vec![("data.voucher_number", "missing"), ("data.reason", "missing")]),
        (
            "voucher.extended",
            json!({"voucher_number": NUMBER, "expires_on": "later", "reason": ""}),
            vec![("data.expires_on", "not_a_date"), ("data.reason", "too_short")],
        ),
        ("voucher.lost", json!({"anything": 1}), vec![("type", "not_one_of")]),
    ] {
        let wrong =
            faults(world.webhook(&format!("wrong-{kind}").replace('.', "-"), &licensing_event(kind, at, &data)).await);
        assert_eq!(wrong, expected(&named), "{kind}");
    }
    let late =
        faults(world.webhook("future-1", &licensing_event("voucher.lost", "2026-11-22T09:05:01Z", &json!({}))).await);
    assert_eq!(late, expected(&[("type", "not_one_of"), ("occurred_at", "in_the_future")]));
}
