//! The actor of a command, and the idempotency of commands: attempts, keys and preconditions (PROGRAM.md 15.1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::people::Membership;
use crate::text::{Flaw, Form, Invalid, Name};

/// Longest name of an actor, in characters: the longest subject that an identity provider may issue (OpenID Connect
/// Core 2).
const ACTOR_CHARS_MAX: usize = 255;

crate::parsed_text!(
    /// The cause of a change: a token's subject, or the name of the system that sent an event.
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

/// The prefix of the names of the program's own functions.
const SYSTEM: &str = "system:";

impl Actor {
    /// True for one of the program's own functions. Callers with such a subject must be rejected.
    pub fn is_system(&self) -> bool {
        self.0.starts_with(SYSTEM)
    }

    /// The actor for one of the program's own functions.
    pub fn system(name: &'static str) -> Self {
        Self(format!("{SYSTEM}{name}"))
    }
}

/// The identity of one request of one caller. Two requests with the same attempt are the same request sent twice, by
/// the caller, a proxy or a queue.
///
/// Only the digest of key and fingerprint is stored, because every changed aggregate stores its last attempts
/// (DECISIONS.md 2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attempt(String);

impl Attempt {
    /// `scope` is the caller and the operation. `key` names the attempt: the Idempotency-Key, the webhook-id, or the
    /// request's own id. `fingerprint` is a digest of the request's content.
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

/// The circumstances of a command: actor, time, attempt, key and precondition.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The person or function that sends it.
    pub by: Actor,
    /// The person's name, if the token has one; a function has none.
    pub by_name: Option<Name>,
    /// The person's company and roles, if the token names a company; a function has none.
    pub membership: Option<Membership>,
    /// The time of receipt.
    pub at: Timestamp,
    /// The identity of the request, by which a retry is recognized.
    pub attempt: Attempt,
    /// The Idempotency-Key that the caller chose, if any.
    pub key: Option<CommandKey>,
    /// The precondition that the caller sets for the resource.
    pub basis: Precondition,
}

/// A caller's key for a command, and the only request for which it may be used (DECISIONS.md 1).
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

/// A caller's precondition for the resource that a command changes (RFC 9110 13.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// No precondition.
    #[default]
    Any,
    /// The resource exists (`If-Match: *`).
    Existing,
    /// The resource does not exist yet (`If-None-Match: *`).
    Absent,
    /// The resource has one of these revisions.
    Revisions(Vec<u64>),
}

/// The resource does not meet the caller's precondition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the item does not have the required revision")]
pub struct StalePrecondition;

impl Precondition {
    /// Checks the precondition against the stored revision; `None` when the resource does not exist.
    ///
    /// # Errors
    /// [`StalePrecondition`] when the precondition is not met.
    pub fn check(&self, rev: Option<u64>) -> Result<(), StalePrecondition> {
        let holds = match self {
            Self::Any => true,
            Self::Existing => rev.is_some(),
            Self::Absent => rev.is_none(),
            Self::Revisions(revisions) => rev.is_some_and(|rev| revisions.contains(&rev)),
        };
        if holds { Ok(()) } else { Err(StalePrecondition) }
    }
}

/// The answer to a command, new or replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered<A> {
    /// The command was executed now.
    First(A),
    /// The same request was executed before; this is its first answer (DECISIONS.md 1).
    Replayed(A),
}

impl<A> Answered<A> {
    /// The answer, and true when it is replayed.
    pub fn parts(self) -> (A, bool) {
        match self {
            Self::First(answer) => (answer, false),
            Self::Replayed(answer) => (answer, true),
        }
    }

    /// Converts the answer with `f`, and keeps whether it is replayed.
    ///
    /// # Errors
    /// The errors of `f`.
    pub fn try_map<B, E>(self, f: impl FnOnce(A) -> Result<B, E>) -> Result<Answered<B>, E> {
        Ok(match self {
            Self::First(answer) => Answered::First(f(answer)?),
            Self::Replayed(answer) => Answered::Replayed(f(answer)?),
        })
    }
}

impl Intent {
    /// The circumstances of a command. Without a `key` of the caller, `fallback` (the request's own id) names the
    /// attempt, so that a retry inside the program is still recognized.
    ///
    /// `scope` names the owner of the keys: the same key of two callers, or of one person in two companies, is two
    /// keys.
    pub fn new(by: Actor, scope: &str, at: Timestamp, key: Option<&str>, fallback: &str, fingerprint: &str) -> Self {
        let attempt = Attempt::new(scope, key.unwrap_or(fallback), fingerprint);
        let key = key.map(|key| CommandKey {
            id: digest::hex_of_parts(&[scope.as_bytes(), key.as_bytes()]),
            fingerprint: fingerprint.to_owned(),
        });
        Self { by, by_name: None, membership: None, at, attempt, key, basis: Precondition::Any }
    }

    /// The same command of a person with this name.
    #[must_use]
    pub fn with_name(self, by_name: Option<Name>) -> Self {
        Self { by_name, ..self }
    }

    /// The same command of a member of a company.
    #[must_use]
    pub fn with_membership(self, membership: Option<Membership>) -> Self {
        Self { membership, ..self }
    }

    /// The same command with a precondition.
    #[must_use]
    pub fn with_precondition(self, basis: Precondition) -> Self {
        Self { basis, ..self }
    }
}

#[cfg(test)]
mod tests;
