//! Replies: pages, redirects, files, and their headers.

use askama::Template;
use lambda_http::Body;
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, SET_COOKIE};
use lambda_http::http::{self, HeaderMap, HeaderName, HeaderValue, StatusCode};

use serde::Serialize;

use crate::failure::PageError;
use crate::functions::Raw;
use crate::origin::Origin;

/// What nobody may store.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
/// What shared caches keep for five minutes: public pages.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=300");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A reply before the headers that every reply has.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

impl Reply {
    /// A page.
    ///
    /// # Errors
    /// `PageError::Internal` when the template fails.
    pub fn page(template: &impl Template) -> Result<Self, PageError> {
        let text = template.render().map_err(|error| PageError::Internal(format!("a template failed: {error}")))?;
        Ok(Self::new(StatusCode::OK, HTML, PRIVATE, Body::Text(text)))
    }

    /// A page that is the same for everybody.
    ///
    /// # Errors
    /// As `Reply::page`.
    pub fn public(template: &impl Template) -> Result<Self, PageError> {
        let mut reply = Self::page(template)?;
        reply.headers.insert(CACHE_CONTROL, PUBLIC);
        Ok(reply)
    }

    /// An answer for the portal's own script.
    ///
    /// # Errors
    /// `PageError::Internal` when the value cannot be written.
    pub fn json(value: &impl Serialize) -> Result<Self, PageError> {
        let text = serde_json::to_string(value)
            .map_err(|error| PageError::Internal(format!("an answer cannot be written: {error}")))?;
        Ok(Self::new(StatusCode::OK, JSON, PRIVATE, Body::Text(text)))
    }

    /// A redirect to another page, read by GET (303).
    pub fn see_other(address: &str) -> Self {
        let mut reply = Self::new(StatusCode::SEE_OTHER, HTML, PRIVATE, Body::Empty);
        if let Ok(address) = HeaderValue::from_str(address) {
            reply.headers.insert(LOCATION, address);
        }
        reply
    }

    /// The page after a defect that leaves nothing to build a page with.
    pub fn defect() -> Self {
        let text = "<!doctype html><html lang=\"en\"><title>Something went wrong - Vouchsafe</title>\
                    <h1>Something went wrong</h1><p>This is a fault of the system. Try again later.</p>\
                    <p lang=\"zh-Hant-TW\">系統發生錯誤，請稍後再試。</p><p><a href=\"/\">Vouchsafe</a></p></html>";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, HTML, PRIVATE, Body::Text(text.to_owned()))
    }

    /// The page at an address that is not the portal's own, with the way to it. It needs no style sheet: that would be
    /// refused here, too.
    pub fn elsewhere(origin: Option<&Origin>) -> Self {
        let own = origin.map(Origin::as_str).unwrap_or_default();
        // An origin is a parsed scheme and host, so it has nothing to escape.
        let text = format!(
            "<!doctype html><html lang=\"en\"><title>Another address - Vouchsafe</title><h1>Another address</h1>\
             <p>The portal is not at this address. Open <a href=\"{own}/\">{own}</a>.</p>\
             <p lang=\"zh-Hant-TW\">此網址未提供服務，請開啟 <a href=\"{own}/\">{own}</a>。</p></html>"
        );
        Self::new(StatusCode::FORBIDDEN, HTML, PRIVATE, Body::Text(text))
    }

    /// Bytes of a type, with a policy of caching.
    pub fn bytes(content_type: HeaderValue, cache: HeaderValue, bytes: &[u8]) -> Self {
        Self::new(StatusCode::OK, content_type, cache, Body::Binary(bytes.to_vec()))
    }

    /// A file of a function, for its reader alone.
    ///
    /// # Errors
    /// `PageError::Internal` when its type is no header value.
    pub fn file(file: &Raw) -> Result<Self, PageError> {
        let content_type = HeaderValue::from_str(&file.content_type)
            .map_err(|error| PageError::Internal(format!("the type of a file: {error}")))?;
        let reply = Self::bytes(content_type, PRIVATE, &file.body);
        Ok(match &file.disposition {
            Some(disposition) => reply.with_header(CONTENT_DISPOSITION, disposition),
            None => reply,
        })
    }

    fn new(status: StatusCode, content_type: HeaderValue, cache: HeaderValue, body: Body) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type), (CACHE_CONTROL, cache)]);
        Self { status, headers, body }
    }

    /// Sets the status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Adds cookies beside those that are set already.
    #[must_use]
    pub fn with_cookies<C: AsRef<str>>(mut self, cookies: impl IntoIterator<Item = C>) -> Self {
        for cookie in cookies {
            if let Ok(cookie) = HeaderValue::from_str(cookie.as_ref()) {
                self.headers.append(SET_COOKIE, cookie);
            }
        }
        self
    }

    /// The response, without a body for `HEAD`.
    pub fn into_response(self, is_head: bool) -> http::Response<Body> {
        let mut response = http::Response::new(if is_head { Body::Empty } else { self.body });
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
