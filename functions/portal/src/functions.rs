//! Calls of the other functions' URLs with the token of the person who is signed in.
//!
//! A role of the portal grants nothing: what a page can do is what its reader's token can do. Addresses are configured,
//! path segments are percent-encoded, so that no input chooses where a token is sent.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use api::{DistributionSecrets, distribution};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use domain::Language;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::calls::Calls;
use crate::form::query;
use crate::problem::Problem;

/// The largest accepted answer, in bytes: what a function URL can answer.
const ANSWER_BYTES_MAX: usize = 6 * 1024 * 1024;
/// What stays as it is in a path segment (RFC 3986 unreserved).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The base addresses of the functions and the client that calls them.
#[derive(Clone)]
pub struct Functions {
    bases: Bases,
    http: SharedHttpConnector,
    /// The secret of the distribution that they are behind.
    secret: Option<String>,
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Functions").field("bases", &self.bases).finish_non_exhaustive()
    }
}

/// Where the functions are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bases {
    /// Below one address, each under its name.
    One(String),
    /// Each at an address of its own.
    Each(BTreeMap<String, String>),
}

/// The addresses are not usable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be one base address, or name=address pairs separated by commas; https, or http on the loopback")]
pub struct BadAddresses;

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub enum CallError {
    /// The function refused it.
    Refused(Box<Problem>),
    /// The function was not reached, or its answer is not readable.
    Unreachable(String),
    /// No answer in time; the call may have taken effect.
    TimedOut,
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Got<T> {
    /// The decoded body.
    pub value: T,
    /// The revision, as `If-Match` takes it.
    pub etag: Option<String>,
}

/// A successful answer as it is, of any type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The content type.
    pub content_type: String,
    /// The name under which a browser stores it.
    pub disposition: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// An answer of any status.
struct Answer {
    status: u16,
    etag: Option<String>,
    raw: Raw,
}

/// Whose call it is, and how long it may take.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// The token of the person; `None` for what is public.
    pub token: Option<&'a str>,
    /// The time after which the call ends.
    pub timeout: Duration,
    /// The counters of the visit.
    pub calls: &'a Calls,
}

/// A command: a call that changes something.
#[derive(Clone, Copy, Debug)]
pub struct Command<'c> {
    /// The method.
    pub method: &'static str,
    /// The function.
    pub function: &'static str,
    /// The path below the function's URL.
    pub path: &'c str,
    /// The body; `null` for none.
    pub body: &'c Value,
    /// The idempotency key.
    pub key: Option<&'c str>,
    /// The revision that the command was decided on.
    pub if_match: Option<&'c str>,
    /// `*` for a command that makes what must not exist yet.
    pub if_none_match: Option<&'c str>,
}

/// A path segment of any text.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

impl Functions {
    /// The functions at these addresses, called over HTTP.
    ///
    /// # Errors
    /// `BadAddresses` when the configuration does not name them.
    pub fn new(addresses: &str) -> Result<Self, BadAddresses> {
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
        Self::over(addresses, SharedHttpConnector::new(connector))
    }

    /// The same over another client.
    ///
    /// # Errors
    /// As `Functions::new`.
    pub fn over(addresses: &str, http: SharedHttpConnector) -> Result<Self, BadAddresses> {
        Ok(Self { bases: Bases::parse(addresses)?, http, secret: None })
    }

    /// Sends the secret of the distribution with every call. The portal calls the functions' own addresses: through the
    /// distribution a call would go to the edge and back (DECISIONS.md 61).
    #[must_use]
    pub fn behind(self, distribution: &DistributionSecrets) -> Self {
        Self { secret: distribution.to_send().map(str::to_owned), ..self }
    }

    /// Reads a resource.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn get<T: DeserializeOwned>(
        &self,
        access: Access<'_>,
        function: &'static str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Got<T>, CallError> {
        let filled = fields.iter().copied().filter(|(_, value)| !value.is_empty());
        let address = self.address(function, &format!("{path}{}", query(filled)))?;
        let request = || HttpRequest::get(&address).map_err(|error| unreachable(&error));
        decoded(self.send(access, request).await?)
    }

    /// Reads a resource in a language.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn get_in<T: DeserializeOwned>(
        &self,
        access: Access<'_>,
        language: Language,
        function: &'static str,
        path: &str,
    ) -> Result<Got<T>, CallError> {
        let address = self.address(function, path)?;
        let request = || {
            let mut request = HttpRequest::get(&address).map_err(|error| unreachable(&error))?;
            request.headers_mut().insert("accept-language", language.tag());
            Ok(request)
        };
        decoded(self.send(access, request).await?)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// `CallError`.
    pub async fn bytes(
        &self,
        access: Access<'_>,
        function: &'static str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Raw, CallError> {
        let filled = fields.iter().copied().filter(|(_, value)| !value.is_empty());
        let address = self.address(function, &format!("{path}{}", query(filled)))?;
        let request = || HttpRequest::get(&address).map_err(|error| unreachable(&error));
        Ok(accepted(self.send(access, request).await?)?.raw)
    }

    /// Runs a command.
    ///
    /// # Errors
    /// `CallError`. After `CallError::TimedOut` the same command with the same key is safe to repeat.
    pub async fn command<T: DeserializeOwned>(
        &self,
        access: Access<'_>,
        command: Command<'_>,
    ) -> Result<Got<T>, CallError> {
        let address = self.address(command.function, command.path)?;
        let body = if command.body.is_null() { String::new() } else { command.body.to_string() };
        let request = || {
            let mut request = HttpRequest::new(SdkBody::from(body.as_str()));
            request.set_method(command.method).map_err(|error| unreachable(&error))?;
            request.set_uri(address.as_str()).map_err(|error| unreachable(&error))?;
            let headers = request.headers_mut();
            if !body.is_empty() {
                headers.insert("content-type", "application/json");
            }
            let conditions = [
                ("idempotency-key", command.key),
                ("if-match", command.if_match),
                ("if-none-match", command.if_none_match),
            ];
            for (name, value) in conditions.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                headers.try_insert(name, value.to_owned()).map_err(|error| unreachable(&error))?;
            }
            Ok(request)
        };
        decoded(self.send(access, request).await?)
    }

    fn address(&self, function: &str, path: &str) -> Result<String, CallError> {
        let base = match &self.bases {
            Bases::One(base) => Some(format!("{base}/{function}")),
            Bases::Each(bases) => bases.get(function).cloned(),
        };
        base.map(|base| format!("{base}{path}"))
            .ok_or_else(|| CallError::Unreachable(format!("FUNCTION_URLS does not name {function}")))
    }

    /// Sends a request and counts it.
    async fn send(
        &self,
        access: Access<'_>,
        request: impl Fn() -> Result<HttpRequest, CallError>,
    ) -> Result<Answer, CallError> {
        let _running = access.calls.begin();
        let answer = self.sent(access, request).await;
        if answer.as_ref().map_or(true, |answer| answer.status >= 500) {
            access.calls.fail();
        }
        answer
    }

    /// Sends a request. A connection that was kept open may be dead: then it is sent once more. A command carries a key,
    /// so a second sending has no second effect.
    async fn sent(
        &self,
        access: Access<'_>,
        request: impl Fn() -> Result<HttpRequest, CallError>,
    ) -> Result<Answer, CallError> {
        let once = async || {
            let mut request = request()?;
            if let Some(token) = access.token {
                let value = format!("Bearer {token}");
                request.headers_mut().try_insert("authorization", value).map_err(|error| unreachable(&error))?;
            }
            if let Some(secret) = &self.secret {
                let headers = request.headers_mut();
                headers.try_insert(distribution::HEADER, secret.clone()).map_err(|error| unreachable(&error))?;
            }
            let response = self.http.call(request).await.map_err(|error| (error.is_io(), unreachable(&error)));
            match response {
                Ok(response) => Ok(Ok(read(response).await?)),
                Err((is_io, error)) => Ok(Err((is_io, error))),
            }
        };
        let attempt = async {
            match once().await? {
                Ok(answer) => Ok(answer),
                Err((true, _)) => once().await?.map_err(|(_, error)| error),
                Err((false, error)) => Err(error),
            }
        };
        tokio::time::timeout(access.timeout, attempt).await.unwrap_or(Err(CallError::TimedOut))
    }
}

impl Bases {
    fn parse(text: &str) -> Result<Self, BadAddresses> {
        let text = text.trim();
        if !text.contains('=') {
            return Ok(Self::One(base(text)?));
        }
        let pairs = text.split(',').map(|pair| pair.trim().split_once('=').ok_or(BadAddresses));
        let named = pairs.map(|pair| pair.and_then(|(name, address)| Ok((name.trim().to_owned(), base(address)?))));
        Ok(Self::Each(named.collect::<Result<_, _>>()?))
    }
}

fn base(address: &str) -> Result<String, BadAddresses> {
    let address = address.trim().trim_end_matches('/');
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_loopback = loopback
        .iter()
        .any(|host| address.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
    let is_https = address.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
    if is_https || is_loopback { Ok(address.to_owned()) } else { Err(BadAddresses) }
}

async fn read(response: HttpResponse) -> Result<Answer, CallError> {
    let status = response.status().as_u16();
    let header = |name: &'static str| response.headers().get(name).map(str::to_owned);
    let etag = header("etag");
    let (content_type, disposition) = (header("content-type").unwrap_or_default(), header("content-disposition"));
    let mut stream = ByteStream::new(response.into_body());
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| unreachable(&error))?;
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            return Err(CallError::Unreachable("the answer is too large".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, etag, raw: Raw { content_type, disposition, body } })
}

/// An answer that is a success.
fn accepted(answer: Answer) -> Result<Answer, CallError> {
    let status = answer.status;
    if (200..300).contains(&status) {
        return Ok(answer);
    }
    let problem = serde_json::from_slice(&answer.raw.body);
    let unreadable = |_| CallError::Unreachable(format!("an answer with status {status} and no problem details"));
    Err(problem.map_or_else(unreadable, |problem| CallError::Refused(Box::new(problem))))
}

fn decoded<T: DeserializeOwned>(answer: Answer) -> Result<Got<T>, CallError> {
    let Answer { etag, raw: Raw { body, .. }, .. } = accepted(answer)?;
    let body = if body.is_empty() { b"null".to_vec() } else { body };
    match serde_json::from_slice(&body) {
        Ok(value) => Ok(Got { value, etag }),
        Err(error) => Err(CallError::Unreachable(format!("the answer is not readable: {error}"))),
    }
}

fn unreachable(error: &impl std::error::Error) -> CallError {
    CallError::Unreachable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_one_base_or_one_each() {
        let one = Bases::parse("http://127.0.0.1:9000/lambda-url/").unwrap();
        assert_eq!(one, Bases::One("http://127.0.0.1:9000/lambda-url".to_owned()));
        let each = Bases::parse("overview=https://a.example/, reservation=https://b.example").unwrap();
        let Bases::Each(each) = each else { panic!() };
        assert_eq!(each["overview"], "https://a.example");
        assert_eq!(each["reservation"], "https://b.example");
    }

    #[test]
    fn a_token_is_never_sent_over_plain_http_to_another_machine() {
        for text in
            ["", "http://functions.example", "ftp://x", "a=http://evil.example", "http://127.0.0.1.evil.example", "a"]
        {
            assert_eq!(Bases::parse(text), Err(BadAddresses), "{text}");
        }
    }

    #[test]
    fn any_text_is_one_segment() {
        assert_eq!(segment("SA-7K Q2/../x?y#é"), "SA-7K%20Q2%2F..%2Fx%3Fy%23%C3%A9");
    }
}
