//! How many files a voucher has, kept with the voucher.

use serde::{Deserialize, Serialize};

use super::Deliverable;

/// How many files of a voucher are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Found good, of any kind.
    pub clean: u32,
    /// Announced, not yet judged.
    pub pending: u32,
    /// Found bad.
    pub rejected: u32,
    /// Announcements ever made under this reservation.
    pub uploads: u32,
    /// Of those found good, the ones whose kind is no deliverable: supporting files and invoices. Most vouchers have none,
    /// and then it takes no room in the voucher.
    #[serde(default, skip_serializing_if = "is_none")]
    pub supporting: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over by reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

impl Counts {
    /// Files there are now.
    pub fn total(self) -> u32 {
        self.clean.saturating_add(self.pending).saturating_add(self.rejected)
    }

    /// Clean files of a kind that is a deliverable. A report is submitted and a voucher redeemed with at least one.
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
