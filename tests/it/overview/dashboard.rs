//! `GET /dashboard`: the summary of a company.

use jiff::civil::date;
use serde_json::{Value, json};
use testkit::sample;
use tests::{Function, Held, Templates, World};

use super::{get, get_at};

async fn world() -> World {
    let world = World::new().await;
    let held = [
        Held::reserved("SA-TODAY-0", date(2026, 11, 22)),
        Held::reserved("SA-WEEK-07", date(2026, 11, 29)),
        Held::reserved("SA-WEEK-08", date(2026, 11, 30)),
        Held { location: "L-2", ..Held::reserved("SA-DAYS-30", date(2026, 12, 22)) },
        Held::reserved("SA-DAYS-60", date(2027, 1, 21)),
        Held::reserved("SA-DAYS-61", date(2027, 1, 22)),
        Held::reserved("SA-LAPSED1", date(2026, 11, 21)),
        Held { status: "expired", ..Held::reserved("SA-EXPIRED", date(2026, 5, 1)) },
        Held::redeemed("SA-CLAIM-1", date(2026, 11, 25)),
        Held { location: "L-2", ..Held::redeemed("SA-CLAIM-2", date(2026, 12, 24)) },
        Held::redeemed("SA-CLAIM-3", date(2026, 11, 21)),
        Held { company: "P-2", ..Held::reserved("SA-OTHERS", date(2026, 11, 23)) },
        Held { company: "P-2", ..Held::redeemed("SA-OTHERS-2", date(2026, 11, 23)) },
    ];
    Templates::make().await.put(&world.database, held);
    world
}

async fn dashboard(world: &World) -> Value {
    get(world, "P-1", "/dashboard").await.expect(200)
}

#[tokio::test]
async fn vouchers_are_counted_by_status_and_by_days_until_expiry() {
    let world = world().await;
    let body = dashboard(&world).await;
    assert_eq!(body["vouchers"], json!({"reserved": 6, "redeemed": 3, "expired": 2}));
    assert_eq!(body["expiring"], json!({"within_60_days": 5, "within_30_days": 4, "within_7_days": 2}));
    let header = (&body["company_id"], &body["date"], &body["complete"]);
    assert_eq!(header, (&json!("P-1"), &json!("2026-11-22"), &json!(true)));
}

#[tokio::test]
async fn claims_are_counted_and_summed_by_status_and_currency() {
    let world = world().await;
    let usd = |minor: i64| json!({"minor": minor, "currency": "USD"});
    let claims = json!([
        {"status": "draft", "count": 2, "totals": [usd(1_000_000)]},
        {"status": "expired", "count": 1, "totals": [usd(500_000)]},
    ]);
    assert_eq!(dashboard(&world).await["claims"], claims);
}

#[tokio::test]
async fn totals_are_separate_for_each_currency() {
    let world = World::new().await;
    let templates = Templates::make().await;
    templates.put(
        &world.database,
        [Held::redeemed("SA-YEN-001", date(2027, 1, 1)), Held::redeemed("SA-USD-001", date(2027, 1, 1))],
    );
    let mut yen = world
        .database
        .items()
        .into_iter()
        .find(|item| item["pk"]["S"] == "V#SA-YEN-001" && item["sk"]["S"] == "C")
        .unwrap();
    yen["amount"]["M"]["currency"] = json!({"S": "JPY"});
    world.database.import(vec![yen]);
    let totals = json!([{"minor": 500_000, "currency": "JPY"}, {"minor": 500_000, "currency": "USD"}]);
    assert_eq!(dashboard(&world).await["claims"][0]["totals"], totals);
}

#[tokio::test]
async fn the_next_deadlines_of_vouchers_and_claims_are_sorted_together() {
    let world = world().await;
    let body = dashboard(&world).await;
    let deadlines: Vec<_> = body["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| {
            format!("{} {} {}", next["due_on"].as_str().unwrap(), next["kind"].as_str().unwrap(), next["days_left"])
        })
        .collect();
    let expected = [
        "2026-11-22 voucher 0",
        "2026-11-25 claim 3",
        "2026-11-29 voucher 7",
        "2026-11-30 voucher 8",
        "2026-12-22 voucher 30",
        "2026-12-24 claim 32",
        "2027-01-21 voucher 60",
        "2027-01-22 voucher 61",
    ];
    assert_eq!(deadlines, expected);
    assert_eq!(body["deadlines"][1]["voucher_number"], "SA-CLAIM-1");
}

#[tokio::test]
async fn at_most_ten_deadlines_are_shown() {
    let world = World::new().await;
    let held = (0..15).map(|n| Held::reserved(format!("SA-MANY-{n:02}"), date(2026, 12, 1)));
    Templates::make().await.put(&world.database, held);
    let body = dashboard(&world).await;
    assert_eq!(body["deadlines"].as_array().unwrap().len(), 10);
    assert_eq!(body["deadlines"][9]["voucher_number"], "SA-MANY-09");
}

#[tokio::test]
async fn enrollments_due_for_renewal_are_listed() {
    let world = World::new().await;
    assert_eq!(dashboard(&world).await["enrollments_due"], json!([]));
    let ends =
        |program, day| sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1", program, day));
    ends("DDPS", date(2026, 12, 22)).await;
    ends("SSDPS", date(2026, 11, 1)).await;
    let due = json!([
        {"program": "DDPS", "status": "renewal_due", "term_end": "2026-12-22", "grace_ends_on": "2027-01-21", "days_left": 30},
        {"program": "SSDPS", "status": "grace", "term_end": "2026-11-01", "grace_ends_on": "2026-12-01", "days_left": -21},
    ]);
    assert_eq!(dashboard(&world).await["enrollments_due"], due);
    world.clock.set("2026-12-02T00:00:00Z");
    assert_eq!(dashboard(&world).await["enrollments_due"].as_array().unwrap().len(), 1, "one has lapsed");
}

#[tokio::test]
async fn a_token_for_some_locations_counts_only_these() {
    let world = world().await;
    let body = get_at(&world, &["L-2"], "/dashboard").await.expect(200);
    assert_eq!(body["vouchers"], json!({"reserved": 1, "redeemed": 1, "expired": 0}));
    assert_eq!(body["claims"][0]["count"], 1);
    assert_eq!(body["deadlines"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn every_role_sees_its_companys_dashboard_and_operations_see_any() {
    let world = world().await;
    for role in ["mpn_admin", "global_admin", "incentives"] {
        let as_role = (&[role][..], Some("P-2"));
        let body = world.as_role(as_role, Function::Overview, "GET", "/dashboard", &Value::Null).await.expect(200);
        assert_eq!(body["vouchers"], json!({"reserved": 1, "redeemed": 1, "expired": 0}), "{role}");
    }
    let as_operations = |path| world.as_operations(Function::Overview, "GET", path, &Value::Null);
    assert_eq!(as_operations("/dashboard?company_id=P-2").await.expect(200)["company_id"], "P-2");
    assert_eq!(as_operations("/dashboard").await.expect(422)["code"], "invalid_request");
}

#[tokio::test]
async fn a_company_without_vouchers_has_an_empty_dashboard() {
    let world = World::new().await;
    let body = get(&world, "P-3", "/dashboard").await.expect(200);
    assert_eq!(body["vouchers"], json!({"reserved": 0, "redeemed": 0, "expired": 0}));
    assert_eq!((&body["claims"], &body["deadlines"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn an_unreadable_item_does_not_hide_the_others() {
    let world = world().await;
    world.database.spoil("V#SA-CLAIM-1", "C", "amount");
    let body = dashboard(&world).await;
    assert_eq!(body["claims"][0]["count"], 1);
    assert_eq!(body["vouchers"]["redeemed"], 3);
}

/// Claims are counted in every status; a claim that was sent back has a deadline of its own.
#[tokio::test]
async fn claims_in_every_status_are_counted_and_what_waits_has_its_last_day() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let steps = [
        ("SA-DRAFT-001", "draft"),
        ("SA-SUBMIT-01", "submitted"),
        ("SA-BACK-0001", "action_required"),
        ("SA-PAID-0001", "paid"),
        ("SA-GONE-0001", "withdrawn"),
    ];
    for (number, status) in steps {
        world.draft(number).await;
        crate::payment_request::bring_to_status(&world, number, status).await;
    }
    let body = dashboard(&world).await;
    let counted: Vec<_> = body["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["status"].as_str().unwrap(), of["count"].as_u64()))
        .collect();
    let one = Some(1);
    assert_eq!(
        counted,
        [("draft", one), ("submitted", one), ("action_required", one), ("paid", one), ("withdrawn", one)]
    );
    let deadlines: Vec<_> = body["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|next| [next["voucher_number"].clone(), next["due_on"].clone()])
        .collect();
    assert_eq!(
        json!(deadlines),
        json!([["SA-DRAFT-001", "2027-01-21"], ["SA-BACK-0001", "2027-02-20"]]),
        "a claim that was sent back has thirty days more"
    );
}
