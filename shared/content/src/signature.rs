//! Detection of a file's format by its first bytes, for the finding when it is not of the announced type.

use domain::deliverable::Format;

use crate::bytes::{contains, find, first, wide};
use crate::encoding;

/// The first bytes of each format.
const SIGNATURES: [(&[u8], Format); 19] = [
    (b"\x89PNG\r\n\x1a\n", Format::Png),
    (b"\xff\xd8\xff", Format::Jpeg),
    (b"GIF8", Format::Gif),
    (b"II*\0", Format::Tiff),
    (b"MM\0*", Format::Tiff),
    (b"7z\xbc\xaf\x27\x1c", Format::SevenZip),
    (b"Rar!\x1a\x07", Format::Rar),
    (b"\x1f\x8b", Format::Gzip),
    (b"{\\rtf", Format::Rtf),
    (b"%!PS", Format::PostScript),
    (b"\xc5\xd0\xd3\xc6", Format::PostScript),
    (b"\x1a\x45\xdf\xa3", Format::Video),
    (b"MZ", Format::Program),
    (b"\x7fELF", Format::Program),
    (b"\xcf\xfa\xed\xfe", Format::Program),
    (b"\xca\xfe\xba\xbe", Format::Program),
    (b"PK\x03\x04", Format::ZipOrOffice),
    (b"PK\x05\x06", Format::ZipOrOffice),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::OtherOle),
];
/// Bytes that are searched for the header of a PDF.
const PDF_HEADER_BYTES: usize = 1024;
/// Bytes that are searched for the tags of a web page.
const MARKUP_BYTES: usize = 1024;

/// The format according to the first bytes of a file.
pub fn format(head: &[u8]) -> Format {
    let by_signature = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature));
    let found = by_signature.map(|(_, format)| *format).or_else(|| container(head));
    found
        .or_else(|| markup(head))
        .unwrap_or_else(|| if encoding::is_utf8(head) { Format::Text } else { Format::Unknown })
}

/// The offset of a PDF header in the first kilobyte. Scanners and mail programs write a prefix before it.
pub fn pdf_header(head: &[u8]) -> Option<u64> {
    find(first(head, PDF_HEADER_BYTES), b"%PDF-").map(wide)
}

/// Formats whose detection needs more than their first bytes.
fn container(head: &[u8]) -> Option<Format> {
    if pdf_header(head).is_some() {
        return Some(Format::Pdf);
    }
    let brand = head.get(8..12)?;
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Some(Format::Bmp);
    }
    match head.get(4..8)? {
        b"ftyp" => Some(match brand {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Format::Heic,
            b"avif" | b"avis" => Format::Avif,
            _ => Format::Video,
        }),
        _ if head.starts_with(b"RIFF") => Some(if brand == b"WEBP" { Format::WebP } else { Format::Video }),
        _ => None,
    }
}

fn markup(head: &[u8]) -> Option<Format> {
    let text = first(head, MARKUP_BYTES).to_ascii_lowercase();
    let content = text.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(text.trim_ascii_start());
    let is_html = contains(&text, b"<html") || contains(&text, b"<!doctype html");
    match content.first() {
        Some(b'<') if is_html => Some(Format::Html),
        Some(b'<') if content.starts_with(b"<?xml") => Some(Format::Xml),
        _ => None,
    }
}
