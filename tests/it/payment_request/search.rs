//! `GET /claims?q=` and `?due_before=`, and the voucher fields of a claim.

use jiff::civil::date;
use serde_json::{Value, json};
use tests::{Held, Templates, World};

use super::{drafted, one_of_each, payable};
use crate::bodies::{NUMBER, expected, faults};

async fn found(world: &World, query: &str) -> Vec<String> {
    let body = world.claimant("GET", &format!("/claims?limit=100&{query}"), &Value::Null).await.expect(200);
    let mut numbers: Vec<String> = body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["voucher_number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

async fn held() -> World {
    let world = World::new().await;
    let of = |number: &str, customer: &str, day| Held { customer: customer.to_owned(), ..Held::redeemed(number, day) };
    let held = [
        of("SA-7KQ2-M9XD", "Zoë & Partner GmbH", date(2026, 12, 1)),
        of("SA-7KQ2-AAAA", "台灣科技股份有限公司", date(2026, 12, 2)),
        Held { location: "L-2", ..of("SA-9ZZZ-M9XD", "ＨＡＲＢＯＲ Systems", date(2027, 1, 21)) },
        of("SA-OVERDUE1", "Harbor Old", date(2026, 11, 21)),
        Held { company: "P-2", ..of("SB-7KQ2-M9XD", "Zoë & Partner GmbH", date(2026, 12, 1)) },
    ];
    Templates::make().await.put(&world.database, held);
    world
}

#[tokio::test]
async fn a_claim_names_customer_and_engagement_type() {
    let world = drafted().await;
    let customer = json!({"id": "C-1001", "name": "Contoso Ltd", "country": "TW"});
    let listed = world.claimant("GET", "/claims", &Value::Null).await.expect(200)["items"][0].clone();
    for claim in [listed, world.shown_claim(NUMBER).await] {
        assert_eq!((&claim["customer"], &claim["engagement_type"]), (&customer, &json!("DDPS-WINOFFICE")));
    }
    world.submit(NUMBER).await;
    let waiting = world.reviewer("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    assert_eq!(waiting["items"][0]["customer"], customer);
}

/// A claim that was stored before these fields existed.
#[tokio::test]
async fn a_claim_without_customer_is_listed_all_the_same() {
    let world = drafted().await;
    let mut item = world.database.item(&format!("V#{NUMBER}"), "C");
    for name in ["customer", "engagement_type"] {
        assert!(item.as_object_mut().unwrap().remove(name).is_some());
    }
    world.database.put(&item);
    for query in ["", "sort=customer", "sort=-amount", "q=7kq2"] {
        assert_eq!(found(&world, query).await, [NUMBER], "{query}");
    }
    let shown = world.shown_claim(NUMBER).await;
    assert_eq!((&shown["customer"], &shown["engagement_type"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn search_matches_numbers_and_the_customers_name() {
    let world = held().await;
    for (query, wanted) in [
        ("q=SA-7KQ2-M9XD", &["SA-7KQ2-M9XD"][..]),
        ("q=7kq2", &["SA-7KQ2-AAAA", "SA-7KQ2-M9XD"]),
        ("q=cl-sa-7kq2-m", &["SA-7KQ2-M9XD"]),
        ("q=zoe+gmbh", &["SA-7KQ2-M9XD"]),
        ("q=harbor", &["SA-9ZZZ-M9XD", "SA-OVERDUE1"]),
        ("q=harbor&status=draft", &["SA-9ZZZ-M9XD"]),
        ("q=harbor&location_id=L-1", &["SA-OVERDUE1"]),
        ("q=m9xd+systems", &["SA-9ZZZ-M9XD"]),
        ("q=systems+zoe", &[]),
        ("q=%E7%A7%91%E6%8A%80", &["SA-7KQ2-AAAA"]),
        ("q=lin.mei", &[]),
    ] {
        for sort in ["", "&sort=customer", "&sort=-due_on"] {
            assert_eq!(found(&world, &format!("{query}{sort}")).await, wanted, "{query}{sort}");
        }
    }
    let wrong = faults(world.claimant("GET", &format!("/claims?q={}", "x".repeat(101)), &Value::Null).await);
    assert_eq!(wrong, expected(&[("q", "too_long")]));
}

#[tokio::test]
async fn a_claim_is_found_by_its_invoice_saved_or_submitted() {
    let world = payable().await;
    for number in ["SA-SAVED-01", "SA-SENT-001"] {
        world.draft(number).await;
    }
    world.submit("SA-SENT-001").await;
    let saved = json!({"invoice_number": "RE/2026-77"});
    world.claimant("PUT", "/claims/CL-SA-SAVED-01/draft", &saved).await.expect(200);
    for sort in ["", "&sort=amount"] {
        assert_eq!(found(&world, &format!("q=re/2026-77{sort}")).await, ["SA-SAVED-01"]);
        assert_eq!(found(&world, &format!("q=inv-sa-sent{sort}")).await, ["SA-SENT-001"]);
    }
    let waiting = world.reviewer("GET", "/claims?status=submitted&q=inv-sa-sent", &Value::Null).await.expect(200);
    assert_eq!(waiting["items"].as_array().unwrap().len(), 1, "in the list over all companies as well");
    let others = world.reviewer("GET", "/claims?status=submitted&q=nowhere", &Value::Null).await.expect(200);
    assert_eq!(others["items"], json!([]));
}

#[tokio::test]
async fn due_before_lists_the_claims_that_wait_for_the_partner() {
    let world = held().await;
    for (query, wanted) in [
        ("due_before=2026-12-01", &[][..]),
        ("due_before=2026-12-02", &["SA-7KQ2-M9XD"]),
        ("due_before=2026-12-03", &["SA-7KQ2-AAAA", "SA-7KQ2-M9XD"]),
        ("due_before=2100-01-01", &["SA-7KQ2-AAAA", "SA-7KQ2-M9XD", "SA-9ZZZ-M9XD"]),
        ("due_before=2026-12-03&status=draft", &["SA-7KQ2-AAAA", "SA-7KQ2-M9XD"]),
        ("due_before=2100-01-01&location_id=L-2", &["SA-9ZZZ-M9XD"]),
        ("due_before=2026-11-22&status=expired", &["SA-OVERDUE1"]),
        ("due_before=2026-11-21&status=expired", &[]),
        ("due_before=2100-01-01&status=submitted", &[]),
    ] {
        for sort in ["", "&sort=due_on", "&sort=customer"] {
            assert_eq!(found(&world, &format!("{query}{sort}")).await, wanted, "{query}{sort}");
        }
    }
    let wrong = faults(world.claimant("GET", "/claims?due_before=soon", &Value::Null).await);
    assert_eq!(wrong, expected(&[("due_before", "not_a_date")]));
}

/// A claim that was sent back or rejected has a deadline of its own (PROGRAM.md 11.10).
#[tokio::test]
async fn a_correctable_claim_is_due_by_its_last_day_of_correction() {
    let (world, claims) = one_of_each().await;
    let number = |status| &claims.iter().find(|(of, _)| *of == status).unwrap().1;
    for (status, day, before) in [
        ("draft", "2027-01-22", "2027-01-21"),
        ("action_required", "2027-02-21", "2027-02-20"),
        ("rejected", "2027-02-21", "2027-02-20"),
    ] {
        for sort in ["", "&sort=due_on", "&sort=amount"] {
            let of = async |day: &str| found(&world, &format!("status={status}&due_before={day}{sort}")).await;
            assert_eq!(of(day).await, std::slice::from_ref(number(status)), "{status}");
            assert_eq!(of(before).await, Vec::<String>::new(), "{status}");
        }
    }
    let mut waiting = [number("draft").clone(), number("action_required").clone()];
    waiting.sort();
    assert_eq!(found(&world, "due_before=2100-01-01").await, waiting);
}

#[tokio::test]
async fn the_list_over_all_companies_takes_neither_due_before_nor_sort() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    let list = "/claims?status=submitted&sort=amount&due_before=2027-01-01";
    let wrong = faults(world.reviewer("GET", list, &Value::Null).await);
    assert_eq!(wrong, expected(&[("due_before", "invalid"), ("sort", "invalid")]));
    let of_one = world.reviewer("GET", "/claims?status=submitted&sort=amount&company_id=P-1", &Value::Null).await;
    assert_eq!(of_one.expect(200)["items"].as_array().unwrap().len(), 1);
}
