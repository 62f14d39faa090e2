//! The file types that count as deliverables, and how their content is told (api.md 7).

use serde::{Deserialize, Serialize};

use super::FileName;
use crate::text::Invalid;

/// A type of file that may be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the well-known file extension")]
pub enum FileType {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Vsdx,
    Zip,
    Md,
    Txt,
    Png,
    Jpg,
}

const TABLE: [(FileType, &str, &str); 13] = [
    (FileType::Pdf, "pdf", "application/pdf"),
    (FileType::Docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (FileType::Xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (FileType::Pptx, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (FileType::Odt, "odt", "application/vnd.oasis.opendocument.text"),
    (FileType::Ods, "ods", "application/vnd.oasis.opendocument.spreadsheet"),
    (FileType::Odp, "odp", "application/vnd.oasis.opendocument.presentation"),
    (FileType::Vsdx, "vsdx", "application/vnd.ms-visio.drawing"),
    (FileType::Zip, "zip", "application/zip"),
    (FileType::Md, "md", "text/markdown"),
    (FileType::Txt, "txt", "text/plain"),
    (FileType::Png, "png", "image/png"),
    (FileType::Jpg, "jpg", "image/jpeg"),
];

/// Other names under which a content type is sent.
const ALIASES: [(FileType, &str); 4] = [
    (FileType::Md, "text/plain"),
    (FileType::Md, "text/x-markdown"),
    (FileType::Zip, "application/x-zip-compressed"),
    (FileType::Vsdx, "application/vnd.visio"),
];

impl FileType {
    /// The type that a file name's extension and a content type name together. A browser's parameters
    /// (`; charset=utf-8`) are ignored.
    ///
    /// # Errors
    /// The field at fault and [`Invalid`]: an extension that is not allowed, or a content type that is not one of it.
    pub fn of(name: &FileName, content_type: &str) -> Result<Self, (&'static str, Invalid)> {
        let by_name = Self::by_extension(name).map_err(|wrong| ("file_name", wrong))?;
        let sent = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if sent == by_name.content_type() || ALIASES.contains(&(by_name, sent.as_str())) {
            return Ok(by_name);
        }
        let expected = format!("must be {} for a file of this name", by_name.content_type());
        Err(("content_type", Invalid::new(expected)))
    }

    fn by_extension(name: &FileName) -> Result<Self, Invalid> {
        let extension = name.as_str().rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default();
        let extension = if extension == "jpeg" { "jpg".to_owned() } else { extension };
        TABLE.iter().find(|(_, known, _)| *known == extension).map(|(found, _, _)| *found).ok_or_else(|| {
            let known: Vec<&str> = TABLE.iter().map(|(_, known, _)| *known).collect();
            Invalid::new(format!("must end in one of {}", known.join(", ")))
        })
    }

    /// The content type under which it is stored and served.
    pub fn content_type(self) -> &'static str {
        TABLE.iter().find(|(known, _, _)| *known == self).map_or("application/octet-stream", |(_, _, mime)| mime)
    }

    /// Whether a file's first bytes are of this type.
    pub fn fits(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpg => head.starts_with(b"\xff\xd8\xff"),
            Self::Md | Self::Txt => is_text(head),
            Self::Zip => is_zip(head) || head.starts_with(b"PK\x05\x06"),
            Self::Docx => is_package(head, "word/"),
            Self::Xlsx => is_package(head, "xl/"),
            Self::Pptx => is_package(head, "ppt/"),
            Self::Vsdx => is_package(head, "visio/"),
            Self::Odt | Self::Ods | Self::Odp => is_open_document(head, self.content_type()),
        }
    }
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// An Office Open XML package opens with its content types or relations; when the head also shows the folder of
/// another application's parts, it is that application's file.
fn is_package(head: &[u8], folder: &str) -> bool {
    const FOLDERS: [&str; 4] = ["word/", "xl/", "ppt/", "visio/"];
    let shows = |name: &str| contains(head, name.as_bytes());
    let opens = shows("[Content_Types].xml") || shows("_rels/.rels") || shows("docProps/") || shows(folder);
    let of_another = FOLDERS.iter().any(|other| *other != folder && shows(other));
    is_zip(head) && opens && (shows(folder) || !of_another)
}

/// OpenDocument 1.3 part 2, 3.3: the first entry is `mimetype`, stored, not compressed.
fn is_open_document(head: &[u8], content_type: &str) -> bool {
    is_zip(head) && contains(head, format!("mimetype{content_type}").as_bytes())
}

/// Text is UTF-8 without control characters other than white space; the head may end within a character.
fn is_text(head: &[u8]) -> bool {
    let readable = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            head.get(..error.valid_up_to()).and_then(|h| std::str::from_utf8(h).ok())
        }
        Err(_) => None,
    };
    readable.is_some_and(|text| text.chars().all(|c| !c.is_control() || c.is_whitespace()))
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
