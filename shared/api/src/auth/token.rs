//! Verification of `Authorization: Bearer <JWT>` (RFC 7519, RFC 8725).
//!
//! Signatures are verified with `ring` directly. The `jsonwebtoken` crate brings a second crypto backend (aws-lc or
//! RustCrypto), or needs a process-wide provider and panics without one, and reads the system clock itself; only three
//! base64 decodings would remain of it (DECISIONS.md 16).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Fault;
use host::Env;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::AUTHORIZATION;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::error::Error;
use std::fmt;

use crate::auth::caller::Caller;
use crate::auth::claims::TokenClaims;
use crate::auth::error::{TOKEN_BYTES_MAX, TokenError};
use crate::auth::issuer::HttpKeys;
use crate::auth::jwks::{Algorithm, FetchKeys, Jwks, KeyCache, PublicKey};
use crate::auth::token_policy::TokenPolicy;
use crate::body::json::Json;
use crate::problem::Failure;

/// The source of the issuer's keys.
#[derive(Debug)]
pub enum KeySource {
    /// The issuer itself, over HTTP.
    Issuer(HttpKeys),
    /// A fixed set: for tests, and for issuers without a network.
    Fixed(Jwks),
}

impl FetchKeys for KeySource {
    async fn fetch(&self) -> Result<Jwks, Fault> {
        match self {
            Self::Issuer(issuer) => issuer.fetch().await,
            Self::Fixed(keys) => Ok(keys.clone()),
        }
    }
}

impl From<Jwks> for KeySource {
    fn from(keys: Jwks) -> Self {
        Self::Fixed(keys)
    }
}

/// Verifies tokens. The keys are fetched with the first token.
#[derive(Debug)]
pub struct TokenVerifier {
    policy: TokenPolicy,
    keys: KeyCache<KeySource>,
}

impl TokenVerifier {
    /// Accepts the tokens of the issuer that `OIDC_ISSUER`, `OIDC_AUDIENCE` and `OIDC_CLAIMS` describe: see
    /// [`TokenPolicy::new`].
    ///
    /// # Errors
    /// [`PolicyError`](crate::auth::token_policy::PolicyError) or [`FetchError`](crate::auth::issuer::FetchError) for an
    /// invalid configuration.
    pub fn from_env(env: &Env) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let issuer = env.text("OIDC_ISSUER");
        let policy = TokenPolicy::new(issuer, env.text("OIDC_AUDIENCE"), Some(env.text("OIDC_CLAIMS")))?;
        Ok(Self::new(policy, KeySource::Issuer(HttpKeys::new(issuer)?)))
    }

    /// Accepts the issuer's tokens for another audience, such as the ID tokens of a client.
    ///
    /// # Errors
    /// As [`TokenVerifier::from_env`].
    pub fn for_audience(env: &Env, audience: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let issuer = env.text("OIDC_ISSUER");
        let policy = TokenPolicy::new(issuer, audience, Some(env.text("OIDC_CLAIMS")))?;
        Ok(Self::new(policy, KeySource::Issuer(HttpKeys::new(issuer)?)))
    }

    /// Accepts the tokens that `policy` describes, signed with the keys of `source`.
    pub fn new(policy: TokenPolicy, source: impl Into<KeySource>) -> Self {
        Self { policy, keys: KeyCache::new(source.into()) }
    }

    /// Authenticates the caller of the request.
    ///
    /// # Errors
    /// 401 when the token is missing or invalid; 503 when its key is not cached and the issuer does not answer.
    pub async fn caller(&self, request: &Request, now: Timestamp) -> Result<Caller, Failure> {
        self.verify(bearer(request.headers())?, now).await
    }

    /// Authenticates the caller of a token.
    ///
    /// # Errors
    /// As [`TokenVerifier::caller`].
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Caller, Failure> {
        Ok(self.verify_claims(token, now).await?.caller)
    }

    /// Verifies a token and returns the caller with the token's other claims.
    ///
    /// # Errors
    /// As [`TokenVerifier::caller`].
    pub async fn verify_claims(&self, token: &str, now: Timestamp) -> Result<VerifiedToken, Failure> {
        let signed = Signed::parse(token)?;
        let key = self.keys.key(signed.kid.as_deref(), now).await?.ok_or_else(|| signed.without_key())?;
        let claims = signed.claims(&key)?;
        self.policy.check(&claims, now)?;
        let caller = self.policy.caller(&claims)?;
        let expires_at = claims.seconds("exp")?.and_then(|at| Timestamp::from_second(at).ok()).unwrap_or(now);
        Ok(VerifiedToken { caller, expires_at, claims })
    }
}

/// A verified token.
pub struct VerifiedToken {
    /// The caller.
    pub caller: Caller,
    /// The end of the token.
    pub expires_at: Timestamp,
    claims: TokenClaims,
}

/// Shows the subject only: claims are personal.
impl fmt::Debug for VerifiedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedToken").field("sub", &self.caller.sub).finish_non_exhaustive()
    }
}

impl VerifiedToken {
    /// The text of a claim, under the name that it has in the token.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims.text("claim", name).ok().flatten()
    }
}

/// The token of the only `Authorization` header. The scheme is case-insensitive (RFC 9110 11.1).
fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().and_then(|value| value.to_str().ok()).ok_or(TokenError::Missing)?;
    let (scheme, token) = value.split_once(' ').ok_or(TokenError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") || values.next().is_some() {
        return Err(TokenError::Missing);
    }
    Ok(token.trim())
}

/// A parsed token with an unverified signature; its payload is not decoded yet.
struct Signed<'a> {
    algorithm: Algorithm,
    /// Optional (RFC 7515 4.1.4), unless the issuer publishes several keys (OpenID Connect Core 10.1).
    kid: Option<String>,
    message: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

/// The header parameters that are read (RFC 7515 4.1). A key in the header, or the URL of one, is ignored.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

impl<'a> Signed<'a> {
    fn parse(token: &'a str) -> Result<Self, TokenError> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(TokenError::TooLong);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        // The payload of a token with five parts contains a full stop, which is not base64url and fails to decode.
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| TokenError::Malformed)?;
        if header.crit.is_some() {
            return Err(TokenError::Critical);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(TokenError::Algorithm)?;
        Ok(Self { algorithm, kid: header.kid, message, payload, signature: decoded(signature)? })
    }

    /// The error when no key is found.
    fn without_key(&self) -> TokenError {
        if self.kid.is_some() { TokenError::UnknownKey } else { TokenError::KeyIdMissing }
    }

    /// Verifies the signature with the key and decodes the claims.
    fn claims(&self, key: &PublicKey) -> Result<TokenClaims, TokenError> {
        if key.algorithm() != self.algorithm {
            return Err(TokenError::Algorithm);
        }
        if !key.verifies(self.message.as_bytes(), &self.signature) {
            return Err(TokenError::Signature);
        }
        let json: Json = serde_json::from_slice(&decoded(self.payload)?).map_err(|_| TokenError::Malformed)?;
        json.into_object().map(TokenClaims).map_err(|_| TokenError::Malformed)
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}

#[cfg(test)]
mod tests;
