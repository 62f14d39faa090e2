use jiff::civil::date;

use super::*;

/// Every refusal, with its code and its field; a new one is missing here until somebody decides on both.
fn all() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    [of_vouchers(), of_partners(), of_claims()].concat()
}

/// Those about a voucher, its files and its report.
fn of_vouchers() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let day = date(2026, 11, 22);
    let (company, engagement) = (CompanyId::parse("P-1").unwrap(), EngagementCode::parse("X").unwrap());
    let (location, consultant) = (LocationId::parse("L-1").unwrap(), PersonId::parse("U-7").unwrap());
    let (here, there) = (Country::parse("TW").unwrap(), Country::parse("US").unwrap());
    let unqualified = Refusal::ConsultantNotQualified { consultant, on: day };
    let other_terms = Refusal::AssignedWithOtherTerms { terms: vec!["license_id", "admin.email"] };
    let length = Refusal::LengthNotAllowed { engagement: engagement.clone(), days: 5, allowed: "1, 3".to_owned() };
    let period = |first| Period::spanning(first, day);
    let differing =
        Refusal::DatesDifferFromReservation { delivered: period(date(2026, 11, 20)), reserved: period(day) };
    let handed = Refusal::HandoverOutside { handed_over: date(2026, 11, 23), first_delivered: None, today: day };
    vec![
        (Refusal::NotFoundOrMismatch, "not_found_or_mismatch", None),
        (Refusal::VoucherNotFound, "voucher_not_found", None),
        (Refusal::Expired(day), "expired", None),
        (Refusal::AlreadyReserved, "already_reserved", None),
        (Refusal::AlreadyRedeemed, "already_redeemed", None),
        (Refusal::Cancelled, "cancelled", None),
        (Refusal::IntendedForOtherCompany, "intended_for_other_company", None),
        (Refusal::EnrollmentInactive { company }, "enrollment_inactive", None),
        (Refusal::NotEligibleEngagement { engagement }, "not_eligible_engagement", Some("engagement_type")),
        (Refusal::LocationNotApproved { location }, "location_not_approved", Some("location_id")),
        (Refusal::CountryMismatch { location: here, delivery: there }, "country_mismatch", Some("delivery_country")),
        (Refusal::DatesOutsideWindow(day), "dates_outside_window", Some("end_date")),
        (Refusal::StartsInPast(day), "starts_in_past", Some("start_date")),
        (length, "length_not_allowed", Some("engagement_type")),
        (unqualified, "consultant_not_qualified", Some("lead_consultant")),
        (Refusal::Repeat15Day, "repeat_15_day", Some("repeat_15_day_exception")),
        (Refusal::TermsNotAccepted, "terms_not_accepted", Some("accept_terms")),
        (Refusal::NotifiedJustNow { again_at: "2026-11-22T09:01:00Z".parse().unwrap() }, "notified_just_now", None),
        (Refusal::NotLater(day), "not_later", Some("expires_on")),
        (Refusal::ExtensionTooLong { latest: day, max_days: 365 }, "extension_too_long", Some("expires_on")),
        (other_terms, "assigned_with_other_terms", None),
        (Refusal::DeliverableMissing { kinds: "plan".to_owned() }, "deliverable_missing", None),
        (Refusal::DeliverablePending(1), "deliverable_pending", None),
        (Refusal::TooManyDeliverables { max: 20 }, "too_many_deliverables", None),
        (Refusal::DeliverableNotFound, "deliverable_not_found", None),
        (Refusal::EngagementNotFinished(day), "engagement_not_finished", None),
        (differing, "dates_differ_from_reservation", Some("delivered_from")),
        (
            Refusal::DeliveredBeforeReserved { delivered: day, reserved: day },
            "delivered_before_reserved",
            Some("delivered_from"),
        ),
        (Refusal::DaysMismatch { reported: 4, days: 5 }, "days_mismatch", Some("onsite_days")),
        (Refusal::OffsiteTooLong { reported: 4, max: 3 }, "offsite_too_long", Some("offsite_days")),
        (Refusal::WalkOnTooLong { reported: 5, max: 4 }, "walk_on_too_long", Some("walk_on_hours")),
        (Refusal::ExtraFeeCharged, "extra_fee_charged", Some("no_extra_fee")),
        (Refusal::HandoverMissing, "handover_missing", Some("handed_over_on")),
        (handed, "handover_outside", Some("handed_over_on")),
        (Refusal::ReportIncomplete("seats"), "report_incomplete", Some("seats")),
        (Refusal::ReportMissing, "report_missing", None),
        (Refusal::ReportAlreadySubmitted, "report_already_submitted", None),
    ]
}

/// Those about a company and its enrollments.
fn of_partners() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let (current, program) = (AgreementVersion::parse("2019-01").unwrap(), ProgramCode::parse("DDPS").unwrap());
    let location = LocationId::parse("L-1").unwrap();
    let not_eligible = Refusal::NotEligible { requirement: EvidenceKind::Competency, detail: "missing".to_owned() };
    let signed = Refusal::AgreementNotSigned { current: current.clone() };
    vec![
        (Refusal::CompanyNotRegistered, "company_not_registered", None),
        (not_eligible, "not_eligible", Some("competency")),
        (signed, "agreement_not_signed", None),
        (Refusal::AgreementNotCurrent { current }, "agreement_not_current", Some("version")),
        (Refusal::AlreadyEnrolled, "already_enrolled", Some("program")),
        (Refusal::RenewalTooEarly { from: date(2027, 3, 3) }, "renewal_too_early", None),
        (Refusal::ProgramRetired { program }, "program_retired", Some("program")),
        (Refusal::MembershipExpiring { ends_on: date(2026, 12, 31), guard_days: 90 }, "membership_expiring", None),
        (Refusal::EnrollmentSuspended, "enrollment_suspended", None),
        (Refusal::EnrollmentNotInForce, "enrollment_not_in_force", None),
        (Refusal::EnrollmentNotFound, "enrollment_not_found", None),
        (Refusal::LocationNotListed { location }, "location_not_listed", Some("location_id")),
    ]
}

/// Those about a claim and where a company is paid.
fn of_claims() -> Vec<(Refusal, &'static str, Option<&'static str>)> {
    let (location, program) = (LocationId::parse("L-1").unwrap(), || ProgramCode::parse("DDPS").unwrap());
    let invoice_number = InvoiceNumber::parse("INV-1").unwrap();
    let used = Refusal::InvoiceNumberUsed { invoice_number };
    let country = Country::parse("TW").unwrap();
    let frozen = Refusal::SubmissionsFrozen { country, until: date(2027, 1, 15) };
    let currency = |code| Currency::parse(code).unwrap();
    let mismatch = Refusal::CurrencyMismatch { profile: currency("TWD"), rate: currency("USD") };
    let early = Refusal::PaymentBeforeApproval { approved_on: date(2027, 1, 15) };
    vec![
        (mismatch, "currency_mismatch", None),
        (early, "payment_before_approval", Some("at")),
        (Refusal::ClaimNotFound, "claim_not_found", None),
        (Refusal::WrongClaimStatus { status: "paid", needed: "draft" }, "wrong_claim_status", None),
        (Refusal::NoRate, "no_rate", None),
        (Refusal::PayeeNotRegistered { program: program() }, "payee_not_registered", None),
        (Refusal::LocationNotMapped { location }, "location_not_mapped", None),
        (used, "invoice_number_used", Some("invoice_number")),
        (frozen, "submissions_frozen", None),
        (Refusal::PastDue(date(2027, 1, 30)), "past_due", None),
        (Refusal::FourEyes, "four_eyes", None),
        (Refusal::NoRedeemedVoucherYet { program: program() }, "no_redeemed_voucher_yet", None),
        (Refusal::AmountMismatch, "amount_mismatch", Some("amount")),
        (Refusal::TooManyPayments, "too_many_payments", None),
    ]
}

#[test]
fn codes_and_fields_are_those_of_the_interface_and_never_change() {
    for (refusal, code, field) in all() {
        assert_eq!((refusal.code(), refusal.field()), (code, field));
    }
    let day = date(2026, 11, 22);
    for (shares, field) in
        [(Refusal::EndsBeforeStart(day), "end_date"), (Refusal::StartsBeforeReserved(day), "start_date")]
    {
        assert_eq!((shares.code(), shares.field()), ("dates_outside_window", Some(field)), "it shares one");
    }
    let codes: std::collections::BTreeSet<&str> = all().iter().map(|(_, code, _)| *code).collect();
    assert_eq!(codes.len(), all().len(), "a code says one thing");
}

#[test]
fn only_what_must_look_nonexistent_hides() {
    let hiding: Vec<&str> = all().iter().filter(|(refusal, ..)| refusal.hides()).map(|(_, code, _)| *code).collect();
    let hidden = [
        "not_found_or_mismatch",
        "voucher_not_found",
        "deliverable_not_found",
        "enrollment_not_found",
        "claim_not_found",
    ];
    assert_eq!(hiding, hidden);
}

#[test]
fn a_refusal_says_what_would_be_right() {
    let said = |code: &str| all().into_iter().find(|(_, c, _)| *c == code).unwrap().0.to_string();
    assert_eq!(said("expired"), "the voucher was valid until 2026-11-22");
    let too_long = "a voucher is extended until 2026-11-22 at the latest, 365 days from today";
    assert_eq!(said("extension_too_long"), too_long);
    assert_eq!(said("length_not_allowed"), "X does not come in 5 days; it comes in 1, 3");
    assert_eq!(said("offsite_too_long"), "4 days off site are reported; at most 3 are allowed");
    assert_eq!(said("walk_on_too_long"), "5 hours of walk-on topics are reported; at most 4 are allowed");
    assert_eq!(said("too_many_deliverables"), "a voucher takes at most 20 files; delete one first");
    assert_eq!(said("wrong_claim_status"), "the claim is paid; this needs one that is draft");
    let other_terms = said("assigned_with_other_terms");
    assert!(other_terms.contains("these differ: license_id, admin.email."), "{other_terms}");
    assert_eq!(said("past_due"), "the payment had to be requested by 2027-01-30");
    assert_eq!(said("location_not_mapped"), "L-1 is not mapped to a bank profile");
}

#[test]
fn refusals_are_at_least_one_in_the_order_in_which_they_were_found() {
    assert_eq!(Refusals::none_of(Vec::new()), Ok(()));
    let refused = Refusals::none_of(vec![Refusal::ReportMissing, Refusal::AlreadyRedeemed]).unwrap_err();
    assert_eq!(refused.codes(), ["report_missing", "already_redeemed"]);
    assert!(refused.contains(&Refusal::AlreadyRedeemed) && !refused.contains(&Refusal::Cancelled));
    assert_eq!(refused.to_string(), "the completion report has not been submitted; the voucher is already redeemed");
    assert_eq!((&refused).into_iter().count(), 2);
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), [Refusal::ReportMissing, Refusal::AlreadyRedeemed]);
}
