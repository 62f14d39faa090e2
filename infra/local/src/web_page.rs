//! The HTML pages of the local cloud: addresses, mailbox, API reference. They have no script and load no other file.

use crate::failure::{During, Outcome};
use crate::reference::{self, Reference};
use crate::settings::{PORTAL, Settings};
use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

pub mod mailbox;

/// The style sheet, embedded in every page.
pub const STYLE: &str = include_str!("../templates/page.css");

#[derive(Template)]
#[template(path = "addresses.html")]
struct Addresses {
    portal: String,
    docs: Vec<Link>,
    functions: Vec<Link>,
    services: Vec<Link>,
    cloud: String,
}

struct Link {
    name: String,
    url: String,
}

/// The page that lists every address of the local cloud.
pub fn addresses<'a>(settings: &Settings, functions: impl Iterator<Item = &'a String>) -> Response {
    let link = |name: &str, url: String| Link { name: name.to_owned(), url };
    let functions = functions.filter(|name| *name != PORTAL);
    let functions = functions.map(|name| link(name, format!("{}/{name}/", settings.functions_url()))).collect();
    let issuer = format!("{}/.well-known/openid-configuration", settings.issuer_url());
    let docs = [("API reference", "docs"), ("OpenAPI document", "openapi.json")];
    let docs = docs.map(|(name, path)| link(name, format!("{}/{path}", settings.front_url()))).into();
    let services = vec![link("mailbox", settings.mail_url()), link("OIDC issuer", issuer)];
    page(
        StatusCode::OK,
        &Addresses { portal: settings.portal_url(), docs, functions, services, cloud: settings.cloud_url() },
    )
}

/// The API reference, rendered from the current document.
pub fn reference(settings: &Settings) -> Outcome<Response> {
    let text = std::fs::read(settings.document()).during(format_args!("read {}", settings.document().display()))?;
    Ok(styled_page(StatusCode::OK, &Reference::read(&text)?, reference::STYLE, "'self'"))
}

/// A page with a content security policy: its own style sheet, frames and forms of its own origin, nothing else.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    styled_page(status, template, STYLE, "'self'")
}

/// The same for a page whose form leads to another origin in the end.
pub fn form_page(status: StatusCode, template: &impl Template, origin: &str) -> Response {
    styled_page(status, template, STYLE, &format!("'self' {origin}"))
}

fn styled_page(status: StatusCode, template: &impl Template, style: &str, form_action: &str) -> Response {
    let Ok(html) = template.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let style = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-src 'self'; form-action {form_action}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    (status, security_headers(policy), Html(html)).into_response()
}

fn security_headers(policy: String) -> [(axum::http::HeaderName, String); 3] {
    [
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ]
}

#[cfg(test)]
mod tests;
