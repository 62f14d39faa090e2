//! `GET /statement`: the payments of a month or a year and their returns, for each program and location
//! (PROGRAM.md 12.2).
//!
//! A past month keeps its lines: money that comes back later is a line of the month in which it comes back, with a
//! negative amount (DECISIONS.md 28). The index sorts claims by the day of the payer's latest report, so a statement
//! reads only claims with a report in that month or later.

use std::collections::BTreeMap;

use api::{Answer, CompanyFilter, Decode, Failure, Fields, log_unreadable};
use domain::claim::{Claim, Movement, PaymentEvent};
use domain::{ClaimId, CompanyId, Flaw, Form, Invalid, LocationId, Money, ProgramCode, Text, VoucherNumber, calendar};
use export::{FileRequest, StoredExport};
use futures::future::try_join_all;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{PaymentQuery, Stored};

use crate::{Context, Services, statement_file, totals};

/// The claims of one page of the index.
const PAGE_SIZE: usize = 500;

/// A statement; as a file that is too large for an answer, the link to it.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum StatementAnswer {
    Statement(Statement),
    Kept(StoredExport),
}

/// The payments of a period and their returns.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Statement {
    company_id: CompanyId,
    month: Option<String>,
    year: Option<i16>,
    groups: Vec<StatementGroup>,
    totals: Vec<Money>,
}

/// The payments of a program at a location.
#[derive(Serialize, JsonSchema)]
struct StatementGroup {
    program: ProgramCode,
    location_id: LocationId,
    lines: Vec<StatementLine>,
    totals: Vec<Money>,
}

/// A payment, or its return.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct StatementLine {
    #[serde(skip)]
    pub(crate) program: ProgramCode,
    #[serde(skip)]
    pub(crate) location_id: LocationId,
    pub(crate) claim_id: ClaimId,
    pub(crate) voucher_number: VoucherNumber,
    pub(crate) reference_number: String,
    pub(crate) invoice_number: String,
    pub(crate) payment_id: String,
    /// `sent` for a payment, another event for its return.
    pub(crate) event: PaymentEvent,
    pub(crate) paid_on: Date,
    pub(crate) amount: Money,
}

pub(crate) type StatementContext<'a> = Context<'a, (), (CompanyFilter, Period, FileRequest)>;

type Groups = BTreeMap<(ProgramCode, LocationId), Vec<StatementLine>>;

/// The period of a statement.
#[derive(Clone, Copy)]
pub(crate) enum Period {
    /// A month, by its first day.
    Month(Date),
    /// A year, by its first day.
    Year(Date),
}

/// `GET /statement`: the statement, or the same lines as a file.
pub(crate) async fn show(context: StatementContext<'_>) -> Result<Answer<StatementAnswer>, Failure> {
    let statement = read(&context).await?;
    match context.query.2.layout(&context) {
        None => Answer::json(&StatementAnswer::Statement(statement)),
        Some(layout) => Ok(statement_file::answer(&context, layout, &statement).await?.as_one_of()),
    }
}

async fn read(context: &StatementContext<'_>) -> Result<Statement, Failure> {
    let (CompanyFilter { company_id }, period, _) = &context.query;
    let (company, period) = (context.caller.requested_company(company_id.as_ref())?, *period);
    let read = PaymentQuery::STATUSES.map(|status| {
        let query = PaymentQuery { company: company.clone(), status, from: period.first_day() };
        async move { read_lines(context, &query).await }
    });
    let mut groups = Groups::new();
    for line in latest_of_each(try_join_all(read).await?.into_iter().flatten()) {
        groups.entry((line.program.clone(), line.location_id.clone())).or_default().push(line);
    }
    for lines in groups.values_mut() {
        lines.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    }
    let all: Vec<StatementLine> = groups.values().flatten().cloned().collect();
    let group = |((program, location_id), lines): ((ProgramCode, LocationId), Vec<StatementLine>)| {
        Ok(StatementGroup { program, location_id, totals: totals(lines.iter().map(|line| &line.amount))?, lines })
    };
    let groups = groups.into_iter().map(group).collect::<Result<_, Failure>>()?;
    let totals = totals(all.iter().map(|line| &line.amount))?;
    Ok(Statement { company_id: company, month: period.month(), year: period.year(), groups, totals })
}

impl Statement {
    pub(crate) fn company(&self) -> &CompanyId {
        &self.company_id
    }

    /// The name of a file with its lines, before the day of the export.
    pub(crate) fn file_name(&self) -> String {
        let period = self.month.clone().or_else(|| self.year.map(|year| year.to_string()));
        format!("statement-{}-as-of", period.unwrap_or_default())
    }

    /// The lines of all groups.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &StatementLine> {
        self.groups.iter().flat_map(|group| &group.lines)
    }
}

impl From<StoredExport> for StatementAnswer {
    fn from(kept: StoredExport) -> Self {
        Self::Kept(kept)
    }
}

/// Returns the lines of each claim at its latest revision. A claim whose status changes while the statuses are read may
/// be read in two of them.
fn latest_of_each<L>(read: impl Iterator<Item = (ClaimId, u64, Vec<L>)>) -> impl Iterator<Item = L> {
    let mut claims: BTreeMap<ClaimId, (u64, Vec<L>)> = BTreeMap::new();
    for (claim, rev, lines) in read {
        let known = claims.entry(claim).or_insert((0, Vec::new()));
        if rev > known.0 {
            *known = (rev, lines);
        }
    }
    claims.into_values().flat_map(|(_, lines)| lines)
}

/// Reads the claims page by page, and returns the lines of the period with their claim and its revision.
async fn read_lines(
    context: &StatementContext<'_>,
    query: &PaymentQuery,
) -> Result<Vec<(ClaimId, u64, Vec<StatementLine>)>, Failure> {
    let (mut claims, mut after) = (Vec::new(), None);
    loop {
        let page = context.services.table.page(query, after.as_ref(), PAGE_SIZE, None).await?;
        log_unreadable(&page.unreadable);
        for Stored { value: claim, rev, .. } in &page.items {
            let mut lines = lines_of(claim);
            lines.retain(|line| context.query.1.contains(line.paid_on));
            if !lines.is_empty() && context.caller.may_act_at(&claim.voucher.location_id) {
                claims.push((claim.id.clone(), *rev, lines));
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(claims);
        }
    }
}

/// A month of a query, by its first day.
struct MonthText(Date);
/// A year of a query, by its first day.
struct YearText(Date);

impl Text for MonthText {
    const FORM: Form = Form::new("2026-11").pattern("^[0-9]{4}-[0-9]{2}$").exact().or(&[Flaw::NotADate]);

    fn read(text: &str) -> Result<Self, Invalid> {
        first_day(&format!("{text}-01"), "a month such as 2026-11").map(Self)
    }
}

impl Text for YearText {
    const FORM: Form = Form::new("2026").pattern("^[0-9]{4}$").exact().or(&[Flaw::NotADate]);

    fn read(text: &str) -> Result<Self, Invalid> {
        first_day(&format!("{text}-01-01"), "a year such as 2026").map(Self)
    }
}

impl Decode<Services> for Period {
    fn decode(fields: &mut Fields, _: &Services) -> Option<Self> {
        let month = fields.about("The month, such as 2026-11; or name a year.").sent("month");
        let year = fields.about("The year, such as 2026.").sent("year");
        match (month, year) {
            (Some(month), None) => month.map(|MonthText(first)| Self::Month(first)),
            (None, Some(year)) => year.map(|YearText(first)| Self::Year(first)),
            (None, None) => {
                let detail = "is required, such as 2026-11; or a year, such as year=2026";
                fields.reject("month", Invalid::new(Flaw::Missing, detail));
                None
            }
            (Some(_), Some(_)) => {
                fields.refuse("year", "a statement is of a month or of a year");
                None
            }
        }
    }
}

impl Period {
    fn first_day(self) -> Date {
        let (Self::Month(first) | Self::Year(first)) = self;
        first
    }

    fn contains(self, day: Date) -> bool {
        match self {
            Self::Month(first) => day.first_of_month() == first,
            Self::Year(first) => day.first_of_year() == first,
        }
    }

    fn month(self) -> Option<String> {
        if let Self::Month(first) = self { Some(first.strftime("%Y-%m").to_string()) } else { None }
    }

    fn year(self) -> Option<i16> {
        if let Self::Year(first) = self { Some(first.year()) } else { None }
    }
}

fn first_day(text: &str, expected: &str) -> Result<Date, Invalid> {
    let (first, last) = (calendar::FIRST_DAY.year(), calendar::LAST_DAY.year());
    calendar::day(text).map_err(|_| Invalid::new(Flaw::NotADate, format!("must be {expected}, from {first} to {last}")))
}

/// Returns a line for each time the money of a claim was sent or came back.
fn lines_of(claim: &Claim) -> Vec<StatementLine> {
    let Some((approved, amount)) = claim.approved().zip(claim.amount.as_ref()) else { return Vec::new() };
    let line = |movement: Movement| StatementLine {
        program: claim.voucher.program.clone(),
        location_id: claim.voucher.location_id.clone(),
        claim_id: claim.id.clone(),
        voucher_number: claim.voucher.voucher_number.clone(),
        reference_number: approved.submission.reference_number.clone(),
        invoice_number: approved.submission.invoice_number.to_string(),
        payment_id: movement.payment.to_string(),
        event: movement.event,
        paid_on: movement.on,
        amount: movement.amount,
    };
    approved.payments.movements(amount).into_iter().map(line).collect()
}

impl StatementLine {
    /// The sort key: the day, the claim, the payment.
    fn sort_key(&self) -> (Date, &str, &str) {
        (self.paid_on, self.claim_id.as_str(), &self.payment_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_read_in_two_statuses_counts_once_at_its_latest_revision() {
        let id = |text: &str| ClaimId::parse(text).unwrap();
        let (paid, other) = (id("CL-SA-0000-0001"), id("CL-SA-0000-0002"));
        let before = (paid.clone(), 5, vec!["sent", "failed"]);
        let after = (paid, 6, vec!["sent", "failed", "sent again"]);
        for order in [[before.clone(), after.clone()], [after, before]] {
            let read = order.into_iter().chain([(other.clone(), 1, vec!["other"])]);
            assert_eq!(latest_of_each(read).collect::<Vec<_>>(), ["sent", "failed", "sent again", "other"]);
        }
    }
}
