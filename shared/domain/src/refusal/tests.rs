use jiff::civil::date;

use super::*;
use crate::invoice::InvoiceCopy;
use crate::params::Param;
use crate::report::Answers;

/// An example of each refusal, with its code and field; a new refusal fails the tests until it is added.
fn all() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    [of_vouchers(), of_reports(), of_partners(), of_claims()].concat()
}

const DAY: Date = date(2026, 11, 22);

fn program() -> ProgramCode {
    ProgramCode::parse("DDPS").unwrap()
}

fn engagement() -> EngagementCode {
    EngagementCode::parse("DDPS-X").unwrap()
}

fn person() -> PersonId {
    PersonId::parse("U-7").unwrap()
}

fn location() -> LocationId {
    LocationId::parse("L-1").unwrap()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// The refusals about a voucher and its reservation.
fn of_vouchers() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let (company_id, engagement_type, location_id) = (CompanyId::parse("P-1").unwrap(), engagement(), location());
    let offered = vec![EngagementCode::parse("DDPS-Y").unwrap(), EngagementCode::parse("DDPS-Z").unwrap()];
    let not_offered = Refusal::EngagementNotOffered { engagement_type: engagement(), program: program(), offered };
    let any_of = vec!["Windows and Devices (gold)".to_owned(), "Cloud CRM (gold)".to_owned()];
    let not_eligible = Refusal::NotEligibleEngagement { engagement_type: engagement(), any_of };
    let mismatch = Refusal::CountryMismatch { location_country: country("TW"), delivery_country: country("US") };
    let length = Refusal::LengthNotAllowed { engagement_type, days: 5, allowed_days: vec![1, 3, 10] };
    let unqualified = Refusal::ConsultantNotQualified { lead_consultant: person(), day: DAY };
    let again_at = "2026-11-22T09:01:00Z".parse().unwrap();
    let current = TextVersion::parse("2019-01").unwrap();
    let terms = vec!["license_id", "admin.email"];
    vec![
        (Refusal::NotFoundOrMismatch, "not_found_or_mismatch", None),
        (Refusal::VoucherNotFound, "voucher_not_found", None),
        (Refusal::Expired { valid_until: DAY }, "expired", None),
        (Refusal::AlreadyReserved, "already_reserved", None),
        (Refusal::AlreadyRedeemed, "already_redeemed", None),
        (Refusal::Cancelled, "cancelled", None),
        (Refusal::IntendedForOtherCompany, "intended_for_other_company", None),
        (Refusal::EnrollmentInactive { company_id, program: program() }, "enrollment_inactive", None),
        (not_offered, "engagement_not_offered", Some("engagement_type")),
        (not_eligible, "not_eligible_engagement", Some("engagement_type")),
        (Refusal::LocationNotApproved { location_id: location() }, "location_not_approved", Some("location_id")),
        (Refusal::LocationNotListed { location_id }, "location_not_listed", Some("location_id")),
        (mismatch, "country_mismatch", Some("delivery_country")),
        (Refusal::DatesOutsideWindow { valid_until: DAY }, "dates_outside_window", Some("end_date")),
        (Refusal::EndsBeforeStart { start_date: DAY }, "ends_before_start", Some("end_date")),
        (Refusal::StartsBeforeReserved { reserved_on: DAY }, "starts_before_reserved", Some("start_date")),
        (Refusal::StartsInPast { today: DAY }, "starts_in_past", Some("start_date")),
        (length, "length_not_allowed", Some("engagement_type")),
        (unqualified, "consultant_not_qualified", Some("lead_consultant")),
        (Refusal::Repeat15Day, "repeat_15_day", Some("repeat_15_day_exception")),
        (Refusal::TermsNotAccepted, "terms_not_accepted", Some("accept_terms")),
        (Refusal::TermsNotCurrent { current }, "terms_not_current", Some("terms_version")),
        (Refusal::NotifiedJustNow { again_at }, "notified_just_now", None),
        (Refusal::NotLater { valid_until: DAY }, "not_later", Some("expires_on")),
        (Refusal::ExtensionTooLong { latest: DAY, max_days: 365 }, "extension_too_long", Some("expires_on")),
        (Refusal::AssignedWithOtherTerms { terms }, "assigned_with_other_terms", None),
    ]
}

/// The refusals about files and report of a reservation.
fn of_reports() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let period = |first| Period::spanning(first, DAY);
    let (delivered, reserved) = (period(date(2026, 11, 20)), period(DAY));
    let early = Refusal::DeliveredBeforeReserved { delivered_from: date(2026, 11, 20), reserved_on: DAY };
    let handed_over_on = date(2026, 11, 23);
    let earliest = Some(date(2026, 11, 21));
    vec![
        (Refusal::DeliverableMissing { kinds: vec!["findings", "report"] }, "deliverable_missing", None),
        (Refusal::DeliverablePending { pending: 1 }, "deliverable_pending", None),
        (Refusal::TooManyDeliverables { max: 20 }, "too_many_deliverables", None),
        (Refusal::DeliverableNotFound, "deliverable_not_found", None),
        (Refusal::EngagementNotFinished { ends_on: DAY }, "engagement_not_finished", None),
        (
            Refusal::DatesDifferFromReservation { delivered, reserved },
            "dates_differ_from_reservation",
            Some("delivered_from"),
        ),
        (early, "delivered_before_reserved", Some("delivered_from")),
        (Refusal::DaysMismatch { reported: 4, days: 5 }, "days_mismatch", Some("onsite_days")),
        (Refusal::OffsiteTooLong { reported: 4, max: 3 }, "offsite_too_long", Some("offsite_days")),
        (Refusal::WalkOnTooLong { reported: 5, max: 4 }, "walk_on_too_long", Some("walk_on_hours")),
        (Refusal::ExtraFeeCharged, "extra_fee_charged", Some("no_extra_fee")),
        (Refusal::HandoverMissing, "handover_missing", Some("handed_over_on")),
        (
            Refusal::HandoverOutside { handed_over_on, earliest, latest: DAY },
            "handover_outside",
            Some("handed_over_on"),
        ),
        (Refusal::ReportIncomplete { question: "seats" }, "report_incomplete", Some("seats")),
        (Refusal::ReportMissing, "report_missing", None),
        (Refusal::ReportAlreadySubmitted, "report_already_submitted", None),
        (Refusal::ReportNotFound, "report_not_found", None),
        (Refusal::RedemptionNotFound, "redemption_not_found", None),
        (Refusal::ReceiptNotFound, "receipt_not_found", None),
    ]
}

/// The refusals about a company and its enrollments.
fn of_partners() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let version = TextVersion::parse("2019-01").unwrap();
    let membership_ends_on = date(2026, 12, 31);
    vec![
        (Refusal::ProgramNotFound { program: program() }, "program_not_found", None),
        (Refusal::CompanyNotFound, "company_not_found", None),
        (Refusal::CompanyNotRegistered, "company_not_registered", None),
        (Refusal::EvidenceNotFound, "evidence_not_found", None),
        (Refusal::ProfileNotFound, "profile_not_found", None),
        (Refusal::ProviderNotFound, "provider_not_found", None),
        (missing(EvidenceKind::Competency), "not_eligible", Some("competency")),
        (Refusal::AgreementNotSigned { version: version.clone() }, "agreement_not_signed", None),
        (Refusal::AgreementNotCurrent { current: version }, "agreement_not_current", Some("version")),
        (Refusal::AlreadyEnrolled, "already_enrolled", Some("program")),
        (Refusal::ProgramRetired { program: program() }, "program_retired", Some("program")),
        (Refusal::MembershipExpiring { membership_ends_on, within_days: 90 }, "membership_expiring", None),
        (Refusal::EnrollmentSuspended, "enrollment_suspended", None),
        (Refusal::RenewalTooEarly { renewable_from: date(2027, 3, 3) }, "renewal_too_early", None),
        (Refusal::EnrollmentNotInForce, "enrollment_not_in_force", None),
        (Refusal::EnrollmentNotFound, "enrollment_not_found", None),
    ]
}

/// The refusals about a claim and its payee.
fn of_claims() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let invoice_number = InvoiceNumber::parse("INV-1").unwrap();
    let currency = |code| Currency::parse(code).unwrap();
    let mismatch = Refusal::CurrencyMismatch { profile_currency: currency("TWD"), claim_currency: currency("USD") };
    let no_rate = Refusal::NoRate { country: country("TW"), program: program(), redeemed_on: DAY };
    let frozen = Refusal::SubmissionsFrozen { country: country("TW"), frozen_until: date(2027, 1, 15) };
    let early = Refusal::PaymentBeforeApproval { approved_on: date(2027, 1, 15) };
    let wrong_status = Refusal::WrongClaimStatus { status: "paid", needed: vec!["draft", "rejected"] };
    vec![
        (Refusal::ClaimNotFound, "claim_not_found", None),
        (wrong_status, "wrong_claim_status", None),
        (no_rate, "no_rate", None),
        (Refusal::PayeeNotRegistered { program: program() }, "payee_not_registered", None),
        (Refusal::LocationNotMapped { location_id: location() }, "location_not_mapped", None),
        (mismatch, "currency_mismatch", None),
        (
            Refusal::InvoiceNumberUsed { invoice_number: invoice_number.clone() },
            "invoice_number_used",
            Some("invoice_number"),
        ),
        (Refusal::InvoiceMissing { invoice_number, needed: InvoiceCopy::Soft }, "invoice_missing", None),
        (Refusal::InvoiceNotFound, "invoice_not_found", None),
        (frozen, "submissions_frozen", None),
        (Refusal::PastDue { due_on: date(2027, 1, 30) }, "past_due", None),
        (Refusal::CommentMissing, "comment_missing", Some("comment")),
        (Refusal::ClaimPaid, "claim_paid", None),
        (Refusal::TooManyComments { max: 100 }, "too_many_comments", None),
        (Refusal::FourEyes, "four_eyes", None),
        (Refusal::NoRedeemedVoucherYet { program: program() }, "no_redeemed_voucher_yet", None),
        (Refusal::AmountMismatch, "amount_mismatch", Some("amount")),
        (early, "payment_before_approval", Some("at")),
        (Refusal::TooManyPayments { max: 20 }, "too_many_payments", None),
    ]
}

/// A requirement without any evidence.
fn missing(requirement: EvidenceKind) -> Refusal {
    let any_of = vec!["Windows and Devices (gold)".to_owned()];
    Refusal::NotEligible { requirement, any_of, held: None, person: None, valid_from: None, valid_until: None }
}

/// Refusals with other combinations of optional values.
fn with_other_values() -> Vec<Refusal> {
    let held = |person, valid_from, valid_until| Refusal::NotEligible {
        requirement: EvidenceKind::ConsultantExam,
        any_of: Vec::new(),
        held: Some("Windows and Devices".to_owned()),
        person,
        valid_from,
        valid_until,
    };
    let handed_over_on = date(2026, 11, 23);
    vec![
        held(Some(person()), Some(DAY), None),
        held(Some(person()), None, Some(DAY)),
        held(None, None, Some(DAY)),
        Refusal::HandoverOutside { handed_over_on, earliest: None, latest: DAY },
    ]
}

#[test]
fn codes_and_fields_do_not_change() {
    for (refusal, code, field) in all() {
        assert_eq!((refusal.code(), refusal.field()), (code, field));
    }
    let examples: Vec<Rule> = all().iter().map(|(refusal, ..)| refusal.rule()).collect();
    assert_eq!(examples, Rule::ALL, "an example of each, in order");
    let codes: std::collections::BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(codes.len(), Rule::ALL.len(), "codes are unique");
}

#[test]
fn a_refusal_has_exactly_the_values_of_its_rule() {
    for (refusal, code, _) in all() {
        check_values(&refusal);
        assert_eq!(refusal.rule().kind().code, code);
    }
    with_other_values().iter().for_each(check_values);
}

/// Checks names and kinds of the values against those of the rule; only optional values may be absent.
fn check_values(refusal: &Refusal) {
    let (kind, params) = (refusal.rule().kind(), refusal.params());
    for name in params.keys() {
        assert!(kind.params.iter().any(|(named, _)| named == name), "{name} of {refusal:?}");
    }
    for (name, kind) in kind.params {
        match params.get(name) {
            Some(value) => assert_eq!(kind_of(value), required(*kind), "{name} of {refusal:?}"),
            None => assert!(kind.is_optional(), "{name} of {refusal:?}"),
        }
    }
}

fn kind_of(value: &Param) -> ParamKind {
    match value {
        Param::Number(_) => ParamKind::Number,
        Param::Numbers(_) => ParamKind::Numbers,
        Param::Text(_) => ParamKind::Text,
        Param::Texts(_) => ParamKind::Texts,
        Param::Day(_) => ParamKind::Day,
        Param::Instant(_) => ParamKind::Instant,
        Param::Period { .. } => ParamKind::Period,
    }
}

fn required(kind: ParamKind) -> ParamKind {
    if let ParamKind::Optional(kind) = kind { *kind } else { kind }
}

#[test]
fn a_message_contains_every_value_of_the_refusal() {
    let refusals = all().into_iter().map(|(refusal, ..)| refusal).chain(with_other_values());
    for refusal in refusals {
        let text = format!("{}: {refusal}", refusal.field().unwrap_or_default());
        for (name, value) in refusal.params() {
            for part in parts(&value) {
                assert!(text.contains(&part), "{name} {part} in {text}");
            }
        }
    }
}

/// The parts of a value that a message must contain.
fn parts(value: &Param) -> Vec<String> {
    match value {
        Param::Number(number) => vec![number.to_string()],
        Param::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
        Param::Text(text) => vec![text.clone()],
        Param::Texts(texts) => texts.clone(),
        Param::Day(day) => vec![day.to_string()],
        Param::Instant(instant) => vec![instant.to_string()],
        Param::Period { start, end } => vec![start.to_string(), end.to_string()],
    }
}

#[test]
fn the_contract_template_of_a_rule_names_exactly_its_values() {
    for rule in Rule::ALL {
        let kind = rule.kind();
        for named in kind.template.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
            assert!(kind.params.iter().any(|(name, _)| *name == named), "{named} in {rule:?}");
        }
        for (name, _) in kind.params {
            assert!(kind.template.contains(&format!("{{{name}}}")), "{name} of {rule:?}");
        }
    }
}

#[test]
fn every_question_of_the_report_has_its_own_text() {
    let questions = Answers::default().missing();
    assert_eq!(questions.len(), 12);
    let texts: std::collections::BTreeSet<&str> = questions.iter().map(|question| question_text(question)).collect();
    assert_eq!(texts.len(), 12);
    assert!(!texts.contains("this"));
    let refused = Refusal::ReportIncomplete { question: "no_extra_fee" }.to_string();
    let expected = "the report must say whether the customer was charged no extra fee before it can be submitted";
    assert_eq!(refused, expected);
}

#[test]
fn exactly_these_rules_are_answered_with_not_found() {
    let actual: Vec<&str> = Rule::ALL.iter().filter(|rule| rule.is_concealing()).map(|rule| rule.code()).collect();
    let expected = [
        "not_found_or_mismatch",
        "voucher_not_found",
        "deliverable_not_found",
        "report_not_found",
        "redemption_not_found",
        "receipt_not_found",
        "program_not_found",
        "company_not_found",
        "evidence_not_found",
        "profile_not_found",
        "provider_not_found",
        "enrollment_not_found",
        "claim_not_found",
        "invoice_not_found",
    ];
    assert_eq!(actual, expected);
    assert!(all().iter().all(|(refusal, ..)| refusal.is_concealing() == refusal.rule().is_concealing()));
}

#[test]
fn a_message_states_the_accepted_values() {
    let message = |code: &str| all().into_iter().find(|(_, c, _)| *c == code).unwrap().0.to_string();
    assert_eq!(message("expired"), "the voucher was valid until 2026-11-22");
    assert_eq!(message("starts_in_past"), "the engagement cannot start before 2026-11-22, today (UTC)");
    let too_long = "a voucher is extended until 2026-11-22 at the latest, 365 days from today (UTC)";
    assert_eq!(message("extension_too_long"), too_long);
    assert_eq!(message("length_not_allowed"), "DDPS-X is not offered in 5 days; it is offered in 1, 3 or 10");
    assert_eq!(message("engagement_not_offered"), "DDPS does not offer DDPS-X; it offers DDPS-Y, DDPS-Z");
    let not_eligible = "the company holds no competency that qualifies for DDPS-X; it needs one of: Windows and \
                        Devices (gold), Cloud CRM (gold)";
    assert_eq!(message("not_eligible_engagement"), not_eligible);
    assert_eq!(message("offsite_too_long"), "4 days off site are reported; at most 3 are allowed");
    assert_eq!(message("walk_on_too_long"), "5 hours of walk-on topics are reported; at most 4 are allowed");
    assert_eq!(message("too_many_deliverables"), "a reservation takes at most 20 files; delete one first");
    assert_eq!(message("wrong_claim_status"), "the claim is paid; this needs one that is draft or rejected");
    let other_terms = message("assigned_with_other_terms");
    assert!(other_terms.contains("these differ: license_id, admin.email."), "{other_terms}");
    assert_eq!(message("past_due"), "the payment had to be requested by 2027-01-30");
    assert_eq!(message("location_not_mapped"), "L-1 is not mapped to a bank profile");
    let no_rate = "the rate card has no line for DDPS in TW on 2026-11-22, the day of redemption (UTC)";
    assert_eq!(message("no_rate"), no_rate);
}

#[test]
fn a_program_without_engagement_types_offers_nothing() {
    let refusal =
        Refusal::EngagementNotOffered { engagement_type: engagement(), program: program(), offered: Vec::new() };
    assert_eq!(refusal.to_string(), "DDPS does not offer DDPS-X; it offers nothing");
}

#[test]
fn refusals_are_a_non_empty_list_in_the_order_of_the_checks() {
    assert_eq!(Refusals::none_of(Vec::new()), Ok(()));
    let refused = Refusals::none_of(vec![Refusal::ReportMissing, Refusal::AlreadyRedeemed]).unwrap_err();
    assert_eq!(refused.codes(), ["report_missing", "already_redeemed"]);
    assert!(refused.contains(&Refusal::AlreadyRedeemed) && !refused.contains(&Refusal::Cancelled));
    assert_eq!(refused.to_string(), "the completion report has not been submitted; the voucher is already redeemed");
    assert_eq!((&refused).into_iter().count(), 2);
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), [Refusal::ReportMissing, Refusal::AlreadyRedeemed]);
}
