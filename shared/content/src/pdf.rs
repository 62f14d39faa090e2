//! PDF (ISO 32000): its header, its end, and the cross-reference that names the document's catalog.
//!
//! The last kilobyte names the offset of the newest cross-reference: a table with a trailer, or a stream. Its dictionary
//! has `/Root`, and `/Encrypt` in an encrypted file. Where the offset leads nowhere, as in files with something put before
//! their header, the trailer or the stream is looked for at the end of the file, as viewers do.

use domain::deliverable::Finding;

use crate::bytes::{self, contains, find, find_last, first, last, wide};
use crate::source::{BLOCK_BYTES, ReadRange, Source, Stop};
use crate::{ole, signature};

mod dictionary;

use dictionary::Dictionary;

/// Within so many of the first bytes a PDF begins, and within so many of the last it ends.
const EDGE_BYTES: usize = 1024;
/// How many cross-references are followed back through the updates of a file for one that names the catalog.
const SECTIONS_MAX: usize = 4;
/// How many parts of a cross-reference table are passed over to find the trailer behind it.
const PARTS_MAX: usize = 64;
/// How much is read of a trailer behind a long table, in bytes.
const TRAILER_BYTES: usize = 16 * 1024;
/// Length of an entry of a cross-reference table.
const ENTRY_LENGTH: u64 = 20;

/// Checks a file that was announced as a PDF.
pub async fn check<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<(), Stop> {
    let Some(header) = signature::pdf_header(source.head()) else {
        let is_ole = ole::begins(source.head());
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

/// The offset that the last `startxref` with one names.
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

/// Reads cross-references from the newest back, until one names the catalog.
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

/// The dictionary of the cross-reference that begins at an offset, if one does.
async fn section_at<R: ReadRange + Sync>(source: &mut Source<'_, R>, offset: u64) -> Result<Option<Dictionary>, Stop> {
    let section = source.range(offset, BLOCK_BYTES).await?.trim_ascii_start();
    if !section.starts_with(b"xref") {
        return Ok(stream_dictionary(section));
    }
    if let Some(trailer) = trailer_in(section) {
        return Ok(Some(trailer));
    }
    let Some(behind) = behind_table(source, offset).await? else { return Ok(None) };
    Ok(trailer_in(source.range(behind, TRAILER_BYTES).await?))
}

/// The dictionary behind the first `trailer`.
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

/// Where the trailer of a long table begins: behind its parts, each of which says how many entries it has.
async fn behind_table<R: ReadRange + Sync>(source: &mut Source<'_, R>, table: u64) -> Result<Option<u64>, Stop> {
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

/// What the last trailer and the last cross-reference stream at the end of a file say.
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

/// The number at the beginning, and what follows it.
fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = bytes.split_at_checked(length)?;
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, rest))
}
