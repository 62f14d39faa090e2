//! `/token`: exchanges codes and refresh tokens for tokens (RFC 6749 4.1.3, 5, 6).

use super::grant::Refused;
use super::parameters::Parameters;
use super::{Issuer, SharedIssuer};
use crate::clock;
use crate::failure::Failure;
use crate::settings::PORTAL_CLIENT;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Why the endpoint gives no tokens.
#[derive(Debug)]
pub enum ExchangeError {
    /// The client is not the portal, or its secret is wrong.
    Client,
    /// The code or the refresh token is not accepted.
    Grant(Refused),
    /// A parameter is missing or occurs twice.
    Request(String),
    /// Another grant.
    GrantType,
    /// The tokens cannot be signed.
    Failed(Failure),
}

impl ExchangeError {
    /// The error code and the sentence (RFC 6749 5.2).
    pub fn described(&self) -> (&'static str, String) {
        match self {
            Self::Client => ("invalid_client", "the client or its secret is wrong".to_owned()),
            Self::Grant(why) => ("invalid_grant", (*why).to_owned()),
            Self::Request(why) => ("invalid_request", why.clone()),
            Self::GrantType => {
                ("unsupported_grant_type", "grant_type must be authorization_code or refresh_token".to_owned())
            }
            Self::Failed(failure) => ("server_error", failure.to_string()),
        }
    }
}

impl IntoResponse for ExchangeError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Client => StatusCode::UNAUTHORIZED,
            Self::Grant(_) | Self::Request(_) | Self::GrantType => StatusCode::BAD_REQUEST,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let (error, description) = self.described();
        let mut response = answer(status, &json!({"error": error, "error_description": description}));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"issuer\""));
        }
        response
    }
}

/// Answers with tokens or an error.
pub async fn token(State(issuer): SharedIssuer, headers: HeaderMap, body: Bytes) -> Response {
    match issuer.exchange(&headers, &body, clock::now()).await {
        Ok(tokens) => answer(StatusCode::OK, &tokens),
        Err(error) => error.into_response(),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

impl Issuer {
    /// Exchanges a code or a refresh token.
    pub async fn exchange(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Value, ExchangeError> {
        let sent = Parameters::parse(body).map_err(ExchangeError::Request)?;
        let (id, secret) = match basic(headers) {
            Some(credentials) => credentials,
            None => (sent.text("client_id").to_owned(), sent.text("client_secret").to_owned()),
        };
        if id != PORTAL_CLIENT || secret != self.grants.client_secret() {
            return Err(ExchangeError::Client);
        }
        let required = |name: &str| sent.required(name).map_err(ExchangeError::Request);
        let tokens = match required("grant_type")? {
            "authorization_code" => {
                let (code, redirect) = (required("code")?, required("redirect_uri")?);
                self.grants.redeem_code(code, redirect, required("code_verifier")?, now).await
            }
            "refresh_token" => self.grants.refresh(required("refresh_token")?, now).await,
            _ => return Err(ExchangeError::GrantType),
        };
        tokens.map_err(ExchangeError::Grant)?.map_err(ExchangeError::Failed)
    }
}

/// The credentials of HTTP Basic. Both parts are form-encoded before they are joined (RFC 6749 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let joined = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    Some((decoded(id), decoded(secret)))
}

fn decoded(part: &str) -> String {
    form_urlencoded::parse(part.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
