//! What commands ask of the table, counted on the wire: calls, calls that wait for one another, units.
//!
//! The figures are exact. One that changes is a change of what the program costs: decide on it, then write it here.
//! `cargo test counts -- --nocapture` prints them.

use serde_json::{Value, json};
use testkit::{Reading, Sent, send};
use tests::{Function, PDF, World, announcement, answers, assigned, assigned_days, reservation};

mod overview;
mod partners;
mod payments;

const N: &str = "SA-COUNT-0001";

/// A reading as one line: round trips one after another, units read and written, and the calls.
fn line(name: &str, reading: &Reading) -> String {
    let Reading { calls, sequential, read_units, write_units, index_units, .. } = reading;
    let calls: Vec<_> = calls.iter().map(|(call, times)| format!("{times} {call}")).collect();
    format!("{name}: {sequential} | {read_units} | {write_units} + {index_units} | {}", calls.join(", "))
}

/// What was counted, step by step.
struct Counted<'a> {
    world: &'a World,
    lines: Vec<String>,
}

impl<'a> Counted<'a> {
    fn of(world: &'a World) -> Self {
        world.database.meter.take();
        Self { world, lines: Vec::new() }
    }

    fn note(&mut self, name: &str) {
        self.lines.push(line(name, &self.world.database.meter.take()));
    }

    async fn send(&mut self, name: &str, function: Function, request: Sent, status: u16) -> Value {
        let reply = self.world.call(function, request).await;
        let body = reply.expect(status);
        self.note(name);
        body
    }

    #[track_caller]
    fn are(self, expected: &[&str]) {
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
async fn a_reservation_is_made_changed_and_given_back_by_one_read_and_one_write_each() {
    let world = World::new().await;
    let held = format!("/reservations/{N}");
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::of(&world);
    world.webhook("assign", &assigned(N)).await.expect(201);
    counted.note("assign");
    world.webhook("assign", &assigned(N)).await.expect(200);
    counted.note("assign, delivered again");
    world.webhook("assign-2", &assigned(N)).await.expect(200);
    counted.note("assign, told again");
    let second_factor = json!({"voucher_number": N, "admin_email": "lin.mei@contoso.example"});
    counted.send("validate", Function::Reservation, post("/validate", &second_factor), 200).await;
    counted.send("reserve", Function::Reservation, post("/reservations", &reservation(N)), 201).await;
    counted.send("reserve, refused", Function::Reservation, post("/reservations", &reservation(N)), 409).await;
    let guests = json!({"attendees": ["ann@contoso.example"]});
    counted.send("amend", Function::Reservation, as_partner(&world, "PATCH", &held, &guests), 200).await;
    counted.send("notify", Function::Reservation, post(&format!("{held}/notify"), &Value::Null), 200).await;
    counted.send("cancel", Function::Reservation, post(&format!("{held}/cancel"), &cancellation()), 200).await;
    counted.are(&[
        // Every webhook message is remembered, once it succeeded: one write more, and a read beside the voucher's.
        "assign: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "assign, delivered again: 1 | 2 | 0 + 0 | 2 GetItem",
        "assign, told again: 2 | 2 | 1 + 0 | 2 GetItem, 1 PutItem",
        "validate: 1 | 3 | 0 + 0 | 1 GetItem, 2 Query",
        "reserve: 2 | 5 | 1 + 1 | 3 GetItem, 1 PutItem, 2 Query",
        "reserve, refused: 1 | 5 | 0 + 0 | 3 GetItem, 2 Query",
        "amend: 2 | 3 | 1 + 1 | 1 GetItem, 1 PutItem, 2 Query",
        "notify: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "cancel: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
    ]);
}

/// Two items that truly change together are one transaction: still one round trip, at twice the units.
#[tokio::test]
async fn the_work_on_a_reservation_takes_one_read_and_one_write_each() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let (files, report) = (format!("/vouchers/{N}/deliverables"), format!("/vouchers/{N}/report"));
    let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::of(&world);
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
    counted.are(&[
        "announce: 2 | 2 | 4 + 1 | 1 GetItem, 1 Query, 1 TransactWriteItems",
        // A clean file is found by its bytes from then on: one place more in an index.
        "intake: 2 | 2 | 4 + 2 | 1 BatchGetItem, 1 TransactWriteItems",
        "read file: 1 | 2 | 0 + 0 | 1 BatchGetItem",
        "delete: 2 | 2 | 4 + 1 | 1 BatchGetItem, 1 TransactWriteItems",
        "list files: 1 | 2 | 0 + 0 | 1 GetItem, 1 Query",
        "draft, first: 2 | 2 | 4 + 1 | 1 BatchGetItem, 1 TransactWriteItems",
        "draft, further: 2 | 2 | 1 + 0 | 1 BatchGetItem, 1 PutItem",
        "read report: 1 | 2 | 0 + 0 | 1 BatchGetItem",
        // The consultant is judged by the company's evidence, which is read beside voucher and report.
        "submit: 2 | 3 | 4 + 1 | 1 BatchGetItem, 1 Query, 1 TransactWriteItems",
        // The rates are asked for once the vouchers are read: only then is it known which they are.
        "preview: 2 | 3 | 0 + 0 | 1 BatchGetItem, 2 Query",
        // The company's index is ordered by status: the old place is cleared and a new one taken. So is that in the due
        // index: from now on the claim is waited for.
        "redeem: 2 | 2 | 1 + 4 | 1 BatchGetItem, 1 PutItem, 1 Query",
    ]);
}

#[tokio::test]
async fn what_follows_from_a_life_is_one_write_for_each_event_and_two_calls_for_the_claim() {
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    let mut counted = Counted::of(&world);
    assert_eq!(world.tell_of_vouchers().await, 0);
    counted.note("outbox, seven events");
    world.deliver_claims().await;
    counted.note("claim");
    counted.are(&[
        "outbox, seven events: 1 | 0 | 7 + 0 | 7 PutItem",
        // The message is held against its voucher. The claim is its company's, and due with its first reminder.
        "claim: 2 | 2 | 1 + 2 | 1 GetItem, 1 PutItem, 1 Query",
    ]);
}

/// What the key was answered before is read beside the voucher, and the answer is kept after the change. A request sent
/// again writes nothing.
#[tokio::test]
async fn a_key_costs_one_read_one_write_and_one_round_trip() {
    let world = World::new().await;
    world.ready(N).await;
    world.assign("SA-COUNT-0002").await;
    let path = |rest: &str| format!("/reservations/SA-COUNT-0002{rest}");
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body).key("key-of-the-test");
    let mut counted = Counted::of(&world);
    let reserve = post("/reservations", &reservation("SA-COUNT-0002"));
    for name in ["reserve", "reserve, sent again"] {
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
    counted.are(&[
        "reserve: 3 | 6 | 2 + 1 | 4 GetItem, 2 PutItem, 2 Query",
        "reserve, sent again: 1 | 6 | 0 + 0 | 4 GetItem, 2 Query",
        "amend: 3 | 4 | 2 + 1 | 2 GetItem, 2 PutItem, 2 Query",
        "notify: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "cancel: 3 | 2 | 2 + 1 | 2 GetItem, 2 PutItem",
        "redeem: 3 | 3 | 2 + 4 | 1 BatchGetItem, 1 GetItem, 2 PutItem, 1 Query",
    ]);
}

/// Who holds the customer's engagement is only known once the voucher is read, and whether it still does only once that
/// is known: one round trip more when nobody does, two when a voucher does. Two items change together, and a third is
/// held to what was read.
#[tokio::test]
async fn a_15_day_reservation_asks_in_turn_who_holds_the_engagement() {
    let world = World::new().await;
    for number in [N, "SA-COUNT-0002"] {
        world.webhook(number, &assigned_days(number, 15)).await.expect(201);
    }
    let post = |path: &str, body: &Value| as_partner(&world, "POST", path, body);
    let mut counted = Counted::of(&world);
    counted.send("reserve, nobody holds it", Function::Reservation, post("/reservations", &reservation(N)), 201).await;
    let other = post("/reservations", &reservation("SA-COUNT-0002"));
    counted.send("reserve, refused", Function::Reservation, other.clone(), 409).await;
    let cancel = post(&format!("/reservations/{N}/cancel"), &cancellation());
    counted.send("cancel", Function::Reservation, cancel, 200).await;
    counted.send("reserve, taken over", Function::Reservation, other, 201).await;
    counted.are(&[
        "reserve, nobody holds it: 3 | 6 | 4 + 1 | 4 GetItem, 2 Query, 1 TransactWriteItems",
        "reserve, refused: 3 | 7 | 0 + 0 | 5 GetItem, 2 Query",
        "cancel: 2 | 1 | 1 + 1 | 1 GetItem, 1 PutItem",
        "reserve, taken over: 4 | 7 | 6 + 1 | 5 GetItem, 2 Query, 1 TransactWriteItems",
    ]);
}

#[tokio::test]
async fn a_hundred_vouchers_are_redeemed_by_two_reads_at_once_and_a_write_each() {
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
    assert_eq!(reading.calls, [("BatchGetItem", 1), ("PutItem", 100), ("Query", 1)].into());
    assert_eq!((reading.read_units.to_string(), reading.write_units.to_string()), ("101".to_owned(), "100".to_owned()));
    // Reads at once, then writes 32 at a time: on a slow machine a whole wave may be answered before the next call goes out,
    // and is counted as one more.
    assert!((2..=1 + 100_u32.div_ceil(32)).contains(&reading.sequential), "{}", reading.sequential);
}
