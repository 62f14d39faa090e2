//! The processing of one invocation: routing, authentication, decoding, handler, response, log line, metric.

use std::fmt;

use host::{Clock, Env, catch_panic};
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode};
use lambda_http::{Body, Request, http, service_fn};

use crate::answer::{Answer, NO_STORE};
use crate::auth::authenticator::Authenticator;
use crate::distribution::{self, DistributionSecrets};
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
        // A problem contains only strings and numbers, so serializing it cannot fail.
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

/// The outcome of a request: the answer with the endpoint's default status, or the failure.
type Outcome = Result<(Answer, StatusCode), Failure>;

/// The endpoints of one function, with their services, authenticator and clock. One per process.
pub struct Api<S> {
    endpoints: Vec<Endpoint<S>>,
    services: S,
    authenticator: Authenticator,
    distribution: DistributionSecrets,
    clock: Clock,
}

impl<S> fmt::Debug for Api<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.operations()).finish()
    }
}

impl<S: Sync> Api<S> {
    /// Serves `endpoints` with `services`; `authenticator` verifies their callers.
    pub fn new(
        endpoints: Vec<Endpoint<S>>,
        services: S,
        authenticator: impl Into<Authenticator>,
        clock: Clock,
    ) -> Self {
        let (authenticator, distribution) = (authenticator.into(), DistributionSecrets::default());
        Self { endpoints, services, authenticator, distribution, clock }
    }

    /// Serves only requests that come through the distribution with one of these secrets.
    #[must_use]
    pub fn behind(self, distribution: DistributionSecrets) -> Self {
        Self { distribution, ..self }
    }

    /// Runs one invocation: finds the endpoint, authenticates, decodes, runs the handler, and turns the outcome into a
    /// response with `x-request-id`. Writes one log line and one metric. A panic becomes a 500.
    ///
    /// # Errors
    /// Never. The type is what `lambda_http::service_fn` expects.
    pub async fn serve(&self, request: Request) -> Result<Response, lambda_http::Error> {
        let admitted = self.distribution.check(request.headers());
        let found = admitted.and_then(|()| route::find(&self.endpoints, request.method(), path(&request)));
        let (pattern, outcome) = match found {
            Ok((endpoint, params)) => {
                let caught = catch_panic(self.answer(endpoint, &request, params)).await;
                let outcome =
                    caught.unwrap_or_else(|why| Err(Failure::internal(format!("the handler panicked: {why}"))));
                (endpoint.operation().pattern, outcome.map(|answer| (answer, default_status(endpoint.operation()))))
            }
            Err(failure) => ("-", Err(failure)),
        };
        let request_id = request_id(&request);
        log(&request, pattern, &request_id, &outcome);
        host::metrics::count("Answers", &[("Code", code(&outcome))]);
        let mut response = match outcome {
            Ok((answer, default_status)) => answer.into_response(default_status),
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
        let proof = self.authenticator.proof(&operation.access, request, now).await?;
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

/// Runs a function: reads its configuration, builds its services and serves requests until the process ends.
///
/// # Errors
/// An invalid configuration, or an unreachable Lambda runtime.
pub async fn start<S: Sync, G: Into<Authenticator>>(
    variables: &'static [&'static str],
    endpoints: Vec<Endpoint<S>>,
    build: impl FnOnce(&Env) -> Result<(S, G), lambda_http::Error>,
) -> Result<(), lambda_http::Error> {
    host::start_log();
    let env = Env::read(&[variables, distribution::ENVIRONMENT].concat())?;
    let distribution = env.parse(distribution::VARIABLE, DistributionSecrets::parse)?;
    let (services, authenticator) = build(&env)?;
    let api = Api::new(endpoints, services, authenticator, Clock::system()).behind(distribution);
    lambda_http::run(service_fn(|request| api.serve(request))).await
}

/// The status of a success when the handler sets none.
fn default_status(operation: &Operation) -> StatusCode {
    operation.successes.first().copied().unwrap_or_default()
}

/// The dimension of the metric: `ok`, or the code of the problem.
fn code(outcome: &Outcome) -> &'static str {
    outcome.as_ref().map_or_else(Failure::code, |_| "ok")
}

/// Writes one line per invocation: ids, codes and the route's pattern; never a body, a token or the path itself.
fn log(request: &Request, route: &str, request_id: &str, outcome: &Outcome) {
    let method = request.method().as_str();
    match outcome {
        Ok((answer, default_status)) => {
            let status = answer.status(*default_status).as_u16();
            tracing::info!(method, route, status, code = "ok", request_id, "answered");
        }
        Err(failure) => log_failure(method, route, request_id, failure),
    }
}

/// Logs a failure: an internal error as an error; an outage, a lost race or a failed authentication as a warning; any
/// other failure as information.
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
