//! The encodings that text is read in.

use crate::bytes::{be16, first, le16};

/// How many of the first bytes decide on the encoding.
pub const TEXT_BYTES: usize = 4096;
/// The marks of UTF-32, which nobody writes text in.
pub const UTF32_MARKS: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether the first bytes are UTF-8 text.
pub fn is_utf8(head: &[u8]) -> bool {
    utf8(first(head, TEXT_BYTES)).is_some()
}

/// The text of bytes in an encoding that is read here.
pub fn decoded(head: &[u8]) -> Option<String> {
    match head {
        _ if UTF32_MARKS.iter().any(|mark| head.starts_with(mark)) => None,
        [0xff, 0xfe, rest @ ..] => utf16(rest, le16),
        [0xfe, 0xff, rest @ ..] => utf16(rest, be16),
        _ => utf8(head).map(str::to_owned),
    }
}

/// UTF-8 without control characters that no text has; it may end within a character, where it was cut.
fn utf8(head: &[u8]) -> Option<&str> {
    let head = head.strip_prefix(UTF8_MARK).unwrap_or(head);
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(head.get(..error.valid_up_to())?).ok(),
        Err(_) => None,
    };
    text.filter(|text| text.chars().all(is_of_text))
}

fn utf16(bytes: &[u8], unit: impl Fn(&[u8], usize) -> Option<u16>) -> Option<String> {
    let units: Vec<u16> = (0..bytes.len() / 2).filter_map(|index| unit(bytes, index.saturating_mul(2))).collect();
    let cut = units.last().is_some_and(|last| (0xd800..0xdc00).contains(last));
    let units = if cut { units.get(..units.len().saturating_sub(1))? } else { &units };
    String::from_utf16(units).ok().filter(|text| text.chars().all(is_of_text))
}

/// No control character but white space and what terminals and old editors leave in a text: bell, backspace, the end of
/// file of DOS, escape sequences of colours.
pub fn is_of_text(c: char) -> bool {
    !c.is_control() || c.is_whitespace() || matches!(c, '\u{7}' | '\u{8}' | '\u{1a}' | '\u{1b}')
}
