//! `/locations`: added and changed, never removed.

use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World, reservation};

use super::{NEW, admin, by_operations, fields, location, on_enrollment, operations, qualify, request};
use crate::bodies::{all_pages, names, with};

async fn put(world: &World, id: &str, body: &Value) -> Reply {
    admin(world, "P-1", "PUT", &format!("/locations/{id}"), body).await
}

async fn listed(world: &World, company: &str) -> Vec<Value> {
    let body = admin(world, company, "GET", "/locations", &Value::Null).await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_location_is_added_and_changed() {
    let world = World::new().await;
    let reply = put(&world, "L-4", &location("DE")).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let more = json!({"location_id": "L-4", "approved_for": ["DDPS", "SSDPS"], "rev": 1});
    let added = reply.expect(200);
    assert_eq!(added, with(location("DE"), &more));
    assert_eq!(put(&world, "L-4", &location("DE")).await.expect(200), added, "a repeat changes nothing");
    let moved = with(location("AT"), &json!({"name": "Vienna"}));
    let changed = put(&world, "L-4", &moved).await.expect(200);
    assert_eq!(fields(&changed, ["name", "country", "rev"]), [json!("Vienna"), json!("AT"), json!(2)]);
    let ids: Vec<_> = listed(&world, "P-1").await.iter().map(|location| location["location_id"].clone()).collect();
    assert_eq!(ids, ["L-1", "L-2", "L-3", "L-4"]);
    assert_eq!(listed(&world, "P-2").await.len(), 1, "a location of P-1 is not listed for P-2");
}

#[tokio::test]
async fn a_location_cannot_be_removed() {
    let world = World::new().await;
    let reply = admin(&world, "P-1", "DELETE", "/locations/L-1", &Value::Null).await;
    assert_eq!(reply.header("allow"), Some("PUT"));
    assert_eq!(reply.expect(405)["code"], "method_not_allowed");
}

#[tokio::test]
async fn a_location_is_approved_for_the_programs_in_force() {
    let world = World::new().await;
    let approved = || async { listed(&world, "P-1").await[0]["approved_for"].clone() };
    assert_eq!(approved().await, json!(["DDPS", "SSDPS"]));
    on_enrollment(&world, "P-1", "SSDPS", "withdraw").await.expect(200);
    assert_eq!(approved().await, json!(["DDPS"]));
    by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    assert_eq!(approved().await, json!([]));
    by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200);
    world.clock.set("2027-07-01T00:00:00Z");
    assert_eq!(approved().await, json!(["DDPS"]), "in grace");
    world.clock.set("2027-07-02T00:00:00Z");
    assert_eq!(approved().await, json!([]), "lapsed, though no sweep has run");
    assert_eq!(listed(&world, "P-3").await, Vec::<Value>::new());
}

#[tokio::test]
async fn operations_read_and_change_the_locations_of_the_company_that_they_name() {
    let world = World::new().await;
    let path = "/locations/L-4?company_id=P-3";
    let added = operations(&world, "PUT", path, &location("DE")).await.expect(200);
    assert_eq!(fields(&added, ["location_id", "approved_for"]), [json!("L-4"), json!([])]);
    let body = operations(&world, "GET", "/locations?company_id=P-3", &Value::Null).await.expect(200);
    assert_eq!(body["items"], json!([added]));
    let unknown = operations(&world, "PUT", "/locations/L-4?company_id=P-9", &location("DE")).await;
    assert_eq!(unknown.refused(409), ["company_not_registered"]);
}

#[tokio::test]
async fn incentives_read_locations_and_change_none() {
    let world = World::new().await;
    let call = |method, path, body| {
        let caller = (&["incentives"][..], Some("P-1"));
        world.as_role(caller, Function::Enrollment, method, path, body)
    };
    assert_eq!(call("GET", "/locations", &Value::Null).await.expect(200)["items"].as_array().unwrap().len(), 3);
    let body = location("TW");
    let reply = call("PUT", "/locations/L-1", &body).await;
    assert_eq!(reply.body["detail"], "This needs the role mpn_admin or global_admin or operations.");
    assert_eq!(reply.refused(403), ["role_missing"]);
}

#[tokio::test]
async fn another_companys_locations_are_neither_read_nor_changed() {
    let world = World::new().await;
    for (method, path, body) in
        [("GET", "/locations?company_id=P-2", Value::Null), ("PUT", "/locations/L-1?company_id=P-2", location("TW"))]
    {
        let reply = admin(&world, "P-1", method, path, &body).await;
        assert_eq!(reply.expect(404)["code"], "company_not_found", "{method}");
    }
    assert_eq!(listed(&world, "P-2").await[0]["country"], "US");
}

/// A token for some locations reads and changes those, and adds none.
#[tokio::test]
async fn a_token_for_some_locations_reads_and_changes_no_other() {
    let world = World::new().await;
    let token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": ["L-2", "L-9"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let (items, _) = all_pages(&world, Function::Enrollment, &token, "/locations", 1).await;
    assert_eq!(items.iter().map(|location| &location["location_id"]).collect::<Vec<_>>(), ["L-2"]);
    let put = |id: &str| {
        world.call(Function::Enrollment, request(&token, "PUT", &format!("/locations/{id}"), &location("JP")))
    };
    for other in ["L-1", "L-4"] {
        assert_eq!(put(other).await.refused(403), ["location_missing"], "{other}");
    }
    assert_eq!(put("L-2").await.expect(200)["country"], "JP");
    assert_eq!(put("L-9").await.refused(403), ["company_scope_missing"], "a new one");
}

/// The enrollment approves locations that are added after it as well.
#[tokio::test]
async fn a_location_added_later_is_approved_at_once() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    super::enroll(&world, NEW, "DDPS").await.expect(201);
    world.assign("SA-LATER-001").await;
    let reserve = || async {
        let body = reservation("SA-LATER-001");
        world.as_admin(NEW, Function::Reservation, "POST", "/reservations", &body).await
    };
    assert_eq!(reserve().await.refused(409), ["location_not_approved"]);
    admin(&world, NEW, "PUT", "/locations/L-1", &location("TW")).await.expect(200);
    reserve().await.expect(201);
}
