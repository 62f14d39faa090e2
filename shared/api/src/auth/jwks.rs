//! The public keys of a token issuer (RFC 7517), and when to ask the issuer for them.

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

/// How long keys are used without asking again.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Shortest time between two questions, so that invented key ids cannot make us hammer the issuer.
pub const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(30);
/// The same while there is no key at all: one lost packet must not refuse everybody for half a minute.
pub const ASK_AGAIN_WITHOUT_KEYS_AFTER: SignedDuration = SignedDuration::from_secs(1);
/// Most keys kept of one issuer.
pub const KEYS_MAX: usize = 64;
/// Shortest RSA modulus, in bytes: 2,048 bits (RFC 7518 3.3).
const RSA_MODULUS_BYTES_MIN: usize = 256;
/// Length of one coordinate on P-256, in bytes.
const P256_COORDINATE_BYTES: usize = 32;

/// The signature algorithms accepted. There is no other, so no header can choose a weaker one.
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

/// One key. Its kind alone decides the algorithm it verifies with: a token cannot talk it into another.
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

/// Why a key set cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JwksError {
    /// Not a key set (RFC 7517 5).
    #[error("the key set is not readable")]
    Unreadable(#[from] serde_json::Error),
    /// Nothing in it verifies RS256 or ES256, or several keys do and none has an id.
    #[error("the key set holds no key for RS256 or ES256 that tokens can name")]
    NoUsableKey,
}

/// An issuer's keys.
#[derive(Clone, Debug, Default)]
pub struct Jwks {
    by_id: BTreeMap<String, Arc<PublicKey>>,
    /// The key, if there is no other: tokens need not name it (OpenID Connect Core 10.1).
    only: Option<Arc<PublicKey>>,
}

impl Jwks {
    /// Reads a key set. Keys of other kinds and for encryption are left out, as an issuer may publish them beside those
    /// that sign tokens. A key without an id is of use only when it is the only one.
    ///
    /// # Errors
    /// [`JwksError`] when it is no key set, or nothing in it is of use.
    pub fn parse(document: &[u8]) -> Result<Self, JwksError> {
        let set: KeySet = serde_json::from_slice(document)?;
        let keys: Vec<_> = set.keys.into_iter().take(KEYS_MAX).filter_map(usable).collect();
        let only = if let [(_, key)] = keys.as_slice() { Some(Arc::clone(key)) } else { None };
        let by_id: BTreeMap<_, _> = keys.into_iter().filter_map(|(kid, key)| Some((kid?, key))).collect();
        if only.is_none() && by_id.is_empty() { Err(JwksError::NoUsableKey) } else { Ok(Self { by_id, only }) }
    }

    /// The key of this id; without an id, the only key.
    pub(crate) fn find(&self, kid: Option<&str>) -> Option<Arc<PublicKey>> {
        kid.map_or(self.only.as_ref(), |kid| self.by_id.get(kid)).cloned()
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

/// The members of a key that are looked at (RFC 7517 4, RFC 7518 6.2, 6.3).
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
    let whole = x.len() == P256_COORDINATE_BYTES && y.len() == P256_COORDINATE_BYTES;
    whole.then(|| PublicKey::P256([vec![4], x, y].concat()))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// A big-endian integer without the leading zeros that some issuers write and the verifier refuses.
fn integer(text: &str) -> Option<Vec<u8>> {
    Some(decoded(text)?.into_iter().skip_while(|byte| *byte == 0).collect())
}

/// Where keys come from.
pub(crate) trait FetchKeys: Send + Sync {
    /// The keys as they are now.
    fn fetch(&self) -> impl Future<Output = Result<Jwks, Fault>> + Send;
}

/// Keys held between invocations.
///
/// A key that is known and fresh costs no wait. An unknown id, or keys older than an hour, make one caller ask the
/// issuer while the others wait for that answer. When the issuer cannot be reached, the keys held stay in use: an
/// outage of the issuer must not become one of ours.
#[derive(Debug)]
pub(crate) struct KeyCache<K> {
    source: K,
    held: RwLock<CachedKeys>,
    asking: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct CachedKeys {
    keys: Jwks,
    /// When the keys came; `None` as long as none ever did.
    fetched_at: Option<Timestamp>,
    /// When the issuer was last asked, whatever came of it.
    asked_at: Option<Timestamp>,
}

impl<K: FetchKeys> KeyCache<K> {
    pub(crate) fn new(source: K) -> Self {
        Self { source, held: RwLock::default(), asking: Mutex::default() }
    }

    /// The key of this id, or the only one; `None` when the issuer does not know it either.
    ///
    /// # Errors
    /// [`Fault`] when the key is not held and the issuer does not answer.
    pub(crate) async fn key(&self, kid: Option<&str>, now: Timestamp) -> Result<Option<Arc<PublicKey>>, Fault> {
        if let Some(key) = self.held().fresh_key(kid, now) {
            return Ok(Some(key));
        }
        let _asking = self.asking.lock().await;
        // Whoever asked while this caller waited may have brought the key.
        let held = self.held();
        if let Some(key) = held.fresh_key(kid, now) {
            return Ok(Some(key));
        }
        let held = if held.may_ask(now) { self.ask(held, now).await } else { held };
        match held.keys.find(kid) {
            Some(key) => Ok(Some(key)),
            None if held.is_answered() => Ok(None),
            // Perhaps the issuer has a new key: a refusal would make clients throw good tokens away.
            None => Err(unanswered()),
        }
    }

    /// Asks the issuer. Its failure is logged here, because with keys at hand nobody else hears of it.
    async fn ask(&self, held: CachedKeys, now: Timestamp) -> CachedKeys {
        let asked_at = Some(now);
        let held = match self.source.fetch().await {
            Ok(keys) => CachedKeys { keys, fetched_at: asked_at, asked_at },
            Err(fault) => {
                let cause = Cause::of(&fault);
                tracing::warn!(%cause, "the token issuer does not answer; keys held stay in use");
                CachedKeys { asked_at, ..held }
            }
        };
        self.hold(held.clone());
        held
    }

    fn held(&self) -> CachedKeys {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, held: CachedKeys) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
    }
}

impl CachedKeys {
    fn fresh_key(&self, kid: Option<&str>, now: Timestamp) -> Option<Arc<PublicKey>> {
        let fresh = self.fetched_at.is_some_and(|at| between(at, now) < FRESH_FOR);
        if fresh { self.keys.find(kid) } else { None }
    }

    /// Whether the issuer answered when it was last asked, so that what is not held does not exist.
    fn is_answered(&self) -> bool {
        self.fetched_at.is_some() && self.fetched_at == self.asked_at
    }

    fn may_ask(&self, now: Timestamp) -> bool {
        let pause = if self.fetched_at.is_some() { ASK_AGAIN_AFTER } else { ASK_AGAIN_WITHOUT_KEYS_AFTER };
        self.asked_at.is_none_or(|at| between(at, now) >= pause)
    }
}

/// Time between two instants, whichever came first: a clock that was set back must not stop us from asking.
fn between(one: Timestamp, other: Timestamp) -> SignedDuration {
    one.duration_since(other).abs()
}

fn unanswered() -> Fault {
    let source = std::io::Error::new(std::io::ErrorKind::NotConnected, "it did not answer when last asked");
    Fault::unavailable("the token issuer", source)
}

#[cfg(test)]
mod tests;
