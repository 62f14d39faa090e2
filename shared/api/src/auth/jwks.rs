//! The public keys of a token issuer (RFC 7517), and their cache.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Fault;
use jiff::{SignedDuration, Timestamp};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::body::reason::Cause;

/// The time for which fetched keys are used without fetching again.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_hours(1);
/// The shortest time between two fetches, so that invented key ids cannot flood the issuer with requests.
pub const REFETCH_AFTER: SignedDuration = SignedDuration::from_secs(30);
/// The shortest time between two fetches before the first success: one lost packet must not fail every request for half
/// a minute.
pub const REFETCH_WITHOUT_KEYS_AFTER: SignedDuration = SignedDuration::from_secs(1);
/// The most keys read of one issuer.
pub const KEYS_MAX: usize = 64;
/// The shortest RSA modulus, in bytes: 2,048 bits (RFC 7518 3.3).
const RSA_MODULUS_BYTES_MIN: usize = 256;
/// The length of one coordinate on P-256, in bytes.
const P256_COORDINATE_BYTES: usize = 32;

/// An accepted signature algorithm. There is no other, so that no header can choose a weaker one (RFC 8725 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// A public key. The key's type alone decides the algorithm; the token's header cannot change it (RFC 8725 3.1).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PublicKey {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// The uncompressed point: `4`, x, y.
    P256(Vec<u8>),
}

impl PublicKey {
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::P256(_) => Algorithm::Es256,
        }
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
        }
    }
}

/// The reason why a key set is unusable.
#[derive(Debug, thiserror::Error)]
pub enum JwksError {
    /// Not a key set (RFC 7517 5).
    #[error("the key set is not readable")]
    Unreadable(#[from] serde_json::Error),
    /// Nothing in it verifies RS256 or ES256, or several keys do and none has an id.
    #[error("the key set holds no key for RS256 or ES256 that tokens can name")]
    NoUsableKey,
}

/// The usable keys of an issuer.
#[derive(Clone, Debug, Default)]
pub struct Jwks {
    by_id: BTreeMap<String, Arc<PublicKey>>,
    /// The key of a set with a single key: tokens need not name it (OpenID Connect Core 10.1).
    only: Option<Arc<PublicKey>>,
}

impl Jwks {
    /// Parses a key set. Keys of other types and encryption keys are skipped: an issuer may publish them beside its
    /// signing keys. A key without an id is usable only when it is the only one.
    ///
    /// # Errors
    /// [`JwksError`] when the document is no key set, or has no usable key.
    pub fn parse(document: &[u8]) -> Result<Self, JwksError> {
        let set: KeySet = serde_json::from_slice(document)?;
        let keys: Vec<_> = set.keys.into_iter().take(KEYS_MAX).filter_map(usable).collect();
        let only = if let [(_, key)] = keys.as_slice() { Some(Arc::clone(key)) } else { None };
        let by_id: BTreeMap<_, _> = keys.into_iter().filter_map(|(kid, key)| Some((kid?, key))).collect();
        if only.is_none() && by_id.is_empty() { Err(JwksError::NoUsableKey) } else { Ok(Self { by_id, only }) }
    }

    /// Returns the key with this id; without an id, the only key of the set.
    pub(crate) fn find(&self, kid: Option<&str>) -> Option<Arc<PublicKey>> {
        kid.map_or(self.only.as_ref(), |kid| self.by_id.get(kid)).cloned()
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

/// The members of a key that are read (RFC 7517 4, RFC 7518 6.2, 6.3).
#[derive(Deserialize)]
struct Jwk {
    kid: Option<String>,
    kty: String,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

fn usable(value: serde_json::Value) -> Option<(Option<String>, Arc<PublicKey>)> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let key = match jwk.kty.as_str() {
        "RSA" => rsa(&jwk)?,
        "EC" if jwk.crv.as_deref() == Some("P-256") => p256(&jwk)?,
        _ => return None,
    };
    let signs = jwk.usage.as_deref().is_none_or(|usage| usage == "sig");
    let fits = jwk.alg.as_deref().is_none_or(|alg| Algorithm::named(alg) == Some(key.algorithm()));
    (signs && fits).then(|| (jwk.kid, Arc::new(key)))
}

fn rsa(jwk: &Jwk) -> Option<PublicKey> {
    let (modulus, exponent) = (integer(jwk.n.as_deref()?)?, integer(jwk.e.as_deref()?)?);
    (modulus.len() >= RSA_MODULUS_BYTES_MIN).then_some(PublicKey::Rsa { modulus, exponent })
}

fn p256(jwk: &Jwk) -> Option<PublicKey> {
    let (x, y) = (decoded(jwk.x.as_deref()?)?, decoded(jwk.y.as_deref()?)?);
    let has_both = x.len() == P256_COORDINATE_BYTES && y.len() == P256_COORDINATE_BYTES;
    has_both.then(|| PublicKey::P256([vec![4], x, y].concat()))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Decodes a big-endian integer and drops leading zeros, which some issuers write and `ring` rejects.
fn integer(text: &str) -> Option<Vec<u8>> {
    Some(decoded(text)?.into_iter().skip_while(|byte| *byte == 0).collect())
}

/// A source of keys.
pub(crate) trait FetchKeys: Send + Sync {
    /// Fetches the current keys.
    fn fetch(&self) -> impl Future<Output = Result<Jwks, Fault>> + Send;
}

/// A cache of an issuer's keys between invocations.
///
/// A known, fresh key is returned at once. An unknown key id, or keys older than [`FRESH_FOR`], cause one fetch, which
/// concurrent callers share. While the issuer does not answer, the cached keys stay in use: its outage must not fail
/// requests with known keys.
#[derive(Debug)]
pub(crate) struct KeyCache<K> {
    source: K,
    cached: RwLock<CachedKeys>,
    fetching: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct CachedKeys {
    keys: Jwks,
    /// The time of the last successful fetch; `None` before the first.
    fetched_at: Option<Timestamp>,
    /// The time of the last fetch, successful or not.
    attempted_at: Option<Timestamp>,
}

impl<K: FetchKeys> KeyCache<K> {
    pub(crate) fn new(source: K) -> Self {
        Self { source, cached: RwLock::default(), fetching: Mutex::default() }
    }

    /// Returns the key with this id, or the only one; `None` when the issuer does not publish it.
    ///
    /// # Errors
    /// [`Fault`] when the key is not cached and the issuer does not answer.
    pub(crate) async fn key(&self, kid: Option<&str>, now: Timestamp) -> Result<Option<Arc<PublicKey>>, Fault> {
        if let Some(key) = self.cached().fresh_key(kid, now) {
            return Ok(Some(key));
        }
        let _fetching = self.fetching.lock().await;
        // Another caller may have fetched the key while this one waited.
        let cached = self.cached();
        if let Some(key) = cached.fresh_key(kid, now) {
            return Ok(Some(key));
        }
        let cached = if cached.may_fetch(now) { self.refresh(cached, now).await } else { cached };
        match cached.keys.find(kid) {
            Some(key) => Ok(Some(key)),
            None if cached.last_fetch_succeeded() => Ok(None),
            // The issuer may have a new key: a 401 would make clients discard valid tokens.
            None => Err(issuer_unavailable()),
        }
    }

    /// Fetches the keys and updates the cache. A failure is logged here, because it reaches no caller while the cached
    /// keys are usable.
    async fn refresh(&self, cached: CachedKeys, now: Timestamp) -> CachedKeys {
        let attempted_at = Some(now);
        let cached = match self.source.fetch().await {
            Ok(keys) => CachedKeys { keys, fetched_at: attempted_at, attempted_at },
            Err(fault) => {
                let cause = Cause::of(&fault);
                tracing::warn!(%cause, "the token issuer does not answer; the cached keys stay in use");
                CachedKeys { attempted_at, ..cached }
            }
        };
        self.store(cached.clone());
        cached
    }

    fn cached(&self) -> CachedKeys {
        self.cached.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, cached: CachedKeys) {
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = cached;
    }
}

impl CachedKeys {
    fn fresh_key(&self, kid: Option<&str>, now: Timestamp) -> Option<Arc<PublicKey>> {
        let fresh = self.fetched_at.is_some_and(|at| between(at, now) < FRESH_FOR);
        if fresh { self.keys.find(kid) } else { None }
    }

    /// True when the last fetch succeeded, so that a key that is not cached does not exist.
    fn last_fetch_succeeded(&self) -> bool {
        self.fetched_at.is_some() && self.fetched_at == self.attempted_at
    }

    fn may_fetch(&self, now: Timestamp) -> bool {
        let pause = if self.fetched_at.is_some() { REFETCH_AFTER } else { REFETCH_WITHOUT_KEYS_AFTER };
        self.attempted_at.is_none_or(|at| between(at, now) >= pause)
    }
}

/// The absolute time between two instants: a clock that was set back must not prevent a fetch.
fn between(one: Timestamp, other: Timestamp) -> SignedDuration {
    one.duration_since(other).abs()
}

fn issuer_unavailable() -> Fault {
    let source = std::io::Error::new(std::io::ErrorKind::NotConnected, "the last fetch failed");
    Fault::unavailable("the token issuer", source)
}

#[cfg(test)]
mod tests;
