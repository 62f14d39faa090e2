//! How a company comes in: from nobody to the directory. Each step checks what it says.

use super::cast::Cast;
use super::life::{PROGRAM, eventually};
use crate::failure::{Failure, Outcome, ensure};
use crate::partner::Partner;
use crate::program::{Program, at, text};
use domain::calendar;
use form_urlencoded::Serializer;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};

/// Registered by operations, and eligible for nothing yet.
pub async fn register(cast: &Cast<'_>) -> Outcome<String> {
    for (company, name, _) in cast.companies() {
        company.register(&details(cast, &name, Some(cast.term_end()))).await?;
        let found = eligibility(company).await?;
        let missing = requirements(&found).filter(|finding| *at(finding, "/met") == false).count();
        ensure(text(&found, "/status") == "not_started" && missing == 3, || format!("{} has {found}", company.id))?;
    }
    Ok(format!("{} and ...-B, both not_started", cast.a))
}

/// What operations know of a company; its membership goes on for two years.
pub fn details(cast: &Cast<'_>, name: &str, anniversary: Option<Date>) -> Value {
    json!({
        "name": name, "mpn_id": format!("{}", cast.run), "country": "TW",
        "membership_ends_on": calendar::years_after(cast.today, 2), "membership_anniversary": anniversary,
    })
}

async fn eligibility(company: Partner<'_>) -> Outcome<Value> {
    let all = company.ask(Method::GET, "enrollment/eligibility", &Value::Null).await?.expect(200)?;
    let programs = at(&all, "/items").as_array().cloned().unwrap_or_default();
    let found = programs.into_iter().find(|found| text(found, "/program") == PROGRAM);
    found.ok_or_else(|| Failure::new(format!("the eligibility says nothing about {PROGRAM}")))
}

fn requirements(eligibility: &Value) -> impl Iterator<Item = &Value> {
    at(eligibility, "/requirements").as_array().into_iter().flatten()
}

/// Refused, with every reason at once.
pub async fn refuse(cast: &Cast<'_>) -> Outcome<String> {
    for (company, _, _) in cast.companies() {
        let refused = company.enroll(PROGRAM).await?;
        let reasons = ["not_eligible", "not_eligible", "not_eligible", "agreement_not_signed"];
        ensure(refused.status == 409 && refused.codes() == reasons, || format!("{} got {refused:?}", company.id))?;
    }
    Ok("refused: 3 x not_eligible, agreement_not_signed".to_owned())
}

/// Evidence, piece by piece, until every requirement is met.
pub async fn become_eligible(cast: &Cast<'_>) -> Outcome<String> {
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
    for (company, _, _) in cast.companies() {
        for (evidence, expected) in &steps {
            company.record_evidence(text(evidence, "/kind"), evidence).await?;
            let found = eligibility(company).await?;
            ensure(text(&found, "/status") == *expected, || format!("{} has {found}", company.id))?;
        }
    }
    Ok("3 x evidence: in_progress, in_progress, active".to_owned())
}

/// Signed by a global administrator; nobody else can.
pub async fn sign(cast: &Cast<'_>) -> Outcome<String> {
    let mut version = String::new();
    for (company, _, _) in cast.companies() {
        let signed = company.sign_agreement().await?;
        ensure(*at(&signed, "/signed") == true, || format!("{} has signed {signed}", company.id))?;
        text(&signed, "/version").clone_into(&mut version);
        let body = json!({"version": version});
        let other = company.ask(Method::POST, "enrollment/agreements", &body).await?;
        ensure(other.status == 403, || format!("a partner administrator signed: {other:?}"))?;
    }
    Ok(format!("{version}; for an mpn_admin 403"))
}

/// Each has a location; before it is enrolled it may reserve nothing there.
pub async fn locate(cast: &Cast<'_>) -> Outcome<String> {
    for (company, _, place) in cast.companies() {
        let location = json!({
            "name": place, "country": "TW", "address": format!("7 Sample Road, {place}"),
            "contact_email": "office@partner.example",
        });
        let location = company.put_location("L-1", &location).await?;
        ensure(*at(&location, "/approved_for") == json!([]), || format!("{} has {location}", company.id))?;
    }
    Ok("Taipei, Kaohsiung".to_owned())
}

/// Enrolled to the end of the membership year; that approves the locations. A second time is refused.
pub async fn enroll(cast: &Cast<'_>) -> Outcome<String> {
    for (company, _, _) in cast.companies() {
        let enrolled = company.enroll(PROGRAM).await?.expect(201)?;
        let term = [at(&enrolled, "/term_start"), at(&enrolled, "/term_end")];
        let as_expected =
            text(&enrolled, "/status") == "active" && term == [&json!(cast.today), &json!(cast.term_end())];
        ensure(as_expected, || format!("{} got {enrolled}", company.id))?;
        let again = company.enroll(PROGRAM).await?;
        ensure(again.codes() == ["already_enrolled"], || format!("{} got {again:?}", company.id))?;
        let locations = company.ask(Method::GET, "enrollment/locations", &Value::Null).await?.expect(200)?;
        ensure(*at(&locations, "/items/0/approved_for") == json!([PROGRAM]), || format!("it has {locations}"))?;
    }
    Ok(format!("{PROGRAM}, {} to {}", cast.today, cast.term_end()))
}

/// Each publishes a profile; a location that it does not have is refused.
pub async fn publish(cast: &Cast<'_>) -> Outcome<String> {
    for (company, name, _) in cast.companies() {
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
        company.ask(Method::PUT, "directory/profile", &profile).await?.expect(422)?;
    }
    Ok("both; with a location it lacks 422".to_owned())
}

/// Everybody finds them: by program, country and words, whatever their accents and letter case, and in Chinese.
pub async fn find(cast: &Cast<'_>) -> Outcome<String> {
    let (a, b) = (cast.a.as_str(), cast.b.as_str());
    let run = cast.run;
    let searches = [
        (query(&[("program", "DDPS"), ("country", "TW")], &format!("ELAN planning j{run}")), vec![a]),
        (query(&[("program", "DDPS"), ("country", "TW")], &format!("zoe J{run}")), vec![b]),
        (query(&[("country", "TW"), ("language", "zh")], &format!("部署 j{run}")), vec![a, b]),
        (query(&[("program", "SSDPS")], &format!("j{run}")), vec![]),
        (query(&[("country", "US")], &format!("j{run}")), vec![]),
    ];
    listed(cast.program, a).await?;
    listed(cast.program, b).await?;
    for (query, expected) in &searches {
        let search = async || {
            let found = cast.program.look(&format!("directory/providers?{query}")).await?.expect(200)?;
            let ids = at(&found, "/items").as_array().into_iter().flatten();
            let ids: Vec<&str> = ids.map(|provider| text(provider, "/company_id")).collect();
            Ok((ids == *expected).then_some(()))
        };
        eventually(&format!("what `{query}` finds"), search).await?;
    }
    Ok("by DDPS, TW and `elan`, `zoe`, `部署`".to_owned())
}

fn query(filters: &[(&str, &str)], words: &str) -> String {
    Serializer::new(String::new()).extend_pairs(filters).append_pair("q", words).finish()
}

/// The directory shows the company; before long.
pub async fn listed(program: &Program, company: &str) -> Outcome<()> {
    shown(program, company, 200).await
}

/// The directory does not show the company any more; before long.
pub async fn delisted(program: &Program, company: &str) -> Outcome<()> {
    shown(program, company, 404).await
}

async fn shown(program: &Program, company: &str, status: u16) -> Outcome<()> {
    let look = async || {
        let answer = program.look(&format!("directory/providers/{company}")).await?;
        Ok((answer.status == status).then_some(()))
    };
    eventually(&format!("{status} for {company} in the directory"), look).await
}
