//! Rules of every command on claims, payees and rates: keys, repetition and revisions.

use serde_json::{Value, json};
use tests::World;

use super::drafted;
use crate::bodies::NUMBER;
use crate::samples::{self, Sample};

fn commands() -> impl Iterator<Item = Sample> {
    samples::about_claims().into_iter().filter(|sample| sample.method != "GET")
}

/// A world in which each command succeeds.
async fn world() -> World {
    let world = World::new().await;
    samples::prepare_claims(&world).await;
    world
}

fn label(sample: &Sample) -> String {
    format!("{} {}", sample.method, sample.path)
}

/// Returns the command with another body.
fn with_other_body(sample: &Sample) -> Sample {
    let mut body = sample.body.clone();
    match body.as_object_mut() {
        None => body = json!({}),
        Some(fields) if fields.contains_key("valid_from") => body["sample"] = json!(true),
        Some(fields) if fields.contains_key("received_on") => body["received_on"] = json!("2026-11-19"),
        Some(fields) if fields.contains_key("file_name") => body["file_name"] = json!("other.pdf"),
        Some(fields) if fields.contains_key("locations") => body["locations"] = json!({"L-2": "B-1"}),
        Some(fields) => {
            let text =
                ["invoice_number", "reason", "comment", "text"].into_iter().find(|name| fields.contains_key(*name));
            let field = &mut body[text.unwrap()];
            *field = json!(format!("{}1", field.as_str().unwrap()));
        }
    }
    Sample { body, ..sample.clone() }
}

#[tokio::test]
async fn a_repeated_key_with_the_same_body_returns_the_first_answer_and_changes_nothing() {
    let world = world().await;
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        let first = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert!(first.status < 300, "{}: {:#}", label(&sample), first.body);
        let items = world.database.items();
        let again = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{}", label(&sample));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(world.database.items(), items, "{}", label(&sample));
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let world = world().await;
    // A command without a body cannot have another one.
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        world.call(sample.function, sample.sent(&world).key(&key)).await;
        if sample.body.is_null() {
            continue;
        }
        let items = world.database.items();
        let other = world.call(sample.function, with_other_body(&sample).sent(&world).key(&key)).await;
        assert_eq!(other.expect(422)["code"], "idempotency_key_reused", "{}", label(&sample));
        assert_eq!(world.database.items(), items, "{}", label(&sample));
    }
}

#[tokio::test]
async fn a_malformed_key_is_refused() {
    let world = world().await;
    let long = "k".repeat(256);
    for sample in commands() {
        for key in ["", "  ", &long] {
            let reply = world.call(sample.function, sample.sent(&world).key(key)).await;
            assert_eq!(reply.body["reasons"][0]["field"], "Idempotency-Key", "{}", label(&sample));
            reply.expect(422);
        }
    }
}

#[tokio::test]
async fn a_repeated_command_without_a_key_changes_nothing_or_is_refused() {
    let world = world().await;
    // The same words written twice are two comments.
    for sample in commands().filter(|sample| !sample.path.ends_with("/comments")) {
        let first = world.call(sample.function, sample.sent(&world)).await;
        assert!(first.status < 300, "{}: {:#}", label(&sample), first.body);
        let items = world.database.items();
        let again = world.call(sample.function, sample.sent(&world)).await;
        assert!(again.status == 409 || again.body == first.body, "{}: {:#}", label(&sample), again.body);
        assert_eq!(world.database.items(), items, "{}", label(&sample));
    }
}

#[tokio::test]
async fn a_change_with_a_stale_tag_is_refused_and_with_the_stored_one_accepted() {
    let world = world().await;
    for sample in commands().filter(|sample| sample.path != "/claims/submit") {
        let items = world.database.items();
        for (tag, status) in
            [("\"999\"", 412), ("\"01\"", 412), ("\"998\", \"999\"", 412), ("W/\"1\"", 422), ("1", 422)]
        {
            let stale = world.call(sample.function, sample.sent(&world).header("if-match", tag)).await;
            assert_eq!(stale.status, status, "{} {tag}: {:#}", label(&sample), stale.body);
        }
        assert_eq!(world.database.items(), items, "{}", label(&sample));
        let rev = tag_of(&world, &sample).await;
        let is_new = sample.path.starts_with("/rates") || sample.path.ends_with("/paper");
        let name = if is_new { "if-none-match" } else { "if-match" };
        let fresh = world.call(sample.function, sample.sent(&world).header(name, &rev)).await;
        assert!(fresh.status < 300, "{} at {rev}: {:#}", label(&sample), fresh.body);
        assert!(fresh.header("etag").is_some(), "{}", label(&sample));
    }
}

/// The entity tag of the item that a command changes, or `*` if it does not exist yet.
async fn tag_of(world: &World, sample: &Sample) -> String {
    if !sample.path.contains("/CL-") {
        return "*".to_owned();
    }
    let claim: Vec<&str> = sample.path.split('/').take(3).collect();
    let reply = world.reviewer("GET", &claim.join("/"), &Value::Null).await;
    reply.header("etag").unwrap().to_owned()
}

/// A key is bound to its caller: two people with the same key send two different commands.
#[tokio::test]
async fn a_key_is_bound_to_its_caller() {
    let world = drafted().await;
    world.draft("SA-OTHER-01").await;
    for (sub, number) in [("U-1", NUMBER), ("U-2", "SA-OTHER-01")] {
        let token = world.issuer.token(sub, Some("P-1"), &["incentives"], world.clock.now());
        let path = format!("/claims/CL-{number}/submit");
        let sent = testkit::send("POST", &path).token(&token).key("same").json(&tests::invoice(sub));
        assert_eq!(world.call(tests::Function::PaymentRequest, sent).await.expect(200)["invoice_number"], sub);
    }
}
