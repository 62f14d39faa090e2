//! `renewal-sweep`: each step and reminder happens once, even if a run is repeated, late or interrupted.

mod interrupted;
mod terms;

use domain::enrollment::Enrollment;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;
use testkit::sample;
use tests::World;

use crate::sweep_payload::{numbers, on};

/// The term end of the enrollments, unless a test sets another.
const TERM_END: Date = date(2027, 6, 1);

/// The day `offset` days after the term end; before it if negative.
fn day(offset: i64) -> Date {
    TERM_END.checked_add(offset.days()).unwrap()
}

/// Enrolls `count` companies in DDPS. Returns their ids.
async fn enroll(world: &World, count: usize) -> Vec<String> {
    let companies: Vec<String> = (0..count).map(|n| format!("P-{:04}", 1_000 + n)).collect();
    for company in &companies {
        sample::put_enrollment(&world.database.table, sample::enrolled(company, "DDPS")).await;
    }
    companies
}

/// A world without the enrollments of the sample data.
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

/// The day offsets of all reminders in an enrollment's history, in order.
async fn reminders(world: &World, company: &str) -> Vec<i64> {
    let (company, program) = (company.parse().unwrap(), "DDPS".parse().unwrap());
    let lines = world.database.table.enrollment_history(&company, &program).await.unwrap().0;
    let events = lines.iter().map(|line| serde_json::to_value(&line.last.event).unwrap());
    let sent = events.flat_map(|event| event["reminders"].as_array().cloned().unwrap_or_default());
    sent.map(|offset| offset.as_i64().unwrap()).collect()
}

/// The cost of a sweep depends on what is due, not on the size of the table; `benches/sweep.rs` measures up to a
/// million items.
#[tokio::test]
async fn a_sweep_makes_the_same_requests_on_a_small_and_a_large_table() {
    let mut readings = Vec::new();
    for count in [300, 3_000] {
        let world = empty().await;
        world.import_enrollments(count, 250, date(2027, 4, 1)).await;
        let report = world.sweep_renewals(on(date(2027, 4, 1))).await;
        assert_eq!(numbers(&report, ["scanned", "flagged"]), [250, 250]);
        let reading = world.database.meter.take();
        assert_eq!(reading.calls.get("PutItem"), Some(&250));
        readings.push((reading.calls, reading.read_units.to_string(), reading.write_units.to_string()));
    }
    assert_eq!(readings[0], readings[1]);
}
