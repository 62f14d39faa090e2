//! The ground that every other crate may use: configuration, AWS clients, the clock, the invocation's deadline, the log and
//! the metrics.
//!
//! Clients and configuration are built once per process, in `main.rs` of a function; handlers get them as values.

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
