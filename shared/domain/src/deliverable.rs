//! The files of an engagement: what may be announced, and when what arrived counts.

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

/// Most files of one voucher.
pub const FILES_MAX: u32 = 20;
/// Largest file, in bytes: 250 MiB.
pub const FILE_BYTES_MAX: u64 = 250 * 1024 * 1024;

crate::parsed_text!(
    /// A file name without a path, 1 to 255 characters. It is shown and downloaded under, never a storage key.
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
    /// A content type as it was sent; the name of the file decides which ones fit.
    ContentType = Form::new("application/pdf").any().or(&[Flaw::NotOneOf]),
    |text| Ok(text.to_owned())
);

crate::parsed_text!(
    /// A SHA-256 digest, 64 hexadecimal digits, lower case.
    Sha256 = Form::new("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824").pattern("^[0-9a-f]{64}$").or(&[Flaw::NotADigest]),
    |text| {
        let folded = text.trim().to_ascii_lowercase();
        if folded.len() == 64 && folded.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(folded);
        }
        Err(Invalid::new(Flaw::NotADigest, "must be a SHA-256 digest of 64 hexadecimal digits"))
    }
);

/// What a partner says a file will be, before it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its name.
    pub file_name: FileName,
    /// Its type, which name and content type state together.
    pub file_type: FileType,
    /// Its length in bytes.
    pub size: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// What it is.
    pub kind: Kind,
}

crate::codes! {
    /// How far a file has come.
    pub enum Status {
        Announced = "announced",
        Clean = "clean",
        Rejected = "rejected",
    }
}

/// An announced file: what was promised, and where its bytes go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Derived from the reservation and the announcement.
    pub id: DeliverableId,
    /// Number of the reservation it belongs to.
    pub reservation: u32,
    /// Which upload of that reservation this is; every announcement after a deletion gets a place of its own.
    pub upload: u32,
    /// What was promised.
    #[serde(flatten)]
    pub announced: Announcement,
    /// When.
    pub announced_at: Timestamp,
    /// By whom.
    pub announced_by: Actor,
}

impl File {
    /// The id that an announcement has within a reservation: the same file again is the same deliverable.
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

/// A file and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Deliverable {
    /// Promised; its bytes have not been found good yet.
    Announced(File),
    /// Arrived as promised, of the type it claims, and scanned clean.
    Clean(Checked),
    /// Arrived, and does not count.
    Rejected(Rejected),
}

/// A file that arrived as promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    #[serde(flatten)]
    pub(crate) file: File,
    /// When it was found good.
    pub checked_at: Timestamp,
}

/// A file that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    #[serde(flatten)]
    pub(crate) file: File,
    /// When it was looked at.
    pub checked_at: Timestamp,
    /// Everything that is wrong with it.
    pub reasons: Vec<Defect>,
    /// What exactly was found in its content, if that is one of the reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

impl Rejected {
    /// A reason in words: what was found and what to do.
    pub fn explain(&self, reason: Defect) -> String {
        match self.finding {
            Some(finding) if finding.defect() == reason => finding.to_string(),
            Some(_) | None => reason.to_string(),
        }
    }
}

/// What the malware scanner says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has not said anything yet.
    Pending,
    /// Nothing found.
    Clean,
    /// A threat was found.
    Threat,
    /// It could not be scanned.
    Unreadable,
}

/// What was found in storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Length in bytes.
    pub size: u64,
    /// Digest that storage computed on arrival; without one, nothing vouches for the bytes.
    pub sha256: Option<Sha256>,
    /// Why its content does not count; nothing when it is a readable file of the announced type.
    pub finding: Option<Finding>,
    /// The scanner's word.
    pub verdict: Verdict,
}

impl Deliverable {
    /// The file, in whatever state.
    pub fn file(&self) -> &File {
        match self {
            Self::Announced(file) => file,
            Self::Clean(checked) => &checked.file,
            Self::Rejected(rejected) => &rejected.file,
        }
    }

    /// The status of the interface.
    pub fn status(&self) -> Status {
        match self {
            Self::Announced(_) => Status::Announced,
            Self::Clean(_) => Status::Clean,
            Self::Rejected(_) => Status::Rejected,
        }
    }

    /// Judges what arrived. Nothing when the verdict is still out or was given before: what was judged
    /// stays judged, however often storage reports it.
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
        let of = |broken: bool, defect| broken.then_some(defect);
        let defects = [
            of(observed.size != self.size, Defect::SizeMismatch),
            of(observed.sha256.as_ref() != Some(&self.sha256), Defect::ChecksumMismatch),
            observed.finding.map(Finding::defect),
            of(observed.verdict == Verdict::Threat, Defect::MalwareFound),
            of(observed.verdict == Verdict::Unreadable, Defect::NotScannable),
        ];
        defects.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
