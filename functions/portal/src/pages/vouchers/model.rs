//! What the other functions answer about vouchers, programs, locations and evidence: the parts that pages show.

use domain::voucher::{Action, Event, Status};
use domain::{Actor, Country, EngagementCode, LocationId, PersonId, ProgramCode, VoucherNumber, claim};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::consultant::Consultant;
use crate::format::Amount;
use crate::problem::Reason;

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// The start of the next page.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// A voucher.
#[derive(Clone, Debug, Deserialize)]
pub struct Voucher {
    /// The number.
    #[serde(rename = "voucher_number")]
    pub number: VoucherNumber,
    /// The program.
    pub program: ProgramCode,
    /// The planning days.
    pub days: u32,
    /// The customer.
    pub customer: Customer,
    /// The customer's administrator, for those who work with it.
    #[serde(default)]
    pub admin: Option<Admin>,
    /// The last valid day.
    pub expires_on: Date,
    /// The days until then.
    pub days_left: i64,
    /// The status today.
    pub status: Status,
    /// The reservation.
    #[serde(default)]
    pub reservation: Option<Reservation>,
    /// The files by state.
    pub deliverables: Counts,
    /// The completion report.
    pub report: Report,
    /// The day and time of the redemption.
    #[serde(default)]
    pub redeemed_at: Option<Timestamp>,
    /// The last day to claim.
    #[serde(default)]
    pub claim_due_on: Option<Date>,
    /// What its holder can do now.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// What the answer to a command warns of.
    #[serde(default)]
    pub warnings: Vec<Reason>,
}

impl Voucher {
    /// True when its holder can do this now.
    pub fn can(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }
}

/// A voucher of a list, with its claim.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedVoucher {
    /// The voucher.
    #[serde(flatten)]
    pub voucher: Voucher,
    /// The claim.
    #[serde(default)]
    pub claim: Option<ListedClaim>,
}

/// The claim of a voucher in a list.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedClaim {
    /// The status today.
    pub status: claim::Status,
}

/// A voucher with history and claim.
#[derive(Clone, Debug, Deserialize)]
pub struct VoucherDetails {
    /// The voucher.
    #[serde(flatten)]
    pub voucher: Voucher,
    /// The events, oldest first.
    pub history: Vec<HistoryLine>,
    /// The claim.
    #[serde(default)]
    pub claim: Option<ClaimSummary>,
}

impl VoucherDetails {
    /// When the customer was last sent the details of this reservation, as far as the history is recorded.
    pub fn notified_at(&self) -> Option<Timestamp> {
        let own = self.history.iter().rev().take_while(|line| !matches!(line.event, Event::Reserved { .. }));
        own.into_iter().find(|line| line.event == Event::Notified).map(|line| line.at)
    }
}

/// The claim of a voucher, in short.
#[derive(Clone, Debug, Deserialize)]
pub struct ClaimSummary {
    /// The status today.
    pub status: claim::Status,
    /// The amount, when a rate is known.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The last day to submit it.
    pub due_on: Date,
}

/// An event of a voucher.
#[derive(Clone, Debug, Deserialize)]
pub struct HistoryLine {
    /// The time.
    pub at: Timestamp,
    /// The person or system.
    pub by: Actor,
    /// The name of the person.
    #[serde(default)]
    pub by_name: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// The customer of a voucher.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Customer {
    /// The name.
    pub name: String,
    /// The country.
    pub country: Country,
}

/// The administrator at the customer.
#[derive(Clone, Debug, Deserialize)]
pub struct Admin {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// A reservation.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Reservation {
    /// The location.
    pub location_id: LocationId,
    /// The country of delivery.
    pub country: Country,
    /// The engagement type.
    pub engagement_type: EngagementCode,
    /// The first day.
    pub start_date: Date,
    /// The last day.
    pub end_date: Date,
    /// The consultant.
    pub lead_consultant: PersonId,
    /// The addresses of those who attend.
    #[serde(default)]
    pub attendees: Vec<String>,
    /// The time of the reservation.
    pub reserved_at: Timestamp,
}

/// The numbers of files in each state.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Counts {
    /// Found clean.
    pub clean: usize,
    /// Not uploaded or not checked yet.
    pub pending: usize,
    /// Rejected.
    pub rejected: usize,
}

/// The completion report of a voucher.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// Its state.
    pub status: ReportStatus,
}

/// The state of a completion report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// Nothing was written.
    None,
    /// A draft.
    Draft,
    /// Submitted.
    Submitted,
}

/// What validation answers.
#[derive(Clone, Debug, Deserialize)]
pub struct ValidatedVoucher {
    /// The number.
    pub voucher_number: VoucherNumber,
    /// The program.
    pub program: ProgramCode,
    /// The planning days.
    pub days: u32,
    /// The customer.
    pub customer: Customer,
    /// The last valid day.
    pub expires_on: Date,
    /// The days until then.
    pub days_left: i64,
    /// True when the company may reserve it.
    pub reservable: bool,
    /// What keeps the company from reserving it.
    pub reasons: Vec<Reason>,
}

/// What a check of a reservation answers.
#[derive(Clone, Debug, Deserialize)]
pub struct ReservationCheck {
    /// What does not refuse it.
    #[serde(default)]
    pub warnings: Vec<Reason>,
}

/// A name in both languages.
#[derive(Clone, Debug, Deserialize)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Traditional Chinese.
    #[serde(rename = "zh-TW")]
    pub zh_tw: String,
}

/// A program.
#[derive(Clone, Debug, Deserialize)]
pub struct Program {
    /// The code.
    pub code: ProgramCode,
    /// The name.
    pub name: Bilingual,
    /// The first day of retirement, past or to come.
    pub retired_on: Option<Date>,
    /// What it offers.
    pub engagement_types: Vec<EngagementType>,
}

impl Program {
    /// True when nothing new begins under it (PROGRAM.md 2.4).
    pub fn is_retired(&self, today: Date) -> bool {
        self.retired_on.is_some_and(|day| day <= today)
    }
}

/// An engagement type of a program.
#[derive(Clone, Debug, Deserialize)]
pub struct EngagementType {
    /// The code.
    pub code: EngagementCode,
    /// The name.
    pub name: Bilingual,
    /// The lengths in which it is offered.
    pub days: Vec<u32>,
    /// `active` or `retired`.
    pub status: String,
}

/// A location of the company.
#[derive(Clone, Debug, Deserialize)]
pub struct Location {
    /// The id.
    #[serde(rename = "location_id")]
    pub id: LocationId,
    /// The name.
    pub name: String,
    /// The country.
    pub country: Country,
    /// The programs under which the company may reserve there.
    #[serde(default)]
    pub approved_for: Vec<ProgramCode>,
}

/// The company's eligibility for each program.
#[derive(Clone, Debug, Deserialize)]
pub struct Eligibility {
    /// The programs.
    pub items: Vec<ProgramEligibility>,
}

/// The company's eligibility for a program.
#[derive(Clone, Debug, Deserialize)]
pub struct ProgramEligibility {
    /// The program.
    pub program: ProgramCode,
    /// Its engagement types.
    pub engagement_types: Vec<EligibleEngagement>,
}

/// The company's eligibility for an engagement type.
#[derive(Clone, Debug, Deserialize)]
pub struct EligibleEngagement {
    /// The code.
    pub code: EngagementCode,
    /// True when the company meets its requirements.
    pub eligible: bool,
    /// What is not met.
    #[serde(default)]
    pub missing: Vec<Finding>,
    /// The people who qualify today as lead consultants.
    pub consultants: Vec<Consultant>,
}

/// A requirement that is not met.
#[derive(Clone, Debug, Deserialize)]
pub struct Finding {
    /// What it is.
    pub title: Bilingual,
}
