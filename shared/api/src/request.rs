//! The properties of a request that the Lambda runtime provides.

use lambda_http::{Request, RequestExt};

/// The request id without a Lambda runtime, in tests that call handlers in-process.
const NO_REQUEST_ID: &str = "none";

/// The path as the caller sent it, still percent-encoded. A function URL puts it into `rawPath`; `cargo lambda watch`
/// removes `/lambda-url/<function>` before. Requests of tests have only their URI.
pub(crate) fn path(request: &Request) -> &str {
    let raw = request.raw_http_path();
    if raw.is_empty() { request.uri().path() } else { raw }
}

/// The runtime's id of this invocation, which is also in the log line.
pub(crate) fn request_id(request: &Request) -> String {
    request
        .lambda_context_ref()
        .map(|context| context.request_id.clone())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| NO_REQUEST_ID.to_owned())
}
