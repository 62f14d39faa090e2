//! The outcome of a command.

/// The outcome of a command on an aggregate of type `S` with events of type `E`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome<S, E> {
    /// The state to store, and the event.
    Applied(Box<S>, E),
    /// The aggregate already has the state that the command asks for.
    Unchanged,
}

impl<S, E> Outcome<S, E> {
    pub(crate) fn applied(state: S, event: E) -> Self {
        Self::Applied(Box::new(state), event)
    }
}

impl<S: PartialEq, E> Outcome<S, E> {
    /// Replaces `before` with `after`; [`Outcome::Unchanged`] when they are equal.
    pub(crate) fn of(before: Option<&S>, after: S, event: E) -> Self {
        if before == Some(&after) { Self::Unchanged } else { Self::applied(after, event) }
    }
}
