//! Plain text: UTF-8, or UTF-16 with a byte order mark.
//!
//! Redirects of Windows PowerShell and the "Unicode" encoding of Notepad write UTF-16 with the mark, which every
//! editor and browser reads. UTF-16 without the mark cannot be distinguished from binary data, and text in a local
//! encoding (Big5, Shift JIS, Windows-1252) is unreadable elsewhere. Such files are rejected, with the advice to save
//! them as UTF-8.

use domain::deliverable::{Finding, Format};

use crate::bytes::{first, wide};
use crate::encoding::{TEXT_BYTES, UTF32_MARKS, decoded, is_of_text};
use crate::signature;
use crate::source::{ReadRange, Source, Stop};

/// Verifies a file that was announced as text.
pub fn check<R: ReadRange + Sync>(source: &Source<'_, R>) -> Result<(), Stop> {
    let head = first(source.head(), TEXT_BYTES);
    match decoded(head) {
        Some(text) => {
            let whole = source.size() <= wide(TEXT_BYTES);
            if whole && text.chars().all(is_blank) { Err(Finding::Empty.into()) } else { Ok(()) }
        }
        None => Err(finding(head).into()),
    }
}

/// True for white space and zero-width characters.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// The finding for bytes that are not accepted as text: another format, another encoding, or binary data.
fn finding(head: &[u8]) -> Finding {
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

/// True for bytes like UTF-16 or UTF-32 of a Latin text: every second byte is zero, or three of four.
fn looks_like_utf16(head: &[u8]) -> bool {
    if UTF32_MARKS.iter().any(|mark| head.starts_with(mark)) {
        return true;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (most, half) = (zeros(0).max(zeros(1)), head.len() / 2);
    let is_readable = head.iter().all(|byte| *byte == 0 || is_of_text(char::from(*byte)));
    is_readable && head.len().is_multiple_of(2) && most.saturating_mul(5) >= half.saturating_mul(2)
}
