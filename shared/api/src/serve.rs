//! The frame of every invocation: find the endpoint, authenticate, decode, run the handler, answer, write one log line.

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use host::{Clock, Env};
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode};
use lambda_http::{Body, Request, http, service_fn};

use crate::answer::{Answer, NO_STORE};
use crate::auth::gate::Authenticator;
use crate::document::Document;
use crate::endpoint::Endpoint;
use crate::operation::{Incoming, Operation};
use crate::path::Params;
use crate::problem::Failure;
use crate::request::{path, request_id};
use crate::response::Response;
use crate::route;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

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

/// What came of a request: the answer and the status that it has unless it says otherwise, or the failure.
type Outcome = Result<(Answer, StatusCode), Failure>;

/// The endpoints of one function, and what they are served with. A function has one, made when its process begins.
pub struct Api<S> {
    endpoints: Vec<Endpoint<S>>,
    services: S,
    gate: Authenticator,
    clock: Clock,
}

impl<S> fmt::Debug for Api<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.operations()).finish()
    }
}

impl<S: Sync> Api<S> {
    /// Serves `endpoints` with `services`. `gate` verifies who calls.
    pub fn new(endpoints: Vec<Endpoint<S>>, services: S, gate: impl Into<Authenticator>, clock: Clock) -> Self {
        Self { endpoints, services, gate: gate.into(), clock }
    }

    /// Runs one invocation: finds the endpoint, authenticates, decodes, runs the handler, and turns the outcome into a
    /// response with `x-request-id`. Writes one log line and one metric. A panic becomes a 500 like any other fault of
    /// ours.
    ///
    /// # Errors
    /// Never. The type is what `lambda_http::service_fn` expects.
    pub async fn serve(&self, request: Request) -> Result<Response, lambda_http::Error> {
        let (pattern, outcome) = match route::find(&self.endpoints, request.method(), path(&request)) {
            Ok((endpoint, params)) => {
                let outcome = contain(self.answer(endpoint, &request, params)).await;
                (endpoint.operation().pattern, outcome.map(|answer| (answer, usual_status(endpoint.operation()))))
            }
            Err(failure) => ("-", Err(failure)),
        };
        let request_id = request_id(&request);
        log(&request, pattern, &request_id, &outcome);
        host::metrics::count("Answers", &[("Code", code(&outcome))]);
        let mut response = match outcome {
            Ok((answer, usual)) => answer.into_response(usual),
            Err(failure) => failure.to_response(),
        };
        if let Ok(id) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        if *request.method() == Method::HEAD {
            *response.body_mut() = Body::Empty;
        }
        Ok(response.into())
    }

    async fn answer(&self, endpoint: &Endpoint<S>, request: &Request, path: Params) -> Result<Answer, Failure> {
        let now = self.clock.now();
        let operation = endpoint.operation();
        let proof = self.gate.proof(&operation.access, request, now).await?;
        path.check()?;
        endpoint.handle(Incoming { services: &self.services, operation, request, path, proof, now }).await
    }
}

impl<S> Api<S> {
    /// Describes the endpoints in the contract.
    pub fn describe(&self, document: &mut Document, function: &'static str, about: &'static str) {
        document.add(function, about, &self.endpoints, &self.services);
    }

    /// Every operation, in the order of the endpoints.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.endpoints.iter().map(Endpoint::operation)
    }
}

/// Runs a function for as long as its process lives: reads its configuration, builds what it works with, and serves.
///
/// # Errors
/// What is wrong with the configuration, or when the Lambda runtime cannot be reached.
pub async fn start<S: Sync, G: Into<Authenticator>>(
    variables: &'static [&'static str],
    endpoints: Vec<Endpoint<S>>,
    build: impl FnOnce(&Env) -> Result<(S, G), lambda_http::Error>,
) -> Result<(), lambda_http::Error> {
    host::start_log();
    let env = Env::read(variables)?;
    let (services, gate) = build(&env)?;
    let api = Api::new(endpoints, services, gate, Clock::system());
    lambda_http::run(service_fn(|request| api.serve(request))).await
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

/// The status of a success about which the handler says nothing.
fn usual_status(operation: &Operation) -> StatusCode {
    operation.successes.first().copied().unwrap_or_default()
}

/// What the answer is counted under: `ok`, or the code of the problem.
fn code(outcome: &Outcome) -> &'static str {
    outcome.as_ref().map_or_else(Failure::code, |_| "ok")
}

/// One line per invocation: ids, codes and the route's pattern; never a body, a token or a path with what it names.
fn log(request: &Request, route: &str, request_id: &str, outcome: &Outcome) {
    let method = request.method().as_str();
    match outcome {
        Ok((answer, usual)) => {
            let status = answer.status(*usual).as_u16();
            tracing::info!(method, route, status, code = "ok", request_id, "answered");
        }
        Err(failure) => log_failure(method, route, request_id, failure),
    }
}

/// A fault of ours is an error, what may pass or looks like an attack a warning, and everything else information.
fn log_failure(method: &str, route: &str, request_id: &str, failure: &Failure) {
    let (status, code) = (failure.status().as_u16(), failure.code());
    if let Failure::Internal(cause) = failure {
        tracing::error!(method, route, status, code, request_id, %cause, "failed");
    } else if let Failure::Unavailable(cause) = failure {
        tracing::warn!(method, route, status, code, request_id, %cause, "unavailable");
    } else if let Failure::Unauthenticated { reason, .. } = failure {
        tracing::warn!(method, route, status, code, request_id, reason = reason.code, "refused");
    } else if matches!(failure, Failure::Raced) {
        tracing::warn!(method, route, status, code, request_id, "raced");
    } else {
        tracing::info!(method, route, status, code, request_id, "refused");
    }
}

#[cfg(test)]
mod tests;
