//! The files of an engagement: what may be announced, and when what arrived counts (api.md 7, domain.md 3.5).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attempt::Actor;
use crate::digest;
use crate::ids::{DeliverableId, VoucherNumber};
use crate::text::{Invalid, parsed_text};

mod file_type;
pub use file_type::FileType;

/// Most files of one voucher (api.md 7).
pub const FILES_MAX: u32 = 20;
/// Largest file, in bytes: 250 MiB (api.md 7).
pub const FILE_BYTES_MAX: u64 = 250 * 1024 * 1024;
/// How many of a file's first bytes are looked at to tell its type.
pub const HEAD_BYTES: usize = 4096;

parsed_text!(
    /// A file name without a path, 1 to 255 characters. It is shown and downloaded under, never a storage key.
    FileName,
    |text| {
        let text = text.trim();
        let forbidden = |c: char| crate::text::character::is_unfit(c) || matches!(c, '/' | '\\');
        if text.is_empty() || text.chars().count() > 255 || text.chars().any(forbidden) {
            return Err(Invalid::new("must be a file name of 1 to 255 characters without a path"));
        }
        Ok(text.to_owned())
    }
);

parsed_text!(
    /// A SHA-256 digest, 64 hexadecimal digits, lower case.
    Sha256,
    |text| {
        let folded = text.trim().to_ascii_lowercase();
        if folded.len() == 64 && folded.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(folded);
        }
        Err(Invalid::new("must be a SHA-256 digest of 64 hexadecimal digits"))
    }
);

parsed_text!(
    /// What a file is, in the program's words: a code such as `deployment_plan` or `findings`.
    Kind,
    |text| {
        let folded = text.trim().to_ascii_lowercase();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if (1..=40).contains(&folded.len()) && folded.chars().all(allowed) {
            return Ok(folded);
        }
        Err(Invalid::new("must be a code of 1 to 40 characters of a-z, 0-9, _ and -, such as deployment_plan"))
    }
);

/// What a partner says a file will be, before it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its name.
    pub file_name: FileName,
    /// Its type, told by name and content type together.
    pub file_type: FileType,
    /// Its length in bytes.
    pub size: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// What it is.
    pub kind: Kind,
}

/// The length of a file, in bytes.
///
/// # Errors
/// [`Invalid`] when it is not 1 byte to 250 MiB.
pub fn file_size(bytes: i64) -> Result<u64, Invalid> {
    u64::try_from(bytes)
        .ok()
        .filter(|size| (1..=FILE_BYTES_MAX).contains(size))
        .ok_or_else(|| Invalid::new(format!("must be 1 to {FILE_BYTES_MAX} bytes")))
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
}

/// What can be wrong with a file that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// Other length than announced.
    #[error("its length differs from what was announced")]
    SizeMismatch,
    /// Other bytes than announced.
    #[error("its SHA-256 differs from what was announced")]
    ChecksumMismatch,
    /// Content that is not of the announced type.
    #[error("its content is not of the type that was announced")]
    TypeMismatch,
    /// The scanner found something.
    #[error("the malware scan found a threat")]
    MalwareFound,
    /// The scanner cannot tell.
    #[error("the malware scan could not read it")]
    NotScannable,
}

impl Defect {
    /// The code of the interface.
    pub fn code(self) -> &'static str {
        match self {
            Self::SizeMismatch => "size_mismatch",
            Self::ChecksumMismatch => "checksum_mismatch",
            Self::TypeMismatch => "type_mismatch",
            Self::MalwareFound => "malware_found",
            Self::NotScannable => "not_scannable",
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
#[derive(Clone, Debug)]
pub struct Observed<'a> {
    /// Length in bytes.
    pub size: u64,
    /// Digest that storage computed on arrival; without one, nothing vouches for the bytes.
    pub sha256: Option<Sha256>,
    /// The first bytes, up to [`HEAD_BYTES`].
    pub head: &'a [u8],
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
    pub fn status(&self) -> &'static str {
        match self {
            Self::Announced(_) => "announced",
            Self::Clean(_) => "clean",
            Self::Rejected(_) => "rejected",
        }
    }

    /// Judges what arrived (api.md 7). Nothing when the verdict is still out or was given before: what was judged
    /// stays judged, however often storage reports it.
    pub fn judge(&self, observed: &Observed<'_>, now: Timestamp) -> Option<Self> {
        let Self::Announced(file) = self else {
            return None;
        };
        let defects = file.announced.defects(observed);
        if !defects.is_empty() {
            return Some(Self::Rejected(Rejected { file: file.clone(), checked_at: now, reasons: defects }));
        }
        (observed.verdict == Verdict::Clean).then(|| Self::Clean(Checked { file: file.clone(), checked_at: now }))
    }
}

impl Announcement {
    fn defects(&self, observed: &Observed<'_>) -> Vec<Defect> {
        let checks = [
            (observed.size != self.size, Defect::SizeMismatch),
            (observed.sha256.as_ref() != Some(&self.sha256), Defect::ChecksumMismatch),
            (!self.file_type.fits(observed.head), Defect::TypeMismatch),
            (observed.verdict == Verdict::Threat, Defect::MalwareFound),
            (observed.verdict == Verdict::Unreadable, Defect::NotScannable),
        ];
        checks.into_iter().filter_map(|(broken, defect)| broken.then_some(defect)).collect()
    }
}

/// How many files of a voucher are in which state, kept with the voucher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Found good.
    pub clean: u32,
    /// Announced, not yet judged.
    pub pending: u32,
    /// Found bad.
    pub rejected: u32,
    /// Announcements ever made under this reservation.
    #[serde(default)]
    pub uploads: u32,
}

impl Counts {
    /// Files there are now.
    pub fn total(self) -> u32 {
        self.clean.saturating_add(self.pending).saturating_add(self.rejected)
    }

    pub(crate) fn announced(mut self) -> Self {
        self.pending = self.pending.saturating_add(1);
        self.uploads = self.uploads.saturating_add(1);
        self
    }

    pub(crate) fn judged(self, judged: &Deliverable) -> Self {
        let mut counts = self;
        counts.pending = counts.pending.saturating_sub(1);
        *counts.place_of(judged) = counts.place_of(judged).saturating_add(1);
        counts
    }

    pub(crate) fn removed(self, removed: &Deliverable) -> Self {
        let mut counts = self;
        *counts.place_of(removed) = counts.place_of(removed).saturating_sub(1);
        counts
    }

    fn place_of(&mut self, deliverable: &Deliverable) -> &mut u32 {
        match deliverable {
            Deliverable::Announced(_) => &mut self.pending,
            Deliverable::Clean(_) => &mut self.clean,
            Deliverable::Rejected(_) => &mut self.rejected,
        }
    }
}

#[cfg(test)]
mod tests;
