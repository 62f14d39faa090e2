use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::*;
use crate::auth::test_issuer::{EC_KID, RSA_KID, TestIssuer};
use signer::encoded;

/// An issuer that counts fetches and can be made unreachable.
struct Counting {
    keys: Jwks,
    fetches: AtomicUsize,
    down: AtomicBool,
}

impl Counting {
    fn new() -> Self {
        let keys = Jwks::parse(&TestIssuer::new().key_set()).unwrap();
        Self { keys, fetches: AtomicUsize::new(0), down: AtomicBool::new(false) }
    }
}

impl FetchKeys for &Counting {
    async fn fetch(&self) -> Result<Jwks, Fault> {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        // Lets concurrent callers run.
        tokio::task::yield_now().await;
        if self.down.load(Ordering::SeqCst) {
            return Err(Fault::unavailable("the test issuer", std::io::Error::other("down")));
        }
        Ok(self.keys.clone())
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

#[tokio::test]
async fn keys_are_fetched_once_an_hour() {
    let issuer = Counting::new();
    let cache = KeyCache::new(&issuer);
    assert_eq!(issuer.fetches.load(Ordering::SeqCst), 0, "no work before the first token");
    for (second, fetches) in [(0, 1), (1, 1), (3_599, 1), (3_600, 2), (3_601, 2)] {
        assert!(cache.key(Some(RSA_KID), at(second)).await.unwrap().is_some());
        assert_eq!(issuer.fetches.load(Ordering::SeqCst), fetches, "after {second} s");
    }
}

#[tokio::test]
async fn an_unknown_key_causes_a_fetch_at_most_every_thirty_seconds() {
    let issuer = Counting::new();
    let cache = KeyCache::new(&issuer);
    cache.key(Some(RSA_KID), at(0)).await.unwrap();
    for (second, fetches) in [(29, 1), (30, 2), (31, 2), (59, 2), (60, 3)] {
        assert!(cache.key(Some("invented"), at(second)).await.unwrap().is_none());
        assert_eq!(issuer.fetches.load(Ordering::SeqCst), fetches, "after {second} s");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_prevent_a_fetch() {
    let issuer = Counting::new();
    let cache = KeyCache::new(&issuer);
    cache.key(Some(RSA_KID), at(100_000)).await.unwrap();
    cache.key(Some("rotated"), at(0)).await.unwrap();
    assert_eq!(issuer.fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn concurrent_callers_share_one_fetch() {
    let issuer = Counting::new();
    let cache = KeyCache::new(&issuer);
    let refresh = || cache.key(Some(EC_KID), at(0));
    let (a, b, c, d) = tokio::join!(refresh(), refresh(), refresh(), refresh());
    assert!([a, b, c, d].into_iter().all(|key| key.unwrap().is_some()));
    assert_eq!(issuer.fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn cached_keys_stay_in_use_while_the_issuer_does_not_answer() {
    let issuer = Counting::new();
    let cache = KeyCache::new(&issuer);
    cache.key(Some(RSA_KID), at(0)).await.unwrap();
    issuer.down.store(true, Ordering::SeqCst);
    for (second, fetches) in [(3_600, 2), (3_601, 2), (3_629, 2), (3_630, 3)] {
        assert!(cache.key(Some(RSA_KID), at(second)).await.unwrap().is_some());
        assert_eq!(issuer.fetches.load(Ordering::SeqCst), fetches, "after {second} s");
    }
    assert!(cache.key(Some("rotated"), at(3_631)).await.is_err(), "the key may exist");
    issuer.down.store(false, Ordering::SeqCst);
    assert!(cache.key(Some("rotated"), at(3_660)).await.unwrap().is_none());
    assert!(cache.key(Some(RSA_KID), at(3_660)).await.unwrap().is_some());
    assert!(cache.key(Some(RSA_KID), at(7_000)).await.unwrap().is_some());
    assert_eq!(issuer.fetches.load(Ordering::SeqCst), 4, "fresh again for an hour");
}

#[tokio::test]
async fn without_keys_the_answer_is_unavailable_until_the_issuer_is_back() {
    let issuer = Counting::new();
    issuer.down.store(true, Ordering::SeqCst);
    let cache = KeyCache::new(&issuer);
    let refresh = || cache.key(Some(RSA_KID), at(0));
    let (a, b, c) = tokio::join!(refresh(), refresh(), refresh());
    for outcome in [a, b, c] {
        assert!(matches!(outcome, Err(Fault::Unavailable { .. })));
    }
    assert_eq!(issuer.fetches.load(Ordering::SeqCst), 1);
    issuer.down.store(false, Ordering::SeqCst);
    assert!(cache.key(Some(RSA_KID), at(1)).await.unwrap().is_some());
}

fn with(mut key: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

fn parse(keys: &[Value]) -> Result<Jwks, JwksError> {
    Jwks::parse(json!({ "keys": keys }).to_string().as_bytes())
}

#[test]
fn keys_that_cannot_verify_tokens_are_skipped() {
    let issuer = TestIssuer::new();
    let (rsa, ec) = (issuer.rsa.jwk(), issuer.ec.jwk());
    let useless = [
        with(rsa.clone(), &json!({"use": "enc"})),
        with(rsa.clone(), &json!({"alg": "RS512"})),
        with(rsa.clone(), &json!({"alg": "ES256"})),
        with(rsa.clone(), &json!({"kty": "oct", "k": "AAAA"})),
        with(rsa.clone(), &json!({"n": encoded([255; 128])})),
        with(rsa.clone(), &json!({"n": "not base64!"})),
        with(rsa.clone(), &json!({"e": null})),
        with(ec.clone(), &json!({"crv": "P-384"})),
        with(ec.clone(), &json!({"x": encoded([1; 31])})),
        with(ec.clone(), &json!({"y": null})),
        json!({}),
        json!("a string"),
    ];
    for key in &useless {
        assert!(matches!(parse(std::slice::from_ref(key)), Err(JwksError::NoUsableKey)), "{key}");
    }
    let mixed = parse(&[useless.to_vec(), vec![ec]].concat()).unwrap();
    assert!(mixed.find(Some(EC_KID)).is_some());
    assert!(mixed.find(Some(RSA_KID)).is_none());
}

#[test]
fn a_key_without_alg_and_use_is_usable() {
    let issuer = TestIssuer::new();
    for (key, id) in [(issuer.rsa.jwk(), RSA_KID), (issuer.ec.jwk(), EC_KID)] {
        let unspecified = with(key, &json!({"alg": null, "use": null}));
        assert!(parse(&[unspecified]).unwrap().find(Some(id)).is_some(), "{id}");
    }
}

#[test]
fn a_key_without_an_id_is_usable_only_when_it_is_the_only_one() {
    let issuer = TestIssuer::new();
    let [rsa, ec] = [issuer.rsa.jwk(), issuer.ec.jwk()].map(|key| with(key, &json!({"kid": null})));
    assert!(parse(std::slice::from_ref(&ec)).unwrap().find(None).is_some());
    assert!(matches!(parse(&[rsa.clone(), ec]), Err(JwksError::NoUsableKey)));
    let named = parse(&[rsa, issuer.ec.jwk()]).unwrap();
    assert!(named.find(Some(EC_KID)).is_some() && named.find(None).is_none());
}

#[test]
fn a_token_without_a_key_id_is_verified_with_the_only_key() {
    let issuer = TestIssuer::new();
    let encrypting = with(issuer.rsa.jwk(), &json!({"use": "enc"}));
    let one = parse(&[encrypting, issuer.ec.jwk()]).unwrap();
    assert_eq!(one.find(None), one.find(Some(EC_KID)));
    assert!(one.find(Some("")).is_none() && one.find(Some("other")).is_none());
    assert!(Jwks::parse(&issuer.key_set()).unwrap().find(None).is_none());
}

#[test]
fn leading_zeros_of_a_modulus_are_ignored() {
    let issuer = TestIssuer::new();
    let padded = [vec![0], issuer.rsa_modulus()].concat();
    let one = parse(&[issuer.rsa.jwk()]).unwrap().find(Some(RSA_KID));
    let other = parse(&[with(issuer.rsa.jwk(), &json!({"n": encoded(&padded)}))]).unwrap().find(Some(RSA_KID));
    assert_eq!(one, other);
}

#[test]
fn what_is_not_a_key_set_is_an_error() {
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":"#] {
        assert!(matches!(Jwks::parse(text.as_bytes()), Err(JwksError::Unreadable(_))), "{text}");
    }
}
