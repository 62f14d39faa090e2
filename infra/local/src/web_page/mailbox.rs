//! The mailbox: a list, newest first, and each message as it was sent.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::{guarded, page};

/// Most messages on one page; whoever looks for an older one searches by its address.
const SHOWN: usize = 200;

/// What a letter may do in its frame: have styles. It runs nothing, loads nothing, sends nothing and leads nowhere.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; \
                             frame-ancestors 'self'";

/// A message that was sent.
struct Message {
    /// Its place among all messages, from 1.
    number: usize,
    sent: Option<Timestamp>,
    from: String,
    /// Everybody it went to.
    to: Vec<String>,
    subject: String,
    text: String,
    html: String,
    /// As the sender set them; who, to whom and when come first.
    headers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct List<'a> {
    messages: Vec<&'a Message>,
    /// How many there are, on this page or not.
    count: usize,
    /// What was searched for; empty for everything.
    address: &'a str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct Single<'a> {
    message: &'a Message,
    newer: Option<usize>,
    older: Option<usize>,
}

#[derive(Template)]
#[template(path = "no-message.html")]
struct NoMessage<'a> {
    number: &'a str,
}

/// The address that is searched for by a query string; empty when none is.
pub fn wanted_address(query: Option<&str>) -> String {
    let found = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(name, _)| name == "address");
    found.map(|(_, address)| address.trim().to_owned()).unwrap_or_default()
}

/// The messages to an address, newest first.
pub fn list(messages: &Value, address: &str) -> Response {
    let messages = read(messages);
    let found: Vec<&Message> = messages.iter().rev().filter(|message| message.is_to(address)).collect();
    let count = found.len();
    page(StatusCode::OK, &List { messages: found.into_iter().take(SHOWN).collect(), count, address })
}

/// One message.
pub fn message(messages: &Value, number: &str) -> Response {
    let messages = read(messages);
    let Some(message) = find(&messages, number) else { return no_message(number) };
    let newer = Some(message.number.saturating_add(1)).filter(|newer| *newer <= messages.len());
    let older = message.number.checked_sub(1).filter(|older| *older > 0);
    page(StatusCode::OK, &Single { message, newer, older })
}

/// The HTML of a message as it was sent, fenced in.
pub fn letter(messages: &Value, number: &str) -> Response {
    let messages = read(messages);
    let Some(message) = find(&messages, number) else { return no_message(number) };
    (guarded(LETTER_POLICY.to_owned()), Html(message.html.clone())).into_response()
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
        let everybody = ["To", "CC", "BCC"].into_iter().flat_map(|name| texts(message.get(name))).collect();
        Self {
            number,
            sent: message.get("Timestamp").and_then(instant),
            from: decoded(&text("Source")),
            to: everybody,
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

    /// Where everything that was sent to an address is listed.
    fn search(address: &str) -> String {
        format!("/mail?{}", form_urlencoded::Serializer::new(String::new()).append_pair("address", address).finish())
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The sender as it was written, then the headers that the sender asked for.
fn headers(message: &Value) -> Vec<(String, String)> {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let asked = message.get("Headers").and_then(Value::as_array).into_iter().flatten();
    let asked = asked.map(|header| (text(header, "Name"), text(header, "Value")));
    [("From".to_owned(), text(message, "Source")), ("Message-ID".to_owned(), text(message, "MessageId"))]
        .into_iter()
        .chain(asked)
        .collect()
}

/// An instant given in seconds since 1970; fractions do not matter to a reader.
fn instant(seconds: &Value) -> Option<Timestamp> {
    let digits = seconds.to_string();
    let whole = digits.split('.').next()?;
    Timestamp::from_second(whole.parse().ok()?).ok()
}

/// A mailbox with its display name readable: the encoded word (RFC 2047) of a name taken out of its code.
fn decoded(mailbox: &str) -> String {
    let parts = mailbox.strip_prefix("=?UTF-8?B?").and_then(|rest| rest.split_once("?="));
    let name = parts.and_then(|(code, rest)| Some((String::from_utf8(STANDARD.decode(code).ok()?).ok()?, rest)));
    name.map_or_else(|| mailbox.to_owned(), |(name, rest)| format!("{name}{rest}"))
}

#[cfg(test)]
mod tests;
