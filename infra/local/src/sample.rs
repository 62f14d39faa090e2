//! The sample data: the companies of `sample/partners.json`, vouchers in every state, and a rate card marked as a
//! sample.
//!
//! It is loaded with the requests of real callers.

use crate::clock;
use crate::deploy::Stack;
use crate::failure::{During, Failure, Outcome};
use crate::journey::life::{self, PDF};
use crate::partner::Partner;
use crate::program::{Answer, Program};
use crate::settings::Settings;
use crate::token::Holder;
use domain::VoucherNumber;
use domain::calendar;
use domain::report::ReportState;
use domain::voucher::{Status, Voucher};
use futures::future::try_join_all;
use futures::try_join;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The version of the sample data. A new number loads it again into existing data folders.
pub const VERSION: u32 = 5;

const SAMPLE: &str = include_str!("../sample/partners.json");
/// The length of the memberships from the day of loading. No company enrolls within 90 days of the end of its
/// membership.
const MEMBERSHIP_YEARS: i32 = 2;

#[derive(Deserialize)]
struct Sample {
    companies: Vec<Company>,
    rates: Rates,
}

/// A company as the bodies of its requests.
#[derive(Deserialize)]
struct Company {
    id: String,
    details: Value,
    #[serde(default)]
    evidence: BTreeMap<String, Value>,
    #[serde(default)]
    locations: BTreeMap<String, Value>,
    #[serde(default)]
    enrolled_in: Vec<String>,
    #[serde(default)]
    profile: Option<Value>,
    /// The payees by program; registered after the first redemption of the program.
    #[serde(default)]
    payees: BTreeMap<String, Value>,
}

/// A line of the rate card, set for every listed country and program.
#[derive(Deserialize)]
struct Rates {
    countries: Vec<String>,
    programs: Vec<String>,
    line: Value,
}

/// Loads the sample data; idempotent.
pub async fn load(settings: &Settings, stack: &Stack) -> Outcome<()> {
    let program = Program::new(settings, stack)?;
    let sample: Sample = serde_json::from_str(SAMPLE).during("read the sample data")?;
    let partners = try_join_all(sample.companies.iter().map(|company| load_company(&program, company)));
    try_join!(partners, load_rates(&program, &sample.rates))?;
    load_vouchers(&program).await?;
    try_join_all(sample.companies.iter().map(|company| load_payees(&program, company))).await.map(drop)
}

/// Loads a company; independent requests run concurrently.
async fn load_company(program: &Program, company: &Company) -> Outcome<()> {
    let partner = Partner::new(program, &company.id);
    partner.register(&with_membership(&company.details)).await?;
    if company.enrolled_in.is_empty() {
        return Ok(());
    }
    let evidence = company.evidence.iter().map(|(id, evidence)| partner.record_evidence(id, evidence));
    let locations = company.locations.iter().map(|(id, location)| partner.put_location(id, location));
    try_join!(try_join_all(evidence), try_join_all(locations), partner.sign_agreement())?;
    try_join_all(company.enrolled_in.iter().map(|code| enroll(partner, code))).await?;
    match &company.profile {
        Some(profile) => partner.put_profile(profile).await.map(drop),
        None => Ok(()),
    }
}

fn with_membership(details: &Value) -> Value {
    let mut details = details.clone();
    if let Some(fields) = details.as_object_mut() {
        let ends_on = calendar::years_after(calendar::utc_day(clock::now()), MEMBERSHIP_YEARS);
        fields.insert("membership_ends_on".to_owned(), json!(ends_on));
    }
    details
}

async fn enroll(partner: Partner<'_>, code: &str) -> Outcome<()> {
    let answer = partner.enroll(code).await?;
    if answer.codes() == ["already_enrolled"] { Ok(()) } else { answer.expect(201).map(drop) }
}

async fn load_rates(program: &Program, rates: &Rates) -> Outcome<()> {
    let operations = Holder::operations();
    for country in &rates.countries {
        for code in &rates.programs {
            let path = format!("payment-request/rates/{country}/{code}");
            program.call(&operations, Method::PUT, &path, &rates.line).await?.expect(200)?;
        }
    }
    Ok(())
}

async fn load_payees(program: &Program, company: &Company) -> Outcome<()> {
    let partner = Partner::new(program, &company.id);
    for (code, payee) in &company.payees {
        partner.put_payee(code, payee).await?.expect(200)?;
    }
    Ok(())
}

/// Loads one voucher in every state. Each continues from the state of an interrupted load.
async fn load_vouchers(program: &Program) -> Outcome<()> {
    let [assigned, reserved, redeemed, expired, cancelled] =
        ["ASSIGNED", "RESERVED", "REDEEMED", "EXPIRED", "CANCELLED"].map(|state| format!("SA-SAMPLE-{state}"));
    try_join!(
        assign(program, &assigned, 21),
        reserve(program, &reserved),
        redeem(program, &redeemed),
        assign(program, &expired, 200),
        cancel(program, &cancelled),
    )?;
    Ok(())
}

/// Returns the voucher; assigns it with a date `days_ago` if it does not exist.
async fn assign(program: &Program, number: &str, days_ago: i64) -> Outcome<Voucher> {
    if let Some(voucher) = stored(program, number).await? {
        return Ok(voucher);
    }
    accept_replay(program.webhook(&life::assigned(number, days_ago)).await?)?;
    stored(program, number).await?.ok_or_else(|| Failure::new(format!("{number} was assigned and is not stored")))
}

async fn cancel(program: &Program, number: &str) -> Outcome<()> {
    let withdrawn = json!({
        "type": "voucher.withdrawn", "occurred_at": clock::now(),
        "data": {"voucher_number": number, "reason": "sample of a cancelled voucher"},
    });
    if has_status(&assign(program, number, 21).await?, Status::Assigned) {
        program.webhook(&withdrawn).await?.expect(200)?;
    }
    Ok(())
}

async fn reserve(program: &Program, number: &str) -> Outcome<()> {
    if has_status(&assign(program, number, 21).await?, Status::Assigned) {
        Partner::new(program, life::SAMPLE_PARTNER).reserve(number).await?;
    }
    Ok(())
}

async fn redeem(program: &Program, number: &str) -> Outcome<()> {
    let partner = Partner::new(program, life::SAMPLE_PARTNER);
    reserve(program, number).await?;
    let Some(voucher) = stored(program, number).await?.filter(|voucher| has_status(voucher, Status::Reserved)) else {
        return Ok(());
    };
    if voucher.deliverables().clean == 0 {
        partner.deliver(number, PDF).await?;
    }
    if !matches!(voucher.report(), ReportState::Submitted(_)) {
        partner.report(number).await?;
    }
    partner.redeem(&[number], "sample").await.map(drop)
}

async fn stored(program: &Program, number: &str) -> Outcome<Option<Voucher>> {
    let number = VoucherNumber::parse(number).during("read a number")?;
    let stored = program.table.voucher(&number).await.during("read a voucher")?;
    Ok(stored.map(|stored| stored.value))
}

/// True when the voucher has this status today.
fn has_status(voucher: &Voucher, status: Status) -> bool {
    voucher.status(calendar::utc_day(clock::now())) == status
}

/// Accepts status 201, and 200 for a replay after an interrupted load.
fn accept_replay(answer: Answer) -> Outcome<()> {
    if answer.status == 200 { Ok(()) } else { answer.expect(201).map(drop) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        serde_json::from_str(SAMPLE).unwrap()
    }

    #[test]
    fn two_companies_are_enrolled_and_two_are_only_registered() {
        let ids: Vec<_> = sample().companies.iter().map(|company| company.id.clone()).collect();
        assert_eq!(ids, ["P-1", "P-2", "P-3", "P-4"]);
        for registered in &sample().companies[2..] {
            assert!(registered.evidence.is_empty() && registered.locations.is_empty() && registered.profile.is_none());
        }
        assert_eq!(sample().rates.line["sample"], true, "no rate card is public; this one is marked as a sample");
    }

    #[test]
    fn a_profile_lists_every_location_and_program_of_its_company() {
        for company in sample().companies {
            let Some(profile) = company.profile else { continue };
            let locations: Vec<_> = company.locations.into_keys().collect();
            assert_eq!(profile["locations"], json!(locations));
            assert_eq!(profile["programs"], json!(company.enrolled_in));
        }
    }

    #[test]
    fn a_payee_maps_locations_of_its_company_to_its_bank_profiles() {
        let companies = sample().companies;
        assert!(companies.iter().any(|company| !company.payees.is_empty()));
        for company in companies {
            for payee in company.payees.values() {
                let profiles: Vec<_> = payee["bank_profiles"].as_array().unwrap().iter().map(|to| &to["id"]).collect();
                for (location, profile) in payee["locations"].as_object().unwrap() {
                    assert!(company.locations.contains_key(location), "{location}");
                    assert!(profiles.contains(&profile), "{profile}");
                }
            }
        }
    }

    #[test]
    fn addresses_are_of_the_reserved_domain_example() {
        for word in SAMPLE.split(['"', ' ']).filter(|word| word.contains('@') || word.contains("://")) {
            assert!(word.ends_with(".example"), "{word}");
        }
    }
}
