//! What goes wrong in the developer tool, as one line for the person at the terminal.

use std::fmt::{self, Display};

/// Says what is wrong, what was expected and what to do.
#[derive(Debug)]
pub struct Failure(String);

/// The result of everything here that can fail.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Holds, or fails with what it says otherwise.
pub fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Failure::new(otherwise())) }
}

/// Turns any error into a [`Failure`] that says what was being done.
pub trait During<T> {
    /// `doing` reads as in "cannot {doing}: {error}".
    fn during(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> During<T> for Result<T, E> {
    fn during(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("cannot {doing}: {error}")))
    }
}
