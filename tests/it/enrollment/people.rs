//! `GET /people`: who acted for a company, derived from the events of the stream.

use serde_json::{Value, json};
use testkit::{Reply, WireFault, send};
use tests::{Function, World, reservation};

use super::{admin, global, operations, request};
use crate::bodies::names;

const N: &str = "SA-PEOPLE-0001";

/// A token's content.
fn claims(sub: &str, company: &str, roles: &[&str], name: &Value) -> Value {
    json!({"sub": sub, "company_id": company, "roles": roles, "name": name})
}

/// An act of a person: the customer is sent the dates of the reservation.
async fn act(world: &World, claims: Value, at: &str) {
    world.clock.set(at);
    let token = world.issuer.sign(claims, world.clock.now());
    let path = format!("/reservations/{N}/notify");
    world.call(Function::Reservation, send("POST", &path).token(&token).key(at)).await.expect(200);
}

fn chen() -> Value {
    claims("U-1", "P-1", &["mpn_admin"], &json!("Chen Yu-Lin"))
}

/// A world with a reservation by Chen at the start of 22 November.
async fn reserved() -> World {
    let world = World::new().await;
    world.assign(N).await;
    let token = world.issuer.sign(chen(), world.clock.now());
    world
        .call(Function::Reservation, send("POST", "/reservations").token(&token).json(&reservation(N)))
        .await
        .expect(201);
    world
}

async fn people(world: &World) -> Value {
    global(world, "P-1", "GET", "/people", &Value::Null).await.expect(200)["people"].take()
}

fn seen(person: &str, name: &str, roles: &[&str], day: &str) -> Value {
    json!({"person": person, "name": name, "roles": roles, "last_seen_on": day})
}

/// The number of writes of the items of people, on the stream.
fn writes(world: &World) -> usize {
    let is_person = |keys: &Value| keys["sk"]["S"].as_str().unwrap().starts_with("U#");
    let records = world.database.stream(1_000).into_iter().flat_map(|batch| batch.records);
    records.filter(|record| is_person(&json!(record.change.keys))).count()
}

#[tokio::test]
async fn who_acted_is_listed_by_name_with_roles_and_the_day_last_seen() {
    let world = reserved().await;
    assert_eq!(people(&world).await, json!([]), "before the stream is processed");
    act(&world, claims("U-2", "P-1", &["mpn_admin"], &Value::Null), "2026-11-23T09:00:00Z").await;
    act(&world, claims("U-3", "P-1", &["incentives", "mpn_admin", "other"], &json!("An Ru")), "2026-11-24T08:00:00Z")
        .await;
    world.run_outbox().await;
    let nameless = json!({"person": "U-2", "name": null, "roles": ["mpn_admin"], "last_seen_on": "2026-11-23"});
    let an = seen("U-3", "An Ru", &["mpn_admin", "incentives"], "2026-11-24");
    assert_eq!(people(&world).await, json!([an, seen("U-1", "Chen Yu-Lin", &["mpn_admin"], "2026-11-22"), nameless]));
    let body = operations(&world, "GET", "/people?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!((names(&body), &body["company_id"]), (vec!["company_id", "people"], &json!("P-1")));
    assert_eq!(body["people"], people(&world).await, "operations read the same");
}

/// Events of systems, of operations and of other companies name nobody of the company.
#[tokio::test]
async fn systems_and_operations_are_no_people_of_a_company() {
    let world = World::new().await;
    world.assign(N).await;
    operations(&world, "PUT", "/companies/P-1/evidence/extra", &super::competency()).await.expect(200);
    global(&world, "P-2", "PUT", "/locations/L-9", &super::location("DE")).await.expect(200);
    world.run_outbox().await;
    assert_eq!(people(&world).await, json!([]));
    let other = global(&world, "P-2", "GET", "/people", &Value::Null).await.expect(200);
    assert_eq!(other["people"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn everybody_of_a_company_learns_the_names_of_its_global_administrators() {
    let world = World::new().await;
    let signed = |sub: &str, name: &str| claims(sub, "P-1", &["global_admin", "incentives"], &json!(name));
    for (sub, name) in [("U-5", "Wang Li"), ("U-4", "Ho Jun")] {
        let token = world.issuer.sign(signed(sub, name), world.clock.now());
        let path = format!("/locations/{sub}");
        world.call(Function::Enrollment, request(&token, "PUT", &path, &super::location("TW"))).await.expect(200);
    }
    admin(&world, "P-1", "PUT", "/locations/L-8", &super::location("TW")).await.expect(200);
    world.run_outbox().await;
    let expected = json!([{"person": "U-4", "name": "Ho Jun"}, {"person": "U-5", "name": "Wang Li"}]);
    for (roles, locations) in [(&["mpn_admin"][..], None), (&[], None), (&["global_admin"], None), (&[], Some(["L-1"]))]
    {
        let mut claims = claims("U-9", "P-1", roles, &json!("Lee"));
        if let Some(locations) = locations {
            claims["locations"] = json!(locations);
        }
        let token = world.issuer.sign(claims, world.clock.now());
        let asked = request(&token, "GET", "/people?role=global_admin", &Value::Null);
        assert_eq!(world.call(Function::Enrollment, asked).await.expect(200)["people"], expected, "{roles:?}");
    }
    let asked = "/people?role=global_admin&company_id=P-1";
    assert_eq!(operations(&world, "GET", asked, &Value::Null).await.expect(200)["people"], expected);
    let other = admin(&world, "P-2", "GET", "/people?role=global_admin", &Value::Null).await.expect(200);
    assert_eq!(other["people"], json!([]), "of another company");
}

#[tokio::test]
async fn the_whole_list_is_for_global_administrators_of_the_whole_company_and_operations() {
    let world = reserved().await;
    let call = async |claims: Value, path: &str| -> Reply {
        let token = world.issuer.sign(claims, world.clock.now());
        world.call(Function::Enrollment, request(&token, "GET", path, &Value::Null)).await
    };
    for roles in [&["mpn_admin"][..], &["incentives"], &[]] {
        let refused = call(claims("U-9", "P-1", roles, &Value::Null), "/people").await;
        assert_eq!(refused.body["reasons"][0]["params"]["roles"], json!(["global_admin", "operations"]));
        assert_eq!(refused.refused(403), ["role_missing"], "{roles:?}");
    }
    let mut scoped = claims("U-9", "P-1", &["global_admin"], &Value::Null);
    scoped["locations"] = json!(["L-1"]);
    assert_eq!(call(scoped, "/people").await.refused(403), ["company_scope_missing"]);
    let global = claims("U-9", "P-1", &["global_admin"], &Value::Null);
    for path in ["/people?company_id=P-2", "/people?company_id=P-2&role=global_admin"] {
        assert_eq!(call(global.clone(), path).await.refused(404), ["company_not_found"]);
    }
    let reply = operations(&world, "GET", "/people", &Value::Null).await;
    assert_eq!(reply.refused(422), ["missing"], "operations name the company");
    let other = call(global, "/people?role=mpn_admin").await;
    assert_eq!(other.body["reasons"][0]["field"], "role");
    other.expect(422);
}

#[tokio::test]
async fn many_acts_of_a_day_write_once_and_a_change_of_name_or_roles_writes_again() {
    let world = reserved().await;
    for at in ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z"] {
        act(&world, chen(), at).await;
    }
    for _ in 0..2 {
        world.run_outbox().await;
    }
    assert_eq!(writes(&world), 1, "of one batch, delivered twice");
    let renamed = claims("U-1", "P-1", &["mpn_admin"], &json!("Chen-Lin"));
    act(&world, renamed.clone(), "2026-11-22T12:00:00Z").await;
    world.run_outbox().await;
    assert_eq!(writes(&world), 2);
    act(&world, claims("U-1", "P-1", &["mpn_admin", "global_admin"], &Value::Null), "2026-11-22T13:00:00Z").await;
    world.run_outbox().await;
    assert_eq!(people(&world).await, json!([seen("U-1", "Chen-Lin", &["mpn_admin", "global_admin"], "2026-11-22")]));
    assert_eq!(writes(&world), 3, "the name of the token before stays");
}

/// The stream delivers the acts of one person about several items in any order, and again.
#[tokio::test]
async fn a_late_or_repeated_delivery_never_sets_the_day_back() {
    let world = reserved().await;
    act(&world, chen(), "2026-11-23T10:00:00Z").await;
    act(&world, claims("U-1", "P-1", &["mpn_admin", "incentives"], &json!("Chen")), "2026-11-25T10:00:00Z").await;
    let batch = serde_json::to_value(&world.database.stream(1_000)[0]).unwrap();
    let is_event = |record: &&Value| record["dynamodb"]["Keys"]["sk"]["S"] == "V";
    let records: Vec<&Value> = batch["Records"].as_array().unwrap().iter().filter(is_event).collect();
    let newest = json!([seen("U-1", "Chen", &["mpn_admin", "incentives"], "2026-11-25")]);
    for (n, record) in records.iter().rev().chain(&records).enumerate() {
        assert_eq!(world.deliver_to_outbox(&json!({"Records": [record]})).await, Vec::<String>::new());
        assert_eq!(people(&world).await, newest, "after {n} more deliveries");
    }
    assert_eq!(writes(&world), 1);
}

#[tokio::test]
async fn people_that_cannot_be_recorded_are_delivered_again() {
    let world = reserved().await;
    world.database.faults.always_after(0, "BatchGetItem", WireFault::Throttled);
    assert_eq!(world.run_outbox().await, 1, "the first record of a person");
    world.database.faults.clear();
    assert_eq!(world.run_outbox().await, 0);
    assert_eq!(people(&world).await, json!([seen("U-1", "Chen Yu-Lin", &["mpn_admin"], "2026-11-22")]));
}

#[tokio::test]
async fn an_unreadable_person_is_left_out_and_replaced_by_the_next_act() {
    let world = reserved().await;
    act(&world, claims("U-2", "P-1", &["mpn_admin"], &json!("An Ru")), "2026-11-22T10:00:00Z").await;
    world.run_outbox().await;
    world.database.spoil("P#P-1", "U#U-2", "roles");
    assert_eq!(people(&world).await, json!([seen("U-1", "Chen Yu-Lin", &["mpn_admin"], "2026-11-22")]));
    act(&world, claims("U-2", "P-1", &["mpn_admin"], &json!("An Ru")), "2026-11-22T11:00:00Z").await;
    world.run_outbox().await;
    assert_eq!(people(&world).await.as_array().unwrap().len(), 2);
}
