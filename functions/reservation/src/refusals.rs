//! The rules by which the operations refuse, for the contract (DECISIONS.md 13).

use domain::refusal::Rule;

/// The refusals that keep any company, or this one, from reserving the voucher (PROGRAM.md 7.1).
pub(crate) const OBSTACLES: &[Rule] = &[
    Rule::Expired,
    Rule::AlreadyReserved,
    Rule::AlreadyRedeemed,
    Rule::Cancelled,
    Rule::IntendedForOtherCompany,
    Rule::EnrollmentInactive,
];
/// The refusal of a caller that does not name the voucher's administrator: the same as for an unknown voucher
/// (PROGRAM.md 15.2).
pub(crate) const UNVERIFIED_ADMIN: &[Rule] = &[Rule::NotFoundOrMismatch];
/// The refusals of the planned engagement (PROGRAM.md 7.2 to 7.6).
pub(crate) const PLAN: &[Rule] = &[
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
/// The refusals of reserving only.
pub(crate) const RESERVING: &[Rule] = &[Rule::StartsInPast, Rule::TermsNotAccepted, Rule::TermsNotCurrent];
/// The refusals of every command on an own reservation.
pub(crate) const OWN_RESERVATION: &[Rule] = &[Rule::VoucherNotFound, Rule::Expired, Rule::AlreadyRedeemed];
/// The refusals of changing a reservation only (PROGRAM.md 7.8).
pub(crate) const AMENDING: &[Rule] = &[Rule::ReportAlreadySubmitted, Rule::StartsBeforeReserved];
/// The refusals of notifying the customer (PROGRAM.md 7.10).
pub(crate) const NOTIFYING: &[Rule] = &[Rule::NotifiedJustNow];
/// The warnings of a reservation, which do not refuse it (PROGRAM.md 5.2).
pub(crate) const WARNINGS: &[Rule] = &[Rule::LocationNotListed];
