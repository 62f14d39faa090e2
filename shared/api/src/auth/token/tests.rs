mod at_random;

use lambda_http::Body;
use ring::hmac;
use serde_json::{Value, json};

use super::*;
use crate::auth::jwks::Jwks;
use crate::auth::test_issuer::{EC_KID, RSA_KID, TestIssuer};
use crate::auth::token_policy::PolicyError;
use domain::Role;
use signer::{encoded, message};

const ISSUER: &str = "https://issuer.example/pool-1";
const AUDIENCE: &str = "client-1";

fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

fn policy(claims: Option<&str>) -> TokenPolicy {
    TokenPolicy::new(ISSUER, AUDIENCE, claims).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "exp": now().as_second() + 600,
        "email": "mei@contoso.example", "company_id": "P-1", "roles": ["mpn_admin", "incentives"]
    })
}

/// The number half a second later.
fn fraction(second: i64) -> Value {
    serde_json::from_str(&format!("{second}.5")).unwrap()
}

/// The default claims with changes; `null` removes a claim.
fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        members.remove(name);
        if !value.is_null() {
            members.insert(name.clone(), value.clone());
        }
    }
    claims
}

async fn verify(issuer: &TestIssuer, policy: TokenPolicy, token: &str) -> Result<Caller, Failure> {
    TokenVerifier::new(policy, Jwks::parse(&issuer.key_set()).unwrap()).verify(token, now()).await
}

async fn caller(issuer: &TestIssuer, claims: &Value) -> Result<Caller, Failure> {
    verify(issuer, policy(None), &issuer.es256(claims)).await
}

/// The code of the first reason of a 401.
fn refusal_code(outcome: Result<Caller, Failure>) -> &'static str {
    let failure = outcome.unwrap_err();
    assert_eq!(failure.status().as_u16(), 401, "{failure}");
    failure.reasons()[0].code
}

#[tokio::test]
async fn both_algorithms_yield_the_caller() {
    let issuer = TestIssuer::new();
    for token in [issuer.rs256(&claims()), issuer.es256(&claims())] {
        let caller = verify(&issuer, policy(None), &token).await.unwrap();
        assert_eq!(caller.sub.as_str(), "u-1");
        assert_eq!(caller.email.unwrap().as_str(), "mei@contoso.example");
        assert_eq!(caller.company.unwrap().as_str(), "P-1");
        assert_eq!(caller.roles, [Role::MpnAdmin, Role::Incentives]);
        assert_eq!(caller.locations, None);
    }
}

#[tokio::test]
async fn the_name_is_read_and_an_unusable_one_counts_as_absent() {
    let issuer = TestIssuer::new();
    for (name, expected) in [
        (json!("Chen  Yu-Lin "), Some("Chen Yu-Lin")),
        (json!("陳玉琳"), Some("陳玉琳")),
        (Value::Null, None),
        (json!(""), None),
        (json!("\u{202e}Chen"), None),
        (json!("a\nb"), None),
        (json!("x".repeat(201)), None),
        (json!(["Chen"]), None),
        (json!({"given": "Chen"}), None),
    ] {
        let caller = caller(&issuer, &claims_with(&json!({"name": name}))).await.unwrap();
        assert_eq!(caller.name.as_ref().map(domain::Name::as_str), expected, "{name}");
    }
}

#[tokio::test]
async fn a_token_cannot_choose_its_algorithm() {
    let issuer = TestIssuer::new();
    // (`alg`, `kid`, expected code); every signature is made with the issuer's RSA key.
    let confusions = [
        ("none", RSA_KID, "token_algorithm"),
        ("None", RSA_KID, "token_algorithm"),
        ("", RSA_KID, "token_algorithm"),
        ("rs256", RSA_KID, "token_algorithm"),
        ("HS256", RSA_KID, "token_algorithm"),
        ("RS512", RSA_KID, "token_algorithm"),
        ("PS256", RSA_KID, "token_algorithm"),
        ("RS256", EC_KID, "token_algorithm"),
        ("ES256", RSA_KID, "token_algorithm"),
        ("ES256", EC_KID, "token_signature"),
        ("RS256", "other", "token_unknown_key"),
        ("RS256", "", "token_unknown_key"),
    ];
    for (alg, kid, expected) in confusions {
        let token = issuer.rsa.sign_under(&json!({"alg": alg, "kid": kid}), &claims()).unwrap();
        let outcome = verify(&issuer, policy(None), &token).await;
        assert_eq!(refusal_code(outcome), expected, "{alg} {kid}");
    }
    let unnamed = issuer.rsa.sign_under(&json!({"alg": "RS256"}), &claims()).unwrap();
    assert_eq!(refusal_code(verify(&issuer, policy(None), &unnamed).await), "token_kid_missing");
}

#[tokio::test]
async fn a_token_without_a_key_id_is_verified_with_the_only_key() {
    let issuer = TestIssuer::new();
    let keys = json!({"keys": [issuer.ec.jwk()]}).to_string();
    let verifier = TokenVerifier::new(policy(None), Jwks::parse(keys.as_bytes()).unwrap());
    for header in [json!({"alg": "ES256"}), json!({"alg": "ES256", "kid": null})] {
        assert!(verifier.verify(&issuer.ec.sign_under(&header, &claims()).unwrap(), now()).await.is_ok());
        let forged = TestIssuer::new().ec.sign_under(&header, &claims()).unwrap();
        assert_eq!(refusal_code(verifier.verify(&forged, now()).await), "token_signature");
    }
    let other = issuer.rsa.sign_under(&json!({"alg": "RS256"}), &claims()).unwrap();
    assert_eq!(refusal_code(verifier.verify(&other, now()).await), "token_algorithm");
    let unknown = issuer.ec.sign_under(&json!({"alg": "ES256", "kid": "other"}), &claims()).unwrap();
    assert_eq!(refusal_code(verifier.verify(&unknown, now()).await), "token_unknown_key");
}

#[tokio::test]
async fn forged_signatures_are_refused() {
    let issuer = TestIssuer::new();
    let unsigned = message(&json!({"alg": "none", "kid": RSA_KID}), &claims());
    let hs256 = message(&json!({"alg": "HS256", "kid": RSA_KID}), &claims());
    let public_key = hmac::Key::new(hmac::HMAC_SHA256, &issuer.rsa_modulus());
    let tag = encoded(hmac::sign(&public_key, hs256.as_bytes()).as_ref());
    let stranger = TestIssuer::new();
    let own_key = json!({"alg": "ES256", "kid": EC_KID, "jwk": stranger.ec.jwk()});
    let forgeries = [
        (format!("{unsigned}."), "token_algorithm"),
        (format!("{hs256}.{tag}"), "token_algorithm"),
        (stranger.ec.sign_under(&own_key, &claims()).unwrap(), "token_signature"),
    ];
    for (token, expected) in forgeries {
        let outcome = verify(&issuer, policy(None), &token).await;
        assert_eq!(refusal_code(outcome), expected, "{token}");
    }
}

#[tokio::test]
async fn an_altered_or_malformed_token_is_refused() {
    let issuer = TestIssuer::new();
    let good = issuer.rs256(&claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let header = signed.split('.').next().unwrap();
    let altered = encoded(claims_with(&json!({"company_id": "P-2"})).to_string().as_bytes());
    let cut = &signature[..signature.len() - 2];
    let critical = json!({"alg": "RS256", "kid": RSA_KID, "crit": ["b64"], "b64": false});
    let cases = [
        (format!("{header}.{altered}.{signature}"), "token_signature"),
        (format!("{signed}."), "token_signature"),
        (format!("{signed}.{cut}"), "token_signature"),
        (issuer.rsa.sign_under(&critical, &claims()).unwrap(), "token_malformed"),
        (format!("{good}.a.b"), "token_malformed"),
        (signed.to_owned(), "token_malformed"),
        (format!("{good}="), "token_malformed"),
        ("\u{0}.é.🙂".to_owned(), "token_malformed"),
        (String::new(), "token_malformed"),
        ("..".to_owned(), "token_malformed"),
        ("a".repeat(TOKEN_BYTES_MAX + 1), "token_too_long"),
        (format!("{}.e30.AA", encoded([b'['; 4_000])), "token_malformed"),
        (issuer.es256(&json!(["not", "an", "object"])), "token_malformed"),
    ];
    for (token, expected) in cases {
        let outcome = verify(&issuer, policy(None), &token).await;
        assert_eq!(refusal_code(outcome), expected, "{token}");
    }
}

#[tokio::test]
async fn wrong_claims_are_refused() {
    let issuer = TestIssuer::new();
    let second = now().as_second();
    let cases = [
        (json!({"iss": "https://issuer.example/pool-2"}), "token_issuer"),
        (json!({"iss": format!("{ISSUER}/")}), "token_issuer"),
        (json!({"iss": null}), "token_issuer"),
        (json!({"iss": [ISSUER]}), "token_claim"),
        (json!({"aud": "client-2"}), "token_audience"),
        (json!({"aud": []}), "token_audience"),
        (json!({"aud": null}), "token_audience"),
        (json!({"aud": 7}), "token_claim"),
        (json!({"exp": null}), "token_claim"),
        (json!({"exp": "tomorrow"}), "token_claim"),
        (json!({"exp": 1.5e300}), "token_claim"),
        (json!({"exp": u64::MAX}), "token_claim"),
        (json!({"exp": i64::MIN}), "token_expired"),
        (json!({"exp": second - 61}), "token_expired"),
        (json!({"nbf": second + 61}), "token_not_yet_valid"),
        (json!({"nbf": i64::MAX}), "token_not_yet_valid"),
        (json!({"sub": null}), "token_claim"),
        (json!({"sub": ""}), "token_claim"),
        (json!({"sub": 12}), "token_claim"),
        (json!({"company_id": "P#1"}), "token_claim"),
        (json!({"company_id": ["P-1"]}), "token_claim"),
        (json!({"roles": {"mpn_admin": true}}), "token_claim"),
        (json!({"roles": ["mpn_admin", 1]}), "token_claim"),
        (json!({"locations": "L 1"}), "token_claim"),
        (json!({"locations": ""}), "token_claim"),
        (json!({"roles": ["mpn_admin", null]}), "token_claim"),
        (json!({"roles": ["mpn_admin", ["operations"]]}), "token_claim"),
        (json!({"exp": fraction(second - 62)}), "token_expired"),
        (json!({"exp": -1.5e300}), "token_claim"),
        (json!({"nbf": fraction(second + 61)}), "token_not_yet_valid"),
        (json!({"nbf": "now"}), "token_claim"),
        (json!({"sub": "u".repeat(256)}), "token_claim"),
        (json!({"locations": ["L 1"]}), "token_claim"),
    ];
    for (changes, expected) in cases {
        assert_eq!(refusal_code(caller(&issuer, &claims_with(&changes)).await), expected, "{changes}");
    }
}

#[tokio::test]
async fn a_null_claim_counts_as_absent() {
    let issuer = TestIssuer::new();
    let nulls = ["locations", "roles", "company_id", "email", "nbf", "iat", "token_use"];
    let with_null = |names: &[&str]| {
        let mut claims = claims();
        for name in names {
            claims[*name] = Value::Null;
        }
        claims
    };
    let verified = caller(&issuer, &with_null(&nulls)).await.unwrap();
    assert_eq!((verified.company, verified.locations, verified.roles, verified.email), (None, None, vec![], None));
    for (name, code) in
        [("exp", "token_claim"), ("sub", "token_claim"), ("iss", "token_issuer"), ("aud", "token_audience")]
    {
        assert_eq!(refusal_code(caller(&issuer, &with_null(&[name])).await), code, "{name}");
    }
}

#[tokio::test]
async fn a_single_text_counts_as_a_list_of_one() {
    let issuer = TestIssuer::new();
    let verified = caller(&issuer, &claims_with(&json!({"roles": "incentives", "locations": "L-1"}))).await.unwrap();
    assert_eq!(verified.roles, [Role::Incentives]);
    assert_eq!(verified.locations.unwrap(), [domain::LocationId::parse("L-1").unwrap()]);
    let verified = caller(&issuer, &claims_with(&json!({"roles": "mpn_admin operations"}))).await.unwrap();
    assert_eq!(verified.roles, [], "one text is one role");
}

#[tokio::test]
async fn numeric_dates_may_have_fractions() {
    let issuer = TestIssuer::new();
    let second = now().as_second();
    for changes in [
        json!({"exp": fraction(second), "nbf": fraction(second - 1), "iat": fraction(second - 1)}),
        json!({"exp": fraction(second - 60)}),
        json!({"exp": 1.9e9}),
        json!({"nbf": fraction(second + 59)}),
    ] {
        assert!(caller(&issuer, &claims_with(&changes)).await.is_ok(), "{changes}");
    }
}

#[tokio::test]
async fn a_subject_of_255_characters_and_a_token_of_16_kilobytes_are_accepted() {
    let issuer = TestIssuer::new();
    for sub in ["u".repeat(255), "é".repeat(255)] {
        assert_eq!(caller(&issuer, &claims_with(&json!({"sub": sub}))).await.unwrap().sub.as_str(), sub);
    }
    let of_length = |chars: usize| issuer.es256(&claims_with(&json!({"groups": "g".repeat(chars)})));
    let (longest, longer) = (of_length(11_900), of_length(12_100));
    assert!(longest.len() > 15_900 && longest.len() <= TOKEN_BYTES_MAX && longer.len() > TOKEN_BYTES_MAX);
    assert!(verify(&issuer, policy(None), &longest).await.is_ok());
    assert_eq!(refusal_code(verify(&issuer, policy(None), &longer).await), "token_too_long");
}

#[tokio::test]
async fn clocks_may_differ_by_one_minute() {
    let issuer = TestIssuer::new();
    let second = now().as_second();
    for changes in
        [json!({"exp": second - 59}), json!({"exp": i64::MAX}), json!({"nbf": second + 59}), json!({"nbf": i64::MIN})]
    {
        assert!(caller(&issuer, &claims_with(&changes)).await.is_ok(), "{changes}");
    }
}

#[tokio::test]
async fn the_audience_may_be_one_of_several_or_the_client_of_an_access_token() {
    let issuer = TestIssuer::new();
    let access = json!({"aud": null, "token_use": "access", "client_id": AUDIENCE});
    for changes in [json!({"aud": ["other", AUDIENCE]}), access] {
        assert!(caller(&issuer, &claims_with(&changes)).await.is_ok(), "{changes}");
    }
    for changes in [
        json!({"aud": null, "token_use": "access", "client_id": "client-2"}),
        json!({"aud": null, "token_use": "id", "client_id": AUDIENCE}),
        json!({"aud": null, "client_id": AUDIENCE}),
        json!({"aud": "other", "token_use": "access", "client_id": AUDIENCE}),
    ] {
        assert_eq!(refusal_code(caller(&issuer, &claims_with(&changes)).await), "token_audience", "{changes}");
    }
}

#[tokio::test]
async fn claims_may_have_other_names() {
    let issuer = TestIssuer::new();
    let names = "company_id=custom:company_id, roles=cognito:groups";
    let changes = json!({
        "company_id": null, "custom:company_id": "P-2",
        "roles": ["operations"], "cognito:groups": ["mpn_admin", "some-other-group"]
    });
    let caller = verify(&issuer, policy(Some(names)), &issuer.es256(&claims_with(&changes))).await.unwrap();
    assert_eq!(caller.company.unwrap().as_str(), "P-2");
    assert_eq!(caller.roles, [Role::MpnAdmin]);
}

#[tokio::test]
async fn optional_claims_may_be_absent() {
    let issuer = TestIssuer::new();
    let changes = json!({"email": null, "company_id": null, "roles": null, "locations": ["L-1"]});
    let verified = caller(&issuer, &claims_with(&changes)).await.unwrap();
    assert_eq!((verified.email, verified.company, verified.roles), (None, None, vec![]));
    assert_eq!(verified.locations.unwrap()[0].as_str(), "L-1");
    let odd = caller(&issuer, &claims_with(&json!({"email": "not an address"}))).await.unwrap();
    assert_eq!(odd.email, None);
}

#[tokio::test]
async fn the_authorization_header_is_parsed_by_rfc_9110() {
    let issuer = TestIssuer::new();
    let verifier = TokenVerifier::new(policy(None), Jwks::parse(&issuer.key_set()).unwrap());
    let token = issuer.es256(&claims());
    let request = |values: &[String]| {
        let mut builder = lambda_http::http::Request::builder();
        for value in values {
            builder = builder.header("authorization", value);
        }
        builder.body(Body::Empty).unwrap()
    };
    for good in [format!("Bearer {token}"), format!("bearer  {token} ")] {
        assert!(verifier.caller(&request(std::slice::from_ref(&good)), now()).await.is_ok(), "{good}");
    }
    let both = [format!("Bearer {token}"), format!("Bearer {token}")];
    for bad in [&[][..], std::slice::from_ref(&token), &[format!("Basic {token}")], &["Bearer".to_owned()], &both] {
        let failure = verifier.caller(&request(bad), now()).await.unwrap_err();
        assert_eq!(failure.reasons()[0].code, "token_missing", "{bad:?}");
        assert_eq!(failure.header().unwrap().1, "Bearer");
    }
    let failure = verifier.caller(&request(&["Bearer x".to_owned()]), now()).await.unwrap_err();
    assert_eq!(failure.header().unwrap().1, r#"Bearer error="invalid_token""#);
}

#[test]
fn a_policy_needs_an_issuer_and_an_audience() {
    assert_eq!(TokenPolicy::new(" ", AUDIENCE, None), Err(PolicyError::NoIssuer));
    assert_eq!(TokenPolicy::new(ISSUER, " , ", None), Err(PolicyError::NoAudience));
    for wrong in ["company_id", "company=x", "roles=", "=x"] {
        assert_eq!(TokenPolicy::new(ISSUER, AUDIENCE, Some(wrong)), Err(PolicyError::Claims(wrong.to_owned())));
    }
}
