//! Decoding of JSON bodies and query strings, field by field (DECISIONS.md 10), and the reasons for rejecting a field.

mod decode;
pub mod fields;
pub(crate) mod json;
mod media;
mod reading;
pub mod reason;
pub(crate) mod recording;
pub mod search;
