//! `GET /claims` of operations over all companies: the claims that wait, the oldest first.

use serde_json::{Value, json};
use tests::{Function, World, redeemed};

use super::{cursor_at, post_comment};
use crate::bodies::{all_pages, expected, faults, with};
use crate::log::Log;

/// Selects the claims that a filter leaves, by their index in the list.
type Predicate = fn(usize) -> bool;

/// A world with claims of two companies at several locations, submitted one minute apart; returns their voucher numbers
/// in that order.
async fn submitted_claims(count: usize) -> (World, Vec<String>) {
    let world = World::new().await;
    let mut numbers = Vec::new();
    for company in ["P-1", "P-2"] {
        for program in ["DDPS", "SSDPS"] {
            world.register_payee(company, program, &["L-1", "L-2"]).await;
        }
    }
    for index in 0..count {
        // The order of submission differs from the order of the numbers.
        let number = format!("SA-WAIT-{:03}", (index * 7 + 3) % count);
        let (company, program) = (["P-1", "P-2"][index % 2], ["DDPS", "SSDPS"][index / 2 % 2]);
        let fields = json!({
            "company_id": company, "program": program, "location_id": format!("L-{}", 1 + index % 3 % 2),
        });
        world.draft_from(&with(redeemed(&number), &fields)).await;
        world.clock.set(&format!("2026-11-22T{:02}:{:02}:00Z", 10 + index / 60, index % 60));
        let caller = ("U-5", Some(company), &["incentives"][..]);
        let body = tests::invoice(&format!("INV-{index}"));
        world.person(caller, "POST", &format!("/claims/CL-{number}/submit"), &body).await.expect(200);
        numbers.push(number);
    }
    (world, numbers)
}

async fn pages(world: &World, list: &str, limit: usize) -> Vec<String> {
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    let (items, _) = all_pages(world, Function::PaymentRequest, &token, list, limit).await;
    items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn operations_list_submitted_claims_of_all_companies_the_oldest_first() {
    let (world, numbers) = submitted_claims(30).await;
    for limit in [1, 7, 29, 30, 31, 100] {
        assert_eq!(pages(&world, "/claims?status=submitted", limit).await, numbers, "{limit}");
    }
    let page = world.reviewer("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 25);
    assert_eq!(page["items"][0]["company_id"], "P-1");
    assert_eq!(page["items"][1]["company_id"], "P-2");
    assert_eq!(page["items"][0]["actions"], json!(["review", "comment"]));
}

/// A claim under review is listed, however many submitted claims precede it.
#[tokio::test]
async fn submitted_claims_and_claims_under_review_are_listed_separately() {
    let (world, mut numbers) = submitted_claims(20).await;
    assert_eq!(pages(&world, "/claims?status=under_review", 5).await, Vec::<String>::new());
    let last = numbers.pop().unwrap();
    world.operate(&last, "review").await;
    for limit in [1, 5, 100] {
        assert_eq!(pages(&world, "/claims?status=under_review", limit).await, std::slice::from_ref(&last), "{limit}");
        assert_eq!(pages(&world, "/claims?status=submitted", limit).await, numbers, "{limit}");
    }
}

#[tokio::test]
async fn program_and_location_filter_the_list() {
    let (world, numbers) = submitted_claims(24).await;
    let queries: [(&str, Predicate); 3] = [
        ("program=SSDPS", |index| index / 2 % 2 == 1),
        ("location_id=L-2", |index| index % 3 == 1),
        ("program=DDPS&location_id=L-1", |index| index / 2 % 2 == 0 && index % 3 != 1),
    ];
    for (query, wanted) in queries {
        let found: Vec<String> =
            numbers.iter().enumerate().filter(|(index, _)| wanted(*index)).map(|(_, number)| number.clone()).collect();
        for limit in [2, 100] {
            let list = format!("/claims?status=submitted&{query}");
            assert_eq!(pages(&world, &list, limit).await, found, "{query} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_claim_sent_back_leaves_the_list_and_returns_at_its_end() {
    let (world, numbers) = submitted_claims(4).await;
    world.operate(&numbers[0], "review").await;
    post_comment(&world, &numbers[0], "request-changes", "comment").await.expect(200);
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, numbers[1..]);
    world.clock.set("2026-11-23T09:00:00Z");
    let again = format!("/claims/CL-{}/submit", numbers[0]);
    world.claimant("POST", &again, &tests::answer("INV-AGAIN")).await.expect(200);
    let rotated = [&numbers[1..], &numbers[..1]].concat();
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, rotated);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let (world, _) = submitted_claims(3).await;
    let page = world.reviewer("GET", "/claims?status=submitted&limit=1", &Value::Null).await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let elsewhere = format!("/claims?status=submitted&company_id=P-1&cursor={cursor}");
    assert_eq!(world.reviewer("GET", &elsewhere, &Value::Null).await.expect(400)["code"], "bad_cursor");
    let own = world.claimant("GET", "/claims?status=submitted&limit=1", &Value::Null).await.expect(200);
    let own = own["next_cursor"].as_str().unwrap().to_owned();
    let here = |cursor: &str| format!("/claims?status=submitted&cursor={cursor}");
    let at = |position: &str| cursor_at(cursor, position);
    for cursor in [own, at(""), at("~"), at("2026-11-22"), at("2026-11-22T09:00:00Z#")] {
        let reply = world.reviewer("GET", &here(&cursor), &Value::Null).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{cursor}");
    }
}

/// Partners see only their own claims, by deadline.
#[tokio::test]
async fn a_partner_lists_only_its_own_claims() {
    let (world, _) = submitted_claims(6).await;
    let own = world.claimant("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    let items = own["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item["company_id"] == "P-1"));
}

#[tokio::test]
async fn an_unreadable_claim_hides_no_other_and_is_logged() {
    let (world, numbers) = submitted_claims(3).await;
    world.database.spoil(&format!("V#{}", numbers[0]), "C", "due_on");
    let log = Log::default();
    let guard = log.listen();
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, numbers[1..]);
    drop(guard);
    assert!(log.text().contains(&format!("V#{}/C", numbers[0])), "{}", log.text());
}

/// The approved claims of all companies, and those on hold, scheduled or failed.
#[tokio::test]
async fn operations_list_approved_claims_until_they_are_paid() {
    let (world, numbers) = submitted_claims(8).await;
    for (index, number) in numbers.iter().enumerate() {
        world.clock.set(&format!("2026-11-23T10:{:02}:00Z", 30 - index));
        world.operate(number, "review").await;
        world.operate(number, "approve").await;
    }
    let newest_first: Vec<String> = numbers.iter().rev().cloned().collect();
    for limit in [1, 3, 100] {
        assert_eq!(pages(&world, "/claims?status=approved", limit).await, newest_first, "by approval: {limit}");
    }
    post_comment(&world, &numbers[0], "hold", "reason").await.expect(200);
    for (kind, number) in [("scheduled", &numbers[1]), ("failed", &numbers[2]), ("sent", &numbers[3])] {
        world.pay(kind, number, "PAY-1", "2026-11-23T10:05:00Z").await;
    }
    let found = async |status: &str| pages(&world, &format!("/claims?status={status}"), 5).await;
    assert_eq!(found("on_hold").await, numbers[..1]);
    assert_eq!(found("scheduled").await, numbers[1..2]);
    assert_eq!(found("payment_failed").await, numbers[2..3]);
    assert_eq!(found("approved").await, newest_first[..4]);
    assert_eq!(pages(&world, "/claims?status=submitted", 5).await, Vec::<String>::new());
}

/// Operations find a dispute and answer it.
#[tokio::test]
async fn operations_list_disputed_claims_and_answer_the_dispute() {
    let (world, numbers) = submitted_claims(3).await;
    for number in &numbers {
        world.operate(number, "review").await;
        world.operate(number, "approve").await;
        world.pay("sent", number, "PAY-1", "2026-11-22T10:00:00Z").await;
    }
    let number = &numbers[2];
    let comment = json!({"comment": "Less than owed."});
    world.claimant("POST", &format!("/claims/CL-{number}/dispute"), &comment).await.expect(200);
    for list in ["/claims?disputed=true", "/claims?disputed=true&status=paid"] {
        assert_eq!(pages(&world, list, 5).await, numbers[2..], "{list}");
    }
    let own = world.claimant("GET", "/claims?disputed=false", &Value::Null).await.expect(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "one of its two claims");
    let wrong = faults(world.reviewer("GET", "/claims?disputed=yes", &Value::Null).await);
    assert_eq!(wrong, expected(&[("disputed", "not_one_of")]));

    let answered = post_comment(&world, number, "settle", "comment").await.expect(200);
    assert_eq!((&answered["dispute"], &answered["actions"]), (&Value::Null, &json!([])));
    assert_eq!(pages(&world, "/claims?disputed=true", 5).await, Vec::<String>::new());
    assert_eq!(
        post_comment(&world, number, "settle", "comment").await.expect(200)["rev"],
        answered["rev"],
        "a repeated answer changes nothing"
    );
    world.run_outbox().await;
    let history = world.shown_claim(number).await["history"].clone();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["event"], &last["comment"]), (&json!("claim.dispute_settled"), &json!("About settle.")));
    let partner = world.claimant("POST", &format!("/claims/CL-{number}/settle"), &comment).await;
    assert_eq!(partner.refused(403), ["role_missing"]);
}
