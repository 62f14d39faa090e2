//! `GET /vouchers`: selection, order and filters.

use jiff::civil::date;
use serde_json::{Value, json};
use tests::{Function, Held, Templates, World};

use super::{get, get_at, listed, numbers};
use crate::bodies::{expected, faults, names};

/// `P-1` holds three open vouchers, one past its last day, one redeemed and one expired; `P-2` holds one.
async fn world() -> World {
    let world = World::new().await;
    let held = [
        Held { location: "L-2", program: "SSDPS", ..Held::reserved("SA-OPEN-LATE", date(2027, 3, 1)) },
        Held::reserved("SA-OPEN-SOON", date(2026, 12, 1)),
        Held::reserved("SA-OPEN-TODAY", date(2026, 11, 22)),
        Held::reserved("SA-LAPSED", date(2026, 11, 21)),
        Held::redeemed("SA-REDEEMED", date(2026, 12, 24)),
        Held { status: "expired", ..Held::reserved("SA-EXPIRED", date(2026, 5, 1)) },
        Held { company: "P-2", ..Held::reserved("SA-OTHERS", date(2026, 12, 1)) },
    ];
    Templates::make().await.put(&world.database, held);
    world.assign("SA-NOBODYS").await;
    world
}

#[tokio::test]
async fn open_vouchers_come_first_then_redeemed_then_expired_each_by_deadline() {
    let world = world().await;
    let reserved = ["SA-OPEN-TODAY", "SA-OPEN-SOON", "SA-OPEN-LATE"];
    let all = [&reserved[..], &["SA-REDEEMED", "SA-EXPIRED", "SA-LAPSED"]].concat();
    for query in ["", "sort=deadline", "sort=", "status=&program=&location_id=&q=&expiring_before="] {
        assert_eq!(listed(&world, query).await, all, "{query}");
    }
    let latest_first = ["SA-OPEN-LATE", "SA-OPEN-SOON", "SA-OPEN-TODAY", "SA-REDEEMED", "SA-LAPSED", "SA-EXPIRED"];
    assert_eq!(listed(&world, "sort=-deadline").await, latest_first);
}

/// A voucher past its last day is stored as reserved until a sweep, and expired by the clock (DECISIONS.md 21).
#[tokio::test]
async fn filter_and_answer_use_the_status_by_the_clock() {
    let world = world().await;
    for (status, wanted) in [
        ("reserved", &["SA-OPEN-TODAY", "SA-OPEN-SOON", "SA-OPEN-LATE"][..]),
        ("redeemed", &["SA-REDEEMED"]),
        ("expired", &["SA-EXPIRED", "SA-LAPSED"]),
        ("assigned", &[]),
        ("cancelled", &[]),
    ] {
        let body = get(&world, "P-1", &format!("/vouchers?status={status}")).await.expect(200);
        assert_eq!(numbers(&body), wanted, "{status}");
        assert!(body["items"].as_array().unwrap().iter().all(|item| item["status"] == status), "{body:#}");
    }
    world.clock.set("2026-11-23T00:00:00Z");
    assert_eq!(listed(&world, "status=reserved").await, ["SA-OPEN-SOON", "SA-OPEN-LATE"]);
    assert_eq!(listed(&world, "status=expired").await, ["SA-EXPIRED", "SA-LAPSED", "SA-OPEN-TODAY"]);
}

#[tokio::test]
async fn an_unreserved_voucher_is_in_no_list() {
    let world = world().await;
    for query in ["", "status=assigned", "q=nobodys"] {
        assert!(!listed(&world, query).await.contains(&"SA-NOBODYS".to_owned()), "{query}");
        for company in ["P-1", "P-2"] {
            let path = format!("/vouchers?company_id={company}&{query}");
            let body = world.as_operations(Function::Overview, "GET", &path, &Value::Null).await.expect(200);
            assert!(!body.to_string().contains("SA-NOBODYS"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_company_lists_its_own_vouchers_and_operations_those_of_a_named_company() {
    let world = world().await;
    assert_eq!(numbers(&get(&world, "P-2", "/vouchers").await.expect(200)), ["SA-OTHERS"]);
    assert_eq!(numbers(&get(&world, "P-3", "/vouchers").await.expect(200)), Vec::<String>::new());
    assert_eq!(get(&world, "P-2", "/vouchers?company_id=P-1").await.expect(404)["code"], "company_not_found");
    let as_operations = |path| world.as_operations(Function::Overview, "GET", path, &Value::Null);
    let shown = as_operations("/vouchers?company_id=P-2").await.expect(200);
    assert_eq!(numbers(&shown), ["SA-OTHERS"]);
    assert_eq!(shown["items"][0]["actions"], json!([]), "operations may not take the holder's actions");
    assert_eq!(faults(as_operations("/vouchers").await), expected(&[("company_id", "missing")]));
}

#[tokio::test]
async fn a_listed_voucher_equals_its_details_without_history() {
    let world = world().await;
    let body = get(&world, "P-1", "/vouchers?limit=1").await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    let mut details = get(&world, "P-1", "/vouchers/SA-OPEN-TODAY").await.expect(200);
    details.as_object_mut().unwrap().remove("history");
    assert_eq!(body["items"][0], details);
    let today = json!({"status": "reserved", "expires_on": "2026-11-22", "days_left": 0});
    for (name, value) in today.as_object().unwrap() {
        assert_eq!(&details[name], value);
    }
}

#[tokio::test]
async fn filters_by_program_location_and_last_day() {
    let world = world().await;
    for (query, wanted) in [
        ("program=SSDPS", &["SA-OPEN-LATE"][..]),
        ("program=DDPS&status=reserved", &["SA-OPEN-TODAY", "SA-OPEN-SOON"]),
        ("location_id=L-2", &["SA-OPEN-LATE"]),
        ("location_id=L-1&status=reserved", &["SA-OPEN-TODAY", "SA-OPEN-SOON"]),
        ("location_id=L-9", &[]),
        ("location_id=L-2&program=DDPS", &[]),
        ("expiring_before=2026-12-01", &["SA-OPEN-TODAY"]),
        ("expiring_before=2026-12-02", &["SA-OPEN-TODAY", "SA-OPEN-SOON"]),
        ("expiring_before=2026-12-02&sort=-deadline", &["SA-OPEN-SOON", "SA-OPEN-TODAY"]),
        ("expiring_before=2026-12-02&status=redeemed", &[]),
        ("expiring_before=2026-11-21&status=expired", &["SA-EXPIRED"]),
        ("expiring_before=2026-11-22&status=expired", &["SA-EXPIRED", "SA-LAPSED"]),
        ("expiring_before=2026-11-22", &[]),
        ("expiring_before=2020-01-01", &[]),
        ("expiring_before=2100-12-31&status=reserved", &["SA-OPEN-TODAY", "SA-OPEN-SOON", "SA-OPEN-LATE"]),
    ] {
        assert_eq!(listed(&world, query).await, wanted, "{query}");
    }
}

#[tokio::test]
async fn a_token_for_some_locations_lists_only_these() {
    let world = world().await;
    for (locations, count) in [(&["L-1"][..], 5), (&["L-2"], 1), (&["L-1", "L-2"], 6), (&["L-3"], 0), (&[], 0)] {
        let body = get_at(&world, locations, "/vouchers").await.expect(200);
        assert_eq!(numbers(&body).len(), count, "{locations:?}");
    }
    let elsewhere = get_at(&world, &["L-1"], "/vouchers?location_id=L-2").await;
    assert_eq!(elsewhere.refused(403), ["location_missing"]);
    assert_eq!(get_at(&world, &["L-1"], "/vouchers/SA-OPEN-LATE").await.refused(403), ["location_missing"]);
}

#[tokio::test]
async fn every_invalid_parameter_is_named_at_once() {
    let world = World::new().await;
    let query = format!(
        "status=open&program=XX&location_id=L%20%231&q={}&expiring_before=soon&can=all&sort=name&limit=0",
        "x".repeat(101)
    );
    let wrong = [
        ("status", "not_one_of"),
        ("program", "not_a_program"),
        ("location_id", "bad_character"),
        ("q", "too_long"),
        ("expiring_before", "not_a_date"),
        ("can", "not_one_of"),
        ("sort", "not_one_of"),
        ("limit", "out_of_range"),
    ];
    assert_eq!(faults(get(&world, "P-1", &format!("/vouchers?{query}")).await), expected(&wrong));
    for (query, detail) in [
        ("status=Reserved", "must be one of assigned, reserved, redeemed, expired, cancelled"),
        (
            "sort=name",
            "must be one of deadline, -deadline, expires_on, -expires_on, customer, -customer, reserved_at, -reserved_at",
        ),
        ("can=cancel", "must be one of redeem, report, upload, claim"),
    ] {
        let body = get(&world, "P-1", &format!("/vouchers?{query}")).await.expect(422);
        assert_eq!(body["reasons"][0]["detail"], detail);
    }
}

#[tokio::test]
async fn an_unreadable_voucher_does_not_hide_the_others() {
    let world = world().await;
    world.database.spoil("V#SA-OPEN-SOON", "V", "days");
    assert_eq!(listed(&world, "status=reserved").await, ["SA-OPEN-TODAY", "SA-OPEN-LATE"]);
}

#[tokio::test]
async fn every_role_of_a_company_reads_its_vouchers_and_only_administrators_export_them() {
    let world = world().await;
    for role in ["global_admin", "incentives"] {
        let roles = [role];
        let ask = |path| world.as_role((&roles, Some("P-1")), Function::Overview, "GET", path, &Value::Null);
        let listed = ask("/vouchers?status=reserved").await.expect(200);
        assert_eq!(numbers(&listed), ["SA-OPEN-TODAY", "SA-OPEN-SOON", "SA-OPEN-LATE"], "{role}");
        let shown = ask("/vouchers/SA-OPEN-SOON").await.expect(200);
        for actions in [&listed["items"][0]["actions"], &shown["actions"]] {
            assert_eq!(*actions, json!([]), "{role}: the administrator's actions are not offered");
        }
        for (admin, attendees) in [
            (&listed["items"][0]["admin"], &listed["items"][0]["reservation"]["attendees"]),
            (&shown["admin"], &shown["reservation"]["attendees"]),
        ] {
            assert_eq!((admin, attendees), (&Value::Null, &json!([])), "{role}: no addresses of the customer's people");
        }
        assert_eq!(ask("/vouchers?company_id=P-2").await.expect(404)["code"], "company_not_found", "{role}");
        assert_eq!(ask("/vouchers/SA-OTHERS").await.refused(404), ["voucher_not_found"], "{role}");
        assert_eq!(ask("/vouchers/export?format=csv").await.refused(403), ["role_missing"], "{role}");
    }
}

#[tokio::test]
async fn the_locations_of_a_token_limit_every_role() {
    let world = world().await;
    for role in ["mpn_admin", "global_admin", "incentives"] {
        let token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": [role], "locations": ["L-2"]});
        let token = world.issuer.sign(token_claims, world.clock.now());
        let ask = |path: &str| world.call(Function::Overview, testkit::send("GET", path).token(&token));
        assert_eq!(numbers(&ask("/vouchers").await.expect(200)), ["SA-OPEN-LATE"], "{role}");
        assert_eq!(numbers(&ask("/vouchers?sort=customer").await.expect(200)), ["SA-OPEN-LATE"], "{role}");
        assert_eq!(ask("/vouchers/SA-OPEN-SOON").await.refused(403), ["location_missing"], "{role}");
    }
}

/// A caller with a role in a company and the role of operations is offered actions in that company only.
#[tokio::test]
async fn actions_are_offered_only_for_the_callers_own_company() {
    let world = world().await;
    let both = (&["operations", "mpn_admin"][..], Some("P-1"));
    let actions = async |path: &str| {
        let shown = world.as_role(both, Function::Overview, "GET", path, &Value::Null).await.expect(200);
        shown["items"][0]["actions"].as_array().unwrap().len()
    };
    assert_ne!(actions("/vouchers?status=reserved").await, 0);
    assert_eq!(actions("/vouchers?status=reserved&company_id=P-2").await, 0);
}
