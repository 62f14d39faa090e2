//! The local OIDC issuer, with test users for the portal, and, on the same port, the mailbox of sent e-mails.

use crate::failure::{During, Failure, Outcome};
use crate::front;
use crate::keys::Keys;
use crate::loopback;
use crate::settings::Settings;
use crate::web_page::{self, mailbox};
use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;

mod authorize;
mod exchange;
mod grant;
mod parameters;
pub mod people;
mod somebody;

use grant::Grants;
use parameters::Parameters;

struct Issuer {
    configuration: Value,
    key_set: Value,
    grants: Grants,
    /// The portal's origin.
    portal: String,
    /// The only address that a code is sent to.
    redirect_uri: String,
    mailbox: String,
    client: reqwest::Client,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOutPage;

/// The routes of the issuer's port.
pub fn router(settings: &Settings, keys: Keys) -> Outcome<Router> {
    let issuer = Issuer::new(settings, keys)?;
    Ok(Router::new()
        .route("/", get(|| async { Redirect::temporary("/mail") }))
        .route(
            "/.well-known/openid-configuration",
            get(|State(issuer): SharedIssuer| async move { json_of(&issuer.configuration) }),
        )
        .route("/jwks.json", get(|State(issuer): SharedIssuer| async move { json_of(&issuer.key_set) }))
        .route("/authorize", get(authorize::choose).post(authorize::chosen))
        .route("/authorize/somebody-else", post(authorize::typed))
        .route("/token", post(exchange::token))
        // Tokens are not stored, so there is none to revoke; the answer is that of a token that is not known.
        .route("/revoke", post(|| async { StatusCode::OK }))
        .route("/end-session", get(end_session))
        .route("/mail", get(mail))
        .route("/mail/{number}", get(message))
        .route("/mail/{number}/html", get(letter))
        .layer(middleware::from_fn(loopback::require))
        .with_state(Arc::new(issuer)))
}

type SharedIssuer = State<Arc<Issuer>>;

impl Issuer {
    fn new(settings: &Settings, keys: Keys) -> Outcome<Self> {
        let grants = Grants::new(keys, settings.issuer_url())?;
        Ok(Self {
            configuration: configuration(&settings.issuer_url()),
            key_set: grants.key_set(),
            grants,
            portal: settings.portal_url(),
            redirect_uri: format!("{}/sign-in/back", settings.portal_url()),
            mailbox: format!("{}/_ministack/ses/messages", settings.cloud_url()),
            client: front::client()?,
        })
    }

    /// The address to go to after signing out, if it is the portal's.
    fn after_sign_out(&self, query: &str) -> Option<String> {
        let parameters = Parameters::parse(query.as_bytes()).ok()?;
        let own = format!("{}/signed-out", self.portal);
        (parameters.text("post_logout_redirect_uri") == own).then_some(own)
    }
}

fn configuration(url: &str) -> Value {
    json!({
        "issuer": url,
        "jwks_uri": format!("{url}/jwks.json"),
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "revocation_endpoint": format!("{url}/revoke"),
        "end_session_endpoint": format!("{url}/end-session"),
        "scopes_supported": ["openid", "email", "profile"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["sub", "name", "email", "company_id", "roles", "locations"],
    })
}

/// Ends the session of a browser, which this issuer does not have: back to the portal, otherwise a page.
async fn end_session(State(issuer): SharedIssuer, RawQuery(query): RawQuery) -> Response {
    match issuer.after_sign_out(&query.unwrap_or_default()) {
        Some(address) => Redirect::to(&address).into_response(),
        None => web_page::page(StatusCode::OK, &SignedOutPage),
    }
}

/// Returns the mailbox: as JSON every message, as HTML those to an address (`?address=`).
async fn mail(State(issuer): SharedIssuer, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match messages(&issuer).await {
        Ok(messages) if accepted.contains("application/json") => json_of(&messages),
        Ok(messages) => mailbox::list(&messages, &mailbox::address_filter(query.as_deref())),
        Err(failure) => unreachable_mailbox(&failure),
    }
}

/// Returns the page of one message.
async fn message(State(issuer): SharedIssuer, Path(number): Path<String>) -> Response {
    match messages(&issuer).await {
        Ok(messages) => mailbox::message(&messages, &number),
        Err(failure) => unreachable_mailbox(&failure),
    }
}

/// Returns the HTML of a message, for the frame in its page.
async fn letter(State(issuer): SharedIssuer, Path(number): Path<String>) -> Response {
    match messages(&issuer).await {
        Ok(messages) => mailbox::letter(&messages, &number),
        Err(failure) => unreachable_mailbox(&failure),
    }
}

/// Fetches the messages of every account; the local cloud has one.
async fn messages(issuer: &Issuer) -> Outcome<Value> {
    let received = issuer.client.get(&issuer.mailbox).send().await.during("reach the mailbox")?;
    let body: Value = received.json().await.during("read the mailbox")?;
    let accounts = body.get("messages").and_then(Value::as_object).into_iter().flatten();
    Ok(accounts.filter_map(|(_account, messages)| messages.as_array()).flatten().cloned().collect())
}

fn unreachable_mailbox(failure: &Failure) -> Response {
    (StatusCode::BAD_GATEWAY, format!("{failure}\n")).into_response()
}

fn json_of(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

#[cfg(test)]
mod tests;
