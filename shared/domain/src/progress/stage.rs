//! The stages of a voucher from its reservation to the payment.

use jiff::civil::Date;

use crate::{claim, voucher};

crate::codes! {
    /// A stage of a voucher, by its state and, once it is redeemed, by that of its claim (PROGRAM.md 12.4).
    pub enum Stage {
        /// The engagement starts on a later day.
        Reserved = "reserved",
        /// The engagement runs; its last day is yet to come.
        InDelivery = "in_delivery",
        /// The last day of the engagement is reached, and report or deliverables are missing.
        ReportDue = "report_due",
        /// Nothing is missing for redemption.
        ReadyToRedeem = "ready_to_redeem",
        /// The claim is a draft or was sent back.
        ClaimToSubmit = "claim_to_submit",
        /// Operations or the payer act on the claim.
        WithProgram = "with_program",
        /// The money was sent.
        Paid = "paid",
    }
}

impl voucher::StatusFacts {
    /// The stage on a day; `None` unless it is reserved. A redeemed voucher has the stage of its claim.
    pub fn stage(&self, today: Date) -> Option<Stage> {
        if self.status(today) != voucher::Status::Reserved {
            return None;
        }
        let is_running = self.ends_on.is_none_or(|last| today < last);
        Some(if self.actions(today).contains(&voucher::Action::Redeem) {
            Stage::ReadyToRedeem
        } else if self.starts_on.is_some_and(|first| today < first) {
            Stage::Reserved
        } else if is_running {
            Stage::InDelivery
        } else {
            Stage::ReportDue
        })
    }
}

impl claim::StatusFacts {
    /// The stage on a day; `None` for a claim that ended without payment.
    pub fn stage(&self, today: Date) -> Option<Stage> {
        use claim::Status as S;
        match self.status(today) {
            S::Draft | S::ActionRequired => Some(Stage::ClaimToSubmit),
            S::Submitted | S::UnderReview | S::Approved | S::OnHold | S::Scheduled | S::PaymentFailed => {
                Some(Stage::WithProgram)
            }
            S::Paid => Some(Stage::Paid),
            S::Rejected | S::Expired | S::Withdrawn => None,
        }
    }
}
