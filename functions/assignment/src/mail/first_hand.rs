//! Detects second-hand mail by its header (PROGRAM.md 6.8, DECISIONS.md 32). A first-hand mail is a notice that the
//! licensing side's own system wrote and sent.
//!
//! An automatic answer, a bounce, a list post or a colleague's reply contains text of another author and is validly
//! signed by the domain that sends it, so DKIM and DMARC pass. Its header identifies it: mail programs, gateways and
//! list software mark the mail that they pass on. Each mark is one reason, so that the sender sees all of them.

mod marks;
mod subject;

use std::collections::BTreeMap;

use api::Reason;

use self::marks::{Condition, FIRST_HAND, MARKS, Mark, TYPES};
use super::excerpt::excerpt;
use super::header::{Entity, Field};
use super::lexer::{Lexeme, tokens};

/// The most reasons for one mail; a header may hold a hundred thousand marks.
const REASONS_MAX: usize = 20;
/// The parameters of a content type that only calendar messages and reports have.
const TYPE_PARAMETERS: [(&str, &str); 2] = [("method", "a calendar message"), ("report-type", "a report")];

/// The marks of second-hand mail in the header of the message, each field name once.
pub(super) fn problems(message: &Entity<'_>) -> Vec<Reason> {
    let mut by_name = BTreeMap::new();
    let marks = message.fields().filter_map(|field| {
        let name = field.name().to_ascii_lowercase();
        let marks = by_name.entry(name).or_insert_with_key(|name| marks_named(name));
        let mark = marks.iter().find(|mark| mark.condition.holds(&field.text()))?;
        let reason = found(&excerpt(field.name()), &mark.excerpt(field), mark.kind);
        // The name was reported; further fields of the same name are skipped.
        marks.clear();
        Some(reason)
    });
    marks
        .chain(subject::problem(message))
        .take(REASONS_MAX)
        .chain(content_type_marks(message, "Content-Type"))
        .collect()
}

/// The marks of second-hand mail in the content type of a part; its other fields cannot hold any.
pub(super) fn problems_of_part(part: &Entity<'_>) -> Vec<Reason> {
    content_type_marks(part, "Content-Type of a part")
}

/// The reason for one mark: the field, its value and the kind of mail that it marks.
fn found(name: &str, value: &str, kind: &str) -> Reason {
    let detail = format!(
        "{name} is {value}; that marks {kind}, and only a notice that the licensing side itself wrote and sent counts"
    );
    Reason::new("not_first_hand", detail)
}

/// The marks whose patterns match the name of a field.
fn marks_named(name: &str) -> Vec<&'static Mark> {
    if FIRST_HAND.iter().any(|allowed| allowed.eq_ignore_ascii_case(name)) {
        return Vec::new();
    }
    MARKS.iter().filter(|mark| mark.names.iter().any(|pattern| fits(name, pattern))).collect()
}

/// True when the name matches the pattern, in any letter case. An asterisk at one end of the pattern matches any text.
fn fits(name: &str, pattern: &str) -> bool {
    let begins = |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let ends = |with: &str| {
        let start = name.len().checked_sub(with.len()).and_then(|at| name.get(at..));
        start.is_some_and(|end| end.eq_ignore_ascii_case(with))
    };
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(start), _) => begins(start),
        (None, Some(end)) => ends(end),
        (None, None) => name.eq_ignore_ascii_case(pattern),
    }
}

impl Mark {
    /// The part of the value that is the mark, shortened.
    fn excerpt(&self, field: &Field<'_>) -> String {
        let text = field.text();
        match &self.condition {
            Condition::UnlessKeyword(_) => excerpt(&keyword(&text).unwrap_or(text)),
            Condition::Present | Condition::Contains(_) | Condition::NullSender => excerpt(&text),
        }
    }
}

impl Condition {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Present => true,
            Self::UnlessKeyword(allowed) => !keyword(value).is_some_and(|keyword| allowed.contains(&keyword.as_str())),
            Self::Contains(words) => contains_word(value, words),
            Self::NullSender => is_null_sender(value),
        }
    }
}

/// The single keyword before the parameters of a field (RFC 3834 5), in lower case; `None` for any other value.
fn keyword(value: &str) -> Option<String> {
    let tokens = tokens(value, ";=").ok()?;
    match tokens.as_slice() {
        [word] => word.text().map(str::to_ascii_lowercase),
        [word, end, ..] if end.lexeme == Lexeme::Special(';') => word.text().map(str::to_ascii_lowercase),
        _ => None,
    }
}

fn contains_word(value: &str, words: &[&str]) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    lower.split(|c| !is_part(c)).any(|word| words.contains(&word))
}

/// True when an envelope address is the empty address of bounces or that of the mail system.
fn is_null_sender(path: &str) -> bool {
    let Ok(tokens) = tokens(path, "<>@") else { return false };
    let mut texts = tokens.iter().filter_map(|token| token.text()).filter(|text| !text.is_empty());
    texts.next().is_none_or(|local| local.eq_ignore_ascii_case("mailer-daemon"))
}

/// The marks in a content type: the type itself, or else a parameter.
fn content_type_marks(entity: &Entity<'_>, name: &str) -> Vec<Reason> {
    let types = entity.all("Content-Type").map(Field::text);
    types.filter_map(|text| type_mark(&text).map(|(mark, kind)| found(name, &excerpt(&mark), kind))).take(2).collect()
}

fn type_mark(text: &str) -> Option<(String, &'static str)> {
    let mut sections = text.split(';');
    let plain = sections.next()?.split('(').next()?.to_ascii_lowercase();
    let media_type: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let by_type = TYPES.iter().find(|(known, _)| *known == media_type).map(|(_, kind)| *kind);
    by_type.map(|kind| (media_type, kind)).or_else(|| sections.find_map(parameter_mark))
}

fn parameter_mark(section: &str) -> Option<(String, &'static str)> {
    let (name, _) = section.split_once('=')?;
    let name = name.trim().trim_end_matches('*');
    let (_, kind) = TYPE_PARAMETERS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((section.trim().to_owned(), kind))
}
