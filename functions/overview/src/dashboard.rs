//! `GET /dashboard`: counts, deadlines and due enrollments of a company.
//!
//! The counts are taken from summaries of all vouchers and claims. Reading a summary costs as much as reading the item:
//! about one read unit for ten, so a company with 1,000 vouchers and as many claims costs about 200 units. Open,
//! redeemed and expired vouchers and claims are read concurrently, at most 5,000 of each. If there are more, the counts
//! cover those that were read, and `complete` is false.

use std::collections::BTreeMap;

use api::{Answer, CompanyFilter, Failure, log_unreadable};
use domain::voucher::Status;
use domain::{LocationId, Money, ProgramCode, VoucherNumber, calendar, claim, enrollment};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimSummary, CompanySummary, Stored, SummaryQuery, VoucherSummary};

use crate::Context;

/// The largest number of deadlines shown.
const DEADLINES_MAX: usize = 10;
/// The periods in days for which expiring vouchers are counted.
const WITHIN_DAYS: [i32; 3] = [60, 30, 7];

/// The counts, deadlines and due enrollments of a company.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Dashboard {
    company_id: domain::CompanyId,
    date: Date,
    /// The number of vouchers by their status today.
    vouchers: BTreeMap<&'static str, usize>,
    /// The number of open vouchers whose last valid day is within 60, 30 and 7 days.
    expiring: BTreeMap<String, usize>,
    claims: Vec<ClaimsInStatus>,
    /// The next deadlines of vouchers and claims.
    deadlines: Vec<Deadline>,
    enrollments_due: Vec<EnrollmentDue>,
    /// True when every voucher, claim and enrollment was counted.
    complete: bool,
}

/// The claims in one status.
#[derive(Debug, Serialize, JsonSchema)]
struct ClaimsInStatus {
    status: claim::Status,
    count: usize,
    /// One sum for each currency, without claims that have no rate.
    totals: Vec<Money>,
}

/// The last day of a voucher or a claim.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
struct Deadline {
    due_on: Date,
    voucher_number: VoucherNumber,
    /// `voucher` when the voucher expires then, `claim` when its claim does.
    kind: &'static str,
    status: &'static str,
    location_id: LocationId,
    days_left: i32,
}

/// An enrollment to renew.
#[derive(Debug, Serialize, JsonSchema)]
struct EnrollmentDue {
    program: ProgramCode,
    status: enrollment::Status,
    term_end: Date,
    grace_ends_on: Date,
    days_left: i32,
}

/// Counts what belongs to the caller's locations.
pub(crate) async fn show(context: Context<'_, CompanyFilter>) -> Result<Answer<Dashboard>, Failure> {
    let (table, company) =
        (&context.services.table, context.caller.requested_company(context.query.company_id.as_ref())?);
    let query = SummaryQuery::everything(company.clone());
    let (mut summary, enrollments) = futures::try_join!(table.summary(&query), table.readable_enrollments(&company))?;
    let (enrollments, unreadable) = enrollments;
    summary.unreadable.extend(unreadable);
    log_unreadable(&summary.unreadable);
    summary.vouchers.retain(|voucher| context.caller.may_act_at(&voucher.location));
    summary.claims.retain(|claim| context.caller.may_act_at(&claim.location));
    let today = context.today();
    Answer::json(&Dashboard {
        company_id: company,
        date: today,
        vouchers: count_by_status(&summary.vouchers, today),
        expiring: count_expiring(&summary.vouchers, today),
        claims: sum_claims(&summary.claims, today)?,
        deadlines: deadlines(&summary, today),
        enrollments_due: enrollments.iter().filter_map(|stored| due(stored, today)).collect(),
        complete: !summary.is_cut && summary.unreadable.is_empty(),
    })
}

fn count_by_status(vouchers: &[VoucherSummary], today: Date) -> BTreeMap<&'static str, usize> {
    let count = |status| vouchers.iter().filter(|voucher| voucher.status(today) == status).count();
    [Status::Reserved, Status::Redeemed, Status::Expired].map(|status| (status.as_str(), count(status))).into()
}

fn count_expiring(vouchers: &[VoucherSummary], today: Date) -> BTreeMap<String, usize> {
    let is_open = |voucher: &&VoucherSummary| voucher.status(today) == Status::Reserved;
    let days_left: Vec<i32> =
        vouchers.iter().filter(is_open).map(|voucher| calendar::days_left(today, voucher.deadline)).collect();
    let within = |days| days_left.iter().filter(|left| **left <= days).count();
    WITHIN_DAYS.map(|days| (format!("within_{days}_days"), within(days))).into()
}

/// Counts and sums the claims of each status, in the order of a claim's life.
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
fn sum_claims(claims: &[ClaimSummary], today: Date) -> Result<Vec<ClaimsInStatus>, Failure> {
    let mut in_status: BTreeMap<claim::Status, Vec<&ClaimSummary>> = BTreeMap::new();
    for claim in claims {
        in_status.entry(claim.status(today)).or_default().push(claim);
    }
    let summed = |(status, claims): (claim::Status, Vec<&ClaimSummary>)| {
        let totals = Money::totals(claims.iter().filter_map(|claim| claim.amount.as_ref()));
        let totals = totals.ok_or_else(|| Failure::internal("a sum of claims does not fit 64 bits"))?;
        Ok(ClaimsInStatus { status, count: claims.len(), totals })
    };
    in_status.into_iter().map(summed).collect()
}

fn deadlines(summary: &CompanySummary, today: Date) -> Vec<Deadline> {
    let vouchers = summary.vouchers.iter().filter_map(|voucher| Deadline::of_voucher(voucher, today));
    let mut all: Vec<Deadline> =
        vouchers.chain(summary.claims.iter().filter_map(|claim| Deadline::of_claim(claim, today))).collect();
    all.sort_unstable();
    all.truncate(DEADLINES_MAX);
    all
}

impl Deadline {
    fn of_voucher(voucher: &VoucherSummary, today: Date) -> Option<Self> {
        let is_open = voucher.status(today) == Status::Reserved;
        is_open.then(|| Self {
            due_on: voucher.deadline,
            voucher_number: voucher.number.clone(),
            kind: "voucher",
            status: voucher.status_facts.stored.as_str(),
            location_id: voucher.location.clone(),
            days_left: calendar::days_left(today, voucher.deadline),
        })
    }

    fn of_claim(claim: &ClaimSummary, today: Date) -> Option<Self> {
        let due_on = claim.status_facts.last_day().filter(|last| *last >= today)?;
        Some(Self {
            due_on,
            voucher_number: claim.number.clone(),
            kind: "claim",
            status: claim.status_facts.stored.as_str(),
            location_id: claim.location.clone(),
            days_left: calendar::days_left(today, due_on),
        })
    }
}

/// Returns the enrollment if its renewal is due or its grace period runs (PROGRAM.md 4.3, 4.4).
fn due(stored: &Stored<enrollment::Enrollment>, today: Date) -> Option<EnrollmentDue> {
    let (enrollment, status) = (&stored.value, stored.value.status(today));
    let is_due = match status {
        enrollment::Status::RenewalDue | enrollment::Status::Grace => true,
        enrollment::Status::Active
        | enrollment::Status::Lapsed
        | enrollment::Status::Suspended
        | enrollment::Status::Withdrawn => false,
    };
    is_due.then(|| EnrollmentDue {
        program: enrollment.program.clone(),
        status,
        term_end: enrollment.term_end,
        grace_ends_on: enrollment.grace_ends_on(),
        days_left: calendar::days_left(today, enrollment.term_end),
    })
}
