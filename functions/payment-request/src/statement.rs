//! `GET /statement`: what was paid in a month or a year and what came back, for each program and location.
//!
//! A month that is over keeps its lines: money that comes back later is a line of the month in which it does, with a
//! negative amount. The index sorts claims by the day of the payer's last word, so that a statement reads what was spoken
//! of in that month and since, and nothing older.

use std::collections::BTreeMap;

use api::{Answer, CompanyFilter, Decode, Failure, Fields, log_unreadable};
use domain::claim::{Claim, Payment, PaymentEvent, PaymentReport};
use domain::{ClaimId, Flaw, Form, Invalid, LocationId, Money, ProgramCode, Text, VoucherNumber, calendar};
use futures::future::try_join_all;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use table::{PaymentQuery, Stored};

use crate::{Context, Services, totals};

/// Claims read at once.
const PAGE: usize = 500;

/// What was paid, and what came back.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Statement {
    company_id: domain::CompanyId,
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
struct StatementLine {
    #[serde(skip)]
    program: ProgramCode,
    #[serde(skip)]
    location_id: LocationId,
    claim_id: ClaimId,
    voucher_number: VoucherNumber,
    reference_number: String,
    invoice_number: String,
    payment_id: String,
    /// `sent`, or how it came back.
    event: PaymentEvent,
    paid_on: Date,
    amount: Money,
}

type StatementContext<'a> = Context<'a, (), (CompanyFilter, Period)>;

type Groups = BTreeMap<(ProgramCode, LocationId), Vec<StatementLine>>;

/// What a statement is of.
#[derive(Clone, Copy)]
pub(crate) enum Period {
    /// By its first day.
    Month(Date),
    /// The same.
    Year(Date),
}

pub(crate) async fn show(context: StatementContext<'_>) -> Result<Answer<Statement>, Failure> {
    let (CompanyFilter { company_id }, period) = &context.query;
    let (company, period) = (context.caller.requested_company(company_id.as_ref())?, *period);
    let read = PaymentQuery::STATUSES.map(|status| {
        let (context, wanted) = (&context, PaymentQuery { company: company.clone(), status, from: period.first_day() });
        async move { lines(context, &wanted).await }
    });
    let mut groups = Groups::new();
    for line in last_of_each(try_join_all(read).await?.into_iter().flatten()) {
        groups.entry((line.program.clone(), line.location_id.clone())).or_default().push(line);
    }
    for lines in groups.values_mut() {
        lines.sort_by(|one, other| one.place().cmp(&other.place()));
    }
    let all: Vec<StatementLine> = groups.values().flatten().cloned().collect();
    let group = |((program, location_id), lines): ((ProgramCode, LocationId), Vec<StatementLine>)| {
        Ok(StatementGroup { program, location_id, totals: totals(lines.iter().map(|line| &line.amount))?, lines })
    };
    let groups = groups.into_iter().map(group).collect::<Result<_, Failure>>()?;
    let totals = totals(all.iter().map(|line| &line.amount))?;
    Answer::json(&Statement { company_id: company, month: period.month(), year: period.year(), groups, totals })
}

/// A claim that was paid while the statuses were read may have been seen in two of them: as it stands last, once.
fn last_of_each<L>(seen: impl Iterator<Item = (ClaimId, u64, Vec<L>)>) -> impl Iterator<Item = L> {
    let mut claims: BTreeMap<ClaimId, (u64, Vec<L>)> = BTreeMap::new();
    for (claim, rev, lines) in seen {
        let known = claims.entry(claim).or_insert((0, Vec::new()));
        if rev > known.0 {
            *known = (rev, lines);
        }
    }
    claims.into_values().flat_map(|(_, lines)| lines)
}

/// The lines of the period, page by page: what is kept is what is answered.
async fn lines(
    context: &StatementContext<'_>,
    wanted: &PaymentQuery,
) -> Result<Vec<(ClaimId, u64, Vec<StatementLine>)>, Failure> {
    let (mut claims, mut after) = (Vec::new(), None);
    loop {
        let page = context.services.table.page(wanted, after.as_ref(), PAGE, None).await?;
        log_unreadable(&page.unreadable);
        for Stored { value: claim, rev, .. } in &page.items {
            let mut lines = lines_of(claim);
            lines.retain(|line| context.query.1.holds(line.paid_on));
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

/// A month or a year by its first day.
struct MonthText(Date);
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
        let month = fields.about("The month that is wanted; or else name a year.").sent("month");
        let year = fields.about("The year that is wanted.").sent("year");
        match (month, year) {
            (Some(month), None) => month.map(|MonthText(first)| Self::Month(first)),
            (None, Some(year)) => year.map(|YearText(first)| Self::Year(first)),
            (None, None) => {
                let wanted = "is required, such as 2026-11; or a year, such as year=2026";
                fields.reject("month", Invalid::new(Flaw::Missing, wanted));
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

    fn holds(self, day: Date) -> bool {
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

fn first_day(text: &str, wanted: &str) -> Result<Date, Invalid> {
    let (first, last) = (calendar::FIRST_DAY.year(), calendar::LAST_DAY.year());
    calendar::day(text).map_err(|_| Invalid::new(Flaw::NotADate, format!("must be {wanted}, from {first} to {last}")))
}

/// A line for each time the money of a claim was sent, or came back.
fn lines_of(claim: &Claim) -> Vec<StatementLine> {
    let Some((approved, amount)) = claim.approved().zip(claim.amount.as_ref()) else { return Vec::new() };
    let movements = |payment: &Payment| {
        let id = payment.id.to_string();
        payment.movements().into_iter().map(move |word| (id.clone(), word))
    };
    let line = |(payment_id, word): (String, PaymentReport)| StatementLine {
        program: claim.voucher.program.clone(),
        location_id: claim.voucher.location_id.clone(),
        claim_id: claim.id.clone(),
        voucher_number: claim.voucher.voucher_number.clone(),
        reference_number: approved.submission.reference_number.clone(),
        invoice_number: approved.submission.invoice_number.to_string(),
        payment_id,
        event: word.event,
        paid_on: calendar::utc_day(word.at),
        amount: if word.event == PaymentEvent::Sent { amount.clone() } else { amount.negated() },
    };
    approved.payments.iter().flat_map(movements).map(line).collect()
}

impl StatementLine {
    /// Where it stands among the others: by day, then by claim.
    fn place(&self) -> (Date, &str, &str) {
        (self.paid_on, self.claim_id.as_str(), &self.payment_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_seen_twice_counts_as_it_stood_last() {
        let id = |text: &str| ClaimId::parse(text).unwrap();
        let (paid, other) = (id("CL-SA-0000-0001"), id("CL-SA-0000-0002"));
        let before = (paid.clone(), 5, vec!["sent", "failed"]);
        let after = (paid, 6, vec!["sent", "failed", "sent again"]);
        for order in [[before.clone(), after.clone()], [after, before]] {
            let seen = order.into_iter().chain([(other.clone(), 1, vec!["other"])]);
            assert_eq!(last_of_each(seen).collect::<Vec<_>>(), ["sent", "failed", "sent again", "other"]);
        }
    }
}
