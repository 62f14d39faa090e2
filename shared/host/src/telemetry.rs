//! The log: one JSON object per line, with the request id from the runtime's span.

use tracing_subscriber::EnvFilter;

use crate::env::variable;

/// Starts the log. The level is `AWS_LAMBDA_LOG_LEVEL`, which the template's logging configuration sets; the default is
/// `INFO`.
pub fn start_log() {
    let level = variable("AWS_LAMBDA_LOG_LEVEL").unwrap_or_else(|| "info".to_owned()).to_lowercase();
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(true).with_span_list(false);
    // A second call (tests in one process) keeps the first log.
    drop(log.with_target(false).with_env_filter(filter).with_ansi(false).try_init());
}
