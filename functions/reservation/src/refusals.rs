//! The rules by which the operations refuse, for the contract.

use domain::refusal::Rule;

/// What is in the way of any company, or of this one.
pub(crate) const OBSTACLES: &[Rule] = &[
    Rule::Expired,
    Rule::AlreadyReserved,
    Rule::AlreadyRedeemed,
    Rule::Cancelled,
    Rule::IntendedForOtherCompany,
    Rule::EnrollmentInactive,
];
/// Who does not know the voucher's administrator does not learn that it exists.
pub(crate) const UNPROVEN: &[Rule] = &[Rule::NotFoundOrMismatch];
/// What is in the way of an engagement as it is planned.
pub(crate) const PLANNED: &[Rule] = &[
    Rule::EngagementNotOffered,
    Rule::NotEligibleEngagement,
    Rule::LengthNotAllowed,
    Rule::ConsultantNotQualified,
    Rule::DatesOutsideWindow,
    Rule::EndsBeforeStart,
    Rule::Repeat15Day,
    Rule::LocationNotApproved,
    Rule::CountryMismatch,
    Rule::LocationNotListed,
];
/// What is in the way of reserving alone.
pub(crate) const RESERVING: &[Rule] = &[Rule::StartsInPast, Rule::TermsNotAccepted];
/// What is in the way of changing what one holds.
pub(crate) const HELD: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];
/// What is in the way of amending alone.
pub(crate) const AMENDING: &[Rule] = &[Rule::ReportAlreadySubmitted, Rule::StartsBeforeReserved];
/// What is in the way of telling the customer.
pub(crate) const NOTIFYING: &[Rule] = &[Rule::NotifiedJustNow];
/// What a reservation is warned of.
pub(crate) const WARNINGS: &[Rule] = &[Rule::LocationNotListed];
