//! The announcement of a file before its upload.

use domain::deliverable::{Announcement, ContentType, FILE_BYTES_MAX, FileName, FileType, Kind, Sha256};

use crate::body::fields::Fields;
use crate::operation::Decode;

/// A file that will be uploaded, as a request describes it (PROGRAM.md 8.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedFile {
    file_name: FileName,
    file_type: FileType,
    size: u64,
    sha256: Sha256,
}

impl AnnouncedFile {
    /// The announcement of the file as one of this kind.
    pub fn of_kind(self, kind: Kind) -> Announcement {
        let Self { file_name, file_type, size, sha256 } = self;
        Announcement { file_name, file_type, size, sha256, kind }
    }
}

impl<S> Decode<S> for AnnouncedFile {
    fn decode(fields: &mut Fields, _: &S) -> Option<Self> {
        let file_name: Option<FileName> = fields.required("file_name");
        let content_type: Option<ContentType> = fields.required("content_type");
        let size = fields.about("Its length in bytes.").integer("size", 1..=FILE_BYTES_MAX);
        let sha256 = fields.required("sha256");
        let file_type =
            file_name.as_ref().zip(content_type.as_ref()).map(|(name, sent)| FileType::of(name, sent.as_str()));
        if let Some(Err((field, wrong))) = &file_type {
            fields.reject(field, wrong.clone());
        }
        Some(Self { file_name: file_name?, file_type: file_type?.ok()?, size: size?, sha256: sha256? })
    }
}
