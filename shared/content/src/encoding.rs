//! Text encodings: UTF-8 and UTF-16.

use crate::bytes::{be16, first, le16};

/// The number of first bytes that decide the encoding.
pub const TEXT_BYTES: usize = 4096;
/// The byte order marks of UTF-32, which is not accepted.
pub const UTF32_MARKS: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// True when the first bytes are UTF-8 text.
pub fn is_utf8(head: &[u8]) -> bool {
    utf8(first(head, TEXT_BYTES)).is_some()
}

/// The text of the bytes; `None` when they are neither UTF-8 nor UTF-16 with a byte order mark.
pub fn decoded(head: &[u8]) -> Option<String> {
    match head {
        _ if UTF32_MARKS.iter().any(|mark| head.starts_with(mark)) => None,
        [0xff, 0xfe, rest @ ..] => utf16(rest, le16),
        [0xfe, 0xff, rest @ ..] => utf16(rest, be16),
        _ => utf8(head).map(str::to_owned),
    }
}

/// UTF-8 text without control characters; it can end within a character that the limit cut.
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

/// True for characters of a text file. Of the control characters, these are white space and those that terminals and
/// old editors write: bell, backspace, the end of file of DOS, escape.
pub fn is_of_text(c: char) -> bool {
    !c.is_control() || c.is_whitespace() || matches!(c, '\u{7}' | '\u{8}' | '\u{1a}' | '\u{1b}')
}
