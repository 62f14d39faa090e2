//! Why a rule says no. Codes are part of the interface: never renamed, never reused.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::Country;
use crate::calendar::Period;
use crate::ids::{AgreementVersion, CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode};
use crate::money::Currency;
use crate::partner::EvidenceKind;

mod list;

pub use list::Refusals;

/// Declares the refusals: each with what it carries, its code, the field it is always about if there is one, and what it
/// says to the caller.
macro_rules! refusals {
    ($(
        $(#[$doc:meta])*
        $rule:ident $(($carries:ty))? $({ $($name:ident: $named:ty),+ })? = $code:literal $(in $field:literal)?
        ($($message:tt)+);
    )+) => {
        /// One broken rule. `Display` says it to the caller.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[expect(missing_docs, reason = "the messages say it")]
        pub enum Refusal {
            $($(#[$doc])* #[error($($message)+)] $rule $(($carries))? $({ $($name: $named),+ })?),+
        }

        impl Refusal {
            /// The code of the interface.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$rule { .. } => $code),+ }
            }

            /// The field of the request or report that the rule is always about.
            fn fixed_field(&self) -> Option<&'static str> {
                match self { $(Self::$rule { .. } => [$($field)?].first().copied()),+ }
            }
        }
    };
}

// Of vouchers, their files and their reports.
refusals! {
    /// Unknown number or another administrator: one answer for both, so that numbers cannot be probed.
    NotFoundOrMismatch = "not_found_or_mismatch" ("no voucher with this number and administrator e-mail");
    VoucherNotFound = "voucher_not_found" ("there is no such voucher");
    Expired(Date) = "expired" ("the voucher was valid until {0}");
    AlreadyReserved = "already_reserved" ("the voucher is already reserved");
    AlreadyRedeemed = "already_redeemed" ("the voucher is already redeemed");
    Cancelled = "cancelled" ("the voucher was cancelled by the licensing side");
    IntendedForOtherCompany = "intended_for_other_company" ("the customer intends this voucher for another partner");
    EnrollmentInactive { company: CompanyId } = "enrollment_inactive"
        ("{company} has no enrollment in force for this program");
    /// The engagement type is not the program's or is retired, or the company lacks the competency.
    NotEligibleEngagement { engagement: EngagementCode } = "not_eligible_engagement" in "engagement_type"
        ("{engagement} cannot be delivered under this program, or the company holds no competency that qualifies for \
          it");
    LocationNotApproved { location: LocationId } = "location_not_approved" in "location_id"
        ("{location} is not an approved location of the company");
    LocationNotListed { location: LocationId } = "location_not_listed" in "location_id"
        ("{location} is not in the company's published directory profile");
    CountryMismatch { location: Country, delivery: Country } = "country_mismatch" in "delivery_country"
        ("the location is in {location}, the delivery in {delivery}: they must be the same country");
    DatesOutsideWindow(Date) = "dates_outside_window" in "end_date"
        ("the engagement must end by {0}, the voucher's last valid day");
    EndsBeforeStart(Date) = "dates_outside_window" in "end_date"
        ("the engagement cannot end before {0}, its first day");
    /// An amendment moves the start to no day before the voucher was reserved.
    StartsBeforeReserved(Date) = "dates_outside_window" in "start_date"
        ("the engagement cannot start before {0}, the day on which the voucher was reserved");
    StartsInPast(Date) = "starts_in_past" in "start_date" ("the engagement cannot start before {0}, today");
    /// `allowed` is for people.
    LengthNotAllowed { engagement: EngagementCode, days: u8, allowed: String } = "length_not_allowed"
        in "engagement_type"
        ("{engagement} does not come in {days} days; it comes in {allowed}");
    /// No exam of a qualifying competency counts on the day on which it must be valid.
    ConsultantNotQualified { consultant: PersonId, on: Date } = "consultant_not_qualified" in "lead_consultant"
        ("{consultant} holds no exam that qualifies for this engagement and is valid on {on}");
    Repeat15Day = "repeat_15_day" in "repeat_15_day_exception"
        ("the customer already has a 15-day engagement of this type; declare another division or product if it is one");
    TermsNotAccepted = "terms_not_accepted" in "accept_terms" ("the program's terms must be accepted");
    NotifiedJustNow { again_at: Timestamp } = "notified_just_now"
        ("the customer was sent this less than a minute ago; it can be sent again from {again_at} on");
    NotLater(Date) = "not_later" in "expires_on" ("the voucher is already valid until {0}; an extension must be later");
    ExtensionTooLong { latest: Date, max_days: i32 } = "extension_too_long" in "expires_on"
        ("a voucher is extended until {latest} at the latest, {max_days} days from today");
    /// The same number was assigned before; `terms` are the fields that differ, at least one.
    AssignedWithOtherTerms { terms: Vec<&'static str> } = "assigned_with_other_terms"
        ("this voucher number was assigned before with other terms; these differ: {}. An assignment is never changed by \
          another one; send voucher.reassigned or voucher.extended", .terms.join(", "));
    DeliverableMissing { kinds: String } = "deliverable_missing"
        ("at least one deliverable must be uploaded and found clean, of one of the kinds {kinds}; other files do not \
          count");
    DeliverablePending(u32) = "deliverable_pending"
        ("{0} deliverables are still to be uploaded or checked; wait for them or delete them");
    TooManyDeliverables { max: u32 } = "too_many_deliverables"
        ("a voucher takes at most {max} files; delete one first");
    DeliverableNotFound = "deliverable_not_found" ("there is no such deliverable");
    EngagementNotFinished(Date) = "engagement_not_finished"
        ("the engagement ends on {0}; if the delivery ended earlier, amend the end of the reservation first");
    /// Days of the delivery, as the report names them, lie outside the reservation.
    DatesDifferFromReservation { delivered: Period, reserved: Period } = "dates_differ_from_reservation"
        in "delivered_from"
        ("delivered {delivered}, but reserved for {reserved}: amend the dates of the reservation to the days of the \
          delivery first, then submit");
    DeliveredBeforeReserved { delivered: Date, reserved: Date } = "delivered_before_reserved" in "delivered_from"
        ("delivered from {delivered}, but the voucher was reserved on {reserved}: earlier days cannot be reported");
    /// Days on site and off site must add up to the voucher's.
    DaysMismatch { reported: i64, days: u8 } = "days_mismatch" in "onsite_days"
        ("{reported} days are reported; the voucher is for {days}");
    OffsiteTooLong { reported: i64, max: i64 } = "offsite_too_long" in "offsite_days"
        ("{reported} days off site are reported; at most {max} are allowed");
    WalkOnTooLong { reported: i64, max: i64 } = "walk_on_too_long" in "walk_on_hours"
        ("{reported} hours of walk-on topics are reported; at most {max} are allowed");
    ExtraFeeCharged = "extra_fee_charged" in "no_extra_fee"
        ("the customer must not be charged an extra fee for the planning");
    HandoverMissing = "handover_missing" in "handed_over_on"
        ("the day on which the deliverable was handed to the customer is missing");
    /// `today` is the day on which the report is submitted.
    HandoverOutside { handed_over: Date, first_delivered: Option<Date>, today: Date } = "handover_outside"
        in "handed_over_on"
        ("handed over on {handed_over}: {}", handover_days(*.first_delivered, *.today));
    ReportIncomplete(&'static str) = "report_incomplete" ("{0} is missing");
    ReportMissing = "report_missing" ("the completion report has not been submitted");
    ReportAlreadySubmitted = "report_already_submitted" ("the completion report was submitted and cannot be changed");
    // Of companies and their enrollments.
    CompanyNotRegistered = "company_not_registered"
        ("the company is not registered; the program's operations register it");
    NotEligible { requirement: EvidenceKind, detail: String } = "not_eligible" ("{detail}");
    AgreementNotSigned { current: AgreementVersion } = "agreement_not_signed"
        ("a global administrator must first sign the provider agreement {current}");
    AgreementNotCurrent { current: AgreementVersion } = "agreement_not_current" in "version"
        ("the provider agreement in force is {current}");
    AlreadyEnrolled = "already_enrolled" in "program" ("the company is already enrolled in this program");
    ProgramRetired { program: ProgramCode } = "program_retired" in "program"
        ("{program} is retired: nobody enrolls or renews");
    MembershipExpiring { ends_on: Date, guard_days: i32 } = "membership_expiring"
        ("the membership ends on {ends_on}: within {guard_days} days of its end it must be renewed first");
    EnrollmentSuspended = "enrollment_suspended" ("the enrollment is suspended; the program's operations reinstate it");
    RenewalTooEarly { from: Date } = "renewal_too_early" ("the term can be renewed from {from} on");
    EnrollmentNotInForce = "enrollment_not_in_force" ("the enrollment is not in force");
    EnrollmentNotFound = "enrollment_not_found" ("the company has no enrollment in this program");
    // Of claims and of where a company is paid.
    ClaimNotFound = "claim_not_found" ("there is no such claim");
    WrongClaimStatus { status: &'static str, needed: &'static str } = "wrong_claim_status"
        ("the claim is {status}; this needs one that is {needed}");
    NoRate = "no_rate" ("the rate card has no line for the claim's country, program and day of redemption");
    PayeeNotRegistered { program: ProgramCode } = "payee_not_registered"
        ("a global administrator must first register the company to be paid for {program}");
    LocationNotMapped { location: LocationId } = "location_not_mapped" ("{location} is not mapped to a bank profile");
    /// The payer does not change money.
    CurrencyMismatch { profile: Currency, rate: Currency } = "currency_mismatch"
        ("the claim is paid in {rate}; the location's bank profile is for {profile}");
    InvoiceNumberUsed { invoice_number: InvoiceNumber } = "invoice_number_used" in "invoice_number"
        ("the invoice number {invoice_number} was used for another payment request");
    /// The payer takes no requests for services in the country until that day, the last of the freeze.
    SubmissionsFrozen { country: Country, until: Date } = "submissions_frozen"
        ("no payments can be requested for {country} until {until}");
    PastDue(Date) = "past_due" ("the payment had to be requested by {0}");
    FourEyes = "four_eyes" ("whoever submitted or prepared a claim cannot approve it");
    NoRedeemedVoucherYet { program: ProgramCode } = "no_redeemed_voucher_yet"
        ("no voucher of {program} was redeemed yet; registration follows the first redemption");
    AmountMismatch = "amount_mismatch" in "amount" ("the amount is not that of the claim");
    /// Nothing is paid before it is approved, by the day in UTC.
    PaymentBeforeApproval { approved_on: Date } = "payment_before_approval" in "at"
        ("the claim was approved on {approved_on}; a payment cannot be dated before that day");
    TooManyPayments = "too_many_payments" ("too many payments were reported for this claim");
}

impl Refusal {
    /// The field of the request or report that the rule is about, or the requirement, where there is one.
    pub fn field(&self) -> Option<&'static str> {
        if let Self::NotEligible { requirement, .. } = self {
            return Some(requirement.as_str());
        }
        if let Self::ReportIncomplete(field) = self {
            return Some(field);
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

fn handover_days(first_delivered: Option<Date>, today: Date) -> String {
    let not_before = first_delivered.map(|first| format!("not before {first}, the first delivered day, and "));
    format!("it must be {}not after {today}, the day of the report", not_before.unwrap_or_default())
}

#[cfg(test)]
mod tests;
