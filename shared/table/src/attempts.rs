//! The attempts that an item stores, by which a repeated one is recognized (DECISIONS.md 2).

use domain::attempt::{Attempt, Intent};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The number of attempts with a key that an item stores. The answer of a key is stored as an item of its own; the
/// attempts detect a replay after a crash between the two writes, and two concurrent requests with the same key.
pub(crate) const KEYED_MAX: usize = 4;
/// The number of attempts without a key that an item stores besides the last one: more than the writes of others that
/// come between a write and its repetition.
pub(crate) const UNKEYED_MAX: usize = 8;
/// The time for which a write without a key may be sent again: the SDK repeats one whose answer was lost. It is more
/// than the longest invocation, a sweep of 15 minutes whose writes all have the time of its start
/// (`infra/template.yaml`), because the clocks of two processes may differ by minutes.
const REPEATED_FOR: SignedDuration = SignedDuration::from_mins(20);

/// The last attempts with a key, and those without one that came shortly before the last write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Those with a key, the oldest first.
    #[serde(rename = "attempts", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) keyed: Vec<Attempt>,
    /// Those without a key that other writes followed at once. Usually there are none, so an item stays small.
    #[serde(rename = "unkeyed_attempts", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unkeyed: Vec<Attempt>,
}

/// The last write of an item: its attempt and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastWrite {
    #[serde(rename = "last_attempt")]
    pub(crate) attempt: Attempt,
    #[serde(rename = "last_at", default)]
    pub(crate) at: Timestamp,
}

impl Attempts {
    /// The attempts after one more write; `before` are those of the item that it replaces, with its last write.
    pub fn after(before: Option<(&Self, &LastWrite)>, intent: &Intent) -> Self {
        let mut attempts = before.map(|(before, last)| before.followed(last, intent.at)).unwrap_or_default();
        if intent.key.is_some() {
            push(&mut attempts.keyed, &intent.attempt, KEYED_MAX);
        }
        attempts
    }

    fn followed(&self, last: &LastWrite, at: Timestamp) -> Self {
        let mut attempts = self.clone();
        if at.duration_since(last.at) > REPEATED_FOR {
            attempts.unkeyed.clear();
        } else if !attempts.keyed.contains(&last.attempt) {
            push(&mut attempts.unkeyed, &last.attempt, UNKEYED_MAX);
        }
        attempts
    }

    /// True when the attempt is the last one or among these.
    pub fn include(&self, attempt: &Attempt, last: &LastWrite) -> bool {
        last.attempt == *attempt || self.keyed.contains(attempt) || self.unkeyed.contains(attempt)
    }
}

impl From<&Intent> for LastWrite {
    fn from(intent: &Intent) -> Self {
        Self { attempt: intent.attempt.clone(), at: intent.at }
    }
}

/// Adds an attempt and drops the oldest beyond the limit.
fn push(attempts: &mut Vec<Attempt>, attempt: &Attempt, limit: usize) {
    attempts.push(attempt.clone());
    let surplus = attempts.len().saturating_sub(limit);
    attempts.drain(..surplus);
}
