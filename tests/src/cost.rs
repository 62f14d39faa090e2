//! The counted AWS usage of a voucher's life and its price, in whole numbers.

pub mod document;
pub mod pages;
mod prices;

use std::iter::Sum;
use std::ops::Add;

use testkit::Reading;

pub use prices::{Assumed, PerMillion, Prices, RoundTrip};

/// The usage of some invocations and of the AWS services around them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Invocations of Lambda functions.
    pub invocations: u64,
    /// Sequential round trips to the table.
    pub table_waits: u64,
    /// Requests to the table.
    pub table_requests: u64,
    /// Halves of read units; an eventually consistent read takes half a unit.
    pub read_halves: u64,
    /// Write units of the table.
    pub write_units: u64,
    /// Write units of the indexes.
    pub index_units: u64,
    /// Messages sent by functions.
    pub sends: u64,
    /// Requests of Lambda to a queue: receiving and deleting messages.
    pub polls: u64,
    /// Reads of objects by functions.
    pub looks: u64,
    /// Reads of objects by other services and callers.
    pub gets: u64,
    /// Objects stored or tagged by other services and callers.
    pub puts: u64,
    /// Malware scans of objects.
    pub scans: u64,
    /// Sent mails.
    pub mails: u64,
    /// Milliseconds of waiting for other functions.
    pub functions_ms: u64,
}

/// A line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The billed unit.
    pub what: &'static str,
    /// The number of units; GB-seconds in millionths.
    pub count: u64,
    /// The price of a million lives, in millionths of a US dollar.
    pub micro: u64,
}

impl Usage {
    /// The usage of invocations with their metered table usage.
    pub fn of(invocations: u64, reading: &Reading) -> Self {
        Self {
            invocations,
            table_waits: reading.sequential.into(),
            table_requests: reading.calls.values().copied().map(u64::from).sum(),
            read_halves: halves(reading.read_units),
            write_units: halves(reading.write_units) / 2,
            index_units: halves(reading.index_units) / 2,
            ..Self::default()
        }
    }

    /// The write units of the table and its indexes.
    pub fn written(&self) -> u64 {
        self.write_units + self.index_units
    }

    /// The requests to queues, storage and mail.
    pub fn other_requests(&self) -> u64 {
        self.sends + self.polls + self.looks + self.gets + self.puts + self.mails
    }

    /// The billed duration in milliseconds, with sequential round trips.
    pub fn millis(&self, assumed: &Assumed) -> u64 {
        let RoundTrip { table, queue, storage, mail, function: _ } = assumed.round_trip_ms;
        let waiting = self.table_waits * table + self.sends * queue + self.looks * storage + self.mails * mail;
        waiting + self.functions_ms + self.invocations * assumed.own_ms
    }

    /// The bill for a million of these, for functions with `memory_mb` of memory.
    pub fn bill(&self, prices: &Prices, memory_mb: u64) -> Vec<Line> {
        let (price, assumed) = (&prices.micro_usd_per_million, &prices.assumed);
        // A GB is 1,024 MB, a second 1,000 ms; millionths are rounded up.
        let gb_seconds = (self.millis(assumed) * memory_mb * 1_000_000).div_ceil(1_024_000);
        let line = |what, count: u64, each: u64| Line { what, count, micro: count * each };
        vec![
            line("Lambda, invocations", self.invocations, price.lambda_requests),
            Line {
                what: "Lambda, GB-seconds",
                count: gb_seconds,
                micro: (gb_seconds * price.lambda_gb_seconds).div_ceil(1_000_000),
            },
            Line {
                what: "DynamoDB, read units",
                count: self.read_halves.div_ceil(2),
                micro: (self.read_halves * price.read_units).div_ceil(2),
            },
            line("DynamoDB, write units", self.written(), price.write_units),
            line("SQS, requests", self.sends + self.polls, price.queue_requests),
            line("S3, PUT", self.puts, price.puts),
            line("S3, GET", self.looks + self.gets, price.gets),
            line("CloudWatch, bytes of log", self.invocations * assumed.log_bytes_per_invocation, price.log_bytes),
            line("GuardDuty, files", self.scans, price.scans),
            line("GuardDuty, bytes", self.scans * assumed.file_bytes, price.scanned_bytes),
            line("SES, mails", self.mails, price.mails),
        ]
    }

    /// The total of the bill.
    pub fn price(&self, prices: &Prices, memory_mb: u64) -> u64 {
        self.bill(prices, memory_mb).iter().map(|line| line.micro).sum()
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            invocations: self.invocations + other.invocations,
            table_waits: self.table_waits + other.table_waits,
            table_requests: self.table_requests + other.table_requests,
            read_halves: self.read_halves + other.read_halves,
            write_units: self.write_units + other.write_units,
            index_units: self.index_units + other.index_units,
            sends: self.sends + other.sends,
            polls: self.polls + other.polls,
            looks: self.looks + other.looks,
            gets: self.gets + other.gets,
            puts: self.puts + other.puts,
            scans: self.scans + other.scans,
            mails: self.mails + other.mails,
            functions_ms: self.functions_ms + other.functions_ms,
        }
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), Add::add)
    }
}

/// Converts units, which are multiples of 0.5, to a number of halves.
#[expect(clippy::float_arithmetic, reason = "the service returns units as floats")]
fn halves(units: f64) -> u64 {
    format!("{:.0}", units * 2.0).parse().unwrap()
}

/// Formats millionths of a dollar as dollars, rounded up to the cent.
pub fn dollars(micro: u64) -> String {
    let cents = micro.div_ceil(10_000);
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Formats millionths as a decimal number with six decimals.
pub fn millionths(count: u64) -> String {
    format!("{}.{:06}", count / 1_000_000, count % 1_000_000)
}

#[cfg(test)]
mod tests;
