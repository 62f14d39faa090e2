//! The effect of changed profiles and locations on the directory.

use serde_json::{Value, json};
use testkit::sample;
use tests::World;

use super::{found, get, profile, publish};
use crate::bodies::with;

async fn named(world: &World, name: &str) {
    let body = with(profile(&["DDPS"], &["L-1"]), &json!({"display_name": name}));
    publish(world, "P-1", &body).await.expect(200);
    assert_eq!(world.run_outbox().await, 0);
}

#[tokio::test]
async fn a_renamed_company_moves_in_the_sort_order() {
    let world = World::new().await;
    for (name, expected) in [("Zebra", ["P-2", "P-1"]), ("Ántler", ["P-1", "P-2"]), ("zebra", ["P-2", "P-1"])] {
        named(&world, name).await;
        for query in ["", "program=DDPS"] {
            assert_eq!(found(&world, query).await, expected, "{name} {query}");
        }
        assert_eq!(get(&world, "/providers/P-1").await.expect(200)["display_name"], name);
    }
    assert_eq!(found(&world, "q=antler").await, Vec::<String>::new(), "the old name is gone");
}

#[tokio::test]
async fn a_program_removed_from_the_profile_is_removed_from_the_directory() {
    let world = World::new().await;
    world.run_outbox().await;
    assert_eq!(found(&world, "program=SSDPS").await, ["P-1"]);
    named(&world, "Northwind").await;
    assert_eq!(found(&world, "program=SSDPS").await, Vec::<String>::new());
    assert_eq!(get(&world, "/providers/P-1").await.expect(200)["programs"], json!(["DDPS"]));
}

#[tokio::test]
async fn a_moved_and_renamed_location_is_found_under_its_new_country_and_name() {
    let world = World::new().await;
    world.run_outbox().await;
    let mut moved = sample::location("P-1", "L-3", "DE");
    moved.name = domain::Name::parse("Waterfront").unwrap();
    sample::put_location(&world.database.table, moved).await;
    world.run_outbox().await;
    assert_eq!(found(&world, "country=DE").await, ["P-1"]);
    assert_eq!(found(&world, "country=JP").await, Vec::<String>::new());
    assert_eq!(found(&world, "q=waterfront").await, ["P-1"]);
    let body = get(&world, "/providers/P-1").await.expect(200);
    assert_eq!(body["countries"], json!(["DE", "TW", "US"]));
    assert_eq!(body["locations"][2], json!({"location_id": "L-3", "name": "Waterfront", "country": "DE"}));
}

/// The registered name of a company and its evidence are not shown.
#[tokio::test]
async fn a_change_of_data_that_the_directory_does_not_show_has_no_effect() {
    let world = World::new().await;
    world.run_outbox().await;
    let before = get(&world, "/providers").await.expect(200);
    let company = crate::enrollment::company();
    world.as_operations(tests::Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    let path = "/companies/P-1/evidence/windows";
    world.as_operations(tests::Function::Enrollment, "DELETE", path, &Value::Null).await.expect(204);
    world.run_outbox().await;
    assert_eq!(get(&world, "/providers").await.expect(200), before);
}
