//! What people paste, in the one form in which it is compared and stored.
//!
//! Mail programs, word processors and input methods replace what was typed: a hyphen by one that does not break, digits
//! by full-width ones, an address by a link. None of it can be seen, or none of it matters, and none of it was meant.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use super::character::{is_dash, is_invisible};

/// The text in compatibility form (NFKC: full-width characters and ligatures become plain ones), every dash as `-`,
/// without invisible characters and without white space around it.
///
/// One invisible character stays, and is refused wherever a set of characters is expected: RIGHT-TO-LEFT OVERRIDE shows
/// the text backwards, so that what is left without it is not what anybody read.
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

/// The prolonged sound mark of kana, where no kana comes before it: the key of the hyphen types it in Japanese.
fn is_mistyped_dash(c: char, before: &str) -> bool {
    let prolongs = |last: char| last == 'ー' || matches!(last.script(), Script::Hiragana | Script::Katakana);
    c == 'ー' && !before.chars().next_back().is_some_and(prolongs)
}
