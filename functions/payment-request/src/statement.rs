//! `GET /statement`: what was paid in a month, for each program and location (domain.md 4.5, PAYST).

use std::collections::BTreeMap;

use domain::claim::{PaymentEvent, State, Status};
use domain::{ClaimId, Invalid, LocationId, Money, ProgramCode, VoucherNumber, calendar};
use jiff::civil::Date;
use serde::Serialize;
use web::{Answer, Failure, FetchKeys, query};

use crate::Call;

#[derive(Serialize)]
struct Statement {
    company_id: domain::CompanyId,
    month: String,
    groups: Vec<Group>,
    totals: Vec<Money>,
}

#[derive(Serialize)]
struct Group {
    program: ProgramCode,
    location_id: LocationId,
    lines: Vec<Line>,
    totals: Vec<Money>,
}

#[derive(Clone, Serialize)]
struct Line {
    claim_id: ClaimId,
    voucher_number: VoucherNumber,
    reference_number: String,
    invoice_number: String,
    payment_id: String,
    paid_on: Date,
    amount: Money,
}

pub(crate) async fn month<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let company = call.reader()?.company_asked(call.request)?;
    let month = query::parsed(call.request, "month", parse_month)?;
    let month = month.ok_or_else(|| Failure::invalid("month", "is required, such as 2026-11"))?;
    let paid = call.deps.table.all_claims_of(&company, Status::Paid).await?;
    let mut groups: BTreeMap<(ProgramCode, LocationId), Vec<Line>> = BTreeMap::new();
    for claim in paid.iter().map(|stored| &stored.value) {
        let voucher = &claim.voucher;
        if !call.caller.may_act_at(&voucher.location_id) {
            continue;
        }
        let lines = lines_of(claim).into_iter().filter(|line| line.paid_on.first_of_month() == month);
        groups.entry((voucher.program.clone(), voucher.location_id.clone())).or_default().extend(lines);
    }
    groups.retain(|_, lines| !lines.is_empty());
    let all: Vec<Line> = groups.values().flatten().cloned().collect();
    let group = |((program, location_id), lines): ((ProgramCode, LocationId), Vec<Line>)| {
        Ok(Group { program, location_id, totals: totals(&lines)?, lines })
    };
    let groups = groups.into_iter().map(group).collect::<Result<_, Failure>>()?;
    let month = month.strftime("%Y-%m").to_string();
    Answer::ok(&Statement { company_id: company, month, groups, totals: totals(&all)? })
}

/// The first day of the month asked for.
fn parse_month(text: &str) -> Result<Date, Invalid> {
    web::date(&format!("{text}-01")).map_err(|_| Invalid::new("must be a month such as 2026-11"))
}

/// A line for each payment that was sent: two of them are two lines.
fn lines_of(claim: &domain::claim::Claim) -> Vec<Line> {
    let (State::Approved(approved), Some(amount)) = (&claim.state, &claim.amount) else { return Vec::new() };
    let sent = approved.payments.iter().filter(|payment| payment.event == PaymentEvent::Sent);
    let line = |payment: &domain::claim::Payment| Line {
        claim_id: claim.id.clone(),
        voucher_number: claim.voucher.voucher_number.clone(),
        reference_number: approved.submission.reference_number.clone(),
        invoice_number: approved.submission.invoice_number.to_string(),
        payment_id: payment.id.to_string(),
        paid_on: calendar::utc_day(payment.at),
        amount: amount.clone(),
    };
    sent.map(line).collect()
}

/// The sums, one for each currency.
fn totals(lines: &[Line]) -> Result<Vec<Money>, Failure> {
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for Line { amount, .. } in lines {
        let sum = sums.entry(amount.currency.to_string());
        let sum = sum.or_insert_with(|| Money { minor: 0, currency: amount.currency.clone() });
        let minor = sum.minor.checked_add(amount.minor);
        sum.minor = minor.ok_or_else(|| Failure::internal("a statement's sum does not fit 64 bits"))?;
    }
    Ok(sums.into_values().collect())
}
