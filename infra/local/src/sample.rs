//! Sample data: the companies of `sample/partners.json`, vouchers in every state, and a rate card, marked as a sample.
//!
//! It comes in as the requests a real program would get.

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

/// What the sample holds: with another number here it is loaded again, into data folders that have an older one too.
pub const VERSION: u32 = 3;

const SAMPLE: &str = include_str!("../sample/partners.json");
/// So long do the memberships last, seen from the day of loading. Within 90 days of its end nobody enrolls.
const MEMBERSHIP_YEARS: i32 = 2;

#[derive(Deserialize)]
struct Sample {
    companies: Vec<Company>,
    rates: Rates,
}

/// A company, as the requests that bring it in.
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
    /// Where it is paid for a program; registered once it redeemed a voucher of it.
    #[serde(default)]
    payees: BTreeMap<String, Value>,
}

/// One line of the rate card, set for every country and program named.
#[derive(Deserialize)]
struct Rates {
    countries: Vec<String>,
    programs: Vec<String>,
    line: Value,
}

/// Loads the sample data; loaded again, it is the same.
pub async fn load(settings: &Settings, stack: &Stack) -> Outcome<()> {
    let program = Program::new(settings, stack)?;
    let sample: Sample = serde_json::from_str(SAMPLE).during("read the sample data")?;
    let partners = try_join_all(sample.companies.iter().map(|company| load_company(&program, company)));
    try_join!(partners, load_rates(&program, &sample.rates))?;
    load_vouchers(&program).await?;
    try_join_all(sample.companies.iter().map(|company| load_payees(&program, company))).await.map(drop)
}

/// What does not wait for each other runs at once: a start should be quick.
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
            program.ask(&operations, Method::PUT, &path, &rates.line).await?.expect(200)?;
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

/// One voucher in every state. Each goes on from where an earlier start left it.
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

/// The voucher, assigned some days ago unless it was there before.
async fn assign(program: &Program, number: &str, days_ago: i64) -> Outcome<Voucher> {
    if let Some(voucher) = stored(program, number).await? {
        return Ok(voucher);
    }
    known(program.webhook(&life::assigned(number, days_ago)).await?)?;
    stored(program, number).await?.ok_or_else(|| Failure::new(format!("{number} was assigned and is not there")))
}

async fn cancel(program: &Program, number: &str) -> Outcome<()> {
    let withdrawn = json!({
        "type": "voucher.withdrawn", "occurred_at": clock::now(),
        "data": {"voucher_number": number, "reason": "sample of a cancelled voucher"},
    });
    if is(&assign(program, number, 21).await?, Status::Assigned) {
        program.webhook(&withdrawn).await?.expect(200)?;
    }
    Ok(())
}

async fn reserve(program: &Program, number: &str) -> Outcome<()> {
    if is(&assign(program, number, 21).await?, Status::Assigned) {
        Partner::new(program, life::SAMPLE_PARTNER).reserve(number).await?;
    }
    Ok(())
}

async fn redeem(program: &Program, number: &str) -> Outcome<()> {
    let partner = Partner::new(program, life::SAMPLE_PARTNER);
    reserve(program, number).await?;
    let Some(voucher) = stored(program, number).await?.filter(|voucher| is(voucher, Status::Reserved)) else {
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

/// Whether it still stands so today, whatever was done with it since it was loaded.
fn is(voucher: &Voucher, status: Status) -> bool {
    voucher.status(calendar::utc_day(clock::now())) == status
}

/// New, or known from a start that was cut short.
fn known(answer: Answer) -> Outcome<()> {
    if answer.status == 200 { Ok(()) } else { answer.expect(201).map(drop) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        serde_json::from_str(SAMPLE).unwrap()
    }

    #[test]
    fn two_companies_are_in_and_the_third_is_nobody_yet() {
        let ids: Vec<_> = sample().companies.iter().map(|company| company.id.clone()).collect();
        assert_eq!(ids, ["P-1", "P-2", "P-3"]);
        let nobody = &sample().companies[2];
        assert!(nobody.evidence.is_empty() && nobody.locations.is_empty() && nobody.profile.is_none());
        assert_eq!(sample().rates.line["sample"], true, "no rate card is public: this one says that it is made up");
    }

    #[test]
    fn a_profile_names_every_location_and_program_of_its_company() {
        for company in sample().companies {
            let Some(profile) = company.profile else { continue };
            let locations: Vec<_> = company.locations.into_keys().collect();
            assert_eq!(profile["locations"], json!(locations));
            assert_eq!(profile["programs"], json!(company.enrolled_in));
        }
    }

    #[test]
    fn every_location_of_a_payee_is_one_of_its_company_and_paid_to_one_of_its_bank_profiles() {
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
    fn addresses_lead_nowhere() {
        for word in SAMPLE.split(['"', ' ']).filter(|word| word.contains('@') || word.contains("://")) {
            assert!(word.ends_with(".example"), "{word}");
        }
    }
}
