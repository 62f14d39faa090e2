//! Tokens that are limited to some locations of a company (PROGRAM.md 1.2).

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, PDF, World, reservation};

use crate::samples;

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

async fn call_at(
    world: &World,
    locations: &[&str],
    function: Function,
    method: &str,
    path: &str,
    body: &Value,
) -> Reply {
    let token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": locations});
    let request = send(method, path).token(&world.issuer.sign(token_claims, world.clock.now()));
    let request = if body.is_null() { request } else { request.json(body) };
    world.call(function, request).await
}

#[tokio::test]
async fn a_token_for_other_locations_neither_reads_nor_changes_a_voucher() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let before = world.voucher(NUMBER).await.rev;
    for locations in [&["L-2", "L-3"][..], &[]] {
        for sample in samples::all(NUMBER, &id).iter().filter(|sample| sample.names_voucher) {
            let reply = call_at(&world, locations, sample.function, sample.method, &sample.path, &sample.body).await;
            assert_eq!(reply.refused(403), ["location_missing"], "{} {}", sample.method, sample.path);
        }
        let chosen = json!({"voucher_numbers": [NUMBER], "confirm": true});
        let answer =
            call_at(&world, locations, Function::Redemption, "POST", "/redemptions", &chosen).await.expect(200);
        assert_eq!(answer["items"][0]["reasons"][0]["code"], "location_missing");
    }
    assert_eq!(world.voucher(NUMBER).await.rev, before);
}

#[tokio::test]
async fn a_token_for_the_location_allows_the_whole_lifecycle() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let here = &["L-1"][..];
    let reserve = call_at(&world, here, Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    reserve.expect(201);
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    let chosen = json!({"voucher_numbers": [NUMBER], "confirm": true});
    let answer = call_at(&world, here, Function::Redemption, "POST", "/redemptions", &chosen).await.expect(200);
    assert_eq!(answer["items"][0]["outcome"], "redeemed");
}

#[tokio::test]
async fn nothing_is_reserved_at_or_moved_to_another_location() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let elsewhere =
        call_at(&world, &["L-2"], Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    assert_eq!(elsewhere.refused(403), ["location_missing"]);
    world.reserve(NUMBER).await;
    let path = format!("/reservations/{NUMBER}");
    let amended =
        call_at(&world, &["L-1"], Function::Reservation, "PATCH", &path, &json!({"location_id": "L-2"})).await;
    assert_eq!(amended.refused(403), ["location_missing"]);
}

/// A voucher of another company is not found, even with an equal location id: `P-2` has an `L-1` as well.
#[tokio::test]
async fn an_equal_location_id_of_another_company_gives_no_access() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for sample in samples::all(NUMBER, "0a1b2c").iter().filter(|sample| sample.names_voucher) {
        let token_claims = json!({"sub": "U-2", "company_id": "P-2", "roles": ["mpn_admin"], "locations": ["L-1"]});
        let request = send(sample.method, &sample.path).token(&world.issuer.sign(token_claims, world.clock.now()));
        let request = if sample.body.is_null() { request } else { request.json(&sample.body) };
        assert_eq!(world.call(sample.function, request).await.refused(404), ["voucher_not_found"]);
    }
}

/// A token of `P-1` with every role of a partner, limited to the given locations.
fn scoped(world: &World, locations: &[&str]) -> String {
    let roles = ["mpn_admin", "global_admin", "incentives"];
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": roles, "locations": locations});
    world.issuer.sign(token_claims, world.clock.now())
}

/// Every command of partners: its item is at `L-1`, or it concerns the whole company.
#[tokio::test]
async fn no_command_changes_anything_outside_the_locations_of_the_token() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    samples::prepare_claims(&world).await;
    let before = world.database.items();
    for locations in [&["L-2", "L-3"][..], &[]] {
        let token = scoped(&world, locations);
        for sample in samples::all(NUMBER, &id).iter().filter(|sample| sample.method != "GET") {
            if sample.roles == ["operations"] || ["/validate", "/preview"].contains(&sample.path.as_str()) {
                continue;
            }
            let reply = world.call(sample.function, sample.sent_with(&token)).await;
            let (status, code) = refusal(&reply);
            let expected = if sample.names_location() { "location_missing" } else { "company_scope_missing" };
            assert_eq!(code, expected, "{} {}: {:#}", sample.method, sample.path, reply.body);
            let is_list = sample.body.get("voucher_numbers").or(sample.body.get("claim_ids")).is_some();
            assert_eq!(status, if is_list { 200 } else { 403 }, "{} {}", sample.method, sample.path);
        }
    }
    assert_eq!(world.database.items(), before);
}

/// The status and the first reason, of the request or of its only item.
fn refusal(reply: &Reply) -> (u16, &str) {
    let of = |reasons: &str| reply.body.pointer(reasons).and_then(Value::as_str);
    (reply.status, of("/reasons/0/code").or(of("/items/0/reasons/0/code")).unwrap_or_default())
}

/// A token that names every location of the company does not cover the company as a whole.
#[tokio::test]
async fn a_command_for_the_whole_company_needs_an_unlimited_token() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    let token = scoped(&world, &["L-1", "L-2", "L-3", "L-9"]);
    let before = world.database.items();
    let commands = samples::all(NUMBER, "0a1b2c").into_iter().filter(samples::Sample::is_company_wide);
    let mut refused: Vec<String> = Vec::new();
    for sample in commands {
        let reply = world.call(sample.function, sample.sent_with(&token)).await;
        assert_eq!(reply.refused(403), ["company_scope_missing"], "{} {}", sample.method, sample.path);
        refused.push(format!("{} {}", sample.method, sample.path));
    }
    let expected = [
        "POST /agreements",
        "POST /enrollments/SSDPS/withdraw",
        "POST /enrollments",
        "POST /enrollments/SSDPS/withdraw",
        "POST /enrollments/SSDPS/renew",
        "PUT /profile",
        "PUT /invoices/INV-SA-CLAIM-SEEN/file",
        "PUT /payees/DDPS",
    ];
    assert_eq!(refused, expected);
    let location = crate::enrollment::location("TW");
    let put = async |path: &str| {
        let request = send("PUT", path).token(&token).json(&location);
        world.call(Function::Enrollment, request).await
    };
    assert_eq!(put("/locations/L-9").await.refused(403), ["company_scope_missing"], "a new location");
    assert_eq!(world.database.items(), before);
    put("/locations/L-1").await.expect(200);
}

#[tokio::test]
async fn a_list_shows_only_the_locations_of_the_token() {
    let world = World::new().await;
    let token = scoped(&world, &["L-2"]);
    let listed = world.call(Function::Enrollment, send("GET", "/locations").token(&token)).await.expect(200);
    let ids: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["location_id"].clone()).collect();
    assert_eq!(ids, ["L-2"]);
}

/// A token limited to a location, of operations too, changes that location and nothing of the company.
#[tokio::test]
async fn a_token_for_a_location_changes_only_that_location() {
    let world = World::new().await;
    for sample in samples::about_companies().iter().filter(|sample| sample.method != "GET") {
        for role in &sample.roles {
            let mut token_claims = json!({"sub": "U-1", "roles": [role], "locations": ["L-1"]});
            if *role != "operations" {
                token_claims["company_id"] = json!("P-1");
            }
            let token = world.issuer.sign(token_claims, world.clock.now());
            let named = if *role == "operations" { sample.about("P-1") } else { sample.clone() };
            let before = world.database.items();
            let reply = world.call(named.function, named.sent_with(&token)).await;
            if named.path.starts_with("/locations/L-1") {
                assert_eq!(reply.status, 200, "{role} {} {}: {:#}", named.method, named.path, reply.body);
            } else {
                assert_eq!(reply.refused(403), ["company_scope_missing"], "{role} {} {}", named.method, named.path);
                assert_eq!(world.database.items(), before, "{role} {} {}", named.method, named.path);
            }
        }
    }
}
