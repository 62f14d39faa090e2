//! What may be announced, and what counts when it arrives.

mod arrival;
mod types;
