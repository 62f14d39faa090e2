//! Listing: a company is listed while it is enrolled in a program of its published profile.

use serde_json::json;
use testkit::send;
use tests::{Function, World};

use super::{found, profile, publish, status};
use crate::bodies::with;
use crate::enrollment::{self, by_operations, on_enrollment};

/// True when `P-1` is listed: without a filter, under DDPS, under SSDPS.
async fn listed(world: &World) -> [bool; 3] {
    assert_eq!(world.run_outbox().await, 0);
    let lists = |found: Vec<String>| found.contains(&"P-1".to_owned());
    let all = lists(found(world, "").await);
    assert_eq!(status(world, "P-1").await == 200, all, "its page exists as long as it is listed");
    [all, lists(found(world, "program=DDPS").await), lists(found(world, "program=SSDPS").await)]
}

#[tokio::test]
async fn an_unpublished_profile_is_not_listed() {
    let world = World::new().await;
    assert_eq!(listed(&world).await, [true; 3]);
    let body = profile(&["DDPS", "SSDPS"], &["L-1"]);
    publish(&world, "P-1", &with(body.clone(), &json!({"published": false}))).await.expect(200);
    assert_eq!(listed(&world).await, [false; 3]);
    publish(&world, "P-1", &body).await.expect(200);
    assert_eq!(listed(&world).await, [true; 3]);
}

#[tokio::test]
async fn a_withdrawn_enrollment_is_not_listed_until_it_is_renewed() {
    let world = World::new().await;
    on_enrollment(&world, "P-1", "SSDPS", "withdraw").await.expect(200);
    assert_eq!(listed(&world).await, [true, true, false]);
    on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
    assert_eq!(listed(&world).await, [false; 3]);
    on_enrollment(&world, "P-1", "SSDPS", "renew").await.expect(200);
    assert_eq!(listed(&world).await, [true, false, true]);
    enrollment::enroll(&world, "P-1", "DDPS").await.expect(201);
    assert_eq!(listed(&world).await, [true; 3]);
}

#[tokio::test]
async fn a_suspended_enrollment_is_not_listed_until_it_is_reinstated() {
    let world = World::new().await;
    by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    assert_eq!(listed(&world).await, [true, false, true]);
    by_operations(&world, "P-1", "SSDPS", "suspend").await.expect(200);
    assert_eq!(listed(&world).await, [false; 3]);
    by_operations(&world, "P-1", "DDPS", "reinstate").await.expect(200);
    assert_eq!(listed(&world).await, [true, true, false]);
}

/// No sweep has run and nothing was written: the clock alone decides.
#[tokio::test]
async fn a_lapsed_enrollment_is_not_listed_by_the_clock_alone_until_it_is_renewed() {
    let world = World::new().await;
    for (now, expected) in
        [("2027-06-02T00:00:00Z", [true; 3]), ("2027-07-01T23:59:59Z", [true; 3]), ("2027-07-02T00:00:00Z", [false; 3])]
    {
        world.clock.set(now);
        assert_eq!(listed(&world).await, expected, "{now}");
    }
    on_enrollment(&world, "P-1", "DDPS", "renew").await.expect(200);
    assert_eq!(listed(&world).await, [true, true, false]);
    assert_eq!(super::get(&world, "/providers/P-1").await.expect(200)["programs"], json!(["DDPS"]));
}

#[tokio::test]
async fn a_lapse_written_by_the_sweep_has_the_same_effect() {
    let world = World::new().await;
    assert_eq!(listed(&world).await, [true; 3]);
    world.clock.set("2027-07-02T06:00:00Z");
    let report = world.sweep_renewals(json!({})).await;
    assert_eq!(report["lapsed"], 3);
    assert_eq!(listed(&world).await, [false; 3]);
    on_enrollment(&world, "P-1", "SSDPS", "renew").await.expect(200);
    assert_eq!(listed(&world).await, [true, false, true]);
}

#[tokio::test]
async fn a_company_is_listed_once_it_has_both_a_profile_and_an_enrollment() {
    let world = World::new().await;
    enrollment::qualify(&world, enrollment::NEW).await;
    let steps: [&str; 2] = ["profile", "enrollment"];
    for order in [steps, ["enrollment", "profile"]] {
        let world = World::new().await;
        enrollment::qualify(&world, enrollment::NEW).await;
        for (index, step) in order.into_iter().enumerate() {
            match step {
                "profile" => drop(publish(&world, enrollment::NEW, &profile(&["DDPS"], &[])).await.expect(200)),
                _ => drop(enrollment::enroll(&world, enrollment::NEW, "DDPS").await.expect(201)),
            }
            world.run_outbox().await;
            assert_eq!(status(&world, enrollment::NEW).await == 200, index == 1, "{order:?}");
        }
        assert_eq!(found(&world, "program=DDPS").await, ["P-1", "P-2", "P-4"], "Northwind sorts last");
    }
}

/// Folding makes these names eleven times as long. Without a bound the listing would not fit an item of the table.
#[tokio::test]
async fn the_largest_profile_is_listed() {
    const COUNTRIES: [&str; 13] = ["TW", "US", "JP", "IN", "DE", "FR", "GB", "IT", "ES", "KR", "CA", "AU", "BR"];
    let world = World::new().await;
    let admin = world.issuer.token("U-1", Some("P-1"), &["global_admin"], world.clock.now());
    let mut ids = Vec::new();
    for (country, number) in COUNTRIES.iter().flat_map(|country| (0..5).map(move |number| (country, number))) {
        let id = format!("L-{country}{number}");
        let body = with(enrollment::location(country), &json!({"name": "\u{fdfa}".repeat(200)}));
        let put = send("PUT", &format!("/locations/{id}")).token(&admin).json(&body);
        assert!([200, 201].contains(&world.call(Function::Enrollment, put).await.status));
        ids.push(id);
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    publish(&world, "P-1", &profile(&["DDPS"], &ids)).await.expect(200);
    assert_eq!(listed(&world).await, [true, true, false]);
}
