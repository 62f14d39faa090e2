use lambda_http::Body;

use super::*;

fn request(method: &str, path: &str, body: &str, headers: &[(&str, &str)]) -> Request {
    let mut builder = lambda_http::http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Body::from(body)).unwrap()
}

fn keyed(keys: &[&str]) -> Result<Option<String>, Failure> {
    let headers: Vec<_> = keys.iter().map(|key| (KEY_HEADER, *key)).collect();
    RequestKey::read(&request("POST", "/a", "", &headers), "P-1").map(|read| read.key)
}

#[test]
fn a_key_is_read_as_it_is() {
    assert_eq!(keyed(&[]).unwrap(), None);
    assert_eq!(keyed(&["\"8e03\"-~!"]).unwrap().as_deref(), Some("\"8e03\"-~!"));
    assert_eq!(keyed(&[&"k".repeat(255)]).unwrap().unwrap().len(), 255);
}

#[test]
fn a_key_that_is_none_is_refused() {
    for keys in [&[""][..], &["a b"], &["é"], &[&"k".repeat(256)], &["a", "a"]] {
        let failure = keyed(keys).unwrap_err();
        assert_eq!(failure.status().as_u16(), 422, "{keys:?}");
        assert_eq!(failure.reasons()[0].field.as_deref(), Some("Idempotency-Key"));
    }
}

fn fingerprint(scope: &str, method: &str, path: &str, body: &str) -> String {
    RequestKey::read(&request(method, path, body, &[]), scope).unwrap().fingerprint
}

#[test]
fn the_fingerprint_changes_with_anything_asked() {
    let prints = [
        fingerprint("P-1", "POST", "/a", "{}"),
        fingerprint("P-2", "POST", "/a", "{}"),
        fingerprint("P-1", "PUT", "/a", "{}"),
        fingerprint("P-1", "POST", "/b", "{}"),
        fingerprint("P-1", "POST", "/a?x=1", "{}"),
        fingerprint("P-1", "POST", "/a", "{ }"),
        fingerprint("P-1P", "OST", "/a", "{}"),
        fingerprint("P-1", "POST", "/a{", "}"),
    ];
    let distinct: std::collections::BTreeSet<_> = prints.iter().collect();
    assert_eq!(distinct.len(), prints.len());
    assert!(prints.iter().all(|print| print.len() == 64));
}

#[test]
fn the_fingerprint_of_the_same_request_is_the_same() {
    assert_eq!(fingerprint("P-1", "POST", "/a", "{}"), fingerprint("P-1", "POST", "/a/", "{}"));
    let keyed = RequestKey::read(&request("POST", "/a", "{}", &[(KEY_HEADER, "k")]), "P-1").unwrap();
    assert_eq!(keyed.fingerprint, fingerprint("P-1", "POST", "/a", "{}"));
}

fn matching(tags: &[&str]) -> Result<Option<u64>, Failure> {
    let headers: Vec<_> = tags.iter().map(|tag| ("if-match", *tag)).collect();
    if_match(&request("PATCH", "/a", "", &headers))
}

#[test]
fn a_revision_is_read_from_if_match() {
    assert_eq!(matching(&[]).unwrap(), None);
    assert_eq!(matching(&["*"]).unwrap(), None);
    assert_eq!(matching(&["\"3\""]).unwrap(), Some(3));
    assert_eq!(matching(&[&format!("\"{}\"", u64::MAX)]).unwrap(), Some(u64::MAX));
}

#[test]
fn a_tag_that_was_never_issued_does_not_match() {
    for tag in ["W/\"3\"", "3", "\"\"", "\"03\"", "\"+3\"", "\"x\"", "\"18446744073709551616\"", "\""] {
        assert_eq!(matching(&[tag]).unwrap_err(), Failure::PreconditionFailed, "{tag}");
    }
    for tags in [&["\"3\", \"4\""][..], &["\"3\"", "\"3\""]] {
        assert_eq!(matching(tags).unwrap_err().status().as_u16(), 422, "{tags:?}");
    }
}
