//! Verification of signed webhooks: Standard Webhooks 1.0.0, symmetric signatures (PROGRAM.md 15.3).
//!
//! The `standardwebhooks` crate is not used: it accepts an empty secret, panics on an extreme timestamp, lets ids that
//! contain a full stop collide, and reads the clock itself (DECISIONS.md 16).

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use domain::{AsParam, ParamKind, Params, ReasonKind};
use jiff::Timestamp;
use lambda_http::http::HeaderMap;
use ring::hmac;

use crate::body::reason::{Challenge, Reason};
use crate::problem::Failure;

/// The largest accepted difference between `webhook-timestamp` and the clock, in either direction, in seconds
/// (PROGRAM.md 15.3).
pub const TOLERANCE_SECONDS: i64 = 300;
/// The shortest accepted secret, in bytes (Standard Webhooks: 192 bits).
pub const SECRET_BYTES_MIN: usize = 24;
/// The most secrets active at the same time: the current one and those being rotated out.
pub const SECRETS_MAX: usize = 8;
/// The most signatures accepted in one header: each costs one HMAC over the body per secret.
pub const SIGNATURES_MAX: usize = 8;
/// The longest `webhook-id`, in bytes.
pub const ID_BYTES_MAX: usize = 128;
/// The longest header, in bytes.
const HEADER_BYTES_MAX: usize = 1_024;

const PREFIX: &str = "whsec_";
/// Base64 of a secret, with or without padding.
const SECRET_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The reason why a webhook is rejected. `Display` is sent to the caller; it never contains a secret or a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// A header is missing.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header appears twice, is too long, or has an invalid value.
    #[error("the header {0} is not as Standard Webhooks defines it")]
    Malformed(&'static str),
    /// More than [`SIGNATURES_MAX`] signatures.
    #[error("webhook-signature holds more than {SIGNATURES_MAX} signatures")]
    TooManySignatures,
    /// Signed too long ago: a replay attack, or a sender whose clock is slow.
    #[error("webhook-timestamp lies more than {TOLERANCE_SECONDS} seconds in the past")]
    TooOld,
    /// Signed in the future: a sender whose clock is fast.
    #[error("webhook-timestamp lies more than {TOLERANCE_SECONDS} seconds in the future")]
    TooNew,
    /// No signature matches an active secret.
    #[error("no signature matches the body")]
    NoMatch,
}

impl SignatureError {
    /// Every reason for rejecting a webhook.
    pub const KINDS: &[ReasonKind] = &[
        ReasonKind::new("signature_missing", &[("header", ParamKind::Text)], "the header {header} is missing"),
        ReasonKind::new(
            "signature_malformed",
            &[("header", ParamKind::Text)],
            "the header {header} is not as Standard Webhooks defines it",
        ),
        ReasonKind::new(
            "signature_too_many",
            &[("max", ParamKind::Number)],
            "webhook-signature holds more than {max} signatures",
        ),
        ReasonKind::new(
            "signature_too_old",
            OFF,
            "webhook-timestamp lies more than {tolerance_seconds} seconds in the past",
        ),
        ReasonKind::new(
            "signature_too_new",
            OFF,
            "webhook-timestamp lies more than {tolerance_seconds} seconds in the future",
        ),
        ReasonKind::new("signature_mismatch", &[], "no signature matches the body"),
    ];

    /// The published code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing(_) => "signature_missing",
            Self::Malformed(_) => "signature_malformed",
            Self::TooManySignatures => "signature_too_many",
            Self::TooOld => "signature_too_old",
            Self::TooNew => "signature_too_new",
            Self::NoMatch => "signature_mismatch",
        }
    }

    /// The parameters of the reason.
    pub fn params(self) -> Params {
        let value = match self {
            Self::Missing(header) | Self::Malformed(header) => ("header", header.as_param()),
            Self::TooManySignatures => ("max", SIGNATURES_MAX.as_param()),
            Self::TooOld | Self::TooNew => ("tolerance_seconds", TOLERANCE_SECONDS.as_param()),
            Self::NoMatch => return Params::new(),
        };
        Params::from([value])
    }
}

/// The parameters of a timestamp outside the tolerance.
const OFF: &[(&str, ParamKind)] = &[("tolerance_seconds", ParamKind::Number)];

impl From<SignatureError> for Failure {
    fn from(error: SignatureError) -> Self {
        Self::Unauthenticated {
            challenge: Challenge::Webhook,
            reason: Reason::new(error.code(), error.to_string()).with(error.params()),
        }
    }
}

/// The reason why the configured secrets are invalid. It never contains a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No secret is configured.
    #[error("no webhook secret is set; expected whsec_<base64>, several separated by commas")]
    Empty,
    /// More than [`SECRETS_MAX`] secrets.
    #[error("more than {SECRETS_MAX} webhook secrets are set")]
    TooMany,
    /// Not `whsec_<base64>`; the position counts from one.
    #[error("webhook secret number {0} is not whsec_<base64>")]
    Malformed(usize),
    /// Shorter than [`SECRET_BYTES_MIN`]; the position counts from one.
    #[error("webhook secret number {0} is shorter than {SECRET_BYTES_MIN} bytes")]
    TooShort(usize),
}

/// The active secrets of one sender. Several allow a rotation without losing a message.
#[derive(Clone)]
pub struct Secrets(Vec<hmac::Key>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets([redacted]; {})", self.0.len())
    }
}

/// A webhook whose signature was verified. Only [`Secrets::verify`] creates one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    id: String,
    signed_at: Timestamp,
}

impl Verified {
    /// The sender's id of the message. Every delivery of the message has the same id, so it deduplicates.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The time at which the sender signed this delivery.
    pub fn signed_at(&self) -> Timestamp {
        self.signed_at
    }
}

impl Secrets {
    /// Parses `whsec_<base64>`, several separated by commas; the first one signs.
    ///
    /// # Errors
    /// [`SecretError`] names the invalid secret by its position, counted from one.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        if text.trim().is_empty() {
            return Err(SecretError::Empty);
        }
        let keys = text
            .split(',')
            .zip(1..)
            .map(|(text, position)| key(text.trim(), position))
            .collect::<Result<Vec<_>, _>>()?;
        if keys.len() > SECRETS_MAX {
            return Err(SecretError::TooMany);
        }
        Ok(Self(keys))
    }

    /// Verifies the headers against the raw bytes of the body. The body must not be parsed before.
    ///
    /// # Errors
    /// [`SignatureError`], which becomes a 401.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Verified, SignatureError> {
        let id = message_id(headers)?;
        let signed_at = signed_at(headers, now)?;
        let message = signed_content(id, signed_at.as_second(), body);
        if !self.matches_any(header(headers, "webhook-signature")?, &message)? {
            return Err(SignatureError::NoMatch);
        }
        Ok(Verified { id: id.to_owned(), signed_at })
    }

    /// Returns the value of `webhook-signature` that a sender would send. For developer tools and tests.
    pub fn sign(&self, id: &str, timestamp_seconds: i64, body: &[u8]) -> String {
        let message = signed_content(id, timestamp_seconds, body);
        let sign = |key| format!("v1,{}", STANDARD.encode(hmac::sign(key, &message)));
        self.0.first().map(sign).unwrap_or_default()
    }

    /// True when any signature matches any secret. Versions other than `v1` are for other kinds of keys and are
    /// skipped.
    fn matches_any(&self, signatures: &str, message: &[u8]) -> Result<bool, SignatureError> {
        let listed: Vec<&str> = signatures.split_ascii_whitespace().collect();
        if listed.len() > SIGNATURES_MAX {
            return Err(SignatureError::TooManySignatures);
        }
        let tags = listed.iter().filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok());
        // `hmac::verify` compares in constant time; ending the loop early reveals only which secret matched.
        let matches = |tag: Vec<u8>| self.0.iter().any(|key| hmac::verify(key, message, &tag).is_ok());
        Ok(tags.into_iter().any(matches))
    }
}

fn key(text: &str, position: usize) -> Result<hmac::Key, SecretError> {
    let encoded = text.strip_prefix(PREFIX).ok_or(SecretError::Malformed(position))?;
    let bytes = SECRET_BASE64.decode(encoded).map_err(|_| SecretError::Malformed(position))?;
    if bytes.len() < SECRET_BYTES_MIN {
        return Err(SecretError::TooShort(position));
    }
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
}

/// The signed content: `id.timestamp.body`.
fn signed_content(id: &str, timestamp_seconds: i64, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp_seconds.to_string().as_bytes(), b".", body].concat()
}

/// The value of a header that must appear exactly once.
fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(SignatureError::Missing(name))?;
    let text = value.to_str().map_err(|_| SignatureError::Malformed(name))?;
    if values.next().is_some() || text.len() > HEADER_BYTES_MAX {
        return Err(SignatureError::Malformed(name));
    }
    Ok(text)
}

/// The id of the message. A full stop is not allowed: `a.1.5.body` would be both the message `a.1` of second 5 and the
/// message `a` of second 1.
fn message_id(headers: &HeaderMap) -> Result<&str, SignatureError> {
    const NAME: &str = "webhook-id";
    let id = header(headers, NAME)?;
    let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'.';
    if id.is_empty() || id.len() > ID_BYTES_MAX || !id.bytes().all(allowed) {
        return Err(SignatureError::Malformed(NAME));
    }
    Ok(id)
}

/// The time of signing, when it is within the tolerance. Only digits without a leading zero are accepted, so that a
/// number has one spelling and the verified text is the signed text.
fn signed_at(headers: &HeaderMap, now: Timestamp) -> Result<Timestamp, SignatureError> {
    const NAME: &str = "webhook-timestamp";
    let text = header(headers, NAME)?;
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let seconds: i64 = text.parse().ok().filter(|_| canonical).ok_or(SignatureError::Malformed(NAME))?;
    let age = now.as_second().saturating_sub(seconds);
    if age > TOLERANCE_SECONDS {
        return Err(SignatureError::TooOld);
    }
    if age < -TOLERANCE_SECONDS {
        return Err(SignatureError::TooNew);
    }
    Timestamp::from_second(seconds).map_err(|_| SignatureError::Malformed(NAME))
}

#[cfg(test)]
mod tests;
