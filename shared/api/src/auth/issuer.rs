//! Fetches an issuer's keys over HTTP, by OpenID Connect Discovery 1.0.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::HttpError;
use aws_smithy_types::byte_stream::ByteStream;
use domain::Fault;
use lambda_http::http::Uri;
use serde::Deserialize;

use crate::auth::jwks::{FetchKeys, Jwks, JwksError};

/// The timeout for both documents together; the caller's request waits for it.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// The largest accepted document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1_024;

/// The reason why the keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Plain HTTP to another machine: anyone who can change the response could issue tokens.
    #[error("{0} is not an https URL, nor http on the loopback address")]
    Insecure(String),
    /// Not a URL.
    #[error("the URL is not usable")]
    Url(#[from] HttpError),
    /// The connection failed.
    #[error("the issuer cannot be reached")]
    Unreachable(#[source] ConnectorError),
    /// A status other than 200.
    #[error("the issuer answered with status {0}")]
    Status(u16),
    /// The connection broke.
    #[error("the answer broke off")]
    Interrupted(#[from] aws_smithy_types::byte_stream::error::Error),
    /// Larger than [`DOCUMENT_BYTES_MAX`].
    #[error("the answer is larger than {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    /// Slower than [`FETCH_TIMEOUT`].
    #[error("the issuer took too long to answer")]
    TooSlow,
    /// Not a discovery document.
    #[error("the discovery document is not readable")]
    Discovery(#[source] serde_json::Error),
    /// A discovery document of another issuer (OpenID Connect Discovery 1.0, 4.3).
    #[error("the discovery document is that of {0}")]
    OtherIssuer(String),
    /// Not a key set.
    #[error(transparent)]
    Keys(#[from] JwksError),
}

/// The key source of an OIDC issuer. It opens no connection, and loads no root certificates, before the first fetch.
#[derive(Debug)]
pub struct HttpKeys {
    issuer: String,
    timeout: Duration,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl HttpKeys {
    /// The key source of the issuer with this URL, spelled as in the `iss` claim.
    ///
    /// # Errors
    /// [`FetchError::Insecure`] for a URL that is neither https nor http on the loopback address.
    pub fn new(issuer: &str) -> Result<Self, FetchError> {
        ensure_secure(issuer)?;
        Ok(Self { issuer: issuer.to_owned(), timeout: FETCH_TIMEOUT })
    }

    async fn discover(&self) -> Result<Jwks, FetchError> {
        // A new connector for each fetch: a pooled connection is dead after an hour in a frozen process.
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let found: Discovery = serde_json::from_slice(&get(&connector, &url).await?).map_err(FetchError::Discovery)?;
        if found.issuer != self.issuer {
            return Err(FetchError::OtherIssuer(found.issuer));
        }
        ensure_secure(&found.jwks_uri)?;
        Ok(Jwks::parse(&get(&connector, &found.jwks_uri).await?)?)
    }
}

impl FetchKeys for HttpKeys {
    async fn fetch(&self) -> Result<Jwks, Fault> {
        // One timeout around everything: the connector's own timeouts would need a timer of the SDK.
        let keys = tokio::time::timeout(self.timeout, self.discover()).await.unwrap_or(Err(FetchError::TooSlow));
        keys.map_err(|error| Fault::unavailable("the token issuer", error))
    }
}

async fn get(connector: &Connector, url: &str) -> Result<Vec<u8>, FetchError> {
    let mut request = HttpRequest::get(url)?;
    request.headers_mut().insert("accept", "application/json");
    let response = connector.call(request).await.map_err(FetchError::Unreachable)?;
    let status = response.status().as_u16();
    if status != 200 {
        return Err(FetchError::Status(status));
    }
    read(ByteStream::new(response.into_body())).await
}

async fn read(mut stream: ByteStream) -> Result<Vec<u8>, FetchError> {
    let mut document = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        if document.len().saturating_add(chunk.len()) > DOCUMENT_BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
        document.extend_from_slice(&chunk);
    }
    Ok(document)
}

fn ensure_secure(url: &str) -> Result<(), FetchError> {
    let uri: Option<Uri> = url.parse().ok();
    let secure = uri.as_ref().is_some_and(|uri| match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
        _ => false,
    });
    if secure { Ok(()) } else { Err(FetchError::Insecure(url.to_owned())) }
}

#[cfg(test)]
mod tests;
