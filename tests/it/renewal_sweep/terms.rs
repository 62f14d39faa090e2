//! Enrollments due, in grace and lapsed, and their reminders (PROGRAM.md 4.3, 4.4, 4.6).

use domain::enrollment::Status;
use serde_json::json;
use tests::Function;

use super::*;

const FIELDS: [&str; 6] = ["scanned", "flagged", "grace", "lapsed", "reminders", "unchanged"];

#[tokio::test]
async fn daily_sweeps_take_each_step_and_send_each_reminder_once() {
    let world = empty().await;
    enroll(&world, 3).await;
    let mut changed = Vec::new();
    for offset in -90..=60 {
        let report = world.sweep_renewals(on(day(offset))).await;
        let found = numbers(&report, FIELDS);
        if found != [0; 6] {
            changed.push((offset, found));
        }
    }
    let expected = [
        (-60, [3, 3, 0, 0, 3, 0]),
        (-30, [3, 0, 0, 0, 3, 0]),
        (-15, [3, 0, 0, 0, 3, 0]),
        (1, [3, 0, 3, 0, 0, 0]),
        (23, [3, 0, 0, 0, 3, 0]),
        (31, [3, 0, 0, 3, 0, 0]),
    ];
    assert_eq!(changed, expected);
    world.run_outbox().await;
    for company in ["P-1000", "P-1001", "P-1002"] {
        assert_eq!(reminders(&world, company).await, [-60, -30, -15, 23]);
    }
}

#[tokio::test]
async fn a_repeated_run_of_a_date_finds_nothing_due_and_writes_nothing() {
    let world = empty().await;
    enroll(&world, 3).await;
    world.sweep_renewals(on(day(-60))).await;
    world.database.meter.take();
    let again = world.sweep_renewals(on(day(-60))).await;
    assert_eq!(numbers(&again, FIELDS), [0; 6]);
    let reading = world.database.meter.take();
    assert_eq!(reading.calls.get("PutItem"), None, "{reading:?}");
    assert_eq!(reading.calls.get("BatchGetItem"), None, "{reading:?}");
}

#[tokio::test]
async fn a_late_sweep_loses_no_step_and_repeats_none() {
    let world = empty().await;
    enroll(&world, 1).await;
    for (offset, expected) in [(-40, [1, 1, 0, 0, 1, 0]), (-10, [1, 0, 0, 0, 2, 0]), (25, [1, 0, 1, 0, 1, 0])] {
        assert_eq!(numbers(&world.sweep_renewals(on(day(offset))).await, FIELDS), expected, "{offset}");
    }
    world.run_outbox().await;
    assert_eq!(reminders(&world, "P-1000").await, [-60, -30, -15, 23]);
}

#[tokio::test]
async fn an_enrollment_found_after_lapse_gets_no_reminder() {
    let world = empty().await;
    enroll(&world, 1).await;
    assert_eq!(numbers(&world.sweep_renewals(on(day(400))).await, FIELDS), [1, 0, 0, 1, 0, 0]);
    assert_eq!(numbers(&world.sweep_renewals(on(day(800))).await, FIELDS), [0; 6]);
    world.run_outbox().await;
    assert_eq!(reminders(&world, "P-1000").await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_dry_run_reports_what_would_change_and_changes_nothing() {
    let world = empty().await;
    enroll(&world, 3).await;
    let before = world.database.items();
    for _ in 0..2 {
        let report = world.sweep_renewals(json!({"date": day(-60), "dry_run": true})).await;
        assert_eq!(numbers(&report, FIELDS), [3, 3, 0, 0, 3, 0]);
        assert_eq!(report["dry_run"], true);
    }
    assert_eq!(world.database.items(), before);
    assert_eq!(numbers(&world.sweep_renewals(on(day(-60))).await, FIELDS), [3, 3, 0, 0, 3, 0]);
}

#[tokio::test]
async fn a_sweep_without_a_date_uses_the_day_of_the_clock_in_utc() {
    let world = empty().await;
    enroll(&world, 1).await;
    world.clock.set("2027-04-01T23:59:59Z");
    let report = world.sweep_renewals(json!({})).await;
    assert_eq!((&report["date"], numbers(&report, FIELDS)), (&json!("2027-04-01"), [0; 6]));
    world.clock.set("2027-04-02T00:00:00Z");
    let report = world.sweep_renewals(json!(null)).await;
    assert_eq!((&report["date"], numbers(&report, FIELDS)), (&json!("2027-04-02"), [1, 1, 0, 0, 1, 0]));
}

#[tokio::test]
async fn an_invalid_payload_sweeps_nothing() {
    let world = empty().await;
    enroll(&world, 1).await;
    for wrong in [json!({"date": "2027-02-30"}), json!({"date": day(0), "dryrun": true}), json!("2027-06-01")] {
        assert!(world.try_sweep("renewal", wrong.clone(), None).await.is_none(), "{wrong}");
        assert!(world.try_sweep("deadline", wrong, None).await.is_none());
    }
    assert_eq!(enrollment(&world, "P-1000").await.stored_status(), Status::Active);
}

/// An enrollment that was renewed, withdrawn or suspended meanwhile is not due, whatever an earlier sweep stored.
#[tokio::test]
async fn only_enrollments_still_due_are_swept() {
    let world = empty().await;
    let companies = enroll(&world, 4).await;
    world.sweep_renewals(on(day(-60))).await;
    for (company, change) in companies.iter().zip(["renew", "withdraw", "suspend"]) {
        let mut enrollment = enrollment(&world, company).await;
        match change {
            "renew" => enrollment = sample::enrolled_until(company, "DDPS", date(2028, 6, 1)),
            "withdraw" => enrollment.state = domain::enrollment::State::Withdrawn,
            _ => enrollment.state = domain::enrollment::State::Suspended { reason: "audit".parse().unwrap() },
        }
        sample::put_enrollment(&world.database.table, enrollment).await;
    }
    assert_eq!(numbers(&world.sweep_renewals(on(day(31))).await, FIELDS), [1, 0, 0, 1, 0, 0]);
    assert_eq!(numbers(&world.sweep_renewals(on(date(2028, 4, 2))).await, FIELDS), [1, 1, 0, 0, 1, 0]);
}

/// Sweep and renewal have read before either writes. The second to write reads again and decides anew, so that the
/// enrollment is renewed: from its term end, or from today when the sweep stored the lapse first.
#[tokio::test]
async fn a_renewal_concurrent_with_the_sweep_succeeds() {
    let world = World::new().await;
    world.clock.set("2027-03-03T00:00:00Z");
    world.database.remove_all("E#SSDPS");
    let withdrawn = domain::enrollment::State::Withdrawn;
    let others = domain::enrollment::Enrollment { state: withdrawn, ..sample::enrolled("P-2", "DDPS") };
    sample::put_enrollment(&world.database.table, others).await;
    world.database.faults.gather("PutItem", 2);
    let renew = world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments/DDPS/renew", &Value::Null);
    let (report, renewed) = tokio::join!(world.sweep_renewals(on(day(31))), renew);
    let stored = enrollment(&world, "P-1").await;
    let term_end = if numbers(&report, ["lapsed"]) == [1] { date(2028, 3, 3) } else { date(2028, 6, 1) };
    assert_eq!((stored.stored_status(), stored.term_end), (Status::Active, term_end), "{report}");
    assert_eq!(renewed.expect(200)["term_end"], term_end.to_string());
}

#[tokio::test]
async fn every_step_is_in_the_history_with_the_sweep_as_actor() {
    let world = empty().await;
    enroll(&world, 1).await;
    for offset in [-60, 1, 31] {
        world.sweep_renewals(on(day(offset))).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    let (company, program) = ("P-1000".parse().unwrap(), "DDPS".parse().unwrap());
    let lines = world.database.table.enrollment_history(&company, &program).await.unwrap().0;
    let steps: Vec<(u64, &str, &str)> =
        lines.iter().map(|line| (line.rev, line.status.as_str(), line.last.by.as_str())).collect();
    let sweep = "system:renewal-sweep";
    assert_eq!(steps, [(1, "active", "sample"), (2, "renewal_due", sweep), (3, "grace", sweep), (4, "lapsed", sweep)]);
}
