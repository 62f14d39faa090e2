//! Signatures of the payer's reports (PROGRAM.md 15.3).

use api::Secrets;
use testkit::{Reply, Sent, send};
use tests::{Function, PAYMENT_SECRET, SECRET, World, paying};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
/// Another secret of the same form.
const OTHER: &str = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhpcnR5LXR3by1ieXQ=";

/// A world with an approved claim.
async fn approved() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(NUMBER).await;
    world.approve(NUMBER).await;
    world
}

/// A report as the payer signs and sends it.
struct Report {
    id: &'static str,
    /// The age of the signature in seconds.
    age: i64,
    body: String,
}

impl Report {
    fn new(id: &'static str, age: i64) -> Self {
        Self { id, age, body: paying("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").to_string() }
    }

    fn at(&self, world: &World) -> i64 {
        world.clock.now().as_second() - self.age
    }

    fn signature(&self, world: &World, secret: &str) -> String {
        Secrets::parse(secret).unwrap().sign(self.id, self.at(world), self.body.as_bytes())
    }

    /// Builds the request with the given header values; an empty value omits its header.
    fn request(&self, id: &str, timestamp: &str, signature: &str) -> Sent {
        let request = send("POST", "/events").header("content-type", "application/json").bytes(self.body.as_bytes());
        let headers = [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)];
        let given = headers.into_iter().filter(|(_, value)| !value.is_empty());
        given.fold(request, |request, (name, value)| request.header(name, value))
    }

    async fn signed_with(&self, world: &World, signature: &str) -> Reply {
        let request = self.request(self.id, &self.at(world).to_string(), signature);
        world.call(Function::PaymentStatus, request).await
    }
}

#[track_caller]
fn assert_refused(reply: Reply, code: &str) {
    assert_eq!(reply.header("www-authenticate"), Some("Webhook-Signature"));
    assert_eq!(reply.body["code"], "unauthenticated");
    assert_eq!(reply.refused(401), [code]);
}

async fn assert_unpaid(world: &World) {
    assert_eq!(world.shown_claim(NUMBER).await["status"], "approved");
}

#[tokio::test]
async fn a_report_without_its_headers_is_refused() {
    let world = approved().await;
    let report = Report::new("m-1", 0);
    let (at, signature) = (report.at(&world).to_string(), report.signature(&world, PAYMENT_SECRET));
    for (id, at, signature) in [("", &*at, &*signature), ("m-1", "", &signature), ("m-1", &at, ""), ("", "", "")] {
        assert_refused(
            world.call(Function::PaymentStatus, report.request(id, at, signature)).await,
            "signature_missing",
        );
    }
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    let with_token = report.request("", "", "").token(&token);
    assert_refused(world.call(Function::PaymentStatus, with_token).await, "signature_missing");
    assert_unpaid(&world).await;
}

/// The licensing side's secret does not sign reports of the payer.
#[tokio::test]
async fn a_report_signed_with_another_secret_is_refused() {
    let world = approved().await;
    let report = Report::new("m-1", 0);
    for secret in [SECRET, OTHER] {
        assert_refused(report.signed_with(&world, &report.signature(&world, secret)).await, "signature_mismatch");
    }
    let theirs = world.signed("/events", "m-1", "application/json", report.body.as_bytes()).await;
    assert_eq!(theirs.status, 422, "the licensing side's webhook has no payment events: {:#}", theirs.body);
    assert_unpaid(&world).await;
}

#[tokio::test]
async fn a_signature_of_other_content_is_refused() {
    let world = approved().await;
    let report = Report::new("m-1", 0);
    let good = report.signature(&world, PAYMENT_SECRET);
    let mut altered = Report::new("m-1", 0);
    altered.body = altered.body.replace("PAY-1", "PAY-2");
    for signature in [
        "v1,",
        "v1,AAAA",
        "nonsense",
        &good.replace("v1,", "v2,"),
        &Report::new("m-2", 0).signature(&world, PAYMENT_SECRET),
        &Report::new("m-1", 1).signature(&world, PAYMENT_SECRET),
        &altered.signature(&world, PAYMENT_SECRET),
    ] {
        assert_refused(report.signed_with(&world, signature).await, "signature_mismatch");
    }
    assert_unpaid(&world).await;
    assert_eq!(report.signed_with(&world, &good).await.expect(200)["status"], "paid");
}

#[tokio::test]
async fn a_signature_is_valid_within_five_minutes_of_now() {
    let world = approved().await;
    for (age, code) in [(301, "signature_too_old"), (-301, "signature_too_new")] {
        let report = Report::new("m-1", age);
        assert_refused(report.signed_with(&world, &report.signature(&world, PAYMENT_SECRET)).await, code);
    }
    assert_unpaid(&world).await;
    for age in [300, -300] {
        let report = Report::new("m-1", age);
        report.signed_with(&world, &report.signature(&world, PAYMENT_SECRET)).await.expect(200);
    }
}

#[tokio::test]
async fn a_replayed_report_changes_nothing() {
    let world = approved().await;
    let report = Report::new("m-1", 0);
    let signature = report.signature(&world, PAYMENT_SECRET);
    let first = report.signed_with(&world, &signature).await.expect(200);
    let before = world.database.items();
    world.clock.set("2026-11-22T09:04:59Z");
    assert_eq!(Report::new("m-1", 299).signed_with(&world, &signature).await.expect(200), first);
    assert_eq!(world.database.items(), before);
    world.clock.set("2026-11-22T09:05:01Z");
    assert_refused(Report::new("m-1", 301).signed_with(&world, &signature).await, "signature_too_old");
}

/// Errors in a report are disclosed only to a sender with a valid signature.
#[tokio::test]
async fn a_body_is_not_read_before_its_signature_is_verified() {
    let world = approved().await;
    for body in ["{ not json", "", "{}"] {
        let report = Report { body: body.to_owned(), ..Report::new("m-1", 0) };
        assert_refused(report.signed_with(&world, &report.signature(&world, OTHER)).await, "signature_mismatch");
        let verified = report.signed_with(&world, &report.signature(&world, PAYMENT_SECRET)).await;
        assert!([400, 422].contains(&verified.status), "{body}: {:#}", verified.body);
    }
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    let world = approved().await;
    let report = Report::new("m-1", 0);
    let (at, signature) = (report.at(&world).to_string(), report.signature(&world, PAYMENT_SECRET));
    for (method, path, status) in
        [("GET", "/events", 405), ("POST", "/mail", 404), ("POST", "/claims/CL-1/approve", 404)]
    {
        let sent = send(method, path).header("webhook-id", "m-1").header("webhook-timestamp", &at);
        let sent = sent.header("webhook-signature", &signature).bytes(report.body.as_bytes());
        world.call(Function::PaymentStatus, sent).await.expect(status);
    }
}
