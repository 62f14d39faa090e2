mod at_random;

use lambda_http::http::{HeaderName, HeaderValue};

use super::*;

/// The example in the tests of the specification's libraries.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SECONDS: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

const OTHER_SECRET: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn secrets(text: &str) -> Secrets {
    Secrets::parse(text).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn headers(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
    [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect()
}

fn good() -> HeaderMap {
    headers(ID, &SECONDS.to_string(), SIGNATURE)
}

fn verify(headers: &HeaderMap) -> Result<Verified, SignatureError> {
    secrets(SECRET).verify(headers, BODY, at(SECONDS))
}

/// Headers with a valid signature for any id and timestamp.
fn signed(id: &str, timestamp: &str) -> HeaderMap {
    let key = &secrets(SECRET).0[0];
    let message = [id.as_bytes(), b".", timestamp.as_bytes(), b".", BODY].concat();
    headers(id, timestamp, &format!("v1,{}", STANDARD.encode(hmac::sign(key, &message))))
}

#[test]
fn the_published_example_verifies_and_is_signed_the_same() {
    let verified = verify(&good()).unwrap();
    assert_eq!((verified.id(), verified.signed_at()), (ID, at(SECONDS)));
    assert_eq!(secrets(SECRET).sign(ID, SECONDS, BODY), SIGNATURE);
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let cases = [
        headers("msg_other", &SECONDS.to_string(), SIGNATURE),
        headers(ID, &(SECONDS + 1).to_string(), SIGNATURE),
        headers(ID, &SECONDS.to_string(), &SIGNATURE.replace("g0h", "g1h")),
    ];
    for headers in cases {
        assert_eq!(verify(&headers), Err(SignatureError::NoMatch));
    }
    let altered = secrets(SECRET).verify(&good(), br#"{"test": 2432232315}"#, at(SECONDS));
    assert_eq!(altered, Err(SignatureError::NoMatch));
    assert_eq!(secrets(OTHER_SECRET).verify(&good(), BODY, at(SECONDS)), Err(SignatureError::NoMatch));
}

#[test]
fn secrets_can_be_rotated_on_both_sides() {
    let both = secrets(&format!("{OTHER_SECRET}, {SECRET}"));
    assert!(both.verify(&good(), BODY, at(SECONDS)).is_ok());
    let other = secrets(OTHER_SECRET).sign(ID, SECONDS, BODY);
    let twice = headers(ID, &SECONDS.to_string(), &format!("v1a,AAAA {other} {SIGNATURE}"));
    assert!(verify(&twice).is_ok());
    assert_eq!(both.sign(ID, SECONDS, BODY), other, "the first secret signs");
}

#[test]
fn five_minutes_either_way_are_tolerated() {
    let age = |seconds| secrets(SECRET).verify(&good(), BODY, at(SECONDS + seconds)).map(|_| ());
    assert_eq!((age(300), age(-300)), (Ok(()), Ok(())));
    assert_eq!((age(301), age(-301)), (Err(SignatureError::TooOld), Err(SignatureError::TooNew)));
}

#[test]
fn every_header_must_appear_exactly_once() {
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let mut missing = good();
        missing.remove(name);
        assert_eq!(verify(&missing), Err(SignatureError::Missing(name)));
        let mut twice = good();
        twice.append(name, twice.get(name).unwrap().clone());
        assert_eq!(verify(&twice), Err(SignatureError::Malformed(name)));
        let mut binary = good();
        binary.insert(name, HeaderValue::from_bytes(&[0xff]).unwrap());
        assert_eq!(verify(&binary), Err(SignatureError::Malformed(name)));
    }
}

#[test]
fn an_id_that_lets_two_messages_share_a_signature_is_malformed() {
    for id in ["a.1", "", "a b", "\t", &"a".repeat(129)] {
        let seconds = SECONDS.to_string();
        assert_eq!(verify(&signed(id, &seconds)), Err(SignatureError::Malformed("webhook-id")), "{id}");
    }
    assert!(verify(&signed(&"a".repeat(128), &SECONDS.to_string())).is_ok());
}

#[test]
fn a_timestamp_has_one_spelling() {
    let malformed = [
        "",
        "-1",
        "+1614265330",
        "01614265330",
        "1614265330.0",
        "1e9",
        " 1614265330",
        "0x1",
        "99999999999999999999",
        "١",
    ];
    for timestamp in malformed {
        if let Ok(value) = HeaderValue::from_bytes(timestamp.as_bytes()) {
            let mut headers = signed(ID, "1");
            headers.insert("webhook-timestamp", value);
            assert_eq!(verify(&headers), Err(SignatureError::Malformed("webhook-timestamp")), "{timestamp}");
        }
    }
    assert_eq!(verify(&signed(ID, "1")), Err(SignatureError::TooOld));
    assert_eq!(verify(&signed(ID, &i64::MAX.to_string())), Err(SignatureError::TooNew));
}

#[test]
fn an_extreme_clock_does_not_panic() {
    for now in [Timestamp::MIN, Timestamp::MAX] {
        assert!(secrets(SECRET).verify(&good(), BODY, now).is_err());
        assert!(secrets(SECRET).verify(&signed(ID, &i64::MAX.to_string()), BODY, now).is_err());
    }
}

#[test]
fn the_number_and_length_of_signatures_are_bounded() {
    let seconds = SECONDS.to_string();
    let many = |count: usize| headers(ID, &seconds, &vec![SIGNATURE; count].join(" "));
    assert!(verify(&many(SIGNATURES_MAX)).is_ok());
    assert_eq!(verify(&many(SIGNATURES_MAX + 1)), Err(SignatureError::TooManySignatures));
    let long = headers(ID, &seconds, &format!("v1,{}", "A".repeat(HEADER_BYTES_MAX)));
    assert_eq!(verify(&long), Err(SignatureError::Malformed("webhook-signature")));
    for odd in ["v1", "v1,", "v2,g0hM9SsE", ",", "v1,not base64", "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="] {
        assert_eq!(verify(&headers(ID, &seconds, odd)), Err(SignatureError::NoMatch), "{odd}");
    }
}

#[test]
fn a_missing_short_or_malformed_secret_is_refused() {
    let short = format!("whsec_{}", STANDARD.encode([7; SECRET_BYTES_MIN - 1]));
    let several = [SECRET; SECRETS_MAX + 1].join(",");
    let cases = [
        (String::new(), SecretError::Empty),
        (" ".to_owned(), SecretError::Empty),
        ("whsec_".to_owned(), SecretError::TooShort(1)),
        (short, SecretError::TooShort(1)),
        (format!("{SECRET},"), SecretError::Malformed(2)),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), SecretError::Malformed(1)),
        ("whsec_%%%".to_owned(), SecretError::Malformed(1)),
        (several, SecretError::TooMany),
    ];
    for (text, expected) in cases {
        assert_eq!(Secrets::parse(&text).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn a_secret_is_accepted_with_and_without_padding() {
    let bytes = [7_u8; 25];
    let padded = format!("whsec_{}", STANDARD.encode(bytes));
    let bare = padded.trim_end_matches('=').to_owned();
    assert_ne!(padded, bare);
    assert_eq!(secrets(&padded).sign(ID, SECONDS, BODY), secrets(&bare).sign(ID, SECONDS, BODY));
}

#[test]
fn debug_output_and_errors_contain_no_secret() {
    let shown = format!("{:?}", secrets(SECRET));
    assert_eq!(shown, "Secrets([redacted]; 1)");
    assert!(!Secrets::parse("whsec_hunter2,x").unwrap_err().to_string().contains("hunter2"));
}

#[test]
fn a_bad_signature_is_a_401_with_its_own_challenge() {
    let failure = Failure::from(SignatureError::TooOld);
    assert_eq!(failure.status().as_u16(), 401);
    assert_eq!(failure.reasons()[0].code, "signature_too_old");
    assert_eq!(failure.header().unwrap().1, "Webhook-Signature");
}

#[test]
fn every_error_is_listed_with_its_parameters() {
    let errors = [
        SignatureError::Missing("webhook-id"),
        SignatureError::Malformed("webhook-id"),
        SignatureError::TooManySignatures,
        SignatureError::TooOld,
        SignatureError::TooNew,
        SignatureError::NoMatch,
    ];
    let given = errors.map(|error| (error.code(), error.params().into_keys().collect::<Vec<_>>()));
    let named = |kind: &ReasonKind| kind.params.iter().map(|(name, _)| *name).collect();
    let listed: Vec<_> = SignatureError::KINDS.iter().map(|kind| (kind.code, named(kind))).collect();
    assert_eq!(given.to_vec(), listed);
}
