//! The client of the table: the SDK's own, as production configures it, over a connector that calls the engine in this
//! process and lets calls go wrong in virtual time.

use std::sync::{Arc, LazyLock, MutexGuard, Weak};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use dynoxide::Item;
use host::Aws;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::fault::Fault;
use crate::item::{self, Key};
use crate::process::{Invocation, Pulse};
use crate::store::response;
use crate::world::World;

/// The configuration that all clients share.
static AWS: LazyLock<Aws> = LazyLock::new(|| Aws::with("us-east-1", "test", "test").at("http://engine"));

const THROTTLED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}"#;
const CONFLICT: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionConflictException","message":"in use"}"#;
/// Longer than a client waits for an answer.
const FOREVER: Duration = Duration::from_secs(30);

/// The shared configuration, for signed uploads.
pub fn aws() -> Aws {
    AWS.clone()
}

/// A client of a process, with a budget of retries of its own.
pub fn dynamodb(world: &Arc<World>, pulse: &Arc<Pulse>) -> Client {
    let connector = Connector { world: Arc::downgrade(world), pulse: Arc::clone(pulse) };
    let config = AWS.dynamodb_config();
    let config = config.http_client(SharedHttpClient::new(connector)).time_source(world.clock);
    let config = config.sleep_impl(TokioSleep::new()).retry_partition(RetryPartition::custom("process").build());
    Client::from_conf(config.allow_no_auth().auth_scheme_preference(["noAuth".into()]).build())
}

#[derive(Clone)]
struct Connector {
    world: Weak<World>,
    pulse: Arc<Pulse>,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpClient for Connector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// What becomes of a call.
struct Fate {
    fault: Option<Fault>,
    /// The time of the way to the table.
    to: Duration,
    /// The time of the way back.
    back: Duration,
    /// The milliseconds after which indexes hear of a write.
    lag: u64,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(world) = self.world.upgrade() else {
            return HttpConnectorFuture::ready(Err(ConnectorError::io("the run is over".into())));
        };
        let pulse = Arc::clone(&self.pulse);
        let operation = operation(&request).to_owned();
        let fate = Fate::of(&world, &pulse, &operation, &request);
        let label = pulse.invocation().label.clone();
        let name = fate.fault.map_or("", Fault::as_str);
        world.tally().calls += 1;
        world.note(&["call", &operation, name], format_args!("  #{} {operation} {name}", pulse.id));
        HttpConnectorFuture::new(async move {
            let (back, fault) = (fate.back, fate.fault);
            // What is on its way arrives, also when its sender has given up or died: a task of its own.
            let arrives = tokio::spawn(arrive(world, Sent { pulse, label, operation, request }, fate));
            let answered = arrives.await.map_err(|error| ConnectorError::other(error.into(), None))?;
            tokio::time::sleep(back).await;
            match fault {
                Some(Fault::AnswerLost) => Err(ConnectorError::io("the answer was lost".into())),
                _ => answered.ok_or_else(|| ConnectorError::io("refused".into())),
            }
        })
    }
}

/// A call on its way.
struct Sent {
    pulse: Arc<Pulse>,
    /// The invocation that sent it.
    label: String,
    operation: String,
    request: HttpRequest,
}

impl Sent {
    /// The invocation that sent it, if it still goes on.
    fn invocation(&self) -> Option<MutexGuard<'_, Invocation>> {
        let invocation = self.pulse.invocation();
        (invocation.label == self.label && !invocation.is_over).then_some(invocation)
    }
}

/// Serves a call when it arrives; without an answer it was refused or lost.
async fn arrive(world: Arc<World>, sent: Sent, fate: Fate) -> Option<HttpResponse> {
    let Sent { pulse, operation, request, .. } = &sent;
    if fate.fault.is_some() && operation == "PutItem" && keys_of(request).iter().any(|(pk, _)| pk.starts_with("M#")) {
        pulse.invocation().mail_faults += 1;
    }
    tokio::time::sleep(fate.to).await;
    match fate.fault {
        Some(Fault::Refused | Fault::TimedOut) => return None,
        Some(Fault::Throttled) => return Some(response(400, THROTTLED.to_owned())),
        Some(Fault::Conflict) => return Some(response(400, conflict(operation, request))),
        _ => {}
    }
    let now = u64::try_from(world.clock.elapsed().as_millis()).unwrap_or_default();
    let body = request.body().bytes().unwrap_or_default();
    let served = match fate.fault {
        Some(Fault::Unprocessed) => world.store().serve_in_part(body),
        _ => world.store().serve(operation, body, fate.lag, now),
    };
    note_answer(&world, pulse, operation, body, &served.response);
    for written in &served.written {
        let rev = written.after.as_ref().map_or(0, |after| item::number(after, "rev"));
        let (pk, sk) = &written.key;
        let shown = rev.to_string();
        world.note(&["wrote", pk, sk, &shown], format_args!("  #{} wrote {pk}/{sk} rev {rev}", pulse.id));
        if let Some(mut invocation) = sent.invocation() {
            note_effect(&mut invocation, pk, written.after.as_deref());
        } else if pk.starts_with("M#") {
            // Its sender will not go on.
            world.book().letters.failed.insert(pk.clone());
        }
        world.book().did(&sent.label, written);
    }
    let is_refused = served.response.status().as_u16() == 400;
    if let (true, Some(mut invocation)) = (is_refused, sent.invocation()) {
        invocation.lost.extend(keys_of(request));
    }
    if served.is_behind {
        world.tally().fault(Fault::Lag);
    }
    if served.is_unreadable {
        world.tally().fault(Fault::Unreadable);
        pulse.invocation().read_unreadable = true;
    }
    world.wrote(&served.written);
    Some(served.response)
}

/// Spells out a call and its answer where the trace is kept. The members of an object have no order of their own.
fn note_answer(world: &World, pulse: &Pulse, operation: &str, request: &[u8], answer: &HttpResponse) {
    if !world.trace().is_kept() {
        return;
    }
    let sorted = |bytes: &[u8]| {
        let mut value: Value = serde_json::from_slice(bytes).unwrap_or_default();
        value.sort_all_objects();
        value
    };
    let (id, status) = (pulse.id, answer.status().as_u16());
    let (request, answer) = (sorted(request), sorted(answer.body().bytes().unwrap_or_default()));
    world.note(&["answer"], format_args!("  #{id} {operation} {request} -> {status} {answer}"));
}

/// The answer to a write that meets a transaction, or to a transaction of which one item is being written.
fn conflict(operation: &str, request: &HttpRequest) -> String {
    if operation == "PutItem" {
        return CONFLICT.to_owned();
    }
    let body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
    let items = body["TransactItems"].as_array().map_or(0, Vec::len);
    let reason = |item: usize| json!({"Code": if item == 0 { "TransactionConflict" } else { "None" }});
    let reasons: Vec<Value> = (0..items).map(reason).collect();
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled", "CancellationReasons": reasons,
    })
    .to_string()
}

/// True for the write of an item that transactions change, too.
fn is_in_transactions(request: &HttpRequest) -> bool {
    let is_one =
        |(_, sk): &Key| matches!(sk.as_str(), "V" | "C" | "R" | "N") || sk.starts_with("D#") || sk.starts_with("I#");
    keys_of(request).iter().any(is_one)
}

/// The keys of the items that a call puts.
fn keys_of(request: &HttpRequest) -> Vec<Key> {
    let body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
    let in_transaction = body["TransactItems"].as_array().into_iter().flatten().map(|item| &item["Put"]["Item"]);
    let text = |item: &Value, name: &str| Some(item[name]["S"].as_str()?.to_owned());
    in_transaction.chain([&body["Item"]]).filter_map(|item| Some((text(item, "pk")?, text(item, "sk")?))).collect()
}

/// Remembers what an invocation did that decides on what may follow.
fn note_effect(invocation: &mut Invocation, pk: &str, after: Option<&Item>) {
    if pk.starts_with("K#") {
        invocation.stored_answer = true;
    }
    // The result of an earlier mail may arrive after the lock of the next one.
    if pk.starts_with("M#") && after.is_some_and(|after| item::text(after, "outcome") == "locked") {
        let mails = &mut invocation.mails;
        if mails.last().is_none_or(|last| last != pk) {
            mails.push(pk.to_owned());
        }
    }
}

impl Fate {
    fn of(world: &World, pulse: &Pulse, operation: &str, request: &HttpRequest) -> Self {
        let mut invocation = pulse.invocation();
        let dice = &mut invocation.dice;
        let ways = (millis(dice, 9), millis(dice, 9));
        let meets = |fault| fault != Fault::Conflict || operation != "PutItem" || is_in_transactions(request);
        let fault = world.choose(faults_of(operation), dice, meets);
        let lag = if world.draws(Fault::Lag, dice) { dice.below(20_000) } else { 0 };
        let (to, back) = match fault {
            Some(Fault::TimedOut) => (FOREVER, Duration::ZERO),
            Some(Fault::Late) => (millis(dice, 12_000) + Duration::from_millis(2_900), ways.1),
            Some(Fault::Slow) => (millis(dice, 1_400), millis(dice, 1_400)),
            _ => ways,
        };
        if fault.is_some() {
            invocation.faults += 1;
        }
        Self { fault, to, back, lag }
    }
}

fn millis(dice: &mut Dice, below: u64) -> Duration {
    Duration::from_millis(1 + dice.below(below))
}

fn faults_of(operation: &str) -> &'static [Fault] {
    use Fault::{AnswerLost, Conflict, Late, Refused, Slow, Throttled, TimedOut, Unprocessed};
    match operation {
        "PutItem" | "TransactWriteItems" => &[Refused, Throttled, Conflict, TimedOut, Late, AnswerLost, Slow],
        "BatchGetItem" => &[Refused, Throttled, TimedOut, Late, AnswerLost, Slow, Unprocessed],
        _ => &[Refused, Throttled, TimedOut, Late, AnswerLost, Slow],
    }
}

fn operation(request: &HttpRequest) -> &str {
    request.headers().get("x-amz-target").unwrap_or_default().rsplit('.').next().unwrap_or_default()
}
