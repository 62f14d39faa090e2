//! Repeated requests: with an `Idempotency-Key` a request gets its first answer again and changes nothing; with
//! `If-Match` it is compared with the stored revision.

use serde_json::{Value, json};
use testkit::{Reply, Sent, WireFault, send};
use tests::{Function, PDF, World, announcement, answers, reservation};

mod concurrent;
mod if_match;
mod items;
mod kept;
mod keys;
mod replays;
mod stored;

/// The state of a voucher that a command requires.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    Assigned,
    Reserved,
    Delivered,
    Drafted,
    Submitted,
}

/// A command that takes a key.
struct Command {
    name: &'static str,
    function: Function,
    method: &'static str,
    path: String,
    body: Value,
    status: u16,
}

impl Command {
    fn request(&self, token: &str) -> Sent {
        let request = send(self.method, &self.path).token(token);
        if self.body.is_null() { request } else { request.json(&self.body) }
    }

    async fn with_key(&self, world: &World, key: &str) -> Reply {
        world.call(self.function, self.request(&world.admin_of("P-1")).key(key)).await
    }

    async fn with_if_match(&self, world: &World, tag: &str) -> Reply {
        world.call(self.function, self.request(&world.admin_of("P-1")).header("if-match", tag)).await
    }
}

/// Builds a command for a voucher number.
type CommandFor = fn(&str) -> Command;

/// Brings a new voucher to a stage. Returns the id of its file, or an empty string before `Delivered`.
async fn prepare(world: &World, number: &str, stage: Stage) -> String {
    world.assign(number).await;
    if stage >= Stage::Reserved {
        world.reserve(number).await;
    }
    let file = if stage >= Stage::Delivered { world.deliver(number).await } else { String::new() };
    if stage >= Stage::Drafted {
        draft(number).with_key(world, &format!("bring-{number}")).await.expect(200);
    }
    if stage >= Stage::Submitted {
        submit(number).with_key(world, &format!("bring-{number}-too")).await.expect(200);
    }
    file
}

fn reservation_command(name: &'static str, method: &'static str, path: String, body: Value, status: u16) -> Command {
    Command { name, function: Function::Reservation, method, path, body, status }
}

fn reserve(number: &str) -> Command {
    reservation_command("reserve", "POST", "/reservations".to_owned(), reservation(number), 201)
}

fn amend(number: &str) -> Command {
    let body = json!({"end_date": "2026-11-24", "attendees": ["ann@contoso.example"]});
    reservation_command("amend", "PATCH", format!("/reservations/{number}"), body, 200)
}

fn notify(number: &str) -> Command {
    reservation_command("notify", "POST", format!("/reservations/{number}/notify"), Value::Null, 200)
}

fn cancel(number: &str) -> Command {
    let body = json!({"reason": "engagement_not_happening"});
    reservation_command("cancel", "POST", format!("/reservations/{number}/cancel"), body, 200)
}

fn announce(number: &str) -> Command {
    let (path, body) = (format!("/vouchers/{number}/deliverables"), announcement("annex.pdf", PDF));
    Command { name: "announce", function: Function::Deliverable, method: "POST", path, body, status: 201 }
}

fn remove(number: &str, id: &str) -> Command {
    let path = format!("/vouchers/{number}/deliverables/{id}");
    Command { name: "delete", function: Function::Deliverable, method: "DELETE", path, body: Value::Null, status: 204 }
}

fn draft(number: &str) -> Command {
    let path = format!("/vouchers/{number}/report");
    Command { name: "draft", function: Function::Completion, method: "PUT", path, body: answers(), status: 200 }
}

fn submit(number: &str) -> Command {
    let path = format!("/vouchers/{number}/report/submit");
    Command { name: "submit", function: Function::Completion, method: "POST", path, body: Value::Null, status: 200 }
}

fn redeem(number: &str) -> Command {
    let (path, body) = ("/redemptions".to_owned(), json!({"voucher_numbers": [number], "confirm": true}));
    Command { name: "redeem", function: Function::Redemption, method: "POST", path, body, status: 200 }
}

/// Every command that takes a key, each with a voucher of its own in the stage that it requires.
async fn commands(world: &World, prefix: &str) -> Vec<(String, Command)> {
    let plain: [(Stage, CommandFor); 9] = [
        (Stage::Assigned, reserve),
        (Stage::Reserved, amend),
        (Stage::Reserved, notify),
        (Stage::Reserved, cancel),
        (Stage::Reserved, announce),
        (Stage::Reserved, draft),
        (Stage::Drafted, draft),
        (Stage::Drafted, submit),
        (Stage::Submitted, redeem),
    ];
    let mut commands = Vec::new();
    for (index, (stage, command)) in plain.into_iter().enumerate() {
        let number = format!("SA-{prefix}-{index}");
        prepare(world, &number, stage).await;
        commands.push((number.clone(), command(&number)));
    }
    let number = format!("SA-{prefix}-DELETE");
    let id = prepare(world, &number, Stage::Delivered).await;
    commands.push((number.clone(), remove(&number, &id)));
    commands
}

/// The parts of a reply that a replay repeats: status, `ETag` and body, without the upload URL, which is signed anew.
fn comparable(reply: &Reply) -> (u16, Option<String>, Value) {
    let mut body = reply.body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("upload");
    }
    (reply.status, reply.header("etag").map(str::to_owned), body)
}
