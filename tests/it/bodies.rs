//! Helpers that build request bodies and read answers.

use serde_json::{Value, json};
use testkit::{Reply, send};
use tests::{Function, World};

/// The voucher number that most tests use.
pub const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

/// The names of an object's fields, in alphabetical order.
#[track_caller]
pub fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Field and code of each reason of an `invalid_request` answer. Panics on any other answer.
#[track_caller]
pub fn faults(reply: Reply) -> Vec<(String, String)> {
    let body = reply.expect(422);
    assert_eq!(body["code"], "invalid_request");
    let text = |reason: &Value, name: &str| reason[name].as_str().unwrap_or_default().to_owned();
    body["reasons"].as_array().unwrap().iter().map(|reason| (text(reason, "field"), text(reason, "code"))).collect()
}

/// Fields and codes in the form that [`faults`] returns.
pub fn expected(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

/// The codes of a list of reasons.
pub fn codes(reasons: &Value) -> Vec<&str> {
    reasons.as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// A body with some of its fields replaced.
pub fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// An event of the licensing side about a voucher.
pub fn licensing_event(kind: &str, occurred_at: &str, data: &Value) -> Value {
    json!({"type": kind, "occurred_at": occurred_at, "data": data})
}

/// A voucher as the partner that reserved it reads it: the answer to a PATCH without changes.
pub async fn view(world: &World, company: &str) -> Value {
    let path = format!("/reservations/{NUMBER}");
    world.as_admin(company, Function::Reservation, "PATCH", &path, &json!({})).await.expect(200)
}

/// Reads every page of a list, at most `limit` items each. Returns the items and the number of pages. `list` is the
/// path with its parameters.
pub async fn all_pages(
    world: &World,
    function: Function,
    token: &str,
    list: &str,
    limit: usize,
) -> (Vec<Value>, usize) {
    let joint = if list.contains('?') { '&' } else { '?' };
    let (mut items, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let request = send("GET", &format!("{list}{joint}limit={limit}{cursor}"));
        let request = if token.is_empty() { request } else { request.token(token) };
        let page = world.call(function, request).await.expect(200);
        let found = page["items"].as_array().unwrap();
        assert!(found.len() <= limit, "{} items in a page of {limit}", found.len());
        items.extend(found.clone());
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (items, pages),
        }
        assert!(pages < 1_000, "the pages of {list} do not end");
    }
}
