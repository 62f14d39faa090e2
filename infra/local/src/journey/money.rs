//! The steps of claims and payments, from draft to statement.

use super::life::PROGRAM;
use super::portal::{Browser, claims};
use super::scenario::Scenario;
use super::vouchers::number;
use crate::failure::{Failure, Outcome, ensure};
use crate::invoice::upload as upload_invoice;
use crate::program::{Answer, at, codes, text};
use crate::token::Holder;
use api::Role;
use domain::ClaimId;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// The comment with which operations return a claim.
const CHANGE_REQUEST: &str = "Please add the purchase order.";

/// A payee registration before the first redemption is refused (PROGRAM.md 11.4).
pub async fn register_too_early(scenario: &Scenario<'_>) -> Outcome<String> {
    let refused = scenario.company_a().put_payee(PROGRAM, &payee()).await?;
    let as_expected = refused.status == 409 && refused.codes() == ["no_redeemed_voucher_yet"];
    ensure(as_expected, || format!("A got {refused:?}"))?;
    Ok("409 no_redeemed_voucher_yet".to_owned())
}

/// Only the global administrator registers a payee; before that no claim can be submitted (PROGRAM.md 11.4).
pub async fn register(scenario: &Scenario<'_>) -> Outcome<String> {
    let early = submit_both(scenario).await?;
    for no in 0..2 {
        let reasons = codes(at(&early, &format!("/items/{no}"))).join(", ");
        ensure(reasons == "payee_not_registered", || format!("without a payee: {early}"))?;
    }
    let path = format!("payment-request/payees/{PROGRAM}");
    scenario.company_a().call(Method::PUT, &path, &payee()).await?.expect(403)?;
    let payee = scenario.company_a().put_payee(PROGRAM, &payee()).await?.expect(200)?;
    ensure(text(&payee, "/locations/L-1") == "B-1", || format!("the payee of A is {payee}"))?;
    Ok("before: payee_not_registered; by an mpn_admin: 403".to_owned())
}

fn payee() -> Value {
    json!({
        "bank_profiles": [{"id": "B-1", "label": "Main account", "currency": "USD"}],
        "locations": {"L-1": "B-1"},
    })
}

/// Both claims are submitted together in the portal, with one invoice; a repeated call returns the same reference.
pub async fn submit(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    let (first, second) = (id(&scenario.first)?, id(&scenario.second)?);
    let reference = claims::submit(browser, &[first.as_str(), second.as_str()], &invoice(scenario)).await?;
    let again = submit_both(scenario).await?;
    for no in 0..2 {
        let item = at(&again, &format!("/items/{no}"));
        let is_same = text(item, "/outcome") == "submitted" && text(item, "/reference_number") == reference;
        ensure(is_same, || format!("{reference} in the portal; the repeated call returned {again}"))?;
    }
    Ok(format!("2 on {}: {reference}", invoice(scenario)))
}

async fn submit_both(scenario: &Scenario<'_>) -> Outcome<Value> {
    let body = json!({"claim_ids": [id(&scenario.first)?, id(&scenario.second)?], "invoice_number": invoice(scenario)});
    call_as_partner(scenario, "claims/submit", &body).await?.expect(200)
}

/// Operations request changes on one claim; the partner reads the comment in the portal, corrects the claim and submits
/// it again.
pub async fn correct(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    call_as_operations(scenario, &scenario.first, "review", &Value::Null).await?;
    call_as_operations(scenario, &scenario.second, "review", &Value::Null).await?;
    call_as_operations(scenario, &scenario.second, "request-changes", &json!({"comment": CHANGE_REQUEST})).await?;
    claims::correct(browser, id(&scenario.second)?.as_str(), CHANGE_REQUEST, "PO-4711").await?;
    let again = claim_view(scenario, &scenario.second).await?;
    let as_expected = text(&again, "/status") == "submitted" && text(&again, "/purchase_order") == "PO-4711";
    ensure(as_expected, || format!("submitted again: {again}"))?;
    call_as_operations(scenario, &scenario.second, "review", &Value::Null).await?;
    Ok("1 without purchase order; corrected, submitted".to_owned())
}

/// No claim is approved before its invoice arrived. One file counts for both (PROGRAM.md 11.7).
pub async fn bring_invoice(scenario: &Scenario<'_>) -> Outcome<String> {
    let path = format!("payment-request/claims/{}/approve", id(&scenario.first)?);
    let early = scenario.program.call(&Holder::operations(), Method::POST, &path, &Value::Null).await?;
    ensure(early.status == 409 && early.codes() == ["invoice_missing"], || format!("before: {early:?}"))?;
    upload_invoice(scenario.program, &incentives(scenario), &invoice(scenario)).await?;
    Ok(format!("{}, clean; before: invoice_missing", invoice(scenario)))
}

/// The submitter of a claim cannot approve it, in any role; another person can (PROGRAM.md 11.9).
pub async fn approve(scenario: &Scenario<'_>) -> Outcome<String> {
    let submitter = scenario.person_of_a().as_operations();
    for voucher in [&scenario.first, &scenario.second] {
        let path = format!("payment-request/claims/{}/approve", id(voucher)?);
        let own = scenario.program.call(&submitter, Method::POST, &path, &Value::Null).await?;
        ensure(own.status == 409 && own.codes() == ["four_eyes"], || format!("the submitter got {own:?}"))?;
        let approved = call_as_operations(scenario, voucher, "approve", &Value::Null).await?;
        ensure(text(&approved, "/status") == "approved", || format!("approved: {approved}"))?;
    }
    Ok("2, by another person; by the submitter: four_eyes".to_owned())
}

/// The payer schedules both payments; a report with another amount is refused.
pub async fn schedule(scenario: &Scenario<'_>) -> Outcome<String> {
    let mut wrong = report_body(scenario, &scenario.first, 1, "scheduled", 0)?;
    if let Some(minor) = wrong.pointer_mut("/data/amount/minor") {
        *minor = json!(499_999);
    }
    let refused = scenario.program.payer(&wrong).await?;
    ensure(refused.codes() == ["amount_mismatch"], || format!("a wrong amount got {refused:?}"))?;
    for voucher in [&scenario.first, &scenario.second] {
        report_payment(scenario, voucher, (1, "scheduled", 0), "scheduled").await?;
    }
    Ok("2; with a wrong amount: amount_mismatch".to_owned())
}

/// One payment succeeds; the other fails, is retried and succeeds.
pub async fn pay(scenario: &Scenario<'_>) -> Outcome<String> {
    report_payment(scenario, &scenario.first, (1, "sent", 1), "paid").await?;
    report_payment(scenario, &scenario.second, (1, "failed", 1), "payment_failed").await?;
    report_payment(scenario, &scenario.second, (2, "scheduled", 2), "scheduled").await?;
    report_payment(scenario, &scenario.second, (2, "sent", 3), "paid").await?;
    Ok("1 at once; 1 failed, was retried and paid".to_owned())
}

/// Late and duplicate reports of the payer are accepted and change nothing (DECISIONS.md 27).
pub async fn replay_reports(scenario: &Scenario<'_>) -> Outcome<String> {
    let before = [claim_view(scenario, &scenario.first).await?, claim_view(scenario, &scenario.second).await?];
    for _ in 0..2 {
        report_payment(scenario, &scenario.first, (1, "scheduled", 0), "paid").await?;
        report_payment(scenario, &scenario.first, (1, "sent", 1), "paid").await?;
        report_payment(scenario, &scenario.second, (1, "failed", 1), "paid").await?;
        report_payment(scenario, &scenario.second, (2, "scheduled", 2), "paid").await?;
    }
    let after = [claim_view(scenario, &scenario.first).await?, claim_view(scenario, &scenario.second).await?];
    let revs = |claims: &[Value; 2]| claims.clone().map(|claim| at(&claim, "/rev").clone());
    ensure(revs(&before) == revs(&after), || format!("{before:?} became {after:?}"))?;
    Ok("8 late and duplicate reports changed nothing".to_owned())
}

/// The statement lists the month's payments of the company and their sum.
pub async fn check_statement(scenario: &Scenario<'_>) -> Outcome<String> {
    let month = payer_time(scenario, 1).strftime("%Y-%m").to_string();
    let path = format!("payment-request/statement?month={month}");
    let statement =
        scenario.program.call(&incentives(scenario), Method::GET, &path, &Value::Null).await?.expect(200)?;
    let lines = at(&statement, "/groups/0/lines").as_array().map(Vec::len).unwrap_or_default();
    let total = at(&statement, "/totals/0");
    let as_expected = lines == 2 && *total == json!({"minor": 1_000_000, "currency": "USD"});
    ensure(as_expected, || format!("the statement of {month}: {statement}"))?;
    Ok(format!("{month}: {lines} payments, 10000.00 USD"))
}

/// A disputes one payment; operations find the dispute and answer it.
pub async fn open_dispute(scenario: &Scenario<'_>) -> Outcome<String> {
    let (claim, why) = (id(&scenario.first)?, json!({"comment": "Our bank received less."}));
    call_as_partner(scenario, &format!("claims/{claim}/dispute"), &why).await?.expect(200)?;
    let found = disputes(scenario).await?;
    ensure(found.iter().any(|item| text(item, "/claim_id") == claim.as_str()), || format!("open disputes: {found:?}"))?;
    let answer = json!({"comment": "The bank kept a fee; the whole amount was sent."});
    let answered = call_as_operations(scenario, &scenario.first, "settle", &answer).await?;
    ensure(at(&answered, "/dispute").is_null(), || format!("the dispute is still open: {answered}"))?;
    let left = disputes(scenario).await?;
    ensure(!left.iter().any(|item| text(item, "/claim_id") == claim.as_str()), || {
        format!("still among the disputes: {left:?}")
    })?;
    Ok("1; found and answered by operations".to_owned())
}

async fn disputes(scenario: &Scenario<'_>) -> Outcome<Vec<Value>> {
    let path = "payment-request/claims?disputed=true&limit=100";
    let page = scenario.program.call(&Holder::operations(), Method::GET, path, &Value::Null).await?.expect(200)?;
    Ok(at(&page, "/items").as_array().cloned().unwrap_or_default())
}

/// Posts a payment report (payment number, kind, second of the payer's clock) and checks the claim's status.
async fn report_payment(
    scenario: &Scenario<'_>,
    voucher: &str,
    report: (u8, &str, i64),
    expected: &str,
) -> Outcome<()> {
    let (payment, kind, second) = report;
    let answer = scenario.program.payer(&report_body(scenario, voucher, payment, kind, second)?).await?.expect(200)?;
    ensure(text(&answer, "/status") == expected, || format!("{kind} led to {answer}, expected {expected}"))
}

fn report_body(scenario: &Scenario<'_>, voucher: &str, payment: u8, kind: &str, second: i64) -> Outcome<Value> {
    Ok(json!({
        "type": format!("payment.{kind}"),
        "data": {
            "claim_id": id(voucher)?, "payment_id": format!("{voucher}-{payment}"),
            "amount": {"minor": 500_000, "currency": "USD"}, "at": payer_time(scenario, second),
        },
    }))
}

/// The instant `second` seconds after the start of the journey, by the payer's clock.
fn payer_time(scenario: &Scenario<'_>, second: i64) -> Timestamp {
    let started = Timestamp::from_millisecond(scenario.run).unwrap_or_default();
    started.saturating_add(SignedDuration::from_secs(second)).unwrap_or(started)
}

fn invoice(scenario: &Scenario<'_>) -> String {
    format!("INV-J{}", scenario.run)
}

fn id(voucher: &str) -> Outcome<ClaimId> {
    number(voucher).map(|number| ClaimId::of(&number))
}

fn incentives(scenario: &Scenario<'_>) -> Holder {
    scenario.company_a().person(Role::Incentives)
}

async fn call_as_partner(scenario: &Scenario<'_>, path: &str, body: &Value) -> Outcome<Answer> {
    scenario.program.call(&incentives(scenario), Method::POST, &format!("payment-request/{path}"), body).await
}

async fn call_as_operations(scenario: &Scenario<'_>, voucher: &str, command: &str, body: &Value) -> Outcome<Value> {
    let (operations, path) = (Holder::operations(), format!("claims/{}/{command}", id(voucher)?));
    let answer = scenario.program.call(&operations, Method::POST, &format!("payment-request/{path}"), body).await?;
    answer.expect(200).map_err(|failure| Failure::new(format!("{command}: {failure}")))
}

async fn claim_view(scenario: &Scenario<'_>, voucher: &str) -> Outcome<Value> {
    let path = format!("payment-request/claims/{}", id(voucher)?);
    scenario.program.call(&incentives(scenario), Method::GET, &path, &Value::Null).await?.expect(200)
}
