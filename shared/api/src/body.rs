//! Decoding: fields of JSON bodies and query parameters, and the reasons why one is not acceptable.

mod decode;
pub mod fields;
pub(crate) mod json;
mod media;
mod reading;
pub mod reason;
pub(crate) mod recording;
pub mod search;
