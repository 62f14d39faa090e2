//! `GET /enrollments`: the enrollments of a company; for operations the due enrollments of all companies.

use domain::calendar::days_after;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use testkit::sample;
use tests::{Function, World};

use super::{admin, fields, on_enrollment, operations, operations_token};
use crate::bodies::{all_pages, names};

/// The end of the first term in these tests.
const FIRST: Date = date(2027, 1, 1);

/// Enrolls `count` companies whose terms end on consecutive days.
async fn one_a_day(world: &World, count: i32) {
    for n in 0..count {
        let enrollment = sample::enrolled_until(&format!("P-{}", 1_000 + n), "DDPS", days_after(FIRST, n));
        sample::put_enrollment(&world.database.table, enrollment).await;
    }
}

/// The companies due before a day, in the order of the list, read in pages of `limit`.
async fn due_before(world: &World, day: &str, limit: usize) -> Vec<String> {
    let list = format!("/enrollments?due_before={day}");
    let (items, _) = all_pages(world, Function::Enrollment, &operations_token(world), &list, limit).await;
    items.iter().map(|item| item["company_id"].as_str().unwrap().to_owned()).collect()
}

fn companies(numbers: std::ops::Range<i32>) -> Vec<String> {
    numbers.map(|n| format!("P-{}", 1_000 + n)).collect()
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

#[tokio::test]
async fn a_company_lists_its_own_enrollments() {
    let world = World::new().await;
    on_enrollment(&world, "P-1", "SSDPS", "withdraw").await.expect(200);
    let body = admin(&world, "P-1", "GET", "/enrollments", &Value::Null).await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    let items = body["items"].as_array().unwrap();
    let listed: Vec<_> = items.iter().map(|item| fields(item, ["company_id", "program", "status"])).collect();
    let line = |program: &str, status: &str| [json!("P-1"), json!(program), json!(status)];
    assert_eq!(listed, [line("DDPS", "active"), line("SSDPS", "withdrawn")]);
    assert_eq!(items[0], super::shown(&world, "P-1", "DDPS").await);
    assert_eq!(
        operations(&world, "GET", "/enrollments?company_id=P-1", &Value::Null).await.expect(200)["items"][0]["program"],
        "DDPS"
    );
    let other = admin(&world, "P-2", "GET", "/enrollments?company_id=P-1", &Value::Null).await;
    assert_eq!(other.expect(404)["code"], "company_not_found");
    let none = admin(&world, "P-3", "GET", "/enrollments", &Value::Null).await.expect(200);
    assert_eq!(none, json!({"items": [], "next_cursor": null}));
}

#[tokio::test]
async fn the_due_list_of_a_company_holds_its_own_enrollments_only() {
    let world = World::new().await;
    one_a_day(&world, 3).await;
    sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1", "SSDPS", date(2027, 3, 1))).await;
    for (before, expected) in
        [("2027-03-01", vec![]), ("2027-03-02", vec!["SSDPS"]), ("2027-06-02", vec!["DDPS", "SSDPS"])]
    {
        let list = format!("/enrollments?due_before={before}");
        let own = admin(&world, "P-1", "GET", &list, &Value::Null).await.expect(200);
        let named = operations(&world, "GET", &format!("{list}&company_id=P-1"), &Value::Null).await.expect(200);
        for body in [own, named] {
            let found: Vec<_> = body["items"].as_array().unwrap().iter().map(|item| &item["program"]).collect();
            assert_eq!(found, expected, "{list}");
        }
    }
}

#[tokio::test]
async fn operations_page_through_the_due_list_without_gaps() {
    let world = World::new().await;
    one_a_day(&world, 60).await;
    let whole = due_before(&world, "2027-01-31", 100).await;
    assert_eq!(sorted(whole.clone()), companies(0..30));
    for limit in [1, 7, 25, 29, 30, 31] {
        assert_eq!(due_before(&world, "2027-01-31", limit).await, whole, "{limit}");
    }
    assert_eq!(due_before(&world, "2027-01-01", 10).await, Vec::<String>::new(), "the day itself is not before it");
    assert_eq!(due_before(&world, "2027-01-02", 10).await, companies(0..1));
    assert_eq!(due_before(&world, "2030-01-01", 10).await.len(), 63, "and the three of the sample");
}

/// Flagged, reminded or in grace, an enrollment stays on the due list until it is renewed or lapses.
#[tokio::test]
async fn an_enrollment_flagged_by_the_sweep_is_still_due() {
    let world = World::new().await;
    one_a_day(&world, 30).await;
    for day in [date(2026, 11, 22), date(2026, 12, 20), date(2027, 1, 10)] {
        world.sweep_renewals(json!({"date": day})).await;
        assert_eq!(sorted(due_before(&world, "2027-01-21", 4).await), companies(0..20), "{day}");
    }
    world.sweep_renewals(json!({"date": "2027-02-05"})).await;
    assert_eq!(sorted(due_before(&world, "2027-01-21", 4).await), companies(5..20), "the first five have lapsed");
    for (company, change) in [("P-1005", "withdraw"), ("P-1006", "suspend")] {
        let mut enrollment = sample::enrolled_until(company, "DDPS", FIRST);
        enrollment.state = match change {
            "withdraw" => domain::enrollment::State::Withdrawn,
            _ => domain::enrollment::State::Suspended { reason: "An audit.".parse().unwrap() },
        };
        sample::put_enrollment(&world.database.table, enrollment).await;
    }
    assert_eq!(
        sorted(due_before(&world, "2027-01-21", 4).await),
        companies(7..20),
        "a withdrawn and a suspended one are not due"
    );
}

#[tokio::test]
async fn a_renewal_between_two_pages_neither_repeats_nor_hides_an_entry() {
    let world = World::new().await;
    one_a_day(&world, 9).await;
    let token = operations_token(&world);
    let get = |rest: String| {
        let request = testkit::send("GET", &format!("/enrollments?due_before=2027-01-31&limit=3{rest}")).token(&token);
        world.call(Function::Enrollment, request)
    };
    let mut listed = Vec::new();
    let mut page = get(String::new()).await.expect(200);
    loop {
        for item in page["items"].as_array().unwrap() {
            let company = item["company_id"].as_str().unwrap().to_owned();
            sample::put_enrollment(&world.database.table, sample::enrolled_until(&company, "DDPS", date(2028, 1, 1)))
                .await;
            listed.push(company);
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page = get(format!("&cursor={cursor}")).await.expect(200);
    }
    assert_eq!(listed, companies(0..9));
}

/// The programs of one company and day; the code of one program is a prefix of another.
#[tokio::test]
async fn a_page_that_ends_between_two_programs_of_a_company_continues_with_the_second() {
    let world = World::new().await;
    for program in ["DDPS", "DDPS-2", "DDPS2", "DDPS&X"] {
        sample::put_enrollment(&world.database.table, sample::enrolled_until("P-1000", program, FIRST)).await;
    }
    let list = "/enrollments?due_before=2027-01-31";
    let (items, _) = all_pages(&world, Function::Enrollment, &operations_token(&world), list, 1).await;
    let programs: Vec<_> = items.iter().map(|item| item["program"].as_str().unwrap()).collect();
    assert_eq!(programs, ["DDPS", "DDPS&X", "DDPS-2", "DDPS2"]);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let world = World::new().await;
    one_a_day(&world, 3).await;
    let due = operations(&world, "GET", "/enrollments?due_before=2027-01-31&limit=1", &Value::Null).await.expect(200);
    let own = admin(&world, "P-1", "GET", "/enrollments?limit=1", &Value::Null).await.expect(200);
    let cursor = |body: &Value| body["next_cursor"].as_str().unwrap().to_owned();
    let list = format!("/enrollments?due_before=2027-01-31&cursor={}", cursor(&own));
    assert_eq!(operations(&world, "GET", &list, &Value::Null).await.expect(400)["code"], "bad_cursor");
    let list = format!("/enrollments?cursor={}", cursor(&due));
    assert_eq!(admin(&world, "P-1", "GET", &list, &Value::Null).await.expect(400)["code"], "bad_cursor");
}

/// The other enrollments are listed.
#[tokio::test]
async fn the_list_of_all_companies_leaves_out_an_unreadable_enrollment() {
    let world = World::new().await;
    world.database.spoil("P#P-2", "E#DDPS", "term_end");
    let path = "/enrollments?due_before=2027-07-01";
    let page = world.as_operations(Function::Enrollment, "GET", path, &Value::Null).await.expect(200);
    let listed: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|item| &item["company_id"]).collect();
    assert_eq!(listed, ["P-1", "P-1"]);
}

/// Under the same path operations list all companies, and a company lists its own enrollments.
#[tokio::test]
async fn cursors_of_operations_and_of_a_company_are_not_interchangeable() {
    const LIST: &str = "/enrollments?due_before=2030-01-01&limit=1";
    let world = World::new().await;
    let (operations, company) = (operations_token(&world), world.admin_of("P-1"));
    let get = async |token: &str, path: &str| {
        world.call(Function::Enrollment, super::request(token, "GET", path, &Value::Null)).await
    };
    for (own, other) in [(&operations, &company), (&company, &operations)] {
        let page = get(own, LIST).await.expect(200);
        let next = format!("{LIST}&cursor={}", page["next_cursor"].as_str().unwrap());
        get(own, &next).await.expect(200);
        assert_eq!(get(other, &next).await.expect(400)["code"], "bad_cursor");
    }
}
