//! Signs tokens (JWTs) and publishes the keys that verify them, as an OIDC issuer does: for the local issuer and for
//! tests. No function depends on it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{Digest, SHA256, digest};
use ring::error::{KeyRejected, Unspecified};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

/// One key of an issuer.
#[derive(Debug)]
pub struct Signer {
    key: Key,
    key_id: String,
    random: SystemRandom,
}

#[derive(Debug)]
enum Key {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

impl Signer {
    /// Generates a key for ES256, as PKCS#8.
    pub fn generate() -> Result<Vec<u8>, Unspecified> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(made.as_ref().to_vec())
    }

    /// A signer for ES256 with a key in PKCS#8.
    pub fn es256(pkcs8: &[u8]) -> Result<Self, KeyRejected> {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())?;
        Ok(Self::with(digest(&SHA256, key.public_key().as_ref()), Key::Es256(key)))
    }

    /// A signer for RS256 with a key in PKCS#8.
    pub fn rs256(pkcs8: &[u8]) -> Result<Self, KeyRejected> {
        let key = RsaKeyPair::from_pkcs8(pkcs8)?;
        Ok(Self::with(digest(&SHA256, key.public_key().as_ref()), Key::Rs256(key)))
    }

    /// The key id is derived from the key, so that verifiers with a cached key fetch a new one.
    fn with(fingerprint: Digest, key: Key) -> Self {
        let key_id = encoded(fingerprint.as_ref().get(..12).unwrap_or_default());
        Self { key, key_id, random: SystemRandom::new() }
    }

    /// Sets the key id.
    #[must_use]
    pub fn named(self, key_id: &str) -> Self {
        Self { key_id: key_id.to_owned(), ..self }
    }

    /// The public key, as an entry of a key set.
    pub fn jwk(&self) -> Value {
        match &self.key {
            Key::Es256(key) => {
                // An uncompressed point: a byte 4, then both coordinates.
                let point = key.public_key().as_ref();
                let (x, y) = point.get(1..).unwrap_or_default().split_at_checked(32).unwrap_or_default();
                json!({
                    "kid": self.key_id, "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
                    "x": encoded(x), "y": encoded(y),
                })
            }
            Key::Rs256(key) => {
                let PublicKeyComponents { n, e }: PublicKeyComponents<Vec<u8>> = key.public_key().into();
                json!({
                    "kid": self.key_id, "kty": "RSA", "alg": "RS256", "use": "sig", "n": encoded(n), "e": encoded(e),
                })
            }
        }
    }

    /// Returns a token with these claims.
    pub fn sign(&self, claims: &Value) -> Result<String, Unspecified> {
        let alg = match self.key {
            Key::Es256(_) => "ES256",
            Key::Rs256(_) => "RS256",
        };
        self.sign_under(&json!({"alg": alg, "typ": "JWT", "kid": self.key_id}), claims)
    }

    /// Returns a token with these claims and any header, also an invalid one.
    pub fn sign_under(&self, header: &Value, claims: &Value) -> Result<String, Unspecified> {
        let message = message(header, claims);
        let signature = match &self.key {
            Key::Es256(key) => key.sign(&self.random, message.as_bytes())?.as_ref().to_vec(),
            Key::Rs256(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &self.random, message.as_bytes(), &mut signature)?;
                signature
            }
        };
        Ok(format!("{message}.{}", encoded(signature)))
    }
}

/// The key set of an issuer.
pub fn key_set<'a>(signers: impl IntoIterator<Item = &'a Signer>) -> Value {
    json!({"keys": signers.into_iter().map(Signer::jwk).collect::<Vec<_>>()})
}

/// The signed part of a token.
pub fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()))
}

/// Encodes base64url without padding.
pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_own_id() {
        let [one, other] = [(); 2].map(|()| Signer::generate().unwrap());
        let id = |pkcs8: &[u8]| Signer::es256(pkcs8).unwrap().jwk()["kid"].clone();
        assert_eq!(id(&one), id(&one));
        assert_ne!(id(&one), id(&other));
    }
}
