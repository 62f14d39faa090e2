//! Sweeps that are killed, time out, or meet unreadable items.

use serde_json::json;
use testkit::WireFault;

use super::*;

/// The number of enrollments due in a run that is killed after each of its writes.
const DUE: usize = 50;

/// The stored enrollments. Each item's history head covers every event that led to it (DECISIONS.md 41), so that equal
/// items had the same reminders in the same order.
fn stored_enrollments(world: &World) -> Vec<Value> {
    let mut enrollments = world.database.items();
    enrollments.retain(|item| item["sk"]["S"] == "E#DDPS");
    enrollments.sort_by_key(|item| item["pk"].to_string());
    enrollments
}

/// A world with `DUE` enrollments, half of them reminded once, so that the sweep has different steps to take.
async fn prepared() -> World {
    let world = empty().await;
    enroll(&world, DUE / 2).await;
    for n in 0..DUE / 2 {
        let ahead = sample::enrolled_until(&format!("P-{}", 2_000 + n), "DDPS", date(2027, 5, 20));
        sample::put_enrollment(&world.database.table, ahead).await;
    }
    world.sweep_renewals(on(date(2027, 3, 25))).await;
    world
}

#[tokio::test]
async fn a_sweep_killed_after_any_write_and_repeated_leads_to_the_same_state() {
    let undisturbed = prepared().await;
    let report = undisturbed.sweep_renewals(on(day(-15))).await;
    assert_eq!(numbers(&report, ["scanned", "flagged", "reminders"]), [50, 25, 125], "{report}");
    let expected = stored_enrollments(&undisturbed);
    assert_eq!(expected.len(), DUE);
    for survived in 0..u32::try_from(DUE).unwrap() {
        let world = prepared().await;
        world.database.faults.always_after(survived, "PutItem", WireFault::Throttled);
        world.try_sweep("renewal", on(day(-15)), None).await;
        world.database.faults.clear();
        let report = world.sweep_renewals(on(day(-15))).await;
        assert_eq!(
            numbers(&report, ["scanned"]),
            [50 - u64::from(survived)],
            "an enrollment that was written is no longer due"
        );
        assert_eq!(stored_enrollments(&world), expected, "killed after {survived} writes");
    }
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_made_once() {
    let world = empty().await;
    let companies = enroll(&world, 3).await;
    world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
    let report = world.try_sweep("renewal", on(day(-60)), None).await.unwrap();
    world.database.faults.clear();
    assert_eq!(numbers(&report, ["scanned", "flagged", "reminders"]), [3, 3, 3], "{report}");
    world.run_outbox().await;
    for company in &companies {
        assert_eq!(reminders(&world, company).await, [-60]);
    }
}

#[tokio::test]
async fn an_unreadable_enrollment_is_reported_stays_due_and_stops_no_other() {
    let world = empty().await;
    enroll(&world, 5).await;
    world.database.spoil("P#P-1002", "E#DDPS", "term_end");
    for expected in [[5, 4], [1, 0]] {
        let report = world.sweep_renewals(on(day(-60))).await;
        assert_eq!(numbers(&report, ["scanned", "flagged"]), expected);
        assert_eq!(report["failed"], json!({"count": 1, "keys": ["P#P-1002/E#DDPS"]}));
    }
}

/// The invocation has one minute; its last half is reserved for work in progress. The clock does not move by itself.
#[tokio::test]
async fn a_sweep_out_of_time_starts_nothing_reports_it_and_the_next_run_continues() {
    let world = empty().await;
    enroll(&world, 40).await;
    let late = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:00:29Z")).await.unwrap();
    assert_eq!((numbers(&late, ["scanned", "flagged"]), &late["complete"]), ([0, 0], &json!(false)));
    let cursors = world.database.items().iter().filter(|item| item["sk"]["S"] == "S").count();
    let done = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
    assert_eq!((numbers(&done, ["scanned", "flagged"]), &done["complete"], cursors), ([40, 40], &json!(true), 1));
}

/// Many unreadable items at the beginning and no time to get past them: the next run continues behind them, so that the
/// last ones are processed.
#[tokio::test]
async fn unreadable_enrollments_never_block_those_behind_them() {
    let world = empty().await;
    let companies = enroll(&world, 260).await;
    for company in &companies[..250] {
        world.database.spoil(&format!("P#{company}"), "E#DDPS", "term_end");
    }
    let mut flagged = 0;
    for _ in 0..40 {
        // A run has time for one page only: the clock jumps to the end with the second query of the index.
        world.clock.set("2026-11-22T09:00:00Z");
        let (clock, faults) = (world.clock.clone(), world.database.faults.clone());
        let jump = move || clock.set("2026-11-22T09:00:40Z");
        world.database.faults.when("Query", move || faults.when("Query", jump));
        let report = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
        flagged += numbers(&report, ["flagged"])[0];
    }
    assert_eq!(flagged, 10);
}

/// The cursor of a run for a later day lies behind everything due today: it must not stop the daily runs.
#[tokio::test]
async fn an_interrupted_run_for_a_later_day_does_not_stop_the_daily_runs() {
    let world = empty().await;
    enroll(&world, 1_000).await;
    let clock = world.clock.clone();
    world.database.faults.when("BatchGetItem", move || clock.set("2026-11-22T09:00:40Z"));
    let late = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
    assert_eq!(late["complete"], json!(false), "{late}");
    world.clock.set("2026-11-22T09:00:00Z");
    for _ in 0..2 {
        let today = world.sweep_renewals(json!({})).await;
        assert_eq!((numbers(&today, ["scanned"]), &today["complete"]), ([0], &json!(true)));
    }
    let rest = world.sweep_renewals(on(day(-60))).await;
    assert_eq!(numbers(&rest, ["flagged"])[0] + numbers(&late, ["flagged"])[0], 1_000);
}

/// The run times out between two items of a page: the items it has not begun remain for the next run.
#[tokio::test]
async fn a_sweep_out_of_time_within_a_page_leaves_the_rest_to_the_next_run() {
    let world = empty().await;
    enroll(&world, 300).await;
    let clock = world.clock.clone();
    world.database.faults.when("PutItem", move || clock.set("2026-11-22T09:00:40Z"));
    let late = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
    let [flagged] = numbers(&late, ["flagged"]);
    assert!((1..=20).contains(&flagged), "no more than were in progress: {late}");
    assert_eq!(late["complete"], json!(false));
    world.clock.set("2026-11-22T09:00:00Z");
    assert_eq!(numbers(&world.sweep_renewals(on(day(-60))).await, ["flagged"]), [300 - flagged]);
}

#[tokio::test]
async fn a_run_fails_and_is_retried_when_the_table_cannot_be_read() {
    let world = empty().await;
    enroll(&world, 2).await;
    world.database.faults.always_after(0, "Query", WireFault::Throttled);
    assert!(world.try_sweep("renewal", on(day(-60)), None).await.is_none());
    assert!(world.try_sweep("deadline", on(day(-60)), None).await.is_none());
}

#[tokio::test]
async fn two_concurrent_sweeps_take_each_step_once() {
    let world = empty().await;
    let companies = enroll(&world, 20).await;
    let (one, other) = tokio::join!(world.sweep_renewals(on(day(-60))), world.sweep_renewals(on(day(-60))));
    let both = numbers(&one, ["flagged"])[0] + numbers(&other, ["flagged"])[0];
    assert_eq!(both, 20, "{one} {other}");
    world.run_outbox().await;
    for company in &companies {
        assert_eq!(reminders(&world, company).await, [-60]);
    }
}
