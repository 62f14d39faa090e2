//! An issuer of tokens.

use api::{Jwks, TokenPolicy, TokenVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "vouchsafe";
const KID: &str = "test-1";
const LIFETIME_SECONDS: i64 = 3_600;

/// Issues ES256 tokens that its own verifier accepts.
#[derive(Debug)]
pub struct TestIssuer {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Default for TestIssuer {
    fn default() -> Self {
        Self::new()
    }
}

impl TestIssuer {
    /// An issuer with a key of its own.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self { key, random }
    }

    /// What functions verify its tokens with.
    pub fn verifier(&self) -> TokenVerifier {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let key = json!({"kid": KID, "kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y)});
        let keys = Jwks::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap();
        TokenVerifier::new(TokenPolicy::new(ISSUER, AUDIENCE, None).unwrap(), keys)
    }

    /// A token of a person with these roles in a company (none for operations), good for an hour.
    pub fn token(&self, sub: &str, company: Option<&str>, roles: &[&str], now: Timestamp) -> String {
        let mut claims =
            json!({"sub": sub, "email": format!("{}@partner.example", sub.to_lowercase()), "roles": roles});
        if let Some(company) = company {
            claims["company_id"] = json!(company);
        }
        self.sign(claims, now)
    }

    /// A token with these claims; issuer, audience and times are those of a good one where they are not among them.
    pub fn sign(&self, mut claims: Value, now: Timestamp) -> String {
        let expires = now.as_second() + LIFETIME_SECONDS;
        let good = json!({"iss": ISSUER, "aud": AUDIENCE, "iat": now.as_second(), "exp": expires});
        for (name, value) in good.as_object().unwrap() {
            if claims.get(name).is_none() {
                claims[name] = value.clone();
            }
        }
        let header = json!({"alg": "ES256", "kid": KID, "typ": "JWT"});
        let message = format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()));
        let signature = self.key.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", encoded(signature.as_ref()))
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
