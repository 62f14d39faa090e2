//! The cost of reading vouchers: independent of the number of vouchers that a company, or others, hold.

use jiff::civil::date;
use tests::{Held, Templates};

use super::*;

/// `P-1` holds `count` vouchers in each status, and so does `P-2`.
async fn holding(count: usize) -> World {
    let world = World::new().await;
    let day = |n: usize| domain::calendar::days_after(date(2026, 11, 22), i32::try_from(n % 150).unwrap());
    let vouchers = (0..count).flat_map(|n| {
        let own = [
            Held::reserved(format!("SA-A{n:05}"), day(n)),
            Held::redeemed(format!("SA-B{n:05}"), day(n)),
            Held { status: "expired", ..Held::reserved(format!("SA-C{n:05}"), date(2026, 5, 1)) },
        ];
        let others = own.clone().map(|held| Held { company: "P-2", number: held.number.replace("SA-", "SB-"), ..held });
        own.into_iter().chain(others)
    });
    Templates::make().await.put(&world.database, vouchers);
    world
}

#[tokio::test]
async fn a_page_is_one_query_of_the_same_size_whatever_the_number_of_vouchers() {
    for count in [33, 1_000] {
        let world = holding(count).await;
        let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
        let mut counted = Counted::start(&world);
        for query in [
            "",
            "?status=reserved",
            "?status=redeemed",
            "?status=expired",
            "?sort=-deadline",
            "?status=redeemed&sort=-deadline",
            "?expiring_before=2027-12-31",
        ] {
            let body = counted.send(query, Function::Overview, get(&format!("/vouchers{query}")), 200).await;
            let items = body["items"].as_array().unwrap();
            assert_eq!(items.len(), 25);
            assert!(items.iter().all(|item| item["reservation"]["company_id"] == "P-1"));
        }
        let page = counted.send("page 1", Function::Overview, get("/vouchers?status=reserved"), 200).await;
        let next = format!("/vouchers?status=reserved&limit=5&cursor={}", page["next_cursor"].as_str().unwrap());
        counted.send("page 2, of 5", Function::Overview, get(&next), 200).await;
        counted.send("none", Function::Overview, get("/vouchers?status=assigned"), 200).await;
        // The claims of redeemed vouchers are read after the page, eventually consistent, for half the units.
        counted.expect(&[
            ": 1 | 2.5 | 0 + 0 | 1 Query",
            "?status=reserved: 1 | 2.5 | 0 + 0 | 1 Query",
            "?status=redeemed: 2 | 15.5 | 0 + 0 | 1 BatchGetItem, 1 Query",
            "?status=expired: 1 | 2.5 | 0 + 0 | 1 Query",
            "?sort=-deadline: 1 | 2.5 | 0 + 0 | 1 Query",
            "?status=redeemed&sort=-deadline: 2 | 15.5 | 0 + 0 | 1 BatchGetItem, 1 Query",
            "?expiring_before=2027-12-31: 1 | 2.5 | 0 + 0 | 1 Query",
            "page 1: 1 | 2.5 | 0 + 0 | 1 Query",
            "page 2, of 5: 1 | 1 | 0 + 0 | 1 Query",
            "none: 0 | 0 | 0 + 0 | ",
        ]);
    }
}

/// An order that the index lacks reads the summaries, then the page. `can` is answered by the index itself, except
/// `can=claim`, which reads the claims first.
#[tokio::test]
async fn a_sorted_page_costs_its_summaries_and_the_page() {
    let world = holding(100).await;
    let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
    let mut counted = Counted::start(&world);
    for query in [
        "sort=customer",
        "sort=customer&status=reserved",
        "sort=expires_on&status=reserved",
        "can=report",
        "can=report&sort=-reserved_at",
        "can=claim",
    ] {
        counted.send(query, Function::Overview, get(&format!("/vouchers?{query}")), 200).await;
    }
    for query in ["", "sort=due_on&status=draft", "sort=amount", "q=sa-b&sort=-customer"] {
        let name = format!("claims {query}");
        counted.send(&name, Function::PaymentRequest, get(&format!("/claims?{query}")), 200).await;
    }
    counted.expect(&[
        // Reserved vouchers, then those of later statuses, then the page.
        "sort=customer: 3 | 42 | 0 + 0 | 1 BatchGetItem, 4 Query",
        "sort=customer&status=reserved: 2 | 22 | 0 + 0 | 1 BatchGetItem, 1 Query",
        "sort=expires_on&status=reserved: 1 | 2.5 | 0 + 0 | 1 Query",
        "can=report: 1 | 9.5 | 0 + 0 | 1 Query",
        "can=report&sort=-reserved_at: 2 | 22 | 0 + 0 | 1 BatchGetItem, 1 Query",
        // Claims that wait for their partner, then rejected claims, then the vouchers, then the page.
        "can=claim: 4 | 44 | 0 + 0 | 2 BatchGetItem, 4 Query",
        "claims : 1 | 3 | 0 + 0 | 2 Query",
        "claims sort=due_on&status=draft: 1 | 3 | 0 + 0 | 2 Query",
        "claims sort=amount: 2 | 20.5 | 0 + 0 | 1 BatchGetItem, 2 Query",
        "claims q=sa-b&sort=-customer: 2 | 20.5 | 0 + 0 | 1 BatchGetItem, 2 Query",
    ]);
}

/// A page that spans two statuses reads only its remainder from the second one.
#[tokio::test]
async fn a_page_that_spans_two_statuses_takes_one_query_more() {
    let world = holding(33).await;
    let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
    let mut counted = Counted::start(&world);
    let page = counted.send("first", Function::Overview, get("/vouchers?limit=30"), 200).await;
    let next = format!("/vouchers?limit=30&cursor={}", page["next_cursor"].as_str().unwrap());
    counted.send("across", Function::Overview, get(&next), 200).await;
    counted.expect(&["first: 1 | 3 | 0 + 0 | 1 Query", "across: 3 | 17.5 | 0 + 0 | 1 BatchGetItem, 2 Query"]);
}

#[tokio::test]
async fn details_are_one_round_trip_and_a_dashboard_is_two() {
    let world = holding(100).await;
    world.ready(N).await;
    world.pause();
    world.redeem(&[N]).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    let get = |path: &str| as_partner(&world, "GET", path, &Value::Null);
    let mut counted = Counted::start(&world);
    counted.send("details", Function::Overview, get(&format!("/vouchers/{N}")), 200).await;
    counted.send("dashboard, 301 vouchers and 101 claims", Function::Overview, get("/dashboard"), 200).await;
    counted.expect(&[
        "details: 1 | 3 | 0 + 0 | 1 BatchGetItem, 1 Query",
        // Claims are indexed with the name of their customer, which makes their entries larger.
        "dashboard, 301 vouchers and 101 claims: 2 | 41.5 | 0 + 0 | 13 Query",
    ]);
}
