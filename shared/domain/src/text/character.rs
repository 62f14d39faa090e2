//! Properties of single characters, and how an error message names one.
//!
//! A character that shows nothing, or looks like another one, cannot be found by looking at the text: a message that
//! refuses it gives its place, its name and its code point.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::names;
use super::{Flaw, Invalid};

/// A directional mark, embedding, override or isolate.
pub(super) fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A variation selector: it picks one of the shapes of the character before it.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A character without width: bidirectional characters, joiners, variation selectors, tags, other format characters.
pub(crate) fn is_invisible(c: char) -> bool {
    let format = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    );
    format || is_bidirectional(c) || is_variation_selector(c)
}

/// A character that takes its place and shows nothing in it, and is no white space either.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fffc}' | '\u{16fe4}' | '\u{1d159}')
}

/// Whether something can be seen of the character when it stands alone.
pub(super) fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !is_invisible(c) && !is_blank(c) && !is_combining_mark(c)
}

/// A straight horizontal stroke that stands for a hyphen-minus. Wavy and double ones are other signs.
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

/// A character of no text that people read: a control, a bidirectional character (it shows the text in another order
/// than the one in which it is read), a separator of lines or paragraphs, a replacement for what could not be decoded,
/// an interlinear annotation, and what no character is assigned to or everybody assigns another one to.
pub(crate) fn is_unfit(c: char) -> bool {
    let separator = matches!(c, '\u{2028}' | '\u{2029}');
    let marker = matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{fffd}');
    let unassigned = !c.is_ascii() && c.script() == Script::Unknown;
    c.is_control() || separator || marker || is_bidirectional(c) || unassigned
}

/// The expectation, and the first character that does not keep to it.
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

/// A character by its own name, or by what it is, with its code point: `LEFT-TO-RIGHT MARK (U+200E)`, `the Cyrillic
/// letter "А" (U+0410)`. What is in ASCII and shows itself is quoted alone.
pub(super) fn described(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    match names::of(c) {
        _ if c.is_ascii_graphic() => format!("\"{c}\""),
        Some(name) => format!("{name} ({code})"),
        None => kind(c).map_or_else(|| format!("{}\"{c}\" ({code})", sort(c)), |kind| format!("{kind} {code}")),
    }
}

/// What a character is that cannot be quoted.
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

/// Script and sort of a letter or number, such as `the Greek letter `.
fn sort(c: char) -> String {
    let script = c.script();
    let shared = matches!(script, Script::Common | Script::Inherited | Script::Unknown);
    let script = if shared { String::new() } else { format!("{} ", script.full_name().replace('_', " ")) };
    match c {
        _ if c.is_alphabetic() => format!("the {script}letter "),
        _ if c.is_numeric() => format!("the {script}digit "),
        _ => String::new(),
    }
}
