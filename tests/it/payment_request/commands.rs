//! What holds for every command about money: keys, repetition, revisions.

use serde_json::{Value, json};
use tests::World;

use super::drafted;
use crate::bodies::NUMBER;
use crate::samples::{self, Sample};

fn commands() -> impl Iterator<Item = Sample> {
    samples::about_claims().into_iter().filter(|sample| sample.method != "GET")
}

/// A program in which each command succeeds.
async fn world() -> World {
    let world = World::new().await;
    samples::prepare_claims(&world).await;
    world
}

fn told(sample: &Sample) -> String {
    format!("{} {}", sample.method, sample.path)
}

/// The same command with another body.
fn otherwise(sample: &Sample) -> Sample {
    let mut body = sample.body.clone();
    match body.as_object_mut() {
        None => body = json!({}),
        Some(fields) if fields.contains_key("valid_from") => body["sample"] = json!(true),
        Some(fields) if fields.contains_key("locations") => body["locations"] = json!({"L-2": "B-1"}),
        Some(fields) => {
            let text = ["invoice_number", "reason", "comment"].into_iter().find(|name| fields.contains_key(*name));
            let field = &mut body[text.unwrap()];
            *field = json!(format!("{}1", field.as_str().unwrap()));
        }
    }
    Sample { body, ..sample.clone() }
}

#[tokio::test]
async fn the_same_key_with_the_same_body_gives_the_same_answer_and_changes_nothing() {
    let world = world().await;
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        let first = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert!(first.status < 300, "{}: {:#}", told(&sample), first.body);
        let items = world.database.items();
        let again = world.call(sample.function, sample.sent(&world).key(&key)).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{}", told(&sample));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(world.database.items(), items, "{}", told(&sample));
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let world = world().await;
    // A command without a body has no other one.
    for (index, sample) in commands().enumerate() {
        let key = format!("key-{index}");
        world.call(sample.function, sample.sent(&world).key(&key)).await;
        if sample.body.is_null() {
            continue;
        }
        let items = world.database.items();
        let other = world.call(sample.function, otherwise(&sample).sent(&world).key(&key)).await;
        assert_eq!(other.expect(422)["code"], "idempotency_key_reused", "{}", told(&sample));
        assert_eq!(world.database.items(), items, "{}", told(&sample));
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused() {
    let world = world().await;
    let long = "k".repeat(256);
    for sample in commands() {
        for key in ["", "  ", &long] {
            let reply = world.call(sample.function, sample.sent(&world).key(key)).await;
            assert_eq!(reply.body["reasons"][0]["field"], "Idempotency-Key", "{}", told(&sample));
            reply.expect(422);
        }
    }
}

#[tokio::test]
async fn without_a_key_a_repeated_command_is_the_same_state_or_a_refusal() {
    let world = world().await;
    for sample in commands() {
        let first = world.call(sample.function, sample.sent(&world)).await;
        assert!(first.status < 300, "{}: {:#}", told(&sample), first.body);
        let items = world.database.items();
        let again = world.call(sample.function, sample.sent(&world)).await;
        assert!(again.status == 409 || again.body == first.body, "{}: {:#}", told(&sample), again.body);
        assert_eq!(world.database.items(), items, "{}", told(&sample));
    }
}

#[tokio::test]
async fn a_change_based_on_another_revision_is_refused_and_on_this_one_made() {
    let world = world().await;
    for sample in commands().filter(|sample| sample.path != "/claims/submit") {
        let items = world.database.items();
        for (tag, status) in
            [("\"999\"", 412), ("\"01\"", 412), ("\"998\", \"999\"", 412), ("W/\"1\"", 422), ("1", 422)]
        {
            let stale = world.call(sample.function, sample.sent(&world).header("if-match", tag)).await;
            assert_eq!(stale.status, status, "{} {tag}: {:#}", told(&sample), stale.body);
        }
        assert_eq!(world.database.items(), items, "{}", told(&sample));
        let rev = rev_of(&world, &sample).await;
        let name = if sample.path.starts_with("/rates") { "if-none-match" } else { "if-match" };
        let fresh = world.call(sample.function, sample.sent(&world).header(name, &rev)).await;
        assert!(fresh.status < 300, "{} at {rev}: {:#}", told(&sample), fresh.body);
        assert!(fresh.header("etag").is_some(), "{}", told(&sample));
    }
}

/// The revision of what a command changes; none where there is nothing yet.
async fn rev_of(world: &World, sample: &Sample) -> String {
    if !sample.path.contains("/CL-") {
        return "*".to_owned();
    }
    let claim: Vec<&str> = sample.path.split('/').take(3).collect();
    let reply = world.reviewer("GET", &claim.join("/"), &Value::Null).await;
    reply.header("etag").unwrap().to_owned()
}

/// A key belongs to a caller: of two people with the same key, each means their own command.
#[tokio::test]
async fn the_same_key_of_another_person_is_another_key() {
    let world = drafted().await;
    world.draft("SA-OTHER-01").await;
    for (sub, number) in [("U-1", NUMBER), ("U-2", "SA-OTHER-01")] {
        let token = world.issuer.token(sub, Some("P-1"), &["incentives"], world.clock.now());
        let path = format!("/claims/CL-{number}/submit");
        let sent = testkit::send("POST", &path).token(&token).key("same").json(&tests::invoice(sub));
        assert_eq!(world.call(tests::Function::PaymentRequest, sent).await.expect(200)["invoice_number"], sub);
    }
}
