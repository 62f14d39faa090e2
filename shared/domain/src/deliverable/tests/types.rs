//! File types by name, content type and first bytes (api.md 7).

use proptest::prelude::*;

use crate::deliverable::{FileName, FileType, HEAD_BYTES};
use FileType::*;

const ALL: [FileType; 13] = [Pdf, Docx, Xlsx, Pptx, Odt, Ods, Odp, Vsdx, Zip, Md, Txt, Png, Jpg];

fn of(name: &str, content_type: &str) -> Result<FileType, &'static str> {
    FileType::of(&FileName::parse(name).unwrap(), content_type).map_err(|(field, _)| field)
}

/// The head of a ZIP file whose first entries have these names.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let entry = |(name, content): &(&str, &str)| {
        let mut bytes = b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00".to_vec();
        bytes.extend([0; 12]);
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(content.as_bytes());
        bytes
    };
    entries.iter().flat_map(entry).collect()
}

fn office(part: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", "\u{1}\u{2}"), ("_rels/.rels", "\u{3}"), (part, "\u{4}")])
}

fn open_document(of: &str) -> Vec<u8> {
    zip(&[("mimetype", &format!("application/vnd.oasis.opendocument.{of}")), ("content.xml", "\u{1}")])
}

/// A head of each kind, and the types it is good for.
fn heads() -> Vec<(&'static str, Vec<u8>, &'static [FileType])> {
    vec![
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), &[Pdf]),
        ("a Word document", office("word/document.xml"), &[Docx, Zip]),
        ("a workbook", office("xl/workbook.xml"), &[Xlsx, Zip]),
        ("a presentation", office("ppt/presentation.xml"), &[Pptx, Zip]),
        ("a drawing", office("visio/document.xml"), &[Vsdx, Zip]),
        ("a package whose parts lie further on", office("docProps/app.xml"), &[Docx, Xlsx, Pptx, Vsdx, Zip]),
        (
            "a package that opens with its content types",
            zip(&[("[Content_Types].xml", "x")]),
            &[Docx, Xlsx, Pptx, Vsdx, Zip],
        ),
        ("a package that opens with its relations", zip(&[("_rels/.rels", "x")]), &[Docx, Xlsx, Pptx, Vsdx, Zip]),
        (
            "a package that opens with its properties",
            zip(&[("docProps/core.xml", "x")]),
            &[Docx, Xlsx, Pptx, Vsdx, Zip],
        ),
        ("a package that opens with its parts", zip(&[("xl/workbook.xml", "x")]), &[Xlsx, Zip]),
        ("an OpenDocument text", open_document("text"), &[Odt, Zip]),
        ("an OpenDocument spreadsheet", open_document("spreadsheet"), &[Ods, Zip]),
        ("an OpenDocument presentation", open_document("presentation"), &[Odp, Zip]),
        ("an archive", zip(&[("readme.txt", "hello")]), &[Zip]),
        ("an empty archive", b"PK\x05\x06".iter().chain(&[0; 18]).copied().collect(), &[Zip]),
        ("text", "# Plan\r\n\tfür 計畫\n".as_bytes().to_vec(), &[Md, Txt]),
        ("text with a byte order mark", b"\xef\xbb\xbfplan".to_vec(), &[Md, Txt]),
        ("a PNG image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), &[Png]),
        ("a JPEG image", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), &[Jpg]),
        ("text with a NUL", b"plan\0".to_vec(), &[]),
        ("UTF-16 text", b"\xff\xfep\0l\0a\0n\0".to_vec(), &[]),
        ("Latin-1 text", b"f\xfcr alle".to_vec(), &[]),
        ("a program for Windows", b"MZ\x90\0\x03\0\0\0".to_vec(), &[]),
        ("a program for Linux", b"\x7fELF\x02\x01\x01\0".to_vec(), &[]),
        ("an old Word document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), &[]),
        ("a GIF image", b"GIF89a\x01\0\x01\0\x80\0".to_vec(), &[]),
        ("half a PNG signature", b"\x89PNG\r\n".to_vec(), &[]),
        ("a PDF that begins late", b"\0%PDF-1.7".to_vec(), &[]),
    ]
}

#[test]
fn content_fits_the_types_it_is_of_and_no_other() {
    for (what, head, fitting) in heads() {
        for file_type in ALL {
            assert_eq!(file_type.fits(&head), fitting.contains(&file_type), "{what} as {file_type:?}");
        }
    }
}

#[test]
fn every_type_has_a_head_that_fits() {
    for file_type in ALL {
        assert!(heads().iter().any(|(_, _, fitting)| fitting.contains(&file_type)), "{file_type:?}");
    }
}

#[test]
fn a_word_document_with_a_workbook_inside_is_still_one() {
    let head = office("word/embeddings/sheet.xlsx");
    assert!(Docx.fits(&head) && !Xlsx.fits(&head));
}

#[test]
fn the_type_of_an_open_document_stands_in_clear_in_a_zip_file() {
    let other = zip(&[("mimetype", "application/vnd.oasis.opendocument.text-template")]);
    assert!(Odt.fits(&open_document("text")));
    assert!(!Ods.fits(&other) && !Odp.fits(&other));
    assert!(!Odt.fits(b"mimetypeapplication/vnd.oasis.opendocument.text"), "not a ZIP file");
}

#[test]
fn text_may_be_cut_within_a_character_by_the_end_of_the_head_only() {
    let whole = "計畫".as_bytes();
    for end in 0..=whole.len() {
        assert!(Txt.fits(&whole[..end]), "cut after {end} bytes");
    }
    let torn: Vec<u8> = whole[..4].iter().chain(b" and on").copied().collect();
    assert!(!Txt.fits(&torn), "a character that never ends");
    assert!(!Txt.fits(b"plan\0\xe8"), "what stands before the cut still counts");
}

#[test]
fn a_type_is_told_by_extension_and_content_type_together() {
    for (name, content_type, expected) in [
        ("plan.pdf", "application/pdf", Pdf),
        ("PLAN.PDF", "Application/PDF", Pdf),
        ("a.b.pdf", "application/pdf", Pdf),
        ("plan.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Docx),
        ("plan.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Xlsx),
        ("plan.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Pptx),
        ("plan.odt", "application/vnd.oasis.opendocument.text", Odt),
        ("plan.ods", "application/vnd.oasis.opendocument.spreadsheet", Ods),
        ("plan.odp", "application/vnd.oasis.opendocument.presentation", Odp),
        ("plan.vsdx", "application/vnd.ms-visio.drawing", Vsdx),
        ("plan.vsdx", "application/vnd.visio", Vsdx),
        ("plan.zip", "application/zip", Zip),
        ("plan.zip", "application/x-zip-compressed", Zip),
        ("plan.md", "text/markdown; charset=utf-8", Md),
        ("plan.md", "text/x-markdown", Md),
        ("plan.md", "text/plain", Md),
        ("plan.txt", "text/plain;charset=UTF-8", Txt),
        ("plan.png", "image/png", Png),
        ("plan.jpg", "image/jpeg", Jpg),
        ("plan.jpeg", "image/jpeg", Jpg),
    ] {
        assert_eq!(of(name, content_type), Ok(expected), "{name} as {content_type}");
    }
}

#[test]
fn a_mismatch_names_the_field_at_fault() {
    for name in ["plan", "plan.", "plan.exe", "plan.pdf.exe", "plan.doc", "pdf", "plan.pdf "] {
        let expected = if name.trim().to_ascii_lowercase().ends_with(".pdf") { Ok(Pdf) } else { Err("file_name") };
        assert_eq!(of(name, "application/pdf"), expected, "{name}");
    }
    for content_type in ["", "application/octet-stream", "text/plain", "application/pdfx", "application/zip"] {
        assert_eq!(of("plan.pdf", content_type), Err("content_type"), "{content_type}");
    }
    assert_eq!(of("plan.txt", "text/markdown"), Err("content_type"));
    assert_eq!(of("plan.exe", "application/octet-stream"), Err("file_name"), "the name is looked at first");
    let (_, wrong) = FileType::of(&FileName::parse("plan.exe").unwrap(), "").unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "must end in one of pdf, docx, xlsx, pptx, odt, ods, odp, vsdx, zip, md, txt, png, jpg"
    );
    let (_, wrong) = FileType::of(&FileName::parse("plan.png").unwrap(), "image/jpeg").unwrap_err();
    assert_eq!(wrong.to_string(), "must be image/png for a file of this name");
}

#[test]
fn every_type_is_stored_under_its_own_content_type() {
    for file_type in ALL {
        let extension = serde_json::to_value(file_type).unwrap();
        let name = format!("plan.{}", extension.as_str().unwrap());
        assert_eq!(of(&name, file_type.content_type()), Ok(file_type));
    }
    let different: std::collections::BTreeSet<&str> = ALL.iter().map(|known| known.content_type()).collect();
    assert_eq!(different.len(), ALL.len());
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange_to_look_at(head in prop::collection::vec(any::<u8>(), 0..HEAD_BYTES)) {
        for file_type in ALL {
            let _known = file_type.fits(&head);
        }
    }

    #[test]
    fn no_head_is_of_two_families(magic in 0..3_usize, rest in any::<Vec<u8>>()) {
        let magics: [&[u8]; 3] = [b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];
        let head = [magics[magic], &rest].concat();
        let fitting: Vec<FileType> = ALL.into_iter().filter(|known| known.fits(&head)).collect();
        let expected = [Pdf, Png, Jpg][magic];
        prop_assert!(fitting.contains(&expected));
        prop_assert!(fitting.iter().all(|known| *known == expected || matches!(known, Md | Txt)));
    }

    #[test]
    fn text_without_control_characters_is_text(text in "\\PC*") {
        prop_assert!(Txt.fits(text.as_bytes()) && Md.fits(text.as_bytes()));
    }

    #[test]
    fn any_name_and_content_type_get_an_answer(name in any::<String>(), content_type in any::<String>()) {
        if let Ok(name) = FileName::parse(&name) {
            let _either = FileType::of(&name, &content_type);
        }
    }
}
