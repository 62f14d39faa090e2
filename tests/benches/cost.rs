//! What one voucher's whole life asks of the table, from its assignment to its payment, with its history and its mails:
//! requests and capacity units as the table's own answers tell them, and their price.
//!
//! `cargo dev cost` runs it. It counts, and takes no time: any profile will do.

#![expect(
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::unwrap_used,
    reason = "a bench that cannot run should stop at once; the service tells its units as floats"
)]

use serde::Deserialize;
use serde_json::{Value, json};
use testkit::Reading;
use tests::World;

const N: &str = "SA-COST-0001";
/// No more write units than this in a life, indexes and history included; mails are counted apart. It holds what was
/// reached: a change that costs more should be one that somebody wants.
const WRITE_UNITS_MAX: f64 = 62.0;

#[derive(Deserialize)]
struct Prices {
    region: String,
    since: String,
    micro_usd_per_million: PerMillion,
}

/// Millionths of a dollar for a million.
#[derive(Deserialize)]
struct PerMillion {
    read_units: u64,
    write_units: u64,
    mails: u64,
}

/// A voucher's life under the meter.
struct Life {
    world: World,
    told: usize,
    steps: Vec<(&'static str, Reading)>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let prices: Prices = toml::from_str(include_str!("../../infra/local/prices.toml")).unwrap();
    let mut life = Life::begin().await;
    life.of_the_voucher().await;
    life.of_the_claim().await;
    let history = life.retell().await;
    life.steps.push(("history of all that", history));
    let total = life.steps.iter().fold(Reading::default(), |sum, (_, reading)| plus(&sum, reading));
    let (mails, mailed) = life.mail().await;

    println!("{:<22}{:>9}{:>10}{:>12}{:>10}{:>13}", "", "", "read", "write units", "", "USD for");
    println!("{:<22}{:>9}{:>10}{:>12}{:>10}{:>13}", "step", "requests", "units", "on table", "indexes", "a million");
    life.steps.iter().for_each(|(name, reading)| show(name, reading, &prices));
    show("all of it", &total, &prices);
    show(&format!("remembering {mails} mails"), &mailed, &prices);
    explain(&total, mails, &prices);
    let written = total.write_units + total.index_units;
    assert!(written <= WRITE_UNITS_MAX, "{written} write units in one life, and at most {WRITE_UNITS_MAX} are meant");
}

impl Life {
    async fn begin() -> Self {
        let world = World::new().await;
        world.register_payee("P-1", "DDPS", &["L-1"]).await;
        world.database.meter.take();
        Self { world, told: 0, steps: Vec::new() }
    }

    async fn of_the_voucher(&mut self) {
        self.world.assign(N).await;
        self.note("assigned");
        self.world.reserve(N).await;
        self.note("reserved");
        let file = self.world.announce(N, "plan.pdf", tests::PDF).await;
        self.note("file announced");
        self.world.upload(N, &file, 1, tests::PDF).await;
        self.note("file checked");
        self.world.report(N).await;
        self.note("report, in two steps");
        assert_eq!(self.world.redeem(&[N]).await[0]["outcome"], "redeemed");
        self.note("redeemed");
    }

    async fn of_the_claim(&mut self) {
        self.world.draft(N).await;
        self.note("claim drafted");
        self.world.submit(N).await;
        self.note("claim submitted");
        self.world.operate(N, "review").await;
        self.note("claim under review");
        self.world.operate(N, "approve").await;
        self.note("claim approved");
        assert_eq!(self.world.pay("sent", N, "PAY-1", "2026-11-22T09:00:00Z").await["status"], "paid");
        self.note("claim paid");
    }

    /// What the meter read since the last step.
    fn note(&mut self, step: &'static str) {
        self.steps.push((step, self.world.database.meter.take()));
    }

    /// The stream tells the outbox of the voucher and its claim, each change once.
    async fn retell(&mut self) -> Reading {
        let of_voucher = |record: &Value| record["dynamodb"]["Keys"]["pk"]["S"] == format!("V#{N}");
        let records: Vec<Value> =
            self.world.database.stream(1_000).iter().flat_map(records).filter(of_voucher).collect();
        self.told = records.len();
        assert_eq!(self.world.tell_outbox(&json!({"Records": records})).await, Vec::<String>::new());
        self.world.database.meter.take()
    }

    /// The mails that follow, and what remembering them costs.
    async fn mail(&self) -> (u64, Reading) {
        let bodies = self.world.notice_bodies();
        assert_eq!(self.world.run_mailer(&bodies).await, Vec::<usize>::new());
        (u64::try_from(self.world.mailbox.sent().len()).unwrap(), self.world.database.meter.take())
    }
}

fn records(batch: &aws_lambda_events::dynamodb::Event) -> Vec<Value> {
    serde_json::to_value(batch).unwrap()["Records"].as_array().unwrap().clone()
}

fn plus(one: &Reading, other: &Reading) -> Reading {
    let mut calls = one.calls.clone();
    other.calls.iter().for_each(|(operation, count)| *calls.entry(operation).or_default() += count);
    Reading {
        calls,
        read_units: one.read_units + other.read_units,
        write_units: one.write_units + other.write_units,
        index_units: one.index_units + other.index_units,
        ..Reading::default()
    }
}

fn show(name: &str, reading: &Reading, prices: &Prices) {
    let Reading { read_units, write_units, index_units, .. } = reading;
    let calls: u32 = reading.calls.values().sum();
    let price = dollars(price(reading, prices));
    println!("{name:<22}{calls:>9}{read_units:>10}{write_units:>12}{index_units:>10}{price:>13}");
}

fn explain(total: &Reading, mails: u64, prices: &Prices) {
    let Prices { region, since, micro_usd_per_million: PerMillion { read_units, write_units, mails: a_mail } } = prices;
    println!("\n{} write units in one life.", total.write_units + total.index_units);
    println!("List prices of {region}, on demand, since {since}, for a million: read units");
    println!("{} USD, write units {} USD.", exactly(*read_units), exactly(*write_units));
    println!("The mails themselves, by SES: {} USD for a million lives.", dollars(mails * a_mail));
}

/// Of a million such, in millionths of a dollar.
#[expect(clippy::manual_midpoint, reason = "halves of units, not the middle of two prices")]
fn price(reading: &Reading, prices: &Prices) -> u64 {
    let PerMillion { read_units, write_units, .. } = prices.micro_usd_per_million;
    (halves(reading.read_units) * read_units + halves(reading.write_units + reading.index_units) * write_units) / 2
}

/// Units come in halves: an eventually consistent read is half of one.
fn halves(units: f64) -> u64 {
    format!("{:.0}", units * 2.0).parse().unwrap()
}

/// To the thousandth.
fn exactly(micro: u64) -> String {
    format!("{}.{:03}", micro / 1_000_000, micro % 1_000_000 / 1_000)
}

/// To the cent, upward.
fn dollars(micro: u64) -> String {
    let cents = micro.div_ceil(10_000);
    format!("{}.{:02}", cents / 100, cents % 100)
}
