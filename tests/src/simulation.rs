//! Everybody at once: the queue tells of redeemed vouchers again and again and in any order, their claims are submitted
//! and approved, and the payer's reports race them, doubled and out of order. In the end every voucher was paid once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use serde_json::{Value, json};
use testkit::Database;

use crate::dice::Dice;
use crate::money::{paying, redeemed};
use crate::world::World;

/// Callers at once.
const CALLERS: usize = 8;
/// Messages of one delivery.
const BATCH: usize = 10;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Claims there are, each with an id of its own.
    pub claims: usize,
    /// Claims whose money was sent.
    pub paid: usize,
    /// What they brought together, in cents, each counted once.
    pub sent: i64,
    /// What the company's statement says.
    pub statement: i64,
    /// Rate x days over all vouchers.
    pub owed: i64,
    /// Requests, reports and deliveries that it took.
    pub calls: usize,
}

/// One thing that somebody does.
#[derive(Clone, Debug)]
enum Job {
    Deliver(Vec<String>),
    Submit(Vec<usize>),
    Review(usize),
    Approve(usize),
    Report { id: String, event: Value, counts: bool },
}

/// What is still to be done, in no order.
struct Work {
    left: Mutex<(Vec<Job>, Dice)>,
    /// Jobs that are not done for good yet.
    open: AtomicUsize,
    calls: AtomicUsize,
}

impl Work {
    fn left(&self) -> MutexGuard<'_, (Vec<Job>, Dice)> {
        self.left.lock().unwrap()
    }

    fn add(&self, jobs: Vec<Job>) {
        self.open.fetch_add(jobs.len(), Ordering::SeqCst);
        self.left().0.extend(jobs);
    }

    fn take(&self) -> Option<Job> {
        let mut left = self.left();
        let (jobs, dice) = &mut *left;
        (!jobs.is_empty()).then(|| jobs.swap_remove(dice.throw(jobs.len())))
    }

    fn throw(&self, sides: usize) -> usize {
        self.left().1.throw(sides)
    }
}

fn number(index: usize) -> String {
    format!("SA-SIM-{index:06}")
}

fn days(index: usize) -> i64 {
    [1, 3, 5, 10, 15][index % 5]
}

/// Cents a day: another amount in TW from November on.
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

/// Lets everything happen to so many vouchers.
pub async fn simulate(vouchers: usize, seed: u64) -> Outcome {
    let world = Arc::new(prepared(vouchers).await);
    let work = Arc::new(Work {
        left: Mutex::new((Vec::new(), Dice::seeded(seed))),
        open: AtomicUsize::new(0),
        calls: AtomicUsize::new(0),
    });
    work.add(deliveries(&work, vouchers));
    work.add(submissions(&work, vouchers));
    let callers: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(call(Arc::clone(&world), Arc::clone(&work)))).collect();
    for caller in callers {
        caller.await.unwrap();
    }
    outcome(&world, vouchers, work.calls.load(Ordering::SeqCst)).await
}

/// Nobody listens to the table here: the vouchers and the queue's messages are made by hand.
async fn prepared(vouchers: usize) -> World {
    let world = World::over(Database::without_stream().await).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let rate = json!({"per_day": {"minor": 123_457, "currency": "USD"}, "valid_from": "2026-11-01"});
    world.reviewer("PUT", "/rates/TW/DDPS", &rate).await.expect(200);
    world.put_redeemed(&(0..vouchers).map(message).collect::<Vec<_>>());
    world
}

/// Every message one to three times, in any order, ten in a delivery.
fn deliveries(work: &Work, vouchers: usize) -> Vec<Job> {
    let again = |index| vec![message(index).to_string(); 1 + work.throw(3)];
    let mut bodies: Vec<String> = (0..vouchers).flat_map(again).collect();
    work.left().1.shuffle(&mut bodies);
    bodies.chunks(BATCH).map(|batch| Job::Deliver(batch.to_vec())).collect()
}

/// Every claim once, alone or with up to nine others.
fn submissions(work: &Work, vouchers: usize) -> Vec<Job> {
    let mut indexes: Vec<usize> = (0..vouchers).collect();
    work.left().1.shuffle(&mut indexes);
    let mut jobs = Vec::new();
    while !indexes.is_empty() {
        let count = (1 + work.throw(BATCH)).min(indexes.len());
        jobs.push(Job::Submit(indexes.drain(..count).collect()));
    }
    jobs
}

/// One caller: takes what comes, until nothing is open.
async fn call(world: Arc<World>, work: Arc<Work>) {
    while work.open.load(Ordering::SeqCst) > 0 {
        let Some(job) = work.take() else {
            tokio::task::yield_now().await;
            continue;
        };
        work.calls.fetch_add(1, Ordering::SeqCst);
        match done(&world, &work, &job).await {
            Some(more) => {
                work.add(more);
                work.open.fetch_sub(1, Ordering::SeqCst);
            }
            // It was too early; it is tried again at some time.
            None => work.left().0.push(job),
        }
    }
}

/// What follows on a job; nothing when it came too early.
async fn done(world: &World, work: &Work, job: &Job) -> Option<Vec<Job>> {
    match job {
        Job::Deliver(bodies) => {
            assert_eq!(world.run_claims(bodies).await, Vec::<usize>::new());
            Some(Vec::new())
        }
        Job::Submit(indexes) => submitted(world, work, indexes).await,
        Job::Review(index) => {
            world.operate(&number(*index), "review").await;
            let times = 1 + work.throw(2);
            Some(vec![Job::Approve(*index); times])
        }
        Job::Approve(index) => {
            world.operate(&number(*index), "approve").await;
            Some(Vec::new())
        }
        Job::Report { id, event, counts } => reported(world, id, event, *counts).await,
    }
}

/// Once all claims of a request are submitted, they wait for operations, and the payer begins to talk.
async fn submitted(world: &World, work: &Work, indexes: &[usize]) -> Option<Vec<Job>> {
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

/// What the payer says of a claim: it is sent at once, or fails first, or comes back first; every word once or twice, and
/// now and then one about another amount.
fn reports(work: &Work, index: usize) -> Vec<Job> {
    let said: &[(&str, &str)] = match work.throw(4) {
        0 => &[("scheduled", "A"), ("sent", "A")],
        1 => &[("scheduled", "A"), ("failed", "A"), ("scheduled", "B"), ("sent", "B")],
        2 => &[("sent", "A"), ("reversed", "A"), ("sent", "A")],
        _ => &[("sent", "A"), ("reversed", "A"), ("sent", "B")],
    };
    let mut jobs = Vec::new();
    for (order, (kind, payment)) in said.iter().enumerate() {
        let at = format!("2026-11-22T08:00:0{order}Z");
        let mut event = paying(kind, &number(index), &format!("PAY-{index}-{payment}"), &at);
        event["data"]["amount"]["minor"] = json!(owed(index));
        for copy in 0..=work.throw(2) {
            // A copy comes under the same message id, or as a message of its own.
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

/// A payer is told that it was too early, and comes again; what is not the claim's amount never counts.
async fn reported(world: &World, id: &str, event: &Value, counts: bool) -> Option<Vec<Job>> {
    let reply = world.payer(id, event).await;
    let code = reply.body["code"].as_str().unwrap_or_default();
    if counts && (reply.status, code) == (409, "wrong_claim_status") {
        return None;
    }
    let expected = if counts { (200, "") } else { (409, "amount_mismatch") };
    // Before its approval a claim is told both.
    assert_eq!((reply.status, code), expected, "{event}");
    Some(Vec::new())
}

/// Looks at the end as the company does.
async fn outcome(world: &World, vouchers: usize, calls: usize) -> Outcome {
    let (mut ids, mut paid, mut sent, mut cursor) = (BTreeSet::new(), 0, 0, String::new());
    loop {
        let list = format!("/claims?limit=100{cursor}");
        let page = world.claimant("GET", &list, &Value::Null).await.expect(200);
        for claim in page["items"].as_array().unwrap() {
            assert!(ids.insert(claim["claim_id"].to_string()), "shown twice: {claim}");
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
