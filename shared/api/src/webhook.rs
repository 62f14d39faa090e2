//! Signed webhooks.

pub mod signature;
