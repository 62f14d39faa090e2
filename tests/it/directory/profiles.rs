//! `/profile`: the profile of a company.

use serde_json::{Value, json};
use testkit::sample;
use tests::{Function, World};

use super::{get, profile, publish};
use crate::bodies::{expected, faults, names, with};

async fn wrong(world: &World, fields: &Value) -> Vec<(String, String)> {
    faults(publish(world, "P-1", &with(profile(&["DDPS"], &["L-1"]), fields)).await)
}

async fn own(world: &World, company: &str) -> Value {
    world.as_admin(company, Function::Directory, "GET", "/profile", &Value::Null).await.expect(200)
}

#[tokio::test]
async fn a_profile_is_written_and_read_back() {
    let world = World::new().await;
    let none = world.as_admin("P-3", Function::Directory, "GET", "/profile", &Value::Null).await;
    assert_eq!(none.expect(404)["code"], "profile_not_found");
    let reply = publish(&world, "P-3", &profile(&["DDPS"], &[])).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let body = reply.expect(200);
    assert_eq!(body, with(profile(&["DDPS"], &[]), &json!({"company_id": "P-3", "listed": false, "rev": 1})));
    assert_eq!(own(&world, "P-3").await, body);
    assert_eq!(publish(&world, "P-3", &profile(&["DDPS"], &[])).await.expect(200), body, "a repeat changes nothing");
    let changed = publish(&world, "P-3", &profile(&["SSDPS"], &[])).await.expect(200);
    assert_eq!((&changed["programs"], &changed["rev"]), (&json!(["SSDPS"]), &json!(2)));
}

#[tokio::test]
async fn a_profile_reports_whether_it_is_listed() {
    let world = World::new().await;
    let listed = |body: Value| body["listed"].clone();
    assert_eq!(listed(own(&world, "P-1").await), true);
    for (fields, expected) in [
        (json!({"published": false}), false),
        (json!({"published": true, "programs": ["SDPS"]}), false),
        (json!({"published": true, "programs": ["SDPS", "SSDPS"]}), true),
    ] {
        let put = publish(&world, "P-1", &with(profile(&["DDPS"], &["L-1"]), &fields)).await.expect(200);
        assert_eq!(listed(put), expected, "{fields}");
        assert_eq!(listed(own(&world, "P-1").await), expected, "{fields}");
    }
    world.clock.set("2027-07-02T00:00:00Z");
    assert_eq!(listed(own(&world, "P-1").await), false, "lapsed");
}

#[tokio::test]
async fn every_error_in_a_profile_is_reported() {
    let world = World::new().await;
    let body = json!({
        "display_name": "", "description": 1, "website": "http://www.northwind.example", "contact_email": "hello",
        "programs": ["DDPS", "XXDPS", "dd ps"], "languages": ["en", "english"], "locations": ["L 1", 2],
        "published": "yes", "logo": "x",
    });
    let named = [
        ("display_name", "too_short"),
        ("description", "wrong_type"),
        ("website", "not_a_url"),
        ("contact_email", "not_an_email"),
        ("programs[1]", "not_a_program"),
        ("programs[2]", "bad_character"),
        ("languages[1]", "not_a_language"),
        ("locations[0]", "bad_character"),
        ("locations[1]", "wrong_type"),
        ("published", "wrong_type"),
        ("logo", "unknown_field"),
    ];
    assert_eq!(faults(publish(&world, "P-1", &body).await), expected(&named));
    let missing = faults(publish(&world, "P-1", &json!({})).await);
    assert_eq!(missing.len(), 8, "{missing:?}");
    assert!(missing.iter().all(|(_, code)| code == "missing"));
}

#[tokio::test]
async fn a_website_is_an_https_address() {
    let world = World::new().await;
    for address in [
        "http://www.northwind.example",
        "ftp://www.northwind.example",
        "www.northwind.example",
        "https://",
        "https://localhost",
        "https://name:secret@northwind.example",
        "https://www.northwind.example/<script>",
        "https://www.northwind.example:port",
        "javascript:alert(1)//https://www.northwind.example",
    ] {
        assert_eq!(
            wrong(&world, &json!({"website": address})).await,
            expected(&[("website", "not_a_url")]),
            "{address}"
        );
    }
    for address in ["https://www.northwind.example", "https://northwind.example:8443/tw?q=1#top"] {
        let body = publish(&world, "P-1", &with(profile(&["DDPS"], &[]), &json!({"website": address}))).await;
        assert_eq!(body.expect(200)["website"], address);
    }
}

#[tokio::test]
async fn a_description_has_at_most_2500_characters() {
    let world = World::new().await;
    for (text, fits) in [("x".repeat(2_500), true), ("部".repeat(2_500), true), ("部".repeat(2_501), false)] {
        let reply = publish(&world, "P-1", &with(profile(&["DDPS"], &[]), &json!({"description": text}))).await;
        if fits {
            assert_eq!(reply.expect(200)["description"], text);
        } else {
            assert_eq!(faults(reply), expected(&[("description", "too_long")]));
        }
    }
    assert_eq!(wrong(&world, &json!({"description": " "})).await, expected(&[("description", "too_short")]));
}

#[tokio::test]
async fn languages_are_normalized_tags_without_duplicates() {
    let world = World::new().await;
    let fields = json!({"languages": ["EN", "zh-tw", "zh-TW", "zh-hant-tw"], "programs": ["DDPS", "DDPS"]});
    let body = publish(&world, "P-1", &with(profile(&[], &["L-1", "L-1"]), &fields)).await.expect(200);
    assert_eq!(body["languages"], json!(["en", "zh-TW", "zh-Hant-TW"]));
    assert_eq!((&body["programs"], &body["locations"]), (&json!(["DDPS"]), &json!(["L-1"])));
    for tags in [json!(["e"]), json!(["en_US"]), json!(["en-"]), json!([""])] {
        assert_eq!(
            wrong(&world, &json!({"languages": tags})).await,
            expected(&[("languages[0]", "not_a_language")]),
            "{tags}"
        );
    }
    for list in ["languages", "programs"] {
        assert_eq!(wrong(&world, &json!({list: []})).await, expected(&[(list, "too_short")]), "{list}");
    }
}

#[tokio::test]
async fn only_locations_of_the_company_are_accepted() {
    let world = World::new().await;
    let named = [("locations[1]", "invalid"), ("locations[2]", "invalid")];
    assert_eq!(wrong(&world, &json!({"locations": ["L-1", "L-8", "L-9"]})).await, expected(&named));
    let reply = publish(&world, "P-2", &profile(&["DDPS"], &["L-2"])).await;
    assert_eq!(faults(reply), expected(&[("locations[0]", "invalid")]), "L-2 belongs to P-1");
}

/// The limit is for each country; the number of countries is not limited.
#[tokio::test]
async fn at_most_five_locations_of_a_country_are_accepted() {
    let world = World::new().await;
    for n in 4..=9 {
        sample::put_location(&world.database.table, sample::location("P-1", &format!("L-{n}"), "TW")).await;
    }
    let five = ["L-2", "L-3", "L-4", "L-5", "L-6", "L-7", "L-8"];
    let body = publish(&world, "P-1", &profile(&["DDPS"], &five)).await.expect(200);
    assert_eq!(body["locations"], json!(five));
    let seven = json!({"locations": ["L-2", "L-1", "L-4", "L-5", "L-6", "L-7", "L-8", "L-9"]});
    let named = [("locations[6]", "invalid"), ("locations[7]", "invalid")];
    assert_eq!(wrong(&world, &seven).await, expected(&named));
    assert_eq!(own(&world, "P-1").await["locations"], json!(five), "the stored profile is unchanged");
}

/// The first answer is returned although the locations have changed since.
#[tokio::test]
async fn a_repeated_key_returns_the_first_answer_after_locations_changed() {
    let world = World::new().await;
    for n in 4..=8 {
        sample::put_location(&world.database.table, sample::location("P-1", &format!("L-{n}"), "TW")).await;
    }
    let body = profile(&["DDPS"], &["L-2", "L-4", "L-5", "L-6", "L-7", "L-8"]);
    let put = testkit::send("PUT", "/profile").token(&world.admin_of("P-1")).key("once").json(&body);
    let first = world.call(Function::Directory, put.clone()).await.expect(200);
    sample::put_location(&world.database.table, sample::location("P-1", "L-2", "TW")).await;
    assert_eq!(world.call(Function::Directory, put).await.expect(200), first);
}

#[tokio::test]
async fn an_mpn_administrator_writes_the_profile_and_every_role_reads_it() {
    let world = World::new().await;
    for role in ["global_admin", "incentives", "operations"] {
        let body = profile(&["DDPS"], &[]);
        let reply = world.as_role((&[role], Some("P-1")), Function::Directory, "PUT", "/profile", &body).await;
        assert_eq!(reply.body["detail"], "This needs the role mpn_admin.");
        assert_eq!(reply.refused(403), ["role_missing"], "{role}");
        let read = world.as_role((&[role], Some("P-1")), Function::Directory, "GET", "/profile", &Value::Null).await;
        assert_eq!(read.expect(200), own(&world, "P-1").await, "{role}");
    }
    let named = world.as_operations(Function::Directory, "GET", "/profile?company_id=P-2", &Value::Null).await;
    assert_eq!(named.expect(200)["company_id"], "P-2");
    let unnamed = world.as_operations(Function::Directory, "GET", "/profile", &Value::Null).await;
    assert_eq!(faults(unnamed), expected(&[("company_id", "missing")]));
    let other = world.as_admin("P-1", Function::Directory, "GET", "/profile?company_id=P-2", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
}

#[tokio::test]
async fn the_public_page_of_a_company_has_the_public_fields_only() {
    let world = World::new().await;
    sample::put_location(&world.database.table, sample::location("P-1", "L-4", "TW")).await;
    publish(&world, "P-1", &profile(&["SSDPS", "DDPS", "SDPS"], &["L-4", "L-3", "L-1"])).await.expect(200);
    world.run_outbox().await;
    let body = get(&world, "/providers/P-1").await.expect(200);
    let fields = [
        "company_id",
        "contact_email",
        "countries",
        "description",
        "display_name",
        "languages",
        "locations",
        "programs",
        "website",
    ];
    assert_eq!(names(&body), fields);
    assert_eq!(body["programs"], json!(["DDPS", "SSDPS"]), "those it is enrolled in");
    assert_eq!(body["countries"], json!(["JP", "TW"]));
    let public_location = |id: &str, country: &str| json!({"location_id": id, "name": "Office", "country": country});
    assert_eq!(
        body["locations"],
        json!([public_location("L-4", "TW"), public_location("L-3", "JP"), public_location("L-1", "TW")])
    );
    let copied = ["company_id", "display_name", "description", "website", "contact_email", "languages"];
    let expected = with(profile(&[], &[]), &json!({"company_id": "P-1"}));
    assert_eq!(copied.map(|name| body[name].clone()), copied.map(|name| expected[name].clone()));
}
