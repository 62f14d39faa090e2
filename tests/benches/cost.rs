//! The AWS usage of one voucher's life, from assignment to payment, with its history and its mails: requests and
//! capacity units as metered, Lambda's duration computed from them, and the price.
//!
//! `cargo dev cost` runs it. It counts and measures no time, so any profile is suitable.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a bench that cannot run should stop at once")]

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use testkit::Database;
use tests::cost::pages::{self, PageView};
use tests::cost::{Prices, RoundTrip, Usage, document, dollars, millionths};
use tests::{PAUSE, PortalWorld, StreamFilter, World};
use tokio::runtime::{Builder, Handle};

const N: &str = "SA-COST-0001";
/// A voucher that runs first, so that one-time work is not counted.
const WARM: &str = "SA-COST-0000";
/// The maximum of write units in a life, with indexes and history, without mails (DECISIONS.md 45). It is the current
/// number, so that an increase is a deliberate change.
const WRITE_UNITS_MAX: u64 = 68;
/// The maximum of invocations in a life, with those of the mailer. The stream's filter skips unneeded changes
/// (DECISIONS.md 44).
const INVOCATIONS_MAX: u64 = 31;
/// The storage requests of a check of an object: length and digest, first and last block, scan tag. A file of up to
/// 65 KiB is one block; an OpenDocument or a linearised PDF takes one or two more.
const LOOKS: u64 = 4;
/// The queue requests of Lambda per batch: receive and delete.
const POLLS: u64 = 2;
/// The part that [`WRITE_UNITS_MAX`] excludes.
const MAILS: &str = "mails, stored";
/// The functions of a life; all have the same memory.
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

/// The vouchers and claims of the company whose pages are viewed.
const VOUCHERS: [(&str, u32); 4] = [("ASSIGNED", 5), ("RESERVED", 10), ("REPORTED", 5), ("DRAFT", 5)];
/// The pages whose views are priced.
const PAGES: [(&str, &str); 10] = [
    ("the overview", "/"),
    ("the list of vouchers", "/vouchers"),
    ("a voucher", "/vouchers/SA-RESERVED-0001"),
    ("reserving", "/vouchers/validate"),
    ("files of a voucher", "/vouchers/SA-RESERVED-0001/files"),
    ("redeeming", "/redeem"),
    ("payment requests", "/claims"),
    ("a payment request", "/claims/CL-SA-DRAFT-0001"),
    ("requirements", "/company/requirements"),
    ("the directory", "/directory"),
];
const TEMPLATE: &str = include_str!("../../infra/template.yaml");

/// The metered life of a voucher.
struct Life {
    world: World,
    number: &'static str,
    batch: usize,
    /// The number of stream records delivered so far.
    delivered: usize,
    /// The messages for the mailer.
    notices: Vec<String>,
    /// The usage of early deliveries: outbox and mailer.
    earlier: [Usage; 2],
    steps: Vec<(&'static str, Usage)>,
    /// The sums of consecutive steps.
    parts: Vec<(&'static str, Usage)>,
    /// The number of steps summed in parts.
    summed: usize,
    clock: Option<u64>,
    computed: u64,
}

fn main() {
    // The table runs in a separate thread, so that this thread measures the functions only.
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(count(server.handle()));
}

async fn count(server: &Handle) {
    let (prices, memory) = (Prices::shipped(), memory_mb());
    let world = World::over(Database::start_on(server).await).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    // Only some countries need the invoice itself: it arrives before the counted life.
    for number in [WARM, N] {
        world.store_invoice("P-1", &format!("INV-{number}")).await;
    }
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
    let views = pages::table(&Box::pin(views(server, &prices)).await, &prices, &memory_of);
    println!("\nPages of the portal, for a company with 25 vouchers and claims in flight:\n{views}");
    let tables = document::tables(&life.parts, &total, written, &prices, memory);
    document(&format!("{tables}\n\n{views}"));
    println!("\n{written} write units in one life, without mails.");
    println!("A million lives: {} USD.", dollars(total.price(&prices, memory)));
    assert!(written <= WRITE_UNITS_MAX, "{written} write units in one life, above the limit of {WRITE_UNITS_MAX}");
    let invoked = total.invocations;
    assert!(invoked <= INVOCATIONS_MAX, "{invoked} invocations in one life, above the limit of {INVOCATIONS_MAX}");
}

/// Writes the tables into the README with `--write`; otherwise fails when those in it differ.
fn document(tables: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let committed = std::fs::read_to_string(path).unwrap();
    let counted = document::with_tables(&committed, tables).unwrap();
    if std::env::args().any(|argument| argument == "--write") {
        std::fs::write(path, counted).unwrap();
        println!("\nREADME.md has these tables");
        return;
    }
    assert!(committed == counted, "the costs in README.md are not those counted: run `cargo dev cost --write`");
}

impl Life {
    async fn of(number: &'static str, world: World, batch: usize) -> Self {
        let (notices, steps, parts) = (Vec::new(), Vec::new(), Vec::new());
        let (earlier, delivered, summed) = ([Usage::default(); 2], 0, 0);
        let mut life =
            Self { world, number, batch, delivered, notices, earlier, steps, parts, summed, clock: None, computed: 0 };
        life.delivered = life.records().len();
        life.world.database.meter.take();
        life.world.mailbox.take();
        life.start();
        life.voucher_steps().await;
        life.part("assigned to redeemed");
        life.claim_steps().await;
        life.part("claimed to paid");
        let [delivered, mailed] = life.earlier;
        let usage = delivered + life.deliver_to_outbox().await;
        life.steps.push(("outbox", usage));
        life.part("outbox, history");
        let usage = mailed + life.mail().await;
        life.steps.push(("mails", usage));
        life.part(MAILS);
        life.expire();
        assert_eq!(
            life.deliver_to_outbox().await,
            Usage::default(),
            "stored mails and expired items invoke no function"
        );
        life
    }

    async fn voucher_steps(&mut self) {
        let number = self.number;
        self.world.assign(number).await;
        self.record("assigned", 1, |_| ());
        // The letter contains a request; delivered later it would be dropped.
        self.earlier = [self.deliver_to_outbox().await, self.mail().await];
        self.start();
        self.world.reserve(number).await;
        self.record("reserved", 1, |_| ());
        let file = self.world.announce(number, "plan.pdf", tests::PDF).await;
        self.record("file announced", 1, |_| ());
        // First the S3 event of the upload, then the scan result of GuardDuty, which reads and tags the object.
        self.world.upload_scanned(number, &file, 1, tests::PDF, Verdict::Pending).await;
        self.record("file arrived", 1, |usage| (usage.puts, usage.looks) = (1, LOOKS));
        self.world.upload(number, &file, 1, tests::PDF).await;
        self.record("file scanned", 1, |usage| {
            (usage.gets, usage.puts, usage.scans, usage.looks) = (1, 1, 1, LOOKS);
        });
        self.world.report(number).await;
        self.record("report, in two steps", 2, |_| ());
        assert_eq!(self.world.redeem(&[number]).await[0]["outcome"], "redeemed");
        self.record("redeemed", 1, |_| ());
    }

    async fn claim_steps(&mut self) {
        let number = self.number;
        // The message must agree with the voucher, which was redeemed before the last pause.
        let mut message = tests::redeemed(number);
        message["redeemed_at"] = json!(self.world.clock.now() - PAUSE);
        self.world.draft_from(&message).await;
        self.record("claim drafted", 1, |usage| usage.polls = POLLS);
        self.world.submit(number).await;
        self.record("claim submitted", 1, |_| ());
        self.world.operate(number, "review").await;
        self.record("claim under review", 1, |_| ());
        let path = format!("/claims/CL-{number}/approve");
        self.world.reviewer("POST", &path, &Value::Null).await.expect(200);
        self.record("claim approved", 1, |_| ());
        let payment = format!("PAY-{number}");
        assert_eq!(self.world.pay("sent", number, &payment, "2026-11-22T09:00:00Z").await["status"], "paid");
        self.record("claim paid", 1, |_| ());
    }

    /// Delivers the new records that pass the stream's filter to the outbox.
    async fn deliver_to_outbox(&mut self) -> Usage {
        let mut sum = Usage::default();
        let mut pending = self.records().split_off(self.delivered);
        self.delivered += pending.len();
        pending.retain(|record| StreamFilter::of_template().admits(record));
        for batch in pending.chunks(self.batch) {
            self.start();
            assert_eq!(self.world.deliver_to_outbox(&json!({"Records": batch})).await, Vec::<String>::new());
            let mut usage = self.stop(1);
            let notices = self.world.notice_bodies();
            usage.sends = u64::try_from(self.world.queue.take().len() + notices.len()).unwrap();
            self.notices.extend(notices);
            sum = sum + usage;
        }
        sum
    }

    /// Delivers the notices to the mailer.
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

    /// Deletes the items with a time to live. DynamoDB does so for free, but the deletions are stream records.
    fn expire(&self) {
        let text = |item: &Value, key: &str| item[key]["S"].as_str().unwrap().to_owned();
        let items = self.world.database.items();
        let temporary = items.iter().filter(|item| !item["ttl"].is_null());
        temporary.for_each(|item| self.world.database.remove(&text(item, "pk"), &text(item, "sk")));
    }

    /// All records of the stream.
    fn records(&self) -> Vec<Value> {
        let of = |batch: &_| serde_json::to_value(batch).unwrap()["Records"].as_array().unwrap().clone();
        self.world.database.stream(1_000).iter().flat_map(of).collect()
    }

    /// Adds a part: the sum of the steps since the last part.
    fn part(&mut self, part: &'static str) {
        let since = self.steps.iter().skip(self.summed);
        self.parts.push((part, since.map(|(_, usage)| *usage).sum()));
        self.summed = self.steps.len();
    }

    fn start(&mut self) {
        self.clock = core_nanos();
    }

    /// Returns the usage since the start, with this number of invocations.
    fn stop(&mut self, invocations: u64) -> Usage {
        let elapsed = core_nanos().zip(self.clock).map(|(now, before)| now - before);
        self.computed += elapsed.unwrap_or_default();
        Usage::of(invocations, &self.world.database.meter.take())
    }

    /// Adds a step; `adjust` adds its usage other than the table's.
    fn record(&mut self, step: &'static str, invocations: u64, adjust: impl FnOnce(&mut Usage)) {
        let mut usage = self.stop(invocations);
        adjust(&mut usage);
        self.steps.push((step, usage));
        self.world.pause();
        self.start();
    }
}

/// The views of the portal's main pages by the administrator of a company with [`VOUCHERS`].
async fn views(server: &Handle, prices: &Prices) -> Vec<PageView> {
    let world = World::over(Database::start_on(server).await).await;
    let of = |state: &'static str, count: u32| (0..count).map(move |no| (state, format!("SA-{state}-{no:04}")));
    let vouchers: Vec<_> = VOUCHERS.into_iter().flat_map(|(state, count)| of(state, count)).collect();
    for step in ["assign", "reserve", "deliver", "report"] {
        for (state, number) in &vouchers {
            match (step, *state) {
                ("assign", "DRAFT") => world.draft(number).await,
                ("assign", _) => drop(world.assign(number).await),
                ("reserve", "RESERVED" | "REPORTED") => drop(world.reserve(number).await),
                ("deliver", "REPORTED") => drop(world.deliver(number).await),
                ("report", "REPORTED") => drop(world.report(number).await),
                _ => {}
            }
        }
        world.pause();
    }
    assert_eq!(world.run_outbox().await, 0);
    let portal = PortalWorld::over(world);
    let mut browser = portal.admin("P-1").await;
    portal.meter();
    let mut views = Vec::new();
    for (name, path) in PAGES {
        let shown = browser.get(path).await;
        assert_eq!(shown.status, 200, "{path}: {}", shown.text());
        views.push(PageView::of(name, &portal.calls(), &prices.assumed));
    }
    views
}

/// The memory of a function, as in the template.
fn memory_of(function: &str) -> u64 {
    let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(TEMPLATE).unwrap();
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    let name = format!("{}Function", function.split('-').map(capital).collect::<String>());
    let own = template["Resources"][name]["Properties"]["MemorySize"].as_u64();
    own.or_else(|| template["Globals"]["Function"]["MemorySize"].as_u64()).unwrap()
}

/// The memory of every function of a life, as in the template.
fn memory_mb() -> u64 {
    let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(TEMPLATE).unwrap();
    let own = |name: &&str| &template["Resources"][format!("{name}Function")]["Properties"];
    for function in FUNCTIONS.iter().chain(&["Mailer"]) {
        assert!(
            own(function).is_mapping() && own(function)["MemorySize"].is_null(),
            "{function} has a separate memory size"
        );
    }
    template["Globals"]["Function"]["MemorySize"].as_u64().unwrap()
}

/// The CPU time of this thread in nanoseconds; `None` if the system does not provide it.
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
    println!("\n{:<28}{:>14}{:>20}", "billed unit", "in one life", "USD for a million");
    for line in life.bill(prices, memory) {
        let count = if line.what.ends_with("seconds") { millionths(line.count) } else { line.count.to_string() };
        println!("{:<28}{count:>14}{:>20}", line.what, dollars(line.micro));
    }
}

fn assume(prices: &Prices, memory: u64) {
    let Prices { region, since, assumed, .. } = prices;
    let RoundTrip { table, queue, storage, mail, function } = assumed.round_trip_ms;
    println!("\nList prices of {region}, no free tier; table on demand, since {since}.");
    println!("Assumed latencies: table {table} ms, queue {queue} ms, storage {storage} ms, mail {mail} ms.");
    println!("A page waits {function} ms for a call, beside what the called function takes.");
    println!("An invocation computes {} ms in {memory} MB on arm64, without cold start.", assumed.own_ms);
    println!("Batches of queues and stream: {} (1 is the most expensive). No retries.", assumed.batch);
    println!("Free: reads of the stream, function URLs, events. Not included, because billed");
    println!("by time: storage, backups, keys, sweeps, polls of empty queues, metrics, alarms.");
    println!("Not included either: traffic.");
}

/// Prints the measured computing time, for comparison with the assumed one.
fn measured(life: &Life, usage: &Usage, prices: &Prices, memory: u64) {
    if core_nanos().is_none() {
        return;
    }
    let micros = life.computed / usage.invocations / 1_000;
    let on_lambda = (micros * prices.assumed.full_core_mb).div_ceil(memory);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("\nMeasured in this {profile} build on this machine, including the test code:");
    println!(
        "{micros} us of a core per invocation; with {memory}/{} of a core on Lambda: {on_lambda} us.",
        prices.assumed.full_core_mb
    );
}
