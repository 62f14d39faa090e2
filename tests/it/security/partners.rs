//! A company's record, evidence, enrollments and profile are hidden from other companies.

use serde_json::Value;
use tests::{Function, World};

use crate::{directory, enrollment, samples};

/// Values that only `P-1` may read.
const OWN: [&str; 5] = ["Northwind", "Harbor Road", "office@northwind.example", "hello@northwind.example", "An audit."];

/// A world in which every stored item of `P-1` has recognizable values.
async fn world() -> World {
    let world = World::new().await;
    for sample in samples::about_companies().iter().filter(|sample| sample.method != "GET") {
        let reply = world.call(sample.function, sample.sent(&world)).await;
        assert!(reply.status < 300, "{} {}: {:#}", sample.method, sample.path, reply.body);
    }
    enrollment::prove(&world, "P-1", "extra", &enrollment::competency()).await;
    enrollment::by_operations(&world, "P-1", "SSDPS", "suspend").await.expect(200);
    world
}

#[tokio::test]
async fn no_route_discloses_anything_to_another_company() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_companies().iter().filter(|sample| sample.method == "GET") {
        for role in sample.roles.iter().filter(|role| **role != "operations") {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            let reply = world.call(sample.function, sample.sent_with(&token)).await;
            for value in OWN {
                assert!(!reply.words().contains(value), "{value}: {role} {} {}", sample.method, sample.path);
            }
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Another company in the path or query gets the answer of an unknown company.
#[tokio::test]
async fn another_company_is_not_found() {
    let world = world().await;
    let before = world.database.items();
    for sample in samples::about_companies() {
        let partner_roles = sample.roles.iter().filter(|role| **role != "operations");
        let takes_query = sample.operations() && sample.method != "POST" && !sample.path.starts_with("/companies");
        for role in partner_roles {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            let hidden = if takes_query { sample.about("P-1") } else { sample.clone() };
            if !takes_query && !sample.path.starts_with("/companies") {
                continue;
            }
            let reply = world.call(hidden.function, hidden.sent_with(&token)).await;
            let mut unknown = hidden.clone();
            unknown.path = hidden.path.replace("P-1", "P-9");
            assert_eq!(reply.body, world.call(unknown.function, unknown.sent_with(&token)).await.body);
            assert_eq!(reply.expect(404)["code"], "company_not_found", "{role} {} {}", hidden.method, hidden.path);
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Commands act on the caller's own company: the items of `P-1` do not change.
#[tokio::test]
async fn commands_of_another_company_do_not_change_this_one() {
    let world = world().await;
    let of = |world: &World| {
        let items = world.database.items();
        items.into_iter().filter(|item| item["pk"]["S"] == "P#P-1").collect::<Vec<Value>>()
    };
    let before = of(&world);
    for sample in samples::about_companies() {
        for role in sample.roles.iter().filter(|role| **role != "operations") {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            world.call(sample.function, sample.sent_with(&token)).await;
        }
    }
    assert_eq!(of(&world), before);
}

/// A public search shows the published contact address, not the addresses of the locations.
#[tokio::test]
async fn the_directory_shows_only_what_was_published() {
    let world = world().await;
    world.run_outbox().await;
    for path in ["/providers", "/providers/P-1", "/providers?q=harbor", "/providers?q=office%40northwind"] {
        let reply = world.call(Function::Directory, testkit::send("GET", path)).await;
        for value in ["Harbor Road", "office@northwind.example", "4812", "U-7", "An audit."] {
            assert!(!reply.words().contains(value), "{value}: {path}");
        }
    }
    let hidden = crate::bodies::with(directory::profile(&["DDPS"], &[]), &serde_json::json!({"published": false}));
    directory::publish(&world, "P-1", &hidden).await.expect(200);
    world.run_outbox().await;
    let list = world.call(Function::Directory, testkit::send("GET", "/providers")).await;
    assert!(!list.words().contains("northwind"), "{}", list.words());
}
