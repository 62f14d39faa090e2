//! What a refusal is called, and what it is about.

use super::Refusal;

impl Refusal {
    /// The code of the interface.
    #[expect(clippy::too_many_lines, reason = "one line for each rule; a rule without a code does not compile")]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFoundOrMismatch => "not_found_or_mismatch",
            Self::VoucherNotFound => "voucher_not_found",
            Self::Expired(_) => "expired",
            Self::AlreadyReserved => "already_reserved",
            Self::AlreadyRedeemed => "already_redeemed",
            Self::Cancelled => "cancelled",
            Self::IntendedForOtherCompany => "intended_for_other_company",
            Self::EnrollmentInactive { .. } => "enrollment_inactive",
            Self::NotEligibleEngagement { .. } => "not_eligible_engagement",
            Self::LocationNotApproved { .. } => "location_not_approved",
            Self::CountryMismatch { .. } => "country_mismatch",
            Self::DatesOutsideWindow(_) | Self::EndsBeforeStart(_) | Self::StartsBeforeReserved(_) => {
                "dates_outside_window"
            }
            Self::StartsInPast(_) => "starts_in_past",
            Self::LengthNotAllowed { .. } => "length_not_allowed",
            Self::ConsultantNotQualified { .. } => "consultant_not_qualified",
            Self::Repeat15Day => "repeat_15_day",
            Self::TermsNotAccepted => "terms_not_accepted",
            Self::NotifiedJustNow { .. } => "notified_just_now",
            Self::NotLater(_) => "not_later",
            Self::ExtensionTooLong(_) => "extension_too_long",
            Self::AssignedWithOtherTerms { .. } => "assigned_with_other_terms",
            Self::DeliverableMissing => "deliverable_missing",
            Self::DeliverablePending(_) => "deliverable_pending",
            Self::TooManyDeliverables => "too_many_deliverables",
            Self::DeliverableNotFound => "deliverable_not_found",
            Self::EngagementNotFinished(_) => "engagement_not_finished",
            Self::DatesDifferFromReservation { .. } => "dates_differ_from_reservation",
            Self::DeliveredBeforeReserved { .. } => "delivered_before_reserved",
            Self::DaysMismatch { .. } => "days_mismatch",
            Self::OffsiteTooLong(_) => "offsite_too_long",
            Self::WalkOnTooLong(_) => "walk_on_too_long",
            Self::ExtraFeeCharged => "extra_fee_charged",
            Self::HandoverMissing => "handover_missing",
            Self::HandoverOutside { .. } => "handover_outside",
            Self::ReportIncomplete(_) => "report_incomplete",
            Self::ReportMissing => "report_missing",
            Self::ReportAlreadySubmitted => "report_already_submitted",
            Self::CompanyNotRegistered => "company_not_registered",
            Self::NotEligible { .. } => "not_eligible",
            Self::AgreementNotSigned { .. } => "agreement_not_signed",
            Self::AgreementNotCurrent { .. } => "agreement_not_current",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::ProgramRetired { .. } => "program_retired",
            Self::MembershipExpiring(_) => "membership_expiring",
            Self::EnrollmentSuspended => "enrollment_suspended",
            Self::RenewalTooEarly { .. } => "renewal_too_early",
            Self::EnrollmentNotInForce => "enrollment_not_in_force",
            Self::EnrollmentNotFound => "enrollment_not_found",
            Self::LocationNotListed { .. } => "location_not_listed",
            Self::ClaimNotFound => "claim_not_found",
            Self::WrongClaimStatus { .. } => "wrong_claim_status",
            Self::NoRate => "no_rate",
            Self::PayeeNotRegistered { .. } => "payee_not_registered",
            Self::LocationNotMapped { .. } => "location_not_mapped",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::InvoiceNumberUsed { .. } => "invoice_number_used",
            Self::SubmissionsFrozen { .. } => "submissions_frozen",
            Self::PastDue(_) => "past_due",
            Self::FourEyes => "four_eyes",
            Self::NoRedeemedVoucherYet { .. } => "no_redeemed_voucher_yet",
            Self::AmountMismatch => "amount_mismatch",
            Self::PaymentBeforeApproval { .. } => "payment_before_approval",
            Self::TooManyPayments => "too_many_payments",
        }
    }

    /// The field of the request or report that the rule is about, or the requirement, where there is one.
    #[expect(clippy::too_many_lines, reason = "one arm for each rule; a rule without one does not compile")]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotEligibleEngagement { .. } | Self::LengthNotAllowed { .. } => Some("engagement_type"),
            Self::LocationNotApproved { .. } | Self::LocationNotListed { .. } => Some("location_id"),
            Self::AgreementNotCurrent { .. } => Some("version"),
            Self::NotEligible { requirement, .. } => Some(requirement.code()),
            Self::InvoiceNumberUsed { .. } => Some("invoice_number"),
            Self::AmountMismatch => Some("amount"),
            Self::PaymentBeforeApproval { .. } => Some("at"),
            Self::AlreadyEnrolled | Self::ProgramRetired { .. } => Some("program"),
            Self::CountryMismatch { .. } => Some("delivery_country"),
            Self::DatesOutsideWindow(_) | Self::EndsBeforeStart(_) => Some("end_date"),
            Self::StartsInPast(_) | Self::StartsBeforeReserved(_) => Some("start_date"),
            Self::DatesDifferFromReservation { delivered, reserved } if reserved.start() <= delivered.start() => {
                Some("delivered_to")
            }
            Self::DatesDifferFromReservation { .. } | Self::DeliveredBeforeReserved { .. } => Some("delivered_from"),
            Self::ConsultantNotQualified { .. } => Some("lead_consultant"),
            Self::Repeat15Day => Some("repeat_15_day_exception"),
            Self::TermsNotAccepted => Some("accept_terms"),
            Self::NotLater(_) | Self::ExtensionTooLong(_) => Some("expires_on"),
            Self::DaysMismatch { .. } => Some("onsite_days"),
            Self::OffsiteTooLong(_) => Some("offsite_days"),
            Self::WalkOnTooLong(_) => Some("walk_on_hours"),
            Self::ExtraFeeCharged => Some("no_extra_fee"),
            Self::HandoverMissing | Self::HandoverOutside { .. } => Some("handed_over_on"),
            Self::ReportIncomplete(field) => Some(field),
            Self::NotFoundOrMismatch
            | Self::VoucherNotFound
            | Self::Expired(_)
            | Self::AlreadyReserved
            | Self::AlreadyRedeemed
            | Self::Cancelled
            | Self::IntendedForOtherCompany
            | Self::EnrollmentInactive { .. }
            | Self::NotifiedJustNow { .. }
            | Self::AssignedWithOtherTerms { .. }
            | Self::DeliverableMissing
            | Self::DeliverablePending(_)
            | Self::TooManyDeliverables
            | Self::DeliverableNotFound
            | Self::EngagementNotFinished(_)
            | Self::ReportMissing
            | Self::ReportAlreadySubmitted
            | Self::CompanyNotRegistered
            | Self::AgreementNotSigned { .. }
            | Self::MembershipExpiring(_)
            | Self::EnrollmentSuspended
            | Self::RenewalTooEarly { .. }
            | Self::EnrollmentNotInForce
            | Self::EnrollmentNotFound
            | Self::ClaimNotFound
            | Self::WrongClaimStatus { .. }
            | Self::NoRate
            | Self::PayeeNotRegistered { .. }
            | Self::LocationNotMapped { .. }
            | Self::CurrencyMismatch { .. }
            | Self::SubmissionsFrozen { .. }
            | Self::PastDue(_)
            | Self::FourEyes
            | Self::NoRedeemedVoucherYet { .. }
            | Self::TooManyPayments => None,
        }
    }

    /// Whether the answer must look as if the thing did not exist.
    pub fn hides(&self) -> bool {
        matches!(
            self,
            Self::NotFoundOrMismatch
                | Self::VoucherNotFound
                | Self::DeliverableNotFound
                | Self::EnrollmentNotFound
                | Self::ClaimNotFound
        )
    }
}
