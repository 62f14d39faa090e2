//! The scheduled sweeps: each thing once, however often, late or cut short they run.

mod claims;
mod cut_short;
mod deadlines;
mod renewals;
mod unclaimed;

use domain::enrollment::Enrollment;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use testkit::sample;
use tests::World;

/// The end of the term of every enrollment here, unless a test says otherwise.
const TERM_END: Date = date(2027, 6, 1);

/// The day so many days from the end of the term.
fn day(offset: i64) -> Date {
    TERM_END.checked_add(offset.days()).unwrap()
}

fn on(date: Date) -> Value {
    json!({"date": date})
}

/// So many companies, each enrolled in one program.
async fn enroll(world: &World, count: usize) -> Vec<String> {
    let companies: Vec<String> = (0..count).map(|n| format!("P-{:04}", 1_000 + n)).collect();
    for company in &companies {
        sample::put_enrollment(&world.database.table, sample::enrolled(company, "DDPS")).await;
    }
    companies
}

/// A world without anybody else's enrollments.
async fn empty() -> World {
    let world = World::new().await;
    for program in ["DDPS", "SSDPS"] {
        world.database.remove_all(&format!("E#{program}"));
    }
    world
}

async fn enrollment(world: &World, company: &str) -> Enrollment {
    let (company, program) = (company.parse().unwrap(), "DDPS".parse().unwrap());
    world.database.table.enrollment(&company, &program).await.unwrap().unwrap().value
}

/// Every reminder in an enrollment's history, in order.
async fn reminders(world: &World, company: &str) -> Vec<i64> {
    let (company, program) = (company.parse().unwrap(), "DDPS".parse().unwrap());
    let lines = world.database.table.enrollment_history(&company, &program).await.unwrap().0;
    let events = lines.iter().map(|line| serde_json::to_value(&line.last.event).unwrap());
    let sent = events.flat_map(|event| event["reminders"].as_array().cloned().unwrap_or_default());
    sent.map(|offset| offset.as_i64().unwrap()).collect()
}

/// The numbers of a sweep's answer by these names.
fn numbers<const N: usize>(report: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no {name} in {report}")))
}

/// What a sweep costs follows from what is due, not from what exists; benches/sweep.rs counts it up to a million.
#[tokio::test]
async fn a_sweep_asks_the_same_of_a_small_table_as_of_a_large_one() {
    let mut readings = Vec::new();
    for count in [300, 3_000] {
        let world = empty().await;
        world.crowd_with_enrollments(count, 250, date(2027, 4, 1)).await;
        let report = world.sweep_renewals(on(date(2027, 4, 1))).await;
        assert_eq!(numbers(&report, ["scanned", "flagged"]), [250, 250]);
        let reading = world.database.meter.take();
        assert_eq!(reading.calls.get("PutItem"), Some(&250));
        readings.push((reading.calls, reading.read_units.to_string(), reading.write_units.to_string()));
    }
    assert_eq!(readings[0], readings[1]);
}
