//! What the Lambda runtime says of a request.

use lambda_http::{Request, RequestExt};

/// Stands for the request id where no Lambda runtime gave one: handlers called in-process by tests.
const NO_REQUEST_ID: &str = "none";

/// The path as the caller sent it, still percent-encoded. A function URL puts it into `rawPath`; `cargo lambda watch`
/// takes `/lambda-url/<function>` off before. Requests built by tests have only their URI.
pub(crate) fn path(request: &Request) -> &str {
    let raw = request.raw_http_path();
    if raw.is_empty() { request.uri().path() } else { raw }
}

/// What the runtime calls this invocation; support finds the log line by it.
pub(crate) fn request_id(request: &Request) -> String {
    request
        .lambda_context_ref()
        .map(|context| context.request_id.clone())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| NO_REQUEST_ID.to_owned())
}
