//! Every answer under an idempotency key is the first one again.
//!
//! A request for many items may get further: when an item failed for a passing reason, and when two runs of it overlap.
//! An item that was done stays done.

use std::cmp::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use crate::front::{Call, Reply, codes};
use crate::invariant::Invariant;
use crate::world::World;

/// The time after which nothing more comes of a process that died: longer than any call is on its way.
const SETTLED_AFTER: Duration = Duration::from_mins(1);

/// What is known of an idempotency key.
#[derive(Clone, Debug, Default)]
pub struct KnownKey {
    /// The number of its requests that are on their way.
    running: u32,
    /// The last instant at which one of them was lost.
    lost_at: Option<Duration>,
    /// The answer that got furthest.
    answer: Option<KnownAnswer>,
}

#[derive(Clone, Debug)]
struct KnownAnswer {
    path: String,
    request: Value,
    status: u16,
    body: Value,
    /// True when no other request with the key could still do anything.
    is_settled: bool,
}

/// Notes that a request is sent. Returns the number of items that were done in an answer before.
pub fn sent(world: &World, call: &Call) -> usize {
    let Some(key) = &call.key else { return 0 };
    let mut book = world.book();
    let known = book.keys.entry(key.clone()).or_default();
    known.running += 1;
    known.answer.as_ref().map_or(0, |answer| done(&answer.body).len())
}

/// Notes that a request was lost.
pub fn lost(world: &World, call: &Call) {
    let Some(key) = &call.key else { return };
    let now = world.clock.elapsed();
    let mut book = world.book();
    let known = book.keys.entry(key.clone()).or_default();
    known.running = known.running.saturating_sub(1);
    known.lost_at = Some(now);
}

/// Checks an answer, and notes it if it got further than those before. `done_before` is what [`sent`] returned.
pub fn answered(world: &World, call: &Call, reply: &Reply, done_before: usize) {
    let Some(key) = &call.key else { return };
    let now = world.clock.elapsed();
    let known = {
        let mut book = world.book();
        let known = book.keys.entry(key.clone()).or_default();
        known.running = known.running.saturating_sub(1);
        known.clone()
    };
    if reply.status >= 500 {
        return;
    }
    let earlier = known.answer.as_ref().filter(|earlier| earlier.path == call.path);
    if let Some(earlier) = earlier {
        let is_allowed = if earlier.request == call.body {
            is_same(earlier, reply) || is_progress(earlier, reply, done_before)
        } else {
            !reply.is_success()
        };
        world.check(Invariant::SameAnswer, is_allowed, || {
            let (status, body) = (earlier.status, &earlier.body);
            format!("{}: {status} {body}, and then {} {}", call.operation, reply.status, reply.body)
        });
    }
    let is_next = known.answer.as_ref().is_none_or(|earlier| {
        earlier.request == call.body && progress(&reply.body) >= progress(&earlier.body) && !earlier.is_settled
    });
    if reply.is_success() && is_next {
        let is_settled = known.running == 0 && known.lost_at.is_none_or(|lost_at| lost_at + SETTLED_AFTER < now);
        let (path, request) = (call.path.clone(), call.body.clone());
        let (status, body) = (reply.status, comparable(&reply.body));
        let answer = KnownAnswer { path, request, status, body, is_settled: is_settled && is_final(&reply.body) };
        world.book().keys.entry(key.clone()).or_default().answer = Some(answer);
    }
}

/// The items of an answer that a request with a key was refused, although it had done them.
pub fn denied(world: &World, label: &str, call: &Call, reply: &Reply) -> Vec<String> {
    let Some((request, _)) = label.split_once(" try ").filter(|_| call.key.is_some()) else { return Vec::new() };
    let number = |item: &Value| {
        let id = item["voucher_number"].as_str().or_else(|| item["claim_id"].as_str())?;
        Some(id.trim_start_matches("CL-").to_owned())
    };
    let items = reply.body["items"].as_array().into_iter().flatten();
    let refused = items.filter(|item| item["outcome"] == "refused" && is_final(&json!({"items": [item]})));
    let sk = if call.operation == "redeem_vouchers" { "V" } else { "C" };
    let is_done = |number: &String| !world.book().own(request, &(format!("V#{number}"), sk.to_owned())).is_empty();
    refused.filter_map(number).filter(is_done).collect()
}

fn is_same(earlier: &KnownAnswer, reply: &Reply) -> bool {
    earlier.status == reply.status && earlier.body == comparable(&reply.body)
}

/// True when a request for many items got further than in an earlier answer, or is a run beside it that did not get as
/// far.
fn is_progress(earlier: &KnownAnswer, reply: &Reply, done_before: usize) -> bool {
    let (before, after) = (done(&earlier.body), done(&reply.body));
    let is_many = reply.body.pointer("/items/0/outcome").is_some();
    let are_final = is_final(&earlier.body) && is_final(&reply.body);
    let is_kept = match after.len().cmp(&before.len()) {
        Ordering::Greater => before.iter().all(|item| after.contains(item)),
        // Of two final answers with as many items done the first stays.
        Ordering::Equal => !are_final && before == after,
        Ordering::Less => after.len() >= done_before && after.iter().all(|item| before.contains(item)),
    };
    earlier.status == reply.status && is_many && !earlier.is_settled && is_kept
}

/// How far an answer got: the items that are done, and whether the others are final.
fn progress(body: &Value) -> (usize, bool) {
    (done(body).len(), is_final(body))
}

/// The items of a request for many that are done.
fn done(body: &Value) -> Vec<&Value> {
    let items = body["items"].as_array().into_iter().flatten();
    items.filter(|item| matches!(item["outcome"].as_str(), Some("redeemed" | "submitted"))).collect()
}

/// True unless something in it failed for a passing reason.
fn is_final(body: &Value) -> bool {
    let mut items = body["items"].as_array().into_iter().flatten();
    !items.any(|item| codes(item).iter().any(|code| matches!(code.as_str(), "unavailable" | "internal")))
}

/// The part of an answer that is stored: signed requests are not.
fn comparable(body: &Value) -> Value {
    let mut body = body.clone();
    for part in ["", "/file"] {
        if let Some(fields) = body.pointer_mut(part).and_then(Value::as_object_mut) {
            fields.remove("upload");
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(outcomes: [&str; 2]) -> Value {
        let item = |outcome: &str| {
            let code = if outcome == "failed" { "unavailable" } else { "report_missing" };
            if outcome == "redeemed" {
                json!({"outcome": outcome, "reasons": []})
            } else {
                json!({"outcome": "refused", "reasons": [{"code": code}]})
            }
        };
        json!({"items": [item(outcomes[0]), item(outcomes[1])]})
    }

    fn allows(is_settled: bool, done_before: usize, earlier: [&str; 2], later: [&str; 2]) -> bool {
        let (path, request, body) = (String::new(), Value::Null, answer(earlier));
        let earlier = KnownAnswer { path, request, status: 200, body, is_settled };
        let reply = Reply { status: 200, body: answer(later), etag: None, is_replayed: false };
        is_same(&earlier, &reply) || is_progress(&earlier, &reply, done_before)
    }

    #[test]
    fn an_item_that_was_done_stays_done() {
        let (none, one, both) = (["refused", "refused"], ["redeemed", "refused"], ["redeemed", "redeemed"]);
        let open = ["redeemed", "failed"];
        assert!(allows(true, 1, one, one));
        assert!(!allows(true, 1, one, both), "a settled answer stays");
        assert!(allows(false, 1, one, both), "two runs at once");
        assert!(allows(false, 1, open, one), "it failed for a passing reason, and is refused now");
        assert!(!allows(false, 1, open, none));
        assert!(!allows(false, 2, both, one), "the request was sent after it was done");
        assert!(allows(false, 1, both, one), "the answer was on its way");
        assert!(!allows(false, 0, one, ["refused", "redeemed"]), "it is not done any more");
    }
}
