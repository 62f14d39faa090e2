//! A reservation at a location that the company's profile does not show.

use domain::catalog::Catalog;
use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, SECRET, World, reservation};

use super::{admin, location};
use crate::bodies::{NUMBER, with};
use crate::directory::{profile, publish};

/// A world with the default catalog, in which `unlisted_location` has this value.
async fn world_with(unlisted_location: &str) -> World {
    let file = include_str!("../../../shared/domain/programs.toml");
    let file = file.replace("unlisted_location = \"warn\"", &format!("unlisted_location = \"{unlisted_location}\""));
    let world = World::configured(Catalog::parse(&file).unwrap(), SECRET).await;
    world.assign(NUMBER).await;
    admin(&world, "P-1", "PUT", "/locations/L-9", &location("TW")).await.expect(200);
    world
}

async fn reserve(world: &World, location: &str) -> Reply {
    let body = with(reservation(NUMBER), &json!({"location_id": location}));
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await
}

async fn amend(world: &World, body: Value) -> Value {
    let path = format!("/reservations/{NUMBER}");
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &body).await.expect(200)
}

#[tokio::test]
async fn a_reservation_at_an_unlisted_location_succeeds_with_a_warning() {
    let world = world_with("warn").await;
    let body = reserve(&world, "L-9").await.expect(201);
    assert_eq!((&body["status"], &body["reservation"]["location_id"]), (&json!("reserved"), &json!("L-9")));
    let warning = &body["warnings"][0];
    assert_eq!((&warning["code"], &warning["field"]), (&json!("location_not_listed"), &json!("location_id")));
    assert_eq!(warning["detail"], "L-9 is not in the company's published directory profile");
    assert_eq!(body["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(amend(&world, json!({"location_id": "L-1"})).await["warnings"], Value::Null);
    assert_eq!(amend(&world, json!({"location_id": "L-9"})).await["warnings"][0]["code"], "location_not_listed");
}

#[tokio::test]
async fn a_location_of_the_published_profile_has_no_warning() {
    let world = world_with("warn").await;
    assert_eq!(reserve(&world, "L-1").await.expect(201)["warnings"], Value::Null);
}

#[tokio::test]
async fn the_locations_of_an_unpublished_profile_are_unlisted() {
    let world = world_with("warn").await;
    let hidden = with(profile(&["DDPS"], &["L-1"]), &json!({"published": false}));
    publish(&world, "P-1", &hidden).await.expect(200);
    assert_eq!(reserve(&world, "L-1").await.expect(201)["warnings"][0]["code"], "location_not_listed");
}

#[tokio::test]
async fn with_refuse_in_the_catalog_the_reservation_is_refused_until_the_profile_lists_the_location() {
    let world = world_with("refuse").await;
    let reply = reserve(&world, "L-9").await;
    assert_eq!(reply.body["reasons"][0]["field"], "location_id");
    assert_eq!(reply.refused(409), ["location_not_listed"]);
    publish(&world, "P-1", &profile(&["DDPS"], &["L-9"])).await.expect(200);
    assert_eq!(reserve(&world, "L-9").await.expect(201)["warnings"], Value::Null);
}

#[tokio::test]
async fn with_ignore_in_the_catalog_the_reservation_has_no_warning() {
    let world = world_with("ignore").await;
    assert_eq!(reserve(&world, "L-9").await.expect(201)["warnings"], Value::Null);
}
