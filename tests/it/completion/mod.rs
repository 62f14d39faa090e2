//! `completion`: the report, checked against the reservation, the evidence and the calendar.

mod correction;

use domain::deliverable::Verdict;
use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, PDF, World, answers, reservation};

use crate::bodies::{NUMBER, codes, names, view, with};

const REPORT: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/report";
const SUBMIT: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/report/submit";
const RECEIPT: &str = "/vouchers/SA-7KQ2-M9XD-3FHT/receipt";

async fn call(world: &World, method: &str, path: &str, body: &Value) -> Reply {
    world.as_admin("P-1", Function::Completion, method, path, body).await
}

async fn delivered() -> World {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    world
}

#[tokio::test]
async fn a_draft_is_stored_and_read_back() {
    let world = delivered().await;
    assert_eq!(call(&world, "GET", REPORT, &Value::Null).await.expect(404)["code"], "report_not_found");
    let saved = call(&world, "PUT", REPORT, &answers()).await;
    assert_eq!(saved.header("etag"), Some("\"1\""));
    let saved = saved.expect(200);
    for (name, value) in answers().as_object().unwrap() {
        assert_eq!(saved[name], *value, "{name}");
    }
    assert_eq!((&saved["status"], &saved["voucher_number"]), (&json!("draft"), &json!(NUMBER)));
    let fields = [
        "current_versions",
        "delivered_from",
        "delivered_to",
        "delivery_country",
        "handed_over_on",
        "lead_consultant",
        "no_extra_fee",
        "offsite_days",
        "onsite_days",
        "outcome",
        "planned_deployment_on",
        "receipt_id",
        "remarks",
        "seats",
        "status",
        "target_versions",
        "voucher_number",
        "walk_on_hours",
        "written_at",
    ];
    assert_eq!(names(&saved), fields);
    assert_eq!(call(&world, "GET", REPORT, &Value::Null).await.expect(200), saved);
    assert_eq!(view(&world, "P-1").await["report"]["status"], "draft");
}

#[tokio::test]
async fn a_draft_replaces_the_previous_one_and_may_be_incomplete() {
    let world = delivered().await;
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    let emptied = call(&world, "PUT", REPORT, &json!({})).await;
    assert_eq!(emptied.header("etag"), Some("\"2\""));
    assert_eq!(emptied.expect(200)["onsite_days"], Value::Null);
}

#[tokio::test]
async fn a_submitted_report_has_a_receipt_that_can_be_read_again() {
    let world = delivered().await;
    assert_eq!(call(&world, "GET", RECEIPT, &Value::Null).await.expect(404)["code"], "receipt_not_found");
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    let receipt = call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    assert_eq!(names(&receipt), ["receipt_id", "revision", "sha256", "submitted_at"]);
    assert_eq!(receipt["submitted_at"], "2026-11-22T09:00:00Z");
    assert_eq!(receipt["sha256"].as_str().unwrap().len(), 64);

    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(
        call(&world, "POST", SUBMIT, &Value::Null).await.expect(200),
        receipt,
        "a repeated submission returns the same receipt"
    );
    let file = call(&world, "GET", RECEIPT, &Value::Null).await;
    let name = format!("attachment; filename=\"receipt-{NUMBER}.json\"");
    assert_eq!(file.header("content-disposition"), Some(&*name));
    let file = file.expect(200);
    assert_eq!(names(&file), ["receipt_id", "report", "revision", "sha256", "submitted_at", "voucher_number"]);
    assert_eq!((&file["receipt_id"], &file["sha256"]), (&receipt["receipt_id"], &receipt["sha256"]));
    assert_eq!(file["report"]["seats"], 250);

    let report = call(&world, "GET", REPORT, &Value::Null).await.expect(200);
    assert_eq!((&report["status"], &report["receipt_id"]), (&json!("submitted"), &receipt["receipt_id"]));
    assert_eq!(call(&world, "PUT", REPORT, &answers()).await.refused(409), ["report_already_submitted"]);
    world.redeem(&[NUMBER]).await;
    assert_eq!(call(&world, "GET", RECEIPT, &Value::Null).await.expect(200), file);
}

#[tokio::test]
async fn a_report_is_reopened_until_redemption_and_its_receipts_are_numbered() {
    let world = delivered().await;
    let reopen = format!("{REPORT}/reopen");
    assert_eq!(call(&world, "POST", &reopen, &Value::Null).await.expect(404)["code"], "report_not_found");
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    let first = call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    let path = format!("/vouchers/{NUMBER}");
    let file = world.as_admin("P-1", Function::Overview, "GET", &path, &Value::Null).await.expect(200);
    assert!(file["actions"].as_array().unwrap().contains(&json!("reopen")), "{file}");
    let reopened = call(&world, "POST", &reopen, &Value::Null).await.expect(200);
    assert_eq!((&reopened["status"], &reopened["receipt_id"]), (&json!("draft"), &Value::Null));
    let again = call(&world, "POST", &reopen, &Value::Null).await.expect(200);
    assert_eq!(again, reopened, "a draft stays a draft");
    assert_eq!(call(&world, "GET", RECEIPT, &Value::Null).await.expect(404)["code"], "receipt_not_found");
    call(&world, "PUT", REPORT, &with(answers(), &json!({"seats": 300}))).await.expect(200);
    world.clock.set("2026-11-22T10:00:00Z");
    let second = call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
    assert_eq!((&first["revision"], &second["revision"]), (&json!(1), &json!(2)));
    let receipts = call(&world, "GET", &format!("{RECEIPT}s"), &Value::Null).await.expect(200);
    let listed: Vec<_> =
        receipts["items"].as_array().unwrap().iter().map(|item| (&item["receipt_id"], &item["superseded"])).collect();
    assert_eq!(listed, [(&second["receipt_id"], &json!(false)), (&first["receipt_id"], &json!(true))]);
    let other = world.as_admin("P-2", Function::Completion, "POST", &reopen, &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "voucher_not_found");
    world.redeem(&[NUMBER]).await;
    assert_eq!(call(&world, "POST", &reopen, &Value::Null).await.refused(409), ["already_redeemed"]);
}

#[tokio::test]
async fn each_broken_rule_is_named_by_its_code() {
    let world = delivered().await;
    for (fields, refused) in [
        (json!({"onsite_days": 3}), &["days_mismatch"][..]),
        (json!({"onsite_days": 1, "offsite_days": 4}), &["offsite_too_long"]),
        (json!({"walk_on_hours": 5}), &["walk_on_too_long"]),
        (json!({"delivery_country": "US"}), &["country_mismatch"]),
        (json!({"no_extra_fee": false}), &["extra_fee_charged"]),
        (json!({"handed_over_on": null}), &["handover_missing"]),
        (json!({"handed_over_on": "2026-11-23"}), &["handover_outside"]),
        (json!({"handed_over_on": "2026-11-21"}), &["handover_outside"]),
        (json!({"delivered_to": "2026-11-23"}), &["dates_differ_from_reservation", "engagement_not_finished"]),
        (json!({"delivered_from": "2026-11-21"}), &["dates_differ_from_reservation", "delivered_before_reserved"]),
        (json!({"lead_consultant": "U-8"}), &["consultant_not_qualified"]),
        (json!({"seats": null}), &["report_incomplete"]),
    ] {
        call(&world, "PUT", REPORT, &with(answers(), &fields)).await.expect(200);
        assert_eq!(call(&world, "POST", SUBMIT, &Value::Null).await.refused(409), refused, "{fields}");
    }
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
}

#[tokio::test]
async fn every_broken_rule_is_named_in_one_answer() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = with(reservation(NUMBER), &json!({"end_date": "2026-11-30"}));
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    world.announce(NUMBER, "plan.pdf", PDF).await;
    let fields = json!({
        "onsite_days": 9, "offsite_days": 4, "walk_on_hours": 5, "delivery_country": "US", "no_extra_fee": false,
        "delivered_from": "2026-11-20", "delivered_to": "2026-12-01", "lead_consultant": "U-8",
        "handed_over_on": "2026-11-19", "outcome": null,
    });
    call(&world, "PUT", REPORT, &with(answers(), &fields)).await.expect(200);
    let refused = [
        "deliverable_missing",
        "deliverable_pending",
        "report_incomplete",
        "days_mismatch",
        "offsite_too_long",
        "walk_on_too_long",
        "country_mismatch",
        "dates_differ_from_reservation",
        "delivered_before_reserved",
        "consultant_not_qualified",
        "engagement_not_finished",
        "extra_fee_charged",
        "handover_outside",
    ];
    assert_eq!(call(&world, "POST", SUBMIT, &Value::Null).await.refused(409), refused);
}

#[tokio::test]
async fn different_dates_are_refused_with_both_periods_and_advice() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = with(reservation(NUMBER), &json!({"start_date": "2026-11-25", "end_date": "2026-11-27"}));
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    world.deliver(NUMBER).await;
    world.clock.set("2026-12-03T09:00:00Z");
    let days = json!({"delivered_from": "2026-11-26", "delivered_to": "2026-11-28", "handed_over_on": "2026-12-01"});
    call(&world, "PUT", REPORT, &with(answers(), &days)).await.expect(200);
    let refused = call(&world, "POST", SUBMIT, &Value::Null).await.expect(409);
    assert_eq!(refused["reasons"].as_array().unwrap().len(), 1);
    let reason = &refused["reasons"][0];
    assert_eq!((&reason["code"], &reason["field"]), (&json!("dates_differ_from_reservation"), &json!("delivered_to")));
    let detail = reason["detail"].as_str().unwrap();
    for shown in ["2026-11-26 to 2026-11-28", "2026-11-25 to 2026-11-27", "amend the dates of the reservation"] {
        assert!(detail.contains(shown), "{shown} in {detail}");
    }
}

/// The exam counted when the voucher was reserved. It is then withdrawn, or not valid on the day that counts.
#[tokio::test]
async fn the_consultant_is_checked_by_todays_evidence_for_the_first_delivered_day() {
    let world = delivered().await;
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    let exam = "/companies/P-1/evidence/exam-windows";
    let put = async |fields: &Value| {
        let exam_of = json!({"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-7"});
        let body = with(exam_of, fields);
        world.as_operations(Function::Enrollment, "PUT", exam, &body).await.expect(200);
        call(&world, "POST", SUBMIT, &Value::Null).await
    };
    for days in [
        json!({"valid_from": "2026-01-01", "valid_until": "2026-11-21"}),
        json!({"valid_from": "2026-11-23", "valid_until": "2027-11-23"}),
    ] {
        assert_eq!(put(&days).await.refused(409), ["consultant_not_qualified"], "{days}");
    }
    world.as_operations(Function::Enrollment, "DELETE", exam, &Value::Null).await.expect(204);
    let withdrawn = call(&world, "POST", SUBMIT, &Value::Null).await.expect(409);
    assert!(withdrawn["reasons"][0]["detail"].as_str().unwrap().contains("2026-11-22"), "{withdrawn}");
    put(&json!({"valid_from": "2026-11-22", "valid_until": "2026-11-22"})).await.expect(200);
}

#[tokio::test]
async fn a_submission_without_a_draft_lacks_every_answer() {
    let world = delivered().await;
    let body = call(&world, "POST", SUBMIT, &Value::Null).await.expect(409);
    let reasons = body["reasons"].as_array().unwrap();
    let fields: Vec<_> = reasons.iter().filter(|reason| reason["code"] == "report_incomplete").collect();
    assert_eq!(fields.len(), 12);
    assert_eq!(fields[0]["field"], "onsite_days");
}

#[tokio::test]
async fn a_report_is_not_submitted_without_a_clean_file_or_with_a_pending_one() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    let submit = || call(&world, "POST", SUBMIT, &Value::Null);
    assert_eq!(submit().await.refused(409), ["deliverable_missing"]);
    let id = world.announce(NUMBER, "plan.pdf", PDF).await;
    assert_eq!(submit().await.refused(409), ["deliverable_missing", "deliverable_pending"]);
    world.upload_scanned(NUMBER, &id, 1, PDF, Verdict::Threat).await;
    assert_eq!(submit().await.refused(409), ["deliverable_missing"]);
    let good = world.announce(NUMBER, "good.pdf", PDF).await;
    world.upload(NUMBER, &good, 2, PDF).await;
    submit().await.expect(200);
}

#[tokio::test]
async fn supporting_files_and_invoices_are_no_deliverables() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    call(&world, "PUT", REPORT, &answers()).await.expect(200);
    for (upload, kind) in (1..).zip(["lab", "slides", "pilot_result", "invoice"]) {
        world.deliver_kind(NUMBER, kind, upload).await;
        let refused = call(&world, "POST", SUBMIT, &Value::Null).await.expect(409);
        assert_eq!(codes(&refused["reasons"]), ["deliverable_missing"], "{kind}");
        let detail = refused["reasons"][0]["detail"].as_str().unwrap();
        assert!(detail.contains("migration_plan"), "the kinds that count: {detail}");
    }
    world.deliver_kind(NUMBER, "findings", 5).await;
    call(&world, "POST", SUBMIT, &Value::Null).await.expect(200);
}

#[tokio::test]
async fn only_a_reserved_voucher_is_reported() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    for (method, path, body) in [("PUT", REPORT, answers()), ("POST", SUBMIT, Value::Null)] {
        assert_eq!(call(&world, method, path, &body).await.refused(404), ["voucher_not_found"]);
    }
    world.reserve(NUMBER).await;
    world.clock.set("2027-05-01T00:00:00Z");
    for (method, path, body) in [("PUT", REPORT, answers()), ("POST", SUBMIT, Value::Null)] {
        assert_eq!(call(&world, method, path, &body).await.refused(409), ["expired"]);
    }
}

#[tokio::test]
async fn the_next_reservation_starts_without_a_report() {
    let world = delivered().await;
    world.report(NUMBER).await;
    let path = format!("/reservations/{NUMBER}/cancel");
    let reason = json!({"reason": "other_partner"});
    world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    world.reserve(NUMBER).await;
    assert_eq!(call(&world, "GET", REPORT, &Value::Null).await.expect(404)["code"], "report_not_found");
    assert_eq!(call(&world, "GET", RECEIPT, &Value::Null).await.expect(404)["code"], "receipt_not_found");
    let first = send("PUT", REPORT).token(&world.admin_of("P-1")).json(&answers());
    world.call(Function::Completion, first).await.expect(200);
}

/// The report of a cancelled reservation does not belong to the next one.
#[tokio::test]
async fn if_none_match_writes_the_first_report_of_a_reservation_and_replaces_none() {
    let world = delivered().await;
    let create = || {
        let sent = send("PUT", REPORT).token(&world.admin_of("P-1")).header("if-none-match", "*").json(&answers());
        world.call(Function::Completion, sent)
    };
    create().await.expect(200);
    let before = world.database.items();
    assert_eq!(create().await.expect(412)["code"], "precondition_failed");
    assert_eq!(world.database.items(), before);
    let (path, reason) = (format!("/reservations/{NUMBER}/cancel"), json!({"reason": "other_partner"}));
    world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    world.reserve(NUMBER).await;
    create().await.expect(200);
    assert_eq!(create().await.expect(412)["code"], "precondition_failed");
}
