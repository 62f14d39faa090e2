//! Property tests: any bytes, and any values of known fields.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::*;
use crate::arbitrary::json_value;

/// `field code` of each reason, or nothing when the body is accepted.
fn problems(body: &Value) -> Vec<String> {
    assign(fields(body)).map_or_else(|failure| reasons(Err::<(), _>(failure)), |_| Vec::new())
}

const NAMES: &[&str] = &["voucher_number", "days", "urgent", "note", "admin", "dates", "people", "extra"];

/// The new value of a field: any, or the valid one of another field.
fn change() -> impl Strategy<Value = Value> {
    let borrowed = select(NAMES).prop_map(|name| good()[name].clone());
    let person = (json_value(), json_value()).prop_map(|(name, age)| json!({"name": name, "age": age}));
    let admin = (json_value(), json_value()).prop_map(|(name, email)| json!({"name": name, "email": email}));
    let people = prop::collection::vec(person, 0..4).prop_map(Value::from);
    prop_oneof![3 => json_value(), 1 => borrowed, 1 => admin, 1 => people]
}

proptest! {
    #[test]
    fn no_bytes_make_the_decoder_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        jsonish in "[\\[\\]{}:,\"a-c0-9. \\\\eE+-]{0,80}",
    ) {
        for body in [&bytes[..], jsonish.as_bytes()] {
            if let Ok(fields) = Fields::parse(body) {
                prop_assert!(assign(fields).is_err());
            }
        }
    }

    /// The place of the damage is inside a text as often as between two values.
    #[test]
    fn a_damaged_body_is_read_or_refused(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.3, any::<Index>()),
    ) {
        let mut body = good().to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(body.len());
            body[at] = byte;
        }
        body.truncate(cut.map_or(body.len(), |cut| cut.index(body.len())));
        match Fields::parse(&body).and_then(assign) {
            Ok(_) => prop_assert!(serde_json::from_slice::<Value>(&body).is_ok()),
            Err(failure) => {
                prop_assert!([400, 422].contains(&failure.status().as_u16()), "{failure}");
                prop_assert!(!failure.detail().contains(char::is_control), "{failure}");
            }
        }
    }

    /// A caller learns everything from one answer: no error of a field hides one of another.
    #[test]
    fn the_errors_of_two_fields_are_both_reported(
        names in subsequence(NAMES, 2),
        (first, second) in (change(), change()),
    ) {
        let (one, other) = (names[0], names[1]);
        let changed = |name: &str, value: &Value| {
            let mut body = good();
            body[name] = value.clone();
            body
        };
        let mut expected = [problems(&changed(one, &first)), problems(&changed(other, &second))].concat();
        let mut both = changed(one, &first);
        both[other] = second;
        let mut found = problems(&both);
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}
