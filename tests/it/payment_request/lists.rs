//! `GET /claims` of a company: filters and paging.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use testkit::send;
use tests::{Function, World, redeemed};

use super::{bring_to_status, drafted, one_of_each, payable};
use crate::bodies::{NUMBER, all_pages, expected, faults, names, with};

fn numbers(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect()
}

/// The voucher numbers of a list as the claimant sees it, read in pages of `limit`, and the number of pages.
async fn pages(world: &World, list: &str, limit: usize) -> (Vec<String>, usize) {
    let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
    let (items, pages) = all_pages(world, Function::PaymentRequest, &token, list, limit).await;
    (numbers(&items), pages)
}

async fn listed(world: &World, list: &str) -> Vec<String> {
    pages(world, list, 100).await.0
}

/// A world with drafts at three locations under two programs, each with another deadline than its neighbors.
async fn varied_drafts(count: usize) -> World {
    let world = payable().await;
    for index in 0..count {
        let (day, program) = (1 + index * 7 % 20, ["DDPS", "SSDPS"][index % 2]);
        let fields = json!({
            "location_id": format!("L-{}", 1 + index % 3), "program": program,
            "redeemed_at": format!("2026-11-{day:02}T09:00:00Z"),
        });
        world.draft_from(&with(redeemed(&format!("SA-LIST-{index:03}")), &fields)).await;
    }
    world
}

#[tokio::test]
async fn a_listed_claim_equals_its_details_without_history() {
    let world = drafted().await;
    let body = world.claimant("GET", "/claims", &Value::Null).await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    let mut shown = world.shown_claim(NUMBER).await;
    for more in ["history", "comments"] {
        shown.as_object_mut().unwrap().remove(more);
    }
    // Lists read the claims alone.
    assert_eq!(shown["invoice"]["received"].take(), json!(false));
    assert_eq!(body, json!({"items": [shown], "next_cursor": null}));
    let none = world.person(("U-8", Some("P-2"), &["incentives"]), "GET", "/claims", &Value::Null).await;
    assert_eq!(none.expect(200), json!({"items": [], "next_cursor": null}));
}

#[tokio::test]
async fn a_status_filter_lists_the_claims_in_that_status() {
    let (world, claims) = one_of_each().await;
    for (status, number) in &claims {
        assert_eq!(listed(&world, &format!("/claims?status={status}")).await, std::slice::from_ref(number), "{status}");
    }
    assert_eq!(listed(&world, "/claims").await.len(), claims.len());
    let wrong = faults(world.claimant("GET", "/claims?status=lost", &Value::Null).await);
    assert_eq!(wrong, expected(&[("status", "not_one_of")]));
}

#[tokio::test]
async fn filters_combine() {
    let world = varied_drafts(60).await;
    let of = |wanted: &dyn Fn(usize) -> bool| {
        let mut found: Vec<String> =
            (0..60).filter(|index| wanted(*index)).map(|index| format!("SA-LIST-{index:03}")).collect();
        found.sort();
        found
    };
    for (query, found) in [
        ("program=SSDPS", of(&|index| index % 2 == 1)),
        ("location_id=L-2", of(&|index| index % 3 == 1)),
        ("program=DDPS&location_id=L-3", of(&|index| index % 2 == 0 && index % 3 == 2)),
        ("status=draft&program=DDPS&location_id=L-3", of(&|index| index % 2 == 0 && index % 3 == 2)),
        ("status=paid&program=DDPS", vec![]),
        ("program=XXDPS", vec![]),
        ("location_id=L-9", vec![]),
        ("status=&program=&location_id=", of(&|_| true)),
    ] {
        for limit in [3, 100] {
            let (mut items, _) = pages(&world, &format!("/claims?{query}"), limit).await;
            items.sort();
            assert_eq!(items, found, "{query} by {limit}");
        }
    }
    for (query, field) in [("program=d+dps", "program"), ("location_id=L%231", "location_id")] {
        let wrong = faults(world.claimant("GET", &format!("/claims?{query}"), &Value::Null).await);
        assert_eq!(wrong, expected(&[(field, "bad_character")]));
    }
}

/// The order is by deadline, and the same for every page size.
#[tokio::test]
async fn every_page_size_gives_the_same_order() {
    let world = varied_drafts(55).await;
    let whole = listed(&world, "/claims?status=draft").await;
    assert_eq!(whole.len(), 55);
    let mut days = Vec::new();
    for number in &whole {
        days.push(world.claim(number).await.unwrap().due_on);
    }
    assert!(days.is_sorted(), "{days:?}");
    for limit in [1, 10, 11, 25, 54, 55, 56] {
        let (items, pages) = pages(&world, "/claims?status=draft", limit).await;
        assert_eq!(items, whole, "{limit}");
        assert_eq!(pages, 55_usize.div_ceil(limit), "{limit}: no empty page at the end");
    }
    let body = world.claimant("GET", "/claims", &Value::Null).await.expect(200);
    assert_eq!(body["items"].as_array().unwrap().len(), 25, "25 by default");
    assert_eq!(listed(&world, "/claims").await, whole);
}

#[tokio::test]
async fn a_change_between_two_pages_neither_repeats_nor_hides_a_claim() {
    let world = varied_drafts(12).await;
    let whole = listed(&world, "/claims?status=draft").await;
    let (mut shown, mut cursor) = (Vec::new(), String::new());
    loop {
        let list = format!("/claims?status=draft&limit=5{cursor}");
        let page = world.claimant("GET", &list, &Value::Null).await.expect(200);
        for number in numbers(page["items"].as_array().unwrap()) {
            world.claimant("POST", &format!("/claims/CL-{number}/withdraw"), &Value::Null).await.expect(200);
            shown.push(number);
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(shown, whole);
}

#[tokio::test]
async fn a_cursor_of_another_list_or_a_forged_one_is_refused() {
    let (world, _) = one_of_each().await;
    let page = world.claimant("GET", "/claims?limit=3", &Value::Null).await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    // The cursor is a position in the list of all statuses.
    for status in ["withdrawn", "submitted", "paid"] {
        let list = format!("/claims?status={status}&cursor={cursor}");
        assert_eq!(world.claimant("GET", &list, &Value::Null).await.expect(400)["code"], "bad_cursor", "{status}");
    }
    assert!(cursor_at(cursor, "+2026-11-22#C#draft#2027-01-21#SA-PAID-01") != cursor);
    for position in [
        "",
        "+2026-11-22#C#",
        "+2026-11-22#C#lost#2027-01-21#SA-PAID-01",
        "+2026-11-22#C#paid#2027-01-21#SA-PAID-01#x",
        "C#",
        "C#z",
        "C#~~~",
        "C#paid",
        "C#paid#2027-01-21",
        "C#paid#someday#SA-PAID-01",
        "V#reserved#x",
        "C#lost#2027-01-21#SA-PAID-01",
        "C#paid#2027-01-21#SA-PAID-01#x",
        "C#paid#2027-01-21#sa-paid-01",
    ] {
        let list = format!("/claims?limit=3&cursor={}", cursor_at(cursor, position));
        assert_eq!(world.claimant("GET", &list, &Value::Null).await.expect(400)["code"], "bad_cursor", "{position}");
    }
    for list in ["/claims?cursor=%21", "/claims?status=paid&cursor=bm8gcGxhY2U"] {
        assert_eq!(world.claimant("GET", list, &Value::Null).await.expect(400)["code"], "bad_cursor", "{list}");
    }
    let outside = ["0", "101", "-1"].map(|limit| (limit, "out_of_range"));
    for (limit, code) in outside.into_iter().chain([("many", "not_whole")]) {
        let wrong = faults(world.claimant("GET", &format!("/claims?limit={limit}"), &Value::Null).await);
        assert_eq!(wrong, expected(&[("limit", code)]));
    }
}

/// Returns the cursor of another position in the list that returned `cursor`.
pub fn cursor_at(cursor: &str, position: &str) -> String {
    let given = BASE64.decode(cursor).unwrap();
    let binding = std::str::from_utf8(&given).unwrap().get(..8).unwrap();
    BASE64.encode(format!("{binding}{position}"))
}

#[tokio::test]
async fn operations_must_name_a_company() {
    let world = drafted().await;
    for list in ["/claims", "/claims?status=draft", "/statement?month=2026-11", "/payees"] {
        let wrong = faults(world.reviewer("GET", list, &Value::Null).await);
        assert_eq!(wrong, expected(&[("company_id", "missing")]), "{list}");
    }
    let theirs = world.reviewer("GET", "/claims?company_id=P-1", &Value::Null).await.expect(200);
    assert_eq!(numbers(theirs["items"].as_array().unwrap()), [NUMBER]);
    for list in ["/claims?company_id=P-2", "/statement?month=2026-11&company_id=P-2", "/payees?company_id=P-2"] {
        let other = world.claimant("GET", list, &Value::Null).await;
        assert_eq!(other.expect(404)["code"], "company_not_found", "{list}");
    }
}

#[tokio::test]
async fn a_token_for_some_locations_lists_only_their_claims() {
    let world = varied_drafts(30).await;
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let token = world.issuer.sign(token_claims, world.clock.now());
    let (items, _) = all_pages(&world, Function::PaymentRequest, &token, "/claims", 4).await;
    assert_eq!(items.len(), 10);
    assert!(items.iter().all(|item| item["location_id"] == "L-2"));
    let other = world.call(Function::PaymentRequest, send("GET", "/claims?location_id=L-1").token(&token)).await;
    assert_eq!(other.expect(200)["items"], json!([]));
}

/// A claim is found behind many that the filter excludes.
#[tokio::test]
async fn a_filtered_list_reads_past_a_thousand_other_claims() {
    let world = payable().await;
    world.draft("SA-FIRST-0001").await;
    let items = world.database.items();
    let template = items.iter().find(|item| item["sk"]["S"] == "C").unwrap();
    let copy = |index: usize| {
        let mut item = template.clone();
        let number = format!("SA-CROWD-{index:04}");
        item["pk"] = json!({"S": format!("V#{number}")});
        item["voucher_number"] = json!({"S": number});
        item["id"] = json!({"S": format!("CL-{number}")});
        item["company_sk"] = json!({"S": format!("C#draft#2027-01-21#{number}")});
        item
    };
    world.database.import((0..1_200).map(copy).collect());
    world.draft_from(&with(redeemed("SA-ZZZZ-0001"), &json!({"location_id": "L-2"}))).await;
    let (items, pages) = pages(&world, "/claims?location_id=L-2", 25).await;
    assert_eq!(items, ["SA-ZZZZ-0001"]);
    assert_eq!(pages, 2, "a page may be short without being the last");
}

/// The clock decides the status, before any sweep (DECISIONS.md 21).
#[tokio::test]
async fn a_claim_past_its_deadline_is_listed_as_expired_before_any_sweep() {
    let world = drafted().await;
    world.draft("SA-BACK-0001").await;
    bring_to_status(&world, "SA-BACK-0001", "action_required").await;
    for (now, draft, action_required, expired) in [
        ("2027-01-21T23:59:59Z", &[NUMBER][..], &["SA-BACK-0001"][..], &[][..]),
        ("2027-01-22T00:00:00Z", &[], &["SA-BACK-0001"], &[NUMBER]),
        ("2027-02-21T00:00:00Z", &[], &[], &[NUMBER, "SA-BACK-0001"]),
    ] {
        world.clock.set(now);
        for (status, numbers) in [("draft", draft), ("action_required", action_required), ("expired", expired)] {
            assert_eq!(listed(&world, &format!("/claims?status={status}")).await, numbers, "{status} at {now}");
        }
    }
}

#[tokio::test]
async fn an_unreadable_claim_hides_no_other() {
    let world = varied_drafts(4).await;
    world.database.spoil("V#SA-LIST-001", "C", "due_on");
    for list in ["/claims", "/claims?status=draft", "/claims?location_id=L-1"] {
        let found = listed(&world, list).await;
        assert!(!found.is_empty() && !found.contains(&"SA-LIST-001".to_owned()), "{list}: {found:?}");
    }
}

#[tokio::test]
async fn a_country_filter_lists_the_claims_of_that_country() {
    let world = drafted().await;
    world.draft_from(&with(redeemed("SA-IN-US-001"), &json!({"location_id": "L-2", "country": "US"}))).await;
    assert_eq!(listed(&world, "/claims?country=US").await, ["SA-IN-US-001"]);
    assert_eq!(listed(&world, "/claims?country=TW").await, [NUMBER]);
    let wrong = faults(world.claimant("GET", "/claims?country=Taiwan&status=lost", &Value::Null).await);
    assert_eq!(wrong, expected(&[("status", "not_one_of"), ("country", "not_a_country")]), "every error at once");
}
