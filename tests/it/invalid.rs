//! A request that is wrong in every field is told so of every field, each once.

use serde_json::{Value, json};
use tests::{Function, World};

use crate::bodies::{NUMBER, expected, faults, told};

async fn sent(world: &World, function: Function, method: &str, path: &str, body: Value) -> Vec<(String, String)> {
    faults(world.as_admin("P-1", function, method, path, &body).await)
}

#[tokio::test]
async fn a_validation() {
    let world = World::new().await;
    let body = json!({"voucher_number": "SA 1", "admin_email": "lin.mei", "e_mail": "x"});
    let wrong = sent(&world, Function::Reservation, "POST", "/validate", body).await;
    let named = [("voucher_number", "invalid"), ("admin_email", "invalid"), ("e_mail", "unknown_field")];
    assert_eq!(wrong, expected(&named));
    let wrong = sent(&world, Function::Reservation, "POST", "/validate", json!({})).await;
    assert_eq!(wrong, expected(&[("voucher_number", "missing"), ("admin_email", "missing")]));
}

#[tokio::test]
async fn a_reservation() {
    let world = World::new().await;
    let body = json!({
        "voucher_number": 7, "admin_email": "lin.mei", "location_id": "L 1", "delivery_country": "XX",
        "engagement_type": "win office", "start_date": "2026-11-31", "end_date": "25.11.2026", "lead_consultant": "",
        "attendees": ["lin.mei@contoso.example", "wu.jun"], "accept_terms": "yes", "repeat_15_day_exception": "maybe",
        "price": 1,
    });
    let wrong = sent(&world, Function::Reservation, "POST", "/reservations", body).await;
    let named = [
        ("voucher_number", "wrong_type"),
        ("admin_email", "invalid"),
        ("location_id", "invalid"),
        ("delivery_country", "invalid"),
        ("engagement_type", "invalid"),
        ("start_date", "invalid"),
        ("end_date", "invalid"),
        ("lead_consultant", "invalid"),
        ("attendees[1]", "invalid"),
        ("accept_terms", "wrong_type"),
        ("repeat_15_day_exception", "invalid"),
        ("price", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));

    let missing = sent(&world, Function::Reservation, "POST", "/reservations", json!({})).await;
    assert_eq!(missing.len(), 9, "all but attendees and the exception: {missing:?}");
    assert!(missing.iter().all(|(_, code)| code == "missing"));

    let mut backwards = tests::reservation(NUMBER);
    backwards["end_date"] = json!("2026-11-21");
    let wrong = sent(&world, Function::Reservation, "POST", "/reservations", backwards).await;
    assert_eq!(wrong, expected(&[("end_date", "invalid")]));
}

#[tokio::test]
async fn a_change_of_a_reservation() {
    let world = World::new().await;
    let path = format!("/reservations/{NUMBER}");
    let body = json!({
        "start_date": 1, "end_date": "soon", "engagement_type": "", "location_id": {}, "lead_consultant": [],
        "attendees": "all", "repeat_15_day_exception": true, "voucher_number": NUMBER,
    });
    let wrong = sent(&world, Function::Reservation, "PATCH", &path, body).await;
    let named = [
        ("start_date", "wrong_type"),
        ("end_date", "invalid"),
        ("engagement_type", "invalid"),
        ("location_id", "wrong_type"),
        ("lead_consultant", "wrong_type"),
        ("attendees", "wrong_type"),
        ("repeat_15_day_exception", "wrong_type"),
        ("voucher_number", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
}

#[tokio::test]
async fn a_cancellation_and_a_notice() {
    let world = World::new().await;
    let path = format!("/reservations/{NUMBER}");
    let body = json!({"reason": "no_time", "note": "", "by": "me"});
    let wrong = sent(&world, Function::Reservation, "POST", &format!("{path}/cancel"), body).await;
    assert_eq!(wrong, expected(&[("reason", "invalid"), ("note", "invalid"), ("by", "unknown_field")]));
    let wrong = sent(&world, Function::Reservation, "POST", &format!("{path}/notify"), json!({"to": "x"})).await;
    assert_eq!(wrong, expected(&[("to", "unknown_field")]));
}

#[tokio::test]
async fn an_announcement() {
    let world = World::new().await;
    let path = format!("/vouchers/{NUMBER}/deliverables");
    let body = json!({
        "file_name": "../plan.pdf", "content_type": 1, "size": 0, "sha256": "abc", "kind": "a plan", "url": "http://x",
    });
    let wrong = sent(&world, Function::Deliverable, "POST", &path, body).await;
    let named = [
        ("file_name", "invalid"),
        ("content_type", "wrong_type"),
        ("sha256", "invalid"),
        ("kind", "invalid"),
        ("size", "invalid"),
        ("url", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));

    let over = 250_u64 * 1024 * 1024 + 1;
    for (field, value) in [
        ("file_name", json!("plan.exe")),
        ("file_name", json!("plan")),
        ("content_type", json!("application/zip")),
        ("size", json!(over)),
        ("size", json!(-1)),
        ("size", json!(1.5)),
    ] {
        let mut body = tests::announcement("plan.pdf", tests::PDF);
        body[field] = value.clone();
        let wrong = sent(&world, Function::Deliverable, "POST", &path, body).await;
        assert_eq!(wrong, expected(&[(field, "invalid")]), "{value}");
    }
}

#[tokio::test]
async fn a_report() {
    let world = World::new().await;
    let body = json!({
        "onsite_days": -1, "offsite_days": "2", "walk_on_hours": 1.5, "delivered_from": "x", "delivered_to": 2,
        "delivery_country": "Taiwan", "lead_consultant": "U 7", "outcome": "success", "current_versions": "",
        "target_versions": 11, "seats": 1_000_000_000, "planned_deployment_on": "", "handed_over_on": false,
        "no_extra_fee": "true", "remarks": {}, "receipt_id": "R-1",
    });
    let path = format!("/vouchers/{NUMBER}/report");
    let wrong = sent(&world, Function::Completion, "PUT", &path, body).await;
    let named = [
        ("onsite_days", "invalid"),
        ("offsite_days", "wrong_type"),
        ("walk_on_hours", "invalid"),
        ("delivered_from", "invalid"),
        ("delivered_to", "wrong_type"),
        ("delivery_country", "invalid"),
        ("lead_consultant", "invalid"),
        ("outcome", "invalid"),
        ("current_versions", "invalid"),
        ("target_versions", "wrong_type"),
        ("seats", "invalid"),
        ("planned_deployment_on", "invalid"),
        ("handed_over_on", "wrong_type"),
        ("no_extra_fee", "wrong_type"),
        ("remarks", "wrong_type"),
        ("receipt_id", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
    let body = json!({"delivered_from": "2026-11-22", "delivered_to": "2026-11-21"});
    let wrong = sent(&world, Function::Completion, "PUT", &path, body).await;
    assert_eq!(wrong, expected(&[("delivered_to", "invalid")]));
    let wrong = sent(&world, Function::Completion, "POST", &format!("{path}/submit"), json!({"sure": true})).await;
    assert_eq!(wrong, expected(&[("sure", "unknown_field")]));
}

#[tokio::test]
async fn a_redemption() {
    let world = World::new().await;
    let many: Vec<String> = (0..101).map(|index| format!("SA-MANY-{index:04}")).collect();
    for (numbers, named) in [
        (json!([]), vec![("voucher_numbers", "invalid")]),
        (json!(many), vec![("voucher_numbers", "invalid")]),
        (json!(NUMBER), vec![("voucher_numbers", "wrong_type")]),
        (json!(["SA-1", 7]), vec![("voucher_numbers[1]", "wrong_type")]),
        (json!([NUMBER, null]), vec![("voucher_numbers[1]", "wrong_type")]),
        (json!([[NUMBER]]), vec![("voucher_numbers[0]", "wrong_type")]),
        (Value::Null, vec![("voucher_numbers", "missing")]),
    ] {
        let body = json!({"voucher_numbers": numbers});
        assert_eq!(sent(&world, Function::Redemption, "POST", "/preview", body).await, expected(&named));
        let body = json!({"voucher_numbers": numbers, "confirm": true});
        assert_eq!(sent(&world, Function::Redemption, "POST", "/redemptions", body).await, expected(&named));
    }
    let wrong =
        sent(&world, Function::Redemption, "POST", "/preview", json!({"voucher_numbers": [NUMBER], "confirm": true}));
    assert_eq!(wrong.await, expected(&[("confirm", "unknown_field")]));
}

#[tokio::test]
async fn an_assignment() {
    let world = World::new().await;
    let data = json!({
        "voucher_number": "SA", "program": "XXDPS", "days": 2, "customer": {"id": "", "name": "\u{7}", "country": "TWN"},
        "license_id": 5, "license_ends_on": "2027", "admin": {"name": "", "email": "lin.mei@", "phone": "1"},
        "created_at": "2026-11-01", "expires_on": "never", "intended_company_id": "P 1", "color": "red",
    });
    let wrong = faults(world.webhook("wrong-1", &told("voucher.assigned", "yesterday", &data)).await);
    let named = [
        ("occurred_at", "invalid"),
        ("data.voucher_number", "invalid"),
        ("data.customer.id", "invalid"),
        ("data.customer.name", "invalid"),
        ("data.customer.country", "invalid"),
        ("data.license_id", "wrong_type"),
        ("data.license_ends_on", "invalid"),
        ("data.admin.name", "invalid"),
        ("data.admin.email", "invalid"),
        ("data.admin.phone", "unknown_field"),
        ("data.created_at", "invalid"),
        ("data.expires_on", "invalid"),
        ("data.intended_company_id", "invalid"),
        ("data.program", "invalid"),
        ("data.color", "unknown_field"),
    ];
    assert_eq!(wrong, expected(&named));
}

#[tokio::test]
async fn the_other_events_of_the_licensing_side() {
    let world = World::new().await;
    let at = "2026-11-22T09:00:00Z";
    for (kind, data, named) in [
        ("voucher.reassigned", json!({}), vec![("data.voucher_number", "missing"), ("data.admin", "missing")]),
        ("voucher.withdrawn", json!({}), vec![("data.voucher_number", "missing"), ("data.reason", "missing")]),
        (
            "voucher.extended",
            json!({"voucher_number": NUMBER, "expires_on": "later", "reason": ""}),
            vec![("data.expires_on", "invalid"), ("data.reason", "invalid")],
        ),
        ("voucher.lost", json!({"anything": 1}), vec![("type", "invalid")]),
    ] {
        let wrong = faults(world.webhook(&format!("wrong-{kind}").replace('.', "-"), &told(kind, at, &data)).await);
        assert_eq!(wrong, expected(&named), "{kind}");
    }
    let late = faults(world.webhook("future-1", &told("voucher.lost", "2026-11-22T09:05:01Z", &json!({}))).await);
    assert_eq!(late, expected(&[("type", "invalid"), ("occurred_at", "invalid")]));
}
