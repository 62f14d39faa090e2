//! The pages of the local cloud: its addresses and its mailbox. They work without script, load nothing and run nothing.

use crate::settings::Settings;
use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

pub mod mailbox;

/// The style sheet of every page; it is part of the page.
pub const STYLE: &str = include_str!("../templates/page.css");

#[derive(Template)]
#[template(path = "addresses.html")]
struct Addresses {
    functions: Vec<Link>,
    around: Vec<Link>,
    cloud: String,
}

struct Link {
    name: String,
    url: String,
}

/// A list of every address of the local cloud.
pub fn addresses<'a>(settings: &Settings, functions: impl Iterator<Item = &'a String>) -> Response {
    let link = |name: &str, url: String| Link { name: name.to_owned(), url };
    let functions = functions.map(|name| link(name, format!("{}/{name}/", settings.functions_url()))).collect();
    let issuer = format!("{}/.well-known/openid-configuration", settings.issuer_url());
    let around = vec![link("mailbox", settings.mail_url()), link("OIDC issuer", issuer)];
    page(StatusCode::OK, &Addresses { functions, around, cloud: settings.cloud_url() })
}

/// A page with its policy: its own style sheet, frames and forms of its own origin, and nothing else.
fn page(status: StatusCode, template: &impl Template) -> Response {
    let Ok(html) = template.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    (status, guarded(policy), Html(html)).into_response()
}

fn guarded(policy: String) -> [(axum::http::HeaderName, String); 3] {
    [
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ]
}

#[cfg(test)]
mod tests;
