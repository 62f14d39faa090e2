//! Rules of every command about a company: idempotency keys, repeats, revisions.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World};

use super::{NEW, admin, competency, fields, operations_token, qualify, request, shown};
use crate::samples::{self, Sample};

fn commands() -> impl Iterator<Item = Sample> {
    samples::about_companies().into_iter().filter(|sample| sample.method != "GET")
}

/// The same command with another body.
fn with_another_body(sample: &Sample) -> Sample {
    let mut body = sample.body.clone();
    match body.as_object_mut() {
        None => body = json!({}),
        Some(fields) if fields.contains_key("program") => body["program"] = json!("DDPS"),
        Some(fields) => {
            let text =
                ["name", "display_name", "reason", "version"].into_iter().find(|name| fields.contains_key(*name));
            let field = &mut body[text.unwrap()];
            *field = json!(format!("{}1", field.as_str().unwrap()));
        }
    }
    Sample { body, ..sample.clone() }
}

#[tokio::test]
async fn a_repeated_key_returns_the_first_answer_and_changes_nothing() {
    let world = World::new().await;
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        let first = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert!(first.status < 300, "{} {}: {:#}", sample.method, sample.path, first.body);
        let before = world.database.items();
        let again = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{} {}", sample.method, sample.path);
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(world.database.items(), before, "{} {}", sample.method, sample.path);
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let world = World::new().await;
    // A command without a body has no other one.
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        world.call(sample.function, sample.sent(&world).key(&key)).await;
        if sample.body.is_null() {
            continue;
        }
        let before = world.database.items();
        let other = world.call(sample.function, with_another_body(&sample).sent(&world).key(&key)).await;
        assert_eq!(other.expect(422)["code"], "idempotency_key_reused", "{} {}", sample.method, sample.path);
        assert_eq!(world.database.items(), before);
    }
}

#[tokio::test]
async fn a_malformed_key_is_refused() {
    let world = World::new().await;
    let long = "k".repeat(256);
    for sample in commands() {
        for key in ["", "  ", &long] {
            let reply = world.call(sample.function, sample.sent(&world).key(key)).await;
            assert_eq!(reply.body["reasons"][0]["field"], "Idempotency-Key", "{} {}", sample.method, sample.path);
            reply.expect(422);
        }
    }
}

#[tokio::test]
async fn a_repeated_command_without_a_key_returns_the_same_state_or_is_refused() {
    let world = World::new().await;
    for sample in commands() {
        let first = world.call(sample.function, sample.sent(&world)).await;
        assert!(first.status < 300, "{} {}: {:#}", sample.method, sample.path, first.body);
        let before = world.database.items();
        let again = world.call(sample.function, sample.sent(&world)).await;
        assert!(again.status == 409 || again.body == first.body, "{} {}: {:#}", sample.method, sample.path, again.body);
        assert_eq!(world.database.items(), before, "{} {}", sample.method, sample.path);
    }
}

#[tokio::test]
async fn a_change_based_on_another_revision_is_refused_and_on_the_current_one_made() {
    let world = World::new().await;
    for sample in commands() {
        let before = world.database.items();
        let stale = world.call(sample.function, sample.sent(&world).header("if-match", "\"999\"")).await;
        let is_new = sample.method == "PUT" && sample.path.ends_with("/extra");
        assert_eq!(stale.expect(412)["code"], "precondition_failed", "{} {}", sample.method, sample.path);
        assert_eq!(world.database.items(), before, "{} {}", sample.method, sample.path);
        let rev = if is_new { "*".to_owned() } else { rev_of(&world, &sample).await };
        let name = if is_new { "if-none-match" } else { "if-match" };
        let fresh = world.call(sample.function, sample.sent(&world).header(name, &rev)).await;
        assert!(fresh.status < 300, "{} {} at {rev}: {:#}", sample.method, sample.path, fresh.body);
        if is_new {
            let there = world.call(sample.function, sample.sent(&world).header(name, "*")).await;
            assert_eq!(there.expect(412)["code"], "precondition_failed", "it exists now");
        }
    }
}

/// The entity tag of the item that a command changes.
async fn rev_of(world: &World, sample: &Sample) -> String {
    let path = sample.path.split('?').next().unwrap();
    let (list, id) = match path.split('/').collect::<Vec<_>>()[..] {
        ["", "companies", company, "evidence", id] => (format!("/companies/{company}/evidence"), id),
        ["", "companies", id] => (format!("/companies/{id}"), ""),
        ["", "agreements"] => ("/companies/P-1".to_owned(), ""),
        ["", "locations", id] => ("/locations".to_owned(), id),
        ["", "profile"] => ("/profile".to_owned(), ""),
        _ => ("/enrollments/SSDPS".to_owned(), ""),
    };
    let reply = world.as_admin("P-1", sample.function, "GET", &list, &Value::Null).await;
    if id.is_empty() {
        return reply.header("etag").unwrap().to_owned();
    }
    let named = |item: &&Value| item["evidence_id"] == id || item["location_id"] == id;
    let rev = reply.body["items"].as_array().unwrap().iter().find(named).unwrap()["rev"].clone();
    format!("\"{rev}\"")
}

#[tokio::test]
async fn if_match_on_a_missing_item_is_refused() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    let (token, operations) = (world.admin_of(NEW), operations_token(&world));
    let profile = crate::directory::profile(&["DDPS"], &[]);
    for (token, function, method, path, body) in [
        (&operations, Function::Enrollment, "PUT", "/companies/P-5", super::company()),
        (&operations, Function::Enrollment, "PUT", "/companies/P-4/evidence/more", competency()),
        (&token, Function::Enrollment, "PUT", "/locations/L-1", super::location("TW")),
        (&token, Function::Enrollment, "POST", "/enrollments", json!({"program": "DDPS"})),
        (&token, Function::Directory, "PUT", "/profile", profile),
    ] {
        let based = request(token, method, path, &body).header("if-match", "\"1\"");
        assert_eq!(world.call(function, based).await.expect(412)["code"], "precondition_failed", "{method} {path}");
        let reply = world.call(function, request(token, method, path, &body)).await;
        assert!(reply.status < 300, "{method} {path}: {:#}", reply.body);
        assert_eq!(reply.header("etag"), Some("\"1\""), "{method} {path}");
    }
}

/// A replay returns the first answer and does not run the command again.
#[tokio::test]
async fn a_replayed_command_does_not_undo_a_newer_one() {
    let world = World::new().await;
    let done: Vec<Sample> = commands().collect();
    let find = |method: &str, part: &str| {
        done.iter().find(|sample| sample.method == method && sample.path.contains(part)).unwrap().clone()
    };
    let evidence = find("PUT", "/extra");
    let pairs = [
        (find("PUT", "/companies/P-1"), with_another_body(&find("PUT", "/companies/P-1"))),
        (evidence.clone(), with_another_body(&evidence)),
        (find("DELETE", "/extra"), evidence),
        (find("PUT", "/locations"), with_another_body(&find("PUT", "/locations"))),
        (find("POST", "/withdraw"), find("POST", "/renew")),
        (find("POST", "/suspend"), find("POST", "/reinstate")),
        (find("PUT", "/profile"), with_another_body(&find("PUT", "/profile"))),
    ];
    for (index, (old, newer)) in pairs.iter().enumerate() {
        let keyed = |sample: &Sample, which: &str| sample.sent(&world).key(&format!("{which}-{index}"));
        let first = world.call(old.function, keyed(old, "old")).await;
        assert!(first.status < 300, "{} {}: {:#}", old.method, old.path, first.body);
        let then = world.call(newer.function, keyed(newer, "new")).await;
        assert!(then.status < 300, "{} {}: {:#}", newer.method, newer.path, then.body);
        let before = world.database.items();
        let again = world.call(old.function, keyed(old, "old")).await;
        assert_eq!(again.status, first.status, "{} {}", old.method, old.path);
        assert_eq!(world.database.items(), before, "{} {} ran again", old.method, old.path);
    }
}

/// The answer to a command that changed nothing is stored under its key as well.
#[tokio::test]
async fn a_replayed_command_that_changed_nothing_does_not_undo_a_newer_one() {
    let world = World::new().await;
    let done: Vec<Sample> = commands().collect();
    let find = |method: &str, part: &str| {
        done.iter().find(|sample| sample.method == method && sample.path.contains(part)).unwrap().clone()
    };
    let pairs = [
        (find("PUT", "/companies/P-1"), with_another_body(&find("PUT", "/companies/P-1"))),
        (find("PUT", "/locations"), with_another_body(&find("PUT", "/locations"))),
        (find("POST", "/suspend"), find("POST", "/reinstate")),
        (find("PUT", "/profile"), with_another_body(&find("PUT", "/profile"))),
    ];
    for (index, (old, newer)) in pairs.iter().enumerate() {
        let key = format!("old-{index}");
        assert!(world.call(old.function, old.sent(&world)).await.status < 300);
        let nothing = world.call(old.function, old.sent(&world).key(&key)).await;
        assert!(nothing.status < 300, "{} {}: {:#}", old.method, old.path, nothing.body);
        assert!(world.call(newer.function, newer.sent(&world)).await.status < 300);
        let before = world.database.items();
        let again = world.call(old.function, old.sent(&world).key(&key)).await;
        assert_eq!(again.status, nothing.status, "{} {}", old.method, old.path);
        assert_eq!(world.database.items(), before, "{} {} ran again", old.method, old.path);
    }
}

#[tokio::test]
async fn a_replayed_enrollment_does_not_restore_a_withdrawn_one() {
    let world = World::new().await;
    qualify(&world, NEW).await;
    let token = world.admin_of(NEW);
    let enroll = send("POST", "/enrollments").token(&token).key("join").json(&json!({"program": "DDPS"}));
    world.call(Function::Enrollment, enroll.clone()).await.expect(201);
    admin(&world, NEW, "POST", "/enrollments/DDPS/withdraw", &Value::Null).await.expect(200);
    let again = world.call(Function::Enrollment, enroll).await.expect(201);
    assert_eq!(fields(&again, ["status", "rev"]), [json!("active"), json!(1)], "the first answer");
    assert_eq!(shown(&world, NEW, "DDPS").await["status"], "withdrawn");
}

/// A key belongs to its caller: two administrators with the same key send two commands.
#[tokio::test]
async fn the_same_key_of_another_company_is_another_key() {
    let world = World::new().await;
    for (company, country) in [("P-1", "TW"), ("P-2", "US")] {
        let sent = request(&world.admin_of(company), "PUT", "/locations/L-1", &super::location(country)).key("same");
        assert_eq!(world.call(Function::Enrollment, sent).await.expect(200)["country"], country);
    }
}

#[tokio::test]
async fn if_none_match_creates_and_replaces_nothing() {
    let world = World::new().await;
    let token = operations_token(&world);
    for (path, body, status) in [
        ("/companies/P-1", super::company(), 412),
        ("/companies/P-4", super::company(), 200),
        ("/companies/P-1/evidence/extra", competency(), 200),
        ("/companies/P-1/evidence/extra", competency(), 412),
        ("/locations/L-1?company_id=P-1", super::location("TW"), 412),
        ("/locations/L-8?company_id=P-1", super::location("TW"), 200),
    ] {
        let before = world.database.items();
        let sent = request(&token, "PUT", path, &body).header("if-none-match", "*");
        let reply = world.call(Function::Enrollment, sent).await;
        assert_eq!(reply.status, status, "{path}: {:#}", reply.body);
        assert!(status == 200 || reply.body["code"] == "precondition_failed", "{path}: {:#}", reply.body);
        assert_eq!(world.database.items() == before, status == 412, "{path}");
    }
}
