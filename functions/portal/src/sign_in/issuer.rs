//! The OIDC issuer: its endpoints, and the exchange of codes and refresh tokens.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest as SmithyRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambda_http::http;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, ExtraTokenFields, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

/// The timeout of a call to the issuer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest accepted answer, in bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why the issuer could not be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// Not reached, or an answer that is not readable.
    #[error("the issuer cannot be used: {0}")]
    Unavailable(String),
    /// The code or refresh token is not accepted.
    #[error("the issuer refuses: {0}")]
    Refused(String),
}

/// The endpoints of the discovery document (OpenID Connect Discovery 1.0).
#[derive(Clone, Debug, Deserialize)]
pub struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    /// Where a browser ends the issuer's own session.
    #[serde(default)]
    pub end_session_endpoint: Option<String>,
    /// Where refresh tokens are revoked (RFC 7009).
    #[serde(default)]
    pub revocation_endpoint: Option<String>,
}

/// The tokens of a person.
#[derive(Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The ID token; absent in answers to a refresh of some issuers.
    pub id: Option<String>,
    /// The refresh token.
    pub refresh: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct IdToken {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}

type Answer = StandardTokenResponse<IdToken, BasicTokenType>;
type OidcClient = Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The issuer, with the portal's credentials there. Its endpoints are read once.
pub struct Issuer {
    url: String,
    client_id: String,
    client_secret: String,
    http: SharedHttpConnector,
    endpoints: OnceCell<Endpoints>,
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("url", &self.url).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// A sign-in that begins: where to send the browser, and what must come back.
#[derive(Clone)]
pub struct Begun {
    /// The address of the issuer's page.
    pub address: String,
    /// The state.
    pub state: String,
    /// The nonce of the ID token.
    pub nonce: String,
    /// The verifier of the code (PKCE).
    pub verifier: String,
}

impl Issuer {
    /// The issuer at this URL, over HTTP.
    pub fn new(url: &str, client_id: &str, client_secret: &str) -> Self {
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build();
        Self::over(url, client_id, client_secret, SharedHttpConnector::new(connector))
    }

    /// The same over another client.
    pub fn over(url: &str, client_id: &str, client_secret: &str, http: SharedHttpConnector) -> Self {
        let [url, client_id, client_secret] = [url, client_id, client_secret].map(str::to_owned);
        Self { url, client_id, client_secret, http, endpoints: OnceCell::new() }
    }

    /// The portal's id at the issuer.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The endpoints, read with the first call that succeeds.
    ///
    /// # Errors
    /// `IssuerError::Unavailable`.
    pub async fn endpoints(&self) -> Result<&Endpoints, IssuerError> {
        self.endpoints.get_or_try_init(|| self.discover()).await
    }

    async fn discover(&self) -> Result<Endpoints, IssuerError> {
        let address = format!("{}/.well-known/openid-configuration", self.url.trim_end_matches('/'));
        let request = http::Request::get(address).body(Vec::new()).map_err(|error| unavailable(&error))?;
        let answer = self.send(request).await?;
        let endpoints: Endpoints = serde_json::from_slice(answer.body()).map_err(|error| unavailable(&error))?;
        if endpoints.issuer == self.url {
            Ok(endpoints)
        } else {
            Err(IssuerError::Unavailable(format!("its discovery document is that of {}", endpoints.issuer)))
        }
    }

    /// Begins a sign-in that comes back to `redirect`.
    ///
    /// # Errors
    /// `IssuerError`.
    pub async fn begin(&self, redirect: &str, nonce: String) -> Result<Begun, IssuerError> {
        let client = self.client(redirect).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        let scopes = ["openid", "email", "profile"].map(|scope| Scope::new(scope.to_owned()));
        let (address, state) = request.add_scopes(scopes).add_extra_param("nonce", nonce.clone()).url();
        let verifier = verifier.secret().clone();
        Ok(Begun { address: address.to_string(), state: state.secret().clone(), nonce, verifier })
    }

    /// Exchanges a code for tokens.
    ///
    /// # Errors
    /// `IssuerError`.
    pub async fn exchange(&self, redirect: &str, code: &str, verifier: &str) -> Result<Tokens, IssuerError> {
        let client = self.client(redirect).await?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        tokens(request.request_async(self).await)
    }

    /// Exchanges a refresh token for tokens.
    ///
    /// # Errors
    /// `IssuerError::Refused` when it is not accepted any more.
    pub async fn refresh(&self, redirect: &str, refresh: &str) -> Result<Tokens, IssuerError> {
        let client = self.client(redirect).await?;
        let token = RefreshToken::new(refresh.to_owned());
        tokens(client.exchange_refresh_token(&token).request_async(self).await)
    }

    /// Revokes a refresh token, where the issuer has an endpoint for it.
    ///
    /// # Errors
    /// `IssuerError::Unavailable`.
    pub async fn revoke(&self, refresh: &str) -> Result<(), IssuerError> {
        let Some(address) = self.endpoints().await?.revocation_endpoint.clone() else { return Ok(()) };
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = format!("{}:{}", encoded(&self.client_id), encoded(&self.client_secret));
        let fields = [("token", refresh), ("token_type_hint", "refresh_token")];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = http::Request::post(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Basic {}", STANDARD.encode(secret)));
        let request = request.body(body.into_bytes()).map_err(|error| unavailable(&error))?;
        let answer = self.send(request).await?;
        if answer.status().is_success() { Ok(()) } else { Err(IssuerError::Refused(answer.status().to_string())) }
    }

    async fn client(&self, redirect: &str) -> Result<OidcClient, IssuerError> {
        let endpoints = self.endpoints().await?;
        let authorize = AuthUrl::new(endpoints.authorization_endpoint.clone()).map_err(|error| unavailable(&error))?;
        let token = TokenUrl::new(endpoints.token_endpoint.clone()).map_err(|error| unavailable(&error))?;
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|error| unavailable(&error))?;
        Ok(Client::new(ClientId::new(self.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.client_secret.clone()))
            .set_auth_uri(authorize)
            .set_token_uri(token)
            .set_redirect_uri(redirect))
    }

    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, IssuerError> {
        let call = async {
            let request = SmithyRequest::try_from(request.map(SdkBody::from)).map_err(|error| unavailable(&error))?;
            let response = self.http.call(request).await.map_err(|error| unavailable(&error))?;
            let status = response.status().as_u16();
            let content_type = response.headers().get("content-type").map(str::to_owned);
            let mut stream = ByteStream::new(response.into_body());
            let mut body = Vec::new();
            while let Some(chunk) = stream.next().await {
                body.extend_from_slice(&chunk.map_err(|error| unavailable(&error))?);
                if body.len() > ANSWER_BYTES_MAX {
                    return Err(IssuerError::Unavailable("the answer is too large".to_owned()));
                }
            }
            let mut answer = http::Response::builder().status(status);
            if let Some(content_type) = content_type {
                answer = answer.header("content-type", content_type);
            }
            answer.body(body).map_err(|error| unavailable(&error))
        };
        let late = || Err(IssuerError::Unavailable("no answer in time".to_owned()));
        tokio::time::timeout(TIMEOUT, call).await.unwrap_or_else(|_| late())
    }
}

/// The client that `oauth2` exchanges codes with.
impl<'c> AsyncHttpClient<'c> for Issuer {
    type Error = IssuerError;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, IssuerError>> + Send + 'c>>;

    fn call(&'c self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

fn tokens<E>(answer: Result<Answer, oauth2::RequestTokenError<E, BasicErrorResponse>>) -> Result<Tokens, IssuerError>
where
    E: std::error::Error + 'static,
{
    let answer = answer.map_err(|error| {
        if let oauth2::RequestTokenError::ServerResponse(refused) = &error {
            IssuerError::Refused(refused.error().to_string())
        } else {
            unavailable(&error)
        }
    })?;
    Ok(Tokens {
        access: answer.access_token().secret().clone(),
        id: answer.extra_fields().id_token.clone(),
        refresh: answer.refresh_token().map(|token| token.secret().clone()),
    })
}

fn unavailable(error: &impl std::error::Error) -> IssuerError {
    IssuerError::Unavailable(error.to_string())
}
