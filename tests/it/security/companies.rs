//! Vouchers of another company are not found (PROGRAM.md 15.2, DECISIONS.md 9).

use serde_json::{Value, json};
use testkit::{Reply, Sent, send};
use tests::{Function, PDF, World, announcement, answers, reservation, reservation_by};

use crate::samples::{self, Sample};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
const UNKNOWN: &str = "SA-0000-0000-0000";

async fn as_company(world: &World, company: &str, sample: &Sample) -> Reply {
    world.as_admin(company, sample.function, sample.method, &sample.path, &sample.body).await
}

/// Verifies that every route of the voucher answers `P-2` as for an unknown voucher.
async fn assert_hidden_from_others(world: &World, id: &str) {
    let before = world.voucher(NUMBER).await.rev;
    let theirs = samples::all(NUMBER, id);
    for (sample, unknown) in theirs.iter().zip(samples::all(UNKNOWN, id)).filter(|(sample, _)| sample.names_voucher) {
        let hidden = as_company(world, "P-2", sample).await;
        assert_eq!(hidden.body, as_company(world, "P-2", &unknown).await.body);
        assert_eq!(hidden.refused(404), ["voucher_not_found"], "{} {}", sample.method, sample.path);
    }
    for path in ["/preview", "/redemptions"] {
        let ask = async |number: &str| {
            let mut body = json!({"voucher_numbers": [number]});
            if path == "/redemptions" {
                body["confirm"] = json!(true);
            }
            let reply = world.as_admin("P-2", Function::Redemption, "POST", path, &body).await;
            reply.expect(200)["items"][0].to_string().replace(number, "-")
        };
        let hidden = ask(NUMBER).await;
        assert_eq!(hidden, ask(UNKNOWN).await);
        assert!(hidden.contains("\"not_found\""), "{hidden}");
    }
    assert_eq!(world.voucher(NUMBER).await.rev, before);
}

#[tokio::test]
async fn a_voucher_that_another_company_reserved_is_not_found() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    assert_hidden_from_others(&world, &id).await;
}

#[tokio::test]
async fn a_voucher_that_another_company_redeemed_is_not_found() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    world.redeem(&[NUMBER]).await;
    assert_hidden_from_others(&world, &id).await;
}

#[tokio::test]
async fn a_voucher_that_expired_with_another_company_is_not_found() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    world.clock.set("2027-05-01T00:00:00Z");
    assert_hidden_from_others(&world, &id).await;
}

#[tokio::test]
async fn a_withdrawn_voucher_is_not_found() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let data = json!({"voucher_number": NUMBER, "reason": "The project was called off."});
    let event = json!({"type": "voucher.withdrawn", "occurred_at": "2026-11-22T08:00:00Z", "data": data});
    world.webhook("withdraw-1", &event).await.expect(200);
    assert_hidden_from_others(&world, "0a1b2c").await;
}

/// Replays after another company reserved the voucher return the first answers and disclose nothing.
#[tokio::test]
async fn a_replay_discloses_nothing_about_the_next_company() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let (held, report) = (format!("/reservations/{NUMBER}"), format!("/vouchers/{NUMBER}/report"));
    let files = format!("/vouchers/{NUMBER}/deliverables");
    let keyed = |key: &str, method: &str, path: &str, body: &Value| {
        let request = send(method, path).token(&world.admin_of("P-1")).key(key);
        if body.is_null() { request } else { request.json(body) }
    };
    let reserve = keyed("k-1", "POST", "/reservations", &reservation(NUMBER));
    let amend = keyed("k-2", "PATCH", &held, &json!({"attendees": ["lin.mei@contoso.example"]}));
    let notify = keyed("k-3", "POST", &format!("{held}/notify"), &Value::Null);
    let announce = keyed("k-4", "POST", &files, &announcement("plan.pdf", PDF));
    let draft = keyed("k-5", "PUT", &report, &answers());
    let submit = keyed("k-6", "POST", &format!("{report}/submit"), &Value::Null);
    let cancel = keyed("k-7", "POST", &format!("{held}/cancel"), &json!({"reason": "other_partner"}));
    let call = async |function, request: &Sent| world.call(function, request.clone()).await;

    call(Function::Reservation, &reserve).await.expect(201);
    call(Function::Reservation, &amend).await.expect(200);
    call(Function::Reservation, &notify).await.expect(200);
    let id = call(Function::Deliverable, &announce).await.expect(201)["deliverable_id"].clone();
    world.upload(NUMBER, id.as_str().unwrap(), 1, PDF).await;
    call(Function::Completion, &draft).await.expect(200);
    call(Function::Completion, &submit).await.expect(200);
    let first = call(Function::Reservation, &cancel).await.expect(200);
    assert_eq!(call(Function::Reservation, &cancel).await.expect(200), first);

    let theirs = reservation_by("P-2", NUMBER);
    world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &theirs).await.expect(201);
    let theirs = world.as_admin("P-2", Function::Deliverable, "POST", &files, &announcement("plan.pdf", PDF)).await;
    let id = theirs.expect(201)["deliverable_id"].clone();
    world.upload(NUMBER, id.as_str().unwrap(), 1, PDF).await;
    let mut written = answers();
    written["delivery_country"] = json!("US");
    world.as_admin("P-2", Function::Completion, "PUT", &report, &written).await.expect(200);
    let path = format!("{report}/submit");
    world.as_admin("P-2", Function::Completion, "POST", &path, &Value::Null).await.expect(200);

    // Each request gets its own first answer, which contains nothing of P-2.
    let before = world.database.items();
    for (function, repeated) in [
        (Function::Reservation, reserve),
        (Function::Reservation, amend),
        (Function::Reservation, notify),
        (Function::Deliverable, announce),
        (Function::Completion, draft),
        (Function::Completion, submit),
        (Function::Reservation, cancel),
    ] {
        let reply = call(function, &repeated).await;
        assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{repeated:?}: {:#}", reply.body);
        assert!(!reply.body.to_string().contains("P-2") && reply.body["upload"].is_null(), "{:#}", reply.body);
    }
    assert_eq!(world.database.items(), before);
}
