//! `GET /claims?sort=`: orders that no index has, page by page, and exports in these orders (DECISIONS.md 30).

use domain::calendar::days_after;
use jiff::civil::date;
use serde_json::{Value, json};
use table::SUMMARY_MAX;
use testkit::send;
use tests::{Function, Held, Templates, World};

use super::{cursor_at, one_of_each};
use crate::bodies::{all_pages, expected, faults};

/// A world with drafts of few distinct customers, days, currencies and amounts, so that keys collide; and as many of
/// another company.
async fn varied_drafts() -> World {
    let world = World::new().await;
    let customers = ["Zoë GmbH", "zoe gmbh", "Ålesund AS", "Contoso Ltd", "台灣科技"];
    let held = (0..24_i32).map(|n| {
        let index = usize::try_from(n).unwrap();
        let held = Held::redeemed(format!("SA-S{:03}", n * 7 % 24), days_after(date(2026, 11, 20), n / 4));
        Held { customer: customers[index % 5].to_owned(), location: ["L-1", "L-2"][index / 4 % 2], ..held }
    });
    let own: Vec<Held> = held.collect();
    let others =
        own.iter().map(|held| Held { company: "P-2", number: held.number.replace("SA-", "SB-"), ..held.clone() });
    Templates::make().await.put(&world.database, own.clone().into_iter().chain(others));
    for (n, held) in own.iter().enumerate() {
        change(&world, &held.number, |item| match n % 4 {
            0 => drop(item.as_object_mut().unwrap().remove("amount")),
            n => {
                let (minor, currency) = [("500000", "USD"), ("90000", "USD"), ("1000000", "JPY")][n - 1];
                item["amount"] = json!({"M": {"minor": {"N": minor}, "currency": {"S": currency}}});
            }
        });
    }
    world
}

fn change(world: &World, number: &str, edit: impl FnOnce(&mut Value)) {
    let mut item = world.database.item(&format!("V#{number}"), "C");
    edit(&mut item);
    world.database.put(&item);
}

fn token(world: &World) -> String {
    world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now())
}

async fn items(world: &World, query: &str, limit: usize) -> (Vec<Value>, usize) {
    all_pages(world, Function::PaymentRequest, &token(world), &format!("/claims?{query}"), limit).await
}

fn number(item: &Value) -> String {
    item["voucher_number"].as_str().unwrap().to_owned()
}

async fn pages(world: &World, query: &str, limit: usize) -> (Vec<String>, usize) {
    let (items, pages) = items(world, query, limit).await;
    (items.iter().map(number).collect(), pages)
}

/// The sort key of a listed claim, read from the answer, and its voucher number.
fn sort_key(sort: &str, item: &Value) -> (String, i64, String) {
    let (text, count) = match sort {
        "due_on" => (item["correctable_until"].as_str().or(item["due_on"].as_str()).unwrap().to_owned(), 0),
        "amount" => {
            let amount = &item["amount"];
            (amount["currency"].as_str().unwrap_or_default().to_owned(), amount["minor"].as_i64().unwrap_or_default())
        }
        "customer" => (domain::directory::folded(item["customer"]["name"].as_str().unwrap()), 0),
        _ => (item["submitted_at"].as_str().unwrap_or_default().to_owned(), 0),
    };
    (text, count, number(item))
}

#[tokio::test]
async fn every_order_is_by_key_then_number_and_can_be_reversed() {
    let world = varied_drafts().await;
    for (sort, distinct) in [("due_on", 6), ("amount", 4), ("customer", 4), ("submitted_at", 1)] {
        let (up, _) = items(&world, &format!("sort={sort}"), 100).await;
        let keys: Vec<_> = up.iter().map(|item| sort_key(sort, item)).collect();
        assert_eq!(keys.len(), 24);
        assert!(keys.is_sorted_by(|one, other| one < other), "{sort}: {keys:#?}");
        let mut different: Vec<_> = keys.iter().map(|(text, count, _)| (text, count)).collect();
        different.dedup();
        assert_eq!(different.len(), distinct, "{sort}");
        let (mut down, _) = items(&world, &format!("sort=-{sort}"), 100).await;
        down.reverse();
        assert_eq!(down, up, "{sort}");
        assert!(up.iter().all(|item| item["company_id"] == "P-1"));
    }
}

#[tokio::test]
async fn claims_in_every_status_are_sorted_in_every_order() {
    let (world, claims) = one_of_each().await;
    for (n, (_, of)) in claims.iter().enumerate() {
        change(&world, of, |item| {
            if item.get("submitted_at").is_some() {
                item["submitted_at"] = json!({"S": format!("2026-11-{:02}T09:00:00Z", 30 - n)});
            }
        });
    }
    for sort in ["due_on", "submitted_at", "amount", "customer"] {
        let (up, _) = items(&world, &format!("sort={sort}"), 5).await;
        assert_eq!(up.len(), claims.len());
        let keys: Vec<_> = up.iter().map(|item| sort_key(sort, item)).collect();
        assert!(keys.is_sorted_by(|one, other| one < other), "{sort}: {keys:#?}");
    }
}

#[tokio::test]
async fn every_page_size_gives_the_same_list() {
    let world = varied_drafts().await;
    for query in
        ["sort=amount", "sort=-amount", "sort=customer&status=draft", "sort=-due_on", "status=draft&sort=-due_on"]
    {
        let (whole, one) = pages(&world, query, 100).await;
        assert_eq!(one, 1);
        for limit in [1, 5, 23, 24] {
            assert_eq!(
                pages(&world, query, limit).await,
                (whole.clone(), whole.len().div_ceil(limit)),
                "{query} {limit}"
            );
        }
    }
}

#[tokio::test]
async fn filters_apply_to_a_sorted_list_as_to_any_other() {
    let world = varied_drafts().await;
    for filter in [
        "status=draft",
        "status=expired",
        "status=paid",
        "location_id=L-2",
        "program=SSDPS",
        "country=TW",
        "q=zoe",
        "disputed=true",
        "due_before=2026-11-24",
    ] {
        let mut plain = pages(&world, filter, 100).await.0;
        plain.sort();
        for sort in ["amount", "-customer", "due_on", "submitted_at"] {
            let mut sorted = pages(&world, &format!("{filter}&sort={sort}"), 100).await.0;
            sorted.sort();
            assert_eq!(sorted, plain, "{filter} by {sort}");
        }
    }
    let token_claims = json!({"sub": "U-5", "company_id": "P-1", "roles": ["incentives"], "locations": ["L-2"]});
    let scoped =
        send("GET", "/claims?sort=amount&limit=100").token(&world.issuer.sign(token_claims, world.clock.now()));
    let body = world.call(Function::PaymentRequest, scoped).await.expect(200);
    let items = body["items"].as_array().unwrap();
    assert!(items.len() == 12 && items.iter().all(|item| item["location_id"] == "L-2"), "{}", items.len());
}

/// A claim's position in the order does not depend on its status.
#[tokio::test]
async fn a_claim_that_changes_status_between_two_pages_is_shown_once() {
    let world = varied_drafts().await;
    world.clock.set("2026-11-20T09:00:00Z");
    for sort in ["amount", "-customer"] {
        let (whole, _) = pages(&world, &format!("sort={sort}"), 100).await;
        let (mut shown, mut cursor, mut to_withdraw) = (Vec::new(), String::new(), whole.clone().into_iter().rev());
        loop {
            let list = format!("/claims?sort={sort}&limit=5{cursor}");
            let page = world.claimant("GET", &list, &Value::Null).await.expect(200);
            shown.extend(page["items"].as_array().unwrap().iter().map(number));
            let path = format!("/claims/CL-{}/withdraw", to_withdraw.next().unwrap());
            world.claimant("POST", &path, &Value::Null).await.expect(200);
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(shown, whole, "{sort}");
    }
}

/// A claim that no longer matches the list when it is read is not shown.
#[tokio::test]
async fn a_claim_that_stops_matching_during_sorting_is_not_shown() {
    let world = varied_drafts().await;
    let (whole, _) = pages(&world, "sort=amount", 100).await;
    for (attribute, value) in [("company_id", "P-2"), ("location_id", "L-9")] {
        let (database, pk) = (world.database.clone(), format!("V#{}", whole[2]));
        let item = database.item(&pk, "C");
        let mut changed = item.clone();
        changed[attribute] = json!({"S": value});
        world.database.faults.when("BatchGetItem", move || database.put(&changed));
        let filter = if attribute == "company_id" {
            String::new()
        } else {
            format!("&location_id={}", item[attribute]["S"].as_str().unwrap())
        };
        let (found, _) = pages(&world, &format!("sort=amount{filter}"), 100).await;
        assert!(!found.is_empty() && !found.contains(&whole[2]), "{attribute}");
        world.database.put(&item);
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_and_an_unknown_order_are_refused() {
    let world = varied_drafts().await;
    let first = world.claimant("GET", "/claims?sort=amount&limit=2", &Value::Null).await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    for list in ["", "sort=-amount", "sort=customer", "sort=amount&status=draft", "sort=amount&q=zoe"] {
        let reply = world.claimant("GET", &format!("/claims?{list}&cursor={cursor}"), &Value::Null).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{list}");
    }
    for position in ["", "+2026-11-22#C#draft#2027-01-21#sa-0001", "usd#SA-0001"] {
        let list = format!("/claims?sort=amount&cursor={}", cursor_at(cursor, position));
        assert_eq!(world.claimant("GET", &list, &Value::Null).await.expect(400)["code"], "bad_cursor", "{position}");
    }
    let wrong = world.claimant("GET", "/claims?sort=status", &Value::Null).await;
    let detail = "must be one of due_on, -due_on, amount, -amount, customer, -customer, submitted_at, -submitted_at";
    assert_eq!(wrong.body["reasons"][0]["detail"], detail);
    assert_eq!(faults(wrong), expected(&[("sort", "not_one_of")]));
}

#[tokio::test]
async fn an_unreadable_claim_hides_no_other() {
    let world = varied_drafts().await;
    let (whole, _) = pages(&world, "sort=customer", 100).await;
    world.database.spoil(&format!("V#{}", whole[3]), "C", "due_on");
    world.database.spoil(&format!("V#{}", whole[5]), "C", "days");
    let readable: Vec<&String> = whole.iter().filter(|of| **of != whole[3] && **of != whole[5]).collect();
    assert_eq!(pages(&world, "sort=customer", 100).await.0.iter().collect::<Vec<_>>(), readable);
}

#[tokio::test]
async fn an_export_has_the_order_of_the_list() {
    let world = varied_drafts().await;
    for query in ["sort=-amount", "sort=customer&q=zoe", "due_before=2026-11-24", "status=draft&sort=-due_on"] {
        let path = format!("/claims/export?format=csv&{query}");
        let reply = world.claimant("GET", &path, &Value::Null).await;
        let text = String::from_utf8(reply.bytes().to_vec()).unwrap();
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let exported: Vec<String> = rows.records().map(|row| row.unwrap()[1].to_owned()).collect();
        assert_eq!(exported, pages(&world, query, 100).await.0, "{query}");
    }
}

/// A list that is sorted in part would be taken for the whole.
#[tokio::test]
async fn a_list_too_long_to_sort_is_refused_with_advice_to_narrow_it() {
    let world = World::new().await;
    let held = (0..=SUMMARY_MAX).map(|n| Held::redeemed(format!("SA-{n:05}"), date(2026, 12, 1)));
    Templates::make().await.put(&world.database, held);
    for list in ["/claims?sort=amount", "/claims?sort=customer&status=draft", "/claims/export?format=csv&sort=amount"] {
        let reply = world.claimant("GET", list, &Value::Null).await;
        let detail = reply.body["reasons"][0]["detail"].as_str().unwrap().to_owned();
        assert_eq!(faults(reply), expected(&[("sort", "invalid")]), "{list}");
        assert!(detail.contains("5000 claims") && detail.contains("due_before"), "{detail}");
    }
    for list in ["/claims?status=paid&sort=amount", "/claims?due_before=2026-12-01&sort=amount"] {
        assert_eq!(world.claimant("GET", list, &Value::Null).await.expect(200)["items"], json!([]), "{list}");
    }
    let by_index = world.claimant("GET", "/claims?status=draft&sort=-due_on", &Value::Null).await.expect(200);
    assert_eq!(number(&by_index["items"][0]), "SA-05000", "the index has this order");
    let dashboard = world.as_admin("P-1", Function::Overview, "GET", "/dashboard", &Value::Null).await.expect(200);
    assert_eq!(dashboard["complete"], false);
}
