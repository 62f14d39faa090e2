//! The files of an engagement: announcement, check of the upload, and status (PROGRAM.md 8).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::digest;
use crate::ids::{DeliverableId, VoucherNumber};
use crate::text::{Flaw, Form, Invalid};

mod counts;
mod file_type;
mod finding;
mod format;
mod kind;

pub use counts::Counts;
pub use file_type::FileType;
pub use finding::{Defect, Finding};
pub use format::Format;
pub use kind::Kind;

/// The most files of a reservation (PROGRAM.md 8.1).
pub const FILES_MAX: u32 = 20;
/// The maximum size of a file in bytes: 250 MiB (PROGRAM.md 8.1).
pub const FILE_BYTES_MAX: u64 = 250 * 1024 * 1024;

crate::parsed_text!(
    /// A file name without a path, of 1 to 255 characters (PROGRAM.md 8.1). It is used for display and download, never
    /// as a storage key.
    FileName = Form::new("plan.pdf").lengths(1, 255).or(&[Flaw::NotAFileName]),
    |text| {
        let text = text.trim();
        let forbidden = |c: char| crate::text::character::is_unfit(c) || matches!(c, '/' | '\\');
        if text.is_empty() || text.chars().count() > 255 || text.chars().any(forbidden) {
            return Err(Invalid::new(Flaw::NotAFileName, "must be a file name of 1 to 255 characters without a path"));
        }
        Ok(text.to_owned())
    }
);

crate::parsed_text!(
    /// A content type as sent. The file name determines which ones are accepted.
    ContentType = Form::new("application/pdf").any().or(&[Flaw::NotOneOf]),
    |text| Ok(text.to_owned())
);

crate::parsed_text!(
    /// A SHA-256 digest: 64 hexadecimal digits in lower case.
    Sha256 = Form::new("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        .pattern("^[0-9a-f]{64}$")
        .or(&[Flaw::NotADigest]),
    |text| {
        let folded = text.trim().to_ascii_lowercase();
        if folded.len() == 64 && folded.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(folded);
        }
        Err(Invalid::new(Flaw::NotADigest, "must be a SHA-256 digest of 64 hexadecimal digits"))
    }
);

impl Sha256 {
    /// The digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(digest::hex(bytes))
    }
}

/// The announcement of a file before its upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The file name.
    pub file_name: FileName,
    /// The type, which file name and content type state together.
    pub file_type: FileType,
    /// The length in bytes.
    pub size: u64,
    /// The SHA-256 digest of the content.
    pub sha256: Sha256,
    /// The kind of the file.
    pub kind: Kind,
}

crate::codes! {
    /// The status of a file.
    pub enum Status {
        Announced = "announced",
        Clean = "clean",
        Rejected = "rejected",
    }
}

/// An announced file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The id, derived from reservation and announcement (DECISIONS.md 7).
    pub id: DeliverableId,
    /// The number of the reservation to which the file belongs; 0 for the file of an invoice, which belongs to none.
    pub reservation: u32,
    /// The number of the upload within the reservation or of the invoice. A file announced again after its removal gets
    /// a new number, and with it a new storage key.
    pub upload: u32,
    /// The announcement.
    #[serde(flatten)]
    pub announced: Announcement,
    /// The instant of the announcement.
    pub announced_at: Timestamp,
    /// The person who announced the file.
    pub announced_by: Actor,
}

impl File {
    /// The id of an announcement within a reservation. A repeated announcement has the same id (DECISIONS.md 7).
    pub fn id_of(voucher: &VoucherNumber, reservation: u32, announced: &Announcement) -> DeliverableId {
        DeliverableId::from_digest(&digest::hex_of_parts(&[
            voucher.as_str().as_bytes(),
            &reservation.to_be_bytes(),
            announced.sha256.as_str().as_bytes(),
            announced.file_name.as_str().as_bytes(),
            announced.file_type.content_type().as_bytes(),
            &announced.size.to_be_bytes(),
            announced.kind.as_str().as_bytes(),
        ]))
    }
}

/// A file in any status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Deliverable {
    /// Announced; the upload has not been accepted yet.
    Announced(File),
    /// Uploaded as announced, of the announced type, and scanned clean (PROGRAM.md 8.2).
    Clean(Checked),
    /// Uploaded and rejected.
    Rejected(Rejected),
}

/// A file that was uploaded as announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    #[serde(flatten)]
    pub(crate) file: File,
    /// The instant of the check.
    pub checked_at: Timestamp,
}

/// A rejected file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    #[serde(flatten)]
    pub(crate) file: File,
    /// The instant of the check.
    pub checked_at: Timestamp,
    /// Every defect found.
    pub reasons: Vec<Defect>,
    /// The finding in the content, when it is one of the reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

impl Rejected {
    /// A defect as text: the finding and advice.
    pub fn explain(&self, reason: Defect) -> String {
        match self.finding {
            Some(finding) if finding.defect() == reason => finding.to_string(),
            Some(_) | None => reason.to_string(),
        }
    }
}

/// The verdict of the malware scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The scan has no result yet.
    Pending,
    /// No threat was found.
    Clean,
    /// A threat was found.
    Threat,
    /// The file could not be scanned.
    Unreadable,
}

/// The properties of an uploaded object in storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The length in bytes.
    pub size: u64,
    /// The digest that storage computed on upload; without one the content is not accepted.
    pub sha256: Option<Sha256>,
    /// The finding in the content; `None` for a readable file of the announced type.
    pub finding: Option<Finding>,
    /// The verdict of the scanner.
    pub verdict: Verdict,
}

impl Deliverable {
    /// The announced file.
    pub fn file(&self) -> &File {
        match self {
            Self::Announced(file) => file,
            Self::Clean(checked) => &checked.file,
            Self::Rejected(rejected) => &rejected.file,
        }
    }

    /// The instant of the check.
    pub fn checked_at(&self) -> Option<Timestamp> {
        match self {
            Self::Announced(_) => None,
            Self::Clean(checked) => Some(checked.checked_at),
            Self::Rejected(rejected) => Some(rejected.checked_at),
        }
    }

    /// The status in the API.
    pub fn status(&self) -> Status {
        match self {
            Self::Announced(_) => Status::Announced,
            Self::Clean(_) => Status::Clean,
            Self::Rejected(_) => Status::Rejected,
        }
    }

    /// Checks an upload (PROGRAM.md 8.2). Returns `None` while the scan is pending and for a file that was checked
    /// before: a result never changes, however often storage reports the upload.
    pub fn judge(&self, observed: &Observation, now: Timestamp) -> Option<Self> {
        let Self::Announced(file) = self else {
            return None;
        };
        let defects = file.announced.defects(observed);
        if !defects.is_empty() {
            let (reasons, finding) = (defects, observed.finding);
            return Some(Self::Rejected(Rejected { file: file.clone(), checked_at: now, reasons, finding }));
        }
        (observed.verdict == Verdict::Clean).then(|| Self::Clean(Checked { file: file.clone(), checked_at: now }))
    }
}

impl Announcement {
    fn defects(&self, observed: &Observation) -> Vec<Defect> {
        let found = |is_broken: bool, defect| is_broken.then_some(defect);
        let defects = [
            found(observed.size != self.size, Defect::SizeMismatch),
            found(observed.sha256.as_ref() != Some(&self.sha256), Defect::ChecksumMismatch),
            observed.finding.map(Finding::defect),
            found(observed.verdict == Verdict::Threat, Defect::MalwareFound),
            found(observed.verdict == Verdict::Unreadable, Defect::NotScannable),
        ];
        defects.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
