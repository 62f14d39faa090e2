//! Failures of backing services. They are not the caller's mistake, so they are never a [`crate::Refusal`].

use std::error::Error;

/// A failure of storage, a queue or another backing service.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A conditional write failed, because another write changed the item first. The caller must read and decide
    /// again.
    #[error("another write changed the item first")]
    LostRace,
    /// Throttled, timed out or unreachable; a retry may succeed.
    #[error("{what} is unavailable")]
    Unavailable {
        /// The service and operation, for the log.
        what: &'static str,
        /// The error of the service's client.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A stored record cannot be parsed.
    #[error("the record {key} cannot be read: {detail}")]
    Corrupt {
        /// The record's key.
        key: String,
        /// The parse error.
        detail: String,
    },
}

impl Fault {
    /// A transient failure of a backing service.
    pub fn unavailable(what: &'static str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable { what, source: Box::new(source) }
    }

    /// A stored record that cannot be parsed.
    pub fn corrupt(key: impl Into<String>, detail: &dyn std::fmt::Display) -> Self {
        Self::Corrupt { key: key.into(), detail: detail.to_string() }
    }
}

/// An error that can report a lost race of optimistic locking.
pub trait LostRace {
    /// True when another write changed the item first.
    fn is_lost_race(&self) -> bool;

    /// True when the write may or may not have taken effect, because no answer came.
    fn may_have_taken_effect(&self) -> bool;
}

impl LostRace for Fault {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::LostRace)
    }

    fn may_have_taken_effect(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

#[cfg(test)]
mod tests;
