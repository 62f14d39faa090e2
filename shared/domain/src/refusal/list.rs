//! The list of all rules that one command broke.

use super::Refusal;

/// Every rule that a command broke, at least one (DECISIONS.md 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Returns `Ok` for an empty list.
    ///
    /// # Errors
    /// The refusals, when there is at least one.
    pub fn none_of(refusals: Vec<Refusal>) -> Result<(), Self> {
        if refusals.is_empty() { Ok(()) } else { Err(Self(refusals)) }
    }

    /// Iterates over the refusals, in the order in which the rules were checked.
    pub fn iter(&self) -> std::slice::Iter<'_, Refusal> {
        self.0.iter()
    }

    /// True when the list contains this refusal.
    pub fn contains(&self, refusal: &Refusal) -> bool {
        self.0.contains(refusal)
    }

    /// The codes, in order.
    pub fn codes(&self) -> Vec<&'static str> {
        self.0.iter().map(Refusal::code).collect()
    }
}

impl std::fmt::Display for Refusals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let details: Vec<String> = self.0.iter().map(Refusal::to_string).collect();
        f.write_str(&details.join("; "))
    }
}

impl std::error::Error for Refusals {}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

impl<'a> IntoIterator for &'a Refusals {
    type Item = &'a Refusal;
    type IntoIter = std::slice::Iter<'a, Refusal>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = std::vec::IntoIter<Refusal>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
