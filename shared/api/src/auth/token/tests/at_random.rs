//! Property tests: any texts as tokens, and signed tokens with any claims.

use std::sync::LazyLock;

use domain::{Actor, CompanyId, LocationId};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tokio::runtime::{Builder, Runtime};

use super::*;
use crate::arbitrary::json_value;

static ISSUER_FOR_ALL: LazyLock<TestIssuer> = LazyLock::new(TestIssuer::new);
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

const NAMES: &[&str] = &[
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "email",
    "name",
    "company_id",
    "roles",
    "locations",
    "token_use",
    "client_id",
];

fn verified(token: &str) -> Result<Caller, Failure> {
    RUNTIME.block_on(verify(&ISSUER_FOR_ALL, policy(None), token))
}

/// A claim and its new value: any, the valid one of another claim, or a time near now.
fn change() -> impl Strategy<Value = (&'static str, Value)> {
    let borrowed = select(NAMES).prop_map(|name| claims()[name].clone());
    let time = (-70_i64..70).prop_map(|seconds| json!(now().as_second() + seconds));
    let access = select(&["access", AUDIENCE, "P-2", "mpn_admin"][..]).prop_map(Value::from);
    (select(NAMES), prop_oneof![3 => json_value(), 1 => borrowed, 1 => time, 1 => access])
}

/// The texts of a claim: a list of texts, or one text.
fn texts(claim: &Value) -> Vec<&str> {
    claim
        .as_str()
        .map_or_else(|| claim.as_array().into_iter().flatten().filter_map(Value::as_str).collect(), |text| vec![text])
}

/// The conditions of an accepted token, written without the verifier's code.
fn is_acceptable(claims: &Value) -> bool {
    let second = |after: i64| f64::from(i32::try_from(now().as_second() + after).unwrap());
    // A number beyond 64 bits is no time.
    let time = |name: &str| claims[name].as_f64().filter(|seconds| seconds.abs() < 9_223_372_036_854_775_807.0);
    let audience = if claims["aud"].is_null() { &claims["client_id"] } else { &claims["aud"] };
    claims["iss"] == ISSUER
        && texts(audience).contains(&AUDIENCE)
        && (!claims["aud"].is_null() || claims["token_use"] == "access")
        && time("exp").is_some_and(|exp| exp >= second(-60))
        && (claims["nbf"].is_null() || time("nbf").is_some_and(|nbf| nbf < second(61)))
        && claims["sub"].as_str().and_then(|sub| Actor::parse(sub).ok()).is_some_and(|sub| !sub.is_system())
        && is_list_of(&claims["roles"], |_| true)
        && is_list_of(&claims["locations"], |id| LocationId::parse(id).is_ok())
        && is_absent_or(&claims["company_id"], |id| CompanyId::parse(id).is_ok())
        && is_absent_or(&claims["email"], |_| true)
}

fn is_absent_or(claim: &Value, is_valid: impl Fn(&str) -> bool) -> bool {
    claim.is_null() || claim.as_str().is_some_and(is_valid)
}

/// True for no claim, one text, or a list of texts.
fn is_list_of(claim: &Value, is_valid: impl Fn(&str) -> bool) -> bool {
    let is_text = |item: &Value| item.as_str().is_some_and(&is_valid);
    claim.as_array().map_or_else(|| is_absent_or(claim, &is_valid), |items| items.iter().all(is_text))
}

proptest! {
    #[test]
    fn no_bytes_make_the_verifier_panic(token in ".{0,200}", header in ".{0,60}", payload in ".{0,60}") {
        let built = format!("{}.{}.AAAA", encoded(header.as_bytes()), encoded(payload.as_bytes()));
        for token in [token, built] {
            prop_assert!(Signed::parse(&token).is_err());
        }
    }

    #[test]
    fn a_token_with_a_changed_character_is_refused(at in any::<Index>(), to in any::<Index>()) {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
        let mut token = ISSUER_FOR_ALL.es256(&claims()).into_bytes();
        let at = at.index(token.len());
        let others: Vec<u8> = ALPHABET.iter().copied().filter(|byte| *byte != token[at]).collect();
        token[at] = others[to.index(others.len())];
        prop_assert!(verified(std::str::from_utf8(&token).unwrap()).is_err());
    }

    /// Signed by the issuer, so only the claims decide. The caller has what the token says, and no more.
    #[test]
    fn any_signed_claims_are_accepted_by_rule_or_refused(changes in prop::collection::vec(change(), 0..4)) {
        let mut claims = claims();
        for (name, value) in changes {
            claims[name] = value;
        }
        match verified(&ISSUER_FOR_ALL.es256(&claims)) {
            Ok(caller) => {
                prop_assert!(is_acceptable(&claims), "{claims}");
                prop_assert_eq!(caller.company.is_some(), !claims["company_id"].is_null());
                prop_assert_eq!(caller.locations.is_some(), !claims["locations"].is_null());
                let granted = texts(&claims["roles"]);
                prop_assert!(caller.roles.iter().all(|role| granted.contains(&role.as_str())));
            }
            Err(failure) => {
                prop_assert!(!is_acceptable(&claims), "{failure}: {claims}");
                prop_assert_eq!(failure.status().as_u16(), 401, "{}", failure);
                prop_assert!(failure.reasons().iter().all(|reason| !reason.detail.contains(char::is_control)));
            }
        }
    }
}
