//! Paging of a company's vouchers: stable, without duplicates or gaps.

use jiff::civil::{Date, date};
use serde_json::Value;
use tests::{Function, Held, Templates, World};

use super::{get, listed, numbers};
use crate::bodies::all_pages;
use domain::calendar::days_after;

const TODAY: Date = date(2026, 11, 22);

/// Thirty reserved vouchers, eight of them past their last day; twenty redeemed, ten expired. Three share each
/// deadline.
async fn sixty_vouchers() -> World {
    let world = World::new().await;
    let day = |n: i32| days_after(TODAY, n / 3);
    let reserved = (0..30).map(|n| Held::reserved(format!("SA-A{n:03}"), day(n - 30 / 3)));
    let redeemed = (0..20).map(|n| Held::redeemed(format!("SA-B{n:03}"), day(n)));
    let expired = (0..10).map(|n| Held { status: "expired", ..Held::reserved(format!("SA-C{n:03}"), day(n - 200)) });
    let mut all: Vec<Held> = reserved.chain(redeemed).chain(expired).collect();
    for (n, held) in all.iter_mut().enumerate() {
        held.location = ["L-1", "L-2", "L-3"][n * 7 % 5 % 3];
    }
    Templates::make().await.put(&world.database, all);
    world
}

async fn pages(world: &World, query: &str, limit: usize) -> (Vec<String>, usize) {
    let list = format!("/vouchers?{query}");
    let (items, pages) = all_pages(world, Function::Overview, &world.admin_of("P-1"), &list, limit).await;
    (items.iter().map(|item| item["voucher_number"].as_str().unwrap().to_owned()).collect(), pages)
}

#[tokio::test]
async fn every_page_size_gives_the_same_list_in_either_order() {
    let world = sixty_vouchers().await;
    for order in ["sort=deadline", "sort=-deadline"] {
        let (whole, one) = pages(&world, order, 100).await;
        assert_eq!((whole.len(), one), (60, 1));
        let mut distinct = whole.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 60, "no duplicates");
        for limit in [1, 7, 19, 20, 21, 59, 60] {
            assert_eq!(pages(&world, order, limit).await, (whole.clone(), 60_usize.div_ceil(limit)), "{order} {limit}");
        }
    }
}

#[tokio::test]
async fn every_page_size_gives_the_same_list_of_a_status() {
    let world = sixty_vouchers().await;
    for (status, count) in [("reserved", 22), ("redeemed", 20), ("expired", 18)] {
        for order in ["deadline", "-deadline"] {
            let query = format!("status={status}&sort={order}");
            let (whole, _) = pages(&world, &query, 100).await;
            assert_eq!(whole.len(), count, "{query}");
            for limit in [1, 3, 18, 22] {
                assert_eq!(
                    pages(&world, &query, limit).await,
                    (whole.clone(), count.div_ceil(limit)),
                    "{query} {limit}"
                );
            }
        }
        let up = listed(&world, &format!("status={status}")).await;
        let mut down = listed(&world, &format!("status={status}&sort=-deadline")).await;
        down.reverse();
        assert_eq!(up, down, "{status}: the descending order is the ascending one reversed");
    }
}

#[tokio::test]
async fn pages_of_a_filtered_list_are_complete() {
    let world = sixty_vouchers().await;
    for query in ["location_id=L-2", "location_id=L-2&sort=-deadline", "q=sa-b0", "status=expired&location_id=L-1"] {
        let (whole, _) = pages(&world, query, 100).await;
        assert!((5..=30).contains(&whole.len()), "{query}: {whole:?}");
        for limit in [1, 4, 30] {
            assert_eq!(pages(&world, query, limit).await.0, whole, "{query} {limit}");
        }
    }
}

/// A cursor is a position in the order, not an offset: changes before it do not move what follows it.
#[tokio::test]
async fn a_cancellation_between_two_pages_moves_no_other_voucher() {
    let world = sixty_vouchers().await;
    let (whole, _) = pages(&world, "", 100).await;
    let first = get(&world, "P-1", "/vouchers?limit=5").await.expect(200);
    for number in [&whole[4], &whole[2], &whole[7]] {
        let path = format!("/reservations/{number}/cancel");
        let cancel = serde_json::json!({"reason": "other_partner"});
        world.as_admin("P-1", Function::Reservation, "POST", &path, &cancel).await.expect(200);
    }
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = numbers(&get(&world, "P-1", &format!("/vouchers?limit=100&cursor={cursor}")).await.expect(200));
    let expected: Vec<&String> = whole[5..].iter().filter(|number| **number != whole[7]).collect();
    assert_eq!(rest.iter().collect::<Vec<_>>(), expected);
}

/// At midnight some open vouchers expire; without the day in the cursor they would appear again among the expired.
#[tokio::test]
async fn a_list_continued_after_midnight_shows_no_voucher_twice() {
    for order in ["deadline", "-deadline"] {
        let world = sixty_vouchers().await;
        let list = format!("/vouchers?sort={order}");
        let whole = listed(&world, &format!("sort={order}")).await;
        let first = get(&world, "P-1", &format!("{list}&limit=10")).await.expect(200);
        world.clock.set("2026-11-23T00:00:01Z");
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = get(&world, "P-1", &format!("{list}&limit=100&cursor={cursor}")).await.expect(200);
        assert_eq!([numbers(&first), numbers(&rest)].concat(), whole);
        assert_ne!(listed(&world, &format!("sort={order}")).await, whole, "a new list begins with today's states");
    }
}

#[tokio::test]
async fn a_filtered_page_reads_a_bounded_number_and_returns_a_cursor() {
    let world = World::new().await;
    let held = (0..2_500).map(|n| Held {
        customer: if n % 1_200 == 1_199 { "Zoë GmbH".to_owned() } else { "Contoso Ltd".to_owned() },
        ..Held::reserved(format!("SA-{n:05}"), days_after(TODAY, n / 10))
    });
    Templates::make().await.put(&world.database, held);
    let (found, count) = pages(&world, "q=zoe", 25).await;
    assert_eq!((found, count), (vec!["SA-01199".to_owned(), "SA-02399".to_owned()], 4));
    world.database.meter.take();
    let first = get(&world, "P-1", "/vouchers?q=zoe").await.expect(200);
    assert_eq!((numbers(&first).len(), first["next_cursor"].is_string()), (0, true));
    assert_eq!(world.database.meter.take().calls, [("Query", 4)].into());
}

#[tokio::test]
async fn a_page_has_twenty_five_vouchers_by_default() {
    let world = sixty_vouchers().await;
    let body = get(&world, "P-1", "/vouchers").await.expect(200);
    assert_eq!((numbers(&body).len(), body["next_cursor"].is_string()), (25, true));
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let world = sixty_vouchers().await;
    let cursor = |body: &Value| body["next_cursor"].as_str().unwrap().to_owned();
    let reserved = cursor(&get(&world, "P-1", "/vouchers?status=reserved&limit=1").await.expect(200));
    for list in ["status=redeemed", "status=expired", "sort=-deadline", "expiring_before=2026-11-22", "status=assigned"]
    {
        let reply = get(&world, "P-1", &format!("/vouchers?{list}&cursor={reserved}")).await;
        assert_eq!(reply.expect(400)["code"], "bad_cursor", "{list}");
    }
    let unfiltered = get(&world, "P-1", &format!("/vouchers?cursor={reserved}")).await;
    assert_eq!(unfiltered.expect(400)["code"], "bad_cursor", "a cursor is bound to its filter");
    get(&world, "P-1", &format!("/vouchers?status=reserved&cursor={reserved}")).await.expect(200);
    for cursor in ["bm90aGluZw", "%21%21", "_w", &"YWFh".repeat(400)] {
        assert_eq!(get(&world, "P-1", &format!("/vouchers?cursor={cursor}")).await.expect(400)["code"], "bad_cursor");
    }
}

/// Another company's cursor is a position in the order of the caller's own list and discloses nothing.
#[tokio::test]
async fn another_companys_cursor_shows_nothing_of_that_company() {
    let world = sixty_vouchers().await;
    let first = get(&world, "P-1", "/vouchers?limit=1").await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    assert_eq!(numbers(&get(&world, "P-2", &format!("/vouchers?cursor={cursor}")).await.expect(200)).len(), 0);
}
