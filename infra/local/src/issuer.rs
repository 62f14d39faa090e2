//! The local OIDC issuer and, on the same port, the mailbox of sent e-mails.

use crate::failure::{During, Failure, Outcome};
use crate::front;
use crate::keys::Keys;
use crate::settings::Settings;
use crate::web_page::mailbox;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::{Value, json};
use std::sync::Arc;

struct Issuer {
    configuration: Value,
    key_set: Value,
    mailbox: String,
    client: reqwest::Client,
}

/// The routes of the issuer's port.
pub fn router(settings: &Settings, keys: &Keys) -> Outcome<Router> {
    let issuer = Issuer {
        configuration: configuration(&settings.issuer_url()),
        key_set: signer::key_set([&keys.issuer]),
        mailbox: format!("{}/_ministack/ses/messages", settings.cloud_url()),
        client: front::client()?,
    };
    Ok(Router::new()
        .route("/", get(|| async { Redirect::temporary("/mail") }))
        .route(
            "/.well-known/openid-configuration",
            get(|State(issuer): Shared| async move { json_of(&issuer.configuration) }),
        )
        .route("/jwks.json", get(|State(issuer): Shared| async move { json_of(&issuer.key_set) }))
        .route("/mail", get(mail))
        .route("/mail/{number}", get(message))
        .route("/mail/{number}/html", get(letter))
        .with_state(Arc::new(issuer)))
}

type Shared = State<Arc<Issuer>>;

fn configuration(url: &str) -> Value {
    json!({
        "issuer": url,
        "jwks_uri": format!("{url}/jwks.json"),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

/// Returns the mailbox: as JSON every message, as HTML those to an address (`?address=`).
async fn mail(State(issuer): Shared, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match messages(&issuer).await {
        Ok(messages) if accepted.contains("application/json") => json_of(&messages),
        Ok(messages) => mailbox::list(&messages, &mailbox::address_filter(query.as_deref())),
        Err(failure) => unreachable_mailbox(&failure),
    }
}

/// Returns the page of one message.
async fn message(State(issuer): Shared, Path(number): Path<String>) -> Response {
    match messages(&issuer).await {
        Ok(messages) => mailbox::message(&messages, &number),
        Err(failure) => unreachable_mailbox(&failure),
    }
}

/// Returns the HTML of a message, for the frame in its page.
async fn letter(State(issuer): Shared, Path(number): Path<String>) -> Response {
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
