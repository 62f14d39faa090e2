//! Expiry of claims that are not submitted in time, and the reminders before.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use testkit::WireFault;
use tests::World;

use crate::sweep_payload::{numbers, on};

const NUMBER: &str = "SA-SWEEP-0001";
const FIELDS: [&str; 4] = ["scanned", "claims_expired", "reminders", "unchanged"];
/// The last day to submit what was redeemed on 2026-11-22.
const DUE_ON: Date = date(2027, 1, 21);

fn before_due(days: i64) -> Date {
    DUE_ON.checked_sub(days.days()).unwrap()
}

/// A world in which only a draft claim is due.
async fn drafted() -> World {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(NUMBER).await;
    world
}

async fn status(world: &World, number: &str) -> &'static str {
    world.claim(number).await.unwrap().stored_status().as_str()
}

/// The events of a claim and their reminders, from its history.
async fn events(world: &World, number: &str) -> Vec<(String, Value)> {
    assert_eq!(world.run_outbox().await, 0);
    let number = domain::VoucherNumber::parse(number).unwrap();
    let lines = world.database.table.claim_and_history(&number).await.unwrap().unwrap().history;
    let events = lines.iter().map(|line| serde_json::to_value(&line.last.event).unwrap());
    events.map(|event| (event["type"].as_str().unwrap().to_owned(), event["reminders"].clone())).collect()
}

fn owned(events: &[(&str, Value)]) -> Vec<(String, Value)> {
    events.iter().map(|(event, reminders)| ((*event).to_owned(), reminders.clone())).collect()
}

#[tokio::test]
async fn daily_sweeps_remind_three_times_and_then_expire_the_claim() {
    let world = drafted().await;
    let mut changed = Vec::new();
    for days in (-5..=70).rev() {
        let found = numbers(&world.sweep_deadlines(on(before_due(days))).await, FIELDS);
        if found != [0; 4] {
            changed.push((days, found));
        }
    }
    let expected = [(30, [1, 0, 1, 0]), (14, [1, 0, 1, 0]), (3, [1, 0, 1, 0]), (-1, [1, 1, 0, 0])];
    assert_eq!(changed, expected);
    let reminded = |offset: i64| ("claim.reminded", json!([offset]));
    let whole =
        [("claim.drafted", Value::Null), reminded(-30), reminded(-14), reminded(-3), ("claim.expired", Value::Null)];
    assert_eq!(events(&world, NUMBER).await, owned(&whole));
}

#[tokio::test]
async fn a_late_sweep_sends_the_due_reminders_at_once_and_none_after_the_deadline() {
    let world = drafted().await;
    assert_eq!(
        numbers(&world.sweep_deadlines(on(before_due(10))).await, FIELDS),
        [1, 0, 2, 0],
        "30 and 14 days before"
    );
    assert_eq!(numbers(&world.sweep_deadlines(on(before_due(10))).await, FIELDS), [0; 4]);
    assert_eq!(numbers(&world.sweep_deadlines(on(before_due(-3))).await, FIELDS), [1, 1, 0, 0]);
    assert_eq!(events(&world, NUMBER).await.last().unwrap().0, "claim.expired");
}

#[tokio::test]
async fn a_claim_is_submitted_on_the_last_day_itself() {
    let world = drafted().await;
    world.sweep_deadlines(on(DUE_ON)).await;
    world.clock.set("2027-01-21T23:59:59Z");
    assert_eq!(world.submit(NUMBER).await["status"], "submitted");
    assert_eq!(
        numbers(&world.sweep_deadlines(on(before_due(-1))).await, FIELDS),
        [0; 4],
        "it no longer waits for the partner"
    );
}

#[tokio::test]
async fn an_expired_claim_cannot_be_submitted() {
    let world = drafted().await;
    world.sweep_deadlines(on(before_due(-1))).await;
    assert_eq!(status(&world, NUMBER).await, "expired");
    let path = format!("/claims/CL-{NUMBER}/submit");
    let reply = world.claimant("POST", &path, &tests::invoice("INV-1")).await;
    assert_eq!(reply.refused(409), ["past_due"]);
    let many = json!({"claim_ids": [format!("CL-{NUMBER}")], "invoice_number": "INV-1"});
    let answer = world.claimant("POST", "/claims/submit", &many).await.expect(200);
    assert_eq!(answer["items"][0]["reasons"][0]["code"], "past_due");
    assert_eq!(world.items("I#"), 0);
}

#[tokio::test]
async fn a_submitted_claim_never_expires_and_has_no_reminders() {
    let world = drafted().await;
    for number in ["SA-SEEN-0001", "SA-AGREED-01", "SA-NO-00001"] {
        world.draft(number).await;
        world.submit(number).await;
        world.operate(number, "review").await;
    }
    world.submit(NUMBER).await;
    world.operate("SA-AGREED-01", "approve").await;
    let reject = json!({"reason": "No."});
    world.reviewer("POST", "/claims/CL-SA-NO-00001/reject", &reject).await.expect(200);
    for days in [30, 3, -1, -31, -365] {
        assert_eq!(numbers(&world.sweep_deadlines(on(before_due(days))).await, FIELDS), [0; 4], "{days}");
    }
    assert_eq!(status(&world, NUMBER).await, "submitted");
}

/// Claims in review are read for the metric `OldestReviewHours` only: an unreadable one does not fail the sweep.
#[tokio::test]
async fn an_unreadable_claim_in_review_does_not_fail_the_sweep() {
    let world = drafted().await;
    world.draft("SA-SPOILED-1").await;
    world.submit("SA-SPOILED-1").await;
    world.database.spoil("V#SA-SPOILED-1", "C", "due_on");
    assert_eq!(numbers(&world.sweep_deadlines(on(before_due(-1))).await, FIELDS), [1, 1, 0, 0]);
}

/// The deadline is 30 days later than that of the draft, and reminders of the old deadline are not sent.
#[tokio::test]
async fn a_claim_to_correct_expires_after_its_extended_deadline() {
    let world = drafted().await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    let path = format!("/claims/CL-{NUMBER}/request-changes");
    world.reviewer("POST", &path, &json!({"comment": "More."})).await.expect(200);
    for days in [30, 3, -1, -30] {
        assert_eq!(numbers(&world.sweep_deadlines(on(before_due(days))).await, FIELDS), [0; 4], "{days}");
    }
    assert_eq!(numbers(&world.sweep_deadlines(on(before_due(-31))).await, FIELDS), [1, 1, 0, 0]);
    assert_eq!(status(&world, NUMBER).await, "expired");
}

#[tokio::test]
async fn a_dry_run_reports_the_result_and_changes_nothing() {
    let world = drafted().await;
    let before = world.database.items();
    for (days, found) in [(14, [1, 0, 2, 0]), (-1, [1, 1, 0, 0])] {
        let report = world.sweep_deadlines(json!({"date": before_due(days), "dry_run": true})).await;
        assert_eq!(numbers(&report, FIELDS), found);
    }
    assert_eq!(world.database.items(), before);
}

/// A command on the last day races with an early sweep for the next day: one of the two succeeds, never both.
#[tokio::test]
async fn a_claim_is_withdrawn_or_submitted_or_expired_but_never_two_of_them() {
    let world = drafted().await;
    // One write of the sweep and one of the withdrawal.
    let path = format!("/claims/CL-{NUMBER}/withdraw");
    world.database.faults.gather("PutItem", 2);
    let (report, reply) =
        tokio::join!(world.sweep_deadlines(on(before_due(-1))), world.claimant("POST", &path, &Value::Null));
    let expired = numbers(&report, ["claims_expired"]) == [1];
    assert_eq!(reply.status == 200, !expired, "{report} {:#}", reply.body);
    assert_eq!(status(&world, NUMBER).await, if expired { "expired" } else { "withdrawn" });
    assert_eq!(events(&world, NUMBER).await.len(), 2);

    world.draft("SA-SWEEP-0002").await;
    let (report, reply) = tokio::join!(world.sweep_deadlines(on(before_due(-1))), async {
        let path = "/claims/CL-SA-SWEEP-0002/submit";
        world.claimant("POST", path, &tests::invoice("INV-2")).await
    });
    let expired = numbers(&report, ["claims_expired"]) == [1];
    assert_eq!(reply.status == 200, !expired, "{report} {:#}", reply.body);
    assert_eq!(status(&world, "SA-SWEEP-0002").await, if expired { "expired" } else { "submitted" });
    assert_eq!(world.items("I#"), usize::from(!expired), "and no invoice number without a submission");
}

const DUE: usize = 24;
/// Three days before the deadline of a voucher redeemed on 2026-12-02.
const KILLED_ON: Date = date(2027, 1, 28);

/// Drafts of which a third is overdue on [`KILLED_ON`], a third due for all reminders, and a third for two.
async fn prepared() -> World {
    let world = World::new().await;
    let redeemed_on = ["2026-11-22", "2026-12-02", "2026-12-10"];
    for index in 0..DUE {
        let mut message = tests::redeemed(&format!("SA-KILLED-{index:03}"));
        message["redeemed_at"] = json!(format!("{}T09:00:00Z", redeemed_on[index % 3]));
        world.draft_from(&message).await;
    }
    world
}

/// The claims at the end of a run, sorted by key. The head of each covers all its events.
fn final_claims(world: &World) -> Vec<Value> {
    let mut claims = world.database.items();
    claims.retain(|item| item["sk"]["S"] == "C");
    claims.sort_by_key(|item| item["pk"].to_string());
    claims
}

#[tokio::test]
async fn a_sweep_killed_after_any_write_and_run_again_ends_in_the_same_state() {
    let undisturbed = prepared().await;
    let report = undisturbed.sweep_deadlines(on(KILLED_ON)).await;
    let overdue = u64::try_from(DUE / 3).unwrap();
    assert_eq!(numbers(&report, FIELDS), [3 * overdue, overdue, 5 * overdue, 0], "{report}");
    let expected = final_claims(&undisturbed);
    for survived in 0..u32::try_from(DUE).unwrap() {
        let world = prepared().await;
        world.database.faults.always_after(survived, "PutItem", WireFault::Throttled);
        world.try_sweep("deadline", on(KILLED_ON), None).await;
        world.database.faults.clear();
        let report = world.sweep_deadlines(on(KILLED_ON)).await;
        assert_eq!(
            numbers(&report, ["scanned"]),
            [3 * overdue - u64::from(survived)],
            "processed claims are no longer due"
        );
        assert_eq!(final_claims(&world), expected, "killed after {survived} writes");
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_done_once() {
    let world = drafted().await;
    world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
    let report = world.try_sweep("deadline", on(before_due(-1)), None).await.unwrap();
    world.database.faults.clear();
    assert_eq!(numbers(&report, FIELDS), [1, 1, 0, 0]);
    assert_eq!(events(&world, NUMBER).await.len(), 2);
}

#[tokio::test]
async fn an_unreadable_claim_is_reported_stays_due_and_stops_no_other() {
    let world = drafted().await;
    world.draft("SA-SWEEP-0002").await;
    world.database.spoil(&format!("V#{NUMBER}"), "C", "due_on");
    for scanned in [2, 1] {
        let report = world.sweep_deadlines(on(before_due(-1))).await;
        assert_eq!(numbers(&report, ["scanned"]), [scanned]);
        assert_eq!(report["failed"], json!({"count": 1, "keys": [format!("V#{NUMBER}/C")]}));
    }
    assert_eq!(status(&world, "SA-SWEEP-0002").await, "expired");
}
