//! What a voucher's life asks of AWS, counted, and what AWS asks for that. Money and time are whole numbers throughout.

mod prices;

use std::iter::Sum;
use std::ops::Add;

use testkit::Reading;

pub use prices::{Assumed, PerMillion, Prices, RoundTrip};

/// What some invocations and their surroundings asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Invocations of functions.
    pub invocations: u64,
    /// Calls of the table that had to wait for an earlier one.
    pub table_waits: u64,
    /// Calls of the table.
    pub table_requests: u64,
    /// Halves of read units: an eventually consistent read is half of one.
    pub read_halves: u64,
    /// Write units on the table itself.
    pub write_units: u64,
    /// Write units on its indexes.
    pub index_units: u64,
    /// Messages that functions sent.
    pub sends: u64,
    /// What Lambda asks a queue for by itself: taking messages, and saying that they are done.
    pub polls: u64,
    /// Looks at an object by functions.
    pub looks: u64,
    /// Objects read by others.
    pub gets: u64,
    /// Objects stored or tagged by others.
    pub puts: u64,
    /// Objects scanned.
    pub scans: u64,
    /// Mails sent.
    pub mails: u64,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is paid for.
    pub what: &'static str,
    /// How much of it; GB-seconds in millionths.
    pub count: u64,
    /// Millionths of a dollar for a million such lives.
    pub micro: u64,
}

impl Usage {
    /// So many invocations, and what they asked of the table.
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

    /// Write units, on the table and its indexes.
    pub fn written(&self) -> u64 {
        self.write_units + self.index_units
    }

    /// Requests to queue, storage and mail.
    pub fn other_requests(&self) -> u64 {
        self.sends + self.polls + self.looks + self.gets + self.puts + self.mails
    }

    /// Milliseconds that Lambda bills: each answer is waited for in turn.
    pub fn millis(&self, assumed: &Assumed) -> u64 {
        let RoundTrip { table, queue, storage, mail } = assumed.round_trip_ms;
        let waiting = self.table_waits * table + self.sends * queue + self.looks * storage + self.mails * mail;
        waiting + self.invocations * assumed.own_ms
    }

    /// The bill for a million such, in functions of this much memory.
    pub fn bill(&self, prices: &Prices, memory_mb: u64) -> Vec<Line> {
        let (price, assumed) = (&prices.micro_usd_per_million, &prices.assumed);
        // A GB is 1,024 MB, a second 1,000 ms; what is counted in millionths is told rounded up.
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

    /// The sum of the bill.
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
        }
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), Add::add)
    }
}

/// Twice the units, which come in halves.
#[expect(clippy::float_arithmetic, reason = "the service tells its units as floats")]
fn halves(units: f64) -> u64 {
    format!("{:.0}", units * 2.0).parse().unwrap()
}

/// Millionths of a dollar as dollars, to the cent, upward.
pub fn dollars(micro: u64) -> String {
    let cents = micro.div_ceil(10_000);
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Millionths with six digits behind the point.
pub fn millionths(count: u64) -> String {
    format!("{}.{:06}", count / 1_000_000, count % 1_000_000)
}

#[cfg(test)]
mod tests;
