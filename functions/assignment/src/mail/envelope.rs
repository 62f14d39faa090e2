//! Reads the sender, the date and the id of a mail.

use api::Reason;
use domain::calendar;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::SenderPolicy;
use super::excerpt::excerpt;
use super::header::Entity;
use super::lexer::{Lexeme, tokens};

/// The special characters of an address (RFC 5322 3.2.3). A dot is part of a word here.
const ADDRESS_SPECIALS: &str = "<>,:;@[]\\";
/// The longest id in bytes; it is stored like an idempotency key (PROGRAM.md 15.1).
const MESSAGE_ID_BYTES_MAX: usize = 250;
const DOMAIN_BYTES_MAX: usize = 253;

/// The allowed domain of the single address in `From`, in lower case (PROGRAM.md 6.8).
pub(super) fn sender(message: &Entity<'_>, policy: &SenderPolicy) -> Result<String, Reason> {
    let refused = |detail: String| Reason::new("sender_not_allowed", detail);
    let from = only(message, "From").map_err(refused)?;
    let domain = address_domain(&from).ok_or_else(|| {
        let expected = "it must name exactly one address such as Licensing <voucher@licensing.example>";
        refused(format!("From is {}; {expected}", excerpt(&from)))
    })?;
    if policy.allows(&domain) {
        return Ok(domain);
    }
    Err(refused(format!("From names {}, which is not a domain that assigns vouchers", excerpt(&domain))))
}

/// The domain of the single address in `From`, allowed or not; `None` without a single address.
pub(super) fn from_domain(message: &Entity<'_>) -> Option<String> {
    address_domain(&message.only("From")?)
}

/// The domain of a single mailbox (RFC 5322 3.4). Lists, groups, routes and address literals are not accepted.
fn address_domain(from: &str) -> Option<String> {
    use Lexeme::{Special, Word};
    let lexemes: Vec<Lexeme> = tokens(from, ADDRESS_SPECIALS).ok()?.into_iter().map(|token| token.lexeme).collect();
    let domain = match lexemes.as_slice() {
        [Word(_), Special('@'), Word(domain)] => domain,
        [name @ .., Special('<'), Word(_), Special('@'), Word(domain), Special('>')] if is_phrase(name) => domain,
        _ => return None,
    };
    domain_name(domain)
}

fn is_phrase(lexemes: &[Lexeme]) -> bool {
    !lexemes.iter().any(|lexeme| matches!(lexeme, Lexeme::Special(_)))
}

/// The domain in lower case. Only ASCII is accepted, because letters of other scripts can look the same.
pub(super) fn domain_name(text: &str) -> Option<String> {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let named = text.len() <= DOMAIN_BYTES_MAX && text.contains('.') && text.split('.').all(label);
    named.then(|| text.to_ascii_lowercase())
}

/// The `Message-ID` (RFC 5322 3.6.4) without the angle brackets.
pub(super) fn message_id(message: &Entity<'_>) -> Result<String, Reason> {
    let value = once(message, "Message-ID", "message_id")?;
    let id = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    match (id, id.map_or(Some("it is not between < and >"), id_problem)) {
        (Some(id), None) => Ok(id.to_owned()),
        (_, wrong) => {
            let (found, wrong) = (excerpt(&value), wrong.unwrap_or_default());
            let expected = format!("at most {MESSAGE_ID_BYTES_MAX} bytes such as <7f3a@licensing.example>");
            let detail = format!("Message-ID is {found}: {wrong}; it must be an id of {expected}");
            Err(Reason::at("message_id", "invalid", detail))
        }
    }
}

/// The problem of a malformed id.
fn id_problem(id: &str) -> Option<&'static str> {
    if id.len() > MESSAGE_ID_BYTES_MAX {
        return Some("it is too long");
    }
    if !id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()\"\\,;".contains(&byte)) {
        return Some("it holds a space, a comma, a semicolon, a bracket, a quotation mark or no ASCII character");
    }
    let sides = id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if sides { None } else { Some("it has no @ with something on either side") }
}

/// The time in `Date`.
pub(super) fn occurred_at(message: &Entity<'_>) -> Result<Timestamp, Reason> {
    let value = once(message, "Date", "occurred_at")?;
    let wrong =
        |expected: String| Reason::at("occurred_at", "invalid", format!("Date is {}; it {expected}", excerpt(&value)));
    let written = DateTimeParser::new().parse_timestamp(&value);
    let written = written.map_err(|_| wrong("must be an instant such as Sun, 1 Nov 2026 09:00:00 +0000".to_owned()))?;
    calendar::checked_instant(written).map_err(|expected| wrong(expected.to_string()))
}

fn once(message: &Entity<'_>, name: &str, field: &str) -> Result<String, Reason> {
    let code = if message.count(name) == 0 { "missing" } else { "ambiguous" };
    only(message, name).map_err(|detail| Reason::at(field, code, detail))
}

/// The value of a field that must occur exactly once.
///
/// # Errors
/// The number of its occurrences, as a sentence.
fn only(message: &Entity<'_>, name: &str) -> Result<String, String> {
    message.only(name).ok_or_else(|| {
        let found = match message.count(name) {
            0 => format!("no {name} field"),
            count => format!("{count} {name} fields"),
        };
        format!("the mail has {found}; it must have exactly one")
    })
}
