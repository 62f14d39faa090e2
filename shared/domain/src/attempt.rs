//! Who asks, and which of their requests this is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::text::{Flaw, Form, Invalid};

/// Longest name of an actor: the longest subject an identity provider may issue (OpenID Connect Core 2).
const ACTOR_CHARS_MAX: usize = 255;

crate::parsed_text!(
    /// Who caused a change: a token's subject, or the name of the system that sent an event.
    Actor = Form::new("U-1").lengths(1, ACTOR_CHARS_MAX),
    |text| {
        let text = text.trim();
        let (count, expectation) = (text.chars().count(), format!("must be 1 to {ACTOR_CHARS_MAX} characters"));
        if text.chars().any(char::is_control) {
            return Err(Invalid::new(Flaw::BadCharacter, expectation));
        }
        if (1..=ACTOR_CHARS_MAX).contains(&count) {
            return Ok(text.to_owned());
        }
        Err(Invalid::length(count, 1, ACTOR_CHARS_MAX, expectation))
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

/// A command on its way in: who wants it, when, how it is recognized when it comes again, and what it is based on.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The person or function that wants it.
    pub by: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The attempt it is.
    pub attempt: Attempt,
    /// The key that the caller chose, if any.
    pub key: Option<CommandKey>,
    /// What the caller expects of the thing that the command changes.
    pub basis: Basis,
}

/// A caller's key for a command, and the one request that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandKey {
    /// Digest of the caller and the key.
    pub id: String,
    /// Digest of the request.
    pub fingerprint: String,
}

/// The key was used before, for another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the Idempotency-Key was used before with another request")]
pub struct KeyReused;

/// What a caller expects of the thing that a command changes (RFC 9110 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// Nothing.
    #[default]
    Any,
    /// That it exists.
    Existing,
    /// That it does not exist yet.
    Absent,
    /// That it has one of these revisions.
    Revisions(Vec<u64>),
}

/// The thing is not as the caller expects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not as the request expects it")]
pub struct StaleBasis;

impl Basis {
    /// Compares the expectation with the revision of the thing, `None` where there is no such thing.
    ///
    /// # Errors
    /// [`StaleBasis`] when they differ.
    pub fn check(&self, rev: Option<u64>) -> Result<(), StaleBasis> {
        let holds = match self {
            Self::Any => true,
            Self::Existing => rev.is_some(),
            Self::Absent => rev.is_none(),
            Self::Revisions(revisions) => rev.is_some_and(|rev| revisions.contains(&rev)),
        };
        if holds { Ok(()) } else { Err(StaleBasis) }
    }
}

/// What a command was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered<A> {
    /// It was carried out now.
    First(A),
    /// The same request was carried out before.
    Again(A),
}

impl<A> Answered<A> {
    /// The answer, and whether the request was carried out before.
    pub fn parts(self) -> (A, bool) {
        match self {
            Self::First(answer) => (answer, false),
            Self::Again(answer) => (answer, true),
        }
    }

    /// The same, of what `f` makes of the answer.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_map<B, E>(self, f: impl FnOnce(A) -> Result<B, E>) -> Result<Answered<B>, E> {
        Ok(match self {
            Self::First(answer) => Answered::First(f(answer)?),
            Self::Again(answer) => Answered::Again(f(answer)?),
        })
    }
}

impl Intent {
    /// A command whose caller chose `key`, or none; `fallback` (the request's own id) then names the attempt, so that
    /// at least a write repeated under the covers is recognized.
    ///
    /// `scope` is whose keys these are: the same key of two callers, or of one person in two companies, is two keys.
    pub fn new(by: Actor, scope: &str, at: Timestamp, key: Option<&str>, fallback: &str, fingerprint: &str) -> Self {
        let attempt = Attempt::new(scope, key.unwrap_or(fallback), fingerprint);
        let key = key.map(|key| CommandKey {
            id: digest::hex_of_parts(&[scope.as_bytes(), key.as_bytes()]),
            fingerprint: fingerprint.to_owned(),
        });
        Self { by, at, attempt, key, basis: Basis::Any }
    }

    /// The same command, based on what the caller expects.
    #[must_use]
    pub fn based_on(self, basis: Basis) -> Self {
        Self { basis, ..self }
    }
}

#[cfg(test)]
mod tests;
