//! Requests to a handler, and its replies.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use api::Response;
use lambda_http::http::{Method, Request as HttpRequest};
use lambda_http::{Body, Context, Error, Request, RequestExt};
use serde_json::Value;

static INVOCATIONS: AtomicU64 = AtomicU64::new(1);

/// A request on its way.
#[derive(Clone, Debug)]
#[must_use]
pub struct Sent {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body, if it is JSON; null otherwise.
    pub body: Value,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

/// A request to a path.
pub fn send(method: &str, path: &str) -> Sent {
    Sent { method: method.parse().unwrap(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
}

impl Sent {
    /// With a token.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With an Idempotency-Key.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string().as_bytes())
    }

    /// With a body.
    pub fn bytes(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// The request as the runtime hands it over, with a request id of its own.
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

    /// Hands it to a handler.
    pub async fn to<F>(&self, handler: impl FnOnce(Request) -> F) -> Reply
    where
        F: Future<Output = Result<Response, Error>>,
    {
        Reply::of(&handler(self.request()).await.unwrap())
    }
}

impl Reply {
    /// What a response says.
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

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as it is.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Every word of it: status, headers and body.
    pub fn words(&self) -> String {
        format!("{} {:?} {}", self.status, self.headers, self.body)
    }

    /// The body, when the status is the one expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// The codes of every reason given, when the status is the one expected.
    #[track_caller]
    pub fn refused(self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        let reasons = body["reasons"].as_array().cloned().unwrap_or_default();
        reasons.iter().map(|reason| reason["code"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
