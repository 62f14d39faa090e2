//! The one place of the developer tool that asks what time it is.

use jiff::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the tool's only clock; everything else takes `now`")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
