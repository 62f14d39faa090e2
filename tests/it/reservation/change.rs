//! Validating, changing, notifying and cancelling. Reserving is in `reserve`.

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, PDF, World, assigned};

use crate::bodies::{NUMBER, codes, licensing_event, names, view, with};

async fn validate(world: &World, company: &str, number: &str, email: &str) -> Reply {
    let body = json!({"voucher_number": number, "admin_email": email});
    world.as_admin(company, Function::Reservation, "POST", "/validate", &body).await
}

async fn reservation_call(world: &World, method: &str, rest: &str, body: &Value) -> Reply {
    world.as_admin("P-1", Function::Reservation, method, &format!("/reservations/{NUMBER}{rest}"), body).await
}

async fn reserved() -> World {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world
}

#[tokio::test]
async fn a_validation_describes_the_voucher_and_states_if_it_can_be_reserved() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let answer = validate(&world, "P-1", NUMBER, "Lin.Mei@Contoso.example").await.expect(200);
    let expected = json!({
        "valid": true, "voucher_number": NUMBER, "program": "DDPS", "days": 5,
        "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"},
        "expires_on": "2027-04-30", "days_left": 159, "reservable": true, "reasons": [],
    });
    assert_eq!(answer, expected, "the administrator is not disclosed");
}

#[tokio::test]
async fn an_unknown_number_and_a_wrong_address_get_the_same_answer() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let unknown = validate(&world, "P-1", "SA-0000-0000-0000", "lin.mei@contoso.example").await;
    let mismatch = validate(&world, "P-1", NUMBER, "max.chen@contoso.example").await;
    assert_eq!(unknown.body, mismatch.body);
    assert_eq!(unknown.refused(404), ["not_found_or_mismatch"]);
    assert_eq!(mismatch.refused(404), ["not_found_or_mismatch"]);

    let mut bodies = Vec::new();
    for fields in [json!({"voucher_number": "SA-0000-0000-0000"}), json!({"admin_email": "max.chen@contoso.example"})] {
        // Other errors in the request must not distinguish the two cases either.
        let body =
            with(with(tests::reservation(NUMBER), &fields), &json!({"accept_terms": false, "location_id": "L-9"}));
        let reply = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await;
        bodies.push(reply.expect(404));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], unknown_body(&world).await);
}

async fn unknown_body(world: &World) -> Value {
    validate(world, "P-1", "SA-0000-0000-0001", "lin.mei@contoso.example").await.body
}

#[tokio::test]
async fn a_validation_names_every_obstacle() {
    let world = World::new().await;
    let mut event = assigned(NUMBER);
    event["data"]["program"] = json!("SSDPS");
    event["data"]["intended_company_id"] = json!("P-1");
    world.webhook("assign-1", &event).await.expect(201);
    world.clock.set("2027-05-01T00:00:00Z");
    let answer = validate(&world, "P-2", NUMBER, "lin.mei@contoso.example").await.expect(200);
    assert_eq!((&answer["reservable"], &answer["days_left"]), (&json!(false), &json!(-1)));
    assert_eq!(codes(&answer["reasons"]), ["expired", "intended_for_other_company", "enrollment_inactive"]);
}

#[tokio::test]
async fn a_validation_names_the_state_that_prevents_reserving() {
    let world = World::new().await;
    for (number, status) in [("SA-VAL0-0001", "already_reserved"), ("SA-VAL0-0002", "already_redeemed")] {
        world.ready(number).await;
        if status == "already_redeemed" {
            world.redeem(&[number]).await;
        }
        let answer = validate(&world, "P-2", number, "lin.mei@contoso.example").await.expect(200);
        assert_eq!(codes(&answer["reasons"]), [status]);
    }
    world.assign(NUMBER).await;
    let event =
        licensing_event("voucher.withdrawn", "2026-11-22T08:00:00Z", &json!({"voucher_number": NUMBER, "reason": "x"}));
    world.webhook("withdraw-1", &event).await.expect(200);
    let answer = validate(&world, "P-1", NUMBER, "lin.mei@contoso.example").await.expect(200);
    assert_eq!(codes(&answer["reasons"]), ["cancelled"]);
}

#[tokio::test]
async fn a_change_is_answered_with_the_changed_voucher() {
    let world = reserved().await;
    let change = json!({
        "start_date": "2026-11-25", "end_date": "2026-12-01", "engagement_type": "DDPS-MOBILE", "location_id": "L-1",
        "lead_consultant": "U-7", "attendees": ["wu.jun@contoso.example"],
    });
    let reply = reservation_call(&world, "PATCH", "", &change).await;
    assert_eq!(reply.header("etag"), Some("\"3\""));
    let answer = reply.expect(200);
    let held = &answer["reservation"];
    assert_eq!((&held["start_date"], &held["end_date"]), (&json!("2026-11-25"), &json!("2026-12-01")));
    assert_eq!(
        (&held["engagement_type"], &held["attendees"]),
        (&json!("DDPS-MOBILE"), &json!(["wu.jun@contoso.example"]))
    );
    assert_eq!(answer["rev"], 3);
    assert_eq!(view(&world, "P-1").await, answer, "an amendment without changes");
}

#[tokio::test]
async fn an_amendment_is_checked_like_a_reservation() {
    let world = reserved().await;
    for (change, refused) in [
        (json!({"start_date": "2026-11-21"}), &["starts_before_reserved"][..]),
        (json!({"end_date": "2027-05-01"}), &["dates_outside_window"]),
        (json!({"start_date": "2026-11-24"}), &["ends_before_start"]),
        (json!({"engagement_type": "DDPS-NONE"}), &["engagement_not_offered"]),
        (json!({"engagement_type": "DDPS-SECURITY"}), &["not_eligible_engagement", "consultant_not_qualified"]),
        (json!({"lead_consultant": "U-8"}), &["consultant_not_qualified"]),
        (json!({"location_id": "L-9"}), &["location_not_approved"]),
        (json!({"location_id": "L-2"}), &["country_mismatch"]),
        (
            json!({"start_date": "2026-11-20", "end_date": "2028-01-01", "lead_consultant": "U-8", "location_id": "L-2"}),
            &["consultant_not_qualified", "dates_outside_window", "country_mismatch", "starts_before_reserved"],
        ),
    ] {
        assert_eq!(reservation_call(&world, "PATCH", "", &change).await.refused(409), refused, "{change}");
    }
    assert_eq!(view(&world, "P-1").await["rev"], 2);
}

#[tokio::test]
async fn dates_may_be_amended_to_past_days_from_the_day_of_reserving_on() {
    let world = reserved().await;
    world.clock.set("2026-12-08T09:00:00Z");
    for (start, end) in [("2026-11-23", "2026-11-30"), ("2026-11-22", "2026-11-22"), ("2026-12-01", "2027-04-30")] {
        let answer =
            reservation_call(&world, "PATCH", "", &json!({"start_date": start, "end_date": end})).await.expect(200);
        assert_eq!(
            (&answer["reservation"]["start_date"], &answer["reservation"]["end_date"]),
            (&json!(start), &json!(end))
        );
    }
    for (dates, field, code) in [
        (json!({"start_date": "2026-11-21"}), "start_date", "starts_before_reserved"),
        (json!({"end_date": "2027-05-01"}), "end_date", "dates_outside_window"),
        (json!({"end_date": "2026-11-30"}), "end_date", "ends_before_start"),
    ] {
        let refused = reservation_call(&world, "PATCH", "", &dates).await;
        assert_eq!(refused.body["reasons"][0]["field"], field, "{dates}");
        assert_eq!(refused.refused(409), [code], "{dates}");
    }
}

/// The exam of U-8 counts on a single day, which is past.
#[tokio::test]
async fn a_consultant_is_checked_on_the_new_first_day() {
    let world = reserved().await;
    let exam = json!({
        "kind": "consultant_exam", "name": "Windows and Devices", "person": "U-8", "valid_from": "2026-11-24",
        "valid_until": "2026-11-24",
    });
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1/evidence/exam-8", &exam).await.expect(200);
    world.clock.set("2026-12-08T09:00:00Z");
    let by = |day: &str| json!({"lead_consultant": "U-8", "start_date": day, "end_date": day});
    for day in ["2026-11-23", "2026-11-25", "2026-12-08"] {
        let refused = reservation_call(&world, "PATCH", "", &by(day)).await;
        assert!(refused.body["reasons"][0]["detail"].as_str().unwrap().contains(day), "{:#}", refused.body);
        assert_eq!(refused.refused(409), ["consultant_not_qualified"], "{day}");
    }
    reservation_call(&world, "PATCH", "", &by("2026-11-24")).await.expect(200);
    let moved = json!({"start_date": "2026-11-23"});
    assert_eq!(
        reservation_call(&world, "PATCH", "", &moved).await.refused(409),
        ["consultant_not_qualified"],
        "the consultant who stays is checked on the new first day too"
    );
}

#[tokio::test]
async fn a_submitted_report_or_a_redemption_ends_all_changes() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let earlier = json!({"end_date": "2026-12-01"});
    assert_eq!(reservation_call(&world, "PATCH", "", &earlier).await.refused(409), ["report_already_submitted"]);
    world.redeem(&[NUMBER]).await;
    for (method, rest, body) in [
        ("PATCH", "", earlier),
        ("POST", "/notify", Value::Null),
        ("POST", "/cancel", json!({"reason": "other_partner"})),
    ] {
        assert_eq!(reservation_call(&world, method, rest, &body).await.refused(409), ["already_redeemed"], "{rest}");
    }
}

/// The number of notifications of the customer.
async fn notices(world: &World) -> usize {
    world.events(NUMBER).await.iter().filter(|event| *event == "reservation.notified").count()
}

#[tokio::test]
async fn a_notification_changes_nothing_and_is_not_repeated_while_nothing_changed() {
    let world = reserved().await;
    let before = view(&world, "P-1").await;
    let mut answer = reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    answer.as_object_mut().unwrap().remove("notification");
    assert_eq!(with(answer, &json!({"rev": 2})), before);
    reservation_call(&world, "POST", "/notify", &json!({})).await.expect(200);
    assert_eq!(notices(&world).await, 1, "the same dates and attendees were sent already");
    reservation_call(&world, "PATCH", "", &json!({"attendees": ["ann@contoso.example"]})).await.expect(200);
    reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    assert_eq!(notices(&world).await, 2);
}

#[tokio::test]
async fn a_notification_states_content_recipient_and_time() {
    let world = reserved().await;
    let attendees = json!(["ann@contoso.example", "ben@contoso.example"]);
    reservation_call(&world, "PATCH", "", &json!({"attendees": attendees})).await.expect(200);
    assert!(view(&world, "P-1").await.get("notification").is_none(), "nothing was sent yet");
    let sent = reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    let expected = json!({
        "sent_at": "2026-11-22T09:00:00Z",
        "recipient": {"role": "admin", "name": "Lin Mei", "email": "l***@contoso.example"},
        "start_date": sent["reservation"]["start_date"], "end_date": sent["reservation"]["end_date"],
        "attendees": attendees,
    });
    assert_eq!(sent["notification"], expected);
    world.clock.set("2026-11-22T10:00:00Z");
    let again = reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    assert_eq!(again["notification"], expected, "the earlier notification");
}

#[tokio::test]
async fn a_notification_is_repeated_under_another_key_at_most_once_a_minute() {
    let world = reserved().await;
    let notify = async |key: &str| {
        let request = send("POST", &format!("/reservations/{NUMBER}/notify")).token(&world.admin_of("P-1")).key(key);
        world.call(Function::Reservation, request).await
    };
    let first = notify("n-1").await.expect(200);
    assert_eq!(notify("n-1").await.expect(200), first);
    world.clock.set("2026-11-22T09:00:59Z");
    let soon = notify("n-2").await;
    assert!(soon.body["reasons"][0]["detail"].as_str().unwrap().contains("2026-11-22T09:01:00Z"), "{:#}", soon.body);
    assert_eq!(soon.refused(409), ["notified_just_now"]);
    assert_eq!(notices(&world).await, 1);
    world.clock.set("2026-11-22T09:01:00Z");
    assert_eq!(notify("n-2").await.expect(200)["notification"]["sent_at"], "2026-11-22T09:01:00Z");
    assert_eq!(notices(&world).await, 2);
    for key in ["n-1", "n-2"] {
        notify(key).await.expect(200);
    }
    assert_eq!(notices(&world).await, 2, "the same keys again do nothing");
    reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    assert_eq!(notices(&world).await, 2, "nor does a request without a key");
}

#[tokio::test]
async fn a_cancelled_voucher_may_be_reserved_by_anybody_and_keeps_its_last_day() {
    let world = reserved().await;
    world.deliver(NUMBER).await;
    let body = json!({"reason": "offering_changed", "note": "Another offering fits better."});
    let answer = reservation_call(&world, "POST", "/cancel", &body).await.expect(200);
    assert_eq!((&answer["status"], &answer["reservation"]), (&json!("assigned"), &Value::Null));
    assert_eq!((&answer["expires_on"], &answer["actions"]), (&json!("2027-04-30"), &json!(["reserve"])));
    assert_eq!(reservation_call(&world, "POST", "/cancel", &body).await.refused(404), ["voucher_not_found"]);

    let body = tests::reservation_by("P-2", NUMBER);
    let theirs = world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    assert_eq!(
        theirs["deliverables"],
        json!({"clean": 0, "pending": 0, "rejected": 0}),
        "the deliverables of the cancelled reservation are gone"
    );
}

#[tokio::test]
async fn every_reason_to_cancel_is_accepted() {
    let world = World::new().await;
    for reason in ["offering_changed", "engagement_not_happening", "other_partner"] {
        let number = format!("SA-{}", reason.replace('_', "-").to_uppercase());
        world.assign(&number).await;
        world.reserve(&number).await;
        let path = format!("/reservations/{number}/cancel");
        let reply = world.as_admin("P-1", Function::Reservation, "POST", &path, &json!({"reason": reason})).await;
        assert_eq!(reply.expect(200)["status"], "assigned");
    }
}

/// No sweep has run: the clock decides.
#[tokio::test]
async fn a_reservation_ends_with_the_vouchers_last_day() {
    let world = reserved().await;
    world.announce(NUMBER, "plan.pdf", PDF).await;
    world.clock.set("2027-04-30T23:59:59Z");
    let last_day = view(&world, "P-1").await;
    assert_eq!((&last_day["status"], &last_day["days_left"]), (&json!("reserved"), &json!(0)));
    world.clock.set("2027-05-01T00:00:00Z");
    for (method, rest, body) in [("PATCH", "", json!({"attendees": []})), ("POST", "/notify", Value::Null)] {
        assert_eq!(reservation_call(&world, method, rest, &body).await.refused(409), ["expired"], "{rest}");
    }
    let cancelled = reservation_call(&world, "POST", "/cancel", &json!({"reason": "other_partner"})).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["actions"]), (&json!("expired"), &json!([])));
}

#[tokio::test]
async fn the_view_has_exactly_the_fields_of_the_contract() {
    let world = reserved().await;
    let view = view(&world, "P-1").await;
    let fields = [
        "actions",
        "admin",
        "assigned_at",
        "claim_due_on",
        "customer",
        "days",
        "days_left",
        "deliverables",
        "expires_on",
        "program",
        "redeemed_at",
        "report",
        "reservation",
        "rev",
        "status",
        "voucher_number",
    ];
    assert_eq!(names(&view), fields);
    let held = [
        "attendees",
        "company_id",
        "country",
        "end_date",
        "engagement_type",
        "lead_consultant",
        "location_id",
        "reserved_at",
        "reserved_by",
        "reserved_by_name",
        "start_date",
        "terms_version",
    ];
    assert_eq!(names(&view["reservation"]), held);
    assert_eq!(names(&view["admin"]), ["email", "name"]);
    assert_eq!(names(&view["customer"]), ["country", "id", "name"]);
    assert_eq!(names(&view["deliverables"]), ["clean", "pending", "rejected"]);
    assert_eq!(names(&view["report"]), ["receipt_id", "status", "submitted_at"]);
    assert_eq!((&view["days_left"], &view["rev"]), (&json!(159), &json!(2)));
    assert_eq!((&view["assigned_at"], &view["expires_on"]), (&json!("2026-11-01T09:00:00Z"), &json!("2027-04-30")));
    let (at, by, terms) = (&view["reservation"]["reserved_at"], &view["reservation"]["reserved_by"], "2019-01");
    assert_eq!((at, by), (&json!("2026-11-22T09:00:00Z"), &json!("U-1")));
    assert_eq!(view["reservation"]["terms_version"], terms);
}

#[tokio::test]
async fn the_actions_follow_the_state() {
    let world = reserved().await;
    let actions = || async { view(&world, "P-1").await["actions"].clone() };
    let open = ["cancel", "reschedule", "notify", "upload", "report"];
    assert_eq!(actions().await, json!(open));
    world.deliver(NUMBER).await;
    let path = format!("/vouchers/{NUMBER}/report");
    world.as_admin("P-1", Function::Completion, "PUT", &path, &tests::answers()).await.expect(200);
    assert_eq!(actions().await, json!([&open[..], &["submit"]].concat()));
    world.report(NUMBER).await;
    let notified = reservation_call(&world, "POST", "/notify", &Value::Null).await.expect(200);
    assert_eq!(notified["actions"], json!(["cancel", "notify", "upload", "reopen", "redeem"]));
    assert_eq!(notified["report"]["status"], "submitted");
}
