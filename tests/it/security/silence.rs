//! Secrets, tokens and addresses that no log line and no answer may contain.

use serde_json::{Value, json};
use testkit::{MailFault, Reply, send};
use tests::{Function, PAYMENT_SECRET, PDF, SECRET, World, assigned, reservation_by};

use crate::log::Log;
use crate::samples;

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// Runs a whole lifecycle with refusals of every kind, malformed requests and redeliveries. Returns all replies.
async fn everything(world: &World) -> Vec<Reply> {
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let mut replies = Vec::new();
    for sample in samples::all(NUMBER, &id) {
        for company in ["P-2", "P-1"] {
            replies.push(world.as_admin(company, sample.function, sample.method, &sample.path, &sample.body).await);
        }
        replies.push(world.call(sample.function, sample.sent(world)).await);
        let garbage =
            send(sample.method, &sample.path).token("secret.token.of-somebody").bytes(b"lin.mei@contoso.example");
        replies.push(world.call(sample.function, garbage).await);
        let broken = send(sample.method, &sample.path).token(&world.admin_of("P-1")).bytes(b"{lin.mei@contoso.example");
        replies.push(world.call(sample.function, broken).await);
    }
    replies.push(world.webhook("again-1", &assigned(NUMBER)).await);
    let unsigned = send("POST", "/events").json(&assigned(NUMBER)).header("webhook-id", "m-1");
    replies.push(world.call(Function::Assignment, unsigned).await);
    replies.push(world.mail("mail-1", b"From: lin.mei@contoso.example\r\n\r\nHello").await);
    replies
}

/// Runs `everything` and then the functions behind the stream and the queues.
async fn everything_with_stream_and_queues() {
    let world = World::new().await;
    drop(everything(&world).await);
    world.ready("SA-LOG0-0001").await;
    world.redeem(&["SA-LOG0-0001"]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    claims_and_payments(&world).await;
    let poison = r#"{"type":"voucher.redeemed","voucher_number":"SA-0001","days":"lin.mei@contoso.example"}"#;
    let poison = [poison.to_owned(), "lin.mei@contoso.example".to_owned()];
    assert_eq!(world.run_claims(&poison).await, [0, 1]);
    failing_mails(&world, &poison).await;
}

/// Mails that are sent, refused, not sent or of unknown outcome, and unreadable notices.
async fn failing_mails(world: &World, poison: &[String]) {
    let bodies = world.notice_bodies();
    world.mailbox.refuse("lin.mei@contoso.example");
    for fault in [MailFault::NotSent, MailFault::AnswerLost] {
        world.mailbox.fail(fault);
    }
    assert!(!world.run_mailer(&bodies).await.is_empty());
    world.run_mailer(&bodies).await;
    assert_eq!(world.run_mailer(poison).await, [0, 1]);
}

/// Requests for claims, payees and rates of every caller, and reports of the payer that repeat, fail or are malformed.
async fn claims_and_payments(world: &World) {
    samples::prepare_claims(world).await;
    for sample in samples::about_claims() {
        for company in ["P-2", "P-1"] {
            drop(world.as_admin(company, sample.function, sample.method, &sample.path, &sample.body).await);
        }
        drop(world.call(sample.function, sample.sent(world)).await);
    }
    for (payment, number) in [("PAY-1", "SA-CLAIM-GOOD"), ("PAY-2", "SA-CLAIM-GOOD"), ("PAY-3", "SA-LOG0-0001")] {
        let event = tests::paying("sent", number, payment, "2026-11-22T08:00:00Z");
        drop(world.payer(&format!("m-{payment}"), &event).await);
        let unsigned = send("POST", "/events").json(&event).header("webhook-id", "m-1");
        drop(world.call(Function::PaymentStatus, unsigned).await);
    }
    drop(world.payer("m-4", &json!({"type": "lin.mei@contoso.example", "data": "Harbor Bank"})).await);
}

#[tokio::test]
async fn no_log_line_contains_a_secret_a_token_or_a_person() {
    let log = Log::default();
    let guard = log.listen();
    Box::pin(everything_with_stream_and_queues()).await;
    drop(guard);

    let text = log.text();
    for line in [
        "\"answered\"",
        "\"refused\"",
        "\"checked an object\"",
        "\"claimed\"",
        "cannot be read",
        "cannot be written to",
    ] {
        assert!(text.contains(line), "the log was not captured: {line} is missing");
    }
    // Every token of the issuer begins with `eyJ`; no other log text contains it by chance.
    for never in [SECRET, "dm91Y2hzYWZl", "eyJ", "secret.token", "Bearer", "v1,", "@", "Lin Mei", "Contoso", "plan.pdf"]
        .into_iter()
        .chain([
            "Northwind",
            "Harbor Road",
            PAYMENT_SECRET,
            "Harbor Bank",
            "INV-",
            "PAY-",
            "Less than agreed",
            "tax invoice",
        ])
    {
        assert_eq!(text.lines().find(|line| line.contains(never)), None, "{never}");
    }
}

#[tokio::test]
async fn no_answer_contains_a_secret_or_a_token() {
    let world = World::new().await;
    let token = world.admin_of("P-1");
    let header = token.split('.').next().unwrap();
    for reply in everything(&world).await {
        for never in [SECRET, "dm91Y2hzYWZl", "whsec", header, "secret.token"] {
            assert!(!reply.words().contains(never), "{never} in {}", reply.words());
        }
    }
}

#[tokio::test]
async fn no_answer_to_another_company_contains_an_address() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for sample in samples::about_vouchers(NUMBER, "0a1b2c") {
        let reply = world.as_admin("P-2", sample.function, sample.method, &sample.path, &sample.body).await;
        assert!(!reply.words().contains('@'), "{} {}: {}", sample.method, sample.path, reply.words());
    }
    let body = reservation_by("P-2", NUMBER);
    let theirs = world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &body).await;
    assert!(!theirs.words().contains('@'));
}

/// A validation names one address in the request; the answer contains none.
#[tokio::test]
async fn the_answer_of_a_validation_contains_no_address() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
    let reply = world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await;
    assert!(!reply.words().contains('@') && !reply.words().contains("Lin Mei"), "{}", reply.words());
}

#[tokio::test]
async fn an_internal_error_discloses_no_internals() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for (operation, function, method, path, body) in [
        (
            "GetItem",
            Function::Reservation,
            "POST",
            "/validate",
            json!({
                "voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example",
            }),
        ),
        ("BatchGetItem", Function::Completion, "GET", "/vouchers/SA-7KQ2-M9XD-3FHT/report", Value::Null),
    ] {
        world.database.faults.always_after(0, operation, testkit::WireFault::Throttled);
        let reply = world.as_admin("P-1", function, method, path, &body).await;
        world.database.faults.clear();
        assert_eq!(reply.header("retry-after"), Some("1"));
        let words = reply.words().to_lowercase();
        for inside in ["dynamo", "throttl", "getitem", "slow down", "table"] {
            assert!(!words.contains(inside), "{inside} in {words}");
        }
        assert_eq!(reply.expect(503)["code"], "unavailable");
    }
}
