//! First-hand mail: a notice that the licensing side's own system wrote and sent.
//!
//! An automatic answer, a bounce, a list post or a colleague's reply carries text of somebody else and is honestly signed
//! by the domain it comes from, so DKIM and DMARC pass. Its header tells it apart: mail programs, gateways and list
//! software mark what they pass on. Each mark is one reason, so that its sender learns of all of them.

mod marks;
mod subject;

use std::collections::BTreeMap;

use api::Reason;

use self::marks::{FIRST_HAND, MARKS, Mark, TYPES, When};
use super::excerpt::excerpt;
use super::header::{Entity, Field};
use super::lexer::{Lexeme, tokens};

/// Reasons for one mail: more tell nothing more, and a header may hold a hundred thousand marks.
const REASONS_MAX: usize = 20;
/// Parameters of a content type that only calendar messages and reports have.
const TYPE_PARAMETERS: [(&str, &str); 2] = [("method", "a calendar message"), ("report-type", "a report")];

/// Every mark of second-hand mail in the header of the message, each field's name once.
pub(super) fn problems(message: &Entity<'_>) -> Vec<Reason> {
    let mut by_name = BTreeMap::new();
    let marks = message.fields().filter_map(|field| {
        let name = field.name().to_ascii_lowercase();
        let marks = by_name.entry(name).or_insert_with_key(|name| marks_named(name));
        let mark = marks.iter().find(|mark| mark.when.holds(&field.text()))?;
        let reason = found(&excerpt(field.name()), &mark.shown(field), mark.what);
        // The name was reported; further fields of it tell nothing more.
        marks.clear();
        Some(reason)
    });
    marks.chain(subject::problem(message)).take(REASONS_MAX).chain(of_type(message, "Content-Type")).collect()
}

/// The same for a part of the message, which only its content type can mark.
pub(super) fn problems_of_part(part: &Entity<'_>) -> Vec<Reason> {
    of_type(part, "Content-Type of a part")
}

/// The reason for one mark: what was found, and of what it is the mark.
fn found(name: &str, value: &str, what: &str) -> Reason {
    let detail = format!(
        "{name} is {value}; that marks {what}, and only a notice that the licensing side itself wrote and sent counts"
    );
    Reason::new("not_first_hand", detail)
}

/// The marks that a field of this name can be.
fn marks_named(name: &str) -> Vec<&'static Mark> {
    if FIRST_HAND.iter().any(|honest| honest.eq_ignore_ascii_case(name)) {
        return Vec::new();
    }
    MARKS.iter().filter(|mark| mark.names.iter().any(|pattern| fits(name, pattern))).collect()
}

/// Whether a name is the pattern's, in any letter case. An asterisk at an end of the pattern stands for anything.
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
    /// The part of the value that makes it a mark.
    fn shown(&self, field: &Field<'_>) -> String {
        let text = field.text();
        match &self.when {
            When::Unless(_) => excerpt(&keyword(&text).unwrap_or(text)),
            When::Present | When::Says(_) | When::Nobody => excerpt(&text),
        }
    }
}

impl When {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Unless(honest) => !keyword(value).is_some_and(|keyword| honest.contains(&keyword.as_str())),
            Self::Says(words) => says(value, words),
            Self::Nobody => is_nobody(value),
        }
    }
}

/// The one word that a field says before its parameters (RFC 3834 5), in lower case; nothing for any other value.
fn keyword(value: &str) -> Option<String> {
    let tokens = tokens(value, ";=").ok()?;
    match tokens.as_slice() {
        [word] => word.text().map(str::to_ascii_lowercase),
        [word, end, ..] if end.lexeme == Lexeme::Special(';') => word.text().map(str::to_ascii_lowercase),
        _ => None,
    }
}

fn says(value: &str, words: &[&str]) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    lower.split(|c| !is_part(c)).any(|word| words.contains(&word))
}

/// Whether an envelope address is the empty one that bounces have, or the mail system's own.
fn is_nobody(path: &str) -> bool {
    let Ok(tokens) = tokens(path, "<>@") else { return false };
    let mut texts = tokens.iter().filter_map(|token| token.text()).filter(|text| !text.is_empty());
    texts.next().is_none_or(|local| local.eq_ignore_ascii_case("mailer-daemon"))
}

/// The mark in a content type: the type itself, or a parameter.
fn of_type(entity: &Entity<'_>, name: &str) -> Vec<Reason> {
    let types = entity.all("Content-Type").map(Field::text);
    types.filter_map(|text| type_mark(&text).map(|(shown, what)| found(name, &excerpt(&shown), what))).take(2).collect()
}

fn type_mark(text: &str) -> Option<(String, &'static str)> {
    let mut sections = text.split(';');
    let plain = sections.next()?.split('(').next()?.to_ascii_lowercase();
    let media_type: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let by_type = TYPES.iter().find(|(known, _)| *known == media_type).map(|(_, what)| *what);
    by_type.map(|what| (media_type, what)).or_else(|| sections.find_map(parameter_mark))
}

fn parameter_mark(section: &str) -> Option<(String, &'static str)> {
    let (name, _) = section.split_once('=')?;
    let name = name.trim().trim_end_matches('*');
    let (_, what) = TYPE_PARAMETERS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((section.trim().to_owned(), what))
}
