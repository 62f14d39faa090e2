use lambda_http::Body;

use super::*;
use crate::operation::Effect;

fn read(method: &str, headers: &[(&str, &str)]) -> Result<Conditions, Vec<String>> {
    let mut builder = lambda_http::http::Request::builder().method(method).uri("/a");
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let mut reasons = Reasons::default();
    let read = Conditions::read(&builder.body(Body::Empty).unwrap(), Effect::One, &mut reasons);
    let fields = reasons.list().iter().filter_map(|reason| reason.field.clone()).collect::<Vec<_>>();
    if fields.is_empty() { Ok(read) } else { Err(fields) }
}

fn keyed(keys: &[&str]) -> Result<Option<String>, Vec<String>> {
    let headers: Vec<_> = keys.iter().map(|key| ("idempotency-key", *key)).collect();
    read("POST", &headers).map(|read| read.key)
}

fn basis(method: &str, headers: &[(&str, &str)]) -> Result<Precondition, Vec<String>> {
    read(method, headers).map(|read| read.basis)
}

#[test]
fn a_key_is_read_as_it_is() {
    assert_eq!(keyed(&[]).unwrap(), None);
    assert_eq!(keyed(&["\"8e03\"-~!"]).unwrap().as_deref(), Some("\"8e03\"-~!"));
    assert_eq!(keyed(&["order 7"]).unwrap().as_deref(), Some("order 7"));
    assert_eq!(keyed(&[&"k".repeat(255)]).unwrap().unwrap().len(), 255);
}

#[test]
fn a_malformed_key_is_refused() {
    for keys in [&[""][..], &["  "], &["é"], &["a\tb"], &[&"k".repeat(256)], &["a", "a"]] {
        assert_eq!(keyed(keys).unwrap_err(), ["Idempotency-Key"], "{keys:?}");
    }
}

#[test]
fn if_match_names_one_revision_several_or_any() {
    let matched = |value: &str| basis("PATCH", &[("if-match", value)]).unwrap();
    assert_eq!(basis("PATCH", &[]).unwrap(), Precondition::Any);
    assert_eq!(matched("\"3\""), Precondition::Revisions(vec![3]));
    assert_eq!(matched(" \"3\" ,\"4\""), Precondition::Revisions(vec![3, 4]));
    assert_eq!(matched("\"3\", , \"4\","), Precondition::Revisions(vec![3, 4]), "empty members are ignored");
    assert_eq!(matched("*"), Precondition::Existing);
    let lines = basis("PATCH", &[("if-match", "\"3\""), ("if-match", "\"5\"")]);
    assert_eq!(lines.unwrap(), Precondition::Revisions(vec![3, 5]));
    for never_issued in ["\"03\"", "\"+3\"", "\"\"", "\"a,b\"", "\"18446744073709551616\""] {
        assert_eq!(matched(never_issued), Precondition::Revisions(Vec::new()), "{never_issued}");
    }
}

#[test]
fn a_tag_that_is_weak_unquoted_or_broken_is_refused() {
    for value in ["3", "W/\"3\"", "\"3", "\"3\" \"4\"", ",", "", "*, \"3\"", "\"3\", 4"] {
        assert_eq!(basis("PATCH", &[("if-match", value)]).unwrap_err(), ["If-Match"], "{value}");
    }
}

#[test]
fn if_none_match_requires_absence_of_the_item_of_a_put() {
    assert_eq!(basis("PUT", &[("if-none-match", "*")]).unwrap(), Precondition::Absent);
    assert_eq!(basis("PUT", &[("if-none-match", "\"3\"")]).unwrap_err(), ["If-None-Match"]);
    assert_eq!(basis("PUT", &[("if-none-match", "*"), ("if-match", "*")]).unwrap_err(), ["If-None-Match"]);
    for method in ["GET", "POST", "PATCH", "DELETE"] {
        assert_eq!(basis(method, &[("if-none-match", "\"3\"")]).unwrap(), Precondition::Any, "{method}");
    }
}

#[test]
fn every_error_of_the_headers_is_reported_together() {
    assert_eq!(
        read("POST", &[("idempotency-key", ""), ("if-match", "3")]).unwrap_err(),
        ["Idempotency-Key", "If-Match"]
    );
}
