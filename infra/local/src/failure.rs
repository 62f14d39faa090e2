//! The error type of the developer tool: one line for the terminal.

use std::fmt::{self, Display};

/// An error message: what failed, the cause, and what to do.
#[derive(Debug)]
pub struct Failure(String);

/// The result of every fallible function of this tool.
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

/// Fails with the message of `otherwise` unless the condition holds.
pub fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Failure::new(otherwise())) }
}

/// Converts any error into a [`Failure`] that names the attempted action.
pub trait During<T> {
    /// Prefixes the error with `doing`: "cannot {doing}: {error}".
    fn during(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> During<T> for Result<T, E> {
    fn during(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("cannot {doing}: {error}")))
    }
}
