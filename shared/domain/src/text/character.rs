//! Properties of single characters, and their names in error messages (PROGRAM.md 14.2).
//!
//! A reader cannot find a character that is invisible or looks like another one. An error message about it gives its
//! position, its name and its code point.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::names;
use super::{Flaw, Invalid};

/// True for a directional mark, embedding, override or isolate.
pub(super) fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True for a variation selector, which selects a shape of the character before it.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// True for a zero-width character: bidirectional characters, joiners, variation selectors, tags, other format
/// characters.
pub(crate) fn is_invisible(c: char) -> bool {
    let format = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    );
    format || is_bidirectional(c) || is_variation_selector(c)
}

/// True for a character that has a width, shows nothing, and is not white space.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fffc}' | '\u{16fe4}' | '\u{1d159}')
}

/// True for a character that is visible without any other.
pub(super) fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !is_invisible(c) && !is_blank(c) && !is_combining_mark(c)
}

/// True for a straight horizontal dash, which normalization replaces with a hyphen-minus. Wavy and double dashes stay.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2796}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// True for a character that names and notes must not contain: controls, bidirectional characters (they change the
/// order in which the text is shown), line and paragraph separators, the replacement character, interlinear
/// annotations, and unassigned or private-use code points (PROGRAM.md 14.2).
pub(crate) fn is_unfit(c: char) -> bool {
    let separator = matches!(c, '\u{2028}' | '\u{2029}');
    let marker = matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{fffd}');
    let unassigned = !c.is_ascii() && c.script() == Script::Unknown;
    c.is_control() || separator || marker || is_bidirectional(c) || unassigned
}

/// The error for a text with a character that is not allowed; it names the first one and its position.
pub(crate) fn explained(flaw: Flaw, expectation: &str, text: &str, is_allowed: impl Fn(char) -> bool) -> Invalid {
    match text.chars().zip(1_usize..).find(|(c, _)| !is_allowed(*c)) {
        Some((c, place)) => {
            let character = described(c);
            let detail = format!("{expectation}; character {place} is {character}");
            Invalid::new(Flaw::BadCharacter, detail).with("character", &character).with("place", &place)
        }
        None => Invalid::new(flaw, expectation),
    }
}

/// The name of a character, or its kind, with its code point: `LEFT-TO-RIGHT MARK (U+200E)`, `the Cyrillic letter "А"
/// (U+0410)`. Visible ASCII characters are only quoted.
pub(super) fn described(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    match names::of(c) {
        _ if c.is_ascii_graphic() => format!("\"{c}\""),
        Some(name) => format!("{name} ({code})"),
        None => {
            kind(c).map_or_else(|| format!("{}\"{c}\" ({code})", script_and_class(c)), |kind| format!("{kind} {code}"))
        }
    }
}

/// The kind of a character that cannot be quoted.
fn kind(c: char) -> Option<&'static str> {
    match c {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}' => {
            Some("the private-use character")
        }
        _ if c.is_control() => Some("the control character"),
        _ if is_variation_selector(c) => Some("the variation selector"),
        _ if is_invisible(c) => Some("the invisible character"),
        _ if c.script() == Script::Unknown => Some("the unassigned code point"),
        _ if is_combining_mark(c) => Some("the combining mark"),
        _ => None,
    }
}

/// The script of a letter or digit and which of the two it is, such as `the Greek letter `.
fn script_and_class(c: char) -> String {
    let script = c.script();
    let shared = matches!(script, Script::Common | Script::Inherited | Script::Unknown);
    let script = if shared { String::new() } else { format!("{} ", script.full_name().replace('_', " ")) };
    match c {
        _ if c.is_alphabetic() => format!("the {script}letter "),
        _ if c.is_numeric() => format!("the {script}digit "),
        _ => String::new(),
    }
}
