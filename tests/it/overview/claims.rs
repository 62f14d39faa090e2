//! `GET /vouchers`: the claims of the listed vouchers.

use jiff::civil::date;
use serde_json::{Value, json};
use tests::{Held, Templates, World};

use super::get;

async fn world() -> World {
    let world = World::new().await;
    let held = [
        Held::reserved("SA-OPEN-001", date(2027, 4, 30)),
        Held::redeemed("SA-DONE-001", date(2026, 12, 24)),
        Held::redeemed("SA-DONE-002", date(2027, 1, 21)),
        Held::redeemed("SA-DONE-003", date(2027, 1, 22)),
    ];
    Templates::make().await.put(&world.database, held);
    world.database.remove("V#SA-DONE-003", "C");
    world
}

async fn claims(world: &World, query: &str) -> Vec<Value> {
    let body = get(world, "P-1", &format!("/vouchers?{query}")).await.expect(200);
    body["items"].as_array().unwrap().iter().map(|item| item["claim"].clone()).collect()
}

#[tokio::test]
async fn a_redeemed_voucher_shows_the_status_of_its_claim() {
    let world = world().await;
    let claim = |number: &str, due_on: &str| json!({"id": format!("CL-{number}"), "status": "draft", "due_on": due_on});
    let expected = [Value::Null, claim("SA-DONE-001", "2026-12-24"), claim("SA-DONE-002", "2027-01-21"), Value::Null];
    for query in ["", "sort=reserved_at&status=", "sort=expires_on"] {
        let mut found = claims(&world, query).await;
        found.sort_by_key(|claim| claim["id"].to_string());
        assert_eq!(
            found.iter().filter(|claim| claim.is_null()).count(),
            2,
            "{query}: one not redeemed, one without a claim yet"
        );
        assert!(expected.iter().all(|claim| found.contains(claim)), "{query}: {found:?}");
    }
    assert_eq!(claims(&world, "").await, expected);
    world.clock.set("2026-12-25T00:00:00Z");
    assert_eq!(claims(&world, "status=redeemed").await[0]["status"], "expired", "by the clock");
}

#[tokio::test]
async fn an_unreadable_claim_hides_neither_its_voucher_nor_another() {
    let world = world().await;
    world.database.spoil("V#SA-DONE-001", "C", "due_on");
    let found = claims(&world, "status=redeemed").await;
    assert_eq!((found.len(), &found[0], &found[1]["id"]), (3, &Value::Null, &json!("CL-SA-DONE-002")));
}
