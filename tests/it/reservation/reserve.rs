//! `POST /reservations`: every rule with its code.

use domain::catalog::Catalog;
use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, SECRET, World, assigned, assigned_days, reservation, reservation_by};

use crate::bodies::{NUMBER, licensing_event, with};

async fn reserve(world: &World, company: &str, body: &Value) -> Reply {
    world.as_admin(company, Function::Reservation, "POST", "/reservations", body).await
}

#[tokio::test]
async fn a_company_that_meets_every_rule_reserves_the_voucher() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = with(reservation(NUMBER), &json!({"attendees": ["lin.mei@contoso.example"], "end_date": "2027-04-30"}));
    let reply = reserve(&world, "P-1", &body).await;
    assert_eq!((reply.status, reply.header("etag")), (201, Some("\"2\"")));
    let view = reply.expect(201);
    assert_eq!((&view["status"], &view["reservation"]["company_id"]), (&json!("reserved"), &json!("P-1")));
    assert_eq!(view["reservation"]["country"], "TW");
    assert_eq!(
        reserve(&world, "P-1", &body).await.refused(409),
        ["already_reserved"],
        "without a key a second request is refused"
    );
}

#[tokio::test]
async fn each_broken_rule_is_named_by_its_code() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    for (fields, refused, field) in [
        (json!({"accept_terms": false}), &["terms_not_accepted"][..], "accept_terms"),
        (json!({"location_id": "L-9"}), &["location_not_approved"], "location_id"),
        (json!({"delivery_country": "US"}), &["country_mismatch"], "delivery_country"),
        (json!({"location_id": "L-2"}), &["country_mismatch"], "delivery_country"),
        (json!({"end_date": "2027-05-01"}), &["dates_outside_window"], "end_date"),
        (json!({"start_date": "2026-11-21"}), &["starts_in_past"], "start_date"),
        (json!({"lead_consultant": "U-8"}), &["consultant_not_qualified"], "lead_consultant"),
        (json!({"engagement_type": "SSDPS-DATAESTATE"}), &["engagement_not_offered"], "engagement_type"),
    ] {
        let reply = reserve(&world, "P-1", &with(reservation(NUMBER), &fields)).await;
        assert_eq!(reply.body["reasons"][0]["field"], field, "{fields}");
        assert_eq!(reply.body["code"], refused[0], "the first reason's code is the problem's");
        assert_eq!(reply.refused(409), refused, "{fields}");
    }
    assert_eq!(world.voucher(NUMBER).await.rev, 1);
}

#[tokio::test]
async fn every_broken_rule_is_named_at_once() {
    let world = World::new().await;
    let mut event = assigned(NUMBER);
    event["data"]["intended_company_id"] = json!("P-1");
    event["data"]["program"] = json!("SSDPS");
    world.webhook("assign-1", &event).await.expect(201);
    world.clock.set("2027-05-02T00:00:00Z");
    let fields = json!({
        "delivery_country": "TW", "engagement_type": "SSDPS-DATAESTATE", "lead_consultant": "U-8",
        "start_date": "2026-11-22", "end_date": "2027-05-01", "accept_terms": false,
    });
    let refused = [
        "expired",
        "intended_for_other_company",
        "enrollment_inactive",
        "consultant_not_qualified",
        "dates_outside_window",
        "country_mismatch",
        "starts_in_past",
        "terms_not_accepted",
    ];
    assert_eq!(reserve(&world, "P-2", &with(reservation(NUMBER), &fields)).await.refused(409), refused);
}

#[tokio::test]
async fn a_reserved_or_redeemed_voucher_is_not_reserved_again() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    assert_eq!(reserve(&world, "P-2", &reservation_by("P-2", NUMBER)).await.refused(409), ["already_reserved"]);
    world.redeem(&[NUMBER]).await;
    assert_eq!(reserve(&world, "P-2", &reservation_by("P-2", NUMBER)).await.refused(409), ["already_redeemed"]);
    assert_eq!(reserve(&world, "P-1", &reservation(NUMBER)).await.refused(409), ["already_redeemed"]);
}

#[tokio::test]
async fn a_withdrawn_voucher_is_not_reserved() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let event =
        licensing_event("voucher.withdrawn", "2026-11-22T08:00:00Z", &json!({"voucher_number": NUMBER, "reason": "x"}));
    world.webhook("withdraw-1", &event).await.expect(200);
    assert_eq!(reserve(&world, "P-1", &reservation(NUMBER)).await.refused(409), ["cancelled"]);
}

/// No sweep has run: the clock decides.
#[tokio::test]
async fn an_expired_voucher_is_not_reserved() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.assign("SA-LAST-DAY0").await;
    let on = |day: &str, number: &str| with(reservation(number), &json!({"start_date": day, "end_date": day}));
    world.clock.set("2027-04-30T23:59:59Z");
    reserve(&world, "P-1", &on("2027-04-30", "SA-LAST-DAY0")).await.expect(201);
    world.clock.set("2027-05-01T00:00:00Z");
    let reply = reserve(&world, "P-1", &on("2027-05-01", NUMBER)).await;
    assert_eq!(reply.refused(409), ["expired", "dates_outside_window"]);
}

#[tokio::test]
async fn a_voucher_for_an_intended_partner_is_reserved_only_by_that_partner() {
    let world = World::new().await;
    let mut event = assigned(NUMBER);
    event["data"]["intended_company_id"] = json!("P-2");
    world.webhook("assign-1", &event).await.expect(201);
    assert_eq!(reserve(&world, "P-1", &reservation(NUMBER)).await.refused(409), ["intended_for_other_company"]);
    reserve(&world, "P-2", &reservation_by("P-2", NUMBER)).await.expect(201);
}

#[tokio::test]
async fn a_company_without_enrollment_or_evidence_reserves_nothing() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let refused =
        ["enrollment_inactive", "not_eligible_engagement", "consultant_not_qualified", "location_not_approved"];
    assert_eq!(reserve(&world, "P-3", &reservation(NUMBER)).await.refused(409), refused);
}

#[tokio::test]
async fn a_customer_has_one_fifteen_day_engagement_of_a_type_unless_another_is_declared() {
    let world = World::new().await;
    for number in ["SA-LONG-0001", "SA-LONG-0002", "SA-LONG-0003"] {
        world.webhook(number, &assigned_days(number, 15)).await.expect(201);
    }
    reserve(&world, "P-1", &reservation("SA-LONG-0001")).await.expect(201);
    assert_eq!(reserve(&world, "P-1", &reservation("SA-LONG-0002")).await.refused(409), ["repeat_15_day"]);
    assert_eq!(reserve(&world, "P-2", &reservation_by("P-2", "SA-LONG-0002")).await.refused(409), ["repeat_15_day"]);
    let another_type = with(reservation("SA-LONG-0002"), &json!({"engagement_type": "DDPS-MOBILE"}));
    reserve(&world, "P-1", &another_type).await.expect(201);
    let another_product = with(reservation("SA-LONG-0003"), &json!({"repeat_15_day_exception": "product"}));
    reserve(&world, "P-1", &another_product).await.expect(201);
}

/// In the shipped catalog every engagement type comes in every length of its program.
#[tokio::test]
async fn an_engagement_type_is_reserved_only_in_its_own_lengths() {
    let catalog = r#"
        agreement = { version = "2019-01", title = { en = "Agreement", zh-TW = "合約" } }
        terms = { version = "2019-01", title = { en = "Terms", zh-TW = "條款" } }
        [requirements]
        competency = { en = "Competency", zh-TW = "專長認證" }
        compliance_training = { en = "Training", zh-TW = "訓練" }
        consultant_exam = { en = "Exam", zh-TW = "測驗" }
        in_use = { en = "In use", zh-TW = "提供中" }
        [[program]]
        code = "DDPS"
        name = { en = "Desktop", zh-TW = "Desktop" }
        days = [1, 5]
        requires = ["competency"]
        [[program.engagement]]
        code = "DDPS-WINOFFICE"
        name = { en = "Windows", zh-TW = "Windows" }
        days = [1]
        competencies = [{ name = { en = "Windows and Devices", zh-TW = "Windows 與裝置" }, levels = ["gold"] }]
    "#;
    let world = World::configured(Catalog::parse(catalog).unwrap(), SECRET).await;
    world.assign(NUMBER).await;
    assert_eq!(reserve(&world, "P-1", &reservation(NUMBER)).await.refused(409), ["length_not_allowed"]);
}

/// The check gives the refusals of reserving, with the same texts, and reserves nothing.
#[tokio::test]
async fn a_check_names_all_refusals_of_reserving_and_changes_nothing() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let body = with(
        reservation(NUMBER),
        &json!({"start_date": "2026-11-20", "end_date": "2026-11-21", "accept_terms": false, "location_id": "L-9"}),
    );
    let ask = |path: &'static str, body: Value| {
        let world = &world;
        async move { world.as_admin("P-1", Function::Reservation, "POST", path, &body).await }
    };
    let before = world.database.items();
    let (checked, refused) = (ask("/reservations/check", body.clone()).await, ask("/reservations", body).await);
    assert!(refused.body["reasons"].as_array().unwrap().len() > 2, "{:#}", refused.body);
    assert_eq!((checked.status, &checked.body), (refused.status, &refused.body));
    let fine = ask("/reservations/check", reservation(NUMBER)).await.expect(200);
    assert_eq!(fine, json!({"reservable": true, "warnings": []}));
    assert_eq!(world.database.items(), before);
    ask("/reservations", reservation(NUMBER)).await.expect(201);
    assert_eq!(ask("/reservations/check", reservation(NUMBER)).await.refused(409), ["already_reserved"]);
}
