//! Who wrote the mail, when, and how it is called.

use domain::calendar;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use web::Reason;

use super::SenderPolicy;
use super::header::Entity;
use super::lexer::{Lexeme, tokens};

/// What an address is made of besides words (RFC 5322 3.2.3). A dot is part of a word here.
const ADDRESS_SPECIALS: &str = "<>,:;@[]\\";
/// Longest id, so that it fits where an idempotency key does.
const MESSAGE_ID_BYTES_MAX: usize = 250;
const DOMAIN_BYTES_MAX: usize = 253;

/// The allowed domain of the one address in `From`, in lower case.
pub(super) fn sender(message: &Entity<'_>, policy: &SenderPolicy) -> Result<String, Reason> {
    let refused = |detail: String| Reason::new("sender_not_allowed", detail);
    let from = message.only("From").ok_or_else(|| refused("the mail must have exactly one From field".to_owned()))?;
    let domain = address_domain(&from).ok_or_else(|| {
        refused("From must name exactly one address such as Licensing <voucher@licensing.example>".to_owned())
    })?;
    if policy.allows(&domain) {
        Ok(domain)
    } else {
        Err(refused(format!("{domain} is not a domain that assigns vouchers")))
    }
}

/// The domain of a single mailbox (RFC 5322 3.4). Lists, groups, routes and address literals are none.
fn address_domain(from: &str) -> Option<String> {
    use Lexeme::{Special, Word};
    let lexemes: Vec<Lexeme> = tokens(from, ADDRESS_SPECIALS)?.into_iter().map(|token| token.lexeme).collect();
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

/// A domain in lower case. ASCII only: letters of other scripts look like these and are not.
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

/// The mail's own id (RFC 5322 3.6.4), without the angle brackets.
pub(super) fn message_id(message: &Entity<'_>) -> Result<String, Reason> {
    let value = once(message, "Message-ID", "message_id")?;
    let id = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    let visible = id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()\"\\,;".contains(&byte));
    let sides = id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    if visible && sides && id.len() <= MESSAGE_ID_BYTES_MAX {
        return Ok(id.to_owned());
    }
    let expected =
        format!("Message-ID must be an id such as <7f3a@licensing.example>, at most {MESSAGE_ID_BYTES_MAX} bytes");
    Err(Reason::at("message_id", "invalid", expected))
}

/// When it was written.
pub(super) fn occurred_at(message: &Entity<'_>) -> Result<Timestamp, Reason> {
    let value = once(message, "Date", "occurred_at")?;
    let written = DateTimeParser::new().parse_timestamp(&value).map_err(|_| {
        Reason::at("occurred_at", "invalid", "Date must be an instant such as Sun, 1 Nov 2026 09:00:00 +0000")
    })?;
    calendar::checked_instant(written)
        .map_err(|expected| Reason::at("occurred_at", "invalid", format!("Date {expected}")))
}

fn once(message: &Entity<'_>, name: &str, field: &str) -> Result<String, Reason> {
    message.only(name).ok_or_else(|| {
        let code = if message.all(name).next().is_none() { "missing" } else { "ambiguous" };
        Reason::at(field, code, format!("the mail must have exactly one {name} field"))
    })
}
