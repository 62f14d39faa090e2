//! Detects second-hand mail by the subject that a mail program generates for an answer, forward, bounce or receipt.
//! Some mail programs set no other mark.

use api::Reason;
use mail_parser::parsers::MessageStream;

use super::super::excerpt::excerpt;
use super::super::header::{Entity, Field};
use super::found;

/// The prefixes that mail programs put before a colon and the original subject.
const PREFIXES: &[(&str, &[&str])] = &[
    ("a reply", &["re", "aw", "antw", "sv", "vs", "ynt", "odp", "回复", "回覆", "答复", "答覆", "回信"]),
    ("forwarded mail", &["fw", "fwd", "wg", "tr", "rv", "vb", "轉寄", "轉發", "转发", "轉送"]),
    ("an automatic answer", &["auto", "automatic reply", "auto reply", "auto-reply", "autoreply", "out of office"]),
    (
        "an automatic answer",
        &["automatische antwort", "réponse automatique", "自動回覆", "自動回應", "自动回复", "自动答复"],
    ),
    ("a calendar message", &["accepted", "declined", "tentative", "已接受", "已拒絕", "已谢绝"]),
    ("a bounce", &["undeliverable", "undelivered", "returned mail", "無法傳遞", "未傳遞的主旨", "未送达"]),
    ("a receipt", &["read", "not read", "delivered", "recall"]),
];
/// The beginnings of generated subjects, with or without a colon.
const BEGINNINGS: &[(&str, &[&str])] = &[(
    "a bounce",
    &[
        "undelivered mail returned",
        "undeliverable mail",
        "undeliverable message",
        "delivery status notification",
        "delivery failure",
        "mail delivery fail",
        "mail system error",
        "failure notice",
    ],
)];
/// The longest prefix that is compared, in characters.
const PREFIX_CHARS_MAX: usize = 24;

/// The mark in the subject, if it begins like a generated one.
pub(super) fn problem(message: &Entity<'_>) -> Option<Reason> {
    message.all("Subject").take(2).find_map(|field| {
        let subject = decoded(field);
        kind(&subject).map(|kind| found("Subject", &excerpt(&beginning(&subject)), kind))
    })
}

/// The subject with its encoded words decoded (RFC 2047).
fn decoded(field: &Field<'_>) -> String {
    let text = field.text() + "\n";
    let value = MessageStream::new(text.as_bytes()).parse_unstructured().into_owned();
    value.as_text().unwrap_or_default().to_owned()
}

fn kind(subject: &str) -> Option<&'static str> {
    let subject = tagless(subject).to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| subject.starts_with(word));
    let by_beginning = BEGINNINGS.iter().find(|(_, words)| begins(words));
    let prefix = prefix(&subject);
    let by_prefix = || PREFIXES.iter().find(|(_, words)| prefix.is_some_and(|prefix| words.contains(&prefix)));
    by_beginning.or_else(by_prefix).map(|(kind, _)| *kind)
}

/// The subject without the leading tags of gateways and lists, such as `[EXTERNAL]`.
fn tagless(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    while let Some((_, after)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
        rest = after.trim_start();
    }
    rest
}

/// The text before the first colon, without the counter of some programs: `Re[2]`, `Re(3)`, `Re^4`.
fn prefix(subject: &str) -> Option<&str> {
    let (before, _) = subject.split_once([':', '：'])?;
    let is_count = |c: char| c.is_ascii_digit() || "[]()^*".contains(c) || c.is_whitespace();
    Some(before.trim_end_matches(is_count)).filter(|prefix| prefix.chars().count() <= PREFIX_CHARS_MAX)
}

/// The part of the subject that holds the mark, without the original subject.
fn beginning(subject: &str) -> String {
    match subject.split_once([':', '：']) {
        Some((before, _)) if before.chars().count() <= PREFIX_CHARS_MAX => format!("{before}:…"),
        _ => subject.chars().take(PREFIX_CHARS_MAX).collect(),
    }
}
