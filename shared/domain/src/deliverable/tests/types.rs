//! File types by name and content type.

use proptest::prelude::*;

use crate::deliverable::{FileName, FileType};
use FileType::*;

const ALL: [FileType; 13] = [Pdf, Docx, Xlsx, Pptx, Odt, Ods, Odp, Vsdx, Zip, Md, Txt, Png, Jpg];

fn of(name: &str, content_type: &str) -> Result<FileType, &'static str> {
    FileType::of(&FileName::parse(name).unwrap(), content_type).map_err(|(field, _)| field)
}

#[test]
fn a_type_follows_from_extension_and_content_type() {
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
fn a_mismatch_states_the_wrong_field() {
    for name in ["plan", "plan.", "plan.exe", "plan.pdf.exe", "plan.doc", "pdf", "plan.pdf "] {
        let expected = if name.trim().to_ascii_lowercase().ends_with(".pdf") { Ok(Pdf) } else { Err("file_name") };
        assert_eq!(of(name, "application/pdf"), expected, "{name}");
    }
    for content_type in ["", "application/octet-stream", "text/plain", "application/pdfx", "application/zip"] {
        assert_eq!(of("plan.pdf", content_type), Err("content_type"), "{content_type}");
    }
    assert_eq!(of("plan.txt", "text/markdown"), Err("content_type"));
    assert_eq!(of("plan.exe", "application/octet-stream"), Err("file_name"), "the name is checked first");
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
    fn any_name_and_content_type_are_handled(name in any::<String>(), content_type in any::<String>()) {
        if let Ok(name) = FileName::parse(&name) {
            let _either = FileType::of(&name, &content_type);
        }
    }
}
