//! The front end of people and systems: sends a request to a function, retries it, and checks every answer.

use std::sync::Arc;
use std::time::Duration;

use api::{Response, Secrets};
use jiff::Timestamp;
use lambda_http::{Body, Request, RequestExt, http};
use serde_json::Value;

use crate::book::Accepted;
use crate::cast::Person;
use crate::checks::{answers, keys};
use crate::dice::Dice;
use crate::functions::{Function, LICENSING_SECRET, PAYER_SECRET};
use crate::invariant::Invariant;
use crate::item::{Key, number};
use crate::process::invoke;
use crate::tally::add;
use crate::world::World;

/// Who sends a request.
#[derive(Clone, Debug)]
pub enum Sender {
    /// Anybody.
    Public,
    /// A person with a token.
    Person(Person),
    /// A system that signs, with the id of its message.
    System(String),
}

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    /// The id of the operation.
    pub operation: &'static str,
    /// The function.
    pub function: Function,
    /// The method.
    pub method: &'static str,
    /// The path.
    pub path: String,
    /// The body; null for none.
    pub body: Value,
    /// A body that is not JSON, with its content type.
    pub raw: Option<(&'static str, Vec<u8>)>,
    /// The sender.
    pub sender: Sender,
    /// The idempotency key.
    pub key: Option<String>,
    /// The revision that `If-Match` names, with its quotes.
    pub basis: Option<String>,
    /// The aggregate that the command changes.
    pub target: Option<Key>,
    /// The events that an accepted command leaves in the history of its target.
    pub events: &'static [&'static str],
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body: JSON, or text; null when it is neither.
    pub body: Value,
    /// The revision in `ETag`, with its quotes.
    pub etag: Option<String>,
    /// True when it is the stored answer of an idempotency key.
    pub is_replayed: bool,
}

impl Reply {
    /// True for a success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Call {
    /// A request of a person.
    pub fn new(
        operation: &'static str,
        function: Function,
        method: &'static str,
        path: impl Into<String>,
        person: &Person,
    ) -> Self {
        Self {
            operation,
            function,
            method,
            path: path.into(),
            body: Value::Null,
            raw: None,
            sender: Sender::Person(person.clone()),
            key: None,
            basis: None,
            target: None,
            events: &[],
        }
    }

    /// The same with a body.
    #[must_use]
    pub fn body(self, body: Value) -> Self {
        Self { body, ..self }
    }

    /// The same as a command on an aggregate, with the events that it leaves.
    #[must_use]
    pub fn on(self, pk: impl Into<String>, sk: impl Into<String>, events: &'static [&'static str]) -> Self {
        Self { target: Some((pk.into(), sk.into())), events, ..self }
    }

    /// The same from another sender.
    #[must_use]
    pub fn from(self, sender: Sender) -> Self {
        Self { sender, ..self }
    }

    /// The subject of the sender; empty for anybody and systems.
    pub fn by(&self) -> &str {
        if let Sender::Person(person) = &self.sender { &person.sub } else { "" }
    }

    fn request(&self, now: Timestamp, id: u64, seed: u64) -> Request {
        let mut request = http::Request::builder().method(self.method).uri(&self.path);
        let (kind, bytes) = match &self.raw {
            Some((kind, bytes)) => (*kind, bytes.clone()),
            None if self.body.is_null() => ("", Vec::new()),
            None => ("application/json", self.body.to_string().into_bytes()),
        };
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        match &self.sender {
            Sender::Public => {}
            Sender::Person(person) => request = request.header("authorization", format!("Bearer {}", person.token())),
            Sender::System(message) => {
                let secret = if self.function == Function::PaymentStatus { PAYER_SECRET } else { LICENSING_SECRET };
                let signature = Secrets::parse(secret).unwrap().sign(message, now.as_second(), &bytes);
                request = request.header("webhook-id", message).header("webhook-signature", signature);
                request = request.header("webhook-timestamp", now.as_second());
            }
        }
        for (name, value) in [("idempotency-key", &self.key), ("if-match", &self.basis)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let mut context = lambda_http::Context::default();
        context.request_id = format!("request-{seed}-{id}");
        let body = if bytes.is_empty() { Body::Empty } else { Body::Binary(bytes) };
        request.body(body).unwrap().with_lambda_context(context)
    }
}

/// Sends a request until it is answered with anything but a passing failure, at most `tries` times. `label` is the same
/// whatever else is played.
pub async fn send(world: &Arc<World>, label: &str, call: &Call, tries: u64) -> Option<Reply> {
    {
        let mut tally = world.tally();
        tally.commands += 1;
        add(&mut tally.requests, call.operation, 1);
    }
    let since = call.target.as_ref().map_or(0, |target| rev_of(world, target));
    for attempt in 0..tries {
        let once = format!("{label} try {attempt}");
        if let Some((reply, lost)) = send_once(world, &once, call).await
            && !matches!(reply.status, 502 | 503)
        {
            settle(world, label, call, &reply);
            if reply.is_success() && !reply.is_replayed {
                answers::check_lost(world, label, call, &lost, since);
            }
            return Some(reply);
        }
        let mut dice = Dice::of(world.setting.seed, &once);
        tokio::time::sleep(Duration::from_millis(500 + dice.below(20_000))).await;
    }
    None
}

/// Sends a request once; `None` when no answer came. With the answer come the keys of the items whose write failed.
async fn send_once(world: &Arc<World>, label: &str, call: &Call) -> Option<(Reply, Vec<Key>)> {
    let request = call.request(world.now(), world.next_request(), world.setting.seed);
    world.note(
        &["request", call.operation, &call.path, call.by()],
        format_args!("{} {} {} as {:?} {}", call.operation, call.method, call.path, call.sender, call.body),
    );
    let done_before = keys::sent(world, call);
    let served =
        invoke(world, call.function, label, |process, _| async move { process.handlers.api().serve(request).await });
    let Ok((response, process)) = served.await else {
        keys::lost(world, call);
        return None;
    };
    let reply = Reply::of(&response);
    let status = reply.status.to_string();
    world.note(&["reply", &status, reply.code()], format_args!("{label}: {status} {}", reply.body));
    let (stored_answer, read_unreadable, faults, lost) = {
        let mut invocation = process.pulse.invocation();
        let lost = std::mem::take(&mut invocation.lost);
        (invocation.stored_answer, invocation.read_unreadable, invocation.faults, lost)
    };
    answers::check(world, call, &response, &reply, read_unreadable);
    if call.key.is_some() && reply.is_success() && !reply.is_replayed {
        let is_beside = lost.iter().any(|(pk, _)| pk.starts_with("K#"));
        world.check(Invariant::SameAnswer, stored_answer || is_beside || faults > 0, || {
            format!("{}: the answer was not stored", call.operation)
        });
    }
    keys::answered(world, call, &reply, done_before);
    let denied = keys::denied(world, label, call, &reply);
    world.check(Invariant::AcceptedKept, denied.is_empty(), || {
        format!("{} had done {denied:?}: {}", call.operation, reply.body)
    });
    Some((reply, lost))
}

impl Reply {
    fn of(response: &Response) -> Self {
        let bytes = response.body().as_ref();
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        Self {
            status: response.status().as_u16(),
            body: serde_json::from_slice(bytes)
                .unwrap_or_else(|_| std::str::from_utf8(bytes).map_or(Value::Null, Value::from)),
            etag: header("etag"),
            is_replayed: header("idempotent-replayed").is_some(),
        }
    }
}

/// Notes what the final answer of a command means.
fn settle(world: &World, label: &str, call: &Call, reply: &Reply) {
    {
        let mut tally = world.tally();
        if reply.is_success() {
            add(&mut tally.operations, call.operation, 1);
        }
        for reason in codes(&reply.body) {
            *tally.refusals.entry(reason).or_default() += 1;
        }
    }
    if !reply.is_success() {
        return;
    }
    if let (Some((pk, sk)), Some(etag)) = (&call.target, &reply.etag) {
        world.book().tabs.insert((call.by().to_owned(), format!("{pk}/{sk}")), etag.clone());
    }
    let Some(key) = call.target.as_ref().filter(|_| !reply.is_replayed) else { return };
    accept(world, label, call, key.clone(), reply.etag.as_ref());
}

fn rev_of(world: &World, (pk, sk): &Key) -> i64 {
    world.store().find(pk, sk).map_or(0, |item| number(item, "rev"))
}

/// Notes an accepted command of the requests whose labels begin with `label`.
pub fn accept(world: &World, label: &str, call: &Call, key: Key, etag: Option<&String>) {
    let rev = etag.and_then(|etag| etag.trim_matches('"').parse().ok());
    // The revision of a report or a file is not its voucher's.
    let rev = rev.filter(|_| !matches!(call.function, Function::Completion | Function::Deliverable));
    let (operation, by, events) = (call.operation, call.by().to_owned(), call.events);
    let own = world.book().own(label, &key);
    if own.is_empty() && events.is_empty() {
        return;
    }
    let accepted = Accepted { operation, step: world.step(), key, rev, own, by, events };
    world.book().accepted.push(accepted);
}

/// The codes of a problem and of its reasons, also of those of single items.
pub fn codes(body: &Value) -> Vec<String> {
    let text = |value: &Value| value["code"].as_str().map(str::to_owned);
    let of_reasons =
        |value: &Value| -> Vec<String> { value["reasons"].as_array().into_iter().flatten().filter_map(text).collect() };
    let mut found = of_reasons(body);
    if found.is_empty() {
        found.extend(text(body));
    }
    found.extend(body["items"].as_array().into_iter().flatten().flat_map(of_reasons));
    found
}
