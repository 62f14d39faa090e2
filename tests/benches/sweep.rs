//! The requests and capacity units of the renewal sweep for tables of different sizes with the same number of due
//! enrollments: they must be equal (DECISIONS.md 20).
//!
//! `cargo bench --bench sweep --profile dev` runs 10,000, 100,000 and 1,000,000 (some minutes and 4 GB of memory);
//! arguments after `--` are other sizes. It fails if the counts differ.

#![expect(
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a bench that cannot run should stop at once; the service returns units as floats"
)]

use std::time::Instant;

use jiff::civil::date;
use serde_json::json;
use testkit::Reading;
use tests::World;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const DUE: usize = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let given: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { SIZES.to_vec() } else { given };
    println!(
        "{:>12} {:>9} {:>9} {:>9} {:>11} {:>11} {:>9}",
        "enrollments", "queries", "batches", "writes", "read units", "write units", "seconds"
    );
    let mut readings = Vec::new();
    for size in sizes {
        readings.push(sweep(size).await);
    }
    let same = readings.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
    assert!(same, "the cost of the sweep depends on the size of the table");
    println!("the counts are equal for every size, and a second run of the day writes nothing");
}

/// Fills a table, sweeps it, and sweeps it again.
async fn sweep(size: usize) -> Reading {
    let world = World::new().await;
    let day = date(2027, 4, 1);
    world.import_enrollments(size, DUE, day).await;
    let started = Instant::now();
    let report = world.sweep_renewals(json!({"date": day})).await;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!((report["flagged"].as_u64(), report["scanned"].as_u64()), (Some(1_000), Some(1_000)), "{report}");
    let reading = Reading { sequential: 0, ..world.database.meter.take() };
    print(size, &reading, seconds);
    world.sweep_renewals(json!({"date": day})).await;
    assert_eq!(world.database.meter.take().calls.get("PutItem"), None, "the second run wrote");
    reading
}

fn print(size: usize, reading: &Reading, seconds: f64) {
    let calls = |name: &str| reading.calls.get(name).copied().unwrap_or_default();
    println!(
        "{size:>12} {:>9} {:>9} {:>9} {:>11} {:>11} {seconds:>9.1}",
        calls("Query"),
        calls("BatchGetItem"),
        calls("PutItem"),
        reading.read_units,
        reading.write_units + reading.index_units,
    );
}
