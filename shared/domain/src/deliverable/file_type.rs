//! The accepted file types, by file name and content type (PROGRAM.md 8.1).

use serde::{Deserialize, Serialize};

use super::FileName;
use crate::text::{Flaw, Invalid};

/// A file type that may be uploaded (PROGRAM.md 8.1).
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

/// The types with their file name extensions and content types.
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

/// Other content types under which a file type is sent.
const ALIASES: [(FileType, &str); 4] = [
    (FileType::Md, "text/plain"),
    (FileType::Md, "text/x-markdown"),
    (FileType::Zip, "application/x-zip-compressed"),
    (FileType::Vsdx, "application/vnd.visio"),
];

impl FileType {
    /// The type that file name extension and content type state together. Parameters of the content type (`;
    /// charset=utf-8`) are ignored.
    ///
    /// # Errors
    /// The wrong field and [`Invalid`]: an extension that is not accepted, or a content type that does not fit the
    /// extension.
    pub fn of(name: &FileName, content_type: &str) -> Result<Self, (&'static str, Invalid)> {
        let by_name = Self::named(name).map_err(|invalid| ("file_name", invalid))?;
        let sent = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if sent == by_name.content_type() || ALIASES.contains(&(by_name, sent.as_str())) {
            return Ok(by_name);
        }
        let expected = format!("must be {} for a file of this name", by_name.content_type());
        let allowed = vec![by_name.content_type()];
        Err(("content_type", Invalid::new(Flaw::NotOneOf, expected).with("allowed", &allowed)))
    }

    /// The type that the extension of a file name states.
    ///
    /// # Errors
    /// [`Invalid`] with the accepted extensions.
    pub fn named(name: &FileName) -> Result<Self, Invalid> {
        let extension = name.as_str().rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default();
        let extension = if extension == "jpeg" { "jpg".to_owned() } else { extension };
        TABLE.iter().find(|(_, known, _)| *known == extension).map(|(found, _, _)| *found).ok_or_else(|| {
            let known: Vec<&str> = Self::extensions().collect();
            let expected = format!("must end in one of {}", known.join(", "));
            Invalid::new(Flaw::NotOneOf, expected).with("allowed", &known)
        })
    }

    /// The accepted extensions.
    pub fn extensions() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(_, extension, _)| *extension)
    }

    /// The content type under which the file is stored and served.
    pub fn content_type(self) -> &'static str {
        TABLE.iter().find(|(known, _, _)| *known == self).map_or("application/octet-stream", |(_, _, mime)| mime)
    }
}
