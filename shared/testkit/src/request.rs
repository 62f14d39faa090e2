//! Requests to a handler, and its replies.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use api::Response;
use lambda_http::http::{Method, Request as HttpRequest};
use lambda_http::{Body, Context, Error, Request, RequestExt};
use serde_json::Value;

static INVOCATIONS: AtomicU64 = AtomicU64::new(1);

/// A request under construction.
#[derive(Clone, Debug)]
#[must_use]
pub struct Sent {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The response of a handler.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body as JSON; null for another body.
    pub body: Value,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

/// A request to a path.
pub fn send(method: &str, path: &str) -> Sent {
    Sent { method: method.parse().unwrap(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
}

impl Sent {
    /// Sets the bearer token.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sets the `Idempotency-Key`.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string().as_bytes())
    }

    /// Sets the body.
    pub fn bytes(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// The request in the form of the Lambda runtime, with a new request id.
    pub fn request(&self) -> Request {
        let mut request = HttpRequest::builder().method(self.method.clone()).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut context = Context::default();
        context.request_id = format!("request-{}", INVOCATIONS.fetch_add(1, Ordering::Relaxed));
        let body = if self.body.is_empty() { Body::Empty } else { Body::Binary(self.body.clone()) };
        request.body(body).unwrap().with_lambda_context(context)
    }

    /// Sends the request to a handler.
    pub async fn to<F>(&self, handler: impl FnOnce(Request) -> F) -> Reply
    where
        F: Future<Output = Result<Response, Error>>,
    {
        Reply::of(&handler(self.request()).await.unwrap())
    }
}

impl Reply {
    /// Reads a response.
    pub fn of(response: &Response) -> Self {
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        Self {
            status: response.status().as_u16(),
            headers: headers.collect(),
            bytes: response.body().as_ref().to_vec(),
            body: serde_json::from_slice(response.body().as_ref()).unwrap_or_default(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every header, in order.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The raw body.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The whole response as text: status, headers and body.
    pub fn words(&self) -> String {
        format!("{} {:?} {}", self.status, self.headers, self.body)
    }

    /// Returns the body; panics for another status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// Returns the codes of the reasons; panics for another status.
    #[track_caller]
    pub fn refused(self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        let reasons = body["reasons"].as_array().cloned().unwrap_or_default();
        reasons.iter().map(|reason| reason["code"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
