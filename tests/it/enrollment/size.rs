//! Companies without a location and with five hundred.

use serde_json::json;
use testkit::sample;
use tests::{Function, World, reservation};

use super::{NEW, enroll, qualify};
use crate::bodies::all_pages;

const MANY: &str = "P-5";

async fn add_locations(world: &World, locations: usize) {
    for n in 0..locations {
        sample::put_location(&world.database.table, sample::location(MANY, &format!("L-{n:03}"), "TW")).await;
    }
}

#[tokio::test]
async fn a_company_without_a_location_enrolls_but_does_not_reserve() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    enroll(&world, NEW, "DDPS").await.expect(201);
    world.assign("SA-EMPTY-001").await;
    let body = reservation("SA-EMPTY-001");
    let reply = world.as_admin(NEW, Function::Reservation, "POST", "/reservations", &body).await;
    assert_eq!(reply.refused(409), ["location_not_approved"]);
}

/// Approval is derived from the enrollment; nothing is written for each location.
#[tokio::test]
async fn a_company_with_500_locations_enrolls_with_as_many_calls_as_one_without() {
    let world = World::new().await;
    for company in [NEW, MANY] {
        qualify(&world, company).await;
    }
    add_locations(&world, 500).await;
    let mut readings = Vec::new();
    for company in [NEW, MANY] {
        world.database.meter.take();
        enroll(&world, company, "DDPS").await.expect(201);
        let reading = world.database.meter.take();
        readings.push((reading.calls, reading.sequential, reading.write_units.to_string()));
    }
    assert_eq!(readings[0], readings[1]);

    let token = world.admin_of(MANY);
    for (limit, pages) in [(100, 5), (99, 6), (7, 72)] {
        let (items, read) = all_pages(&world, Function::Enrollment, &token, "/locations", limit).await;
        let ids: Vec<_> = items.iter().map(|item| item["location_id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, (0..500).map(|n| format!("L-{n:03}")).collect::<Vec<_>>(), "{limit}");
        assert_eq!(read, pages);
        assert!(items.iter().all(|item| item["approved_for"] == json!(["DDPS"])));
    }
    world.assign("SA-MANY-0001").await;
    let mut body = reservation("SA-MANY-0001");
    body["location_id"] = json!("L-499");
    world.as_admin(MANY, Function::Reservation, "POST", "/reservations", &body).await.expect(201);
}
