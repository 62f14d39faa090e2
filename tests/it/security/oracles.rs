//! What an answer must not give away by being different.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, answers, assigned};

use crate::samples;

const N: &str = "SA-ORACLE-1";

/// A revision that does not fit would tell that the voucher exists.
#[tokio::test]
async fn another_company_hears_nothing_of_revisions() {
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

/// In every way in which a company does not hold a voucher.
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

/// One that no revision has, everyone that a voucher of these has, and the one that fits whatever exists.
fn tags() -> Vec<String> {
    let revisions = [99, 1, 2, 3, 4, 5].map(|rev| format!("\"{rev}\""));
    revisions.into_iter().chain(["*".to_owned()]).collect()
}

/// Whoever cannot name the administrator does not learn by a revision that there is such a voucher.
#[tokio::test]
async fn a_reservation_by_who_does_not_know_the_administrator_hears_nothing_of_revisions() {
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

/// Every command and read, with everything that could tell a difference: revisions, keys, other bodies.
#[tokio::test]
async fn a_voucher_that_the_company_does_not_hold_does_not_exist() {
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

/// The administrator's e-mail is what the next partner proves itself with: who gave a voucher back does not learn it,
/// not even by sending an old request again.
#[tokio::test]
async fn who_gave_a_voucher_back_does_not_learn_its_next_administrator() {
    let world = World::new().await;
    world.assign(N).await;
    let reserve = send("POST", "/reservations").token(&world.admin_of("P-1")).key("k").json(&tests::reservation(N));
    let held = world.call(Function::Reservation, reserve.clone()).await.expect(201);
    assert_eq!(held["admin"]["email"], "lin.mei@contoso.example");
    let cancel = json!({"reason": "other_partner"});
    let path = format!("/reservations/{N}/cancel");
    let given_back = world.as_admin("P-1", Function::Reservation, "POST", &path, &cancel).await.expect(200);
    assert!(given_back["admin"].is_null());
    world.clock.set("2026-11-22T10:00:00Z");
    let reassigned = json!({"type": "voucher.reassigned", "occurred_at": "2026-11-22T10:00:00Z", "data": {
        "voucher_number": N, "admin": {"name": "Max Ho", "email": "max.ho@contoso.example"}}});
    world.webhook("reassign", &reassigned).await.expect(200);
    let replayed = world.call(Function::Reservation, reserve).await.expect(201);
    assert!(!replayed.to_string().contains("max.ho"), "{replayed}");
}

/// A voucher from the future would be good for longer than any may be.
#[tokio::test]
async fn a_voucher_is_not_created_in_the_future() {
    let world = World::new().await;
    let mut event = assigned(N);
    event["data"]["created_at"] = json!("2099-01-01T00:00:00Z");
    let body = world.webhook("future", &event).await.expect(422);
    assert_eq!(body["reasons"][0]["field"], "data.created_at");
}

/// The history says who did what: nobody may sign as one of the program's own functions.
#[tokio::test]
async fn no_person_passes_for_a_function() {
    let world = World::new().await;
    let claims = json!({"sub": "system:outbox", "company_id": "P-1", "roles": ["mpn_admin"]});
    let token = world.issuer.sign(claims, world.clock.now());
    let sent = send("POST", "/validate").token(&token).json(&json!({}));
    assert_eq!(world.call(Function::Reservation, sent).await.status, 401);
}
