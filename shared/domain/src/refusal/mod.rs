//! Why a rule says no. Codes and the names of their values are part of the interface: never renamed, never reused.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::Country;
use crate::calendar::Period;
use crate::ids::{AgreementVersion, CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode};
use crate::money::Currency;
use crate::params::{MaybeParam, ParamKind, Params, ReasonKind};
use crate::partner::EvidenceKind;

mod declare;
mod list;
mod words;

use declare::refusals;
pub use list::Refusals;
use words::{asked, either, handover_days, lacking, listed, offers};

// Of vouchers, their files and their reports.
refusals! {
    /// Unknown number or another administrator: one answer for both, so that numbers cannot be probed.
    NotFoundOrMismatch = "not_found_or_mismatch" ("no voucher with this number and administrator e-mail");
    VoucherNotFound = "voucher_not_found" ("there is no such voucher");
    Expired { valid_until: Date } = "expired" ("the voucher was valid until {valid_until}");
    AlreadyReserved = "already_reserved" ("the voucher is already reserved");
    AlreadyRedeemed = "already_redeemed" ("the voucher is already redeemed");
    Cancelled = "cancelled" ("the voucher was cancelled by the licensing side");
    IntendedForOtherCompany = "intended_for_other_company" ("the customer intends this voucher for another partner");
    EnrollmentInactive { company_id: CompanyId, program: ProgramCode } = "enrollment_inactive"
        ("{company_id} has no enrollment in force for {program}");
    /// The engagement type is not one of the program's, or it is retired.
    EngagementNotOffered { engagement_type: EngagementCode, program: ProgramCode, offered: Vec<EngagementCode> }
        = "engagement_not_offered" in "engagement_type"
        ("{program} does not offer {engagement_type}; {offers}", offers = offers(.offered))
        says "{program} does not offer {engagement_type}; it offers {offered}";
    /// The company holds none of the competencies that qualify for the engagement type.
    NotEligibleEngagement { engagement_type: EngagementCode, any_of: Vec<String> } = "not_eligible_engagement"
        in "engagement_type"
        ("the company holds no competency that qualifies for {engagement_type}; it needs one of: {any_of}",
         any_of = listed(.any_of));
    LocationNotApproved { location_id: LocationId } = "location_not_approved" in "location_id"
        ("{location_id} is not an approved location of the company");
    LocationNotListed { location_id: LocationId } = "location_not_listed" in "location_id"
        ("{location_id} is not in the company's published directory profile");
    CountryMismatch { location_country: Country, delivery_country: Country } = "country_mismatch" in "delivery_country"
        ("the location is in {location_country}, the delivery in {delivery_country}: they must be the same country");
    DatesOutsideWindow { valid_until: Date } = "dates_outside_window" in "end_date"
        ("the engagement must end by {valid_until}, the voucher's last valid day");
    EndsBeforeStart { start_date: Date } = "ends_before_start" in "end_date"
        ("the engagement cannot end before {start_date}, its first day")
        says "the last day cannot lie before {start_date}, the first one";
    /// An amendment moves the start to no day before the voucher was reserved.
    StartsBeforeReserved { reserved_on: Date } = "starts_before_reserved" in "start_date"
        ("the engagement cannot start before {reserved_on}, the day (UTC) on which the voucher was reserved");
    StartsInPast { today: Date } = "starts_in_past" in "start_date"
        ("the engagement cannot start before {today}, today (UTC)");
    LengthNotAllowed { engagement_type: EngagementCode, days: u8, allowed_days: Vec<u8> } = "length_not_allowed"
        in "engagement_type"
        ("{engagement_type} does not come in {days} days; it comes in {allowed_days}",
         allowed_days = either(.allowed_days));
    /// No exam of a qualifying competency counts on the day on which it must be valid.
    ConsultantNotQualified { lead_consultant: PersonId, day: Date } = "consultant_not_qualified" in "lead_consultant"
        ("{lead_consultant} holds no exam that qualifies for this engagement and is valid on {day}");
    Repeat15Day = "repeat_15_day" in "repeat_15_day_exception"
        ("the customer already has a 15-day engagement of this type; declare another division or product if it is one");
    TermsNotAccepted = "terms_not_accepted" in "accept_terms" ("the program's terms must be accepted");
    NotifiedJustNow { again_at: Timestamp } = "notified_just_now"
        ("the customer was sent this less than a minute ago; it can be sent again from {again_at} on");
    NotLater { valid_until: Date } = "not_later" in "expires_on"
        ("the voucher is already valid until {valid_until}; an extension must be later");
    ExtensionTooLong { latest: Date, max_days: i32 } = "extension_too_long" in "expires_on"
        ("a voucher is extended until {latest} at the latest, {max_days} days from today (UTC)");
    /// The same number was assigned before; `terms` are the fields that differ, at least one.
    AssignedWithOtherTerms { terms: Vec<&'static str> } = "assigned_with_other_terms"
        ("this voucher number was assigned before with other terms; these differ: {terms}. An assignment is never \
          changed by another one; send voucher.reassigned or voucher.extended", terms = listed(.terms));
    DeliverableMissing { kinds: Vec<&'static str> } = "deliverable_missing"
        ("at least one deliverable must be uploaded and found clean, of one of the kinds {kinds}; other files do not \
          count", kinds = listed(.kinds));
    DeliverablePending { pending: u32 } = "deliverable_pending"
        ("files still to be uploaded or checked: {pending}; wait for them or delete them");
    TooManyDeliverables { max: u32 } = "too_many_deliverables"
        ("a voucher takes at most {max} files; delete one first");
    DeliverableNotFound = "deliverable_not_found" ("there is no such deliverable");
    EngagementNotFinished { ends_on: Date } = "engagement_not_finished"
        ("the engagement ends on {ends_on}; if the delivery ended earlier, amend the end of the reservation first");
    /// Days of the delivery, as the report names them, lie outside the reservation.
    DatesDifferFromReservation { delivered: Period, reserved: Period } = "dates_differ_from_reservation"
        in "delivered_from"
        ("delivered {delivered}, but reserved for {reserved}: amend the dates of the reservation to the days of the \
          delivery first, then submit");
    DeliveredBeforeReserved { delivered_from: Date, reserved_on: Date } = "delivered_before_reserved"
        in "delivered_from"
        ("delivered from {delivered_from}, but the voucher was reserved on {reserved_on} (UTC): earlier days cannot be \
          reported");
    /// Days on site and off site must add up to the voucher's.
    DaysMismatch { reported: i64, days: u8 } = "days_mismatch" in "onsite_days"
        ("{reported} days on and off site are reported; the voucher is for {days}");
    OffsiteTooLong { reported: i64, max: i64 } = "offsite_too_long" in "offsite_days"
        ("{reported} days off site are reported; at most {max} are allowed");
    WalkOnTooLong { reported: i64, max: i64 } = "walk_on_too_long" in "walk_on_hours"
        ("{reported} hours of walk-on topics are reported; at most {max} are allowed");
    ExtraFeeCharged = "extra_fee_charged" in "no_extra_fee"
        ("the customer must not be charged an extra fee for the planning");
    HandoverMissing = "handover_missing" in "handed_over_on"
        ("the report must say on which day the deliverable was handed to the customer");
    /// `earliest` is the first delivered day, where the report names one; `latest` is the day of submitting.
    HandoverOutside { handed_over_on: Date, earliest: Option<Date>, latest: Date } = "handover_outside"
        in "handed_over_on"
        ("handed over on {handed_over_on}: {days}", days = handover_days(*.earliest, *.latest))
        says "handed over on {handed_over_on}: it must be not before {earliest}, the first delivered day where it is \
              reported, and not after {latest}, the day of the report (UTC)";
    /// `question` is the field of the report that has no answer.
    ReportIncomplete { question: &'static str } = "report_incomplete"
        ("the report must say {asked} before it can be submitted", asked = asked(.question))
        says "the report must answer {question} before it can be submitted";
    ReportMissing = "report_missing" ("the completion report has not been submitted");
    ReportAlreadySubmitted = "report_already_submitted" ("the completion report was submitted and cannot be changed");
    ReportNotFound = "report_not_found" ("no report was written yet");
    ReceiptNotFound = "receipt_not_found" ("the report was not submitted yet");
    // Of companies and their enrollments.
    ProgramNotFound { program: ProgramCode } = "program_not_found" ("there is no program {program}");
    CompanyNotFound = "company_not_found" ("there is no such company");
    CompanyNotRegistered = "company_not_registered"
        ("the company is not registered; the program's operations register it");
    EvidenceNotFound = "evidence_not_found" ("there is no such evidence");
    ProfileNotFound = "profile_not_found" ("the company has no profile yet");
    ProviderNotFound = "provider_not_found" ("there is no such provider in the directory");
    /// What is `held` lapsed after `valid_until` or counts from `valid_from` on; where nothing is held, one of `any_of`
    /// would do.
    NotEligible {
        requirement: EvidenceKind,
        any_of: Vec<String>,
        held: Option<String>,
        person: Option<PersonId>,
        valid_from: Option<Date>,
        valid_until: Option<Date>,
    } = "not_eligible"
        ("{lacking}", lacking = lacking(*.requirement, .any_of, (.held.as_deref(), .person.as_ref()),
                                        (*.valid_from, *.valid_until)))
        says "{requirement} is not met: {held} of {person} counts from {valid_from} on or counted until {valid_until}, \
              or one of {any_of} is needed";
    AgreementNotSigned { version: AgreementVersion } = "agreement_not_signed"
        ("a global administrator must first sign the provider agreement {version}");
    AgreementNotCurrent { current: AgreementVersion } = "agreement_not_current" in "version"
        ("the provider agreement in force is {current}");
    AlreadyEnrolled = "already_enrolled" in "program" ("the company is already enrolled in this program");
    ProgramRetired { program: ProgramCode } = "program_retired" in "program"
        ("{program} is retired: nobody enrolls or renews")
        says "{program} is retired: nothing begins under it";
    MembershipExpiring { membership_ends_on: Date, within_days: i32 } = "membership_expiring"
        ("the membership ends on {membership_ends_on}: within {within_days} days of its end it must be renewed first");
    EnrollmentSuspended = "enrollment_suspended" ("the enrollment is suspended; the program's operations reinstate it");
    RenewalTooEarly { renewable_from: Date } = "renewal_too_early" ("the term can be renewed from {renewable_from} on");
    EnrollmentNotInForce = "enrollment_not_in_force" ("the enrollment is not in force");
    EnrollmentNotFound = "enrollment_not_found" ("the company has no enrollment in this program");
    // Of claims and of where a company is paid.
    ClaimNotFound = "claim_not_found" ("there is no such claim");
    WrongClaimStatus { status: &'static str, needed: Vec<&'static str> } = "wrong_claim_status"
        ("the claim is {status}; this needs one that is {needed}", needed = either(.needed));
    NoRate { country: Country, program: ProgramCode, redeemed_on: Date } = "no_rate"
        ("the rate card has no line for {program} in {country} on {redeemed_on}, the day of redemption (UTC)");
    PayeeNotRegistered { program: ProgramCode } = "payee_not_registered"
        ("a global administrator must first register the company to be paid for {program}");
    LocationNotMapped { location_id: LocationId } = "location_not_mapped"
        ("{location_id} is not mapped to a bank profile");
    /// The payer does not change money.
    CurrencyMismatch { profile_currency: Currency, claim_currency: Currency } = "currency_mismatch"
        ("the claim is paid in {claim_currency}; the location's bank profile is for {profile_currency}");
    InvoiceNumberUsed { invoice_number: InvoiceNumber } = "invoice_number_used" in "invoice_number"
        ("the invoice number {invoice_number} was used for another payment request");
    /// The payer takes no requests for services in the country until that day, the last of the freeze.
    SubmissionsFrozen { country: Country, frozen_until: Date } = "submissions_frozen"
        ("no payments can be requested for {country} until the end of {frozen_until} (UTC)");
    PastDue { due_on: Date } = "past_due" ("the payment had to be requested by {due_on}");
    FourEyes = "four_eyes" ("whoever submitted or prepared a claim cannot approve it");
    NoRedeemedVoucherYet { program: ProgramCode } = "no_redeemed_voucher_yet"
        ("no voucher of {program} was redeemed yet; registration follows the first redemption");
    AmountMismatch = "amount_mismatch" in "amount" ("the amount is not that of the claim");
    /// Nothing is paid before it is approved, by the day in UTC.
    PaymentBeforeApproval { approved_on: Date } = "payment_before_approval" in "at"
        ("the claim was approved on {approved_on} (UTC); a payment cannot be dated before that day");
    TooManyPayments { max: usize } = "too_many_payments" ("at most {max} payments can be reported for a claim");
}

impl Refusal {
    /// The code of the interface.
    pub fn code(&self) -> &'static str {
        self.rule().code()
    }

    /// The field of the request or report that the rule is about, or the requirement, where there is one.
    pub fn field(&self) -> Option<&'static str> {
        if let Self::NotEligible { requirement, .. } = self {
            return Some(requirement.as_str());
        }
        if let Self::ReportIncomplete { question } = self {
            return Some(question);
        }
        if let Self::DatesDifferFromReservation { delivered, reserved } = self
            && reserved.start() <= delivered.start()
        {
            return Some("delivered_to");
        }
        self.fixed_field()
    }

    /// Whether the answer must look as if the thing did not exist.
    pub fn hides(&self) -> bool {
        self.rule().hides()
    }
}

impl Rule {
    /// Whether a broken one is answered as if the thing did not exist.
    pub const fn hides(self) -> bool {
        matches!(
            self,
            Self::NotFoundOrMismatch
                | Self::VoucherNotFound
                | Self::DeliverableNotFound
                | Self::ReportNotFound
                | Self::ReceiptNotFound
                | Self::ProgramNotFound
                | Self::CompanyNotFound
                | Self::EvidenceNotFound
                | Self::ProfileNotFound
                | Self::ProviderNotFound
                | Self::EnrollmentNotFound
                | Self::ClaimNotFound
        )
    }
}

#[cfg(test)]
mod tests;
