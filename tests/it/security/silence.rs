//! What is said to nobody: secrets, tokens, and people's addresses to those who have no business with them.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, PDF, SECRET, World, assigned, reservation_by};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::contract::routes;

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that can be told goes past: a whole life, refusals of every kind, poison, and faults of the table.
async fn everything(world: &World) -> Vec<Reply> {
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let mut replies = Vec::new();
    for known in routes::all(NUMBER, &id) {
        for company in ["P-2", "P-1"] {
            replies.push(world.as_admin(company, known.function, known.method, &known.path, &known.body).await);
        }
        replies.push(world.call(known.function, known.sent(world)).await);
        let garbage =
            send(known.method, &known.path).token("secret.token.of-somebody").bytes(b"lin.mei@contoso.example");
        replies.push(world.call(known.function, garbage).await);
        let broken = send(known.method, &known.path).token(&world.admin_of("P-1")).bytes(b"{lin.mei@contoso.example");
        replies.push(world.call(known.function, broken).await);
    }
    replies.push(world.webhook("again-1", &assigned(NUMBER)).await);
    let unsigned = send("POST", "/events").json(&assigned(NUMBER)).header("webhook-id", "m-1");
    replies.push(world.call(Function::Assignment, unsigned).await);
    replies.push(world.mail("mail-1", b"From: lin.mei@contoso.example\r\n\r\nHello").await);
    replies
}

/// The same, with what follows behind the functions with a URL.
async fn everything_and_what_follows() {
    let world = World::new().await;
    drop(everything(&world).await);
    world.ready("SA-LOG0-0001").await;
    world.redeem(&["SA-LOG0-0001"]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let poison = r#"{"type":"voucher.redeemed","voucher_number":"SA-0001","days":"lin.mei@contoso.example"}"#;
    assert_eq!(world.run_claims(&[poison.to_owned(), "lin.mei@contoso.example".to_owned()]).await, [0, 1]);
}

#[tokio::test]
async fn no_log_line_holds_a_secret_a_token_or_a_person() {
    let log = Log::default();
    let writer = log.clone();
    // With one listener only, a line that another test's thread says first would count as heard by nobody, for good:
    // a second one that hears nothing keeps tracing from that short cut.
    let deaf = tracing_subscriber::fmt().with_max_level(LevelFilter::OFF).finish().set_default();
    let guard = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish().set_default();
    everything_and_what_follows().await;
    drop((guard, deaf));

    let text = log.text();
    for line in ["\"answered\"", "\"refused\"", "\"looked at an object\"", "\"claimed\"", "cannot be read"] {
        assert!(text.contains(line), "the log was not caught: {line} is missing");
    }
    // What every token of the issuer begins with is in none of them by chance.
    for never in [SECRET, "dm91Y2hzYWZl", "eyJ", "secret.token", "Bearer", "v1,", "@", "Lin Mei", "Contoso", "plan.pdf"]
        .into_iter()
        .chain(["Northwind", "Harbor Road"])
    {
        assert_eq!(text.lines().find(|line| line.contains(never)), None, "{never}");
    }
}

#[tokio::test]
async fn no_answer_holds_a_secret_or_a_token() {
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
async fn no_other_company_reads_an_address() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for known in routes::about_vouchers(NUMBER, "0a1b2c") {
        let reply = world.as_admin("P-2", known.function, known.method, &known.path, &known.body).await;
        assert!(!reply.words().contains('@'), "{} {}: {}", known.method, known.path, reply.words());
    }
    let body = reservation_by("P-2", NUMBER);
    let theirs = world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &body).await;
    assert!(!theirs.words().contains('@'));
}

/// Whoever validates knows one address, because they name it; they are told none.
#[tokio::test]
async fn a_validation_tells_no_address() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
    let reply = world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await;
    assert!(!reply.words().contains('@') && !reply.words().contains("Lin Mei"), "{}", reply.words());
}

#[tokio::test]
async fn a_fault_of_ours_tells_nothing_of_the_inside() {
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
