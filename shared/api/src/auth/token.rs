//! Tokens: who is behind `Authorization: Bearer <JWT>` (api.md 1, RFC 7519, RFC 8725).
//!
//! Verified with `ring` directly. The `jsonwebtoken` crate without one of its crypto backends (one is aws-lc, the other
//! a second family of crypto crates beside ring) needs a provider installed for the whole process, panics without one,
//! and compares times with a clock of its own. What would be left of it is three base64 decodings.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use lambda_http::Request;
use lambda_http::http::HeaderMap;
use lambda_http::http::header::AUTHORIZATION;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::error::Error;

use crate::auth::caller::Caller;
use crate::auth::claims::Claims;
use crate::auth::issuer::HttpKeys;
use crate::auth::jwks::{Algorithm, FetchKeys, KeyCache, PublicKey};
use crate::auth::policy::TokenPolicy;
use crate::body::json::Json;
use crate::body::reason::{Challenge, Reason};
use crate::problem::Failure;

/// How far clocks may differ, in seconds.
pub const TOLERANCE_SECONDS: i64 = 60;
/// Longest token looked at, in bytes.
pub const TOKEN_BYTES_MAX: usize = 16 * 1_024;

/// Why a token is not accepted. `Display` says it to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No `Authorization: Bearer`.
    #[error("send Authorization: Bearer followed by a token of the issuer")]
    Missing,
    /// Not three parts of base64url, or not JSON in them.
    #[error("the token is not a signed JWT")]
    Malformed,
    /// Larger than tokens are.
    #[error("the token is longer than {TOKEN_BYTES_MAX} bytes")]
    TooLong,
    /// Another algorithm, or none.
    #[error("the token must be signed with RS256 or ES256")]
    Algorithm,
    /// A header that must be understood and is not (RFC 7515 4.1.11).
    #[error("the token has critical headers that are not supported")]
    Critical,
    /// No key id, and more than one key that it could be.
    #[error("the token's header names no key (kid), and its issuer publishes several")]
    KeyIdMissing,
    /// No key of this id.
    #[error("the token is signed with a key that its issuer does not publish")]
    UnknownKey,
    /// Altered, or signed by somebody else.
    #[error("the token's signature does not fit")]
    Signature,
    /// From somebody else.
    #[error("the token is of another issuer")]
    Issuer,
    /// For somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// Past its time.
    #[error("the token has expired; get a new one")]
    Expired,
    /// Before its time.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// A claim is missing or not of its type.
    #[error("the token's claim {0} is missing or not what is expected")]
    Claim(&'static str),
}

impl TokenError {
    fn code(self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::Malformed | Self::TooLong | Self::Critical => "token_malformed",
            Self::Algorithm => "token_algorithm",
            Self::KeyIdMissing => "token_kid_missing",
            Self::UnknownKey => "token_unknown_key",
            Self::Signature => "token_signature",
            Self::Issuer => "token_issuer",
            Self::Audience => "token_audience",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
            Self::Claim(_) => "token_claim",
        }
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let missing = error == TokenError::Missing;
        let challenge = if missing { Challenge::BearerMissing } else { Challenge::BearerInvalid };
        Self::Unauthenticated { challenge, reason: Reason::new(error.code(), error.to_string()) }
    }
}

/// Verifies tokens. Does nothing before the first one.
#[derive(Debug)]
pub struct TokenVerifier<K> {
    policy: TokenPolicy,
    keys: KeyCache<K>,
}

impl TokenVerifier<HttpKeys> {
    /// Accepts the tokens of an issuer, configured as text: see [`TokenPolicy::new`].
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn of_issuer(issuer: &str, audiences: &str, claims: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::new(TokenPolicy::new(issuer, audiences, Some(claims))?, HttpKeys::new(issuer)?))
    }
}

impl<K: FetchKeys> TokenVerifier<K> {
    /// Accepts what `policy` says, with the keys of `source`.
    pub fn new(policy: TokenPolicy, source: K) -> Self {
        Self { policy, keys: KeyCache::new(source) }
    }

    /// Who sent the request.
    ///
    /// # Errors
    /// 401 without a token or with a bad one; 503 when no keys are held and the issuer does not answer.
    pub async fn caller(&self, request: &Request, now: Timestamp) -> Result<Caller, Failure> {
        self.verify(bearer(request.headers())?, now).await
    }

    /// Who a token is for.
    ///
    /// # Errors
    /// As [`TokenVerifier::caller`].
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Caller, Failure> {
        let signed = Signed::parse(token)?;
        let key = self.keys.key(signed.kid.as_deref(), now).await?.ok_or_else(|| signed.without_key())?;
        let claims = signed.claims(&key)?;
        self.policy.check(&claims, now)?;
        Ok(self.policy.caller(&claims)?)
    }
}

/// The token of the one `Authorization` header; the scheme in any case (RFC 9110 11.1).
fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().and_then(|value| value.to_str().ok()).ok_or(TokenError::Missing)?;
    let (scheme, token) = value.split_once(' ').ok_or(TokenError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") || values.next().is_some() {
        return Err(TokenError::Missing);
    }
    Ok(token.trim())
}

/// A token taken apart, its signature not checked yet: nothing of its payload has been looked at.
struct Signed<'a> {
    algorithm: Algorithm,
    /// Optional (RFC 7515 4.1.4), unless the issuer publishes several keys (OpenID Connect Core 10.1).
    kid: Option<String>,
    message: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

/// The header parameters that are looked at (RFC 7515 4.1). A key or a URL of one in the header is never followed.
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
        // A payload with a full stop, as in a token of five parts, is not base64url and fails there.
        let (header, payload) = message.split_once('.').ok_or(TokenError::Malformed)?;
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| TokenError::Malformed)?;
        if header.crit.is_some() {
            return Err(TokenError::Critical);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(TokenError::Algorithm)?;
        Ok(Self { algorithm, kid: header.kid, message, payload, signature: decoded(signature)? })
    }

    /// Why no key was found for it.
    fn without_key(&self) -> TokenError {
        if self.kid.is_some() { TokenError::UnknownKey } else { TokenError::KeyIdMissing }
    }

    /// The claims, when the key verifies them.
    fn claims(&self, key: &PublicKey) -> Result<Claims, TokenError> {
        if key.algorithm() != self.algorithm {
            return Err(TokenError::Algorithm);
        }
        if !key.verifies(self.message.as_bytes(), &self.signature) {
            return Err(TokenError::Signature);
        }
        let json: Json = serde_json::from_slice(&decoded(self.payload)?).map_err(|_| TokenError::Malformed)?;
        json.into_object().map(Claims).map_err(|_| TokenError::Malformed)
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}

#[cfg(test)]
mod tests;
