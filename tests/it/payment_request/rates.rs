//! `/rates`: the rate of a day by country, program and period (PROGRAM.md 11.3).

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, World, invoice, redeemed};

use super::{claim, drafted, payable};
use crate::bodies::{NUMBER, names, with};

fn rate(minor: i64, from: &str, to: Option<&str>) -> Value {
    json!({"per_day": {"minor": minor, "currency": "USD"}, "valid_from": from, "valid_to": to})
}

async fn put(world: &World, path: &str, body: &Value) -> Reply {
    world.reviewer("PUT", &format!("/rates/{path}"), body).await
}

/// The amount, in minor units, of a claim that is created now for a voucher redeemed on `day`.
async fn amount_of(world: &World, country: &str, day: &str) -> Value {
    let number = format!("SA-{country}-{day}-{}", world.items("C"));
    let fields = json!({"country": country, "redeemed_at": format!("{day}T12:00:00Z")});
    world.draft_from(&with(redeemed(&number), &fields)).await;
    world.shown_claim(&number).await["amount"]["minor"].clone()
}

#[tokio::test]
async fn a_rate_names_who_set_it_and_when() {
    let world = World::new().await;
    let reply = put(&world, "DE/DDPS", &rate(90_000, "2026-01-01", Some("2026-12-31"))).await;
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let line = json!({
        "country": "DE", "program": "DDPS", "per_day": {"minor": 90_000, "currency": "USD"},
        "valid_from": "2026-01-01", "valid_to": "2026-12-31", "sample": false, "set_by": "OPS-1",
        "set_at": "2026-11-22T09:00:00Z", "rev": 1,
    });
    assert_eq!(reply.expect(200), line);
    let listed = world.claimant("GET", "/rates?country=DE", &Value::Null).await.expect(200);
    assert_eq!(listed, json!({"items": [line], "next_cursor": null}));
}

#[tokio::test]
async fn a_new_rate_in_a_withdrawn_currency_is_refused() {
    let world = World::new().await;
    for (withdrawn, successor) in [("BGN", "EUR"), ("ZWL", "ZWG"), ("DEM", "EUR")] {
        let body = with(rate(1, "2026-01-01", None), &json!({"per_day": {"minor": 1, "currency": withdrawn}}));
        let refused = put(&world, "BG/DDPS", &body).await.expect(422);
        assert_eq!(refused["reasons"][0]["field"], "per_day.currency");
        let detail = refused["reasons"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("replaced by {successor}")), "{detail}");
    }
    put(&world, "BG/DDPS", &with(rate(1, "2026-01-01", None), &json!({"per_day": {"minor": 1, "currency": "EUR"}})))
        .await
        .expect(200);
}

#[tokio::test]
async fn rates_are_listed_by_country_program_and_first_day() {
    let world = World::new().await;
    for (path, from) in [("DE/SSDPS", "2026-06-01"), ("DE/DDPS", "2027-01-01"), ("DE/DDPS", "2026-02-01")] {
        put(&world, path, &rate(90_000, from, None)).await.expect(200);
    }
    let list = async |query: &str| {
        let body = world.claimant("GET", &format!("/rates{query}"), &Value::Null).await.expect(200);
        assert_eq!(names(&body), ["items", "next_cursor"]);
        let items = body["items"].as_array().unwrap().clone();
        items.iter().map(|item| ["country", "program", "valid_from"].map(|name| item[name].clone())).collect::<Vec<_>>()
    };
    let of_de = json!([["DE", "DDPS", "2026-02-01"], ["DE", "DDPS", "2027-01-01"], ["DE", "SSDPS", "2026-06-01"]]);
    assert_eq!(json!(list("?country=DE").await), of_de);
    assert_eq!(json!(list("?country=de&program=SSDPS").await), json!([["DE", "SSDPS", "2026-06-01"]]));
    assert_eq!(list("").await.len(), 9, "and the six of the sample data");
    assert_eq!(list("?program=DDPS").await.len(), 5);
}

#[tokio::test]
async fn of_the_rates_valid_on_the_day_of_redemption_the_latest_counts() {
    let world = World::new().await;
    for (minor, from, to) in [
        (100, "2026-01-01", None),
        (200, "2026-03-01", Some("2026-03-31")),
        (300, "2026-04-01", None),
        (400, "2026-04-10", Some("2026-04-10")),
    ] {
        put(&world, "DE/DDPS", &rate(minor, from, to)).await.expect(200);
    }
    for (day, minor) in [
        ("2025-12-31", Value::Null),
        ("2026-01-01", json!(500)),
        ("2026-02-28", json!(500)),
        ("2026-03-01", json!(1_000)),
        ("2026-03-31", json!(1_000)),
        ("2026-04-01", json!(1_500)),
        ("2026-04-10", json!(2_000)),
        ("2026-04-11", json!(1_500)),
        ("2030-01-01", json!(1_500)),
    ] {
        assert_eq!(amount_of(&world, "DE", day).await, minor, "{day}");
    }
    put(&world, "FR/DDPS", &rate(100, "2026-01-01", Some("2026-01-31"))).await.expect(200);
    assert_eq!(amount_of(&world, "FR", "2026-02-01").await, Value::Null, "no rate after its last day");
}

#[tokio::test]
async fn the_day_of_redemption_is_in_utc() {
    let world = World::new().await;
    put(&world, "DE/DDPS", &rate(100, "2026-01-01", None)).await.expect(200);
    put(&world, "DE/DDPS", &rate(200, "2026-03-01", None)).await.expect(200);
    for (at, minor) in [("2026-02-28T23:59:59.999Z", 500), ("2026-03-01T00:00:00Z", 1_000)] {
        let number = format!("SA-{minor}-0001");
        world.draft_from(&with(redeemed(&number), &json!({"country": "DE", "redeemed_at": at}))).await;
        assert_eq!(world.shown_claim(&number).await["amount"]["minor"], minor, "{at}");
    }
}

#[tokio::test]
async fn a_priced_claim_keeps_its_price() {
    let world = drafted().await;
    put(&world, "TW/DDPS", &rate(999_999, "2026-01-01", None)).await.expect(200);
    assert_eq!(world.shown_claim(NUMBER).await["amount"]["minor"], 500_000);
    assert_eq!(world.submit(NUMBER).await["amount"]["minor"], 500_000);
    world.draft("SA-LATER-01").await;
    assert_eq!(world.shown_claim("SA-LATER-01").await["amount"]["minor"], 4_999_995);
}

/// The rate of the day of redemption applies then too, and the price is stored from then on.
#[tokio::test]
async fn a_draft_without_a_price_is_priced_at_submission() {
    let world = payable().await;
    world.draft_from(&with(redeemed(NUMBER), &json!({"country": "DE"}))).await;
    let submit = || async { world.claimant("POST", &claim("/submit"), &invoice("INV-1")).await };
    assert_eq!(submit().await.refused(409), ["no_rate"]);
    put(&world, "DE/DDPS", &rate(70_000, "2026-11-23", None)).await.expect(200);
    assert_eq!(submit().await.refused(409), ["no_rate"], "the rate begins on the day after");
    put(&world, "DE/DDPS", &rate(80_000, "2026-11-01", None)).await.expect(200);
    world.clock.set("2026-12-24T09:00:00Z");
    let submitted = submit().await.expect(200);
    assert_eq!((&submitted["amount"]["minor"], &submitted["reasons"]), (&json!(400_000), &json!([])));
    put(&world, "DE/DDPS", &rate(1, "2026-11-01", None)).await.expect(200);
    world.operate(NUMBER, "review").await;
    assert_eq!(world.operate(NUMBER, "approve").await["amount"]["minor"], 400_000);
}

#[tokio::test]
async fn a_rate_replaces_one_with_the_same_first_day() {
    let world = World::new().await;
    for (rev, minor) in [(1, 100), (2, 200)] {
        let reply = put(&world, "DE/DDPS", &rate(minor, "2026-01-01", None)).await;
        assert_eq!(reply.expect(200)["rev"], rev);
    }
    assert_eq!(amount_of(&world, "DE", "2026-02-01").await, 1_000);
    let listed = world.claimant("GET", "/rates?country=DE", &Value::Null).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let sample = put(&world, "TW/DDPS", &rate(100, "2026-01-01", None)).await.expect(200);
    assert_eq!(sample["rev"], 2, "also a line of the sample data");
}

#[tokio::test]
async fn an_equal_rate_is_no_change() {
    let world = World::new().await;
    let first = put(&world, "DE/DDPS", &rate(100, "2026-01-01", None)).await.expect(200);
    world.clock.set("2026-11-23T09:00:00Z");
    assert_eq!(put(&world, "DE/DDPS", &rate(100, "2026-01-01", None)).await.expect(200), first);
}

/// A replay does not undo a later change.
#[tokio::test]
async fn a_replayed_rate_does_not_undo_a_newer_one() {
    let world = World::new().await;
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    let keyed = |key: &str, minor: i64| {
        let sent = send("PUT", "/rates/DE/DDPS").token(&token).key(key).json(&rate(minor, "2026-01-01", None));
        world.call(Function::PaymentRequest, sent)
    };
    keyed("old", 100).await.expect(200);
    keyed("new", 200).await.expect(200);
    keyed("old", 100).await.expect(200);
    assert_eq!(amount_of(&world, "DE", "2026-02-01").await, 1_000);
}

#[tokio::test]
async fn a_change_is_compared_with_the_stored_rate() {
    let world = World::new().await;
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    let put_if_match = |tag: &str, minor: i64| {
        let sent = send("PUT", "/rates/DE/DDPS").token(&token).json(&rate(minor, "2026-01-01", None));
        world.call(Function::PaymentRequest, sent.header("if-match", tag))
    };
    assert_eq!(put_if_match("\"1\"", 100).await.expect(412)["code"], "precondition_failed", "there is none yet");
    assert_eq!(put_if_match("*", 100).await.expect(412)["code"], "precondition_failed", "there is still none");
    let first = send("PUT", "/rates/DE/DDPS").token(&token).json(&rate(100, "2026-01-01", None));
    world.call(Function::PaymentRequest, first.clone().header("if-none-match", "*")).await.expect(200);
    world.call(Function::PaymentRequest, first.header("if-none-match", "*")).await.expect(412);
    assert_eq!(put_if_match("\"2\"", 200).await.expect(412)["code"], "precondition_failed");
    assert_eq!(put_if_match("\"1\"", 200).await.header("etag"), Some("\"2\""));
}

#[tokio::test]
async fn countries_and_programs_must_be_known() {
    let world = World::new().await;
    let body = rate(100, "2026-01-01", None);
    assert_eq!(put(&world, "DE/XXDPS", &body).await.expect(404)["code"], "program_not_found");
    for path in ["XX/DDPS", "Germany/DDPS"] {
        assert_eq!(put(&world, path, &body).await.expect(404)["code"], "not_found", "{path}");
    }
    assert_eq!(put(&world, "de/DDPS", &body).await.expect(200)["country"], "DE");
}

/// A request that changed nothing is stored too (DECISIONS.md 37): its replay does not undo a later change.
#[tokio::test]
async fn a_replay_of_a_request_that_changed_nothing_changes_nothing() {
    let world = World::new().await;
    let set = async |key: &str, minor: i64| {
        let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
        let body = json!({"per_day": {"minor": minor, "currency": "USD"}, "valid_from": "2026-11-01"});
        let sent = testkit::send("PUT", "/rates/TW/DDPS").token(&token).key(key).json(&body);
        world.call(tests::Function::PaymentRequest, sent).await.expect(200)
    };
    set("K-1", 120_000).await;
    assert_eq!(set("K-2", 120_000).await["rev"], 1);
    set("K-3", 130_000).await;
    let again = set("K-2", 120_000).await;
    assert_eq!(
        (&again["per_day"]["minor"], &again["rev"]),
        (&json!(120_000), &json!(1)),
        "the answer of the first time"
    );
    assert_eq!(set("K-4", 130_000).await["rev"], 2, "the revision that K-3 wrote");
}

/// The write succeeded and its answer was lost: the retry recognizes its own line.
#[tokio::test]
async fn a_rate_whose_answer_was_lost_is_recognized_at_the_retry() {
    let world = World::new().await;
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    let set = |minor: i64, header: (&'static str, &'static str)| {
        let sent = send("PUT", "/rates/DE/DDPS").token(&token).json(&rate(minor, "2026-01-01", None));
        world.call(Function::PaymentRequest, sent.header(header.0, header.1))
    };
    world.database.faults.next("PutItem", testkit::WireFault::AnswerLost);
    assert_eq!(set(100, ("if-none-match", "*")).await.expect(200)["rev"], 1);
    world.database.faults.next("PutItem", testkit::WireFault::AnswerLost);
    assert_eq!(set(200, ("if-match", "\"1\"")).await.expect(200)["rev"], 2);
}
