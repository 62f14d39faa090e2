//! Names and notes: text that people write and read.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::{Script, UnicodeScript};

use super::character::{explained, is_invisible, is_unfit, is_variation_selector, is_visible};
use super::{Flaw, Form, Invalid};

/// Longest name of a person, company or thing, in characters.
pub const NAME_CHARS_MAX: usize = 200;
/// Longest free text (reason, remark, comment), in characters.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Bytes looked at for each character allowed: several invisible ones may come with each.
const BYTES_A_CHAR: usize = 16;
/// Combining class of the signs that take the vowel of a letter away.
const VIRAMA: u8 = 9;

crate::parsed_text!(
    /// The name of a person, company or thing: one line of 1 to 200 characters that people can read. It is composed
    /// (NFC), its words are one blank apart, and it holds no invisible characters that mean nothing.
    Name = Form::new("Lin Mei").lengths(1, NAME_CHARS_MAX).or(&[Flaw::Unprintable]),
    |text| line(text, NAME_CHARS_MAX)
);

crate::parsed_text!(
    /// A reason, remark or comment: 1 to 2,000 characters that people can read, line breaks and tabs allowed.
    Note = Form::new("Agreed with the customer.").lengths(1, NOTE_CHARS_MAX).or(&[Flaw::Unprintable]),
    |text| lines(text, NOTE_CHARS_MAX)
);

/// One line of text, in composed form (NFC), without invisible characters that mean nothing.
///
/// White space of whatever kind and length between two words becomes one blank: the ideographic space between family
/// and given name, a no-break space or two blanks are how a name was typeset; who types it, searches it or compares two
/// of them knows one kind of blank.
///
/// # Errors
/// [`Invalid`] when nothing of it can be seen, when it is too long, and when a character of it is no text.
pub(crate) fn line(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        return Err(explained(Flaw::BadCharacter, "must be one line", text, |c| !matches!(c, '\n' | '\r' | '\t')));
    }
    let words = composed(text, chars_max)?;
    bounded(words.split_whitespace().collect::<Vec<_>>().join(" "), chars_max)
}

/// Text of several lines: as [`line`], and its white space stays as it is between the first word and the last.
///
/// # Errors
/// As [`line`].
pub(crate) fn lines(text: &str, chars_max: usize) -> Result<String, Invalid> {
    bounded(composed(text.trim(), chars_max)?.trim().to_owned(), chars_max)
}

fn bounded(text: String, chars_max: usize) -> Result<String, Invalid> {
    if !text.chars().any(is_visible) {
        let expectation = format!("must be 1 to {chars_max} characters that can be seen");
        let flaw = if text.is_empty() { Flaw::TooShort } else { Flaw::Unprintable };
        return Err(Invalid::new(flaw, expectation).with("min", &1_usize).with("max", &chars_max));
    }
    if text.chars().count() > chars_max { Err(too_long(chars_max)) } else { Ok(text) }
}

fn too_long(chars_max: usize) -> Invalid {
    let expectation = format!("must be 1 to {chars_max} characters");
    Invalid::length(chars_max.saturating_add(1), 1, chars_max, expectation)
}

/// The text in composed form, without invisible characters that mean nothing where they are.
fn composed(text: &str, chars_max: usize) -> Result<String, Invalid> {
    if text.len() > chars_max.saturating_mul(BYTES_A_CHAR) {
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
    // Composition moves marks next to each other that something invisible kept apart, and the other way round.
    loop {
        let plain: String = spelling(&text).nfc().collect();
        if plain == text {
            return Ok(plain);
        }
        text = plain;
    }
}

/// The text without the invisible characters that change nothing of what is shown.
fn spelling(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if !is_invisible(c) || is_meant(&kept, c, rest.as_str().chars().next()) {
            kept.push(c);
        }
    }
    kept
}

/// Whether an invisible character changes what is shown: a joiner between two letters of a script that needs it or
/// behind the sign that takes a letter's vowel away, a variation selector behind a character that comes in several
/// shapes.
fn is_meant(before: &str, c: char, after: Option<char>) -> bool {
    let Some(script) = before.chars().map(|c| c.script()).rfind(|script| *script != Script::Inherited) else {
        return false;
    };
    match c {
        '\u{200c}' | '\u{200d}' => {
            let follows_virama = before.chars().next_back().is_some_and(|c| canonical_combining_class(c) == VIRAMA);
            is_joined(script) && (follows_virama || after.is_some_and(|after| after.script() == script))
        }
        _ => is_variation_selector(c) && matches!(script, Script::Han | Script::Mongolian),
    }
}

/// Scripts in which a joiner or non-joiner makes another spelling: those that are written in one stroke and those that
/// form conjuncts.
fn is_joined(script: Script) -> bool {
    use Script::{
        Adlam, Arabic, Bengali, Devanagari, Gujarati, Gurmukhi, Hanifi_Rohingya, Kannada, Khmer, Malayalam, Mandaic,
        Manichaean, Mongolian, Myanmar, Nko, Oriya, Phags_Pa, Sinhala, Syriac, Tamil, Telugu,
    };
    let cursive = [Adlam, Arabic, Hanifi_Rohingya, Mandaic, Manichaean, Mongolian, Nko, Phags_Pa, Syriac];
    let conjunct =
        [Bengali, Devanagari, Gujarati, Gurmukhi, Kannada, Khmer, Malayalam, Myanmar, Oriya, Sinhala, Tamil, Telugu];
    cursive.contains(&script) || conjunct.contains(&script)
}
