//! Decoding: fields of JSON bodies and query parameters, and the reasons why one is not acceptable.

mod decode;
pub mod fields;
pub(crate) mod json;
mod media;
pub mod reason;
pub mod search;
