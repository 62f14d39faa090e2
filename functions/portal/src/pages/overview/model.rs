//! What the other functions answer about a company as a whole: the parts that the overview shows.

use domain::catalog::Names;
use domain::progress::{NeedKind, Stage};
use domain::{ClaimId, ProgramCode, VoucherNumber, claim, eligibility};
use jiff::civil::Date;
use serde::Deserialize;

use crate::format::Amount;

/// A dashboard.
#[derive(Clone, Debug, Deserialize)]
pub struct Dashboard {
    /// The day of the counts.
    pub date: Date,
    /// Every stage, in order.
    pub stages: Vec<StageCount>,
    /// What the reader can do next.
    pub attention: Vec<Attention>,
    /// The number of further entries of `attention`.
    pub attention_left_out: usize,
    /// The deadlines of the next 60 days, counted.
    pub calendar: Vec<CalendarEntry>,
    /// The payments of twelve months.
    pub paid_by_month: Vec<PaidInMonth>,
    /// The next deadlines.
    pub deadlines: Vec<Deadline>,
    /// The claims by status.
    pub claims: Vec<ClaimsInStatus>,
    /// The programs of these claims.
    pub claimed_programs: Vec<ProgramCode>,
    /// True when everything was counted.
    pub complete: bool,
}

/// The vouchers in one stage.
#[derive(Clone, Debug, Deserialize)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// Their number.
    pub count: usize,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// What to do next about a voucher, a claim or an enrollment.
#[derive(Clone, Debug, Deserialize)]
pub struct Attention {
    /// What to do.
    pub kind: NeedKind,
    /// The voucher; `None` for an enrollment.
    pub voucher_number: Option<VoucherNumber>,
    /// The claim.
    pub claim_id: Option<ClaimId>,
    /// The program.
    pub program: ProgramCode,
    /// The customer.
    pub customer: Option<String>,
    /// The days until the last day.
    pub days_left: i64,
    /// The amount.
    pub amount: Option<Amount>,
}

/// The kind of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// A voucher expires.
    Voucher,
    /// A claim must be submitted.
    Claim,
    /// An enrollment must be renewed.
    Enrollment,
}

/// The number of deadlines of one kind on one day.
#[derive(Clone, Debug, Deserialize)]
pub struct CalendarEntry {
    /// The day.
    pub date: Date,
    /// The kind.
    pub kind: DeadlineKind,
    /// Their number.
    pub count: usize,
}

/// The last day of a voucher or claim.
#[derive(Clone, Debug, Deserialize)]
pub struct Deadline {
    /// The day.
    pub due_on: Date,
    /// The voucher.
    pub voucher_number: VoucherNumber,
    /// The kind.
    pub kind: DeadlineKind,
    /// The customer.
    pub customer: Option<String>,
    /// The days until then.
    pub days_left: i64,
    /// The amount.
    pub amount: Option<Amount>,
}

/// The payments of a month.
#[derive(Clone, Debug, Deserialize)]
pub struct PaidInMonth {
    /// The month, such as `2026-11`.
    pub month: String,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// The claims in one status.
#[derive(Clone, Debug, Deserialize)]
pub struct ClaimsInStatus {
    /// The status.
    pub status: claim::Status,
    /// Their number.
    pub count: usize,
    /// The sums, one for each currency.
    pub totals: Vec<Amount>,
}

/// A company's eligibility for a program, with its name.
#[derive(Clone, Debug, Deserialize)]
pub struct ProgramEligibility {
    /// The program.
    pub program: ProgramCode,
    /// The name.
    pub name: Names,
    /// The progress.
    pub status: eligibility::Status,
    /// The result for each requirement.
    pub requirements: Vec<Requirement>,
}

/// The result of checking one requirement.
#[derive(Clone, Debug, Deserialize)]
pub struct Requirement {
    /// True when it is met today.
    pub met: bool,
}
