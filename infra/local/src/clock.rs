//! The clock of the developer tool.

use jiff::Timestamp;

/// The current instant.
#[expect(clippy::disallowed_methods, reason = "the tool's only clock; everything else takes `now`")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
