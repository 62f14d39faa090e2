//! Answers, and the frame every invocation runs in: find the route, run the handler, answer, write one log line.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use lambda_http::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use lambda_http::{Body, Request, RequestExt, http};
use serde::Serialize;

use crate::body::reason::Cause;
use crate::problem::Failure;
use crate::response::Response;
use crate::route::{self, Hit, Route};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Answers are one caller's business, and some carry URLs that grant access.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Stands for the request id where no Lambda runtime gave one: handlers called in-process by tests.
const NO_REQUEST_ID: &str = "none";

/// A success.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl Answer {
    /// A JSON answer.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the value has no form in JSON.
    pub fn json<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Result<Self, Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::Internal(Cause::of(&error)))?;
        Ok(Self::new(status, JSON, Body::Text(text)))
    }

    /// 200 with a JSON body.
    ///
    /// # Errors
    /// As [`Answer::json`].
    pub fn ok<T: Serialize + ?Sized>(value: &T) -> Result<Self, Failure> {
        Self::json(StatusCode::OK, value)
    }

    /// 201 with a JSON body.
    ///
    /// # Errors
    /// As [`Answer::json`].
    pub fn created<T: Serialize + ?Sized>(value: &T) -> Result<Self, Failure> {
        Self::json(StatusCode::CREATED, value)
    }

    /// 200 with bytes of another type: an export, a receipt.
    pub fn bytes(content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, HeaderValue::from_static(content_type), Body::Binary(bytes))
    }

    /// 204.
    pub fn empty() -> Self {
        let headers = HeaderMap::from_iter([(CACHE_CONTROL, NO_STORE)]);
        Self { status: StatusCode::NO_CONTENT, headers, body: Body::Empty }
    }

    fn new(status: StatusCode, content_type: HeaderValue, body: Body) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type), (CACHE_CONTROL, NO_STORE)]);
        Self { status, headers, body }
    }

    /// Carries the revision of what is answered as `ETag: "<rev>"` (api.md 1).
    #[must_use]
    pub fn with_rev(self, rev: u64) -> Self {
        match HeaderValue::from_str(&format!("\"{rev}\"")) {
            Ok(tag) => self.with_header(ETAG, tag),
            Err(_) => self,
        }
    }

    /// Sets a header, replacing what stood there.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn into_response(self) -> http::Response<Body> {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

impl Failure {
    fn to_response(&self) -> http::Response<Body> {
        // A problem is strings and numbers: it always has a form in JSON. An empty body still carries the status.
        let text = serde_json::to_string(&self.problem()).unwrap_or_default();
        let mut response = http::Response::new(Body::Text(text));
        *response.status_mut() = self.status();
        response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
        response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
        if let Some((name, value)) = self.header()
            && let Ok(value) = HeaderValue::from_str(value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Runs one invocation: routes it, runs `handler`, turns the outcome into a response with `x-request-id`, and writes
/// one log line. A panic of the handler becomes a 500 like any other fault of ours.
///
/// # Errors
/// Never. The type is what `lambda_http::service_fn` expects.
pub async fn serve<T, H, F>(routes: &[Route<T>], request: &Request, handler: H) -> Result<Response, lambda_http::Error>
where
    T: Copy,
    H: FnOnce(Hit<T>) -> F,
    F: Future<Output = Result<Answer, Failure>>,
{
    let (pattern, outcome) = match route::find(routes, request.method(), path(request)) {
        Ok(hit) => (hit.pattern, contain(async { handler(hit).await }).await),
        Err(failure) => ("-", Err(failure)),
    };
    let request_id = request_id(request);
    log(request, pattern, &request_id, &outcome);
    host::metrics::count("Answers", &[("Code", code(&outcome))]);
    let mut response = match outcome {
        Ok(answer) => answer.into_response(),
        Err(failure) => failure.to_response(),
    };
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response.into())
}

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

/// Turns a panic into a failure. The runtime would catch it too, but then answers without a body or request id.
async fn contain<F>(future: F) -> Result<Answer, Failure>
where
    F: Future<Output = Result<Answer, Failure>>,
{
    let mut future = pin!(future);
    poll_fn(move |context| {
        // Sound to resume after: the future that panicked is never polled again, and the clients that outlive it
        // guard their own state.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(panic) => Poll::Ready(Err(Failure::internal(panic_words(panic.as_ref())))),
        }
    })
    .await
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the handler panicked: {}", words.unwrap_or("without words"))
}

/// What the answer is counted under: `ok`, or the code of the problem.
fn code(outcome: &Result<Answer, Failure>) -> &'static str {
    outcome.as_ref().map_or_else(Failure::code, |_| "ok")
}

/// One line per invocation: ids, codes and the route's pattern; never a body, a token or a path with what it names.
fn log(request: &Request, route: &str, request_id: &str, outcome: &Result<Answer, Failure>) {
    let method = request.method().as_str();
    match outcome {
        Ok(answer) => {
            let status = answer.status.as_u16();
            tracing::info!(method, route, status, code = "ok", request_id, "answered");
        }
        Err(failure) => log_failure(method, route, request_id, failure),
    }
}

fn log_failure(method: &str, route: &str, request_id: &str, failure: &Failure) {
    let (status, code) = (failure.status().as_u16(), failure.code());
    match failure {
        Failure::Internal(cause) => {
            tracing::error!(method, route, status, code, request_id, %cause, "failed");
        }
        Failure::Unavailable(cause) => {
            tracing::warn!(method, route, status, code, request_id, %cause, "unavailable");
        }
        Failure::Raced => tracing::warn!(method, route, status, code, request_id, "raced"),
        Failure::Unauthenticated { reason, .. } => {
            tracing::warn!(method, route, status, code, request_id, reason = reason.code, "refused");
        }
        Failure::Malformed { .. }
        | Failure::BadCursor
        | Failure::Forbidden { .. }
        | Failure::NotFound { .. }
        | Failure::MethodNotAllowed { .. }
        | Failure::Refused(_)
        | Failure::PreconditionFailed
        | Failure::TooLarge { .. }
        | Failure::UnsupportedMediaType { .. }
        | Failure::Invalid(_)
        | Failure::KeyReused => tracing::info!(method, route, status, code, request_id, "refused"),
    }
}

#[cfg(test)]
mod tests;
