//! Property tests: any bytes in the headers, and lists of signatures of which one is valid or none.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

const HEADERS: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/// An entry of `webhook-signature` that is valid for no message.
fn other_signature() -> impl Strategy<Value = String> {
    prop_oneof!["[!-~]{1,60}", "v1,[A-Za-z0-9+/]{43}=", "v1a?,[A-Za-z0-9+/=]{0,80}", Just("v1,".to_owned())]
}

proptest! {
    #[test]
    fn no_bytes_make_the_verifier_panic_or_accept(
        values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 3),
        body in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut map = HeaderMap::new();
        for (name, value) in HEADERS.into_iter().zip(&values) {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                map.insert(name, value);
            }
        }
        prop_assert!(secrets(SECRET).verify(&map, &body, at(SECONDS)).is_err());
        map.insert("webhook-timestamp", HeaderValue::from(SECONDS));
        prop_assert!(secrets(SECRET).verify(&map, &body, at(SECONDS)).is_err());
    }

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does(
        id in "[a-zA-Z0-9_-]{1,40}",
        body in prop::collection::vec(any::<u8>(), 0..200),
        other in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let headers = headers(&id, &SECONDS.to_string(), &secrets(SECRET).sign(&id, SECONDS, &body));
        prop_assert!(secrets(SECRET).verify(&headers, &body, at(SECONDS)).is_ok());
        prop_assert_eq!(secrets(SECRET).verify(&headers, &other, at(SECONDS)).is_ok(), body == other);
    }

    /// Senders that rotate their secrets send several signatures, in any order.
    #[test]
    fn one_valid_signature_among_others_is_enough_and_needed(
        others in prop::collection::vec(other_signature(), 0..SIGNATURES_MAX),
        place in any::<Index>(),
        is_signed in any::<bool>(),
    ) {
        let mut listed = others;
        if is_signed {
            listed.insert(place.index(listed.len() + 1), SIGNATURE.to_owned());
        }
        prop_assert_eq!(verify(&headers(ID, &SECONDS.to_string(), &listed.join(" "))).is_ok(), is_signed);
    }

    /// A header that is sent twice, or with one byte changed, is not what was signed.
    #[test]
    fn a_changed_or_repeated_header_is_refused(
        name in select(&HEADERS[..]),
        at_byte in any::<Index>(),
        step in 1..94_u8,
        is_repeated in any::<bool>(),
    ) {
        let mut headers = good();
        let mut value = headers[name].as_bytes().to_vec();
        let place = at_byte.index(value.len());
        if is_repeated {
            headers.append(name, HeaderValue::from_bytes(&value).unwrap());
        } else {
            // One of the other 93 visible characters.
            value[place] = b'!' + (value[place] - b'!' + step) % 94;
            headers.insert(name, HeaderValue::from_bytes(&value).unwrap());
        }
        prop_assert!(verify(&headers).is_err());
    }
}
