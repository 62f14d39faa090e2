//! Text as searches compare it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text without letter case, accents and forms of width, its words one space apart: `Zoë GmbH` and `ZOE ＧｍｂＨ` are
/// the same. Chinese characters stay what they are.
pub fn folded(text: &str) -> String {
    let bare: String = text.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)).collect();
    // Once more: the compatibility form of a sign may be a capital letter.
    let lower = bare.to_lowercase().replace('ß', "ss");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
