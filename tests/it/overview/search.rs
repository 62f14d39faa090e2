//! `GET /vouchers?q=`: search by number and customer.

use jiff::civil::date;
use tests::{Held, Templates, World};

use super::listed;

async fn world() -> World {
    let world = World::new().await;
    let day = date(2027, 1, 1);
    let of = |number: &str, customer: &str| Held { customer: customer.to_owned(), ..Held::reserved(number, day) };
    let held = [
        of("SA-7KQ2-M9XD", "Zoë & Partner GmbH"),
        of("SA-7KQ2-AAAA", "台灣科技股份有限公司"),
        of("SA-9ZZZ-M9XD", "ＨＡＲＢＯＲ Systems"),
        Held { status: "expired", ..of("SA-OLD1-0001", "Harbor Old") },
    ];
    Templates::make().await.put(&world.database, held);
    world
}

#[tokio::test]
async fn search_matches_number_and_customer_in_any_case_and_without_accents() {
    let world = world().await;
    for (query, found) in [
        ("q=SA-7KQ2-M9XD", &["SA-7KQ2-M9XD"][..]),
        ("q=7kq2", &["SA-7KQ2-AAAA", "SA-7KQ2-M9XD"]),
        ("q=m9xd", &["SA-7KQ2-M9XD", "SA-9ZZZ-M9XD"]),
        ("q=zoe", &["SA-7KQ2-M9XD"]),
        ("q=ZO%C3%8B+gmbh", &["SA-7KQ2-M9XD"]),
        ("q=harbor", &["SA-9ZZZ-M9XD", "SA-OLD1-0001"]),
        ("q=harbor&status=reserved", &["SA-9ZZZ-M9XD"]),
        ("q=m9xd+systems", &["SA-9ZZZ-M9XD"]),
        ("q=systems+zoe", &[]),
        // 台灣, 科技, 高雄
        ("q=%E5%8F%B0%E7%81%A3", &["SA-7KQ2-AAAA"]),
        ("q=7kq2+%E7%A7%91%E6%8A%80", &["SA-7KQ2-AAAA"]),
        ("q=%E9%AB%98%E9%9B%84", &[]),
        ("q=%26", &["SA-7KQ2-M9XD"]),
        ("q=%22%20OR%201%3D1", &[]),
        ("q=lin.mei", &[]),
    ] {
        assert_eq!(listed(&world, query).await, found, "{query}");
    }
}
