//! A concurrent simulation: messages of redeemed vouchers are delivered repeatedly and in random order, their claims
//! are submitted and approved, and duplicate payment reports race them out of order. Every voucher must be paid once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use serde_json::{Value, json};
use testkit::Database;

use crate::dice::Dice;
use crate::money::{paying, redeemed};
use crate::world::World;

/// The number of concurrent callers.
const CALLERS: usize = 8;
/// The number of messages per delivery.
const BATCH: usize = 10;

/// The result of a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The number of claims with distinct ids.
    pub claims: usize,
    /// The number of claims whose payment was sent.
    pub paid: usize,
    /// The sum of the sent payments in cents, each claim counted once.
    pub sent: i64,
    /// The total of the company's statement, in cents.
    pub statement: i64,
    /// The sum of rate x days over all vouchers, in cents.
    pub owed: i64,
    /// The number of requests, reports and deliveries.
    pub calls: usize,
}

/// A delivery, request or report.
#[derive(Clone, Debug)]
enum Job {
    Deliver(Vec<String>),
    Submit(Vec<usize>),
    Review(usize),
    Approve(usize),
    Report { id: String, event: Value, counts: bool },
}

/// The pending jobs, taken in random order.
struct Work {
    queue: Mutex<(Vec<Job>, Dice)>,
    /// The number of jobs that have not succeeded yet.
    unfinished: AtomicUsize,
    calls: AtomicUsize,
}

impl Work {
    fn queue(&self) -> MutexGuard<'_, (Vec<Job>, Dice)> {
        self.queue.lock().unwrap()
    }

    fn add(&self, jobs: Vec<Job>) {
        self.unfinished.fetch_add(jobs.len(), Ordering::SeqCst);
        self.queue().0.extend(jobs);
    }

    fn take(&self) -> Option<Job> {
        let mut queue = self.queue();
        let (jobs, dice) = &mut *queue;
        (!jobs.is_empty()).then(|| jobs.swap_remove(dice.throw(jobs.len())))
    }

    fn throw(&self, sides: usize) -> usize {
        self.queue().1.throw(sides)
    }
}

fn number(index: usize) -> String {
    format!("SA-SIM-{index:06}")
}

fn days(index: usize) -> i64 {
    [1, 3, 5, 10, 15][index % 5]
}

/// The rate in cents per day: another one in TW from November on.
fn per_day(index: usize) -> i64 {
    if index.is_multiple_of(3) && !index.is_multiple_of(2) { 123_457 } else { 100_000 }
}

fn owed(index: usize) -> i64 {
    days(index) * per_day(index)
}

fn message(index: usize) -> Value {
    let mut message = redeemed(&number(index));
    message["country"] = json!(["TW", "US", "JP"][index % 3]);
    message["days"] = json!(days(index));
    message["redeemed_at"] = json!(["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"][index % 2]);
    message
}

/// Runs the simulation for a number of vouchers.
pub async fn simulate(vouchers: usize, seed: u64) -> Outcome {
    let world = Arc::new(prepare(vouchers).await);
    let work = Arc::new(Work {
        queue: Mutex::new((Vec::new(), Dice::seeded(seed))),
        unfinished: AtomicUsize::new(0),
        calls: AtomicUsize::new(0),
    });
    work.add(deliveries(&work, vouchers));
    work.add(submissions(&work, vouchers));
    let callers: Vec<_> =
        (0..CALLERS).map(|_| tokio::spawn(run_caller(Arc::clone(&world), Arc::clone(&work)))).collect();
    for caller in callers {
        caller.await.unwrap();
    }
    outcome(&world, vouchers, work.calls.load(Ordering::SeqCst)).await
}

/// Creates a world without stream: vouchers and queue messages are created directly.
async fn prepare(vouchers: usize) -> World {
    let world = World::over(Database::without_stream().await).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let rate = json!({"per_day": {"minor": 123_457, "currency": "USD"}, "valid_from": "2026-11-01"});
    world.reviewer("PUT", "/rates/TW/DDPS", &rate).await.expect(200);
    world.import_redeemed(&(0..vouchers).map(message).collect::<Vec<_>>());
    world
}

/// Every message one to three times, in random order, ten per delivery.
fn deliveries(work: &Work, vouchers: usize) -> Vec<Job> {
    let again = |index| vec![message(index).to_string(); 1 + work.throw(3)];
    let mut bodies: Vec<String> = (0..vouchers).flat_map(again).collect();
    work.queue().1.shuffle(&mut bodies);
    bodies.chunks(BATCH).map(|batch| Job::Deliver(batch.to_vec())).collect()
}

/// Every claim once, alone or with up to nine others.
fn submissions(work: &Work, vouchers: usize) -> Vec<Job> {
    let mut indexes: Vec<usize> = (0..vouchers).collect();
    work.queue().1.shuffle(&mut indexes);
    let mut jobs = Vec::new();
    while !indexes.is_empty() {
        let count = (1 + work.throw(BATCH)).min(indexes.len());
        jobs.push(Job::Submit(indexes.drain(..count).collect()));
    }
    jobs
}

/// Runs jobs until none is unfinished.
async fn run_caller(world: Arc<World>, work: Arc<Work>) {
    while work.unfinished.load(Ordering::SeqCst) > 0 {
        let Some(job) = work.take() else {
            tokio::task::yield_now().await;
            continue;
        };
        work.calls.fetch_add(1, Ordering::SeqCst);
        match run_job(&world, &work, &job).await {
            Some(more) => {
                work.add(more);
                work.unfinished.fetch_sub(1, Ordering::SeqCst);
            }
            // The job ran too early; it is retried later.
            None => work.queue().0.push(job),
        }
    }
}

/// Runs a job; returns the jobs that follow, or `None` if it ran too early.
async fn run_job(world: &World, work: &Work, job: &Job) -> Option<Vec<Job>> {
    match job {
        Job::Deliver(bodies) => {
            assert_eq!(world.run_claims(bodies).await, Vec::<usize>::new());
            Some(Vec::new())
        }
        Job::Submit(indexes) => submit(world, work, indexes).await,
        Job::Review(index) => {
            world.operate(&number(*index), "review").await;
            let times = 1 + work.throw(2);
            Some(vec![Job::Approve(*index); times])
        }
        Job::Approve(index) => {
            world.operate(&number(*index), "approve").await;
            Some(Vec::new())
        }
        Job::Report { id, event, counts } => report(world, id, event, *counts).await,
    }
}

/// Submits claims. After that they can be reviewed, and payment reports arrive.
async fn submit(world: &World, work: &Work, indexes: &[usize]) -> Option<Vec<Job>> {
    let ids: Vec<String> = indexes.iter().map(|index| format!("CL-{}", number(*index))).collect();
    let body = json!({"claim_ids": ids, "invoice_number": format!("INV-{}", indexes[0])});
    let answer = world.claimant("POST", "/claims/submit", &body).await.expect(200);
    for item in answer["items"].as_array().unwrap() {
        if item["reasons"][0]["code"] == "claim_not_found" {
            return None;
        }
        assert_eq!(item["outcome"], "submitted", "{item:#}");
    }
    let follows = |index: &usize| [vec![Job::Review(*index)], reports(work, *index)].concat();
    Some(indexes.iter().flat_map(follows).collect())
}

/// The payment reports of a claim: sent at once, after a failure, or after a reversal; each once or twice, and in one
/// of ten cases one with a wrong amount.
fn reports(work: &Work, index: usize) -> Vec<Job> {
    let sequence: &[(&str, &str)] = match work.throw(4) {
        0 => &[("scheduled", "A"), ("sent", "A")],
        1 => &[("scheduled", "A"), ("failed", "A"), ("scheduled", "B"), ("sent", "B")],
        2 => &[("sent", "A"), ("reversed", "A"), ("sent", "A")],
        _ => &[("sent", "A"), ("reversed", "A"), ("sent", "B")],
    };
    let mut jobs = Vec::new();
    for (order, (kind, payment)) in sequence.iter().enumerate() {
        let at = format!("2026-11-22T08:00:0{order}Z");
        let mut event = paying(kind, &number(index), &format!("PAY-{index}-{payment}"), &at);
        event["data"]["amount"]["minor"] = json!(owed(index));
        for copy in 0..=work.throw(2) {
            // A copy has the same message id or a new one.
            let id = format!("m-{index}-{order}-{}", copy * work.throw(2));
            jobs.push(Job::Report { id, event: event.clone(), counts: true });
        }
    }
    if work.throw(10) == 0 {
        let mut event = paying("sent", &number(index), "PAY-WRONG", "2026-11-22T08:30:00Z");
        event["data"]["amount"]["minor"] = json!(owed(index) + 1);
        jobs.push(Job::Report { id: format!("w-{index}"), event, counts: false });
    }
    jobs
}

/// Posts a payment report; a report before the approval is refused and retried, one with a wrong amount always refused.
async fn report(world: &World, id: &str, event: &Value, counts: bool) -> Option<Vec<Job>> {
    let reply = world.payer(id, event).await;
    let code = reply.body["code"].as_str().unwrap_or_default();
    if counts && (reply.status, code) == (409, "wrong_claim_status") {
        return None;
    }
    let expected = if counts { (200, "") } else { (409, "amount_mismatch") };
    // A wrong amount is refused before and after the approval.
    assert_eq!((reply.status, code), expected, "{event}");
    Some(Vec::new())
}

/// Reads the final claims and the statement as the company.
async fn outcome(world: &World, vouchers: usize, calls: usize) -> Outcome {
    let (mut ids, mut paid, mut sent, mut cursor) = (BTreeSet::new(), 0, 0, String::new());
    loop {
        let list = format!("/claims?limit=100{cursor}");
        let page = world.claimant("GET", &list, &Value::Null).await.expect(200);
        for claim in page["items"].as_array().unwrap() {
            assert!(ids.insert(claim["claim_id"].to_string()), "listed twice: {claim}");
            let payments = claim["payments"].as_array().unwrap();
            if payments.iter().any(|payment| payment["event"] == "sent") {
                paid += 1;
                sent += claim["amount"]["minor"].as_i64().unwrap();
            }
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let statement = world.claimant("GET", "/statement?month=2026-11", &Value::Null).await.expect(200);
    let statement = statement["totals"][0]["minor"].as_i64().unwrap();
    Outcome { claims: ids.len(), paid, sent, statement, owed: (0..vouchers).map(owed).sum(), calls }
}
