//! The work on a claim that was sent back.

use super::DraftReason;
use crate::refusal::Refusal;
use crate::report::ReportState;
use crate::voucher::Voucher;

/// The work on report and files of a claim that was sent back; it is finished before the claim is submitted again
/// (PROGRAM.md 11.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// True while the completion report is reopened.
    pub is_report_open: bool,
    /// The files that are still to be uploaded or checked.
    pub pending_files: u32,
}

impl Correction {
    /// The work on the voucher of a claim that was sent back.
    pub fn of(voucher: &Voucher) -> Self {
        let is_report_open = voucher.report() == ReportState::Draft;
        Self { is_report_open, pending_files: voucher.deliverables().pending }
    }

    /// What is still to be done, as refusals of the submission.
    pub(super) fn refusals(self) -> impl Iterator<Item = Refusal> {
        let Self { is_report_open, pending_files } = self;
        let files = (pending_files > 0).then_some(Refusal::DeliverablePending { pending: pending_files });
        is_report_open.then_some(Refusal::ReportMissing).into_iter().chain(files)
    }

    /// What is still to be done, as reasons of the claim.
    pub fn reasons(self) -> impl Iterator<Item = DraftReason> {
        let report = self.is_report_open.then_some(DraftReason::ReportMissing);
        let files = (self.pending_files > 0).then_some(DraftReason::DeliverablePending);
        report.into_iter().chain(files)
    }
}
