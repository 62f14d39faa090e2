use super::*;

fn intent(by: &str, key: Option<&str>, fallback: &str, fingerprint: &str) -> Intent {
    let at = "2026-11-22T09:30:00Z".parse().unwrap();
    Intent::new(Actor::parse(by).unwrap(), by, at, key, fallback, fingerprint)
}

#[test]
fn the_same_request_with_the_same_key_is_the_same_attempt() {
    let first = intent("u-1", Some("k"), "request-1", "f");
    let again = intent("u-1", Some("k"), "request-2", "f");
    assert_eq!((first.attempt, first.key), (again.attempt, again.key));
}

#[test]
fn another_caller_key_or_request_is_another_attempt() {
    let first = intent("u-1", Some("k"), "r", "f").attempt;
    for other in
        [intent("u-2", Some("k"), "r", "f"), intent("u-1", Some("l"), "r", "f"), intent("u-1", Some("k"), "r", "g")]
    {
        assert_ne!(other.attempt, first);
    }
    assert_ne!(Attempt::new("ab", "c", "f"), Attempt::new("a", "bc", "f"), "equal only when concatenated");
    assert_eq!(first.as_str().len(), 16);
}

#[test]
fn a_key_is_bound_to_its_caller_and_to_the_content_of_the_request() {
    let key = |by, key, fingerprint| intent(by, key, "r", fingerprint).key;
    let first = key("u-1", Some("k"), "f").unwrap();
    assert_eq!(first.fingerprint, "f");
    assert_eq!(key("u-1", Some("k"), "g").unwrap().id, first.id, "the same key for another request");
    assert_ne!(key("u-2", Some("k"), "f").unwrap().id, first.id);
    assert_ne!(key("u-1", Some("l"), "f").unwrap().id, first.id);
}

#[test]
fn without_a_key_the_id_of_the_request_names_the_attempt() {
    let first = intent("u-1", None, "request-1", "f");
    assert_eq!(first.key, None);
    assert_ne!(first.attempt, intent("u-1", None, "request-2", "f").attempt);
    assert_eq!(first.attempt, intent("u-1", None, "request-1", "f").attempt);
}

#[test]
fn an_actor_is_1_to_255_characters_without_control_characters() {
    assert_eq!(Actor::parse(" u-1 ").unwrap().as_str(), "u-1");
    assert!(Actor::parse(&"é".repeat(255)).is_ok());
    for bad in ["", " ", "u\n1", &"u".repeat(256)] {
        assert!(Actor::parse(bad).is_err(), "{bad:?}");
    }
    assert_eq!(Actor::system("intake").as_str(), "system:intake");
}

#[test]
fn a_precondition_is_checked_against_the_stored_revision() {
    let cases = [
        (Precondition::Any, [true, true, true]),
        (Precondition::Existing, [false, true, true]),
        (Precondition::Absent, [true, false, false]),
        (Precondition::Revisions(vec![1, 3]), [false, true, false]),
        (Precondition::Revisions(Vec::new()), [false, false, false]),
    ];
    for (basis, holds) in cases {
        let found = [None, Some(1), Some(2)].map(|rev| basis.check(rev).is_ok());
        assert_eq!(found, holds, "{basis:?}");
    }
}
