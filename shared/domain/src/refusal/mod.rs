//! Refusals: broken rules of the program. Codes and names of values are part of the API: never renamed, never reused.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::Country;
use crate::calendar::Period;
use crate::ids::{CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode, TextVersion};
use crate::invoice::InvoiceCopy;
use crate::money::Currency;
use crate::params::{MaybeParam, ParamKind, Params, ReasonKind};
use crate::partner::EvidenceKind;

mod declare;
mod list;
mod phrases;

use declare::refusals;
pub use list::Refusals;
use phrases::{either, handover_days, listed, offers, question_text, requirement_gap};

// Vouchers, their files and reports.
refusals! {
    /// The voucher number is unknown or the administrator's e-mail address differs. Both have one answer, so that
    /// numbers cannot be probed (PROGRAM.md 6.6).
    NotFoundOrMismatch = "not_found_or_mismatch" ("no voucher with this number and administrator e-mail");
    /// The voucher does not exist, or the company does not hold it (PROGRAM.md 15.2).
    VoucherNotFound = "voucher_not_found" ("there is no such voucher");
    /// The last valid day of the voucher is past (PROGRAM.md 6.3).
    Expired { valid_until: Date } = "expired" ("the voucher was valid until {valid_until}");
    /// Another reservation is in force (PROGRAM.md 7.1).
    AlreadyReserved = "already_reserved" ("the voucher is already reserved");
    /// The voucher is redeemed (PROGRAM.md 6.1).
    AlreadyRedeemed = "already_redeemed" ("the voucher is already redeemed");
    /// The licensing side withdrew the voucher (PROGRAM.md 6.4).
    Cancelled = "cancelled" ("the voucher was cancelled by the licensing side");
    /// The customer named another company as the intended partner (PROGRAM.md 7.1).
    IntendedForOtherCompany = "intended_for_other_company" ("the customer intends this voucher for another partner");
    /// The company has no enrollment in force for the voucher's program (PROGRAM.md 7.1).
    EnrollmentInactive { company_id: CompanyId, program: ProgramCode } = "enrollment_inactive"
        ("{company_id} has no enrollment in force for {program}");
    /// The program does not have the engagement type, or it is retired (PROGRAM.md 7.2).
    EngagementNotOffered { engagement_type: EngagementCode, program: ProgramCode, offered: Vec<EngagementCode> }
        = "engagement_not_offered" in "engagement_type"
        ("{program} does not offer {engagement_type}; {offers}", offers = offers(.offered))
        documented "{program} does not offer {engagement_type}; it offers {offered}";
    /// The company holds no competency that qualifies for the engagement type (PROGRAM.md 7.2).
    NotEligibleEngagement { engagement_type: EngagementCode, any_of: Vec<String> } = "not_eligible_engagement"
        in "engagement_type"
        ("the company holds no competency that qualifies for {engagement_type}; it needs one of: {any_of}",
         any_of = listed(.any_of));
    /// The location is not an approved location of the company (PROGRAM.md 7.3).
    LocationNotApproved { location_id: LocationId } = "location_not_approved" in "location_id"
        ("{location_id} is not an approved location of the company");
    /// The location is not listed in the directory, and the catalog refuses such locations (PROGRAM.md 5.2).
    LocationNotListed { location_id: LocationId } = "location_not_listed" in "location_id"
        ("{location_id} is not in the company's published directory profile");
    /// Location and delivery are in different countries (PROGRAM.md 7.3).
    CountryMismatch { location_country: Country, delivery_country: Country } = "country_mismatch" in "delivery_country"
        ("the location is in {location_country}, the delivery in {delivery_country}: they must be the same country");
    /// The engagement ends after the voucher's last valid day (PROGRAM.md 7.4).
    DatesOutsideWindow { valid_until: Date } = "dates_outside_window" in "end_date"
        ("the engagement must end by {valid_until}, the voucher's last valid day");
    /// The engagement ends before its first day (PROGRAM.md 7.4).
    EndsBeforeStart { start_date: Date } = "ends_before_start" in "end_date"
        ("the engagement cannot end before {start_date}, its first day")
        documented "the last day cannot lie before {start_date}, the first one";
    /// An amendment moves the start to a day before the reservation (PROGRAM.md 7.4).
    StartsBeforeReserved { reserved_on: Date } = "starts_before_reserved" in "start_date"
        ("the engagement cannot start before {reserved_on}, the day (UTC) on which the voucher was reserved");
    /// The engagement to be reserved starts before today (PROGRAM.md 7.4).
    StartsInPast { today: Date } = "starts_in_past" in "start_date"
        ("the engagement cannot start before {today}, today (UTC)");
    /// The engagement type is not offered in the voucher's length (PROGRAM.md 7.2).
    LengthNotAllowed { engagement_type: EngagementCode, days: u8, allowed_days: Vec<u8> } = "length_not_allowed"
        in "engagement_type"
        ("{engagement_type} is not offered in {days} days; it is offered in {allowed_days}",
         allowed_days = either(.allowed_days));
    /// The consultant holds no qualifying exam that is valid on the day (PROGRAM.md 7.5).
    ConsultantNotQualified { lead_consultant: PersonId, day: Date } = "consultant_not_qualified" in "lead_consultant"
        ("{lead_consultant} holds no exam that qualifies for this engagement and is valid on {day}");
    /// The customer has another 15-day engagement of the type, and no exception is declared (PROGRAM.md 7.6).
    Repeat15Day = "repeat_15_day" in "repeat_15_day_exception"
        ("the customer already has a 15-day engagement of this type; declare another division or product if it is one");
    /// The program's terms were not accepted (PROGRAM.md 7.7).
    TermsNotAccepted = "terms_not_accepted" in "accept_terms" ("the program's terms must be accepted");
    /// The terms that were shown are not those in force (PROGRAM.md 7.7).
    TermsNotCurrent { current: TextVersion } = "terms_not_current" in "terms_version"
        ("the terms that were shown are not those in force, {current}; read and accept them anew");
    /// The same dates and attendees were sent less than a minute ago (PROGRAM.md 7.10).
    NotifiedJustNow { again_at: Timestamp } = "notified_just_now"
        ("the customer was sent this less than a minute ago; it can be sent again from {again_at} on");
    /// The extension does not move the last valid day to a later one (PROGRAM.md 6.5).
    NotLater { valid_until: Date } = "not_later" in "expires_on"
        ("the voucher is already valid until {valid_until}; an extension must be later");
    /// The extension reaches beyond the maximum from today (PROGRAM.md 6.5).
    ExtensionTooLong { latest: Date, max_days: i32 } = "extension_too_long" in "expires_on"
        ("a voucher is extended until {latest} at the latest, {max_days} days from today (UTC)");
    /// The number was assigned before with other terms; `terms` are the differing fields, at least one
    /// (PROGRAM.md 6.2).
    AssignedWithOtherTerms { terms: Vec<&'static str> } = "assigned_with_other_terms"
        ("this voucher number was assigned before with other terms; these differ: {terms}. An assignment is never \
          changed by another one; send voucher.reassigned or voucher.extended", terms = listed(.terms));
    /// The voucher has no clean deliverable (PROGRAM.md 9.2, PROGRAM.md 10.1).
    DeliverableMissing { kinds: Vec<&'static str> } = "deliverable_missing"
        ("at least one deliverable must be uploaded and found clean, of one of the kinds {kinds}; other files do not \
          count", kinds = listed(.kinds));
    /// Files are not uploaded or not checked yet (PROGRAM.md 9.2).
    DeliverablePending { pending: u32 } = "deliverable_pending"
        ("files still to be uploaded or checked: {pending}; wait for them or delete them");
    /// The voucher has the maximum of files (PROGRAM.md 8.1).
    TooManyDeliverables { max: u32 } = "too_many_deliverables"
        ("a reservation takes at most {max} files; delete one first");
    /// The deliverable does not exist, or belongs to another reservation (PROGRAM.md 15.2).
    DeliverableNotFound = "deliverable_not_found" ("there is no such deliverable");
    /// The engagement is not finished (PROGRAM.md 9.2, PROGRAM.md 10.1).
    EngagementNotFinished { ends_on: Date } = "engagement_not_finished"
        ("the engagement ends on {ends_on}; if the delivery ended earlier, amend the end of the reservation first");
    /// Reported days of delivery lie outside the reservation (PROGRAM.md 9.2).
    DatesDifferFromReservation { delivered: Period, reserved: Period } = "dates_differ_from_reservation"
        in "delivered_from"
        ("delivered {delivered}, but reserved for {reserved}: amend the dates of the reservation to the days of the \
          delivery first, then submit");
    /// The reported delivery began before the day of reservation (PROGRAM.md 9.2).
    DeliveredBeforeReserved { delivered_from: Date, reserved_on: Date } = "delivered_before_reserved"
        in "delivered_from"
        ("delivered from {delivered_from}, but the voucher was reserved on {reserved_on} (UTC): earlier days cannot be \
          reported");
    /// Days on site and off site do not add up to the voucher's days (PROGRAM.md 9.2).
    DaysMismatch { reported: i64, days: u8 } = "days_mismatch" in "onsite_days"
        ("{reported} days on and off site are reported; the voucher is for {days}");
    /// More days off site are reported than allowed (PROGRAM.md 9.2).
    OffsiteTooLong { reported: i64, max: i64 } = "offsite_too_long" in "offsite_days"
        ("{reported} days off site are reported; at most {max} are allowed");
    /// More hours of walk-on topics are reported than allowed (PROGRAM.md 9.2).
    WalkOnTooLong { reported: i64, max: i64 } = "walk_on_too_long" in "walk_on_hours"
        ("{reported} hours of walk-on topics are reported; at most {max} are allowed");
    /// The customer was charged an extra fee (PROGRAM.md 9.1).
    ExtraFeeCharged = "extra_fee_charged" in "no_extra_fee"
        ("the customer must not be charged an extra fee for the planning");
    /// The day of the hand-over is not reported (PROGRAM.md 9.1).
    HandoverMissing = "handover_missing" in "handed_over_on"
        ("the report must say on which day the deliverable was handed to the customer");
    /// The hand-over lies outside its allowed days: `earliest` is the first delivered day, where it is reported;
    /// `latest` is the day of submission (PROGRAM.md 9.2).
    HandoverOutside { handed_over_on: Date, earliest: Option<Date>, latest: Date } = "handover_outside"
        in "handed_over_on"
        ("handed over on {handed_over_on}: {days}", days = handover_days(*.earliest, *.latest))
        documented "handed over on {handed_over_on}: it must be not before {earliest}, the first delivered day where \
              it is reported, and not after {latest}, the day of the report (UTC)";
    /// A required question has no answer; `question` is its field (PROGRAM.md 9.2).
    ReportIncomplete { question: &'static str } = "report_incomplete"
        ("the report must say {answer} before it can be submitted", answer = question_text(.question))
        documented "the report must answer {question} before it can be submitted";
    /// The completion report is not submitted (PROGRAM.md 10.1).
    ReportMissing = "report_missing" ("the completion report has not been submitted");
    /// The completion report is submitted and cannot be changed (PROGRAM.md 9.2).
    ReportAlreadySubmitted = "report_already_submitted" ("the completion report was submitted; reopen it to change anything");
    /// No report was saved (PROGRAM.md 9.1).
    ReportNotFound = "report_not_found" ("no report was written yet");
    /// The company made no such redemption, or it concerns other locations (PROGRAM.md 10.2).
    RedemptionNotFound = "redemption_not_found" ("there is no such redemption");
    /// The report is not submitted, so there is no receipt (PROGRAM.md 9.3).
    ReceiptNotFound = "receipt_not_found" ("the report was not submitted yet");
    // Companies and enrollments.
    /// The catalog has no such program (PROGRAM.md 2.1).
    ProgramNotFound { program: ProgramCode } = "program_not_found" ("there is no program {program}");
    /// The company does not exist (PROGRAM.md 3.1).
    CompanyNotFound = "company_not_found" ("there is no such company");
    /// The company is not registered by operations (PROGRAM.md 3.1).
    CompanyNotRegistered = "company_not_registered"
        ("the company is not registered; the program's operations register it");
    /// The evidence does not exist (PROGRAM.md 2.2).
    EvidenceNotFound = "evidence_not_found" ("there is no such evidence");
    /// The company has no profile (PROGRAM.md 5.1).
    ProfileNotFound = "profile_not_found" ("the company has no profile yet");
    /// The directory lists no such provider (PROGRAM.md 5.2).
    ProviderNotFound = "provider_not_found" ("there is no such provider in the directory");
    /// A requirement of the program is not met. `held` lapsed after `valid_until` or counts from `valid_from` on;
    /// without `held`, one of `any_of` is needed (PROGRAM.md 2.3).
    NotEligible {
        requirement: EvidenceKind,
        any_of: Vec<String>,
        held: Option<String>,
        person: Option<PersonId>,
        valid_from: Option<Date>,
        valid_until: Option<Date>,
    } = "not_eligible"
        ("{gap}",
         gap = requirement_gap(*.requirement, .any_of, (.held.as_deref(), .person.as_ref()),
                               (*.valid_from, *.valid_until)))
        documented "{requirement} is not met: {held} of {person} counts from {valid_from} on or counted until \
              {valid_until}, or one of {any_of} is needed";
    /// The company has not signed the provider agreement in force (PROGRAM.md 3.3).
    AgreementNotSigned { version: TextVersion } = "agreement_not_signed"
        ("a global administrator must first sign the provider agreement {version}");
    /// The version or wording to be signed is not in force (PROGRAM.md 3.3).
    AgreementNotCurrent { current: TextVersion } = "agreement_not_current" in "version"
        ("the agreement that was shown is not the one in force, {current}; read and sign it anew");
    /// The company is enrolled in the program (PROGRAM.md 4.1).
    AlreadyEnrolled = "already_enrolled" in "program" ("the company is already enrolled in this program");
    /// The program is retired: enrollment and renewal are closed (PROGRAM.md 2.4).
    ProgramRetired { program: ProgramCode } = "program_retired" in "program"
        ("{program} is retired: no company enrolls or renews")
        documented "{program} is retired: no company enrolls or renews";
    /// The company's membership ends within the required remaining time (PROGRAM.md 3.1).
    MembershipExpiring { membership_ends_on: Date, within_days: i32 } = "membership_expiring"
        ("the membership ends on {membership_ends_on}: within {within_days} days of its end it must be renewed first");
    /// Operations suspended the enrollment (PROGRAM.md 4.5).
    EnrollmentSuspended = "enrollment_suspended" ("the enrollment is suspended; the program's operations reinstate it");
    /// The renewal window is not open yet (PROGRAM.md 4.3).
    RenewalTooEarly { renewable_from: Date } = "renewal_too_early" ("the term can be renewed from {renewable_from} on");
    /// The enrollment is not in force (PROGRAM.md 4.4, PROGRAM.md 4.5).
    EnrollmentNotInForce = "enrollment_not_in_force" ("the enrollment is not in force");
    /// The company has no enrollment in the program (PROGRAM.md 4.1).
    EnrollmentNotFound = "enrollment_not_found" ("the company has no enrollment in this program");
    // Claims and payees.
    /// The claim does not exist, or belongs to another company (PROGRAM.md 11.1).
    ClaimNotFound = "claim_not_found" ("there is no such claim");
    /// The command needs a claim in another status (PROGRAM.md 11.2).
    WrongClaimStatus { status: &'static str, needed: Vec<&'static str> } = "wrong_claim_status"
        ("the claim is {status}; this needs one that is {needed}", needed = either(.needed));
    /// The rate card has no rate for country, program and day of redemption (PROGRAM.md 11.3).
    NoRate { country: Country, program: ProgramCode, redeemed_on: Date } = "no_rate"
        ("the rate card has no line for {program} in {country} on {redeemed_on}, the day of redemption (UTC)");
    /// The company is not registered to be paid for the program (PROGRAM.md 11.4).
    PayeeNotRegistered { program: ProgramCode } = "payee_not_registered"
        ("a global administrator must first register the company to be paid for {program}");
    /// The location has no bank profile (PROGRAM.md 11.4).
    LocationNotMapped { location_id: LocationId } = "location_not_mapped"
        ("{location_id} is not mapped to a bank profile");
    /// The location's bank profile has another currency than the claim; the payer does not convert (PROGRAM.md 11.4).
    CurrencyMismatch { profile_currency: Currency, claim_currency: Currency } = "currency_mismatch"
        ("the claim is paid in {claim_currency}; the location's bank profile is for {profile_currency}");
    /// The invoice number belongs to another request (PROGRAM.md 11.7).
    InvoiceNumberUsed { invoice_number: InvoiceNumber } = "invoice_number_used" in "invoice_number"
        ("the invoice number {invoice_number} was used for another payment request");
    /// The payer needs the invoice itself, and it did not arrive (PROGRAM.md 11.7).
    InvoiceMissing { invoice_number: InvoiceNumber, needed: InvoiceCopy } = "invoice_missing"
        ("the payer needs the invoice {invoice_number} itself ({needed}), and it did not arrive",
         needed = .needed.as_str());
    /// Nothing was announced or noted for the invoice number (PROGRAM.md 11.7).
    InvoiceNotFound = "invoice_not_found" ("there is no such invoice");
    /// The payer accepts no requests for the country until `frozen_until`, the last day of the freeze
    /// (PROGRAM.md 11.13).
    SubmissionsFrozen { country: Country, frozen_until: Date } = "submissions_frozen"
        ("no payments can be requested for {country} until the end of {frozen_until} (UTC)");
    /// The last day to submit is past (PROGRAM.md 11.5, PROGRAM.md 11.10).
    PastDue { due_on: Date } = "past_due" ("the payment had to be requested by {due_on}");
    /// A claim that was sent back is submitted again without a comment (PROGRAM.md 11.10).
    CommentMissing = "comment_missing" in "comment"
        ("operations asked for changes; say in a comment what was changed");
    /// The claim is paid, so nobody comments on it (PROGRAM.md 11.15).
    ClaimPaid = "claim_paid" ("the claim is paid; the payment can be disputed instead");
    /// The claim has the maximum of comments (PROGRAM.md 11.15).
    TooManyComments { max: u32 } = "too_many_comments" ("at most {max} comments can be written on a claim");
    /// The person prepared or submitted the claim, or belongs to its company (PROGRAM.md 11.9).
    FourEyes = "four_eyes" ("a person who prepared or submitted the claim, redeemed its voucher or belongs to the company cannot approve it");
    /// The company has not redeemed a voucher of the program (PROGRAM.md 11.4).
    NoRedeemedVoucherYet { program: ProgramCode } = "no_redeemed_voucher_yet"
        ("no voucher of {program} was redeemed yet; registration follows the first redemption");
    /// The reported amount is not that of the claim (PROGRAM.md 12.1).
    AmountMismatch = "amount_mismatch" in "amount" ("the amount is not that of the claim");
    /// The payment is dated before the day of approval (UTC) (PROGRAM.md 12.1).
    PaymentBeforeApproval { approved_on: Date } = "payment_before_approval" in "at"
        ("the claim was approved on {approved_on} (UTC); a payment cannot be dated before that day");
    /// The claim has the maximum of payments (PROGRAM.md 12.1).
    TooManyPayments { max: usize } = "too_many_payments" ("at most {max} payments can be reported for a claim");
}

impl Refusal {
    /// The code in the API.
    pub fn code(&self) -> &'static str {
        self.rule().code()
    }

    /// The field of the request or report that the rule concerns, or the requirement.
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

    /// True when the answer is 404 Not Found (PROGRAM.md 15.2).
    pub fn is_concealing(&self) -> bool {
        self.rule().is_concealing()
    }
}

impl Rule {
    /// True when a broken rule is answered with 404 Not Found (PROGRAM.md 15.2, DECISIONS.md 9).
    pub const fn is_concealing(self) -> bool {
        matches!(
            self,
            Self::NotFoundOrMismatch
                | Self::VoucherNotFound
                | Self::DeliverableNotFound
                | Self::ReportNotFound
                | Self::ReceiptNotFound
                | Self::InvoiceNotFound
                | Self::RedemptionNotFound
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
