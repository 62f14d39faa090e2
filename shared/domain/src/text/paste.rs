//! Normalization of pasted text to the form in which it is compared and stored (PROGRAM.md 14.2).
//!
//! Mail programs, word processors and input methods replace typed characters: a hyphen with a non-breaking one, digits
//! with full-width ones, an address with a link. These replacements are unintended and carry no meaning.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use super::character::{is_dash, is_invisible};

/// The text in compatibility form (NFKC: full-width characters and ligatures become plain ones), with every dash as
/// `-`, without invisible characters and without surrounding white space (PROGRAM.md 14.2).
///
/// One invisible character stays, and is refused where a set of characters is expected: RIGHT-TO-LEFT OVERRIDE shows
/// the text backwards, so the text without it differs from the text that people saw.
pub fn normalized(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let visible = text.chars().filter(|c| *c == '\u{202e}' || !is_invisible(*c));
    let mut plain = String::with_capacity(text.len());
    for c in visible.nfkc() {
        plain.push(if is_dash(c) || is_mistyped_dash(c, &plain) { '-' } else { c });
    }
    Cow::Owned(plain.trim().to_owned())
}

/// True for the prolonged sound mark of kana without kana before it: Japanese keyboards type it with the hyphen key.
fn is_mistyped_dash(c: char, before: &str) -> bool {
    let prolongs = |last: char| last == 'ー' || matches!(last.script(), Script::Hiragana | Script::Katakana);
    c == 'ー' && !before.chars().next_back().is_some_and(prolongs)
}
