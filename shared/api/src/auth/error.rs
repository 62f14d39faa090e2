//! The errors of bearer tokens.

use domain::{AsParam, ParamKind, Params, ReasonKind};

use crate::body::reason::{Challenge, Reason};
use crate::problem::Failure;

/// The accepted difference between the issuer's clock and this one, in seconds.
pub const TOLERANCE_SECONDS: i64 = 60;
/// The longest token, in bytes.
pub const TOKEN_BYTES_MAX: usize = 16 * 1_024;

/// The reason why a token is rejected. `Display` is sent to the caller; it contains nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No `Authorization: Bearer`.
    #[error("send Authorization: Bearer followed by a token of the issuer")]
    Missing,
    /// Not three parts of base64url, or not JSON in them.
    #[error("the token is not a signed JWT")]
    Malformed,
    /// Longer than [`TOKEN_BYTES_MAX`].
    #[error("the token is longer than {TOKEN_BYTES_MAX} bytes")]
    TooLong,
    /// Another algorithm, or none.
    #[error("the token must be signed with RS256 or ES256")]
    Algorithm,
    /// A critical header parameter; none is supported (RFC 7515 4.1.11).
    #[error("the token has critical headers that are not supported")]
    Critical,
    /// No key id, and the issuer publishes several keys.
    #[error("the token's header names no key (kid), and its issuer publishes several")]
    KeyIdMissing,
    /// The issuer publishes no key with this id.
    #[error("the token is signed with a key that its issuer does not publish")]
    UnknownKey,
    /// The token was altered or signed with another key.
    #[error("the token's signature does not match")]
    Signature,
    /// Another issuer.
    #[error("the token is of another issuer: its claim iss must be {accepted}")]
    Issuer {
        /// The trusted issuer.
        accepted: String,
    },
    /// Another audience.
    #[error(
        "the token is for another audience: its claim aud, or client_id of an access token, must be {}",
        .accepted.join(" or ")
    )]
    Audience {
        /// The accepted audiences.
        accepted: Vec<String>,
    },
    /// Past `exp`.
    #[error("the token has expired; get a new one")]
    Expired,
    /// Before `nbf`.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// A claim is missing or invalid.
    #[error("the token's claim {0} is missing or not what is expected")]
    Claim(&'static str),
}

impl TokenError {
    /// Every reason for rejecting a token.
    pub const KINDS: &[ReasonKind] = &[
        ReasonKind::new("token_missing", &[], "send Authorization: Bearer followed by a token of the issuer"),
        ReasonKind::new(
            "token_malformed",
            &[],
            "the token is not a signed JWT, or has critical headers that are not supported",
        ),
        ReasonKind::new(
            "token_too_long",
            &[("max_bytes", ParamKind::Number)],
            "the token is longer than {max_bytes} bytes",
        ),
        ReasonKind::new("token_algorithm", &[], "the token must be signed with RS256 or ES256"),
        ReasonKind::new(
            "token_kid_missing",
            &[],
            "the token's header names no key (kid), and its issuer publishes several",
        ),
        ReasonKind::new("token_unknown_key", &[], "the token is signed with a key that its issuer does not publish"),
        ReasonKind::new("token_signature", &[], "the token's signature does not match"),
        ReasonKind::new("token_issuer", &[("issuer", ParamKind::Text)], "the token is of another issuer than {issuer}"),
        ReasonKind::new(
            "token_audience",
            &[("audiences", ParamKind::Texts)],
            "the token is for another audience than {audiences}",
        ),
        ReasonKind::new("token_expired", &[], "the token has expired; get a new one"),
        ReasonKind::new("token_not_yet_valid", &[], "the token is not valid yet"),
        ReasonKind::new(
            "token_claim",
            &[("claim", ParamKind::Text)],
            "the token's claim {claim} is missing or not what is expected",
        ),
    ];

    /// The published code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::Malformed | Self::Critical => "token_malformed",
            Self::TooLong => "token_too_long",
            Self::Algorithm => "token_algorithm",
            Self::KeyIdMissing => "token_kid_missing",
            Self::UnknownKey => "token_unknown_key",
            Self::Signature => "token_signature",
            Self::Issuer { .. } => "token_issuer",
            Self::Audience { .. } => "token_audience",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
            Self::Claim(_) => "token_claim",
        }
    }

    /// The parameters of the reason: the accepted values, never those of the token.
    pub fn params(&self) -> Params {
        let value = match self {
            Self::TooLong => ("max_bytes", TOKEN_BYTES_MAX.as_param()),
            Self::Issuer { accepted } => ("issuer", accepted.as_param()),
            Self::Audience { accepted } => ("audiences", accepted.as_param()),
            Self::Claim(claim) => ("claim", claim.as_param()),
            Self::Missing
            | Self::Malformed
            | Self::Algorithm
            | Self::Critical
            | Self::KeyIdMissing
            | Self::UnknownKey
            | Self::Signature
            | Self::Expired
            | Self::NotYetValid => return Params::new(),
        };
        Params::from([value])
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let missing = error == TokenError::Missing;
        let challenge = if missing { Challenge::BearerMissing } else { Challenge::BearerInvalid };
        Self::Unauthenticated { challenge, reason: Reason::new(error.code(), error.to_string()).with(error.params()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_error() -> Vec<TokenError> {
        vec![
            TokenError::Missing,
            TokenError::Malformed,
            TokenError::Critical,
            TokenError::TooLong,
            TokenError::Algorithm,
            TokenError::KeyIdMissing,
            TokenError::UnknownKey,
            TokenError::Signature,
            TokenError::Issuer { accepted: "https://issuer.example".to_owned() },
            TokenError::Audience { accepted: vec!["portal".to_owned(), "cli".to_owned()] },
            TokenError::Expired,
            TokenError::NotYetValid,
            TokenError::Claim("sub"),
        ]
    }

    #[test]
    fn every_error_is_listed_with_its_parameters() {
        let mut codes: Vec<&str> = Vec::new();
        for error in every_error() {
            let kind = TokenError::KINDS.iter().find(|kind| kind.code == error.code()).unwrap();
            let named: Vec<&str> = kind.params.iter().map(|(name, _)| *name).collect();
            assert_eq!(error.params().into_keys().collect::<Vec<_>>(), named, "{error:?}");
            codes.push(kind.code);
        }
        codes.dedup();
        assert_eq!(codes, TokenError::KINDS.iter().map(|kind| kind.code).collect::<Vec<_>>());
    }

    #[test]
    fn the_detail_of_a_wrong_issuer_or_audience_names_the_accepted_ones() {
        let details: Vec<String> = every_error()[8..10].iter().map(ToString::to_string).collect();
        let issuer = "the token is of another issuer: its claim iss must be https://issuer.example";
        let audience =
            "the token is for another audience: its claim aud, or client_id of an access token, must be portal or cli";
        assert_eq!(details, [issuer, audience]);
    }
}
