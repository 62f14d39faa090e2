//! Checks of claims and payments.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::actors::{claims, vouchers};
use crate::book::PaymentReport;
use crate::cast::{COMPANIES, Person, REGISTERED};
use crate::front::{Call, send};
use crate::functions::Function;
use crate::invariant::Invariant;
use crate::world::World;

/// Every redeemed voucher has one claim, and no other voucher has one.
pub fn check_claims(world: &World) {
    let claims: BTreeMap<String, String> =
        claims(world).into_iter().map(|claim| (claim.number, claim.company)).collect();
    for voucher in vouchers(world) {
        let claim = claims.get(&voucher.number);
        let expected = (voucher.status == "redeemed").then_some(&voucher.company);
        world.check(Invariant::OneClaim, claim == expected, || {
            format!("{} is {}, its claim is of {claim:?}", voucher.number, voucher.status)
        });
    }
}

/// The statements of all years show what the payer's book shows.
pub async fn check_payments(world: &Arc<World>) {
    let book = std::mem::take(&mut world.book().payments);
    let companies: BTreeMap<String, String> =
        claims(world).into_iter().map(|claim| (claim.number, claim.company)).collect();
    let mut owed: BTreeMap<(String, i64, String), i64> = BTreeMap::new();
    for (number, reports) in &book {
        let Some(company) = companies.get(number) else { continue };
        for (year, minor, currency) in movements(reports) {
            *owed.entry((company.clone(), year, currency)).or_default() += minor;
        }
    }
    let first = i64::from(domain::calendar::utc_day(world.setting.start).year());
    for company in COMPANIES.iter().take(REGISTERED) {
        for year in first..=i64::from(world.clock.today().year()) {
            let found = statement(world, company.id, year).await;
            for currency in ["USD", "JPY", "EUR"] {
                let key = (company.id.to_owned(), year, currency.to_owned());
                let (expected, paid) = (owed.get(&key).copied().unwrap_or_default(), found.get(currency).copied());
                world.check(Invariant::PaymentSums, paid.unwrap_or_default() == expected, || {
                    format!(
                        "{} {year} {currency}: {paid:?} in the statement, {expected} in the payer's book",
                        company.id
                    )
                });
            }
        }
    }
}

async fn statement(world: &Arc<World>, company: &str, year: i64) -> BTreeMap<String, i64> {
    let path = format!("/statement?company_id={company}&year={year}");
    let call = Call::new("show_statement", Function::PaymentRequest, "GET", path, &Person::operations(1));
    let reply = send(world, &format!("statement {company} {year}"), &call, 3).await;
    let Some(reply) = reply.filter(crate::front::Reply::is_success) else {
        world.violate(Invariant::PaymentSums, format!("no statement of {company} for {year}"));
        return BTreeMap::new();
    };
    let total = |total: &serde_json::Value| Some((total["currency"].as_str()?.to_owned(), total["minor"].as_i64()?));
    reply.body["totals"].as_array().into_iter().flatten().filter_map(total).collect()
}

/// The movements of a claim's money: the year, and the amount that was sent, or negative that came back.
fn movements(reports: &[PaymentReport]) -> Vec<(i64, i64, String)> {
    let mut by_payment: BTreeMap<&str, Vec<&PaymentReport>> = BTreeMap::new();
    for report in reports {
        by_payment.entry(&report.payment).or_default().push(report);
    }
    let mut found = Vec::new();
    for mut reports in by_payment.into_values() {
        reports.sort_by_key(|report| (report.at, report.order));
        let mut is_sent = false;
        for report in reports.into_iter().filter(|report| report.order > 0) {
            let now_sent = report.order == 1;
            if now_sent != is_sent {
                is_sent = now_sent;
                let year = i64::from(domain::calendar::utc_day(report.at).year());
                let minor = if now_sent { report.minor } else { -report.minor };
                found.push((year, minor, report.currency.clone()));
            }
        }
    }
    found
}
