//! The cost of commands on the table, measured on the wire: calls, round trips in sequence, capacity units.
//!
//! The figures are exact. A figure that changes is a change of the program's cost: decide on it, then update it here.
//! `cargo test counts -- --nocapture` prints them.

use serde_json::{Value, json};
use testkit::{Reading, Sent, send};
use tests::{Function, PDF, World, announcement, answers, assigned, assigned_days, reservation};

mod overview;
mod partners;
mod payments;

const N: &str = "SA-COUNT-0001";

/// A reading as one line: round trips in sequence, units read, units written, calls.
fn line(name: &str, reading: &Reading) -> String {
    let Reading { calls, sequential, read_units, write_units, index_units, .. } = reading;
    let calls: Vec<_> = calls.iter().map(|(call, times)| format!("{times} {call}")).collect();
    format!("{name}: {sequential} | {read_units} | {write_units} + {index_units} | {}", calls.join(", "))
}

/// The readings of a test, one line for each step.
struct Counted<'a> {
    world: &'a World,
    lines: Vec<String>,
}

impl<'a> Counted<'a> {
    fn start(world: &'a World) -> Self {
        world.pause();
        world.database.meter.take();
        Self { world, lines: Vec::new() }
    }

    fn note(&mut self, name: &str) {
        self.lines.push(line(name, &self.world.database.meter.take()));
        self.world.pause();
    }

    async fn send(&mut self, name: &str, function: Function, request: Sent, status: u16) -> Value {
        let reply = self.world.call(function, request).await;
        let body = reply.expect(status);
        self.note(name);
        body
    }

    #[track_caller]
    fn expect(self, expected: &[&str]) {
        println!("command: round trips in sequence | read units | write units on table + indexes | calls");
        self.lines.iter().for_each(|line| println!("{line}"));
        assert_eq!(self.lines, expected);
    }
}

fn as_partner(world: &World, method: &str, path: &str, body: &Value) -> Sent {
    let request = send(method, path).token(&world.admin_of("P-1"));
    if body.is_null() { request } else { request.json(body) }
}

fn cancellation() -> Value {
    json!({"reason": "engagement_not_happening"})
}

#[tokio::test]
async fn a_reservation_is_made_amended_and_cancelled_with_one_round_of_reads_and_one_write_each() {
    let world = World::new().await;
    let reserved = format!("/reservations/{N}");
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::start(&world);
    world.webhook("assign", &assigned(N)).await.expect(201);
    counted.note("assign");
    world.webhook("assign", &assigned(N)).await.expect(200);
    counted.note("assign, delivered again");
    world.webhook("assign-2", &assigned(N)).await.expect(200);
    counted.note("assign, under another id");
    let second_factor = json!({"voucher_number": N, "admin_email": "lin.mei@contoso.example"});
    counted.send("validate", Function::Reservation, post("/validate", &second_factor), 200).await;
    counted.send("reserve", Function::Reservation, post("/reservations", &reservation(N)), 201).await;
    counted.send("reserve, refused", Function::Reservation, post("/reservations", &reservation(N)), 409).await;
    let guests = json!({"attendees": ["ann@contoso.example"]});
    counted.send("amend", Function::Reservation, as_partner(&world, "PATCH", &reserved, &guests), 200).await;
    counted.send("notify", Function::Reservation, post(&format!("{reserved}/notify"), &Value::Null), 200).await;
    counted.send("cancel", Function::Reservation, post(&format!("{reserved}/cancel"), &cancellation()), 200).await;
    counted.expect(&[
        // The id of a processed webhook message is stored: one more write, and one more read in parallel.
        "assign: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "assign, delivered again: 1 | 2 | 0 + 0 | 2 GetItem",
        "assign, under another id: 2 | 2 | 1 + 0 | 2 GetItem, 1 PutItem",
        "validate: 1 | 3 | 0 + 0 | 1 GetItem, 2 Query",
        "reserve: 2 | 5 | 1 + 1 | 3 GetItem, 1 PutItem, 2 Query",
        "reserve, refused: 1 | 5 | 0 + 0 | 3 GetItem, 2 Query",
        "amend: 2 | 3 | 1 + 1 | 1 GetItem, 1 PutItem, 2 Query",
        "notify: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "cancel: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
    ]);
}

/// Two items that change together are one transaction: one round trip, at twice the units.
#[tokio::test]
async fn each_step_of_a_delivery_takes_one_round_of_reads_and_one_write() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let (files, report) = (format!("/vouchers/{N}/deliverables"), format!("/vouchers/{N}/report"));
    let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::start(&world);
    let id = |answer: Value| answer["deliverable_id"].as_str().unwrap().to_owned();
    let announced = post(&files, &announcement("plan.pdf", PDF));
    let plan = id(counted.send("announce", Function::Deliverable, announced, 201).await);
    world.upload(N, &plan, 1, PDF).await;
    counted.note("intake");
    let annex =
        id(world.as_admin("P-1", Function::Deliverable, "POST", &files, &announcement("b.pdf", PDF)).await.body);
    world.database.meter.take();
    let file = format!("{files}/{annex}");
    counted.send("read file", Function::Deliverable, get(&file), 200).await;
    counted.send("delete", Function::Deliverable, as_partner(&world, "DELETE", &file, &Value::Null), 204).await;
    counted.send("list files", Function::Deliverable, get(&files), 200).await;
    for name in ["draft, first", "draft, further"] {
        counted.send(name, Function::Completion, as_partner(&world, "PUT", &report, &answers()), 200).await;
    }
    counted.send("read report", Function::Completion, get(&report), 200).await;
    counted.send("submit", Function::Completion, post(&format!("{report}/submit"), &Value::Null), 200).await;
    let numbers = json!({"voucher_numbers": [N]});
    counted.send("preview", Function::Redemption, post("/preview", &numbers), 200).await;
    let numbers = json!({"voucher_numbers": [N], "confirm": true});
    counted.send("redeem", Function::Redemption, post("/redemptions", &numbers), 200).await;
    counted.expect(&[
        "announce: 2 | 2 | 4 + 1 | 1 GetItem, 1 Query, 1 TransactWriteItems",
        // A clean file is indexed by its digest: one more index entry.
        "intake: 2 | 2 | 4 + 2 | 1 BatchGetItem, 1 TransactWriteItems",
        "read file: 1 | 2 | 0 + 0 | 1 BatchGetItem",
        "delete: 2 | 2 | 4 + 1 | 1 BatchGetItem, 1 TransactWriteItems",
        "list files: 1 | 2 | 0 + 0 | 1 GetItem, 1 Query",
        "draft, first: 2 | 2 | 4 + 1 | 1 BatchGetItem, 1 TransactWriteItems",
        "draft, further: 2 | 2 | 1 + 0 | 1 BatchGetItem, 1 PutItem",
        "read report: 1 | 2 | 0 + 0 | 1 BatchGetItem",
        // The consultant is checked against the company's evidence, which is read in parallel.
        "submit: 2 | 3 | 4 + 1 | 1 BatchGetItem, 1 Query, 1 TransactWriteItems",
        // The vouchers determine which rates are read, so the rates are read after them.
        "preview: 2 | 3 | 0 + 0 | 1 BatchGetItem, 2 Query",
        // The company's index is sorted by status: the old entry is removed and a new one written. The same holds for
        // the due index: the voucher is due there until its claim exists. Then what was redeemed is recorded.
        "redeem: 3 | 2 | 2 + 4 | 1 BatchGetItem, 2 PutItem, 1 Query",
    ]);
}

#[tokio::test]
async fn the_outbox_writes_once_for_each_event_and_a_claim_takes_two_round_trips() {
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    let mut counted = Counted::start(&world);
    assert_eq!(world.run_outbox_for_vouchers().await, 0);
    counted.note("outbox, seven events");
    world.deliver_claims().await;
    counted.note("claim");
    counted.expect(&[
        // Six of the events are of one person, who is read once, eventually consistent, and written once.
        "outbox, seven events: 3 | 0.5 | 8 + 0 | 1 BatchGetItem, 8 PutItem",
        // The message is compared with its voucher. The claim is indexed for its company, and as due for its first
        // reminder.
        "claim: 2 | 2 | 1 + 2 | 1 GetItem, 1 PutItem, 1 Query",
    ]);
}

/// The stored answer of the key is read in parallel with the voucher, and written after the change. A repeated
/// request writes nothing.
#[tokio::test]
async fn a_key_costs_one_read_one_write_and_one_round_trip() {
    let world = World::new().await;
    world.ready(N).await;
    world.assign("SA-COUNT-0002").await;
    let path = |rest: &str| format!("/reservations/SA-COUNT-0002{rest}");
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body).key("key-of-the-test");
    let mut counted = Counted::start(&world);
    let reserve = post("/reservations", &reservation("SA-COUNT-0002"));
    for name in ["reserve", "reserve, repeated"] {
        counted.send(name, Function::Reservation, reserve.clone(), 201).await;
    }
    let amended = json!({"attendees": ["ann@contoso.example"]});
    let amend = as_partner(&world, "PATCH", &path(""), &amended).key("key-2");
    counted.send("amend", Function::Reservation, amend, 200).await;
    let notify = as_partner(&world, "POST", &path("/notify"), &Value::Null).key("key-3");
    counted.send("notify", Function::Reservation, notify, 200).await;
    let cancel = as_partner(&world, "POST", &path("/cancel"), &cancellation()).key("key-4");
    counted.send("cancel", Function::Reservation, cancel, 200).await;
    let redeem = as_partner(&world, "POST", "/redemptions", &json!({"voucher_numbers": [N], "confirm": true}));
    counted.send("redeem", Function::Redemption, redeem.key("key-5"), 200).await;
    counted.expect(&[
        "reserve: 3 | 6 | 2 + 1 | 4 GetItem, 2 PutItem, 2 Query",
        "reserve, repeated: 1 | 6 | 0 + 0 | 4 GetItem, 2 Query",
        "amend: 3 | 4 | 2 + 1 | 2 GetItem, 2 PutItem, 2 Query",
        "notify: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "cancel: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "redeem: 3 | 3 | 3 + 4 | 1 BatchGetItem, 1 GetItem, 3 PutItem, 1 Query",
    ]);
}

/// The holder of the customer's 15-day engagement is read after the voucher, and the holder's voucher after that: one
/// more round trip without a holder, two with one. The transaction writes two items and checks a third.
#[tokio::test]
async fn a_15_day_reservation_reads_the_holder_of_the_engagement_after_the_voucher() {
    let world = World::new().await;
    for number in [N, "SA-COUNT-0002"] {
        world.webhook(number, &assigned_days(number, 15)).await.expect(201);
    }
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::start(&world);
    counted.send("reserve, no holder", Function::Reservation, post("/reservations", &reservation(N)), 201).await;
    let other = post("/reservations", &reservation("SA-COUNT-0002"));
    counted.send("reserve, refused", Function::Reservation, other.clone(), 409).await;
    let cancel = post(&format!("/reservations/{N}/cancel"), &cancellation());
    counted.send("cancel", Function::Reservation, cancel, 200).await;
    counted.send("reserve, taken over", Function::Reservation, other, 201).await;
    counted.expect(&[
        "reserve, no holder: 3 | 6 | 4 + 1 | 4 GetItem, 2 Query, 1 TransactWriteItems",
        "reserve, refused: 3 | 7 | 0 + 0 | 5 GetItem, 2 Query",
        "cancel: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "reserve, taken over: 4 | 7 | 6 + 1 | 5 GetItem, 2 Query, 1 TransactWriteItems",
    ]);
}

#[tokio::test]
async fn a_hundred_vouchers_are_redeemed_with_two_parallel_reads_and_one_write_each() {
    let world = World::new().await;
    let numbers: Vec<String> = (0..100).map(|index| format!("SA-HUNDRED-{index:03}")).collect();
    for number in &numbers {
        world.ready(number).await;
    }
    world.database.meter.take();
    let redeem = json!({"voucher_numbers": numbers, "confirm": true});
    let answer =
        world.call(Function::Redemption, as_partner(&world, "POST", "/redemptions", &redeem)).await.expect(200);
    assert!(answer["items"].as_array().unwrap().iter().all(|item| item["outcome"] == "redeemed"));
    let reading = world.database.meter.take();
    println!("{}", line("redeem 100", &reading));
    assert_eq!(reading.calls, [("BatchGetItem", 1), ("PutItem", 101), ("Query", 1)].into());
    assert_eq!((reading.read_units.to_string(), reading.write_units.to_string()), ("101".to_owned(), "107".to_owned()));
    // Parallel reads, then 32 writes at a time, then the record of them all. On a slow machine a whole wave may be answered before the next call
    // is sent; that counts as one more round trip.
    assert!((3..=2 + 100_u32.div_ceil(32)).contains(&reading.sequential), "{}", reading.sequential);
}
