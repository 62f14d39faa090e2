//! `GET /dashboard`: counts, stages, deadlines and payments of a company, and what it does next (PROGRAM.md 12.4).
//!
//! It reads summaries of what is in flight and of what ended in the last twelve months, and then the rates of open
//! vouchers and the invoices that submitted claims need: two round trips. Reading a summary costs as much as reading the
//! item: about one read unit for ten. Older history costs nothing (DECISIONS.md 59). At most 5,000 items of each range
//! are read. If there are more, the counts cover those that were read, and `complete` is false.

use std::collections::{BTreeMap, BTreeSet};

use api::{Answer, CompanyFilter, Failure, log_unreadable};
use domain::progress::{self, paid_by_month};
use domain::voucher::Status;
use domain::{CompanyId, Money, ProgramCode, calendar, claim, enrollment};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{ClaimSummary, CompanySummary, RateCards, Stored, SummaryQuery, VoucherSummary};

mod attention;
mod deadlines;
mod invoices;
mod stages;

use attention::{Attention, attention};
use deadlines::{CalendarEntry, Deadline, calendar_of, deadlines};
use invoices::MissingInvoices;
use stages::{StageCount, stages};

use crate::Context;

/// The periods in days for which expiring vouchers are counted.
const WITHIN_DAYS: [i32; 3] = [60, 30, 7];

/// The counts, deadlines and payments of a company, and what it does next.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Dashboard {
    company_id: CompanyId,
    date: Date,
    /// The first day of the twelve months that counts of the past cover: this month and the eleven before it.
    history_from: Date,
    /// The number of vouchers by their status today: every reserved one; those redeemed, or expired, since
    /// `history_from`.
    vouchers: BTreeMap<&'static str, usize>,
    /// The number of open vouchers whose last valid day is within 60, 30 and 7 days.
    expiring: BTreeMap<String, usize>,
    /// Every claim that is not closed; of the paid ones those with a payment report since `history_from`, and of the
    /// rejected, expired and withdrawn ones those whose last day to submit lies since then.
    claims: Vec<ClaimsInStatus>,
    /// The programs of these claims: a program has a payee only after its first redemption.
    claimed_programs: BTreeSet<ProgramCode>,
    /// Every stage from reservation to payment, in order; `paid` since `history_from`.
    stages: Vec<StageCount>,
    /// What the caller's roles can do next for the company, the most urgent first.
    attention: Vec<Attention>,
    /// The number of further entries of `attention`.
    attention_left_out: usize,
    /// The days of the next 60 on which vouchers expire, claims must be submitted or enrollments end.
    calendar: Vec<CalendarEntry>,
    /// What was paid in each of the twelve months, oldest first. Money that came back is negative in the month in which
    /// it came back.
    paid_by_month: Vec<PaidInMonth>,
    /// The next deadlines of vouchers and claims.
    deadlines: Vec<Deadline>,
    enrollments_due: Vec<EnrollmentDue>,
    /// True when every voucher, claim, enrollment and rate was read.
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

/// What was paid in a month.
#[derive(Debug, Serialize, JsonSchema)]
struct PaidInMonth {
    /// The month, such as `2026-11`.
    month: String,
    /// One sum for each currency; empty without payments.
    totals: Vec<Money>,
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

/// What a dashboard is made of.
struct Facts {
    summary: CompanySummary,
    enrollments: Vec<Stored<enrollment::Enrollment>>,
    cards: RateCards,
    missing_invoices: MissingInvoices,
    today: Date,
}

/// Counts what belongs to the caller's locations.
pub(crate) async fn show(context: Context<'_, CompanyFilter>) -> Result<Answer<Dashboard>, Failure> {
    let company = context.caller.requested_company(context.query.company_id.as_ref())?;
    let facts = Facts::read(&context, &company).await?;
    let Facts { summary, enrollments, today, .. } = &facts;
    let today = *today;
    let (attention, attention_left_out) = attention(&facts, &context.caller);
    Answer::json(&Dashboard {
        company_id: company,
        date: today,
        history_from: progress::begins_on(today),
        vouchers: count_by_status(&summary.vouchers, today),
        expiring: count_expiring(&summary.vouchers, today),
        claims: sum_claims(&summary.claims, today)?,
        claimed_programs: summary.claims.iter().map(|claim| claim.program.clone()).collect(),
        stages: stages(&facts)?,
        attention,
        attention_left_out,
        calendar: calendar_of(&facts),
        paid_by_month: payments(&summary.claims, today)?,
        deadlines: deadlines(&facts),
        enrollments_due: enrollments.iter().filter_map(|stored| due(&stored.value, today)).collect(),
        complete: !summary.is_cut && summary.unreadable.is_empty(),
    })
}

impl Facts {
    async fn read(context: &Context<'_, CompanyFilter>, company: &CompanyId) -> Result<Self, Failure> {
        let (table, today) = (&context.services.table, context.today());
        let query = SummaryQuery::overview(company.clone(), progress::begins_on(today));
        let (mut summary, enrollments) =
            futures::try_join!(table.summary(&query), table.readable_enrollments(company))?;
        let (mut enrollments, unreadable) = enrollments;
        // A retired program cannot be renewed (PROGRAM.md 2.4): nothing is due for it.
        enrollments.retain(|stored| {
            let program = context.services.catalog.program(&stored.value.program);
            !program.is_some_and(|program| program.is_retired(today))
        });
        summary.unreadable.extend(unreadable);
        summary.vouchers.retain(|voucher| context.caller.may_act_at(&voucher.location));
        summary.claims.retain(|claim| context.caller.may_act_at(&claim.location));
        let open = summary.vouchers.iter().filter(|voucher| voucher.status(today) == Status::Reserved);
        let pairs = open.map(|voucher| (voucher.country.clone(), voucher.program.clone())).collect();
        let missing_invoices = MissingInvoices::read(context, company, &summary.claims);
        let ((cards, unreadable), (missing_invoices, unreadable_invoices)) =
            futures::try_join!(table.rate_cards(pairs), missing_invoices)?;
        summary.unreadable.extend(unreadable.into_iter().chain(unreadable_invoices));
        log_unreadable(&summary.unreadable);
        Ok(Self { summary, enrollments, cards, missing_invoices, today })
    }

    /// The amount of an open voucher by today's rate; `None` without a rate (PROGRAM.md 11.3).
    fn expected(&self, voucher: &VoucherSummary) -> Option<Money> {
        let card = self.cards.get(&(voucher.country.clone(), voucher.program.clone()))?;
        claim::amount(card, self.today, voucher.days)
    }
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
        let totals = totals(claims.iter().filter_map(|claim| claim.amount.as_ref()))?;
        Ok(ClaimsInStatus { status, count: claims.len(), totals })
    };
    in_status.into_iter().map(summed).collect()
}

fn payments(claims: &[ClaimSummary], today: Date) -> Result<Vec<PaidInMonth>, Failure> {
    let movements = claims.iter().flat_map(|claim| {
        let amount = claim.amount.as_ref();
        amount.map(|amount| claim.payments.movements(amount)).unwrap_or_default()
    });
    let months = paid_by_month(movements.map(|movement| (movement.on, movement.amount)), today);
    let months = months.ok_or_else(too_large)?.into_iter();
    Ok(months
        .map(|paid| PaidInMonth { month: paid.first.strftime("%Y-%m").to_string(), totals: paid.totals })
        .collect())
}

/// One sum for each currency.
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
fn totals<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Failure> {
    Money::totals(amounts).ok_or_else(too_large)
}

fn too_large() -> Failure {
    Failure::internal("a sum of claims does not fit 64 bits")
}

/// Returns the enrollment if its renewal is due or its grace period runs (PROGRAM.md 4.3, 4.4).
fn due(enrollment: &enrollment::Enrollment, today: Date) -> Option<EnrollmentDue> {
    enrollment.need(today)?;
    Some(EnrollmentDue {
        program: enrollment.program.clone(),
        status: enrollment.status(today),
        term_end: enrollment.term_end,
        grace_ends_on: enrollment.grace_ends_on(),
        days_left: calendar::days_left(today, enrollment.term_end),
    })
}
