//! PDF (ISO 32000): header, end, and the cross-reference with the document's catalog.
//!
//! The last kilobyte contains the offset of the newest cross-reference: a table with a trailer, or a stream. Its
//! dictionary has `/Root`, and `/Encrypt` in an encrypted file. When the offset is wrong, as in files with a prefix
//! before their header, the trailer or stream is searched at the end of the file, as viewers do.

use domain::deliverable::Finding;

use crate::bytes::{self, contains, find, find_last, first, last, wide};
use crate::source::{BLOCK_BYTES, ReadRange, Source, Stop};
use crate::{ole, signature};

mod dictionary;

use dictionary::Dictionary;

/// The number of first bytes that contain the header of a PDF, and of last bytes that contain its end.
const EDGE_BYTES: usize = 1024;
/// Most cross-references that are followed back through the updates of a file to find the catalog.
const SECTIONS_MAX: usize = 4;
/// Most sections of a cross-reference table that are skipped to find the trailer after it.
const PARTS_MAX: usize = 64;
/// Bytes that are read of a trailer after a long table.
const TRAILER_BYTES: usize = 16 * 1024;
/// Length of an entry of a cross-reference table, in bytes.
const ENTRY_LENGTH: u64 = 20;

/// Verifies a file that was announced as a PDF.
pub async fn check<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<(), Stop> {
    let Some(header) = signature::pdf_header(source.head()) else {
        let is_ole = ole::has_signature(source.head());
        let other = Finding::OtherFormat(signature::format(source.head()));
        return Err(if is_ole { ole::finding(source).await? } else { other }.into());
    };
    let end = last(source.tail().await?.1, EDGE_BYTES);
    if !contains(end, b"startxref") {
        return Err(Finding::PdfCutOff.into());
    }
    let mut found = Dictionary::default();
    if let Some(offset) = newest_section(end) {
        follow(source, offset, header, &mut found).await?;
    }
    if !found.has_root {
        found.add(&at_the_end(source.tail().await?.1));
    }
    if found.is_encrypted {
        return Err(Finding::ProtectedPdf.into());
    }
    if found.has_root { Ok(()) } else { Err(Finding::PdfWithoutRoot.into()) }
}

/// The offset after the last `startxref` that has one.
fn newest_section(end: &[u8]) -> Option<u64> {
    let mut before = end;
    while let Some(at) = find_last(before, b"startxref") {
        let number = digits(bytes::from(end, at.saturating_add(b"startxref".len())).trim_ascii_start());
        if number.is_some() {
            return number.map(|(number, _)| number);
        }
        before = first(before, at);
    }
    None
}

/// Reads cross-references from the newest back, until one has the catalog.
async fn follow<R: ReadRange + Sync>(
    source: &mut Source<'_, R>,
    newest: u64,
    header: u64,
    found: &mut Dictionary,
) -> Result<(), Stop> {
    let mut next = Some(newest);
    for _ in 0..SECTIONS_MAX {
        let Some(offset) = next.filter(|_| !found.has_root) else { break };
        let mut section = section_at(source, offset).await?;
        if section.is_none() && header > 0 {
            section = section_at(source, offset.saturating_add(header)).await?;
        }
        let Some(section) = section else { break };
        found.add(&section);
        next = section.previous;
    }
    Ok(())
}

/// The dictionary of the cross-reference at an offset; `None` when there is none.
async fn section_at<R: ReadRange + Sync>(source: &mut Source<'_, R>, offset: u64) -> Result<Option<Dictionary>, Stop> {
    let section = source.range(offset, BLOCK_BYTES).await?.trim_ascii_start();
    if !section.starts_with(b"xref") {
        return Ok(stream_dictionary(section));
    }
    if let Some(trailer) = trailer_in(section) {
        return Ok(Some(trailer));
    }
    let Some(trailer) = trailer_after_table(source, offset).await? else { return Ok(None) };
    Ok(trailer_in(source.range(trailer, TRAILER_BYTES).await?))
}

/// The dictionary after the first `trailer`.
fn trailer_in(bytes: &[u8]) -> Option<Dictionary> {
    let at = find(bytes, b"trailer")?;
    Dictionary::read(bytes::from(bytes, at.saturating_add(b"trailer".len())))
}

/// The dictionary of an object `12 0 obj << ... >>`.
fn stream_dictionary(section: &[u8]) -> Option<Dictionary> {
    let (_, rest) = digits(section)?;
    let (_, rest) = digits(rest.trim_ascii_start())?;
    Dictionary::read(rest.trim_ascii_start().strip_prefix(b"obj")?)
}

/// The offset of the trailer after a long table. The sections of the table have their number of entries and are
/// skipped.
async fn trailer_after_table<R: ReadRange + Sync>(source: &mut Source<'_, R>, table: u64) -> Result<Option<u64>, Stop> {
    const LINE_BYTES: usize = 64;
    let mut at = table;
    for part in 0..PARTS_MAX {
        let line = source.range(at, LINE_BYTES).await?;
        let length = line.len();
        let text = line.trim_ascii_start();
        let text = if part == 0 { text.strip_prefix(b"xref").unwrap_or(text).trim_ascii_start() } else { text };
        if text.starts_with(b"trailer") {
            return Ok(Some(at));
        }
        let Some((_, rest)) = digits(text) else { return Ok(None) };
        let Some((count, rest)) = digits(rest.trim_ascii_start()) else { return Ok(None) };
        let entries = length.saturating_sub(rest.trim_ascii_start().len());
        at = at.saturating_add(wide(entries)).saturating_add(count.saturating_mul(ENTRY_LENGTH));
    }
    Ok(None)
}

/// The entries of the last trailer and the last cross-reference stream at the end of a file.
fn at_the_end(tail: &[u8]) -> Dictionary {
    let mut found = Dictionary::default();
    if let Some(at) = find_last(tail, b"trailer")
        && let Some(trailer) = trailer_in(bytes::from(tail, at))
    {
        found.add(&trailer);
    }
    let object = find_last(tail, b"/XRef").and_then(|at| find_last(first(tail, at), b" obj"));
    let stream = object.and_then(|at| Dictionary::read(bytes::from(tail, at.saturating_add(b" obj".len()))));
    if let Some(stream) = stream {
        found.add(&stream);
    }
    found
}

/// The number at the beginning, and the bytes after it.
fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = bytes.split_at_checked(length)?;
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, rest))
}
