//! Names and notes: text for people (PROGRAM.md 14.2).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::{Script, UnicodeScript};

use super::character::{explained, is_invisible, is_unfit, is_variation_selector, is_visible};
use super::{Flaw, Form, Invalid};

/// Longest name of a person, company or thing, in characters (PROGRAM.md 14.2).
pub const NAME_CHARS_MAX: usize = 200;
/// Longest free text (reason, remark, comment), in characters (PROGRAM.md 14.2).
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Bytes of input that are accepted for each allowed character, because invisible characters are removed.
const BYTES_PER_CHAR: usize = 16;
/// The combining class of viramas, the signs that remove the vowel of a letter.
const VIRAMA: u8 = 9;

crate::parsed_text!(
    /// The name of a person, company or thing: one line of 1 to 200 characters. It is in composed form (NFC), its
    /// words are separated by one space, and it has no invisible characters without meaning.
    Name = Form::new("Lin Mei").lengths(1, NAME_CHARS_MAX).or(&[Flaw::Unprintable]),
    |text| line(text, NAME_CHARS_MAX)
);

crate::parsed_text!(
    /// A reason, remark or comment: 1 to 2,000 characters, line breaks and tabs allowed.
    Note = Form::new("Agreed with the customer.").lengths(1, NOTE_CHARS_MAX).or(&[Flaw::Unprintable]),
    |text| lines(text, NOTE_CHARS_MAX)
);

/// Parses one line of text to composed form (NFC), without invisible characters that have no meaning.
///
/// White space between two words becomes one space. Ideographic spaces, no-break spaces and double spaces are matters
/// of typesetting, and would make equal names different in comparisons and searches.
///
/// # Errors
/// [`Invalid`] when it has no visible character, is too long, or has a character that is not allowed.
pub(crate) fn line(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        return Err(explained(Flaw::BadCharacter, "must be one line", text, |c| !matches!(c, '\n' | '\r' | '\t')));
    }
    let words = composed(text, chars_max)?;
    bounded(words.split_whitespace().collect::<Vec<_>>().join(" "), chars_max)
}

/// Parses text of several lines as [`line()`] does, but inner white space stays as it is.
///
/// # Errors
/// As [`line()`].
pub(crate) fn lines(text: &str, chars_max: usize) -> Result<String, Invalid> {
    bounded(composed(text.trim(), chars_max)?.trim().to_owned(), chars_max)
}

fn bounded(text: String, chars_max: usize) -> Result<String, Invalid> {
    if !text.chars().any(is_visible) {
        let expectation = format!("must be 1 to {chars_max} visible characters");
        let flaw = if text.is_empty() { Flaw::TooShort } else { Flaw::Unprintable };
        return Err(Invalid::new(flaw, expectation).with("min", &1_usize).with("max", &chars_max));
    }
    if text.chars().count() > chars_max { Err(too_long(chars_max)) } else { Ok(text) }
}

fn too_long(chars_max: usize) -> Invalid {
    let expectation = format!("must be 1 to {chars_max} characters");
    Invalid::length(chars_max.saturating_add(1), 1, chars_max, expectation)
}

/// The text in composed form, without invisible characters that have no meaning at their position.
fn composed(text: &str, chars_max: usize) -> Result<String, Invalid> {
    if text.len() > chars_max.saturating_mul(BYTES_PER_CHAR) {
        return Err(too_long(chars_max));
    }
    let is_fit = |c| matches!(c, '\n' | '\r' | '\t') || !is_unfit(c);
    if text.contains('\u{fffd}') {
        return Err(explained(Flaw::BadCharacter, "was damaged on its way; send it again in UTF-8", text, |c| {
            c != '\u{fffd}'
        }));
    }
    if !text.chars().all(is_fit) {
        return Err(explained(
            Flaw::BadCharacter,
            "must not contain control, bidirectional or unassigned characters",
            text,
            is_fit,
        ));
    }
    if text.is_ascii() {
        return Ok(text.to_owned());
    }
    let mut text: String = text.nfc().collect();
    // Composition can join marks that an invisible character separated, and removing characters can allow composition.
    loop {
        let plain: String = without_meaningless(&text).nfc().collect();
        if plain == text {
            return Ok(plain);
        }
        text = plain;
    }
}

/// The text without the invisible characters that do not change its appearance.
fn without_meaningless(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if !is_invisible(c) || has_meaning(&result, c, rest.as_str().chars().next()) {
            result.push(c);
        }
    }
    result
}

/// True when an invisible character changes the appearance: a joiner between two letters of a script that uses
/// joiners, or after a virama, or a variation selector after a character with variants.
fn has_meaning(before: &str, c: char, after: Option<char>) -> bool {
    let Some(script) = before.chars().map(|c| c.script()).rfind(|script| *script != Script::Inherited) else {
        return false;
    };
    match c {
        '\u{200c}' | '\u{200d}' => {
            let follows_virama = before.chars().next_back().is_some_and(|c| canonical_combining_class(c) == VIRAMA);
            uses_joiners(script) && (follows_virama || after.is_some_and(|after| after.script() == script))
        }
        _ => is_variation_selector(c) && matches!(script, Script::Han | Script::Mongolian),
    }
}

/// True for scripts in which a joiner or non-joiner changes the spelling: cursive scripts, and scripts with conjuncts.
fn uses_joiners(script: Script) -> bool {
    use Script::{
        Adlam, Arabic, Bengali, Devanagari, Gujarati, Gurmukhi, Hanifi_Rohingya, Kannada, Khmer, Malayalam, Mandaic,
        Manichaean, Mongolian, Myanmar, Nko, Oriya, Phags_Pa, Sinhala, Syriac, Tamil, Telugu,
    };
    let cursive = [Adlam, Arabic, Hanifi_Rohingya, Mandaic, Manichaean, Mongolian, Nko, Phags_Pa, Syriac];
    let conjunct =
        [Bengali, Devanagari, Gujarati, Gurmukhi, Kannada, Khmer, Malayalam, Myanmar, Oriya, Sinhala, Tamil, Telugu];
    cursive.contains(&script) || conjunct.contains(&script)
}
