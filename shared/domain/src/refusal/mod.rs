//! Why a rule says no. Codes are part of the interface: never renamed, never reused (api.md 3, 4, 6-9).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::Country;
use crate::calendar::{EXTENSION_DAYS_MAX, Period};
use crate::catalog::Requirement;
use crate::deliverable::{FILES_MAX, Kind};
use crate::ids::{AgreementVersion, CompanyId, EngagementCode, InvoiceNumber, LocationId, PersonId, ProgramCode};
use crate::money::Currency;
use crate::partner::MEMBERSHIP_GUARD_DAYS;
use crate::report::{OFFSITE_DAYS_MAX, WALK_ON_HOURS_MAX};

mod codes;
mod list;

pub use list::Refusals;

/// One broken rule. `Display` says it to the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Unknown number or another administrator: one answer for both, so that numbers cannot be probed.
    #[error("no voucher with this number and administrator e-mail")]
    NotFoundOrMismatch,
    /// No such voucher for this caller.
    #[error("there is no such voucher")]
    VoucherNotFound,
    /// Past its last valid day.
    #[error("the voucher was valid until {0}")]
    Expired(Date),
    /// A reservation is in force.
    #[error("the voucher is already reserved")]
    AlreadyReserved,
    /// It was redeemed.
    #[error("the voucher is already redeemed")]
    AlreadyRedeemed,
    /// The licensing side withdrew it.
    #[error("the voucher was cancelled by the licensing side")]
    Cancelled,
    /// The customer named another partner.
    #[error("the customer intends this voucher for another partner")]
    IntendedForOtherCompany,
    /// The company may not reserve under this program today.
    #[error("{company} has no enrollment in force for this program")]
    EnrollmentInactive {
        /// Who asked.
        company: CompanyId,
    },
    /// The engagement type is not the program's or is retired, or the company lacks the competency.
    #[error(
        "{engagement} cannot be delivered under this program, or the company holds no competency that qualifies for it"
    )]
    NotEligibleEngagement {
        /// What was asked for.
        engagement: EngagementCode,
    },
    /// Not a location of the company.
    #[error("{location} is not an approved location of the company")]
    LocationNotApproved {
        /// What was asked for.
        location: LocationId,
    },
    /// Location and delivery must be in one country.
    #[error("the location is in {location}, the delivery in {delivery}: they must be the same country")]
    CountryMismatch {
        /// Country of the location.
        location: Country,
        /// Country of delivery.
        delivery: Country,
    },
    /// The engagement must end while the voucher is valid.
    #[error("the engagement must end by {0}, the voucher's last valid day")]
    DatesOutsideWindow(Date),
    /// The last day of an engagement is not before its first.
    #[error("the engagement cannot end before {0}, its first day")]
    EndsBeforeStart(Date),
    /// An amendment moves the start to no day before the voucher was reserved.
    #[error("the engagement cannot start before {0}, the day on which the voucher was reserved")]
    StartsBeforeReserved(Date),
    /// A voucher is reserved before its engagement starts.
    #[error("the engagement cannot start before {0}, today")]
    StartsInPast(Date),
    /// The engagement type does not come in the voucher's length.
    #[error("{engagement} does not come in {days} days; it comes in {allowed}")]
    LengthNotAllowed {
        /// The engagement type.
        engagement: EngagementCode,
        /// Days of the voucher.
        days: u8,
        /// Days it comes in, for people.
        allowed: String,
    },
    /// No exam of a qualifying competency counts on that day.
    #[error("{consultant} holds no exam that qualifies for this engagement and is valid on {on}")]
    ConsultantNotQualified {
        /// The lead consultant named.
        consultant: PersonId,
        /// The day on which an exam must be valid.
        on: Date,
    },
    /// One 15-day engagement of a type per customer, unless an exception is declared.
    #[error(
        "the customer already has a 15-day engagement of this type; declare another division or product if it is one"
    )]
    Repeat15Day,
    /// The terms must be accepted.
    #[error("the program's terms must be accepted")]
    TermsNotAccepted,
    /// The customer has it already.
    #[error("the customer was sent this less than a minute ago; it can be sent again from {again_at} on")]
    NotifiedJustNow {
        /// When it can.
        again_at: Timestamp,
    },
    /// An extension must be later than what stands.
    #[error("the voucher is already valid until {0}; an extension must be later")]
    NotLater(Date),
    /// An extension reaches further than one may.
    #[error("a voucher is extended until {0} at the latest, {EXTENSION_DAYS_MAX} days from today")]
    ExtensionTooLong(Date),
    /// The same number was assigned before under other terms.
    #[error(
        "this voucher number was assigned before with other terms; these differ: {}. An assignment is never changed by \
         another one; send voucher.reassigned or voucher.extended",
        .terms.join(", ")
    )]
    AssignedWithOtherTerms {
        /// The fields that differ, at least one.
        terms: Vec<&'static str>,
    },
    /// Nothing is delivered that counts.
    #[error(
        "at least one deliverable must be uploaded and found clean, of one of the kinds {}; other files do not count",
        Kind::deliverables()
    )]
    DeliverableMissing,
    /// Something is still being uploaded or checked.
    #[error("{0} deliverables are still to be uploaded or checked; wait for them or delete them")]
    DeliverablePending(u32),
    /// No more files.
    #[error("a voucher takes at most {FILES_MAX} files; delete one first")]
    TooManyDeliverables,
    /// There is no such file on this voucher.
    #[error("there is no such deliverable")]
    DeliverableNotFound,
    /// The engagement is still running.
    #[error("the engagement ends on {0}; if the delivery ended earlier, amend the end of the reservation first")]
    EngagementNotFinished(Date),
    /// Days of the delivery lie outside the reservation.
    #[error(
        "delivered {delivered}, but reserved for {reserved}: amend the dates of the reservation to the days of the \
         delivery first, then submit"
    )]
    DatesDifferFromReservation {
        /// The delivered days, as the report names them.
        delivered: Period,
        /// The days of the reservation.
        reserved: Period,
    },
    /// A delivery starts on the day of reserving at the earliest.
    #[error("delivered from {delivered}, but the voucher was reserved on {reserved}: earlier days cannot be reported")]
    DeliveredBeforeReserved {
        /// The first delivered day.
        delivered: Date,
        /// The day of reserving.
        reserved: Date,
    },
    /// Days on site and off site must add up to the voucher's.
    #[error("{reported} days are reported; the voucher is for {days}")]
    DaysMismatch {
        /// On site plus off site.
        reported: i64,
        /// Days of the voucher.
        days: u8,
    },
    /// Too many days off site.
    #[error("{0} days off site are reported; at most {OFFSITE_DAYS_MAX} are allowed")]
    OffsiteTooLong(i64),
    /// Too many hours of walk-on topics.
    #[error("{0} hours of walk-on topics are reported; at most {WALK_ON_HOURS_MAX} are allowed")]
    WalkOnTooLong(i64),
    /// The customer must not pay for the planning.
    #[error("the customer must not be charged an extra fee for the planning")]
    ExtraFeeCharged,
    /// The deliverable must have been handed to the customer.
    #[error("the day on which the deliverable was handed to the customer is missing")]
    HandoverMissing,
    /// The deliverable is handed over between the first delivered day and the day of the report.
    #[error("handed over on {handed_over}: {}", handover_days(*.first_delivered, *.today))]
    HandoverOutside {
        /// The day that the report names.
        handed_over: Date,
        /// The first delivered day, if the report names it.
        first_delivered: Option<Date>,
        /// The day on which the report is submitted.
        today: Date,
    },
    /// A field of the report is missing.
    #[error("{0} is missing")]
    ReportIncomplete(&'static str),
    /// Nothing was reported.
    #[error("the completion report has not been submitted")]
    ReportMissing,
    /// What was submitted stands.
    #[error("the completion report was submitted and cannot be changed")]
    ReportAlreadySubmitted,
    /// Operations have not registered the company.
    #[error("the company is not registered; the program's operations register it")]
    CompanyNotRegistered,
    /// A requirement is not met.
    #[error("{detail}")]
    NotEligible {
        /// Which.
        requirement: Requirement,
        /// What is missing.
        detail: String,
    },
    /// Without a signature nobody enrolls.
    #[error("a global administrator must first sign the provider agreement {current}")]
    AgreementNotSigned {
        /// The version in force.
        current: AgreementVersion,
    },
    /// Only the version in force can be signed.
    #[error("the provider agreement in force is {current}")]
    AgreementNotCurrent {
        /// The version in force.
        current: AgreementVersion,
    },
    /// One enrollment per program.
    #[error("the company is already enrolled in this program")]
    AlreadyEnrolled,
    /// Nobody enrolls in it any more.
    #[error("{program} is retired: nobody enrolls or renews")]
    ProgramRetired {
        /// Which.
        program: ProgramCode,
    },
    /// The membership must be renewed first.
    #[error("the membership ends on {0}: within {MEMBERSHIP_GUARD_DAYS} days of its end it must be renewed first")]
    MembershipExpiring(Date),
    /// Operations stopped it.
    #[error("the enrollment is suspended; the program's operations reinstate it")]
    EnrollmentSuspended,
    /// A term is renewed shortly before its end, not whenever.
    #[error("the term can be renewed from {from} on")]
    RenewalTooEarly {
        /// The first day on which it can.
        from: Date,
    },
    /// There is nothing to suspend or reinstate.
    #[error("the enrollment is not in force")]
    EnrollmentNotInForce,
    /// The company is not enrolled in the program.
    #[error("the company has no enrollment in this program")]
    EnrollmentNotFound,
    /// No such claim for this caller.
    #[error("there is no such claim")]
    ClaimNotFound,
    /// The command does not fit where the claim stands.
    #[error("the claim is {status}; this needs one that is {needed}")]
    WrongClaimStatus {
        /// Where it stands.
        status: &'static str,
        /// Where it would have to stand.
        needed: &'static str,
    },
    /// The rate card has no line for country, program and day.
    #[error("the rate card has no line for the claim's country, program and day of redemption")]
    NoRate,
    /// Nobody knows where to pay.
    #[error("a global administrator must first register the company to be paid for {program}")]
    PayeeNotRegistered {
        /// The program.
        program: ProgramCode,
    },
    /// Nobody knows where to pay for this location.
    #[error("{location} is not mapped to a bank profile")]
    LocationNotMapped {
        /// Which.
        location: LocationId,
    },
    /// The payer does not change money.
    #[error("the claim is paid in {rate}; the location's bank profile is for {profile}")]
    CurrencyMismatch {
        /// That of the bank profile.
        profile: Currency,
        /// That of the rate, and so of the claim.
        rate: Currency,
    },
    /// An invoice is for one request.
    #[error("the invoice number {invoice_number} was used for another payment request")]
    InvoiceNumberUsed {
        /// Which.
        invoice_number: InvoiceNumber,
    },
    /// The payer takes no requests for a time (domain.md 4.5, AUBILL).
    #[error("no payments can be requested for {country} until {until}")]
    SubmissionsFrozen {
        /// Where the services were performed.
        country: Country,
        /// The last day of the freeze.
        until: Date,
    },
    /// Too late.
    #[error("the payment had to be requested by {0}")]
    PastDue(Date),
    /// Whoever submitted it cannot approve it.
    #[error("whoever submitted or prepared a claim cannot approve it")]
    FourEyes,
    /// Registration comes after the first redemption.
    #[error("no voucher of {program} was redeemed yet; registration follows the first redemption")]
    NoRedeemedVoucherYet {
        /// The program.
        program: ProgramCode,
    },
    /// A payment is of the claim's amount or of none.
    #[error("the amount is not that of the claim")]
    AmountMismatch,
    /// Nothing is paid before it is approved.
    #[error("the claim was approved on {approved_on}; a payment cannot be dated before that day")]
    PaymentBeforeApproval {
        /// The day of its approval, in UTC.
        approved_on: Date,
    },
    /// Something is wrong at the payer's.
    #[error("too many payments were reported for this claim")]
    TooManyPayments,
    /// The directory does not show the location.
    #[error("{location} is not in the company's published directory profile")]
    LocationNotListed {
        /// Which.
        location: LocationId,
    },
}

fn handover_days(first_delivered: Option<Date>, today: Date) -> String {
    let not_before = first_delivered.map(|first| format!("not before {first}, the first delivered day, and "));
    format!("it must be {}not after {today}, the day of the report", not_before.unwrap_or_default())
}

#[cfg(test)]
mod tests;
