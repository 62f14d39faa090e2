//! PDF files.

use super::made::noise;
use super::*;
use FileType::Pdf;

/// A PDF with a cross-reference table: one catalog, this content and this trailer.
fn table(content: &[u8], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec();
    bytes.extend(content);
    let at = bytes.len();
    bytes.extend(format!("xref\n0 2\n0000000000 65535 f \n0000000015 00000 n \ntrailer\n{trailer}\n").bytes());
    bytes.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
    bytes
}

/// A PDF with a cross-reference stream of this dictionary.
fn stream(content: &[u8], dictionary: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n".to_vec();
    bytes.extend(content);
    let at = bytes.len();
    bytes.extend(format!("2 0 obj\n{dictionary}\nstream\n").bytes());
    bytes.extend([0x78, 0x9c, 0x63, 0x00, 0xff]);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF").bytes());
    bytes
}

const TRAILER: &str = "<< /Size 2 /Root 1 0 R /ID [<00><00>] >>";
const STREAM: &str = "<</Type/XRef/W[1 2 1]/Index[0 3]/Root 1 0 R/Size 3/Length 5/Filter/FlateDecode>>";

#[test]
fn a_file_with_header_end_and_catalog_is_accepted() {
    assert_accepted_as("with a table", &table(b"", TRAILER), &[Pdf]);
    assert_accepted_as("with a stream", &stream(b"", STREAM), &[Pdf]);
    assert_eq!(examined(Pdf, &table(b"", TRAILER)), (None, 1), "read once");
    assert_eq!(examined(Pdf, &table(&noise(300_000), TRAILER)), (None, 2), "first and last block");
    assert_eq!(examined(Pdf, &stream(&noise(300_000), STREAM)), (None, 2));
}

/// For example a scanner's job header, mail headers or a byte order mark. Offsets count from the beginning of the file
/// or from the header.
#[test]
fn other_bytes_may_precede_the_header_within_the_first_kilobyte() {
    for before in [b"\xef\xbb\xbf".to_vec(), b"\x1b%-12345X@PJL\r\n".to_vec(), vec![0; 128], noise(1_019)] {
        for whole in [table(&noise(200_000), TRAILER), stream(&noise(200_000), STREAM)] {
            assert_eq!(finding(Pdf, &[&before[..], &whole].concat()), None, "{} bytes", before.len());
        }
    }
    let late = [&noise(1_020)[..], &table(b"", TRAILER)].concat();
    let found = finding(Pdf, &late);
    assert!(matches!(found, Some(Finding::OtherFormat(_))), "the last byte of the header is after the first kilobyte");
}

#[test]
fn other_bytes_may_follow_the_end_within_the_last_kilobyte() {
    let whole = table(b"", TRAILER);
    let end = whole.len() - whole.windows(9).rposition(|window| window == b"startxref").unwrap();
    for behind in [vec![0; 500], b"\r\n--boundary--\r\n".to_vec(), b"<html>no</html>".to_vec(), vec![b' '; 1_024 - end]]
    {
        assert_eq!(finding(Pdf, &[&whole[..], &behind].concat()), None, "{} bytes", behind.len());
    }
    let far = [&whole[..], &vec![0; 1_025 - end]].concat();
    assert_eq!(finding(Pdf, &far), Some(Finding::PdfCutOff));
}

#[test]
fn a_file_cut_off_anywhere_before_its_end_is_rejected() {
    for whole in [table(&noise(2_000), TRAILER), stream(&noise(2_000), STREAM)] {
        let end = whole.windows(9).rposition(|window| window == b"startxref").unwrap();
        for length in 5..end + 9 {
            assert_eq!(finding(Pdf, &whole[..length]), Some(Finding::PdfCutOff), "{length} bytes");
        }
    }
}

#[test]
fn a_file_whose_cross_reference_has_no_catalog_is_rejected() {
    let none = Some(Finding::PdfWithoutRoot);
    for trailer in ["<< /Size 2 >>", "<< /Size 2 /Root null >>", "<< /Info << /Root 1 0 R >> >>", "", "no dictionary"] {
        assert_eq!(finding(Pdf, &table(b"", trailer)), none, "{trailer}");
    }
    assert_eq!(finding(Pdf, &stream(b"", "<</Type/XRef/W[1 2 1]/Size 3>>")), none);
    assert_eq!(finding(Pdf, b"%PDF-1.7\nthe plan\nstartxref\n0\n%%EOF\n"), none);
    assert_eq!(finding(Pdf, b"%PDF-1.7\nthe plan\nstartxref\nnowhere\n%%EOF\n"), none);
    assert_eq!(finding(Pdf, b"%PDF-1.7\nstartxref\n99999999999999999999999\n%%EOF\n"), none);
}

#[test]
fn an_encrypted_file_is_detected_by_its_trailer_or_its_stream() {
    let encrypted = Some(Finding::ProtectedPdf);
    assert_eq!(finding(Pdf, &table(b"", "<< /Root 1 0 R /Encrypt 5 0 R >>")), encrypted);
    assert_eq!(finding(Pdf, &table(b"", "<</Encrypt<</Filter/Standard/O(a\\)b)>>/Root 1 0 R>>")), encrypted);
    assert_eq!(finding(Pdf, &stream(&noise(100_000), "<</Type/XRef/Encrypt 5 0 R/Root 1 0 R>>")), encrypted);
    assert_eq!(finding(Pdf, &table(b"/Encrypt 5 0 R", "<< /Root 1 0 R /Info (/Encrypt 5 0 R) >>")), None);
}

#[test]
fn the_newest_update_of_a_file_and_those_before_it_count() {
    let first = table(b"", TRAILER);
    let old = first.windows(4).position(|window| window == b"xref").unwrap();
    let updated = |trailer: &str| {
        let mut bytes = first.clone();
        let at = bytes.len();
        bytes.extend(format!("xref\n0 0\ntrailer\n{trailer}\nstartxref\n{at}\n%%EOF\n").bytes());
        bytes
    };
    assert_eq!(finding(Pdf, &updated(&format!("<</Root 1 0 R/Prev {old}>>"))), None);
    assert_eq!(finding(Pdf, &updated(&format!("<</Prev {old}>>"))), None, "named by the one before");
    assert_eq!(
        finding(Pdf, &updated(&format!("<</Root 1 0 R/Encrypt 9 0 R/Prev {old}>>"))),
        Some(Finding::ProtectedPdf)
    );
    assert_eq!(finding(Pdf, &updated(&format!("<</Prev {}>>", first.len()))), Some(Finding::PdfWithoutRoot), "a ring");
}

/// The newest cross-reference is at the beginning; the one at the end need not have the catalog.
#[test]
fn a_linearised_file_is_accepted_by_the_cross_reference_at_its_beginning() {
    let mut bytes = b"%PDF-1.5\n5 0 obj\n<</Linearized 1/L 300000>>\nendobj\n".to_vec();
    let at = bytes.len();
    bytes.extend(b"xref\n5 1\n0000000009 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev 299000>>\nstartxref\n0\n%%EOF\n");
    bytes.extend(noise(300_000));
    bytes.extend(format!("\nxref\n0 5\ntrailer\n<</Size 5>>\nstartxref\n{at}\n%%EOF\n").bytes());
    assert_eq!(examined(Pdf, &bytes), (None, 3));
    assert_eq!(finding(Pdf, &[b"HTTP/1.1 200 OK\r\n\r\n", &bytes[..]].concat()), None, "offsets from the header");
    let encrypted = String::from_utf8_lossy(&bytes).replacen("/Root 1 0 R/Prev", "/Root 1 0 R/Encrypt 9 0 R/Prev", 1);
    assert_eq!(finding(Pdf, encrypted.as_bytes()), Some(Finding::ProtectedPdf));
}

/// The trailer of a table longer than a block is located with the lengths in the table.
#[test]
fn a_long_table_is_skipped() {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let at = bytes.len();
    bytes.extend(b"xref\n0 6000\n");
    bytes.extend(b"0000000009 00000 n \n".repeat(6_000));
    bytes.extend(b"9000 1\n0000000009 00000 n \n");
    bytes.extend(b"trailer\n<</Size 9001/Root 1 0 R>>\n");
    bytes.extend(noise(200_000));
    bytes.extend(format!("\ntrailer\n<</Size 1>>\nstartxref\n{at}\n%%EOF\n").bytes());
    let (found, reads) = examined(Pdf, &bytes);
    assert_eq!(found, None);
    assert!(reads <= 4, "{reads}");
}

/// A transfer that changes line ends, or a faulty tool, makes offsets wrong. Viewers search for the trailer
/// themselves.
#[test]
fn a_file_with_a_wrong_offset_is_accepted_by_the_trailer_at_its_end() {
    for whole in [table(&noise(5_000), TRAILER), stream(&noise(5_000), STREAM)] {
        let text: Vec<u8> =
            whole.iter().flat_map(|byte| if *byte == b'\n' { b"\r\n".to_vec() } else { vec![*byte] }).collect();
        assert_eq!(finding(Pdf, &text), None);
    }
    let wrong = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF";
    assert_eq!(finding(Pdf, wrong), None);
    let encrypted =
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer <</Root 1 0 R/Encrypt 2 0 R>>\nstartxref\n0\n%%EOF";
    assert_eq!(finding(Pdf, encrypted), Some(Finding::ProtectedPdf));
}

/// A hybrid file has a table for old readers and a stream for new ones.
#[test]
fn a_hybrid_file_is_accepted() {
    assert_eq!(finding(Pdf, &table(&stream(b"", STREAM), "<</Size 2/Root 1 0 R/XRefStm 40>>")), None);
}

#[test]
fn the_finding_names_the_format_of_other_files() {
    for (bytes, format) in [
        (&b"<!DOCTYPE html><html>no plan</html>"[..], Format::Html),
        (b"%!PS-Adobe-3.0\n", Format::PostScript),
        (b"PK\x03\x04rest of an archive", Format::ZipOrOffice),
        (b"MZ\x90\0 a program", Format::Program),
        (b"\x89PNG\r\n\x1a\nrest", Format::Png),
        (b"\x01\x02\x03\x04\x05", Format::Unknown),
    ] {
        assert_eq!(finding(Pdf, bytes), other(format));
    }
}
