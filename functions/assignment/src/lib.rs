//! assignment
pub mod mail;
