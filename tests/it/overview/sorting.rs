//! `GET /vouchers?sort=`: orders that no index has, page by page (DECISIONS.md 30).

use domain::calendar::days_after;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use table::SUMMARY_MAX;
use testkit::Database;
use tests::{Function, Held, Templates, World};

use super::{get, get_at, listed, numbers};
use crate::bodies::{all_pages, expected, faults};

const TODAY: Date = date(2026, 11, 22);

/// Ten vouchers in each status, at two locations, with few distinct customers, days and instants, so that keys collide;
/// and as many of another company.
async fn thirty_vouchers() -> World {
    let world = World::new().await;
    let customers = ["Zoë GmbH", "zoe gmbh", "Ålesund AS", "Contoso Ltd", "台灣科技"];
    let instants = ["2026-10-01T09:00:00Z", "2026-10-01T09:00:00.5Z", "2026-09-30T23:59:59Z", "2026-11-01T00:00:00Z"];
    let held = (0..30_i32).map(|n| {
        let number = format!("SA-S{:03}", n * 7 % 30);
        let index = usize::try_from(n).unwrap();
        let held = match n % 3 {
            0 => Held::reserved(number, days_after(TODAY, n / 6)),
            1 => Held::redeemed(number, days_after(TODAY, n / 5)),
            _ => Held { status: "expired", ..Held::reserved(number, days_after(TODAY, -1 - n / 4)) },
        };
        let (customer, reserved_at) = (customers[index % 5].to_owned(), instants[index / 2 % 4]);
        Held { customer, reserved_at, location: ["L-1", "L-2"][index / 4 % 2], ..held }
    });
    let own: Vec<Held> = held.collect();
    let others =
        own.iter().map(|held| Held { company: "P-2", number: held.number.replace("SA-", "SB-"), ..held.clone() });
    Templates::make().await.put(&world.database, own.clone().into_iter().chain(others));
    world
}

async fn items(world: &World, query: &str, limit: usize) -> (Vec<Value>, usize) {
    all_pages(world, Function::Overview, &world.admin_of("P-1"), &format!("/vouchers?{query}"), limit).await
}

async fn pages(world: &World, query: &str, limit: usize) -> (Vec<String>, usize) {
    let (items, pages) = items(world, query, limit).await;
    (items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect(), pages)
}

/// The sort key of a listed voucher, read from the answer, and its number.
fn sort_key(sort: &str, item: &Value) -> (String, String) {
    let key = match sort {
        "expires_on" => item["expires_on"].as_str().unwrap().to_owned(),
        "customer" => domain::directory::folded(item["customer"]["name"].as_str().unwrap()),
        // Formatted to one width, so that they compare as text.
        _ => format!("{:.9}", item["reservation"]["reserved_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()),
    };
    (key, item["voucher_number"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_order_is_by_key_then_number_and_can_be_reversed() {
    let world = thirty_vouchers().await;
    for sort in ["expires_on", "customer", "reserved_at"] {
        let (up, _) = items(&world, &format!("sort={sort}"), 100).await;
        let keys: Vec<_> = up.iter().map(|item| sort_key(sort, item)).collect();
        assert_eq!(keys.len(), 30);
        assert!(keys.is_sorted_by(|one, other| one < other), "{sort}: {keys:#?}");
        assert!(up.iter().all(|item| item["reservation"]["company_id"] == "P-1"));
        let (mut down, _) = items(&world, &format!("sort=-{sort}"), 100).await;
        down.reverse();
        assert_eq!(down, up, "{sort}");
    }
}

#[tokio::test]
async fn every_page_size_gives_the_same_list() {
    let world = thirty_vouchers().await;
    for query in
        ["sort=customer", "sort=-customer", "sort=reserved_at", "sort=-expires_on", "sort=customer&status=expired"]
    {
        let (whole, one) = pages(&world, query, 100).await;
        assert_eq!(one, 1);
        for limit in [1, 7, 10, 29, 30] {
            let expected = (whole.clone(), whole.len().div_ceil(limit));
            assert_eq!(pages(&world, query, limit).await, expected, "{query} {limit}");
        }
    }
}

#[tokio::test]
async fn filters_apply_to_a_sorted_list_as_to_any_other() {
    let world = thirty_vouchers().await;
    for filter in [
        "status=reserved",
        "status=redeemed",
        "status=expired",
        "location_id=L-2",
        "q=zoe",
        "q=s01&status=reserved",
        "program=SSDPS",
        "country=TW",
        "expiring_before=2026-11-24",
        "expiring_before=2026-11-20&status=expired",
        "status=assigned",
    ] {
        let mut plain = listed(&world, filter).await;
        plain.sort();
        for sort in ["expires_on", "-customer", "reserved_at"] {
            let mut sorted = listed(&world, &format!("{filter}&sort={sort}")).await;
            sorted.sort();
            assert_eq!(sorted, plain, "{filter} by {sort}");
        }
    }
    let body = get_at(&world, &["L-2"], "/vouchers?sort=customer&limit=100").await.expect(200);
    let of_there = listed(&world, "location_id=L-2").await.len();
    assert_eq!(numbers(&body).len(), of_there);
    let items = body["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["reservation"]["location_id"] == "L-2"));
}

#[tokio::test]
async fn a_sorted_list_uses_the_status_by_the_clock() {
    let world = thirty_vouchers().await;
    let before = listed(&world, "status=reserved&sort=customer").await.len();
    world.clock.set("2026-11-25T00:00:00Z");
    let (reserved, _) = items(&world, "status=reserved&sort=customer", 100).await;
    assert!(reserved.len() < before && reserved.iter().all(|item| item["status"] == "reserved"));
    let (expired, _) = items(&world, "status=expired&sort=customer", 100).await;
    assert_eq!(reserved.len() + expired.len(), 20);
    assert!(expired.iter().all(|item| item["status"] == "expired"));
}

/// Stores a reserved voucher in another status, as a command or sweep would.
fn store_status(database: &Database, number: &str, status: &str) {
    let mut item = database.item(&format!("V#{number}"), "V");
    item["status"] = json!({"S": status});
    let day = if status == "redeemed" { json!("2027-01-21") } else { item["expires_on"]["S"].clone() };
    item["company_sk"] = json!({"S": format!("V#{status}#{}#{number}", day.as_str().unwrap())});
    if status == "redeemed" {
        item["redeemed_at"] = json!({"S": "2026-11-22T09:00:00Z"});
        item["receipt"] = json!({"M": {"id": {"S": "R-1"}, "submitted_at": {"S": "2026-11-22T09:00:00Z"}}});
    }
    database.put(&item);
}

/// The position in the order does not depend on the status.
#[tokio::test]
async fn a_voucher_that_changes_status_between_two_pages_is_shown_once() {
    for sort in ["customer", "-reserved_at", "expires_on"] {
        for status in ["redeemed", "expired"] {
            let world = thirty_vouchers().await;
            let whole = listed(&world, &format!("sort={sort}")).await;
            let mut reserved = listed(&world, "status=reserved").await.into_iter();
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = get(&world, "P-1", &format!("/vouchers?sort={sort}&limit=4{cursor}")).await.expect(200);
                seen.extend(numbers(&page));
                reserved.next().into_iter().for_each(|number| store_status(&world.database, &number, status));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen, whole, "{sort} {status}");
        }
    }
}

/// A voucher that is cancelled while its page is read may be reserved by another company: nothing of it is shown.
#[tokio::test]
async fn a_voucher_cancelled_during_sorting_is_not_shown() {
    let world = thirty_vouchers().await;
    let whole = listed(&world, "status=reserved&sort=customer").await;
    let (database, number) = (world.database.clone(), whole[2].clone());
    world.database.faults.when("BatchGetItem", move || {
        let mut item = database.item(&format!("V#{number}"), "V");
        item["reservation"]["M"]["company_id"] = json!({"S": "P-2"});
        item["company_pk"] = json!({"S": "P#P-2"});
        database.put(&item);
    });
    let found = listed(&world, "status=reserved&sort=customer").await;
    assert_eq!(found.len(), whole.len() - 1);
    assert!(!found.contains(&whole[2]));
}

/// Reserved vouchers are read before redeemed ones, and a voucher that is read in both is listed once.
#[tokio::test]
async fn a_voucher_redeemed_during_sorting_is_shown_once() {
    let world = thirty_vouchers().await;
    let whole = listed(&world, "sort=customer").await;
    let number = listed(&world, "status=reserved&sort=customer").await.remove(4);
    let (database, faults) = (world.database.clone(), world.database.faults.clone());
    let redeem = move || store_status(&database, &number, "redeemed");
    // The first two queries read the reserved vouchers: from today on, then the days before.
    let second = faults.clone();
    faults.when("Query", move || second.clone().when("Query", move || second.when("Query", redeem)));
    assert_eq!(listed(&world, "sort=customer").await, whole);
    assert_eq!(listed(&world, "status=reserved").await.len(), 9, "it was redeemed");
}

#[tokio::test]
async fn an_unreadable_voucher_hides_no_other() {
    let world = thirty_vouchers().await;
    let whole = listed(&world, "sort=customer").await;
    world.database.spoil(&format!("V#{}", whole[3]), "V", "customer");
    world.database.spoil(&format!("V#{}", whole[5]), "V", "days");
    let readable: Vec<&String> = whole.iter().filter(|number| **number != whole[3] && **number != whole[5]).collect();
    assert_eq!(listed(&world, "sort=customer").await.iter().collect::<Vec<_>>(), readable);
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let world = thirty_vouchers().await;
    let first = get(&world, "P-1", "/vouchers?sort=customer&limit=2").await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    for list in ["", "sort=-customer", "sort=expires_on", "sort=customer&status=reserved", "sort=customer&can=upload"] {
        let reply = get(&world, "P-1", &format!("/vouchers?{list}&cursor={cursor}")).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{list}");
    }
    for position in ["", "+2026-11-22#V#reserved#2027-04-30#sa-0001", "contoso#SA-0001", "+contoso"] {
        let cursor = crate::payment_request::cursor_at(cursor, position);
        let reply = get(&world, "P-1", &format!("/vouchers?sort=customer&cursor={cursor}")).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{position}");
    }
    let theirs = get(&world, "P-3", &format!("/vouchers?sort=customer&cursor={cursor}")).await.expect(200);
    assert_eq!(numbers(&theirs), Vec::<String>::new(), "a position discloses nothing of the company it came from");
}

/// A list that is sorted in part would be taken for the whole.
#[tokio::test]
async fn a_list_too_long_to_sort_is_refused_with_advice_to_narrow_it() {
    let world = World::new().await;
    let held = |count: usize| {
        let many =
            (0..count).map(|n| Held { status: "expired", ..Held::reserved(format!("SA-{n:05}"), date(2026, 5, 1)) });
        many.chain([Held::reserved("SA-OPEN-01", date(2027, 4, 30)), Held::reserved("SA-OPEN-02", date(2027, 4, 29))])
    };
    let templates = Templates::make().await;
    templates.put(&world.database, held(SUMMARY_MAX));
    assert_eq!(numbers(&get(&world, "P-1", "/vouchers?sort=-reserved_at").await.expect(200)).len(), 25);
    templates.put(&world.database, held(SUMMARY_MAX + 1));
    for list in [
        "/vouchers?sort=customer",
        "/vouchers?sort=-expires_on&status=expired",
        "/vouchers/export?format=csv&sort=customer",
    ] {
        let reply = get(&world, "P-1", list).await;
        let detail = reply.body["reasons"][0]["detail"].as_str().unwrap().to_owned();
        assert_eq!(faults(reply), expected(&[("sort", "invalid")]), "{list}");
        assert!(detail.contains("5000 vouchers") && detail.contains("expiring_before"), "{detail}");
    }
    for narrow in [
        "status=reserved&sort=customer",
        "sort=expires_on&expiring_before=2027-05-01",
        "status=reserved&sort=expires_on",
    ] {
        assert_eq!(listed(&world, narrow).await.len(), 2, "{narrow}");
    }
    let dashboard = get(&world, "P-1", "/dashboard").await.expect(200);
    assert_eq!((&dashboard["complete"], &dashboard["vouchers"]["expired"]), (&Value::Bool(false), &SUMMARY_MAX.into()));
}

/// The index has the reserved vouchers in the order of their last valid day: no bound applies.
#[tokio::test]
async fn an_order_of_the_index_has_no_bound() {
    let world = World::new().await;
    let held = (0..=i32::try_from(SUMMARY_MAX).unwrap())
        .map(|n| Held::reserved(format!("SA-{n:05}"), days_after(TODAY, n / 100)));
    Templates::make().await.put(&world.database, held);
    for (query, first) in [
        ("status=reserved&sort=expires_on", "SA-00000"),
        ("status=reserved&sort=-expires_on", "SA-05000"),
        ("expiring_before=2030-01-01&sort=expires_on", "SA-00000"),
    ] {
        let body = get(&world, "P-1", &format!("/vouchers?{query}")).await.expect(200);
        assert_eq!(numbers(&body)[0], first, "{query}");
    }
    get(&world, "P-1", "/vouchers?sort=expires_on").await.expect(422);
    get(&world, "P-1", "/vouchers?status=reserved&sort=customer").await.expect(422);
}
