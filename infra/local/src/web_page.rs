//! The two plain pages of the local cloud: its addresses and its mailbox.

use crate::settings::Settings;
use axum::response::Html;
use serde_json::Value;

/// A list of every address of the local cloud.
pub fn addresses<'a>(settings: &Settings, functions: impl Iterator<Item = &'a String>) -> Html<String> {
    let functions: String =
        functions.map(|name| link(&format!("{}/{name}/", settings.functions_url()), name)).collect();
    let issuer = format!("{}/.well-known/openid-configuration", settings.issuer_url());
    page(
        "Vouchsafe on this machine",
        &format!(
            "<h2>Functions</h2><ul>{functions}</ul><h2>Around them</h2><ul>{}{}</ul><p>AWS endpoint: {}</p>",
            link(&settings.mail_url(), "mailbox"),
            link(&issuer, "OIDC issuer"),
            settings.cloud_url()
        ),
    )
}

/// The mailbox, newest message first.
pub fn mailbox(messages: &Value) -> Html<String> {
    let rows: String = messages.as_array().map_or(&[][..], Vec::as_slice).iter().rev().map(message).collect();
    let empty = if rows.is_empty() { "<p>No mail yet.</p>" } else { "" };
    page("Mailbox", &format!("{rows}{empty}"))
}

fn message(message: &Value) -> String {
    let rows: String = message.as_object().into_iter().flatten().map(field).collect();
    format!("<hr><dl>{rows}</dl>")
}

fn field((name, value): (&String, &Value)) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("<dt>{}</dt><dd><pre>{}</pre></dd>", escape(name), escape(&text))
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!("<!doctype html><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1>{body}"))
}

fn link(url: &str, text: &str) -> String {
    format!("<li><a href=\"{0}\">{1}</a> {0}</li>", escape(url), escape(text))
}

/// What arrived by mail is never trusted as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn mail_cannot_smuggle_markup() {
        let Html(page) = mailbox(&json!([{ "Subject": "<script>alert(1)</script>" }]));
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }

    #[test]
    fn an_empty_mailbox_says_so() {
        let Html(page) = mailbox(&json!([]));
        assert!(page.contains("No mail yet"), "{page}");
    }
}
