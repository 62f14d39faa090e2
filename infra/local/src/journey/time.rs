//! What time alone does. The clock cannot be moved: the sweeps are run for later days. Each step checks what it says.

use super::cast::Cast;
use super::life::{self, PDF, PROGRAM, eventually};
use super::partners::{delisted, details, listed};
use super::vouchers::{drafted, number};
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

/// For the day on which renewal is due: a dry run says what would happen, and nothing does.
pub async fn rehearse(cast: &Cast<'_>) -> Outcome<String> {
    let (before, day) = (both(cast).await?, cast.around_term_end(-60));
    let report = sweep::run(cast.program, Sweep::Renewal, Some(day), true).await?;
    ensure(counted(&report, "/flagged") >= 2 && counted(&report, "/reminders") >= 2, || format!("got {report}"))?;
    let after = both(cast).await?;
    ensure(before == after, || format!("{before:?} became {after:?}"))?;
    Ok(format!("for {day}: would flag {}, changed nothing", at(&report, "/flagged")))
}

/// Sixty days before the end both are flagged and reminded, once however often it is swept.
pub async fn renewal_due(cast: &Cast<'_>) -> Outcome<String> {
    let day = cast.around_term_end(-60);
    let report = sweep::run(cast.program, Sweep::Renewal, Some(day), false).await?;
    ensure(counted(&report, "/flagged") >= 2, || format!("got {report}"))?;
    let again = sweep::run(cast.program, Sweep::Renewal, Some(day), false).await?;
    ensure(*at(&again, "/scanned") == 0, || format!("the same day again: {again}"))?;
    for company in [cast.company_a(), cast.company_b()] {
        stands(company, "renewal_due").await?;
        on_record(company, &["enrolled", "renewal_due [-60]"]).await?;
    }
    Ok("both flagged and reminded; again: 0 scanned".to_owned())
}

/// A renews: the next term begins where this one ends. Renewed again, nothing changes.
pub async fn renew_in_time(cast: &Cast<'_>) -> Outcome<String> {
    let (first, again) = (renew(cast.company_a()).await?, renew(cast.company_a()).await?);
    let expected = json!([cast.term_end(), calendar::years_after(cast.term_end(), 1), "active"]);
    ensure(term(&first) == expected && first == again, || format!("got {first}, then {again}"))?;
    Ok(format!("{} to {}", text(&first, "/term_start"), text(&first, "/term_end")))
}

/// B does not: it is reminded, falls into grace, is reminded once more and lapses. A hears nothing of it.
pub async fn lapse(cast: &Cast<'_>) -> Outcome<String> {
    let steps = [(-30, "renewal_due"), (-15, "renewal_due"), (1, "grace"), (23, "grace"), (31, "lapsed")];
    for (days, status) in steps {
        sweep::run(cast.program, Sweep::Renewal, Some(cast.around_term_end(days)), false).await?;
        stands(cast.company_b(), status).await?;
    }
    on_record(cast.company_b(), &LIFE_OF_B).await?;
    on_record(cast.company_a(), &["enrolled", "renewal_due [-60]", "renewed"]).await?;
    Ok("reminded -30 -15 +23; grace +1; lapsed +31".to_owned())
}

const LIFE_OF_B: [&str; 7] =
    ["enrolled", "renewal_due [-60]", "reminded [-30]", "reminded [-15]", "grace []", "reminded [23]", "lapsed"];

/// B leaves the directory and reserves nothing any more; A is still listed.
pub async fn shut_out(cast: &Cast<'_>) -> Outcome<String> {
    delisted(cast.program, &cast.b).await?;
    listed(cast.program, &cast.a).await?;
    cast.program.webhook(&life::assigned(&cast.wanted, 21)).await?.expect(201)?;
    let refused = cast.company_b().try_to_reserve(&cast.wanted).await?;
    ensure(refused.status == 409 && refused.codes() == ["enrollment_inactive"], || format!("B got {refused:?}"))?;
    Ok("not listed; 409 enrollment_inactive; A is listed".to_owned())
}

/// What B had in hand it may finish, and it is paid for it.
pub async fn finish(cast: &Cast<'_>) -> Outcome<String> {
    let key = format!("journey-{}", cast.in_hand);
    let answer = cast.company_b().redeem(&[&cast.in_hand], &key).await?;
    ensure(text(&answer, "/items/0/outcome") == "redeemed", || format!("got {answer}"))?;
    let amount = drafted(cast.program, &cast.in_hand).await?;
    Ok(format!("{} redeemed; a draft, {amount}", cast.in_hand))
}

/// B's membership goes on, and so does B: a year from today, listed, and reserving again.
pub async fn come_back(cast: &Cast<'_>) -> Outcome<String> {
    let [_, (company, name, _)] = cast.companies();
    company.register(&details(cast, &name, None)).await?;
    let renewed = renew(company).await?;
    let expected = json!([cast.today, calendar::years_after(cast.today, 1), "active"]);
    ensure(term(&renewed) == expected, || format!("got {renewed}"))?;
    listed(cast.program, &cast.b).await?;
    company.reserve(&cast.wanted).await?;
    let told: Vec<&str> = LIFE_OF_B.into_iter().chain(["renewed"]).collect();
    on_record(company, &told).await?;
    Ok(format!("to {}; listed, reserving again", text(&renewed, "/term_end")))
}

/// A voucher that nobody redeems in time: customer and partner are reminded, then it expires and frees its partner.
pub async fn expire(cast: &Cast<'_>) -> Outcome<String> {
    let (company, last_day) = (cast.company_a(), cast.in_days(3));
    let assigned = life::assigned_until(&cast.forgotten, 21, last_day);
    cast.program.webhook(&assigned).await?.expect(201)?;
    company.reserve(&cast.forgotten).await?;
    sweep::run(cast.program, Sweep::Deadline, None, false).await?;
    let report = sweep::run(cast.program, Sweep::Deadline, Some(cast.in_days(4)), false).await?;
    ensure(counted(&report, "/expired") >= 1, || format!("got {report}"))?;
    let late = company.try_to_announce(&cast.forgotten, PDF).await?;
    ensure(late.status == 409 && late.codes() == ["expired"], || format!("work goes on: {late:?}"))?;
    let told = ["assigned", "reserved", "reminded [-7]", "expired"];
    let lines = eventually("the voucher's history", async || {
        let lines = cast.program.table.history(&number(&cast.forgotten)?).await.during("read a history")?.0;
        Ok(Some(lines).filter(|lines| lines.len() >= told.len()))
    });
    let lines: Vec<String> = lines.await?.iter().map(|line| in_words(&line.last.event)).collect();
    ensure(lines == told, || format!("on record: {lines:?}"))?;
    Ok(format!("{}, the day after {last_day}", cast.forgotten))
}

/// In the end all that happened is on record, and every history holds.
pub async fn hold(cast: &Cast<'_>) -> Outcome<String> {
    let tally = eventually("the last line of every history", async || {
        let mut broken = None;
        let tally = verify::walk(&cast.program.table, |_, finding| {
            let finding = finding.filter(|finding| matches!(finding.verdict, Verdict::Broken { .. }));
            broken = broken.take().or(finding.map(verify::in_words));
        });
        let tally = tally.await?;
        ensure(tally.broken == 0, || broken.unwrap_or_default())?;
        Ok((tally.pending == 0).then_some(tally))
    });
    Ok(verify::summary(&tally.await?))
}

async fn renew(company: Partner<'_>) -> Outcome<Value> {
    company.ask(Method::POST, &format!("enrollment/enrollments/{PROGRAM}/renew"), &Value::Null).await?.expect(200)
}

fn term(enrollment: &Value) -> Value {
    json!([at(enrollment, "/term_start"), at(enrollment, "/term_end"), at(enrollment, "/status")])
}

async fn both(cast: &Cast<'_>) -> Outcome<[Value; 2]> {
    Ok([enrollment(cast.company_a()).await?, enrollment(cast.company_b()).await?])
}

async fn enrollment(company: Partner<'_>) -> Outcome<Value> {
    company.ask(Method::GET, &format!("enrollment/enrollments/{PROGRAM}"), &Value::Null).await?.expect(200)
}

async fn stands(company: Partner<'_>, status: &str) -> Outcome<()> {
    let found = enrollment(company).await?;
    ensure(text(&found, "/status") == status, || format!("{} is not {status}: {found}", company.id))
}

fn counted(report: &Value, pointer: &str) -> u64 {
    at(report, pointer).as_u64().unwrap_or_default()
}

/// The enrollment's history is this, before long, and nothing else.
async fn on_record(company: Partner<'_>, expected: &[&str]) -> Outcome<()> {
    let id = CompanyId::parse(company.id).during("read an id")?;
    let program = ProgramCode::parse(PROGRAM).during("read a program's code")?;
    let lines = eventually("the enrollment's history", async || {
        let lines = company.program.table.enrollment_history(&id, &program).await.during("read a history")?.0;
        Ok(Some(lines).filter(|lines| lines.len() >= expected.len()))
    });
    let lines: Vec<String> = lines.await?.iter().map(|line| in_words(&line.last.event)).collect();
    ensure(lines == expected, || format!("on record of {}: {lines:?}, not {expected:?}", company.id))
}

/// An event by its name, with the reminders that went out.
fn in_words(event: &impl Serialize) -> String {
    let event = serde_json::to_value(event).unwrap_or_default();
    let name = text(&event, "/type").split('.').next_back().unwrap_or_default();
    let reminders = event.get("reminders").map(|reminders| format!(" {reminders}")).unwrap_or_default();
    format!("{name}{reminders}")
}
