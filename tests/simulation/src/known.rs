//! What is known not to hold yet: each with a seed that shows it. A run counts them apart and goes on, and fails when one
//! of them no longer shows.

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

/// All of them. A list shows its items in the order of index keys, which hold the status and a day. An item that changes
/// while somebody pages may move from what is still to be read to what was read, and is then not shown.
pub const KNOWN: &[Known] = &[Known {
    name: "items that move back",
    invariant: Invariant::Paging,
    detail: "moved back and was not shown",
    seed: 17,
}];

/// The known shortcoming that a violation shows.
pub fn of(violation: &Violation) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.invariant == violation.invariant && violation.detail.contains(known.detail))
}
