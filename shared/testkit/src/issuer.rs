//! A token issuer for tests.

use api::{Jwks, TokenPolicy, TokenVerifier};
use jiff::Timestamp;
use serde_json::{Value, json};
use signer::Signer;

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "vouchsafe";
const LIFETIME_SECONDS: i64 = 3_600;

/// Issues ES256 tokens that its own verifier accepts.
#[derive(Debug)]
pub struct TestIssuer(Signer);

impl Default for TestIssuer {
    fn default() -> Self {
        Self::new()
    }
}

impl TestIssuer {
    /// An issuer with a key of its own.
    pub fn new() -> Self {
        Self(Signer::es256(&Signer::generate().unwrap()).unwrap())
    }

    /// A verifier of its tokens.
    pub fn verifier(&self) -> TokenVerifier {
        let keys = Jwks::parse(signer::key_set([&self.0]).to_string().as_bytes()).unwrap();
        TokenVerifier::new(TokenPolicy::new(ISSUER, AUDIENCE, None).unwrap(), keys)
    }

    /// A verifier of its tokens for another audience.
    pub fn verifier_for(&self, audience: &str) -> TokenVerifier {
        let keys = Jwks::parse(signer::key_set([&self.0]).to_string().as_bytes()).unwrap();
        TokenVerifier::new(TokenPolicy::new(ISSUER, audience, None).unwrap(), keys)
    }

    /// A token, valid for an hour, of a person with these roles in a company (`None` for operations).
    pub fn token(&self, sub: &str, company: Option<&str>, roles: &[&str], now: Timestamp) -> String {
        let mut claims =
            json!({"sub": sub, "email": format!("{}@partner.example", sub.to_lowercase()), "roles": roles});
        if let Some(company) = company {
            claims["company_id"] = json!(company);
        }
        self.sign(claims, now)
    }

    /// A token with these claims, completed with a valid issuer, audience, issue time and expiry.
    pub fn sign(&self, mut claims: Value, now: Timestamp) -> String {
        let expires = now.as_second() + LIFETIME_SECONDS;
        let valid = json!({"iss": ISSUER, "aud": AUDIENCE, "iat": now.as_second(), "exp": expires});
        for (name, value) in valid.as_object().unwrap() {
            if claims.get(name).is_none() {
                claims[name] = value.clone();
            }
        }
        self.0.sign(&claims).unwrap()
    }
}
