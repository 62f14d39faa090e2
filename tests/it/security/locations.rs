//! Tokens for some locations of a company only (api.md 1, domain.md 6.4).

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, PDF, World, reservation};

use crate::contract::routes;

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

async fn at(world: &World, locations: &[&str], function: Function, method: &str, path: &str, body: &Value) -> Reply {
    let claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": locations});
    let request = send(method, path).token(&world.issuer.sign(claims, world.clock.now()));
    let request = if body.is_null() { request } else { request.json(body) };
    world.call(function, request).await
}

#[tokio::test]
async fn a_token_for_other_locations_neither_reads_nor_changes() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let before = world.voucher(NUMBER).await.rev;
    for locations in [&["L-2", "L-3"][..], &[]] {
        for known in routes::all(NUMBER, &id).iter().filter(|known| known.names_voucher) {
            let reply = at(&world, locations, known.function, known.method, &known.path, &known.body).await;
            assert_eq!(reply.refused(403), ["location_missing"], "{} {}", known.method, known.path);
        }
        let chosen = json!({"voucher_numbers": [NUMBER], "confirm": true});
        let answer = at(&world, locations, Function::Redemption, "POST", "/redemptions", &chosen).await.expect(200);
        assert_eq!(answer["items"][0]["reasons"][0]["code"], "location_missing");
    }
    assert_eq!(world.voucher(NUMBER).await.rev, before);
}

#[tokio::test]
async fn a_token_for_the_location_does_all_of_it() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let here = &["L-1"][..];
    let reserve = at(&world, here, Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    reserve.expect(201);
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    let chosen = json!({"voucher_numbers": [NUMBER], "confirm": true});
    let answer = at(&world, here, Function::Redemption, "POST", "/redemptions", &chosen).await.expect(200);
    assert_eq!(answer["items"][0]["outcome"], "redeemed");
}

#[tokio::test]
async fn nothing_is_reserved_for_or_moved_to_another_location() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let elsewhere = at(&world, &["L-2"], Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    assert_eq!(elsewhere.refused(403), ["location_missing"]);
    world.reserve(NUMBER).await;
    let path = format!("/reservations/{NUMBER}");
    let moved = at(&world, &["L-1"], Function::Reservation, "PATCH", &path, &json!({"location_id": "L-2"})).await;
    assert_eq!(moved.refused(403), ["location_missing"]);
}

/// What another company holds does not exist, whatever the token's locations are called: `P-2` has an `L-1` as well.
#[tokio::test]
async fn locations_of_the_same_name_are_not_the_same() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for known in routes::all(NUMBER, "0a1b2c").iter().filter(|known| known.names_voucher) {
        let claims = json!({"sub": "U-2", "company_id": "P-2", "roles": ["mpn_admin"], "locations": ["L-1"]});
        let request = send(known.method, &known.path).token(&world.issuer.sign(claims, world.clock.now()));
        let request = if known.body.is_null() { request } else { request.json(&known.body) };
        assert_eq!(world.call(known.function, request).await.refused(404), ["voucher_not_found"]);
    }
}
