//! What a company has to do next, and until when.

use jiff::civil::Date;

use super::Stage;
use crate::enrollment::Enrollment;
use crate::report::ReportState;
use crate::{claim, enrollment, voucher};

crate::codes! {
    /// The kind of a need. Of two with the same last day, the one that blocks more comes first.
    pub enum NeedKind {
        /// A claim was sent back: correct it and submit it again.
        ClaimSentBack = "claim_sent_back",
        /// A file was rejected, and no clean deliverable takes its place: upload it again.
        FileRejected = "file_rejected",
        /// The engagement has ended: upload the deliverable and submit the report.
        ReportDue = "report_due",
        /// The voucher can be redeemed.
        ReadyToRedeem = "ready_to_redeem",
        /// The claim can be submitted for the first time.
        ClaimToSubmit = "claim_to_submit",
        /// The enrollment must be renewed.
        Renewal = "renewal",
    }
}

/// A need and its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The last day to act (UTC, inclusive). Sorted by it, the most urgent need comes first.
    pub due_on: Date,
    /// The kind.
    pub kind: NeedKind,
}

impl voucher::StatusFacts {
    /// The need on a day; at most one, so that a voucher is listed once. It must be met while the voucher is valid.
    pub fn need(&self, today: Date) -> Option<Need> {
        let kind = match self.stage(today)? {
            Stage::ReadyToRedeem => NeedKind::ReadyToRedeem,
            Stage::Reserved | Stage::InDelivery | Stage::ReportDue if self.lacks_file() => NeedKind::FileRejected,
            Stage::ReportDue => NeedKind::ReportDue,
            Stage::Reserved | Stage::InDelivery | Stage::ClaimToSubmit | Stage::WithProgram | Stage::Paid => {
                return None;
            }
        };
        Some(Need { due_on: self.expires_on, kind })
    }

    /// True when files were rejected and no clean or pending one takes their place.
    fn lacks_file(&self) -> bool {
        let files = self.deliverables;
        let is_open = !matches!(self.report, ReportState::Submitted(_));
        is_open && files.rejected > 0 && files.pending == 0 && files.deliverables() == 0
    }
}

impl claim::StatusFacts {
    /// The need on a day: to submit it, while its last day is not past.
    pub fn need(&self, today: Date) -> Option<Need> {
        use claim::Status as S;
        let kind = match self.status(today) {
            S::Draft => NeedKind::ClaimToSubmit,
            S::ActionRequired => NeedKind::ClaimSentBack,
            S::Submitted
            | S::UnderReview
            | S::Approved
            | S::OnHold
            | S::Scheduled
            | S::Paid
            | S::PaymentFailed
            | S::Rejected
            | S::Expired
            | S::Withdrawn => return None,
        };
        Some(Need { due_on: self.last_day()?, kind })
    }
}

impl Enrollment {
    /// The need on a day: to renew it before its term, or then its grace, ends (PROGRAM.md 4.3, 4.4).
    pub fn need(&self, today: Date) -> Option<Need> {
        use enrollment::Status as S;
        let due_on = match self.status(today) {
            S::RenewalDue => self.term_end,
            S::Grace => self.grace_ends_on(),
            S::Active | S::Lapsed | S::Suspended | S::Withdrawn => return None,
        };
        Some(Need { due_on, kind: NeedKind::Renewal })
    }
}
