//! Plain text: UTF-8, or UTF-16 with the byte order mark that says so.
//!
//! UTF-16 is what a redirect of Windows PowerShell and Notepad's "Unicode" write, with the mark; every editor and browser
//! reads it. Without the mark nobody can tell it from binary data, and text in a country's own encoding (Big5, Shift JIS,
//! Windows-1252) reads as nonsense anywhere else: such files are refused with the advice to save them as UTF-8.

use domain::deliverable::{Finding, Format};

use crate::bytes::{be16, first, le16, wide};
use crate::signature;
use crate::source::{ReadRange, Source, Stop};

/// How many of the first bytes decide on the encoding.
const TEXT_BYTES: usize = 4096;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF32_MARKS: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];

/// Checks a file that was announced as text.
pub fn check<R: ReadRange + Sync>(source: &Source<'_, R>) -> Result<(), Stop> {
    let head = first(source.head(), TEXT_BYTES);
    match decoded(head) {
        Some(text) => {
            let whole = source.size() <= wide(TEXT_BYTES);
            if whole && text.chars().all(is_blank) { Err(Finding::Empty.into()) } else { Ok(()) }
        }
        None => Err(wrong(head).into()),
    }
}

/// Whether the first bytes are UTF-8 text.
pub fn is_utf8(head: &[u8]) -> bool {
    utf8(first(head, TEXT_BYTES)).is_some()
}

fn decoded(head: &[u8]) -> Option<String> {
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
fn is_of_text(c: char) -> bool {
    !c.is_control() || c.is_whitespace() || matches!(c, '\u{7}' | '\u{8}' | '\u{1a}' | '\u{1b}')
}

/// White space, or a character that takes no place.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// What is wrong with bytes that are no text here: another format, another encoding, or no text at all.
fn wrong(head: &[u8]) -> Finding {
    let format = signature::format(head);
    if format != Format::Unknown {
        return Finding::OtherFormat(format);
    }
    if looks_like_utf16(head) {
        return Finding::UnmarkedUtf16;
    }
    let is_binary = head.iter().any(|byte| byte.is_ascii_control() && !is_of_text(char::from(*byte)));
    if is_binary { Finding::OtherFormat(Format::Unknown) } else { Finding::LocalEncoding }
}

/// UTF-16 of a Latin text has a zero in every other byte; UTF-32 in three of four.
fn looks_like_utf16(head: &[u8]) -> bool {
    if UTF32_MARKS.iter().any(|mark| head.starts_with(mark)) {
        return true;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (most, half) = (zeros(0).max(zeros(1)), head.len() / 2);
    let is_readable = head.iter().all(|byte| *byte == 0 || is_of_text(char::from(*byte)));
    is_readable && head.len().is_multiple_of(2) && most.saturating_mul(5) >= half.saturating_mul(2)
}
