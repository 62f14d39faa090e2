//! Pages of the directory: a stable order without duplicates or gaps.

use serde_json::Value;
use tests::{Function, World};

use super::{Provider, get};
use crate::bodies::all_pages;

const LANGUAGES: [&[&str]; 3] = [&["en"], &["de"], &["zh-TW"]];

/// Sixty companies besides the two of the sample; every third works in German.
async fn sixty() -> World {
    let world = World::new().await;
    for n in 0..60_usize {
        // Names repeat; companies with the same name are sorted by their id.
        let name = ["Alder", "birch", "Čedar", "Elm"][n / 2 % 4];
        let provider = Provider { languages: LANGUAGES[n % 3], ..Provider::new(&format!("P-{}", 100 + n), name) };
        provider.write(&world).await;
    }
    assert_eq!(world.run_outbox().await, 0);
    world
}

async fn pages(world: &World, query: &str, limit: usize) -> (Vec<String>, usize) {
    let (items, pages) = all_pages(world, Function::Directory, "", &format!("/providers?{query}"), limit).await;
    (items.iter().map(|item| format!("{} {}", item["display_name"], item["company_id"])).collect(), pages)
}

#[tokio::test]
async fn every_page_size_gives_the_same_list() {
    let world = sixty().await;
    let (whole, one) = pages(&world, "", 100).await;
    assert_eq!((whole.len(), one), (62, 1));
    let mut expected = whole.clone();
    expected.sort_by_key(|line| line.to_lowercase().replace('č', "c"));
    assert_eq!(whole, expected, "by name without case and accents, then by company id");
    for (limit, count) in [(1, 62), (7, 9), (31, 2), (61, 2), (62, 1)] {
        assert_eq!(pages(&world, "", limit).await, (whole.clone(), count), "{limit}");
    }
}

#[tokio::test]
async fn pages_of_a_filtered_search_are_full() {
    let world = sixty().await;
    for query in ["language=de", "language=zh&program=DDPS", "q=birch&language=en"] {
        let (whole, _) = pages(&world, query, 100).await;
        assert!((5..=21).contains(&whole.len()), "{query}: {whole:?}");
        for limit in [1, 3, 20] {
            let (list, count) = pages(&world, query, limit).await;
            assert_eq!(list, whole, "{query} {limit}");
            assert_eq!(count, whole.len().div_ceil(limit), "{query} {limit}");
        }
    }
}

/// A cursor is a key in the order, not an offset: changes before it do not move the entries after it.
#[tokio::test]
async fn companies_that_leave_or_join_between_two_pages_move_no_other() {
    let world = sixty().await;
    let (whole, _) = pages(&world, "", 100).await;
    let first = get(&world, "/providers?limit=20").await.expect(200);
    for item in &first["items"].as_array().unwrap()[..5] {
        let company = item["company_id"].as_str().unwrap().parse().unwrap();
        let mut profile = world.database.table.profile(&company).await.unwrap().unwrap().value;
        profile.published = false;
        super::put_profile(&world, profile).await;
    }
    Provider::new("P-000", "Aardvark").write(&world).await;
    world.run_outbox().await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = get(&world, &format!("/providers?limit=100&cursor={cursor}")).await.expect(200);
    let rest = rest["items"].as_array().unwrap();
    let rest: Vec<String> =
        rest.iter().map(|item| format!("{} {}", item["display_name"], item["company_id"])).collect();
    assert_eq!(rest, whole[20..]);
}

#[tokio::test]
async fn a_page_has_25_companies_by_default() {
    let world = sixty().await;
    let body = get(&world, "/providers").await.expect(200);
    assert_eq!(body["items"].as_array().unwrap().len(), 25);
    assert!(body["next_cursor"].is_string());
}

#[tokio::test]
async fn a_cursor_that_no_list_returned_is_refused() {
    let world = World::new().await;
    // "nothing", "name#", "name#P 1", not base64, not UTF-8, and one longer than any key of the table.
    let long = "YWFh".repeat(400) + "I1AtMQ";
    for cursor in ["bm90aGluZw", "bmFtZSM", "bmFtZSNQIDE", "%21%21", "_w", &long] {
        let body = get(&world, &format!("/providers?cursor={cursor}")).await.expect(400);
        assert_eq!(
            (&body["code"], &body["reasons"]),
            (&Value::from("bad_cursor"), &Value::Array(Vec::new())),
            "{cursor}"
        );
    }
}
