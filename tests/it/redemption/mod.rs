//! `redemption`: preview, redemption of many vouchers, refusals.

use domain::attempt::Actor;
use domain::{CompanyId, LocationId, Name, RedemptionId, VoucherNumber};
use futures::future::join_all;
use serde_json::{Value, json};
use table::{RedeemedEntry, RedemptionRecord};
use testkit::{Reply, WireFault, sample, send};
use tests::{Function, World, assigned, reservation};

use crate::bodies::{NUMBER, codes, expected, faults, names, with};

/// The number of times a throttled write is sent: four by the test client, twice, because an unanswered write may have
/// succeeded and is tried once more.
const WRITE_ATTEMPTS: usize = 2 * 4;

async fn call(world: &World, path: &str, numbers: &[&str]) -> Value {
    let mut body = json!({"voucher_numbers": numbers});
    if path == "/redemptions" {
        body["confirm"] = json!(true);
    }
    world.as_admin("P-1", Function::Redemption, "POST", path, &body).await.expect(200)
}

async fn post_redemptions(world: &World, body: &Value) -> Reply {
    world.as_admin("P-1", Function::Redemption, "POST", "/redemptions", body).await
}

/// Vouchers that can be redeemed or that are refused for various reasons: number and expected codes.
const MIXED: [(&str, &[&str]); 8] = [
    ("SA-MIX0-GOOD", &[]),
    ("SA-MIX0-NONE", &["not_found"]),
    ("SA-MIX0-OTHER", &["not_found"]),
    ("SA-MIX0-FREE", &["not_found"]),
    ("SA-MIX0-BARE", &["report_missing", "deliverable_missing"]),
    ("SA-MIX0-LONG", &["report_missing", "deliverable_missing", "engagement_not_finished"]),
    ("SA-MIX0-DONE", &["already_redeemed"]),
    ("SA-MIX0-MORE", &[]),
];

async fn mixed() -> World {
    let world = World::new().await;
    world.ready("SA-MIX0-GOOD").await;
    world.assign("SA-MIX0-OTHER").await;
    let theirs = tests::reservation_by("P-2", "SA-MIX0-OTHER");
    world.as_admin("P-2", Function::Reservation, "POST", "/reservations", &theirs).await.expect(201);
    world.assign("SA-MIX0-FREE").await;
    world.assign("SA-MIX0-BARE").await;
    world.reserve("SA-MIX0-BARE").await;
    world.assign("SA-MIX0-LONG").await;
    let long = with(reservation("SA-MIX0-LONG"), &json!({"end_date": "2026-12-01"}));
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &long).await.expect(201);
    world.ready("SA-MIX0-DONE").await;
    world.redeem(&["SA-MIX0-DONE"]).await;
    world.ready("SA-MIX0-MORE").await;
    world
}

#[tokio::test]
async fn a_refused_voucher_does_not_stop_the_others() {
    let world = mixed().await;
    let numbers = MIXED.map(|(number, _)| number);
    let answer = call(&world, "/redemptions", &numbers).await;
    assert_eq!(names(&answer), ["items", "redemption_id"]);
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), MIXED.len());
    for (item, (number, reasons)) in items.iter().zip(MIXED) {
        let outcome = if reasons.is_empty() { "redeemed" } else { "refused" };
        assert_eq!((&item["voucher_number"], &item["outcome"]), (&json!(number), &json!(outcome)));
        assert_eq!(codes(&item["reasons"]), reasons, "{number}");
        let due_on = if reasons.is_empty() { json!("2027-01-21") } else { Value::Null };
        assert_eq!(item["claim_due_on"], due_on);
    }
    assert_eq!(names(&items[0]), ["claim_due_on", "claim_id", "outcome", "reasons", "voucher_number"]);
    assert_eq!(names(&items[1]), ["outcome", "reasons", "voucher_number"]);
}

#[tokio::test]
async fn a_preview_shows_the_result_of_redeeming_and_changes_nothing() {
    let world = mixed().await;
    let numbers = MIXED.map(|(number, _)| number);
    let revs = || async { (world.voucher("SA-MIX0-GOOD").await.rev, world.voucher("SA-MIX0-MORE").await.rev) };
    let before = revs().await;
    let preview = call(&world, "/preview", &numbers).await;
    assert_eq!(names(&preview), ["items"]);
    assert_eq!(revs().await, before);
    let redeemed = call(&world, "/redemptions", &numbers).await;
    let pairs = preview["items"].as_array().unwrap().iter().zip(redeemed["items"].as_array().unwrap());
    for (before, after) in pairs {
        assert_eq!(before["reasons"], after["reasons"]);
        assert_eq!(before["redeemable"], after["outcome"] == "redeemed");
    }
    let good = json!({
        "voucher_number": "SA-MIX0-GOOD", "customer": {"id": "C-1001", "name": "Contoso Ltd", "country": "TW"},
        "program": "DDPS", "country": "TW", "days": 5, "redeemable": true, "reasons": [],
        "expected": {"minor": 500_000, "currency": "USD"},
    });
    assert_eq!(preview["items"][0], good);
    for hidden in [1, 2, 3] {
        let item = &preview["items"][hidden];
        for field in ["customer", "program", "country", "days", "expected"] {
            assert_eq!(item[field], Value::Null, "{item}: nothing of a voucher that the company does not hold");
        }
    }
}

#[tokio::test]
async fn a_malformed_number_is_a_refused_item_and_the_others_are_redeemed() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let long = "A".repeat(300);
    let malformed = ["SA 1", "", "SA-1", "SA_7KQ2_M9XD", "台灣-7KQ2-M9XD", "SA-7KQ2\n-M9XD#", &long, "SA 1"];
    let numbers: Vec<&str> = malformed.into_iter().chain([NUMBER]).collect();
    for (path, field, refused, good) in [
        ("/preview", "redeemable", json!(false), json!(true)),
        ("/redemptions", "outcome", json!("refused"), json!("redeemed")),
    ] {
        let answer = call(&world, path, &numbers).await;
        let items = answer["items"].as_array().unwrap();
        assert_eq!(items.len(), malformed.len(), "a repeated number is one item");
        for (item, sent) in items.iter().zip(&malformed[..7]) {
            assert_eq!((&item["voucher_number"], &item[field]), (&json!(sent), &refused), "{path}");
            assert_eq!(codes(&item["reasons"]), ["not_found"], "the same answer as for an unknown number");
        }
        assert_eq!((&items[7]["voucher_number"], &items[7][field]), (&json!(NUMBER), &good));
    }
    let none = call(&world, "/redemptions", &["no number"]).await;
    assert_eq!(codes(&none["items"][0]["reasons"]), ["not_found"]);
}

#[tokio::test]
async fn a_redeemed_item_names_its_future_claim() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let answer = call(&world, "/redemptions", &[NUMBER, "SA-NOBODY-HAS-IT"]).await;
    assert_eq!(answer["items"][0]["claim_id"], format!("CL-{NUMBER}"));
    assert_eq!(answer["items"][1]["claim_id"], Value::Null);
    let again = call(&world, "/redemptions", &[NUMBER]).await;
    assert_eq!(again["items"][0]["claim_id"], Value::Null, "a refused item names no claim");
}

#[tokio::test]
async fn a_voucher_named_twice_is_redeemed_once() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let small = NUMBER.to_lowercase();
    let answer = call(&world, "/redemptions", &[NUMBER, &small, NUMBER]).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 1);
    assert_eq!(answer["items"][0]["outcome"], "redeemed");
    assert_eq!(world.events(NUMBER).await.iter().filter(|event| *event == "voucher.redeemed").count(), 1);
}

#[tokio::test]
async fn one_request_takes_up_to_a_hundred_vouchers() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let others: Vec<String> = (1..100).map(|index| format!("SA-MANY-{index:04}")).collect();
    let numbers: Vec<&str> = others.iter().map(String::as_str).chain([NUMBER]).collect();
    let answer = call(&world, "/redemptions", &numbers).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 100);
    assert_eq!(answer["items"][99]["outcome"], "redeemed");
}

#[tokio::test]
async fn nothing_is_redeemed_without_confirmation() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for (confirm, code) in [(Value::Null, "missing"), (json!(false), "invalid"), (json!("true"), "wrong_type")] {
        let body = json!({"voucher_numbers": [NUMBER], "confirm": confirm});
        assert_eq!(faults(post_redemptions(&world, &body).await), expected(&[("confirm", code)]));
    }
    let body = json!({"voucher_numbers": [NUMBER]});
    assert_eq!(faults(post_redemptions(&world, &body).await), expected(&[("confirm", "missing")]));
    assert_eq!(world.voucher(NUMBER).await.value.stored_status().as_str(), "reserved");
}

/// No sweep has run: the clock decides.
#[tokio::test]
async fn an_expired_voucher_is_not_redeemed() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    world.ready("SA-LAST-DAY0").await;
    world.clock.set("2027-04-30T23:59:59Z");
    let answer = call(&world, "/redemptions", &["SA-LAST-DAY0"]).await;
    assert_eq!(answer["items"][0]["claim_due_on"], "2027-06-29");
    world.clock.set("2027-05-01T00:00:00Z");
    let answer = call(&world, "/redemptions", &[NUMBER]).await;
    assert_eq!(codes(&answer["items"][0]["reasons"]), ["expired"]);
}

#[tokio::test]
async fn a_location_that_moved_to_another_country_prevents_redemption() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let mut moved = sample::location("P-1", "L-1", "JP");
    moved.name = Name::parse("Moved").unwrap();
    sample::put_location(&world.database.table, moved).await;
    for path in ["/preview", "/redemptions"] {
        let answer = call(&world, path, &[NUMBER]).await;
        assert_eq!(codes(&answer["items"][0]["reasons"]), ["country_mismatch"]);
    }
}

#[tokio::test]
async fn a_deliverable_of_a_submitted_report_is_deleted_only_after_reopening_it() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    let id = world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    let path = format!("/vouchers/{NUMBER}/deliverables/{id}");
    let delete = || world.as_admin("P-1", Function::Deliverable, "DELETE", &path, &Value::Null);
    assert_eq!(delete().await.refused(409), ["report_already_submitted"]);
    let reopen = format!("/vouchers/{NUMBER}/report/reopen");
    world.as_admin("P-1", Function::Completion, "POST", &reopen, &Value::Null).await.expect(200);
    delete().await.expect(204);
    let answer = call(&world, "/redemptions", &[NUMBER]).await;
    assert_eq!(codes(&answer["items"][0]["reasons"]), ["report_missing", "deliverable_missing"]);
}

#[tokio::test]
async fn without_a_rate_the_preview_expects_no_amount_and_redeeming_succeeds() {
    let world = World::new().await;
    let mut event = assigned(NUMBER);
    event["data"]["program"] = json!("SSDPS");
    world.webhook("assign-1", &event).await.expect(201);
    sample::put_location(&world.database.table, sample::location("P-1", "L-7", "DE")).await;
    let fields = json!({"engagement_type": "SSDPS-DATAESTATE", "location_id": "L-7", "delivery_country": "DE"});
    let body = with(reservation(NUMBER), &fields);
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    world.deliver(NUMBER).await;
    let path = format!("/vouchers/{NUMBER}/report");
    let report = with(tests::answers(), &json!({"delivery_country": "DE"}));
    world.as_admin("P-1", Function::Completion, "PUT", &path, &report).await.expect(200);
    world.as_admin("P-1", Function::Completion, "POST", &format!("{path}/submit"), &Value::Null).await.expect(200);
    let item = &call(&world, "/preview", &[NUMBER]).await["items"][0];
    assert_eq!((&item["redeemable"], &item["expected"]), (&json!(true), &Value::Null));
    assert_eq!(call(&world, "/redemptions", &[NUMBER]).await["items"][0]["outcome"], "redeemed");
}

/// The only deliverable was deleted after the report was submitted; supporting files do not count.
#[tokio::test]
async fn a_voucher_with_supporting_files_only_is_not_redeemed() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver_kind(NUMBER, "slides", 1).await;
    let refused = world.redeem(&[NUMBER]).await;
    assert_eq!(
        (&refused[0]["outcome"], codes(&refused[0]["reasons"])),
        (&json!("refused"), vec!["report_missing", "deliverable_missing"])
    );
    world.deliver_kind(NUMBER, "solution_brief", 2).await;
    world.report(NUMBER).await;
    assert_eq!(world.redeem(&[NUMBER]).await[0]["outcome"], "redeemed");
}

/// A throttled write may succeed later: a retry with the same key redeems, and its answer is stored.
#[tokio::test]
async fn the_answer_of_a_throttled_write_is_not_stored() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let body = json!({"voucher_numbers": [NUMBER], "confirm": true});
    let keyed = || {
        let sent = send("POST", "/redemptions").token(&world.admin_of("P-1")).key("key").json(&body);
        world.call(Function::Redemption, sent)
    };
    for _ in 0..WRITE_ATTEMPTS {
        world.database.faults.next("PutItem", WireFault::Throttled);
    }
    let throttled = keyed().await.expect(200);
    assert_eq!(world.database.faults.clear(), 0, "the write was given up, not the answer's");
    assert_eq!(codes(&throttled["items"][0]["reasons"]), ["unavailable"]);
    let repeated = keyed().await;
    assert_eq!(repeated.header("idempotent-replayed"), None);
    let repeated = repeated.expect(200);
    assert_eq!(repeated["items"][0]["outcome"], "redeemed");
    let rev = world.voucher(NUMBER).await.rev;
    let replay = keyed().await;
    assert_eq!(replay.header("idempotent-replayed"), Some("true"));
    assert_eq!((replay.expect(200), world.voucher(NUMBER).await.rev), (repeated, rev));
}

/// Attempts of one request overlap, arrive in any order, and each knows only what it has redeemed itself.
#[tokio::test]
async fn every_attempt_of_a_request_adds_to_the_record_of_its_redemption() {
    let world = World::new().await;
    let (company, id) = (CompanyId::parse("P-1").unwrap(), RedemptionId::parse("RD-0A1B").unwrap());
    let entry = |number: &str| RedeemedEntry {
        number: VoucherNumber::parse(number).unwrap(),
        location_id: LocationId::parse("L-1").unwrap(),
        claim_due_on: "2027-01-21".parse().unwrap(),
    };
    let attempt = |at: &str, numbers: &[&str]| RedemptionRecord {
        at: at.parse().unwrap(),
        by: Actor::parse("u-7").unwrap(),
        by_name: None,
        vouchers: numbers.iter().map(|number| entry(number)).collect(),
    };
    let (first, second) = ("2026-11-22T09:00:00Z", "2026-11-22T09:05:00Z");
    let attempts = [
        attempt(second, &["SA-RECORD-0001", "SA-RECORD-0002"]),
        attempt(first, &["SA-RECORD-0002", "SA-RECORD-0003"]),
        attempt(second, &["SA-RECORD-0003"]),
    ];
    let table = &world.database.table;
    join_all(attempts.iter().map(|record| table.record_redemption(&company, &id, record))).await;
    let stored = table.redemption(&company, &id).await.unwrap().unwrap();
    let mut numbers: Vec<String> = stored.vouchers.iter().map(|entry| entry.number.to_string()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["SA-RECORD-0001", "SA-RECORD-0002", "SA-RECORD-0003"]);
    assert_eq!(stored.at, first.parse().unwrap());
}

async fn shown(world: &World, company: &str, id: &str) -> Reply {
    world.as_admin(company, Function::Redemption, "GET", &format!("/redemptions/{id}"), &Value::Null).await
}

#[tokio::test]
async fn a_redemption_shows_when_by_whom_and_what_was_redeemed() {
    let world = mixed().await;
    let answer = call(&world, "/redemptions", &MIXED.map(|(number, _)| number)).await;
    let id = answer["redemption_id"].as_str().unwrap();
    world.clock.set("2026-12-24T09:00:00Z");
    let item = |number: &str| json!({"voucher_number": number, "claim_id": format!("CL-{number}"), "claim_due_on": "2027-01-21"});
    let expected = json!({
        "redemption_id": id, "redeemed_at": "2026-11-22T09:00:00Z", "redeemed_by": "U-1", "redeemed_by_name": null,
        "items": [item("SA-MIX0-GOOD"), item("SA-MIX0-MORE")],
    });
    assert_eq!(shown(&world, "P-1", id).await.expect(200), expected);
    for (company, id) in [("P-2", id), ("P-1", "RD-0A1B2C3D4E5F6071"), ("P-1", "RD+"), ("P-1", "B%23")] {
        assert_eq!(shown(&world, company, id).await.refused(404), ["redemption_not_found"], "{company} {id}");
    }
    let none = call(&world, "/redemptions", &["SA-MIX0-BARE"]).await;
    let none = shown(&world, "P-1", none["redemption_id"].as_str().unwrap()).await;
    assert_eq!(none.refused(404), ["redemption_not_found"], "nothing was redeemed");
}

#[tokio::test]
async fn a_redemption_shows_a_person_the_vouchers_of_their_locations_only() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let answer = call(&world, "/redemptions", &[NUMBER]).await;
    let path = format!("/redemptions/{}", answer["redemption_id"].as_str().unwrap());
    for (location, status) in [("L-1", 200), ("L-2", 404)] {
        let person = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"], "locations": [location]});
        let token = world.issuer.sign(person, world.clock.now());
        let reply = world.call(Function::Redemption, send("GET", &path).token(&token)).await;
        assert_eq!(reply.status, status, "{location}: {:#}", reply.body);
    }
}
