//! The steps of onboarding, from registration to the directory.

use super::life::{PROGRAM, eventually};
use super::portal::{Browser, company};
use super::scenario::Scenario;
use crate::failure::{Failure, Outcome, ensure};
use crate::partner::Partner;
use crate::program::{Program, at, text};
use domain::calendar;
use form_urlencoded::Serializer;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};

/// Operations register both companies; they are not eligible yet.
pub async fn register(scenario: &Scenario<'_>) -> Outcome<String> {
    for (company, name, _) in scenario.companies() {
        company.register(&details(scenario, &name, Some(scenario.term_end()))).await?;
        let found = eligibility(company).await?;
        let missing = requirements(&found).filter(|finding| *at(finding, "/met") == false).count();
        ensure(text(&found, "/status") == "not_started" && missing == 3, || format!("{} has {found}", company.id))?;
    }
    Ok(format!("{} and ...-B, both not_started", scenario.a))
}

/// The details of a company with a membership of two more years.
pub fn details(scenario: &Scenario<'_>, name: &str, anniversary: Option<Date>) -> Value {
    json!({
        "name": name, "mpn_id": format!("{}", scenario.run), "country": "TW",
        "membership_ends_on": calendar::years_after(scenario.today, 2), "membership_anniversary": anniversary,
    })
}

async fn eligibility(company: Partner<'_>) -> Outcome<Value> {
    let all = company.call(Method::GET, "enrollment/eligibility", &Value::Null).await?.expect(200)?;
    let programs = at(&all, "/items").as_array().cloned().unwrap_or_default();
    let found = programs.into_iter().find(|found| text(found, "/program") == PROGRAM);
    found.ok_or_else(|| Failure::new(format!("the eligibility does not list {PROGRAM}")))
}

fn requirements(eligibility: &Value) -> impl Iterator<Item = &Value> {
    at(eligibility, "/requirements").as_array().into_iter().flatten()
}

/// An early enrollment is refused with every reason at once (DECISIONS.md 4).
pub async fn enroll_too_early(scenario: &Scenario<'_>) -> Outcome<String> {
    for (company, _, _) in scenario.companies() {
        let refused = company.enroll(PROGRAM).await?;
        let reasons = ["not_eligible", "not_eligible", "not_eligible", "agreement_not_signed"];
        ensure(refused.status == 409 && refused.codes() == reasons, || format!("{} got {refused:?}", company.id))?;
    }
    Ok("refused: 3 x not_eligible, agreement_not_signed".to_owned())
}

/// Evidence is recorded one by one until every requirement is met (PROGRAM.md 2.3).
pub async fn become_eligible(scenario: &Scenario<'_>) -> Outcome<String> {
    let from = json!("2026-01-01");
    let steps = [
        (
            json!({"kind": "competency", "name": "Windows and Devices", "level": "gold", "valid_from": from}),
            "in_progress",
        ),
        (
            json!({"kind": "compliance_training", "name": "Compliance", "person": "U-7", "valid_from": from}),
            "in_progress",
        ),
        (
            json!({"kind": "consultant_exam", "name": "Windows and Devices", "person": "U-7", "valid_from": from}),
            "active",
        ),
    ];
    for (company, _, _) in scenario.companies() {
        for (evidence, expected) in &steps {
            company.record_evidence(text(evidence, "/kind"), evidence).await?;
            let found = eligibility(company).await?;
            ensure(text(&found, "/status") == *expected, || format!("{} has {found}", company.id))?;
        }
    }
    Ok("3 recorded: in_progress, in_progress, active".to_owned())
}

/// A signs the agreement in the portal, B by the API; a partner administrator of B is refused (PROGRAM.md 3.3).
pub async fn sign(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    company::sign(browser).await?;
    let company = scenario.company_b();
    let signed = company.sign_agreement().await?;
    ensure(*at(&signed, "/signed") == true, || format!("{} has signed {signed}", company.id))?;
    let version = text(&signed, "/version");
    let body = json!({"version": version, "sha256": text(&signed, "/sha256")});
    company.call(Method::POST, "enrollment/agreements", &body).await?.expect(403)?;
    Ok(format!("{version}, A in the portal; by an mpn_admin: 403"))
}

/// Each company adds a location, which is not approved before the enrollment.
pub async fn add_locations(scenario: &Scenario<'_>) -> Outcome<String> {
    for (company, _, place) in scenario.companies() {
        let location = json!({
            "name": place, "country": "TW", "address": format!("7 Sample Road, {place}"),
            "contact_email": "office@partner.example",
        });
        let location = company.put_location("L-1", &location).await?;
        ensure(*at(&location, "/approved_for") == json!([]), || format!("{} has {location}", company.id))?;
    }
    Ok("Taipei, Kaohsiung".to_owned())
}

/// A enrolls in the portal, B by the API, to the end of the membership year, which approves their locations
/// (DECISIONS.md 23). A second enrollment is refused.
pub async fn enroll(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    company::enroll(scenario, browser).await?;
    scenario.company_b().enroll(PROGRAM).await?.expect(201)?;
    for (company, _, _) in scenario.companies() {
        let path = format!("enrollment/enrollments/{PROGRAM}");
        let enrolled = company.call(Method::GET, &path, &Value::Null).await?.expect(200)?;
        let term = [at(&enrolled, "/term_start"), at(&enrolled, "/term_end")];
        let as_expected =
            text(&enrolled, "/status") == "active" && term == [&json!(scenario.today), &json!(scenario.term_end())];
        ensure(as_expected, || format!("{} has {enrolled}", company.id))?;
        let again = company.enroll(PROGRAM).await?;
        ensure(again.codes() == ["already_enrolled"], || format!("{} got {again:?}", company.id))?;
        let locations = company.call(Method::GET, "enrollment/locations", &Value::Null).await?.expect(200)?;
        ensure(*at(&locations, "/items/0/approved_for") == json!([PROGRAM]), || {
            format!("{} has {locations}", company.id)
        })?;
    }
    Ok(format!("{PROGRAM}, {} to {}; A in the portal", scenario.today, scenario.term_end()))
}

/// Each publishes a profile; an unknown location is refused.
pub async fn publish(scenario: &Scenario<'_>) -> Outcome<String> {
    for (company, name, _) in scenario.companies() {
        let mut profile = json!({
            "display_name": name, "description": "Plans desktops on site.\n規劃桌面環境的部署。",
            "website": "https://www.partner.example", "contact_email": "office@partner.example",
            "programs": [PROGRAM], "languages": ["zh-TW", "en"], "locations": ["L-1"], "published": true,
        });
        let published = company.put_profile(&profile).await?;
        ensure(*at(&published, "/listed") == true, || format!("{} has {published}", company.id))?;
        if let Some(locations) = profile.get_mut("locations") {
            *locations = json!(["L-1", "L-9"]);
        }
        company.call(Method::PUT, "directory/profile", &profile).await?.expect(422)?;
    }
    Ok("both; with an unknown location: 422".to_owned())
}

/// The public search finds them by program, country, language and text, ignoring accents and case (PROGRAM.md 5.3).
pub async fn find(scenario: &Scenario<'_>) -> Outcome<String> {
    let (a, b) = (scenario.a.as_str(), scenario.b.as_str());
    let run = scenario.run;
    let searches = [
        (query(&[("program", "DDPS"), ("country", "TW")], &format!("ELAN planning j{run}")), vec![a]),
        (query(&[("program", "DDPS"), ("country", "TW")], &format!("zoe J{run}")), vec![b]),
        (query(&[("country", "TW"), ("language", "zh")], &format!("部署 j{run}")), vec![a, b]),
        (query(&[("program", "SSDPS")], &format!("j{run}")), vec![]),
        (query(&[("country", "US")], &format!("j{run}")), vec![]),
    ];
    wait_until_listed(scenario.program, a).await?;
    wait_until_listed(scenario.program, b).await?;
    for (query, expected) in &searches {
        let search = async || {
            let found = scenario.program.get_public(&format!("directory/providers?{query}")).await?.expect(200)?;
            let ids = at(&found, "/items").as_array().into_iter().flatten();
            let ids: Vec<&str> = ids.map(|provider| text(provider, "/company_id")).collect();
            Ok((ids == *expected).then_some(()))
        };
        eventually(&format!("the expected result of `{query}`"), search).await?;
    }
    Ok("by DDPS, TW and `elan`, `zoe`, `部署`".to_owned())
}

fn query(filters: &[(&str, &str)], words: &str) -> String {
    Serializer::new(String::new()).extend_pairs(filters).append_pair("q", words).finish()
}

/// Waits until the directory lists the company.
pub async fn wait_until_listed(program: &Program, company: &str) -> Outcome<()> {
    wait_for_listing(program, company, 200).await
}

/// Waits until the directory no longer lists the company.
pub async fn wait_until_delisted(program: &Program, company: &str) -> Outcome<()> {
    wait_for_listing(program, company, 404).await
}

async fn wait_for_listing(program: &Program, company: &str, status: u16) -> Outcome<()> {
    let poll = async || {
        let answer = program.get_public(&format!("directory/providers/{company}")).await?;
        Ok((answer.status == status).then_some(()))
    };
    eventually(&format!("{status} for {company} in the directory"), poll).await
}
