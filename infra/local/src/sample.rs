//! Sample data: the companies of `sample/partners.json` and the rate card, marked as a sample.
//!
//! Facts about partners are written through the table adapter; vouchers come in as the program's own requests.

use crate::clock;
use crate::deploy::Stack;
use crate::failure::{During, Outcome};
use crate::journey::life;
use crate::program::{Answer, Program};
use crate::settings::Settings;
use domain::calendar;
use domain::claim::Rate;
use domain::partner::{Enrollment, Evidence, Location};
use domain::{CompanyId, Country, ProgramCode};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use table::Table;

const PARTNERS: &str = include_str!("../sample/partners.json");

#[derive(Deserialize)]
struct Partners {
    companies: Vec<Company>,
    rates: Rates,
}

#[derive(Deserialize)]
struct Company {
    id: CompanyId,
    locations: Vec<Location>,
    evidence: BTreeMap<String, Evidence>,
    enrolled_in: Vec<ProgramCode>,
}

#[derive(Deserialize)]
struct Rates {
    countries: Vec<Country>,
    programs: Vec<ProgramCode>,
    line: Rate,
}

/// Loads the sample data; loaded again, it is the same.
pub async fn load(settings: &Settings, stack: &Stack) -> Outcome<()> {
    let program = Program::new(settings, stack)?;
    load_partners(&program.table, clock::now()).await?;
    load_vouchers(&program).await
}

/// One voucher in every state.
async fn load_vouchers(program: &Program) -> Outcome<()> {
    let [assigned, reserved, redeemed, expired, cancelled] =
        ["ASSIGNED", "RESERVED", "REDEEMED", "EXPIRED", "CANCELLED"].map(|state| format!("SA-SAMPLE-{state}"));
    for number in [&assigned, &reserved, &redeemed, &cancelled] {
        known(program.webhook(&life::assigned(number, 21)).await?)?;
    }
    known(program.webhook(&life::assigned(&expired, 200)).await?)?;
    let withdrawn = json!({
        "type": "voucher.withdrawn", "occurred_at": clock::now(),
        "data": {"voucher_number": cancelled, "reason": "sample of a cancelled voucher"},
    });
    known(program.webhook(&withdrawn).await?)?;
    for number in [&reserved, &redeemed] {
        life::reserve(program, number).await?;
    }
    life::deliver(program, &redeemed, life::PDF).await?;
    life::report(program, &redeemed).await?;
    life::redeem(program, &[&redeemed], "sample").await.map(drop)
}

/// New, or known from a start that was cut short.
fn known(answer: Answer) -> Outcome<()> {
    if answer.status == 200 { Ok(()) } else { answer.expect(201).map(drop) }
}

async fn load_partners(table: &Table, now: Timestamp) -> Outcome<()> {
    let sample: Partners = serde_json::from_str(PARTNERS).during("read the sample partners")?;
    for company in &sample.companies {
        load_company(table, company, now).await?;
    }
    for country in &sample.rates.countries {
        for program in &sample.rates.programs {
            table.put_rate(country, program, &sample.rates.line).await.during("write a sample rate")?;
        }
    }
    Ok(())
}

async fn load_company(table: &Table, company: &Company, now: Timestamp) -> Outcome<()> {
    for location in &company.locations {
        table.put_location(&company.id, location).await.during("write a sample location")?;
    }
    for (id, evidence) in &company.evidence {
        table.put_evidence(&company.id, id, evidence).await.during("write sample evidence")?;
    }
    for program in &company.enrolled_in {
        table.put_enrollment(&company.id, &enrollment(program, now)).await.during("write a sample enrollment")?;
    }
    Ok(())
}

/// A year's term that began a month ago, whatever the year is.
fn enrollment(program: &ProgramCode, now: Timestamp) -> Enrollment {
    let term_start = calendar::utc_day(now).saturating_sub(1.month());
    let term_end = term_start.saturating_add(1.year()).saturating_sub(1.day());
    Enrollment { program: program.clone(), term_start, term_end, stopped: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_partners_can_be_read() {
        let sample: Partners = serde_json::from_str(PARTNERS).unwrap();
        let ids: Vec<_> = sample.companies.iter().map(|company| company.id.as_str()).collect();
        assert_eq!(ids, ["P-1", "P-2"]);
        assert!(sample.rates.line.sample, "no rate card is public: this one says that it is made up");
    }
}
