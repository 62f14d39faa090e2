//! An issuer for tests, with a key of each kind.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use signer::Signer;

/// An RSA key generated for these tests.
const RSA_KEY: &[u8] = include_bytes!("../../fixtures/rsa_key_for_tests_only.pk8.der");

pub(crate) const RSA_KID: &str = "rsa-1";
pub(crate) const EC_KID: &str = "ec-1";

pub(crate) struct TestIssuer {
    pub(crate) rsa: Signer,
    pub(crate) ec: Signer,
}

impl TestIssuer {
    pub(crate) fn new() -> Self {
        let ec = Signer::es256(&Signer::generate().unwrap()).unwrap();
        Self { rsa: Signer::rs256(RSA_KEY).unwrap().named(RSA_KID), ec: ec.named(EC_KID) }
    }

    pub(crate) fn key_set(&self) -> Vec<u8> {
        signer::key_set([&self.rsa, &self.ec]).to_string().into_bytes()
    }

    pub(crate) fn rsa_modulus(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(self.rsa.jwk()["n"].as_str().unwrap()).unwrap()
    }

    pub(crate) fn rs256(&self, claims: &Value) -> String {
        self.rsa.sign(claims).unwrap()
    }

    pub(crate) fn es256(&self, claims: &Value) -> String {
        self.ec.sign(claims).unwrap()
    }
}
