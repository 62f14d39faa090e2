//! Enrollments due, in grace, lapsed; reminders.

use domain::enrollment::Status;
use serde_json::json;
use tests::Function;

use super::*;

const FIELDS: [&str; 6] = ["scanned", "flagged", "grace", "lapsed", "reminders", "unchanged"];

#[tokio::test]
async fn a_year_of_daily_sweeps_flags_each_step_and_sends_each_reminder_once() {
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
async fn a_second_run_of_a_date_reads_nothing_due_and_writes_nothing() {
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
async fn after_days_without_a_run_nothing_is_lost_and_nothing_comes_twice() {
    let world = empty().await;
    enroll(&world, 1).await;
    for (offset, expected) in [(-40, [1, 1, 0, 0, 1, 0]), (-10, [1, 0, 0, 0, 2, 0]), (25, [1, 0, 1, 0, 1, 0])] {
        assert_eq!(numbers(&world.sweep_renewals(on(day(offset))).await, FIELDS), expected, "{offset}");
    }
    world.run_outbox().await;
    assert_eq!(reminders(&world, "P-1000").await, [-60, -30, -15, 23]);
}

#[tokio::test]
async fn who_has_lapsed_before_anybody_looked_is_not_reminded_any_more() {
    let world = empty().await;
    enroll(&world, 1).await;
    assert_eq!(numbers(&world.sweep_renewals(on(day(400))).await, FIELDS), [1, 0, 0, 1, 0, 0]);
    assert_eq!(numbers(&world.sweep_renewals(on(day(800))).await, FIELDS), [0; 6]);
    world.run_outbox().await;
    assert_eq!(reminders(&world, "P-1000").await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_changes_nothing() {
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
async fn without_a_date_it_is_the_day_of_the_clock_in_utc() {
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
async fn a_payload_that_cannot_be_understood_sweeps_nothing() {
    let world = empty().await;
    enroll(&world, 1).await;
    for wrong in [json!({"date": "2027-02-30"}), json!({"date": day(0), "dryrun": true}), json!("2027-06-01")] {
        assert!(world.try_sweep("renewal", wrong.clone(), None).await.is_none(), "{wrong}");
        assert!(world.try_sweep("deadline", wrong, None).await.is_none());
    }
    assert_eq!(enrollment(&world, "P-1000").await.stored_status(), Status::Active);
}

/// What was renewed, withdrawn or suspended meanwhile is not due, whatever an earlier sweep made of it.
#[tokio::test]
async fn only_what_is_still_due_is_swept() {
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

/// Both have read before either writes. One of them is first; the other reads again and decides anew, so that in the end
/// the enrollment is renewed: in its term, or from today when the sweep had it lapse.
#[tokio::test]
async fn who_renews_while_the_sweep_runs_is_renewed() {
    let world = World::new().await;
    world.clock.set("2027-03-03T00:00:00Z");
    world.database.remove_all("E#SSDPS");
    let withdrawn = domain::enrollment::State::Withdrawn;
    let others = domain::enrollment::Enrollment { state: withdrawn, ..sample::enrolled("P-2", "DDPS") };
    sample::put_enrollment(&world.database.table, others).await;
    world.database.faults.gather("PutItem", 2);
    let renew = world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments/DDPS/renew", &Value::Null);
    let (report, renewed) = tokio::join!(world.sweep_renewals(on(day(31))), renew);
    let stands = enrollment(&world, "P-1").await;
    let term_end = if numbers(&report, ["lapsed"]) == [1] { date(2028, 3, 3) } else { date(2028, 6, 1) };
    assert_eq!((stands.stored_status(), stands.term_end), (Status::Active, term_end), "{report}");
    assert_eq!(renewed.expect(200)["term_end"], term_end.to_string());
}

#[tokio::test]
async fn every_step_is_on_record_with_the_sweep_as_its_author() {
    let world = empty().await;
    enroll(&world, 1).await;
    for offset in [-60, 1, 31] {
        world.sweep_renewals(on(day(offset))).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    let (company, program) = ("P-1000".parse().unwrap(), "DDPS".parse().unwrap());
    let lines = world.database.table.enrollment_history(&company, &program).await.unwrap().0;
    let told: Vec<(u64, &str, &str)> =
        lines.iter().map(|line| (line.rev, line.status.as_str(), line.last.by.as_str())).collect();
    let sweep = "system:renewal-sweep";
    assert_eq!(told, [(1, "active", "sample"), (2, "renewal_due", sweep), (3, "grace", sweep), (4, "lapsed", sweep)]);
}
