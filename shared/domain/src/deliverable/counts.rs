//! The counts of a voucher's files, stored with the voucher.

use serde::{Deserialize, Serialize};

use super::Deliverable;

/// The numbers of a voucher's files by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Clean files of any kind.
    pub clean: u32,
    /// Announced files that are not yet checked.
    pub pending: u32,
    /// Rejected files.
    pub rejected: u32,
    /// All announcements under this reservation, including removed files.
    pub uploads: u32,
    /// Clean files whose kind is no deliverable (PROGRAM.md 8.3). Zero is not stored.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub supporting: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Counts {
    /// The number of current files.
    pub fn total(self) -> u32 {
        self.clean.saturating_add(self.pending).saturating_add(self.rejected)
    }

    /// The number of clean deliverables; submission and redemption need at least one (PROGRAM.md 8.2).
    pub fn deliverables(self) -> u32 {
        self.clean.saturating_sub(self.supporting)
    }

    pub(crate) fn announced(mut self) -> Self {
        self.pending = self.pending.saturating_add(1);
        self.uploads = self.uploads.saturating_add(1);
        self
    }

    pub(crate) fn judged(self, judged: &Deliverable) -> Self {
        let mut counts = self;
        counts.pending = counts.pending.saturating_sub(1);
        counts.change(judged, |count| count.saturating_add(1));
        counts
    }

    pub(crate) fn removed(self, removed: &Deliverable) -> Self {
        let mut counts = self;
        counts.change(removed, |count| count.saturating_sub(1));
        counts
    }

    fn change(&mut self, deliverable: &Deliverable, by: impl Fn(u32) -> u32) {
        match deliverable {
            Deliverable::Announced(_) => self.pending = by(self.pending),
            Deliverable::Rejected(_) => self.rejected = by(self.rejected),
            Deliverable::Clean(checked) => {
                self.clean = by(self.clean);
                if !checked.file.announced.kind.is_deliverable() {
                    self.supporting = by(self.supporting);
                }
            }
        }
    }
}
