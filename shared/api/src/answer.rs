//! Successful answers.

use std::collections::BTreeSet;

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

/// A success. One with a text body can be kept and given again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    locations: Vec<LocationId>,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    /// Where the caller had to be allowed to act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    locations: Vec<LocationId>,
}

impl From<Answer> for Kept {
    fn from(Answer { status, headers, body, locations }: Answer) -> Self {
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).ok();
        let headers = headers.iter().filter_map(|(name, value)| Some((name.to_string(), text(value)?)));
        let body = String::from_utf8_lossy(body.as_ref()).into_owned();
        Self { status: status.as_u16(), headers: headers.collect(), body, locations }
    }
}

impl TryFrom<Kept> for Answer {
    type Error = http::Error;

    fn try_from(kept: Kept) -> Result<Self, http::Error> {
        let header = |(name, value): (String, String)| Ok((name.parse::<HeaderName>()?, value.parse()?));
        let headers = kept.headers.into_iter().map(header).collect::<Result<_, http::Error>>()?;
        let body = if kept.body.is_empty() { Body::Empty } else { Body::Text(kept.body) };
        Ok(Self { status: StatusCode::from_u16(kept.status)?, headers, body, locations: kept.locations })
    }
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
        Self { status: StatusCode::NO_CONTENT, headers, body: Body::Empty, locations: Vec::new() }
    }

    fn new(status: StatusCode, content_type: HeaderValue, body: Body) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type), (CACHE_CONTROL, NO_STORE)]);
        Self { status, headers, body, locations: Vec::new() }
    }

    /// Says where the caller had to be allowed to act: checked again when the answer is given again.
    #[must_use]
    pub fn at<'l>(self, locations: impl IntoIterator<Item = &'l LocationId>) -> Self {
        let distinct: BTreeSet<&LocationId> = locations.into_iter().collect();
        Self { locations: distinct.into_iter().cloned().collect(), ..self }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
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

    pub(crate) fn into_response(self) -> http::Response<Body> {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
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
