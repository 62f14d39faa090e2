//! What may be announced, what counts when it arrives, and how types are told.

mod arrival;
mod types;
