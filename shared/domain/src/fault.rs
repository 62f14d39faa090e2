//! What can go wrong behind a port, in the core's own words. Not the caller's fault, so never a [`crate::Refusal`].

use std::error::Error;

/// A failure of storage, a queue or another backing service.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Somebody else changed it first: read again, decide again.
    #[error("the item was changed by somebody else first")]
    LostRace,
    /// Throttled, timed out or unreachable; the same call may succeed later.
    #[error("{what} is unavailable")]
    Unavailable {
        /// The service and operation, for the log.
        what: &'static str,
        /// What the service's client reported.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Something stored cannot be read back.
    #[error("the record {key} cannot be read: {detail}")]
    Corrupt {
        /// Where it is stored.
        key: String,
        /// What is wrong with it.
        detail: String,
    },
}

impl Fault {
    /// A passing failure of a backing service.
    pub fn unavailable(what: &'static str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable { what, source: Box::new(source) }
    }

    /// A stored record that cannot be read.
    pub fn corrupt(key: impl Into<String>, detail: &dyn std::fmt::Display) -> Self {
        Self::Corrupt { key: key.into(), detail: detail.to_string() }
    }
}

/// An error that may say "read again, decide again".
pub trait LostRace {
    /// Whether somebody else changed it first.
    fn is_lost_race(&self) -> bool;

    /// Whether it is not known if the write took effect: its answer never came.
    fn is_uncertain(&self) -> bool;
}

impl LostRace for Fault {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::LostRace)
    }

    fn is_uncertain(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

#[cfg(test)]
mod tests;
