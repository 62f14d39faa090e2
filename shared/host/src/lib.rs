//! The runtime environment of a function. Clients and configuration are built once per process, in the function's
//! `main.rs`; handlers receive them as values.
//!
//! | module | content |
//! |---|---|
//! | `env` | configuration from environment variables |
//! | [`aws`] | AWS clients, with timeouts and retries |
//! | `clock`, `deadline` | the current time, and the deadline of an invocation |
//! | `panic` | panics of a handler, as errors |
//! | `telemetry`, [`metrics`] | the log, and metrics as log lines |

pub mod aws;
mod clock;
mod deadline;
mod env;
pub mod metrics;
mod panic;
mod telemetry;

pub use aws::Aws;
pub use clock::Clock;
pub use deadline::{Deadline, MARGIN};
pub use env::{Env, StartError};
pub use panic::catch_panic;
pub use telemetry::start_log;
