//! Word, Excel, PowerPoint and Visio files.

use super::made::*;
use super::*;
use FileType::{Docx, Pptx, Vsdx, Xlsx, Zip};

const MAIN_PARTS: [(&str, FileType, Format); 10] = [
    ("word/document.xml", Docx, Format::Word),
    ("word/document2.xml", Docx, Format::Word),
    ("Word/Document.XML", Docx, Format::Word),
    ("word\\document.xml", Docx, Format::Word),
    ("/word/document.xml", Docx, Format::Word),
    ("./xl/workbook.xml", Xlsx, Format::Excel),
    ("xl/workbook.xml", Xlsx, Format::Excel),
    ("xl/workbook.bin", Xlsx, Format::Excel),
    ("ppt/presentation.xml", Pptx, Format::PowerPoint),
    ("visio/document.xml", Vsdx, Format::Visio),
];

#[test]
fn the_main_part_decides_in_every_spelling_of_its_name() {
    for (main, fitting, format) in MAIN_PARTS {
        let bytes = archive(&package(main));
        assert_accepted_as(main, &bytes, &[fitting, Zip]);
        for announced in [Docx, Xlsx, Pptx, Vsdx, FileType::Odt].into_iter().filter(|other| *other != fitting) {
            assert_eq!(finding(announced, &bytes), other(format), "{main} as {announced:?}");
        }
    }
}

/// Google Docs and LibreOffice write parts in their own order, and large pictures can come first.
#[test]
fn parts_may_have_any_order_and_offset() {
    let mut entries = package("word/document.xml");
    entries.reverse();
    entries.insert(0, stored("word/media/image1.png", &noise(300_000)));
    entries.push(stored("word/media/image2.png", &noise(300_000)));
    let (found, reads) = examined(Docx, &archive(&entries));
    assert_eq!(found, None);
    assert!(reads <= 3, "first and last block and the main part: {reads}");
}

#[test]
fn a_macro_enabled_document_is_accepted() {
    let mut entries = package("word/document.xml");
    entries.push(stored("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros"));
    assert_accepted_as("with macros", &archive(&entries), &[Docx, Zip]);
}

#[test]
fn a_document_with_an_embedded_one_has_its_own_type() {
    let mut entries = package("word/document.xml");
    entries.push(stored("word/embeddings/sheet.xlsx", &archive(&package("xl/workbook.xml"))));
    entries.push(stored("word/embeddings/xl/workbook.xml", b"<workbook/>"));
    assert_accepted_as("with a workbook inside", &archive(&entries), &[Docx, Zip]);
}

#[test]
fn a_document_without_its_main_part_is_rejected() {
    let missing = Some(Finding::MainPartMissing);
    for gone in
        ["word/styles.xml", "word/documents.xml", "word/document.xml.bak", "document.xml", "word/document/a.xml"]
    {
        let bytes = archive(&package(gone));
        assert_accepted_as(gone, &bytes, &[Zip]);
        for announced in [Docx, Xlsx, Pptx, Vsdx] {
            assert_eq!(finding(announced, &bytes), missing, "{gone} as {announced:?}");
        }
    }
    let mut entries = package("word/document.xml");
    entries[2] = stored("word/document.xml", b"");
    assert_eq!(finding(Docx, &archive(&entries)), missing, "an empty one");
}

#[test]
fn a_main_part_of_another_name_is_found_by_its_content_type() {
    let types = |main: &str| {
        format!(
            r#"<Types><Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
        )
    };
    let of = |main: &str, there: &str| {
        let mut entries = package(there);
        entries[0] = deflated("[Content_Types].xml", types(main).as_bytes());
        archive(&entries)
    };
    assert_eq!(finding(Docx, &of("parts/Main.xml", "parts/main.xml")), None);
    assert_eq!(finding(Xlsx, &of("parts/Main.xml", "parts/main.xml")), Some(Finding::MainPartMissing));
    assert_eq!(finding(Docx, &of("parts/Main.xml", "parts/other.xml")), Some(Finding::MainPartMissing));
    assert_eq!(finding(Docx, &of("word/document.xml", "word/styles.xml")), Some(Finding::MainPartMissing));
}

#[test]
fn the_finding_names_an_archive_that_is_not_an_office_package() {
    for announced in [Docx, Xlsx, Pptx, Vsdx] {
        assert_eq!(finding(announced, &archive(&[stored("plan.txt", b"plan")])), other(Format::Zip));
        let text = archive(&open_document(TEXT));
        assert_eq!(finding(announced, &text), other(Format::OpenText), "{announced:?}");
    }
}

#[test]
fn a_main_part_missing_at_its_offset_is_damaged() {
    let mut bytes = docx();
    let at = bytes.windows(4).rposition(|window| window == b"PK\x03\x04").unwrap();
    let main = bytes[..at].windows(4).rposition(|window| window == b"PK\x03\x04").unwrap();
    bytes[main..main + 4].fill(0);
    assert_eq!(finding(Docx, &bytes), Some(Finding::DamagedArchive));
}

#[test]
fn a_document_cut_off_anywhere_is_damaged() {
    let whole = docx();
    assert_eq!(finding(Docx, &whole), None);
    for length in 4..whole.len() {
        assert_eq!(finding(Docx, &whole[..length]), Some(Finding::DamagedArchive), "{length} bytes");
    }
}

/// The content types are read only when the main part has another name, and only up to a limit.
#[test]
fn content_types_are_unpacked_up_to_the_limit() {
    let mut entries = package("word/styles.xml");
    entries[0] = deflated("[Content_Types].xml", &vec![b' '; 20_000_000]);
    assert!(entries[0].packed.len() < 100_000);
    assert_eq!(finding(Docx, &archive(&entries)), Some(Finding::MainPartMissing));
    entries[0].method = 14;
    assert_eq!(finding(Docx, &archive(&entries)), Some(Finding::MainPartMissing), "an unknown compression method");
}

#[test]
fn the_finding_names_a_web_page_that_was_announced_as_a_document() {
    let page = b"<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><body>plan</body></html>";
    assert_eq!(finding(Docx, page), other(Format::Html));
    assert_eq!(finding(Xlsx, b"\xef\xbb\xbf<?xml version=\"1.0\"?><Workbook/>"), other(Format::Xml));
    assert_eq!(finding(Docx, b"{\\rtf1\\ansi plan}"), other(Format::Rtf));
    assert_eq!(finding(Xlsx, b"name,days\nplan,5\n"), other(Format::Text));
}
