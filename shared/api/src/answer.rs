//! Successful answers.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use domain::{Fault, LocationId};
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use lambda_http::{Body, http};
use serde::{Deserialize, Serialize};

use crate::body::reason::Cause;
use crate::problem::Failure;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Answers are one caller's business, and some carry URLs that grant access.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A success that shows a `T`. One with a text body can be kept and given again.
#[derive(Serialize, Deserialize)]
#[serde(try_from = "StoredAnswer", into = "StoredAnswer", bound = "")]
pub struct Answer<T = ()> {
    /// The status, where it is not the one that the operation usually answers.
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

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: String,
    /// Where the caller had to be allowed to act.
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

    fn try_from(kept: StoredAnswer) -> Result<Self, http::Error> {
        let header = |(name, value): (String, String)| Ok((name.parse::<HeaderName>()?, value.parse()?));
        let headers = kept.headers.into_iter().map(header).collect::<Result<_, http::Error>>()?;
        let body = if kept.body.is_empty() { Body::Empty } else { Body::Text(kept.body) };
        let status = kept.status.map(StatusCode::from_u16).transpose()?;
        Ok(Self { status, headers, body, locations: kept.locations, shows: PhantomData })
    }
}

impl<T: Serialize> Answer<T> {
    /// A JSON answer.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the value has no form in JSON.
    pub fn json(value: &T) -> Result<Self, Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::Internal(Cause::of(&error)))?;
        Ok(Self::new(JSON, Body::Text(text)))
    }
}

impl Answer {
    /// 204: an answer without a body.
    pub fn empty() -> Self {
        Self::of(HeaderMap::from_iter([(CACHE_CONTROL, NO_STORE)]), Body::Empty).with_status(StatusCode::NO_CONTENT)
    }
}

impl<T> Answer<T> {
    /// Bytes instead of a `T`: an export.
    pub fn bytes(content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self::new(HeaderValue::from_static(content_type), Body::Binary(bytes))
    }

    fn new(content_type: HeaderValue, body: Body) -> Self {
        Self::of(HeaderMap::from_iter([(CONTENT_TYPE, content_type), (CACHE_CONTROL, NO_STORE)]), body)
    }

    fn of(headers: HeaderMap, body: Body) -> Self {
        Self { status: None, headers, body, locations: Vec::new(), shows: PhantomData }
    }

    /// The same answer, whatever it shows.
    pub(crate) fn untyped(self) -> Answer {
        let Self { status, headers, body, locations, .. } = self;
        Answer { status, headers, body, locations, shows: PhantomData }
    }

    /// Succeeds with another status than the operation usually does.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Says where the caller had to be allowed to act: checked again when the answer is given again.
    #[must_use]
    pub fn at<'l>(self, locations: impl IntoIterator<Item = &'l LocationId>) -> Self {
        let distinct: BTreeSet<&LocationId> = locations.into_iter().collect();
        Self { locations: distinct.into_iter().cloned().collect(), ..self }
    }

    pub(crate) fn locations(&self) -> &[LocationId] {
        &self.locations
    }

    /// Carries the revision of what is answered as `ETag: "<rev>"`.
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

    /// The status, which is `usual` where nothing else is said.
    pub(crate) fn status(&self, usual: StatusCode) -> StatusCode {
        self.status.unwrap_or(usual)
    }

    pub(crate) fn into_response(self, usual: StatusCode) -> http::Response<Body> {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status.unwrap_or(usual);
        *response.headers_mut() = self.headers;
        response
    }
}

/// An item that cannot be read is left out of a list, and logged for whoever can mend it.
pub fn log_unreadable(faults: &[Fault]) {
    for fault in faults {
        tracing::error!(%fault, "left out of an answer");
    }
}
