//! The steps that depend on time. The clock is not moved; the sweeps run for later days.

use super::life::{self, PDF, PROGRAM, eventually};
use super::partners::{details, wait_until_delisted, wait_until_listed};
use super::scenario::Scenario;
use super::vouchers::{draft_claim_amount, number};
use crate::cli::Sweep;
use crate::failure::{During, Outcome, ensure};
use crate::partner::Partner;
use crate::program::{at, text};
use crate::{sweep, verify};
use domain::{CompanyId, ProgramCode, calendar};
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};
use table::Verdict;

/// A dry run for the day on which renewal is due reports the changes and makes none.
pub async fn check_dry_run(scenario: &Scenario<'_>) -> Outcome<String> {
    let (before, day) = (both(scenario).await?, scenario.around_term_end(-60));
    let report = sweep::run(scenario.program, Sweep::Renewal, Some(day), true).await?;
    ensure(counted(&report, "/flagged") >= 2 && counted(&report, "/reminders") >= 2, || format!("got {report}"))?;
    let after = both(scenario).await?;
    ensure(before == after, || format!("{before:?} became {after:?}"))?;
    Ok(format!("for {day}: would flag {}, changed nothing", at(&report, "/flagged")))
}

/// Sixty days before the end both are flagged and reminded, once for any number of sweeps (PROGRAM.md 4.3, 4.6).
pub async fn renewal_due(scenario: &Scenario<'_>) -> Outcome<String> {
    let day = scenario.around_term_end(-60);
    let report = sweep::run(scenario.program, Sweep::Renewal, Some(day), false).await?;
    ensure(counted(&report, "/flagged") >= 2, || format!("got {report}"))?;
    let again = sweep::run(scenario.program, Sweep::Renewal, Some(day), false).await?;
    ensure(*at(&again, "/scanned") == 0, || format!("the second sweep of the day: {again}"))?;
    for company in [scenario.company_a(), scenario.company_b()] {
        check_status(company, "renewal_due").await?;
        check_history(company, &["enrolled", "renewal_due [-60]"]).await?;
    }
    Ok("both flagged and reminded; 2nd sweep: 0 scanned".to_owned())
}

/// A renews: the next term begins where the first ends; a repeated call changes nothing (PROGRAM.md 4.3).
pub async fn renew_in_time(scenario: &Scenario<'_>) -> Outcome<String> {
    let (first, again) = (renew(scenario.company_a()).await?, renew(scenario.company_a()).await?);
    let expected = json!([scenario.term_end(), calendar::years_after(scenario.term_end(), 1), "active"]);
    ensure(term(&first) == expected && first == again, || format!("got {first}, then {again}"))?;
    Ok(format!("{} to {}", text(&first, "/term_start"), text(&first, "/term_end")))
}

/// B does not renew: it is reminded, enters grace, is reminded again and lapses (PROGRAM.md 4.4, 4.6). A gets no
/// reminder.
pub async fn lapse(scenario: &Scenario<'_>) -> Outcome<String> {
    let steps = [(-30, "renewal_due"), (-15, "renewal_due"), (1, "grace"), (23, "grace"), (31, "lapsed")];
    for (days, status) in steps {
        sweep::run(scenario.program, Sweep::Renewal, Some(scenario.around_term_end(days)), false).await?;
        check_status(scenario.company_b(), status).await?;
    }
    check_history(scenario.company_b(), &HISTORY_OF_B).await?;
    check_history(scenario.company_a(), &["enrolled", "renewal_due [-60]", "renewed"]).await?;
    Ok("reminded -30 -15 +23; grace +1; lapsed +31".to_owned())
}

const HISTORY_OF_B: [&str; 7] =
    ["enrolled", "renewal_due [-60]", "reminded [-30]", "reminded [-15]", "grace []", "reminded [23]", "lapsed"];

/// B is no longer listed and cannot reserve; A is still listed (PROGRAM.md 4.4).
pub async fn exclude_lapsed(scenario: &Scenario<'_>) -> Outcome<String> {
    wait_until_delisted(scenario.program, &scenario.b).await?;
    wait_until_listed(scenario.program, &scenario.a).await?;
    scenario.program.webhook(&life::assigned(&scenario.after_lapse, 21)).await?.expect(201)?;
    let refused = scenario.company_b().try_to_reserve(&scenario.after_lapse).await?;
    ensure(refused.status == 409 && refused.codes() == ["enrollment_inactive"], || format!("B got {refused:?}"))?;
    Ok("not listed; 409 enrollment_inactive; A is listed".to_owned())
}

/// B may still redeem the voucher it worked on, and gets a draft claim (PROGRAM.md 4.4).
pub async fn finish_after_lapse(scenario: &Scenario<'_>) -> Outcome<String> {
    let key = format!("journey-{}", scenario.in_progress);
    let answer = scenario.company_b().redeem(&[&scenario.in_progress], &key).await?;
    ensure(text(&answer, "/items/0/outcome") == "redeemed", || format!("got {answer}"))?;
    let amount = draft_claim_amount(scenario.program, &scenario.in_progress).await?;
    Ok(format!("{} redeemed; a draft, {amount}", scenario.in_progress))
}

/// B's membership is extended and B renews: a term of one year from today, listed again, allowed to reserve.
pub async fn renew_after_lapse(scenario: &Scenario<'_>) -> Outcome<String> {
    let [_, (company, name, _)] = scenario.companies();
    company.register(&details(scenario, &name, None)).await?;
    let renewed = renew(company).await?;
    let expected = json!([scenario.today, calendar::years_after(scenario.today, 1), "active"]);
    ensure(term(&renewed) == expected, || format!("got {renewed}"))?;
    wait_until_listed(scenario.program, &scenario.b).await?;
    company.reserve(&scenario.after_lapse).await?;
    let expected: Vec<&str> = HISTORY_OF_B.into_iter().chain(["renewed"]).collect();
    check_history(company, &expected).await?;
    Ok(format!("until {}; listed, can reserve again", text(&renewed, "/term_end")))
}

/// A voucher that is not redeemed in time: a reminder, then expiry (PROGRAM.md 6.3, 6.7).
pub async fn expire(scenario: &Scenario<'_>) -> Outcome<String> {
    let (company, last_day) = (scenario.company_a(), scenario.in_days(3));
    let assigned = life::assigned_until(&scenario.unredeemed, 21, last_day);
    scenario.program.webhook(&assigned).await?.expect(201)?;
    company.reserve(&scenario.unredeemed).await?;
    sweep::run(scenario.program, Sweep::Deadline, None, false).await?;
    let report = sweep::run(scenario.program, Sweep::Deadline, Some(scenario.in_days(4)), false).await?;
    ensure(counted(&report, "/expired") >= 1, || format!("got {report}"))?;
    let late = company.try_to_announce(&scenario.unredeemed, PDF).await?;
    ensure(late.status == 409 && late.codes() == ["expired"], || format!("an announcement after expiry got {late:?}"))?;
    let expected = ["assigned", "reserved", "reminded [-7]", "expired"];
    let lines = eventually("the voucher's history", async || {
        let lines = scenario.program.table.history(&number(&scenario.unredeemed)?).await.during("read a history")?.0;
        Ok(Some(lines).filter(|lines| lines.len() >= expected.len()))
    });
    let lines: Vec<String> = lines.await?.iter().map(|line| describe(&line.last.event)).collect();
    ensure(lines == expected, || format!("the history is {lines:?}"))?;
    Ok(format!("{}, the day after {last_day}", scenario.unredeemed))
}

/// Every change has its history line and every hash chain is intact (DECISIONS.md 41).
pub async fn verify_histories(scenario: &Scenario<'_>) -> Outcome<String> {
    let tally = eventually("the last line of every history", async || {
        let mut broken = None;
        let tally = verify::walk(&scenario.program.table, |_, finding| {
            let finding = finding.filter(|finding| matches!(finding.verdict, Verdict::Broken { .. }));
            broken = broken.take().or(finding.map(verify::describe));
        });
        let tally = tally.await?;
        ensure(tally.broken == 0, || broken.unwrap_or_default())?;
        Ok((tally.pending == 0).then_some(tally))
    });
    Ok(verify::summary(&tally.await?))
}

async fn renew(company: Partner<'_>) -> Outcome<Value> {
    company.call(Method::POST, &format!("enrollment/enrollments/{PROGRAM}/renew"), &Value::Null).await?.expect(200)
}

fn term(enrollment: &Value) -> Value {
    json!([at(enrollment, "/term_start"), at(enrollment, "/term_end"), at(enrollment, "/status")])
}

async fn both(scenario: &Scenario<'_>) -> Outcome<[Value; 2]> {
    Ok([enrollment(scenario.company_a()).await?, enrollment(scenario.company_b()).await?])
}

async fn enrollment(company: Partner<'_>) -> Outcome<Value> {
    company.call(Method::GET, &format!("enrollment/enrollments/{PROGRAM}"), &Value::Null).await?.expect(200)
}

async fn check_status(company: Partner<'_>, status: &str) -> Outcome<()> {
    let found = enrollment(company).await?;
    ensure(text(&found, "/status") == status, || format!("{} is not {status}: {found}", company.id))
}

fn counted(report: &Value, pointer: &str) -> u64 {
    at(report, pointer).as_u64().unwrap_or_default()
}

/// Waits until the enrollment's history is complete and checks it.
async fn check_history(company: Partner<'_>, expected: &[&str]) -> Outcome<()> {
    let id = CompanyId::parse(company.id).during("read an id")?;
    let program = ProgramCode::parse(PROGRAM).during("read a program's code")?;
    let lines = eventually("the enrollment's history", async || {
        let lines = company.program.table.enrollment_history(&id, &program).await.during("read a history")?.0;
        Ok(Some(lines).filter(|lines| lines.len() >= expected.len()))
    });
    let lines: Vec<String> = lines.await?.iter().map(|line| describe(&line.last.event)).collect();
    ensure(lines == expected, || format!("the history of {} is {lines:?}, expected {expected:?}", company.id))
}

/// Formats an event as its name and its reminders.
fn describe(event: &impl Serialize) -> String {
    let event = serde_json::to_value(event).unwrap_or_default();
    let name = text(&event, "/type").split('.').next_back().unwrap_or_default();
    let reminders = event.get("reminders").map(|reminders| format!(" {reminders}")).unwrap_or_default();
    format!("{name}{reminders}")
}
