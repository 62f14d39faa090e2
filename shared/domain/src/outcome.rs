//! What a command did.

/// What a command did to a thing of kind `S`, in which events of kind `E` happen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome<S, E> {
    /// It changed: this is what to store, and what happened.
    Applied(Box<S>, E),
    /// All is as the command wants it already.
    Unchanged,
}

impl<S, E> Outcome<S, E> {
    pub(crate) fn applied(state: S, event: E) -> Self {
        Self::Applied(Box::new(state), event)
    }
}

impl<S: PartialEq, E> Outcome<S, E> {
    /// `next` in the place of `seen`: a change only where there is a difference.
    pub(crate) fn of(seen: Option<&S>, next: S, event: E) -> Self {
        if seen == Some(&next) { Self::Unchanged } else { Self::applied(next, event) }
    }
}
