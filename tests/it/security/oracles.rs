//! Oracles: an answer must not disclose a voucher by differing from the answer for an unknown one (DECISIONS.md 9).

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, answers, assigned};

use crate::samples;

const N: &str = "SA-ORACLE-1";

/// A 412 would disclose that the voucher exists.
#[tokio::test]
async fn if_match_discloses_nothing_to_another_company() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let token = world.admin_of("P-2");
    let report = format!("/vouchers/{N}/report");
    for (method, path, body) in [("PUT", report.clone(), answers()), ("POST", format!("{report}/submit"), Value::Null)]
    {
        let sent = send(method, &path).token(&token).header("if-match", "\"99\"");
        let sent = if body.is_null() { sent } else { sent.json(&body) };
        assert_eq!(world.call(Function::Completion, sent).await.refused(404), ["voucher_not_found"], "{path}");
    }
}

/// A world in which `P-1` holds none of the returned voucher numbers, each for another reason.
async fn not_held() -> (World, Vec<&'static str>) {
    let world = World::new().await;
    for number in ["SA-NOBODYS-1", "SA-GIVEN-BACK", "SA-WITHDRAWN-1", "SA-ANOTHERS-1", "SA-TAKEN-OVER"] {
        world.assign(number).await;
    }
    let mut lapsed = assigned("SA-LAPSED-01");
    lapsed["data"]["expires_on"] = json!("2026-11-23");
    world.webhook("assign-lapsed", &lapsed).await.expect(201);
    for number in ["SA-GIVEN-BACK", "SA-TAKEN-OVER"] {
        world.reserve(number).await;
        let path = format!("/reservations/{number}/cancel");
        let reason = json!({"reason": "other_partner"});
        world.as_admin("P-1", Function::Reservation, "POST", &path, &reason).await.expect(200);
    }
    for number in ["SA-ANOTHERS-1", "SA-TAKEN-OVER"] {
        let theirs = tests::reservation_by("P-2", number);
        world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &theirs).await.expect(201);
    }
    let withdrawn = json!({"type": "voucher.withdrawn", "occurred_at": "2026-11-22T09:00:00Z", "data": {
        "voucher_number": "SA-WITHDRAWN-1", "reason": "A mistake."}});
    world.webhook("withdraw", &withdrawn).await.expect(200);
    world.clock.set("2026-11-24T09:00:00Z");
    assert_eq!(world.sweep_deadlines(json!({})).await["expired"], 1);
    (
        world,
        vec![
            "SA-NO-SUCH-01",
            "SA-NOBODYS-1",
            "SA-GIVEN-BACK",
            "SA-WITHDRAWN-1",
            "SA-LAPSED-01",
            "SA-ANOTHERS-1",
            "SA-TAKEN-OVER",
            "no+number",
        ],
    )
}

/// Entity tags: one that no revision has, every one that these vouchers have, and `*`, which matches any.
fn tags() -> Vec<String> {
    let revisions = [99, 1, 2, 3, 4, 5].map(|rev| format!("\"{rev}\""));
    revisions.into_iter().chain(["*".to_owned()]).collect()
}

/// A caller that cannot name the administrator does not learn from `If-Match` that the voucher exists.
#[tokio::test]
async fn if_match_discloses_nothing_to_a_caller_that_does_not_know_the_administrator() {
    let (world, numbers) = not_held().await;
    let before = world.database.items();
    for number in numbers.into_iter().filter(|number| number.starts_with("SA-")) {
        let mut body = tests::reservation(number);
        body["admin_email"] = json!("somebody.else@contoso.example");
        body["start_date"] = json!("2026-11-24");
        body["end_date"] = json!("2026-11-24");
        for tag in tags() {
            let sent = send("POST", "/reservations").token(&world.admin_of("P-1")).header("if-match", &tag);
            let reply = world.call(Function::Reservation, sent.json(&body)).await;
            assert_eq!(reply.refused(404), ["not_found_or_mismatch"], "{number} {tag}");
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Every command and read, without `If-Match` and with each entity tag.
#[tokio::test]
async fn a_voucher_that_the_company_does_not_hold_is_not_found() {
    let (world, numbers) = not_held().await;
    let token = world.admin_of("P-1");
    let before = world.database.items();
    for number in numbers {
        let all = samples::about_vouchers(number, "0a1b2c");
        let of_one = all.iter().filter(|sample| sample.path.contains(number));
        for (index, sample) in of_one.enumerate() {
            let plain = sample.sent_with(&token);
            let tagged = tags().into_iter().map(|tag| plain.clone().header("if-match", &tag));
            for request in std::iter::once(plain.clone()).chain(tagged) {
                let reply = world.call(sample.function, request).await;
                let detail = reply.body["detail"].clone();
                assert_eq!(detail, "there is no such voucher", "{} {}: {:#}", sample.method, sample.path, reply.body);
                assert_eq!(reply.refused(404), ["voucher_not_found"], "{index} {} {}", sample.method, sample.path);
            }
        }
        for path in ["/preview", "/redemptions"] {
            let mut body = json!({"voucher_numbers": [number]});
            if path == "/redemptions" {
                body["confirm"] = json!(true);
            }
            let answer = world.as_admin("P-1", Function::Redemption, "POST", path, &body).await.expect(200);
            let reasons = answer["items"][0]["reasons"].as_array().unwrap();
            assert_eq!((reasons.len(), &reasons[0]["code"]), (1, &json!("not_found")), "{number}");
            assert!(answer["items"][0]["customer"].is_null() && answer["items"][0]["expected"].is_null());
        }
    }
    assert_eq!(world.database.items(), before);
}

/// The administrator's address is the second factor of validation (PROGRAM.md 6.6): a partner that cancelled does not
/// learn the next one, not even by a replay.
#[tokio::test]
async fn a_partner_that_cancelled_does_not_learn_the_next_administrator() {
    let world = World::new().await;
    world.assign(N).await;
    let reserve = send("POST", "/reservations").token(&world.admin_of("P-1")).key("k").json(&tests::reservation(N));
    let held = world.call(Function::Reservation, reserve.clone()).await.expect(201);
    assert_eq!(held["admin"]["email"], "lin.mei@contoso.example");
    let cancel = json!({"reason": "other_partner"});
    let path = format!("/reservations/{N}/cancel");
    let cancelled = world.as_admin("P-1", Function::Reservation, "POST", &path, &cancel).await.expect(200);
    assert!(cancelled["admin"].is_null());
    world.clock.set("2026-11-22T10:00:00Z");
    let reassigned = json!({"type": "voucher.reassigned", "occurred_at": "2026-11-22T10:00:00Z", "data": {
        "voucher_number": N, "admin": {"name": "Max Ho", "email": "max.ho@contoso.example"}}});
    world.webhook("reassign", &reassigned).await.expect(200);
    let replayed = world.call(Function::Reservation, reserve).await.expect(201);
    assert!(!replayed.to_string().contains("max.ho"), "{replayed}");
}

/// A creation day in the future would exceed the longest validity.
#[tokio::test]
async fn a_creation_day_in_the_future_is_refused() {
    let world = World::new().await;
    let mut event = assigned(N);
    event["data"]["created_at"] = json!("2099-01-01T00:00:00Z");
    let body = world.webhook("future", &event).await.expect(422);
    assert_eq!(body["reasons"][0]["field"], "data.created_at");
}

/// The history names the actor: no person may act under the name of a function.
#[tokio::test]
async fn a_token_with_the_name_of_a_function_is_refused() {
    let world = World::new().await;
    let token_claims = json!({"sub": "system:outbox", "company_id": "P-1", "roles": ["mpn_admin"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let sent = send("POST", "/validate").token(&token).json(&json!({}));
    assert_eq!(world.call(Function::Reservation, sent).await.status, 401);
}
