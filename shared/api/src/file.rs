//! Files in requests and answers: the announcement before the upload, and what the check found.

use domain::DeliverableId;
use domain::deliverable::{
    Announcement, ContentType, Deliverable, FILE_BYTES_MAX, FileName, FileType, Kind, Sha256, Status,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::body::fields::Fields;
use crate::body::reason::Reason;
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

/// A file as it was announced, with what its check found. Its upload and download are signed beside it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "each field is that of the API")]
pub struct FileView {
    pub deliverable_id: DeliverableId,
    pub status: Status,
    pub kind: Kind,
    pub file_name: FileName,
    pub content_type: &'static str,
    pub size: u64,
    pub sha256: Sha256,
    pub announced_at: Timestamp,
    pub checked_at: Option<Timestamp>,
    pub reasons: Vec<Reason>,
}

impl From<&Deliverable> for FileView {
    fn from(deliverable: &Deliverable) -> Self {
        let file = deliverable.file();
        Self {
            deliverable_id: file.id.clone(),
            status: deliverable.status(),
            kind: file.announced.kind,
            file_name: file.announced.file_name.clone(),
            content_type: file.announced.file_type.content_type(),
            size: file.announced.size,
            sha256: file.announced.sha256.clone(),
            announced_at: file.announced_at,
            checked_at: deliverable.checked_at(),
            reasons: Reason::of_file(deliverable),
        }
    }
}
