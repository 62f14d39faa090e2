//! Stored answers: a key returns its first answer for 24 hours, whatever happens in between.

use std::io::Read;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tests::{crowd, invoice, registration, tallied, tally};

use super::*;
use crate::{directory, enrollment, payment_request};

const N: &str = "SA-STORED-1";

/// A request that is sent with a key by a person with a role.
#[derive(Clone)]
struct Keyed {
    function: Function,
    method: &'static str,
    path: String,
    body: Value,
    role: &'static str,
}

impl Keyed {
    fn new(function: Function, method: &'static str, path: impl Into<String>, body: Value, role: &'static str) -> Self {
        Self { function, method, path: path.into(), body, role }
    }

    async fn call(&self, world: &World, key: &str) -> Reply {
        let company = (self.role != "operations").then_some("P-1");
        self.call_as(world, key, &world.issuer.token("U-1", company, &[self.role], world.clock.now())).await
    }

    async fn call_as(&self, world: &World, key: &str, token: &str) -> Reply {
        let request = send(self.method, &self.path).token(token).key(key);
        world.call(self.function, if self.body.is_null() { request } else { request.json(&self.body) }).await
    }

    /// Returns the request with one field changed.
    fn with(&self, field: &str, value: Value) -> Self {
        let mut other = self.clone();
        other.body[field] = value;
        other
    }
}

/// Sends a first request, `count` others that change the same item, and the first again, which must be a replay.
async fn expect_replay_after(world: &World, count: u32, first: &Keyed, other: impl Fn(u32) -> Keyed) {
    let answered = first.call(world, "first").await;
    assert!(answered.status < 300, "{} {}: {:#}", first.method, first.path, answered.body);
    for turn in 0..count {
        let reply = other(turn).call(world, &format!("other-{turn}")).await;
        assert!(reply.status < 300, "{turn} {}: {:#}", other(turn).path, reply.body);
    }
    let mut before = world.database.items();
    let again = first.call(world, "first").await;
    assert_eq!(comparable(&again), comparable(&answered), "{} {}", first.method, first.path);
    assert_eq!(again.header("idempotent-replayed"), Some("true"), "{} {}", first.method, first.path);
    let mut after = world.database.items();
    before.sort_by_key(Value::to_string);
    after.sort_by_key(Value::to_string);
    assert!(before == after, "{} {} changed something", first.method, first.path);
}

/// Reserves and cancels in turn: each command undoes the one before.
async fn reservation(world: &World, count: u32) {
    world.assign(N).await;
    let reserve = Keyed::new(Function::Reservation, "POST", "/reservations", tests::reservation(N), "mpn_admin");
    let cancel = Keyed::new(
        Function::Reservation,
        "POST",
        format!("/reservations/{N}/cancel"),
        json!({"reason": "other_partner"}),
        "mpn_admin",
    );
    expect_replay_after(world, count, &reserve, |turn| if turn % 2 == 0 { cancel.clone() } else { reserve.clone() })
        .await;
}

async fn report_draft(world: &World, count: u32) {
    world.assign(N).await;
    world.reserve(N).await;
    let draft = Keyed::new(Function::Completion, "PUT", format!("/vouchers/{N}/report"), answers(), "mpn_admin");
    expect_replay_after(world, count, &draft, |turn| draft.with("seats", json!(turn + 2))).await;
}

async fn claim_draft(world: &World, count: u32) {
    world.draft(N).await;
    let path = format!("/claims/CL-{N}/draft");
    let draft = Keyed::new(Function::PaymentRequest, "PUT", path, invoice("INV-0"), "incentives");
    expect_replay_after(world, count, &draft, |turn| draft.with("invoice_number", json!(format!("INV-{}", turn + 1))))
        .await;
}

async fn location(world: &World, count: u32) {
    let put = Keyed::new(Function::Enrollment, "PUT", "/locations/L-1", enrollment::location("TW"), "global_admin");
    expect_replay_after(world, count, &put, |turn| put.with("name", json!(format!("Office {turn}")))).await;
}

async fn profile(world: &World, count: u32) {
    let body = directory::profile(&["DDPS"], &["L-1"]);
    let put = Keyed::new(Function::Directory, "PUT", "/profile", body, "mpn_admin");
    expect_replay_after(world, count, &put, |turn| put.with("display_name", json!(format!("Name {turn}")))).await;
}

async fn company(world: &World, count: u32) {
    let put = Keyed::new(Function::Enrollment, "PUT", "/companies/P-1", enrollment::company(), "operations");
    expect_replay_after(world, count, &put, |turn| put.with("name", json!(format!("Company {turn}")))).await;
}

async fn evidence(world: &World, count: u32) {
    let path = "/companies/P-1/evidence/extra";
    let put = Keyed::new(Function::Enrollment, "PUT", path, enrollment::competency(), "operations");
    let remove = Keyed { method: "DELETE", body: Value::Null, ..put.clone() };
    expect_replay_after(world, count, &put, |turn| if turn % 2 == 0 { remove.clone() } else { put.clone() }).await;
}

async fn payee(world: &World, count: u32) {
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let put = Keyed::new(Function::PaymentRequest, "PUT", "/payees/DDPS", registration(), "global_admin");
    expect_replay_after(world, count, &put, |turn| {
        let mut other = put.clone();
        other.body["bank_profiles"][0]["label"] = json!(format!("Account {turn}"));
        other
    })
    .await;
}

async fn rate(world: &World, count: u32) {
    let body = json!({"per_day": {"minor": 90_000, "currency": "EUR"}, "valid_from": "2026-01-01"});
    let put = Keyed::new(Function::PaymentRequest, "PUT", "/rates/DE/DDPS", body, "operations");
    expect_replay_after(world, count, &put, |turn| {
        put.with("per_day", json!({"minor": 90_001 + turn, "currency": "EUR"}))
    })
    .await;
}

/// Verifies a replay for every kind of item, after `count` other commands on it.
async fn expect_replay_of_every_kind(count: u32) {
    reservation(&World::new().await, count).await;
    report_draft(&World::new().await, count).await;
    claim_draft(&World::new().await, count).await;
    location(&World::new().await, count).await;
    profile(&World::new().await, count).await;
    company(&World::new().await, count).await;
    evidence(&World::new().await, count).await;
    payee(&World::new().await, count).await;
    rate(&World::new().await, count).await;
}

#[tokio::test]
async fn a_key_returns_the_first_answer_after_24_other_commands() {
    expect_replay_of_every_kind(24).await;
}

#[tokio::test]
async fn a_key_returns_the_first_answer_after_240_other_commands() {
    expect_replay_of_every_kind(240).await;
}

/// The table removes expired items with a delay; until then the clock decides whether an answer is valid.
#[tokio::test]
async fn a_stored_answer_is_gone_after_24_hours_and_one_second() {
    let world = World::new().await;
    let put = Keyed::new(Function::Enrollment, "PUT", "/locations/L-1", enrollment::location("TW"), "global_admin");
    let other = put.with("name", json!("Second office"));
    let first = put.call(&world, "key").await;
    assert_eq!(first.status, 200, "{:#}", first.body);
    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(other.call(&world, "key").await.expect(422)["code"], "idempotency_key_reused");
    assert_eq!(comparable(&put.call(&world, "key").await), comparable(&first));
    world.clock.set("2026-11-23T09:00:01Z");
    let taken = other.call(&world, "key").await;
    assert_eq!(taken.header("idempotent-replayed"), None);
    assert_eq!(taken.expect(200)["name"], "Second office");
    assert_eq!(
        put.call(&world, "key").await.expect(422)["code"],
        "idempotency_key_reused",
        "the key now belongs to the other request"
    );
}

#[tokio::test]
async fn requests_under_one_key_are_compared_by_their_decoded_values() {
    let world = World::new().await;
    world.assign(N).await;
    let token = world.admin_of("P-1");
    let reserve = |body: &str| {
        let request = send("POST", "/reservations").token(&token).key("one");
        world.call(Function::Reservation, request.header("content-type", "application/json").bytes(body.as_bytes()))
    };
    let body = tests::reservation(N);
    let first = reserve(&body.to_string()).await;
    assert_eq!(first.status, 201, "{:#}", first.body);
    let mut members: Vec<String> =
        body.as_object().unwrap().iter().map(|(name, value)| format!("  {} :  {value} ", json!(name))).collect();
    members.reverse();
    let other_order = format!("\n{{ {} , \"repeat_15_day_exception\": null }}", members.join(","));
    let again = reserve(&other_order).await;
    assert_eq!((comparable(&again), again.header("idempotent-replayed")), (comparable(&first), Some("true")));
    let mut other = body.clone();
    other["attendees"] = json!(["ann@contoso.example"]);
    assert_eq!(reserve(&other.to_string()).await.expect(422)["code"], "idempotency_key_reused");
}

#[tokio::test]
async fn a_refusal_is_not_stored_and_is_decided_anew() {
    let world = World::new().await;
    let early = reserve(N).with_key(&world, "early").await;
    assert_eq!(early.expect(404)["code"], "not_found_or_mismatch");
    world.assign(N).await;
    assert_eq!(reserve(N).with_key(&world, "early").await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_concurrent_requests_with_one_key_make_one_change_and_get_one_answer() {
    let world = Arc::new(World::new().await);
    world.assign(N).await;
    let replies = crowd(&world, 16, |world, _| async move { reserve(N).with_key(&world, "one").await }).await;
    assert_eq!(tally(&replies), tallied([("201", 16)]));
    assert!(replies.iter().all(|reply| comparable(reply) == comparable(&replies[0])));
    assert_eq!(world.voucher(N).await.rev, 2);
}

/// The change was written, and the process died before the answer was stored.
#[tokio::test]
async fn a_retry_after_a_crash_between_change_and_stored_answer_changes_nothing() {
    let world = World::new().await;
    for (number, command) in commands(&world, "CRASH").await {
        let first = command.with_key(&world, "key").await;
        let rev = world.voucher(&number).await.rev;
        world.delete_stored_answers();
        let again = command.with_key(&world, "key").await;
        assert_eq!((again.status, &again.body["status"]), (first.status, &first.body["status"]), "{}", command.name);
        assert_eq!(world.voucher(&number).await.rev, rev, "{}", command.name);
        let third = command.with_key(&world, "key").await;
        assert_eq!(comparable(&third), comparable(&again), "the answer is stored from then on: {}", command.name);
        world.delete_stored_answers();
    }
}

#[tokio::test]
async fn a_replay_checks_role_and_company_again() {
    let world = World::new().await;
    for (_, command) in commands(&world, "ROLE").await {
        assert_eq!(command.with_key(&world, "key").await.status, command.status, "{}", command.name);
        for (company, roles, code) in
            [(Some("P-1"), &["incentives"][..], "role_missing"), (None, &["mpn_admin"], "company_missing")]
        {
            let token = world.issuer.token("U-1", company, roles, world.clock.now());
            let reply = world.call(command.function, command.request(&token).key("key")).await;
            assert_eq!(reply.refused(403), [code], "{}", command.name);
        }
        world.delete_stored_answers();
    }
}

#[tokio::test]
async fn a_replay_checks_the_location_again() {
    let world = World::new().await;
    for (_, command) in commands(&world, "PLACE").await {
        if command.name == "redeem" {
            continue; // its items are refused one by one; it concerns no single location
        }
        let first = command.with_key(&world, "key").await;
        assert_eq!(first.status, command.status, "{}", command.name);
        let elsewhere = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": ["L-2"]});
        let token = world.issuer.sign(elsewhere, world.clock.now());
        let reply = world.call(command.function, command.request(&token).key("key")).await;
        if command.name == "cancel" {
            assert!(reply.expect(200)["reservation"].is_null(), "a cancelled reservation has no location");
        } else {
            assert_eq!(reply.refused(403), ["location_missing"], "{}", command.name);
        }
        world.delete_stored_answers();
    }
}

/// A stored answer belongs to the location of the reservation it was given for, whichever company holds the voucher
/// now.
#[tokio::test]
async fn a_replay_checks_the_location_after_another_company_reserved_the_voucher() {
    let located: [(Stage, CommandFor); 5] = [
        (Stage::Assigned, reserve),
        (Stage::Reserved, amend),
        (Stage::Reserved, announce),
        (Stage::Reserved, draft),
        (Stage::Drafted, submit),
    ];
    for (stage, command) in located {
        let (world, command) = (World::new().await, command(N));
        prepare(&world, N, stage).await;
        let first = command.with_key(&world, "key").await;
        assert_eq!(first.status, command.status, "{}: {:#}", command.name, first.body);
        cancel(N).with_key(&world, "cancel").await.expect(200);
        let theirs = tests::reservation_by("P-2", N);
        world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &theirs).await.expect(201);
        let elsewhere = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": ["L-2"]});
        let narrowed = world.issuer.sign(elsewhere, world.clock.now());
        let reply = world.call(command.function, command.request(&narrowed).key("key")).await;
        assert_eq!(reply.refused(403), ["location_missing"], "{}", command.name);
        assert_eq!(comparable(&command.with_key(&world, "key").await), comparable(&first), "{}", command.name);
    }
}

/// The commands of partners on a claim, each with the status that it requires.
fn claim_commands() -> [(&'static str, Keyed); 4] {
    let claim = |method, action: &str, body| {
        Keyed::new(Function::PaymentRequest, method, format!("/claims/CL-{N}/{action}"), body, "incentives")
    };
    [
        ("draft", claim("PUT", "draft", invoice("INV-1"))),
        ("draft", claim("POST", "submit", invoice("INV-1"))),
        ("submitted", claim("POST", "withdraw", Value::Null)),
        ("paid", claim("POST", "dispute", json!({"comment": "Less than agreed."}))),
    ]
}

#[tokio::test]
async fn a_replay_about_a_claim_checks_the_location_again() {
    for (status, command) in claim_commands() {
        let world = World::new().await;
        world.register_payee("P-1", "DDPS", &["L-1"]).await;
        world.draft(N).await;
        if status != "draft" {
            payment_request::bring_to_status(&world, N, status).await;
        }
        command.call(&world, "key").await.expect(200);
        for (locations, status) in [(json!(["L-2"]), 403), (json!([]), 403), (json!(["L-1"]), 200)] {
            let token_claims =
                json!({"sub": "U-1", "company_id": "P-1", "roles": ["incentives"], "locations": locations});
            let token = world.issuer.sign(token_claims, world.clock.now());
            let reply = command.call_as(&world, "key", &token).await;
            assert_eq!(reply.status, status, "{} {locations}: {:#}", command.path, reply.body);
            assert!(status == 200 || reply.body["reasons"][0]["code"] == "location_missing", "{:#}", reply.body);
        }
    }
}

/// Decodes and inflates a stored answer.
fn inflate(base64: &str) -> String {
    let bytes = STANDARD.decode(base64).unwrap();
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_stored_answer_contains_no_signed_url() {
    let world = World::new().await;
    prepare(&world, N, Stage::Reserved).await;
    let reply = announce(N).with_key(&world, "key").await;
    assert!(reply.body["upload"]["url"].as_str().unwrap().contains("X-Amz-Signature"));
    for item in world.database.items().iter().filter(|item| item["sk"]["S"] == "K") {
        let stored = inflate(item["answer"]["B"].as_str().unwrap());
        assert!(stored.contains("annex.pdf") && !stored.contains("X-Amz"), "{stored}");
    }
}

/// An answer about several vouchers: the caller's access to each of their locations is checked again.
#[tokio::test]
async fn a_replay_about_several_vouchers_checks_every_location_again() {
    let world = World::new().await;
    prepare(&world, N, Stage::Submitted).await;
    let first = redeem(N).with_key(&world, "key").await;
    assert_eq!(first.status, 200, "{:#}", first.body);
    let elsewhere = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": ["L-2"]});
    let narrowed = world.issuer.sign(elsewhere, world.clock.now());
    let reply = world.call(Function::Redemption, redeem(N).request(&narrowed).key("key")).await;
    assert_eq!(reply.refused(403), ["location_missing"]);
    assert_eq!(comparable(&redeem(N).with_key(&world, "key").await), comparable(&first));
}

/// A transient failure of an item stores no answer; the key stays bound to its request.
#[tokio::test]
async fn a_key_without_a_stored_answer_is_bound_to_its_request() {
    let world = World::new().await;
    prepare(&world, N, Stage::Submitted).await;
    prepare(&world, "SA-STORED-2", Stage::Submitted).await;
    world.database.faults.always_after(0, "PutItem", testkit::WireFault::Throttled);
    let throttled = redeem(N).with_key(&world, "key").await;
    world.database.faults.clear();
    assert_eq!(throttled.body["items"][0]["outcome"], "refused", "{:#}", throttled.body);
    assert_eq!(redeem(N).with_key(&world, "key").await.body["items"][0]["outcome"], "redeemed");
    let other = redeem("SA-STORED-2").with_key(&world, "key").await;
    assert_eq!(other.expect(422)["code"], "idempotency_key_reused");
}

/// A first write that the table client retried internally is no replay.
#[tokio::test]
async fn a_write_whose_answer_was_lost_is_no_replay() {
    let world = World::new().await;
    prepare(&world, N, Stage::Assigned).await;
    world.database.faults.next("PutItem", testkit::WireFault::AnswerLost);
    let reply = reserve(N).with_key(&world, "key").await;
    assert_eq!((reply.status, reply.header("idempotent-replayed")), (201, None), "{:#}", reply.body);
    assert_eq!(world.voucher(N).await.rev, 2);
}
