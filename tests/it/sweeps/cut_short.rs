//! Sweeps that are killed, run out of time, or meet what they cannot deal with.

use testkit::WireFault;

use super::*;

/// How many are due in a run that is killed after each of its writes.
const DUE: usize = 50;

/// What stands in the end. Each item's head seals every event that led to it, so that equal items had the same reminders
/// in the same order.
fn end(world: &World) -> Vec<Value> {
    let mut enrollments = world.database.items();
    enrollments.retain(|item| item["sk"]["S"] == "E#DDPS");
    enrollments.sort_by_key(|item| item["pk"].to_string());
    enrollments
}

/// Enrolled, half of them reminded once already, so that the sweep has different things to do.
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
async fn killed_after_any_write_and_run_again_it_comes_to_the_same_end() {
    let undisturbed = prepared().await;
    let report = undisturbed.sweep_renewals(on(day(-15))).await;
    assert_eq!(numbers(&report, ["scanned", "flagged", "reminders"]), [50, 25, 125], "{report}");
    let expected = end(&undisturbed);
    assert_eq!(expected.len(), DUE);
    for survived in 0..u32::try_from(DUE).unwrap() {
        let world = prepared().await;
        world.database.faults.always_after(survived, "PutItem", WireFault::Throttled);
        world.try_sweep("renewal", on(day(-15)), None).await;
        world.database.faults.clear();
        let report = world.sweep_renewals(on(day(-15))).await;
        assert_eq!(numbers(&report, ["scanned"]), [50 - u64::from(survived)], "what was done is not due any more");
        assert_eq!(end(&world), expected, "killed after {survived} writes");
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_done_once() {
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
async fn what_cannot_be_read_is_reported_stays_due_and_stops_nobody() {
    let world = empty().await;
    enroll(&world, 5).await;
    world.database.spoil("P#P-1002", "E#DDPS", "term_end");
    for expected in [[5, 4], [1, 0]] {
        let report = world.sweep_renewals(on(day(-60))).await;
        assert_eq!(numbers(&report, ["scanned", "flagged"]), expected);
        assert_eq!(report["failed"], json!({"count": 1, "keys": ["P#P-1002/E#DDPS"]}));
    }
}

/// An invocation of a minute, of which the last half is for what is under way. The clock stands still unless told
/// otherwise.
#[tokio::test]
async fn out_of_time_it_takes_on_nothing_more_says_so_and_the_next_run_goes_on_there() {
    let world = empty().await;
    enroll(&world, 40).await;
    let late = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:00:29Z")).await.unwrap();
    assert_eq!((numbers(&late, ["scanned", "flagged"]), &late["complete"]), ([0, 0], &json!(false)));
    let kept = world.database.items().iter().filter(|item| item["sk"]["S"] == "S").count();
    let done = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
    assert_eq!((numbers(&done, ["scanned", "flagged"]), &done["complete"], kept), ([40, 40], &json!(true), 1));
}

/// Many that cannot be dealt with, in the shard that comes first, and no time to get past them: the next run begins behind
/// them, so that those at the end have their turn.
#[tokio::test]
async fn what_cannot_be_dealt_with_never_keeps_the_rest_from_its_turn() {
    let world = empty().await;
    let companies = enroll(&world, 260).await;
    for company in &companies[..250] {
        world.database.spoil(&format!("P#{company}"), "E#DDPS", "term_end");
    }
    let mut flagged = 0;
    for _ in 0..40 {
        // A run has time for one page only: its clock jumps to the end with the second look into the index.
        world.clock.set("2026-11-22T09:00:00Z");
        let (clock, faults) = (world.clock.clone(), world.database.faults.clone());
        let jump = move || clock.set("2026-11-22T09:00:40Z");
        world.database.faults.when("Query", move || faults.when("Query", jump));
        let report = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
        flagged += numbers(&report, ["flagged"])[0];
    }
    assert_eq!(flagged, 10);
}

/// A place kept by a run for a later day lies beyond what is due today: it must not keep the runs of every day from running.
#[tokio::test]
async fn a_run_for_a_later_day_that_was_cut_short_does_not_stop_those_of_today() {
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

/// The clock runs out between two items of a page: what was not taken on is still there for the next run.
#[tokio::test]
async fn out_of_time_in_the_middle_of_a_page_it_leaves_the_rest_of_it() {
    let world = empty().await;
    enroll(&world, 300).await;
    let clock = world.clock.clone();
    world.database.faults.when("PutItem", move || clock.set("2026-11-22T09:00:40Z"));
    let late = world.try_sweep("renewal", on(day(-60)), Some("2026-11-22T09:01:00Z")).await.unwrap();
    let [flagged] = numbers(&late, ["flagged"]);
    assert!((1..=20).contains(&flagged), "no more than were under way: {late}");
    assert_eq!(late["complete"], json!(false));
    world.clock.set("2026-11-22T09:00:00Z");
    assert_eq!(numbers(&world.sweep_renewals(on(day(-60))).await, ["flagged"]), [300 - flagged]);
}

#[tokio::test]
async fn a_table_that_cannot_be_asked_fails_the_run_so_that_it_comes_again() {
    let world = empty().await;
    enroll(&world, 2).await;
    world.database.faults.always_after(0, "Query", WireFault::Throttled);
    assert!(world.try_sweep("renewal", on(day(-60)), None).await.is_none());
    assert!(world.try_sweep("deadline", on(day(-60)), None).await.is_none());
}

#[tokio::test]
async fn two_sweeps_at_once_do_each_thing_once() {
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
