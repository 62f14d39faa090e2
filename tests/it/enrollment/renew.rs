//! `POST /enrollments/{program}/renew`. The sample's terms end on 1 June 2027.

use serde_json::{Value, json};
use tests::{Function, World};

use super::{company, fields, on_enrollment, operations, shown};
use crate::bodies::with;

async fn renew(world: &World) -> testkit::Reply {
    on_enrollment(world, "P-1", "DDPS", "renew").await
}

async fn world_at(now: &str) -> World {
    let world = World::new().await;
    world.clock.set(now);
    world
}

#[tokio::test]
async fn the_status_of_an_enrollment_follows_the_calendar_alone() {
    let world = World::new().await;
    for (now, status, days_left, actions) in [
        ("2027-03-02T23:59:59Z", "active", 91, vec!["withdraw"]),
        ("2027-03-03T00:00:00Z", "active", 90, vec!["renew", "withdraw"]),
        ("2027-04-01T23:59:59Z", "active", 61, vec!["renew", "withdraw"]),
        ("2027-04-02T00:00:00Z", "renewal_due", 60, vec!["renew", "withdraw"]),
        ("2027-06-01T23:59:59Z", "renewal_due", 0, vec!["renew", "withdraw"]),
        ("2027-06-02T00:00:00Z", "grace", -1, vec!["renew", "withdraw"]),
        ("2027-07-01T23:59:59Z", "grace", -30, vec!["renew", "withdraw"]),
        ("2027-07-02T00:00:00Z", "lapsed", -31, vec!["renew", "withdraw"]),
    ] {
        world.clock.set(now);
        let view = shown(&world, "P-1", "DDPS").await;
        assert_eq!(fields(&view, ["status", "days_left"]), [json!(status), json!(days_left)], "{now}");
        assert_eq!(view["actions"], json!(actions), "{now}");
    }
}

#[tokio::test]
async fn a_term_is_renewed_in_the_90_days_before_its_end_and_not_before() {
    let world = world_at("2027-03-02T23:59:59Z").await;
    assert_eq!(shown(&world, "P-1", "DDPS").await["renewable_from"], "2027-03-03");
    let reply = renew(&world).await;
    assert!(reply.body["reasons"][0]["detail"].as_str().unwrap().contains("2027-03-03"), "{:#}", reply.body);
    assert_eq!(reply.body["code"], "renewal_too_early");
    assert_eq!(reply.refused(409), ["renewal_too_early"]);
    world.clock.set("2027-03-03T00:00:00Z");
    assert_eq!(renew(&world).await.expect(200)["renewable_from"], "2028-03-03");
    world.clock.set("2027-07-02T00:00:00Z");
    assert_eq!(renew(&world).await.refused(409), ["renewal_too_early"], "the next term has begun");
}

#[tokio::test]
async fn the_status_written_by_a_sweep_for_a_later_day_counts() {
    let world = World::new().await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    assert_eq!(shown(&world, "P-1", "DDPS").await["actions"], json!(["renew", "withdraw"]));
    assert_eq!(renew(&world).await.expect(200)["term_start"], "2027-06-01");
}

/// From the renewal on, `term_start` and `term_end` are those of the next term.
#[tokio::test]
async fn both_terms_are_shown_until_the_renewed_term_begins() {
    let world = world_at("2027-04-02T00:00:00Z").await;
    let running = json!({"term_start": "2026-06-01", "term_end": "2027-06-01"});
    let next = json!({"term_start": "2027-06-01", "term_end": "2028-06-01"});
    let before = shown(&world, "P-1", "DDPS").await;
    assert_eq!(fields(&before, ["current_term", "next_term"]), [running.clone(), Value::Null]);
    let renewed = renew(&world).await.expect(200);
    let expected = [running, next.clone(), json!("2028-06-01")];
    let names = ["current_term", "next_term", "term_end"];
    assert_eq!(fields(&renewed, names), expected);
    let again = renew(&world).await.expect(200);
    assert_eq!(fields(&again, names), expected, "also when nothing changes");
    assert_eq!(fields(&shown(&world, "P-1", "DDPS").await, names), expected);
    let token = world.admin_of("P-1");
    let list = testkit::send("GET", "/enrollments").token(&token);
    let listed = world.call(Function::Enrollment, list).await.expect(200);
    assert_eq!(fields(&listed["items"][0], names), expected);
    world.clock.set("2027-06-01T00:00:00Z");
    assert_eq!(fields(&shown(&world, "P-1", "DDPS").await, ["current_term", "next_term"]), [next, Value::Null]);
}

#[tokio::test]
async fn a_first_term_is_longer_than_its_renewal_window() {
    for (anniversary, term_end) in [("2020-02-20", "2028-02-20"), ("2020-02-21", "2027-02-21")] {
        let world = World::new().await;
        super::qualify(&world, super::NEW).await;
        let aligned = with(company(), &json!({"membership_anniversary": anniversary}));
        operations(&world, "PUT", &format!("/companies/{}", super::NEW), &aligned).await.expect(200);
        let enrolled = super::enroll(&world, super::NEW, "DDPS").await.expect(201);
        assert_eq!(enrolled["term_end"], term_end, "{anniversary}: 90 and 91 days ahead");
        assert_eq!(enrolled["actions"], json!(["withdraw"]));
    }
}

#[tokio::test]
async fn a_renewed_term_starts_where_the_old_one_ended() {
    for (now, status) in
        [("2027-04-02T00:00:00Z", "active"), ("2027-06-01T00:00:00Z", "active"), ("2027-07-01T00:00:00Z", "active")]
    {
        let world = world_at(now).await;
        let reply = renew(&world).await;
        assert_eq!(reply.header("etag"), Some("\"2\""));
        let expected = [json!("2027-06-01"), json!("2028-06-01"), json!(status), json!(2)];
        assert_eq!(fields(&reply.expect(200), ["term_start", "term_end", "status", "rev"]), expected, "{now}");
    }
}

#[tokio::test]
async fn after_lapse_and_withdrawal_a_renewed_term_starts_today() {
    let world = world_at("2027-07-02T00:00:00Z").await;
    let expected = |start: &str, end: &str| [json!(start), json!(end), json!("active")];
    let names = ["term_start", "term_end", "status"];
    assert_eq!(fields(&renew(&world).await.expect(200), names), expected("2027-07-02", "2028-07-02"));
    on_enrollment(&world, "P-1", "SSDPS", "withdraw").await.expect(200);
    let renewed = on_enrollment(&world, "P-1", "SSDPS", "renew").await.expect(200);
    assert_eq!(fields(&renewed, names), expected("2027-07-02", "2028-07-02"));
}

/// Before the renewal is due, while it is due, in grace, after a lapse and after a withdrawal.
#[tokio::test]
async fn a_repeated_renewal_without_a_key_renews_once() {
    for (now, withdrawn) in [
        ("2027-03-03T09:00:00Z", false),
        ("2027-05-01T00:00:00Z", false),
        ("2027-06-01T00:00:00Z", false),
        ("2027-06-20T00:00:00Z", false),
        ("2027-08-01T00:00:00Z", false),
        ("2027-03-01T00:00:00Z", true),
    ] {
        let world = world_at(now).await;
        if withdrawn {
            on_enrollment(&world, "P-1", "DDPS", "withdraw").await.expect(200);
        }
        let first = renew(&world).await.expect(200);
        assert_eq!(renew(&world).await.expect(200), first, "{now}");
        assert_eq!(first["actions"], json!(["withdraw"]), "{now}");
    }
}

/// A term that ended on a near anniversary would be due for renewal as soon as it is renewed.
#[tokio::test]
async fn a_repeated_renewal_in_grace_renews_once_whatever_the_anniversary() {
    let world = world_at("2027-06-30T00:00:00Z").await;
    let aligned = with(company(), &json!({"membership_anniversary": "2026-08-15"}));
    operations(&world, "PUT", "/companies/P-1", &aligned).await.expect(200);
    let first = renew(&world).await.expect(200);
    assert_eq!(
        fields(&first, ["term_start", "term_end", "status"]),
        ["2027-06-01", "2028-08-15", "active"].map(|text| json!(text))
    );
    assert_eq!(renew(&world).await.expect(200), first);
}

#[tokio::test]
async fn a_renewed_term_is_renewed_again_when_that_is_due() {
    let world = world_at("2027-06-20T00:00:00Z").await;
    renew(&world).await.expect(200);
    world.clock.set("2028-04-02T00:00:00Z");
    let view = shown(&world, "P-1", "DDPS").await;
    assert_eq!(fields(&view, ["status", "actions"]), [json!("renewal_due"), json!(["renew", "withdraw"])]);
    operations(&world, "PUT", "/companies/P-1", &with(company(), &json!({"membership_ends_on": "2030-12-31"})))
        .await
        .expect(200);
    super::prove(&world, "P-1", "windows", &with(super::competency(), &json!({"valid_until": "2030-12-31"}))).await;
    let again = renew(&world).await.expect(200);
    assert_eq!(fields(&again, ["term_start", "term_end"]), [json!("2028-06-01"), json!("2029-06-01")]);
}

/// Every renewal checks the requirements again.
#[tokio::test]
async fn a_renewal_checks_every_rule_of_an_enrollment() {
    let world = world_at("2027-05-01T00:00:00Z").await;
    for id in ["training", "windows"] {
        operations(&world, "DELETE", &format!("/companies/P-1/evidence/{id}"), &Value::Null).await.expect(204);
    }
    let expiring = with(company(), &json!({"membership_ends_on": "2027-07-30"}));
    operations(&world, "PUT", "/companies/P-1", &expiring).await.expect(200);
    assert_eq!(renew(&world).await.refused(409), ["not_eligible", "not_eligible", "membership_expiring"]);
    super::by_operations(&world, "P-1", "DDPS", "suspend").await.expect(200);
    let refused = ["not_eligible", "not_eligible", "membership_expiring", "enrollment_suspended"];
    assert_eq!(renew(&world).await.refused(409), refused);
    assert_eq!(shown(&world, "P-1", "DDPS").await["term_end"], "2027-06-01");
}

#[tokio::test]
async fn an_enrollment_that_does_not_exist_is_neither_renewed_nor_withdrawn() {
    let world = World::new().await;
    for action in ["renew", "withdraw"] {
        let reply = on_enrollment(&world, "P-1", "SDPS", action).await;
        assert_eq!(reply.refused(404), ["enrollment_not_found"], "{action}");
    }
    let unsigned = on_enrollment(&world, "P-3", "DDPS", "renew").await;
    assert_eq!(unsigned.refused(404), ["enrollment_not_found"], "no other missing requirement is named");
}

#[tokio::test]
async fn either_administrator_renews_and_no_other_role() {
    let world = world_at("2027-05-01T00:00:00Z").await;
    let call = |roles, program: &str| {
        let (world, path) = (&world, format!("/enrollments/{program}/renew"));
        async move { world.as_role((roles, Some("P-1")), Function::Enrollment, "POST", &path, &Value::Null).await }
    };
    for roles in [&["incentives"][..], &["operations"]] {
        let reply = call(roles, "DDPS").await;
        assert_eq!(reply.body["detail"], "This needs the role mpn_admin or global_admin.");
        assert_eq!(reply.refused(403), ["role_missing"]);
    }
    call(&["global_admin"], "DDPS").await.expect(200);
    call(&["mpn_admin"], "SSDPS").await.expect(200);
}
