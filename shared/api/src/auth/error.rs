//! Why a token is not accepted.

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

/// stub
pub(crate) const TOKEN_REASONS: &[domain::ReasonKind] = &[];
