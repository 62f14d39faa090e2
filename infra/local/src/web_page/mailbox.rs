//! The mailbox: a list of sent messages, newest first, and a page for each message.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::{page, security_headers};

/// The maximum number of messages in the list; older ones are found by address.
const PAGE_SIZE: usize = 200;

/// The policy of a letter in its frame: inline styles only; no script, no requests, no forms, no navigation.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; \
                             form-action 'none'; frame-ancestors 'self'";

/// A message that was sent.
struct Message {
    /// The number in the order of sending, from 1.
    number: usize,
    sent: Option<Timestamp>,
    from: String,
    /// All recipients (To, CC, BCC).
    to: Vec<String>,
    subject: String,
    text: String,
    html: String,
    /// The sender and message id, then the headers set by the sender.
    headers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MessageList<'a> {
    messages: Vec<&'a Message>,
    /// The number of matching messages, including those not on this page.
    count: usize,
    /// The address filter; empty for all messages.
    address: &'a str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    message: &'a Message,
    newer: Option<usize>,
    older: Option<usize>,
}

#[derive(Template)]
#[template(path = "no-message.html")]
struct NoMessage<'a> {
    number: &'a str,
}

/// Reads the address filter of a query string; empty if there is none.
pub fn address_filter(query: Option<&str>) -> String {
    let found = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(name, _)| name == "address");
    found.map(|(_, address)| address.trim().to_owned()).unwrap_or_default()
}

/// The list of messages to an address, newest first.
pub fn list(messages: &Value, address: &str) -> Response {
    let messages = read(messages);
    let found: Vec<&Message> = messages.iter().rev().filter(|message| message.is_to(address)).collect();
    let count = found.len();
    page(StatusCode::OK, &MessageList { messages: found.into_iter().take(PAGE_SIZE).collect(), count, address })
}

/// The page of one message.
pub fn message(messages: &Value, number: &str) -> Response {
    let messages = read(messages);
    let Some(message) = find(&messages, number) else { return no_message(number) };
    let newer = Some(message.number.saturating_add(1)).filter(|newer| *newer <= messages.len());
    let older = message.number.checked_sub(1).filter(|older| *older > 0);
    page(StatusCode::OK, &MessagePage { message, newer, older })
}

/// The HTML of a message as sent, under [`LETTER_POLICY`].
pub fn letter(messages: &Value, number: &str) -> Response {
    let messages = read(messages);
    let Some(message) = find(&messages, number) else { return no_message(number) };
    (security_headers(LETTER_POLICY.to_owned()), Html(message.html.clone())).into_response()
}

fn no_message(number: &str) -> Response {
    page(StatusCode::NOT_FOUND, &NoMessage { number })
}

fn find<'a>(messages: &'a [Message], number: &str) -> Option<&'a Message> {
    let number: usize = number.parse().ok()?;
    messages.iter().find(|message| message.number == number)
}

fn read(messages: &Value) -> Vec<Message> {
    let messages = messages.as_array().map_or(&[][..], Vec::as_slice);
    messages.iter().zip(1..).map(|(message, number)| Message::read(message, number)).collect()
}

impl Message {
    fn read(message: &Value, number: usize) -> Self {
        let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let recipients = ["To", "CC", "BCC"].into_iter().flat_map(|name| texts(message.get(name))).collect();
        Self {
            number,
            sent: message.get("Timestamp").and_then(instant),
            from: decoded(&text("Source")),
            to: recipients,
            subject: text("Subject"),
            text: text("BodyText"),
            html: text("BodyHtml"),
            headers: headers(message),
        }
    }

    fn is_to(&self, address: &str) -> bool {
        let wanted = address.to_lowercase();
        self.to.iter().any(|to| to.to_lowercase().contains(&wanted)) || wanted.is_empty()
    }

    fn when(&self) -> String {
        self.sent.map_or_else(String::new, |sent| sent.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// The URL of the list of messages to an address.
    fn search(address: &str) -> String {
        format!("/mail?{}", form_urlencoded::Serializer::new(String::new()).append_pair("address", address).finish())
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The sender and message id, then the headers set by the sender.
fn headers(message: &Value) -> Vec<(String, String)> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let own = message.get("Headers").and_then(Value::as_array).into_iter().flatten();
    let own = own.map(|header| (text(header, "Name"), text(header, "Value")));
    [("From".to_owned(), text(message, "Source")), ("Message-ID".to_owned(), text(message, "MessageId"))]
        .into_iter()
        .chain(own)
        .collect()
}

/// Parses an instant in seconds since 1970; fractions are dropped.
fn instant(seconds: &Value) -> Option<Timestamp> {
    let digits = seconds.to_string();
    let whole = digits.split('.').next()?;
    Timestamp::from_second(whole.parse().ok()?).ok()
}

/// Decodes the encoded word (RFC 2047) of a display name.
fn decoded(mailbox: &str) -> String {
    let parts = mailbox.strip_prefix("=?UTF-8?B?").and_then(|rest| rest.split_once("?="));
    let name = parts.and_then(|(code, rest)| Some((String::from_utf8(STANDARD.decode(code).ok()?).ok()?, rest)));
    name.map_or_else(|| mailbox.to_owned(), |(name, rest)| format!("{name}{rest}"))
}

#[cfg(test)]
mod tests;
