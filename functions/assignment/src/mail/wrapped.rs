//! Joins values that a mail program broke over several lines. A value is read whole or refused: no later event corrects
//! an assignment, so half of a customer's name must never become a customer (PROGRAM.md 6.8).

use api::Reason;

use super::entry::Entry;
use super::labels::Label;
use super::line_values;

/// The most detached lines that are tried as parts of a value.
const DETACHED_LINES_MAX: usize = 8;

impl Entry<'_> {
    /// The value of the entry, joined from its lines.
    ///
    /// # Errors
    /// The problems of the value, or that it runs on over lines that are no value together.
    pub(super) fn value<T>(&self, parse: impl Fn(&str) -> Result<T, Vec<Reason>>) -> Result<T, Vec<Reason>> {
        if self.lines.iter().any(|line| line.contains(char::REPLACEMENT_CHARACTER)) {
            let declared = self.charset;
            return Err(vec![
                self.invalid(&format!("holds characters that cannot be decoded: the character set is {declared}")),
            ]);
        }
        let value = parse(&self.text()).or_else(|problems| match self.lines.as_slice() {
            [_] => Err(problems),
            _ => parse(&joined(&self.lines, Separator::Space)).map_err(|problems| self.mark_running_on(problems)),
        })?;
        let runs_on = self.is_cut_off() || self.continues(|text| parse(text).is_ok());
        if runs_on { Err(vec![self.invalid(RUNS_ON)]) } else { Ok(value) }
    }

    /// The joined text of the value.
    pub(super) fn text(&self) -> String {
        joined(&self.lines, Separator::Auto)
    }

    /// True when the value and the detached text after it parse as a longer value.
    fn continues(&self, parses: impl Fn(&str) -> bool) -> bool {
        (1..=self.detached.len().min(DETACHED_LINES_MAX)).any(|count| {
            let detached: Vec<&str> = self.detached.iter().take(count).map(String::as_str).collect();
            makes_longer(&self.lines, &detached, &parses)
        })
    }

    /// True when detached text must be part of the value.
    pub(super) fn must_continue_with(&self, text: &str) -> bool {
        self.is_cut_off() || makes_longer(&self.lines, &[text], &|text: &str| line_values::parses(self.label, text))
    }

    /// True when the value ends in a hyphen, in the middle of a word.
    pub(super) fn is_cut_off(&self) -> bool {
        self.lines.last().is_some_and(|line| line.ends_with(is_hyphen))
    }

    fn mark_running_on(&self, problems: Vec<Reason>) -> Vec<Reason> {
        let label = self.label.title();
        let more = |detail| format!("the line {label} {RUNS_ON}; taken together the value {detail}");
        problems.into_iter().map(|reason| Reason { detail: more(reason.detail), ..reason }).collect()
    }

    fn invalid(&self, what: &str) -> Reason {
        Reason::at(self.label.field(), "invalid", format!("the line {} {what}", self.label.title()))
    }
}

const RUNS_ON: &str = "runs on in the text below or beside it: write the whole value, and nothing else, on one line";

/// The separator between the joined lines of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Space,
    /// No separator at a hyphen and between Chinese or Japanese characters, a space otherwise.
    Auto,
    Empty,
}

fn joined<T: AsRef<str>>(lines: &[T], separator: Separator) -> String {
    let mut text = String::new();
    for line in lines.iter().map(AsRef::as_ref) {
        let spaced = match separator {
            Separator::Space => true,
            Separator::Auto => !joins_without_space(&text, line),
            Separator::Empty => false,
        };
        if spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// True when a value and detached text parse as one value. Text that begins with an ordinary word is never the rest
/// of a code, although it could be parsed as one.
fn makes_longer(lines: &[String], detached: &[&str], parses: &impl Fn(&str) -> bool) -> bool {
    let all: Vec<&str> = lines.iter().map(String::as_str).chain(detached.iter().copied()).collect();
    let word = detached.first().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
    let rest_of_code = word.contains(|c: char| c.is_ascii_digit()) || !word.contains(char::is_lowercase);
    parses(&joined(&all, Separator::Space)) || (rest_of_code && parses(&joined(&all, Separator::Empty)))
}

/// True when two lines are joined without a space: at a hyphen within a word, or between characters of scripts that are
/// written without spaces.
fn joins_without_space(before: &str, after: &str) -> bool {
    let hyphened = before.strip_suffix(is_hyphen).is_some_and(|word| word.ends_with(char::is_alphanumeric))
        || after.strip_prefix(is_hyphen).is_some_and(|word| word.starts_with(char::is_alphanumeric));
    hyphened || (before.ends_with(is_ideographic) && after.starts_with(is_ideographic))
}

/// True when the value is complete, so that the line directly below it is other text. Only values that cannot be half
/// of another one qualify: days and dates before a new sentence, and codes before text of another script.
pub(super) fn is_complete(label: Label, value: &str, below: &str) -> bool {
    let closed = match label {
        Label::Days => !value.ends_with(|c: char| c.is_ascii_digit()) && begins_sentence(below),
        Label::Created | Label::Expires | Label::License => begins_sentence(below),
        Label::Voucher | Label::Program | Label::Country | Label::Partner => {
            value.bytes().all(|byte| byte.is_ascii_graphic())
                && !value.ends_with(is_hyphen)
                && begins_other_script(below)
        }
        Label::Customer | Label::Admin => false,
    };
    let lines = [value.to_owned(), below.to_owned()];
    let longer =
        || [Separator::Space, Separator::Auto].into_iter().any(|by| line_values::parses(label, &joined(&lines, by)));
    closed && line_values::parses(label, value) && !longer()
}

/// True when the text begins with a capitalized word or in Chinese. Times, zones and units (`08:30`, `PM`) do not
/// begin a sentence.
fn begins_sentence(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let capitalized = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    begins_other_script(text) || (capitalized && !word.contains(|c: char| c.is_ascii_digit()))
}

/// True when the text begins in a script that codes are not written in, but not with a character of a time, a unit or
/// "and".
fn begins_other_script(text: &str) -> bool {
    const NO_BEGINNING: &str = "年月日號号時时天上下早晚凌中零半正午星週周前後后至止起到或及和與与內内以個个";
    let full_width = |c: char| matches!(c, '\u{ff00}'..='\u{ffef}');
    text.starts_with(|c: char| is_ideographic(c) && c.is_alphabetic() && !full_width(c) && !NO_BEGINNING.contains(c))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '－')
}

/// True for Chinese and Japanese characters and their punctuation. Korean is written with spaces.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}
