//! Who asks, and which of their requests this is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::text::{Invalid, parsed_text};

/// Longest name of an actor: the longest subject an identity provider may issue (OpenID Connect Core 2).
const ACTOR_CHARS_MAX: usize = 255;

parsed_text!(
    /// Who caused a change: a token's subject, or the name of the system that sent an event.
    Actor,
    |text| {
        let text = text.trim();
        if (1..=ACTOR_CHARS_MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            return Ok(text.to_owned());
        }
        Err(Invalid::new(format!("must be 1 to {ACTOR_CHARS_MAX} characters")))
    }
);

/// What the names of the program's own functions begin with.
const SYSTEM: &str = "system:";

impl Actor {
    /// Whether this is one of the program's own functions. No person may pass for one.
    pub fn is_system(&self) -> bool {
        self.0.starts_with(SYSTEM)
    }

    /// One of the program's own functions.
    pub fn system(name: &'static str) -> Self {
        Self(format!("{SYSTEM}{name}"))
    }
}

/// One intent of one caller: the same attempt again is the same request sent twice, however it got here twice.
///
/// Only the digest of key and fingerprint is kept, because it is stored with every voucher the attempt changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attempt(String);

impl Attempt {
    /// `scope` is the caller and the operation, `key` what the caller chose to name the attempt (Idempotency-Key,
    /// webhook-id, or the request's own id), `fingerprint` a digest of what was asked.
    pub fn new(scope: &str, key: &str, fingerprint: &str) -> Self {
        let digest = digest::hex_of_parts(&[scope.as_bytes(), key.as_bytes(), fingerprint.as_bytes()]);
        // 64 bits: an accidental match needs billions of attempts on one and the same voucher.
        Self(digest.chars().take(16).collect())
    }

    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A command on its way in: who wants it, when, and how it is known again.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Who.
    pub by: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The attempt it is.
    pub attempt: Attempt,
    /// The key the caller chose, if it chose one.
    pub pin: Option<Pin>,
}

/// What binds a caller's key to the one request it was first used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Digest of the caller and the key.
    pub id: String,
    /// Digest of what was asked.
    pub fingerprint: String,
}

/// The key was used before, for another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the Idempotency-Key was used before with another request")]
pub struct KeyReused;

impl Intent {
    /// A command whose caller chose `key`, or none; `fallback` (the request's own id) then names the attempt, so that
    /// at least a write repeated under the covers is known again.
    ///
    /// `scope` is whose keys these are: the same key of two callers, or of one person in two companies, is two keys.
    pub fn new(by: Actor, scope: &str, at: Timestamp, key: Option<&str>, fallback: &str, fingerprint: &str) -> Self {
        let attempt = Attempt::new(scope, key.unwrap_or(fallback), fingerprint);
        let pin = key.map(|key| Pin {
            id: digest::hex_of_parts(&[scope.as_bytes(), key.as_bytes()]),
            fingerprint: fingerprint.to_owned(),
        });
        Self { by, at, attempt, pin }
    }
}

#[cfg(test)]
mod tests;
