//! Successful answers.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use domain::{Fault, Language, LocationId};
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use lambda_http::{Body, http};
use serde::{Deserialize, Serialize};

use crate::body::reason::Cause;
use crate::problem::Failure;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Answers are private to one caller, and some contain URLs that grant access.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A success with a `T` as its body. An answer with a text body can be stored and replayed (DECISIONS.md 1).
#[derive(Serialize, Deserialize)]
#[serde(try_from = "StoredAnswer", into = "StoredAnswer", bound = "")]
pub struct Answer<T = ()> {
    /// The status, unless it is the operation's default.
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Body,
    locations: Vec<LocationId>,
    shows: PhantomData<fn() -> T>,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        let Self { status, headers, body, locations, shows } = self;
        let (headers, body) = (headers.clone(), body.clone());
        Self { status: *status, headers, body, locations: locations.clone(), shows: *shows }
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("headers", &self.headers).finish_non_exhaustive()
    }
}

/// The stored form of an answer.
#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: String,
    /// The locations at which the caller had to be allowed to act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    locations: Vec<LocationId>,
}

impl<T> From<Answer<T>> for StoredAnswer {
    fn from(Answer { status, headers, body, locations, .. }: Answer<T>) -> Self {
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).ok();
        let headers = headers.iter().filter_map(|(name, value)| Some((name.to_string(), text(value)?)));
        let body = String::from_utf8_lossy(body.as_ref()).into_owned();
        Self { status: status.map(|status| status.as_u16()), headers: headers.collect(), body, locations }
    }
}

impl<T> TryFrom<StoredAnswer> for Answer<T> {
    type Error = http::Error;

    fn try_from(stored: StoredAnswer) -> Result<Self, http::Error> {
        let header = |(name, value): (String, String)| Ok((name.parse::<HeaderName>()?, value.parse()?));
        let headers = stored.headers.into_iter().map(header).collect::<Result<_, http::Error>>()?;
        let body = if stored.body.is_empty() { Body::Empty } else { Body::Text(stored.body) };
        let status = stored.status.map(StatusCode::from_u16).transpose()?;
        Ok(Self { status, headers, body, locations: stored.locations, shows: PhantomData })
    }
}

impl<T: Serialize> Answer<T> {
    /// A JSON answer.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the value does not serialize.
    pub fn json(value: &T) -> Result<Self, Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::Internal(Cause::of(&error)))?;
        Ok(Self::new(JSON, Body::Text(text)))
    }
}

impl Answer {
    /// An answer without a body: 204.
    pub fn empty() -> Self {
        Self::of(HeaderMap::from_iter([(CACHE_CONTROL, NO_STORE)]), Body::Empty).with_status(StatusCode::NO_CONTENT)
    }
}

impl<T> Answer<T> {
    /// An answer with bytes instead of a `T`, such as an export.
    pub fn bytes(content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self::new(HeaderValue::from_static(content_type), Body::Binary(bytes))
    }

    fn new(content_type: HeaderValue, body: Body) -> Self {
        Self::of(HeaderMap::from_iter([(CONTENT_TYPE, content_type), (CACHE_CONTROL, NO_STORE)]), body)
    }

    fn of(headers: HeaderMap, body: Body) -> Self {
        Self { status: None, headers, body, locations: Vec::new(), shows: PhantomData }
    }

    /// An answer of a type that a `T` may be one of.
    pub fn as_one_of<Any: From<T>>(self) -> Answer<Any> {
        let Self { status, headers, body, locations, .. } = self;
        Answer { status, headers, body, locations, shows: PhantomData }
    }

    /// Drops the type of the body.
    pub(crate) fn untyped(self) -> Answer {
        let Self { status, headers, body, locations, .. } = self;
        Answer { status, headers, body, locations, shows: PhantomData }
    }

    /// Sets a status other than the operation's default.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Sets the locations at which the caller had to be allowed to act; a replay checks them again (PROGRAM.md 1.2).
    #[must_use]
    pub fn at<'l>(self, locations: impl IntoIterator<Item = &'l LocationId>) -> Self {
        let distinct: BTreeSet<&LocationId> = locations.into_iter().collect();
        Self { locations: distinct.into_iter().cloned().collect(), ..self }
    }

    pub(crate) fn locations(&self) -> &[LocationId] {
        &self.locations
    }

    /// Sets the revision of the shown item as `ETag: "<rev>"`.
    #[must_use]
    pub fn with_rev(self, rev: u64) -> Self {
        match HeaderValue::from_str(&format!("\"{rev}\"")) {
            Ok(tag) => self.with_header(ETAG, tag),
            Err(_) => self,
        }
    }

    /// Names the language of the answer.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        self.with_header(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()))
    }

    /// Sets a header and replaces an earlier value.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The status, or `default` when the handler set none.
    pub(crate) fn status(&self, default: StatusCode) -> StatusCode {
        self.status.unwrap_or(default)
    }

    pub(crate) fn into_response(self, default: StatusCode) -> http::Response<Body> {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status.unwrap_or(default);
        *response.headers_mut() = self.headers;
        response
    }
}

/// Logs unreadable items, which a list leaves out (DECISIONS.md 34).
pub fn log_unreadable(faults: &[Fault]) {
    for fault in faults {
        tracing::error!(%fault, "an unreadable item is left out of an answer");
    }
}
