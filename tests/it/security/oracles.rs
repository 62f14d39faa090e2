//! What an answer must not give away by being different.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, answers, assigned};

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
