//! Signatures of webhook messages (PROGRAM.md 15.3).

use api::Secrets;
use domain::catalog::Catalog;
use testkit::{Reply, Sent, send};
use tests::{Function, SECRET, World, assigned};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
/// Another secret of the same form.
const OTHER: &str = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhpcnR5LXR3by1ieXQ=";
const PATHS: [&str; 2] = ["/events", "/mail"];

/// A message as its sender signs and sends it.
struct Message {
    id: &'static str,
    /// The age of the signature in seconds.
    age: i64,
    body: String,
}

impl Message {
    fn new(id: &'static str) -> Self {
        Self { id, age: 0, body: assigned(NUMBER).to_string() }
    }

    fn aged(mut self, seconds: i64) -> Self {
        self.age = seconds;
        self
    }

    fn at(&self, world: &World) -> i64 {
        world.clock.now().as_second() - self.age
    }

    fn signature(&self, world: &World, secret: &str) -> String {
        Secrets::parse(secret).unwrap().sign(self.id, self.at(world), self.body.as_bytes())
    }

    /// Builds the request with the given header values; an empty value omits its header.
    fn request(&self, path: &str, id: &str, timestamp: &str, signature: &str) -> Sent {
        let kind = if path == "/mail" { "message/rfc822" } else { "application/json" };
        let request = send("POST", path).header("content-type", kind).bytes(self.body.as_bytes());
        let headers = [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)];
        let given = headers.into_iter().filter(|(_, value)| !value.is_empty());
        given.fold(request, |request, (name, value)| request.header(name, value))
    }

    async fn signed_with(&self, world: &World, signature: &str) -> Reply {
        let request = self.request("/events", self.id, &self.at(world).to_string(), signature);
        world.call(Function::Assignment, request).await
    }
}

#[track_caller]
fn assert_refused(reply: Reply, code: &str) {
    assert_eq!(reply.header("www-authenticate"), Some("Webhook-Signature"));
    assert_eq!(reply.body["code"], "unauthenticated");
    assert_eq!(reply.refused(401), [code]);
}

#[tokio::test]
async fn a_message_without_its_headers_is_refused() {
    let world = World::new().await;
    let message = Message::new("m-1");
    let (at, signature) = (message.at(&world).to_string(), message.signature(&world, SECRET));
    for path in PATHS {
        for (id, at, signature) in [("", &*at, &*signature), ("m-1", "", &signature), ("m-1", &at, ""), ("", "", "")] {
            assert_refused(
                world.call(Function::Assignment, message.request(path, id, at, signature)).await,
                "signature_missing",
            );
        }
    }
}

#[tokio::test]
async fn a_malformed_header_is_refused() {
    let world = World::new().await;
    let message = Message::new("m-1");
    let (at, signature) = (message.at(&world).to_string(), message.signature(&world, SECRET));
    let long = "x".repeat(2_000);
    for path in PATHS {
        for (id, at, signature) in [
            ("m.1", &*at, &*signature),
            ("m 1", &at, &signature),
            (&long, &at, &signature),
            ("m-1", "now", &signature),
            ("m-1", "-1", &signature),
            ("m-1", "99999999999999999999", &signature),
            ("m-1", &at, &long),
        ] {
            let request = message.request(path, id, at, signature);
            assert_refused(world.call(Function::Assignment, request).await, "signature_malformed");
        }
    }
}

#[tokio::test]
async fn a_signature_of_other_content_or_secret_is_refused() {
    let world = World::new().await;
    let message = Message::new("m-1");
    let (at, good) = (message.at(&world).to_string(), message.signature(&world, SECRET));
    let other_id = Message::new("m-2").signature(&world, SECRET);
    let other_time = Message::new("m-1").aged(1).signature(&world, SECRET);
    let mut other_body = Message::new("m-1");
    other_body.body = assigned("SA-OTHER-0001").to_string();
    let other_version = good.replace("v1,", "v2,");
    for path in PATHS {
        for signature in [
            "v1,",
            "v1,AAAA",
            "v1,not base64",
            "nonsense",
            &good[3..],
            &other_version,
            &other_id,
            &other_time,
            &other_body.signature(&world, SECRET),
            &message.signature(&world, OTHER),
        ] {
            let request = message.request(path, "m-1", &at, signature);
            assert_refused(world.call(Function::Assignment, request).await, "signature_mismatch");
        }
    }
    assert_eq!(world.items("V"), 0);
}

#[tokio::test]
async fn a_signature_is_valid_within_five_minutes_of_now() {
    let world = World::new().await;
    for (id, age, code) in [("old", 301, "signature_too_old"), ("new", -301, "signature_too_new")] {
        let message = Message::new(id).aged(age);
        assert_refused(message.signed_with(&world, &message.signature(&world, SECRET)).await, code);
    }
    for (id, age, status) in [("late", 300, 201), ("early", -300, 200)] {
        let message = Message::new(id).aged(age);
        assert_eq!(message.signed_with(&world, &message.signature(&world, SECRET)).await.status, status);
    }
}

#[tokio::test]
async fn a_replayed_message_changes_nothing() {
    let world = World::new().await;
    let message = Message::new("m-1");
    let signature = message.signature(&world, SECRET);
    let first = message.signed_with(&world, &signature).await.expect(201);
    world.clock.set("2026-11-22T09:04:59Z");
    let replayed = Message::new("m-1").aged(299);
    assert_eq!(replayed.signed_with(&world, &signature).await.expect(200), first);
    world.clock.set("2026-11-22T09:05:01Z");
    assert_refused(Message::new("m-1").aged(301).signed_with(&world, &signature).await, "signature_too_old");
}

#[tokio::test]
async fn during_rotation_both_secrets_are_valid() {
    let catalog = Catalog::shipped().unwrap();
    let world = World::configured(catalog.clone(), &format!("{OTHER},{SECRET}")).await;
    for (id, secret, status) in [("m-1", SECRET, 201), ("m-2", OTHER, 200)] {
        let message = Message::new(id);
        assert_eq!(message.signed_with(&world, &message.signature(&world, secret)).await.status, status);
    }
    let rotated = World::configured(catalog, OTHER).await;
    let message = Message::new("m-3");
    assert_refused(message.signed_with(&rotated, &message.signature(&rotated, SECRET)).await, "signature_mismatch");
}

#[tokio::test]
async fn one_valid_signature_of_several_is_sufficient() {
    let world = World::new().await;
    let message = Message::new("m-1");
    let (good, bad) = (message.signature(&world, SECRET), message.signature(&world, OTHER));
    message.signed_with(&world, &format!("v1a,AAAA {bad} {good}")).await.expect(201);
    let many = [&*bad; 8].join(" ");
    assert_refused(message.signed_with(&world, &many).await, "signature_mismatch");
    assert_refused(message.signed_with(&world, &format!("{many} {good}")).await, "signature_too_many");
}

/// Errors in a message are disclosed only to a sender with a valid signature.
#[tokio::test]
async fn a_body_is_not_read_before_its_signature_is_verified() {
    let world = World::new().await;
    for path in PATHS {
        let mut message = Message::new("m-1");
        message.body = "{ not json".to_owned();
        let bad = message.signature(&world, OTHER);
        let request = message.request(path, "m-1", &message.at(&world).to_string(), &bad);
        assert_refused(world.call(Function::Assignment, request).await, "signature_mismatch");
    }
}
