//! What many seeds must have played: a zero among these is a fault of the simulation.

use crate::fault::Fault;
use crate::invariant::Invariant;
use crate::tally::Tally;

/// The seeds from which on zeros are faults.
pub const SEEDS: u64 = 1_000;

/// Operations that must succeed.
const OPERATIONS: &[&str] = &[
    "amend_reservation", "announce_deliverable", "announce_invoice", "answer_dispute", "approve_claim",
    "cancel_reservation", "check_reservation", "comment_on_claim", "delete_deliverable", "dispute_claim",
    "download_receipt", "enroll_company", "hold_claim", "list_claims", "list_deliverables", "list_enrollments",
    "list_evidence", "list_locations", "list_payees", "list_people", "list_programs", "list_rates", "list_receipts",
    "list_vouchers", "note_paper_invoice", "notify_customer", "preview_redemption", "record_evidence",
    "redeem_vouchers", "register_company", "register_payee", "reinstate_claim", "reinstate_enrollment", "reject_claim",
    "release_claim", "renew_enrollment", "reopen_report", "report_payment", "request_claim_changes", "reserve_voucher",
    "review_claim", "save_claim", "save_report", "search_providers", "set_rate", "show_agreement", "show_claim",
    "show_claim_checks", "show_company", "show_dashboard", "show_deliverable", "show_eligibility", "show_enrollment",
    "show_invoice", "show_profile", "show_provider", "show_redemption", "show_report", "show_statement", "show_terms",
    "show_voucher", "sign_agreement", "submit_claim", "submit_claims", "submit_report", "suspend_enrollment",
    "take_assignment_mail", "take_licensing_event", "validate_voucher", "withdraw_claim", "withdraw_enrollment",
    "withdraw_evidence", "write_location", "write_profile",
];

/// Reasons of refusals that must occur.
const REFUSALS: &[&str] = &[
    "agreement_not_current", "already_enrolled", "already_redeemed", "already_reserved", "amount_mismatch",
    "assigned_with_other_terms", "cancelled", "claim_not_found", "claim_paid", "comment_missing", "company_not_found",
    "company_not_registered", "consultant_not_qualified", "country_mismatch", "currency_mismatch",
    "dates_differ_from_reservation", "dates_outside_window", "days_mismatch", "deliverable_missing",
    "deliverable_not_found", "deliverable_pending", "engagement_not_finished", "engagement_not_offered",
    "enrollment_inactive", "enrollment_not_found", "enrollment_not_in_force", "enrollment_suspended",
    "evidence_not_found", "expired", "extension_too_long", "extra_fee_charged", "role_missing", "location_missing", "four_eyes",
    "handover_missing", "handover_outside", "idempotency_key_reused", "intended_for_other_company",
    "invoice_missing", "invoice_number_used", "length_not_allowed", "location_not_approved", "location_not_mapped",
    "membership_expiring", "no_rate", "no_redeemed_voucher_yet", "not_eligible", "not_eligible_engagement",
    "not_found_or_mismatch", "not_later", "notified_just_now", "offsite_too_long", "past_due", "payee_not_registered",
    "precondition_failed", "provider_not_found", "receipt_not_found", "renewal_too_early", "repeat_15_day",
    "report_already_submitted", "report_incomplete", "report_missing", "report_not_found", "starts_before_reserved",
    "starts_in_past", "submissions_frozen", "terms_not_accepted", "terms_not_current", "voucher_not_found",
    "walk_on_too_long", "wrong_claim_status",
];

/// The names that were never counted.
pub fn missing(tally: &Tally) -> Vec<String> {
    let faults = Fault::ALL.iter().map(|fault| fault.as_str()).filter(|name| !tally.faults.contains_key(name));
    let checks = Invariant::ALL.iter().map(|known| known.as_str()).filter(|name| !tally.checks.contains_key(name));
    let operations = OPERATIONS.iter().copied().filter(|name| !tally.operations.contains_key(name));
    let refusals = REFUSALS.iter().copied().filter(|name| !tally.refusals.contains_key(*name));
    faults.chain(checks).chain(operations).chain(refusals).map(str::to_owned).collect()
}
