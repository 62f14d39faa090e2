//! The whole program in one process: every function's handler over one in-memory table, queue and bucket. Tests speak
//! to it as its users do, in requests and events.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot be set up should stop at once")]

mod deliver;
mod steps;
mod world;

pub use steps::{PDF, answers, assigned, reservation};
pub use world::{Function, NOW, SECRET, World};
