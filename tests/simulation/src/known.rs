//! What is known not to hold yet, if anything: each with a seed that shows it. A run reports them apart, and fails when
//! one of them no longer shows.

use crate::invariant::{Invariant, Violation};

/// A shortcoming that is known.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// A short name.
    pub name: &'static str,
    /// The invariant that it violates.
    pub invariant: Invariant,
    /// A part of the violation's detail.
    pub detail: &'static str,
    /// A seed that shows it.
    pub seed: u64,
}

/// All of them.
pub const KNOWN: &[Known] = &[];

/// The known shortcoming that a violation shows.
pub fn of(violation: &Violation) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.invariant == violation.invariant && violation.detail.contains(known.detail))
}
