//! What a function stands on: its configuration, its AWS clients, its clock and its log.
//!
//! Everything here is built once per process. Only `main.rs` of a function uses it; handlers get values.

pub mod aws;
mod clock;
mod deadline;
mod env;
pub mod metrics;
mod telemetry;

pub use aws::Aws;
pub use clock::Clock;
pub use deadline::Deadline;
pub use env::{Env, StartError};
pub use telemetry::start_log;
