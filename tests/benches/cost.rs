//! What one voucher's whole life asks of AWS, from its assignment to its payment, with its history and its mails: calls
//! and capacity units as the answers tell them, Lambda's time as it follows from them, and what all of that costs.
//!
//! `cargo dev cost` runs it. It counts, and takes no time: any profile will do.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a bench that cannot run should stop at once")]

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use testkit::Database;
use tests::cost::{Prices, RoundTrip, Usage, dollars, millionths};
use tests::{StreamFilter, World};
use tokio::runtime::{Builder, Handle};

const N: &str = "SA-COST-0001";
/// Another, which lived before: what is done once is no part of a life.
const WARM: &str = "SA-COST-0000";
/// No more write units than this in a life, indexes and history included; mails are counted apart. It holds what was
/// reached: a change that costs more should be one that somebody wants.
const WRITE_UNITS_MAX: u64 = 67;
/// No more invocations than this in a life, those of the mailer included: the stream tells the outbox only of what it does
/// something about.
const INVOCATIONS_MAX: u64 = 31;
/// What a look at an object asks of storage: its length and digest, its first and its last block, the scanner's tag. A file
/// of 65 KiB or less is one block; an OpenDocument or a linearised PDF takes one or two more.
const LOOKS: u64 = 4;
/// What Lambda asks a queue for each batch: to take it, and to forget it.
const POLLS: u64 = 2;
/// The part that is not held to that.
const MAILS: &str = "mails, remembered";
/// Functions of a life; they are all given the same memory.
const FUNCTIONS: [&str; 10] = [
    "Assignment",
    "Reservation",
    "Deliverable",
    "DeliverableIntake",
    "Completion",
    "Redemption",
    "Claims",
    "PaymentRequest",
    "PaymentStatus",
    "Outbox",
];

/// A voucher's life under the meter.
struct Life {
    world: World,
    number: &'static str,
    batch: usize,
    /// Records of the stream that were told.
    told: usize,
    /// Messages that wait for the mailer.
    notices: Vec<String>,
    /// What followed before the end: telling what happened, and the mails of that.
    followed: [Usage; 2],
    steps: Vec<(&'static str, Usage)>,
    /// The same, several steps together.
    parts: Vec<(&'static str, Usage)>,
    /// Steps that stand in a part.
    summed: usize,
    clock: Option<u64>,
    computed: u64,
}

fn main() {
    // The table is served by a thread of its own, so that this one computes what a function does.
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(count(server.handle()));
}

async fn count(server: &Handle) {
    let (prices, memory) = (Prices::shipped(), memory_mb());
    let world = World::over(Database::start_on(server).await).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let warm = Box::pin(Life::of(WARM, world, prices.assumed.batch)).await;
    let life = Box::pin(Life::of(N, warm.world, prices.assumed.batch)).await;
    let total: Usage = life.steps.iter().map(|(_, usage)| *usage).sum();
    let written: u64 = life.parts.iter().filter(|(part, _)| *part != MAILS).map(|(_, usage)| usage.written()).sum();

    head();
    life.steps.iter().for_each(|(name, usage)| show(name, usage, &prices, memory));
    println!("{}", "-".repeat(80));
    life.parts.iter().for_each(|(name, usage)| show(name, usage, &prices, memory));
    show("a whole life", &total, &prices, memory);
    bill(&total, &prices, memory);
    assume(&prices, memory);
    measured(&life, &total, &prices, memory);
    println!("\n{written} write units in one life without its mails.");
    println!("A million lives: {} USD.", dollars(total.price(&prices, memory)));
    assert!(written <= WRITE_UNITS_MAX, "{written} write units in one life, and at most {WRITE_UNITS_MAX} are meant");
    let invoked = total.invocations;
    assert!(invoked <= INVOCATIONS_MAX, "{invoked} invocations in one life, and at most {INVOCATIONS_MAX} are meant");
}

impl Life {
    async fn of(number: &'static str, world: World, batch: usize) -> Self {
        let (notices, steps, parts) = (Vec::new(), Vec::new(), Vec::new());
        let (followed, told, summed) = ([Usage::default(); 2], 0, 0);
        let mut life =
            Self { world, number, batch, told, notices, followed, steps, parts, summed, clock: None, computed: 0 };
        life.told = life.records().len();
        life.world.database.meter.take();
        life.world.mailbox.take();
        life.start();
        life.of_the_voucher().await;
        life.part("assigned to redeemed");
        life.of_the_claim().await;
        life.part("claimed to paid");
        let [told, mailed] = life.followed;
        let usage = told + life.retell().await;
        life.steps.push(("outbox, of all that", usage));
        life.part("history of all that");
        let usage = mailed + life.mail().await;
        life.steps.push(("mails", usage));
        life.part(MAILS);
        life.expire();
        assert_eq!(life.retell().await, Usage::default(), "what was remembered, and what expires, invokes nothing");
        life
    }

    async fn of_the_voucher(&mut self) {
        let number = self.number;
        self.world.assign(number).await;
        self.note("assigned", 1, |_| ());
        // Its letter asks for something: told later it would not go out any more.
        self.followed = [self.retell().await, self.mail().await];
        self.start();
        self.world.reserve(number).await;
        self.note("reserved", 1, |_| ());
        let file = self.world.announce(number, "plan.pdf", tests::PDF).await;
        self.note("file announced", 1, |_| ());
        // Storage tells of the upload, then GuardDuty of its scan, which reads and tags the object.
        self.world.upload_scanned(number, &file, 1, tests::PDF, Verdict::Pending).await;
        self.note("file arrived", 1, |usage| (usage.puts, usage.looks) = (1, LOOKS));
        self.world.upload(number, &file, 1, tests::PDF).await;
        self.note("file scanned", 1, |usage| {
            (usage.gets, usage.puts, usage.scans, usage.looks) = (1, 1, 1, LOOKS);
        });
        self.world.report(number).await;
        self.note("report, in two steps", 2, |_| ());
        assert_eq!(self.world.redeem(&[number]).await[0]["outcome"], "redeemed");
        self.note("redeemed", 1, |_| ());
    }

    async fn of_the_claim(&mut self) {
        let number = self.number;
        self.world.draft(number).await;
        self.note("claim drafted", 1, |usage| usage.polls = POLLS);
        self.world.submit(number).await;
        self.note("claim submitted", 1, |_| ());
        self.world.operate(number, "review").await;
        self.note("claim under review", 1, |_| ());
        self.world.operate(number, "approve").await;
        self.note("claim approved", 1, |_| ());
        let payment = format!("PAY-{number}");
        assert_eq!(self.world.pay("sent", number, &payment, "2026-11-22T09:00:00Z").await["status"], "paid");
        self.note("claim paid", 1, |_| ());
    }

    /// The stream tells the outbox of what passes its filter: never of the history that it writes itself.
    async fn retell(&mut self) -> Usage {
        let mut sum = Usage::default();
        let mut news = self.records().split_off(self.told);
        self.told += news.len();
        news.retain(|record| StreamFilter::of_template().admits(record));
        for batch in news.chunks(self.batch) {
            self.start();
            assert_eq!(self.world.tell_outbox(&json!({"Records": batch})).await, Vec::<String>::new());
            let mut usage = self.stop(1);
            let notices = self.world.notice_bodies();
            usage.sends = u64::try_from(self.world.queue.take().len() + notices.len()).unwrap();
            self.notices.extend(notices);
            sum = sum + usage;
        }
        sum
    }

    /// The mails that follow, and what remembering them costs.
    async fn mail(&mut self) -> Usage {
        let (mut sum, bodies) = (Usage::default(), std::mem::take(&mut self.notices));
        for batch in bodies.chunks(self.batch) {
            self.start();
            assert_eq!(self.world.run_mailer(batch).await, Vec::<usize>::new());
            let mut usage = self.stop(1);
            usage.mails = u64::try_from(self.world.mailbox.take().len()).unwrap();
            usage.polls = POLLS;
            sum = sum + usage;
        }
        sum
    }

    /// What is kept for a while only is removed one day; that costs nothing, but the stream tells of it.
    fn expire(&self) {
        let text = |item: &Value, key: &str| item[key]["S"].as_str().unwrap().to_owned();
        let items = self.world.database.items();
        let for_a_while = items.iter().filter(|item| !item["ttl"].is_null());
        for_a_while.for_each(|item| self.world.database.remove(&text(item, "pk"), &text(item, "sk")));
    }

    /// Everything that the stream holds.
    fn records(&self) -> Vec<Value> {
        let of = |batch: &_| serde_json::to_value(batch).unwrap()["Records"].as_array().unwrap().clone();
        self.world.database.stream(1_000).iter().flat_map(of).collect()
    }

    /// Sums up the steps since the last part.
    fn part(&mut self, part: &'static str) {
        let since = self.steps.iter().skip(self.summed);
        self.parts.push((part, since.map(|(_, usage)| *usage).sum()));
        self.summed = self.steps.len();
    }

    fn start(&mut self) {
        self.clock = core_nanos();
    }

    /// What was asked since the start by so many invocations.
    fn stop(&mut self, invocations: u64) -> Usage {
        let spent = core_nanos().zip(self.clock).map(|(now, then)| now - then);
        self.computed += spent.unwrap_or_default();
        Usage::of(invocations, &self.world.database.meter.take())
    }

    /// Notes a step and what it asked for besides the table.
    fn note(&mut self, step: &'static str, invocations: u64, besides: impl FnOnce(&mut Usage)) {
        let mut usage = self.stop(invocations);
        besides(&mut usage);
        self.steps.push((step, usage));
        self.start();
    }
}

/// What the template gives every function of a life.
fn memory_mb() -> u64 {
    let template = include_str!("../../infra/template.yaml");
    let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(template).unwrap();
    let own = |name: &&str| &template["Resources"][format!("{name}Function")]["Properties"];
    for function in FUNCTIONS.iter().chain(&["Mailer"]) {
        assert!(
            own(function).is_mapping() && own(function)["MemorySize"].is_null(),
            "{function} has memory of its own"
        );
    }
    template["Globals"]["Function"]["MemorySize"].as_u64().unwrap()
}

/// How long this thread was on a core so far; nothing where the system does not tell.
fn core_nanos() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

fn head() {
    println!(
        "{:<21}{:>6}{:>7}{:>9}{:>7}{:>7}{:>7}{:>6}{:>10}",
        "", "Lambda", "", "table", "read", "write", "index", "", "USD for"
    );
    println!(
        "{:<21}{:>6}{:>7}{:>9}{:>7}{:>7}{:>7}{:>6}{:>10}",
        "step", "calls", "ms", "requests", "units", "units", "units", "other", "a million"
    );
}

fn show(name: &str, usage: &Usage, prices: &Prices, memory: u64) {
    let Usage { invocations, table_requests, write_units, index_units, .. } = usage;
    let read = format!("{}{}", usage.read_halves / 2, if usage.read_halves.is_multiple_of(2) { "" } else { ".5" });
    let (millis, other) = (usage.millis(&prices.assumed), usage.other_requests());
    let price = dollars(usage.price(prices, memory));
    println!(
        "{name:<21}{invocations:>6}{millis:>7}{table_requests:>9}{read:>7}{write_units:>7}{index_units:>7}{other:>6}\
         {price:>10}"
    );
}

fn bill(life: &Usage, prices: &Prices, memory: u64) {
    println!("\n{:<28}{:>14}{:>20}", "paid for", "in one life", "USD for a million");
    for line in life.bill(prices, memory) {
        let count = if line.what.ends_with("seconds") { millionths(line.count) } else { line.count.to_string() };
        println!("{:<28}{count:>14}{:>20}", line.what, dollars(line.micro));
    }
}

fn assume(prices: &Prices, memory: u64) {
    let Prices { region, since, assumed, .. } = prices;
    let RoundTrip { table, queue, storage, mail } = assumed.round_trip_ms;
    println!("\nList prices of {region}, no free tier; the table's on demand since {since}.");
    println!("Assumed: the table answers in {table} ms, a queue in {queue}, storage in {storage}, the mail");
    println!("service in {mail}; an invocation computes {} ms, in {memory} MB, on arm64. Queues", assumed.own_ms);
    println!("and stream hand over {} at a time, 1 being the most expensive. Everything is", assumed.batch);
    println!("warm, and nothing is tried again. Free: Lambda's reading of the stream, function");
    println!("URLs, events. By time rather than by life, and not here: storage, its backups");
    println!("and keys, sweeps, polls of empty queues, metrics, alarms; nor traffic.");
}

/// What was computed here, as a bound of what is assumed: debug or release, on another processor.
fn measured(life: &Life, usage: &Usage, prices: &Prices, memory: u64) {
    if core_nanos().is_none() {
        return;
    }
    let micros = life.computed / usage.invocations / 1_000;
    let on_lambda = (micros * prices.assumed.full_core_mb).div_ceil(memory);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("\nMeasured in this {profile} build on this machine, the test's own part included:");
    println!(
        "{micros} us of a core for an invocation; with Lambda's {memory}/{} of one: {on_lambda} us.",
        prices.assumed.full_core_mb
    );
}
