//! Values that a mail program broke over several lines. A value is taken whole or not at all: no later event corrects
//! an assignment, so half a customer's name must never become a customer.

use api::Reason;

use super::entry::Entry;
use super::labels::Label;
use super::line_values;

/// How many lines that are set apart from a value are tried as parts of it.
const APART_LINES_MAX: usize = 8;

impl Entry<'_> {
    /// The value of the entry, however many lines it takes.
    ///
    /// # Errors
    /// What is wrong with it, or that it runs on over lines which make no value together.
    pub(super) fn value<T>(&self, parse: impl Fn(&str) -> Result<T, Vec<Reason>>) -> Result<T, Vec<Reason>> {
        if self.lines.iter().any(|line| line.contains(char::REPLACEMENT_CHARACTER)) {
            let declared = self.charset;
            return Err(vec![
                self.invalid(&format!("holds characters that cannot be decoded: the character set is {declared}")),
            ]);
        }
        let tight = joined(&self.lines, Joint::Tight);
        let value = parse(&tight).or_else(|problems| match self.lines.as_slice() {
            [_] => Err(problems),
            _ => parse(&joined(&self.lines, Joint::Spaced)).map_err(|problems| self.running_on(problems)),
        })?;
        let runs_on = self.is_cut_off() || self.goes_on(|text| parse(text).is_ok());
        if runs_on { Err(vec![self.invalid(RUNS_ON)]) } else { Ok(value) }
    }

    /// The text as it was read, for the sender.
    pub(super) fn said(&self) -> String {
        joined(&self.lines, Joint::Tight)
    }

    /// Whether the value and text that is set apart from it make a longer value.
    fn goes_on(&self, parses: impl Fn(&str) -> bool) -> bool {
        (1..=self.apart.len().min(APART_LINES_MAX)).any(|count| {
            let apart: Vec<&str> = self.apart.iter().take(count).map(String::as_str).collect();
            makes_longer(&self.lines, &apart, &parses)
        })
    }

    /// Whether text that is set apart from the value so far must be part of it.
    pub(super) fn goes_on_with(&self, text: &str) -> bool {
        self.is_cut_off() || makes_longer(&self.lines, &[text], &|text: &str| line_values::parses(self.label, text))
    }

    /// Whether the value ends in the middle of a word that a hyphen joins.
    pub(super) fn is_cut_off(&self) -> bool {
        self.lines.last().is_some_and(|line| line.ends_with(is_hyphen))
    }

    fn running_on(&self, problems: Vec<Reason>) -> Vec<Reason> {
        let label = self.label.title();
        let more = |detail| format!("the line {label} {RUNS_ON}; taken together the value {detail}");
        problems.into_iter().map(|reason| Reason { detail: more(reason.detail), ..reason }).collect()
    }

    fn invalid(&self, what: &str) -> Reason {
        Reason::at(self.label.field(), "invalid", format!("the line {} {what}", self.label.title()))
    }
}

const RUNS_ON: &str = "runs on in the text below or beside it: write the whole value, and nothing else, on one line";

/// What lies between the lines of a value that was broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A space.
    Spaced,
    /// Nothing after a hyphen and between Chinese or Japanese characters, a space otherwise.
    Tight,
    /// Nothing.
    Glued,
}

fn joined<T: AsRef<str>>(lines: &[T], joint: Joint) -> String {
    let mut text = String::new();
    for line in lines.iter().map(AsRef::as_ref) {
        let spaced = match joint {
            Joint::Spaced => true,
            Joint::Tight => !is_seamless(&text, line),
            Joint::Glued => false,
        };
        if spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// Whether a value and the text set apart from it make a value together. Text that begins with an ordinary word is no
/// rest of a code, though it would pass for one.
fn makes_longer(lines: &[String], apart: &[&str], parses: &impl Fn(&str) -> bool) -> bool {
    let all: Vec<&str> = lines.iter().map(String::as_str).chain(apart.iter().copied()).collect();
    let word = apart.first().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
    let rest_of_code = word.contains(|c: char| c.is_ascii_digit()) || !word.contains(char::is_lowercase);
    parses(&joined(&all, Joint::Spaced)) || (rest_of_code && parses(&joined(&all, Joint::Glued)))
}

/// Whether a line break between the two may be one that is no space: at a hyphen within a word, or between characters
/// of scripts that are written without spaces.
fn is_seamless(before: &str, after: &str) -> bool {
    let hyphened = before.strip_suffix(is_hyphen).is_some_and(|word| word.ends_with(char::is_alphanumeric))
        || after.strip_prefix(is_hyphen).is_some_and(|word| word.starts_with(char::is_alphanumeric));
    hyphened || (before.ends_with(is_ideographic) && after.starts_with(is_ideographic))
}

/// Whether the value is complete, so that the line directly below it is other text. Only where a value cannot be half
/// of another: days and dates before a new sentence, and codes before text of another script.
pub(super) fn is_whole(label: Label, value: &str, below: &str) -> bool {
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
        || [Joint::Spaced, Joint::Tight].into_iter().any(|joint| line_values::parses(label, &joined(&lines, joint)));
    closed && line_values::parses(label, value) && !longer()
}

/// A capitalized word begins a sentence, and so does Chinese text. Times, zones and units (`08:30`, `PM`) do not.
fn begins_sentence(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let capitalized = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    begins_other_script(text) || (capitalized && !word.contains(|c: char| c.is_ascii_digit()))
}

/// Whether the text begins in a script that codes are not written in, and with no word for a time, a unit or "and".
fn begins_other_script(text: &str) -> bool {
    const NO_BEGINNING: &str = "年月日號号時时天上下早晚凌中零半正午星週周前後后至止起到或及和與与內内以個个";
    let full_width = |c: char| matches!(c, '\u{ff00}'..='\u{ffef}');
    text.starts_with(|c: char| is_ideographic(c) && c.is_alphabetic() && !full_width(c) && !NO_BEGINNING.contains(c))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '－')
}

/// Chinese and Japanese characters with their punctuation. Korean is written with spaces.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}
