//! What a company has to do next, and until when.

use jiff::civil::Date;

use super::Stage;
use crate::enrollment::Enrollment;
use crate::invoice::InvoiceCopy;
use crate::report::ReportState;
use crate::{calendar, claim, enrollment, voucher};

crate::codes! {
    /// The kind of a need. Of two with the same last day, the one that blocks more comes first.
    pub enum NeedKind {
        /// The bank returned the payment: check the bank profile before the payer pays again.
        PaymentReturned = "payment_returned",
        /// The claim is submitted, and its country needs the invoice itself, which did not arrive.
        InvoiceDue = "invoice_due",
        /// A claim was sent back: correct it and submit it again.
        ClaimSentBack = "claim_sent_back",
        /// A file was rejected, and no clean deliverable takes its place: upload it again.
        FileRejected = "file_rejected",
        /// The engagement has ended and no deliverable was uploaded: upload it, then submit the report.
        FilesDue = "files_due",
        /// The engagement has ended: submit the report.
        ReportDue = "report_due",
        /// The voucher can be redeemed.
        ReadyToRedeem = "ready_to_redeem",
        /// The claim can be submitted for the first time.
        ClaimToSubmit = "claim_to_submit",
        /// The enrollment must be renewed.
        Renewal = "renewal",
    }
}

/// The days of which the deadlines are listed before a missing invoice (PROGRAM.md 12.4).
pub const INVOICE_AFTER_DAYS: i32 = 14;

/// A need and its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The last day to act (UTC, inclusive). A need that holds up a payment and has no last day
    /// ([`NeedKind::has_last_day`]) is due on the day that was asked for.
    pub due_on: Date,
    /// The kind.
    pub kind: NeedKind,
}

impl Need {
    /// The key by which needs are listed, the most urgent first: by the last day. A missing invoice only delays money:
    /// what is lost within fourteen days comes before it.
    pub fn urgency(&self) -> (Date, NeedKind) {
        let delay = if self.kind == NeedKind::InvoiceDue { INVOICE_AFTER_DAYS } else { 0 };
        (calendar::days_after(self.due_on, delay), self.kind)
    }
}

impl NeedKind {
    /// False for a need that stays until it is met.
    pub fn has_last_day(self) -> bool {
        !matches!(self, Self::PaymentReturned | Self::InvoiceDue)
    }
}

impl voucher::StatusFacts {
    /// The need on a day; at most one, so that a voucher is listed once. It must be met while the voucher is valid.
    pub fn need(&self, today: Date) -> Option<Need> {
        let kind = match self.stage(today)? {
            Stage::ReadyToRedeem => NeedKind::ReadyToRedeem,
            Stage::Reserved | Stage::InDelivery | Stage::ReportDue if self.lacks_file() => NeedKind::FileRejected,
            Stage::ReportDue if self.has_no_deliverable() => NeedKind::FilesDue,
            Stage::ReportDue => NeedKind::ReportDue,
            Stage::Reserved | Stage::InDelivery | Stage::ClaimToSubmit | Stage::WithProgram | Stage::Paid => {
                return None;
            }
        };
        Some(Need { due_on: self.expires_on, kind })
    }

    /// True when files were rejected and no clean or pending one takes their place.
    fn lacks_file(&self) -> bool {
        let is_open = !matches!(self.report, ReportState::Submitted(_));
        is_open && self.deliverables.rejected > 0 && self.has_no_deliverable()
    }

    /// True when there is no clean deliverable, and none that is being uploaded or checked.
    fn has_no_deliverable(&self) -> bool {
        self.deliverables.pending == 0 && self.deliverables.deliverables() == 0
    }
}

impl claim::StatusFacts {
    /// The need on a day: to submit it, while its last day is not past, or to check where a returned payment went.
    pub fn need(&self, today: Date) -> Option<Need> {
        use claim::Status as S;
        let kind = match self.status(today) {
            S::Draft => NeedKind::ClaimToSubmit,
            S::ActionRequired => NeedKind::ClaimSentBack,
            S::PaymentFailed => return Some(Need { due_on: today, kind: NeedKind::PaymentReturned }),
            S::Submitted
            | S::UnderReview
            | S::Approved
            | S::OnHold
            | S::Scheduled
            | S::Paid
            | S::Rejected
            | S::Expired
            | S::Withdrawn => return None,
        };
        Some(Need { due_on: self.last_day()?, kind })
    }

    /// The need on a day to supply the invoice itself: while the claim waits for its approval, which needs an invoice
    /// that is `missing` (PROGRAM.md 11.7).
    pub fn invoice_need(&self, today: Date, missing: Option<InvoiceCopy>) -> Option<Need> {
        let is_waiting = matches!(self.status(today), claim::Status::Submitted | claim::Status::UnderReview);
        missing.filter(|_| is_waiting).map(|_| Need { due_on: today, kind: NeedKind::InvoiceDue })
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
