//! Defects of an uploaded file: the code of the API, and the finding in the content with advice (PROGRAM.md 8.2).

use serde::{Deserialize, Serialize};

use super::Format;
use crate::params::ReasonKind;

crate::codes! {
    /// A defect of an uploaded file.
    pub enum Defect {
        /// The length differs from the announced one.
        SizeMismatch = "size_mismatch",
        /// The digest differs from the announced one.
        ChecksumMismatch = "checksum_mismatch",
        /// The content is not of the announced type.
        TypeMismatch = "type_mismatch",
        /// The file has no content.
        EmptyFile = "empty_file",
        /// The file is cut off, damaged or incomplete.
        UnreadableDocument = "unreadable_document",
        /// The file is protected by a password or by rights management.
        Encrypted = "encrypted",
        /// The encoding of the text cannot be determined.
        TextNotUtf8 = "text_not_utf8",
        /// The scanner found a threat.
        MalwareFound = "malware_found",
        /// The scanner could not scan the file.
        NotScannable = "not_scannable",
    }
}

impl Defect {
    /// The defect as text, with advice.
    pub const fn message(self) -> &'static str {
        match self {
            Self::SizeMismatch => {
                "its length differs from what was announced; announce the file as it is and upload it again"
            }
            Self::ChecksumMismatch => {
                "its SHA-256 differs from what was announced; announce the file as it is and upload it again"
            }
            Self::TypeMismatch => {
                "its content is not of the type that was announced; announce it under its own type, or convert it"
            }
            Self::EmptyFile => "it is empty; upload the file with its content",
            Self::UnreadableDocument => {
                "it cannot be opened; save it again from the program that made it and upload that"
            }
            Self::Encrypted => "it is encrypted; save it without protection and upload that",
            Self::TextNotUtf8 => "its text is not UTF-8; save it as UTF-8 and upload that",
            Self::MalwareFound => "the malware scan found a threat; clean the file and upload it again",
            Self::NotScannable => {
                "the malware scan could not read it; save it without protection or nested archives and upload that"
            }
        }
    }
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

impl From<Defect> for ReasonKind {
    fn from(defect: Defect) -> Self {
        Self { code: defect.as_str(), params: &[], template: defect.message() }
    }
}

/// A finding in the content of a file that rejects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The content has another format than the file name states.
    OtherFormat(Format),
    /// No bytes, or only white space or zero bytes.
    Empty,
    /// An archive without files, or with empty files only.
    EmptyArchive,
    /// An archive or document whose directory is missing, cut off or damaged.
    DamagedArchive,
    /// An archive with more entries, or a document with more parts, than the check reads.
    TooComplex,
    /// An Office or OpenDocument file without its main part.
    MainPartMissing,
    /// A PDF without its end.
    PdfCutOff,
    /// A PDF whose cross-reference names no catalog.
    PdfWithoutRoot,
    /// A picture without its end.
    PictureCutOff,
    /// An encrypted PDF, even if only printing or copying is restricted.
    ProtectedPdf,
    /// An Office file with a password or rights management.
    ProtectedOffice,
    /// An OpenDocument file with a password.
    ProtectedOpenDocument,
    /// An archive with encrypted entries.
    ProtectedArchive,
    /// Text in a legacy encoding.
    LocalEncoding,
    /// UTF-16 or UTF-32 without a byte order mark.
    UnmarkedUtf16,
}

impl Finding {
    /// The defect under which the API reports the finding.
    pub fn defect(self) -> Defect {
        match self {
            Self::OtherFormat(_) => Defect::TypeMismatch,
            Self::Empty => Defect::EmptyFile,
            Self::EmptyArchive
            | Self::DamagedArchive
            | Self::TooComplex
            | Self::MainPartMissing
            | Self::PdfCutOff
            | Self::PdfWithoutRoot
            | Self::PictureCutOff => Defect::UnreadableDocument,
            Self::ProtectedPdf | Self::ProtectedOffice | Self::ProtectedOpenDocument | Self::ProtectedArchive => {
                Defect::Encrypted
            }
            Self::LocalEncoding | Self::UnmarkedUtf16 => Defect::TextNotUtf8,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::OtherFormat(_) => "its content is not of the type that was announced",
            Self::Empty => "it holds nothing but white space or zero bytes; upload the file with its content",
            Self::EmptyArchive => "the archive holds no file with content; pack the files and upload it again",
            Self::DamagedArchive => {
                "it is cut off or damaged: its directory of parts cannot be read; save or pack it again and upload that"
            }
            Self::TooComplex => {
                "it has more parts than can be checked; save it again, or pack the files into several archives"
            }
            Self::MainPartMissing => {
                "it is no complete document: the part with its text, sheets or slides is missing; save it again from \
                 the program that made it and upload that"
            }
            Self::PdfCutOff => {
                "it is cut off: a PDF has startxref within its last 1,024 bytes, and this one has not; export it anew \
                 and upload that"
            }
            Self::PdfWithoutRoot => {
                "it is damaged: neither its cross-reference nor its trailer names the /Root of the document; export it \
                 anew and upload that"
            }
            Self::PictureCutOff => "the picture is cut off: its end is missing; save it again and upload that",
            Self::ProtectedPdf => {
                "the PDF is encrypted, which includes protection against printing, copying or editing; export it \
                 without security settings and upload that"
            }
            Self::ProtectedOffice => {
                "the Office file is protected by a password or by rights management; remove the protection (File, \
                 Info, Protect), save it and upload that"
            }
            Self::ProtectedOpenDocument => {
                "the document is saved with a password; save it without one (Save As, password off) and upload that"
            }
            Self::ProtectedArchive => {
                "files in the archive are encrypted with a password; pack them without one and upload that"
            }
            Self::LocalEncoding => {
                "its text is neither UTF-8 nor UTF-16; save it with the encoding UTF-8 (in Notepad: Save as, Encoding) \
                 and upload that"
            }
            Self::UnmarkedUtf16 => {
                "its text is UTF-16 or UTF-32 without a byte order mark that says so; save it with the encoding UTF-8 \
                 (in Notepad: Save as, Encoding) and upload that"
            }
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())?;
        if let Self::OtherFormat(format) = self {
            write!(f, ": it is {}; {}", format.name(), format.advice())?;
        }
        Ok(())
    }
}
