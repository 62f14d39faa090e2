//! What waits for operations, over all companies: oldest first, page by page.

use serde_json::{Value, json};
use tests::{Function, World, redeemed};

use super::{moved, said};
use crate::bodies::{all_pages, expected, faults, with};
use crate::log::Log;

/// Which of the claims a filter leaves, by their place in the list.
type Wanted = fn(usize) -> bool;

/// Claims of two companies at several locations, submitted a minute after one another in this order.
async fn waiting(count: usize) -> (World, Vec<String>) {
    let world = World::new().await;
    let mut numbers = Vec::new();
    for company in ["P-1", "P-2"] {
        for program in ["DDPS", "SSDPS"] {
            world.register_payee(company, program, &["L-1", "L-2"]).await;
        }
    }
    for index in 0..count {
        // Not the order of the numbers.
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
async fn operations_see_what_waits_longest_first_whosever_it_is() {
    let (world, numbers) = waiting(30).await;
    for limit in [1, 7, 29, 30, 31, 100] {
        assert_eq!(pages(&world, "/claims?status=submitted", limit).await, numbers, "{limit}");
    }
    let page = world.reviewer("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 25);
    assert_eq!(page["items"][0]["company_id"], "P-1");
    assert_eq!(page["items"][1]["company_id"], "P-2");
    assert_eq!(page["items"][0]["actions"], json!(["review"]));
}

/// However many wait to be taken up before it, what is under review is on its list.
#[tokio::test]
async fn the_two_statuses_are_two_lists() {
    let (world, mut numbers) = waiting(20).await;
    assert_eq!(pages(&world, "/claims?status=under_review", 5).await, Vec::<String>::new());
    let last = numbers.pop().unwrap();
    world.operate(&last, "review").await;
    for limit in [1, 5, 100] {
        assert_eq!(pages(&world, "/claims?status=under_review", limit).await, std::slice::from_ref(&last), "{limit}");
        assert_eq!(pages(&world, "/claims?status=submitted", limit).await, numbers, "{limit}");
    }
}

#[tokio::test]
async fn program_and_location_narrow_it_down() {
    let (world, numbers) = waiting(24).await;
    let queries: [(&str, Wanted); 3] = [
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
async fn what_is_dealt_with_leaves_the_list_and_what_comes_back_stands_at_its_end() {
    let (world, numbers) = waiting(4).await;
    world.operate(&numbers[0], "review").await;
    said(&world, &numbers[0], "request-changes", "comment").await.expect(200);
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, numbers[1..]);
    world.clock.set("2026-11-23T09:00:00Z");
    world.submit(&numbers[0]).await;
    let rotated = [&numbers[1..], &numbers[..1]].concat();
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, rotated);
}

#[tokio::test]
async fn its_cursors_are_its_own() {
    let (world, _) = waiting(3).await;
    let page = world.reviewer("GET", "/claims?status=submitted&limit=1", &Value::Null).await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let elsewhere = format!("/claims?status=submitted&company_id=P-1&cursor={cursor}");
    assert_eq!(world.reviewer("GET", &elsewhere, &Value::Null).await.expect(400)["code"], "bad_cursor");
    let own = world.claimant("GET", "/claims?status=submitted&limit=1", &Value::Null).await.expect(200);
    let own = own["next_cursor"].as_str().unwrap().to_owned();
    let here = |cursor: &str| format!("/claims?status=submitted&cursor={cursor}");
    let at = |place: &str| moved(cursor, place);
    for cursor in [own, at(""), at("~"), at("2026-11-22"), at("2026-11-22T09:00:00Z#")] {
        let reply = world.reviewer("GET", &here(&cursor), &Value::Null).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{cursor}");
    }
}

/// Partners see their own, by the day on which it is due.
#[tokio::test]
async fn a_partner_sees_nothing_of_it() {
    let (world, _) = waiting(6).await;
    let own = world.claimant("GET", "/claims?status=submitted", &Value::Null).await.expect(200);
    let items = own["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item["company_id"] == "P-1"));
}

#[tokio::test]
async fn one_that_cannot_be_read_hides_no_other_and_is_told_to_whoever_can_mend_it() {
    let (world, numbers) = waiting(3).await;
    world.database.spoil(&format!("V#{}", numbers[0]), "C", "due_on");
    let log = Log::default();
    let guard = log.listen();
    assert_eq!(pages(&world, "/claims?status=submitted", 10).await, numbers[1..]);
    drop(guard);
    assert!(log.text().contains(&format!("V#{}/C", numbers[0])), "{}", log.text());
}

/// What the payer is to be told of, whosever it is, and what is held back or failed.
#[tokio::test]
async fn operations_see_what_is_to_be_paid_until_it_is() {
    let (world, numbers) = waiting(8).await;
    for (index, number) in numbers.iter().enumerate() {
        world.clock.set(&format!("2026-11-23T10:{:02}:00Z", 30 - index));
        world.operate(number, "review").await;
        world.operate(number, "approve").await;
    }
    let newest_first: Vec<String> = numbers.iter().rev().cloned().collect();
    for limit in [1, 3, 100] {
        assert_eq!(pages(&world, "/claims?status=approved", limit).await, newest_first, "by approval: {limit}");
    }
    said(&world, &numbers[0], "hold", "reason").await.expect(200);
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

/// Who contests a payment is heard, and the dispute has an end.
#[tokio::test]
async fn operations_see_what_is_contested_and_settle_it() {
    let (world, numbers) = waiting(3).await;
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
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "of two of its own");
    let wrong = faults(world.reviewer("GET", "/claims?disputed=yes", &Value::Null).await);
    assert_eq!(wrong, expected(&[("disputed", "not_one_of")]));

    let settled = said(&world, number, "settle", "comment").await.expect(200);
    assert_eq!((&settled["dispute"], &settled["actions"]), (&Value::Null, &json!([])));
    assert_eq!(pages(&world, "/claims?disputed=true", 5).await, Vec::<String>::new());
    assert_eq!(said(&world, number, "settle", "comment").await.expect(200)["rev"], settled["rev"], "once");
    world.run_outbox().await;
    let history = world.shown_claim(number).await["history"].clone();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["event"], &last["comment"]), (&json!("claim.dispute_settled"), &json!("About settle.")));
    let partner = world.claimant("POST", &format!("/claims/CL-{number}/settle"), &comment).await;
    assert_eq!(partner.refused(403), ["role_missing"]);
}
