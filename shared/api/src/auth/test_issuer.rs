//! An issuer for tests: keys, key sets and tokens, good and forged.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

/// Generated for these tests and used nowhere else.
const RSA_KEY: &[u8] = include_bytes!("../../fixtures/rsa_key_for_tests_only.pk8.der");

pub(crate) const RSA_KID: &str = "rsa-1";
pub(crate) const EC_KID: &str = "ec-1";

pub(crate) struct TestIssuer {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    random: SystemRandom,
}

impl TestIssuer {
    pub(crate) fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let ec = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        Self { rsa: RsaKeyPair::from_pkcs8(RSA_KEY).unwrap(), ec, random }
    }

    /// Modulus and exponent.
    pub(crate) fn rsa_public(&self) -> (Vec<u8>, Vec<u8>) {
        let public: PublicKeyComponents<Vec<u8>> = self.rsa.public_key().into();
        (public.n, public.e)
    }

    pub(crate) fn rsa_jwk(&self) -> Value {
        let (n, e) = self.rsa_public();
        json!({"kid": RSA_KID, "kty": "RSA", "alg": "RS256", "use": "sig", "n": encoded(&n), "e": encoded(&e)})
    }

    pub(crate) fn ec_jwk(&self) -> Value {
        let (x, y) = self.ec.public_key().as_ref()[1..].split_at(32);
        json!({"kid": EC_KID, "kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y)})
    }

    pub(crate) fn key_set(&self) -> Vec<u8> {
        json!({"keys": [self.rsa_jwk(), self.ec_jwk()]}).to_string().into_bytes()
    }

    pub(crate) fn rs256(&self, claims: &Value) -> String {
        self.rs256_as(&json!({"alg": "RS256", "kid": RSA_KID}), claims)
    }

    /// Signed with the RSA key, whatever the header says.
    pub(crate) fn rs256_as(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let mut signature = vec![0; self.rsa.public().modulus_len()];
        self.rsa.sign(&RSA_PKCS1_SHA256, &self.random, message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", encoded(&signature))
    }

    pub(crate) fn es256(&self, claims: &Value) -> String {
        self.es256_as(&json!({"alg": "ES256", "kid": EC_KID}), claims)
    }

    /// Signed with the EC key, whatever the header says.
    pub(crate) fn es256_as(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.ec.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", encoded(signature.as_ref()))
    }
}

pub(crate) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()))
}

pub(crate) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
