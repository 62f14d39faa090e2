//! OpenDocument files.

use super::made::*;
use super::*;
use FileType::{Docx, Odp, Ods, Odt, Zip};

const TYPES: [(&str, FileType, Format); 3] = [
    ("application/vnd.oasis.opendocument.text", Odt, Format::OpenText),
    ("application/vnd.oasis.opendocument.spreadsheet", Ods, Format::OpenSpreadsheet),
    ("application/vnd.oasis.opendocument.presentation", Odp, Format::OpenPresentation),
];

#[test]
fn the_media_type_decides() {
    for (media_type, fitting, format) in TYPES {
        let bytes = archive(&open_document(media_type));
        assert_accepted_as(media_type, &bytes, &[fitting, Zip]);
        for announced in [Odt, Ods, Odp, Docx].into_iter().filter(|other| *other != fitting) {
            assert_eq!(finding(announced, &bytes), other(format), "{media_type} as {announced:?}");
        }
    }
}

#[test]
fn the_media_type_may_be_at_any_position_packed_and_with_a_line_end() {
    let mut entries = open_document(TEXT);
    entries.rotate_left(1);
    assert_eq!(finding(Odt, &archive(&entries)), None, "at the end");
    entries[2] = deflated("mimetype", format!("{TEXT}\r\n").as_bytes());
    entries.insert(0, stored("Pictures/1.png", &noise(200_000)));
    entries.push(stored("Pictures/2.png", &noise(200_000)));
    let (found, reads) = examined(Odt, &archive(&entries));
    assert_eq!(found, None, "packed, in between");
    assert!(reads <= 4, "{reads}");
}

#[test]
fn the_manifest_replaces_a_missing_media_type() {
    let entries = open_document(TEXT);
    assert_eq!(finding(Odt, &archive(&entries[1..])), None);
    assert_eq!(finding(Ods, &archive(&entries[1..])), other(Format::Zip));
    assert_eq!(finding(Odt, &archive(&entries[1..2])), other(Format::Zip), "without both");
}

#[test]
fn templates_are_accepted_and_other_media_types_are_not() {
    for ending in ["-template", "-master", "-web"] {
        assert_eq!(finding(Odt, &archive(&open_document(&format!("{TEXT}{ending}")))), None, "{ending}");
    }
    for media_type in [
        "application/vnd.oasis.opendocument.graphics",
        "application/vnd.oasis.opendocument.textile",
        "application/vnd.sun.xml.writer",
        "application/epub+zip",
        "",
    ] {
        let found = finding(Odt, &archive(&open_document(media_type)));
        assert_eq!(found, other(Format::OtherOpenDocument), "{media_type}");
    }
}

#[test]
fn a_file_without_its_content_is_rejected() {
    let entries = open_document(TEXT);
    let without = [entries[0].clone(), entries[2].clone()];
    assert_eq!(finding(Odt, &archive(&without)), Some(Finding::MainPartMissing));
    let empty = [entries[0].clone(), stored("content.xml", b""), entries[2].clone()];
    assert_eq!(finding(Odt, &archive(&empty)), Some(Finding::MainPartMissing));
}

#[test]
fn content_missing_at_its_offset_is_damaged() {
    let mut bytes = archive(&open_document(TEXT));
    let content = bytes.windows(4).enumerate().filter(|(_, window)| window == b"PK\x03\x04").nth(1).unwrap().0;
    bytes[content..content + 4].fill(0);
    assert_eq!(finding(Odt, &bytes), Some(Finding::DamagedArchive));
}

#[test]
fn a_file_with_encrypted_parts_or_encrypted_as_a_whole_is_protected() {
    let manifest = |path: &str| {
        let padding = r#"<manifest:file-entry manifest:full-path="Configurations2/"/>"#.repeat(20);
        format!(
            r#"<manifest:manifest>{padding}<manifest:file-entry manifest:full-path="{path}"><manifest:encryption-data manifest:checksum="a"/></manifest:file-entry></manifest:manifest>"#
        )
    };
    let mut by_part = open_document(TEXT);
    by_part[2] = deflated("META-INF/manifest.xml", manifest("content.xml").as_bytes());
    assert_eq!(finding(Odt, &archive(&by_part)), Some(Finding::ProtectedOpenDocument));
    let whole = [
        stored("mimetype", TEXT.as_bytes()),
        stored("encrypted-package", &noise(5_000)),
        stored("META-INF/manifest.xml", manifest("encrypted-package").as_bytes()),
    ];
    assert_eq!(finding(Odt, &archive(&whole)), Some(Finding::ProtectedOpenDocument));
}

#[test]
fn the_finding_names_a_flat_xml_document() {
    let flat = b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\"/>";
    assert_eq!(finding(Odt, flat), other(Format::Xml));
}

#[test]
fn a_media_type_that_cannot_be_unpacked_is_unknown() {
    let mut entries = open_document(TEXT);
    entries[0] = Entry { method: 12, ..entries[0].clone() };
    assert_eq!(finding(Odt, &archive(&entries)), other(Format::OtherOpenDocument));
    entries[0] = Entry { method: 8, packed: b"\xff\xff\xff".to_vec(), ..entries[0].clone() };
    assert_eq!(finding(Odt, &archive(&entries)), other(Format::OtherOpenDocument));
}
