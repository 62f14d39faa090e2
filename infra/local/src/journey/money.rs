//! Money, from the draft claims to the statement of what was paid. Each step checks what it says.

use super::cast::Cast;
use super::life::PROGRAM;
use super::vouchers::number;
use crate::failure::{Failure, Outcome, ensure};
use crate::program::{Answer, at, codes, text};
use crate::token::Holder;
use api::Role;
use domain::ClaimId;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// What operations want to see of the claim they send back.
const WANTED: &str = "Please add the purchase order.";

/// Nobody registers to be paid before a voucher was redeemed.
pub async fn register_too_early(cast: &Cast<'_>) -> Outcome<String> {
    let refused = cast.company_a().put_payee(PROGRAM, &payee()).await?;
    let as_expected = refused.status == 409 && refused.codes() == ["no_redeemed_voucher_yet"];
    ensure(as_expected, || format!("A got {refused:?}"))?;
    Ok("409 no_redeemed_voucher_yet".to_owned())
}

/// A registers, and only its global administrator can; until then nothing can be submitted.
pub async fn register(cast: &Cast<'_>) -> Outcome<String> {
    let early = submit_both(cast).await?;
    for no in 0..2 {
        let reasons = codes(at(&early, &format!("/items/{no}"))).join(", ");
        ensure(reasons == "payee_not_registered", || format!("without a payee: {early}"))?;
    }
    let path = format!("payment-request/payees/{PROGRAM}");
    cast.company_a().ask(Method::PUT, &path, &payee()).await?.expect(403)?;
    let payee = cast.company_a().put_payee(PROGRAM, &payee()).await?.expect(200)?;
    ensure(text(&payee, "/locations/L-1") == "B-1", || format!("A is paid so: {payee}"))?;
    Ok("before it payee_not_registered; by mpn_admin 403".to_owned())
}

fn payee() -> Value {
    json!({
        "bank_profiles": [{"id": "B-1", "label": "Main account", "currency": "USD"}],
        "locations": {"L-1": "B-1"},
    })
}

/// Both claims in one call, under one invoice; the same call again gives the same answer.
pub async fn submit(cast: &Cast<'_>) -> Outcome<String> {
    let (first, again) = (submit_both(cast).await?, submit_both(cast).await?);
    ensure(first == again, || format!("the same call was answered {first}, then {again}"))?;
    for no in 0..2 {
        let outcome = text(&first, &format!("/items/{no}/outcome"));
        ensure(outcome == "submitted", || format!("got {first}"))?;
    }
    let reference = text(&first, "/items/0/reference_number");
    let other = text(&first, "/items/1/reference_number");
    ensure(reference == other && reference.starts_with("PR-"), || format!("got {first}"))?;
    Ok(format!("2 on {}: {reference}", invoice(cast)))
}

async fn submit_both(cast: &Cast<'_>) -> Outcome<Value> {
    let body = json!({"claim_ids": [id(&cast.first)?, id(&cast.second)?], "invoice_number": invoice(cast)});
    as_partner(cast, "claims/submit", &body).await?.expect(200)
}

/// Operations send one back; its partner reads why, corrects it and submits it again.
pub async fn correct(cast: &Cast<'_>) -> Outcome<String> {
    by_operations(cast, &cast.first, "review", &Value::Null).await?;
    by_operations(cast, &cast.second, "review", &Value::Null).await?;
    by_operations(cast, &cast.second, "request-changes", &json!({"comment": WANTED})).await?;
    let seen = look(cast, &cast.second).await?;
    let as_expected = text(&seen, "/status") == "action_required" && text(&seen, "/comment") == WANTED;
    ensure(as_expected, || format!("A sees {seen}"))?;
    let body = json!({"invoice_number": invoice(cast), "purchase_order": "PO-4711"});
    let path = format!("claims/{}/submit", id(&cast.second)?);
    let again = as_partner(cast, &path, &body).await?.expect(200)?;
    ensure(text(&again, "/status") == "submitted", || format!("submitted again: {again}"))?;
    by_operations(cast, &cast.second, "review", &Value::Null).await?;
    Ok("1 for its purchase order; corrected, submitted".to_owned())
}

/// Whoever submitted a claim cannot approve it, whatever roles they have; somebody else does.
pub async fn approve(cast: &Cast<'_>) -> Outcome<String> {
    let submitter = Holder { sub: incentives(cast).sub, ..Holder::operations() };
    for voucher in [&cast.first, &cast.second] {
        let path = format!("payment-request/claims/{}/approve", id(voucher)?);
        let own = cast.program.ask(&submitter, Method::POST, &path, &Value::Null).await?;
        ensure(own.status == 409 && own.codes() == ["four_eyes"], || format!("the submitter got {own:?}"))?;
        let approved = by_operations(cast, voucher, "approve", &Value::Null).await?;
        ensure(text(&approved, "/status") == "approved", || format!("approved: {approved}"))?;
    }
    Ok("2, by somebody else; by the submitter: four_eyes".to_owned())
}

/// The payer has both; a report of another amount is refused.
pub async fn schedule(cast: &Cast<'_>) -> Outcome<String> {
    let mut wrong = report(cast, &cast.first, 1, "scheduled", 0)?;
    if let Some(minor) = wrong.pointer_mut("/data/amount/minor") {
        *minor = json!(499_999);
    }
    let refused = cast.program.payer(&wrong).await?;
    ensure(refused.codes() == ["amount_mismatch"], || format!("another amount got {refused:?}"))?;
    for voucher in [&cast.first, &cast.second] {
        told(cast, voucher, (1, "scheduled", 0), "scheduled").await?;
    }
    Ok("2; of another amount: amount_mismatch".to_owned())
}

/// One is paid at once; the other fails, is tried again and paid.
pub async fn pay(cast: &Cast<'_>) -> Outcome<String> {
    told(cast, &cast.first, (1, "sent", 1), "paid").await?;
    told(cast, &cast.second, (1, "failed", 1), "payment_failed").await?;
    told(cast, &cast.second, (2, "scheduled", 2), "scheduled").await?;
    told(cast, &cast.second, (2, "sent", 3), "paid").await?;
    Ok("1 at once; 1 failed, was tried again and paid".to_owned())
}

/// What the payer said before comes again, late and doubled: it is taken, and nothing changes.
pub async fn hear_again(cast: &Cast<'_>) -> Outcome<String> {
    let before = [look(cast, &cast.first).await?, look(cast, &cast.second).await?];
    for _ in 0..2 {
        told(cast, &cast.first, (1, "scheduled", 0), "paid").await?;
        told(cast, &cast.first, (1, "sent", 1), "paid").await?;
        told(cast, &cast.second, (1, "failed", 1), "paid").await?;
        told(cast, &cast.second, (2, "scheduled", 2), "paid").await?;
    }
    let after = [look(cast, &cast.first).await?, look(cast, &cast.second).await?];
    let revs = |claims: &[Value; 2]| claims.clone().map(|claim| at(&claim, "/rev").clone());
    ensure(revs(&before) == revs(&after), || format!("{before:?} became {after:?}"))?;
    Ok("8 old and doubled reports changed nothing".to_owned())
}

/// What was paid this month, with its sum; nobody else's.
pub async fn state(cast: &Cast<'_>) -> Outcome<String> {
    let month = moment(cast, 1).strftime("%Y-%m").to_string();
    let path = format!("payment-request/statement?month={month}");
    let statement = cast.program.ask(&incentives(cast), Method::GET, &path, &Value::Null).await?.expect(200)?;
    let lines = at(&statement, "/groups/0/lines").as_array().map(Vec::len).unwrap_or_default();
    let total = at(&statement, "/totals/0");
    let as_expected = lines == 2 && *total == json!({"minor": 1_000_000, "currency": "USD"});
    ensure(as_expected, || format!("the statement of {month}: {statement}"))?;
    Ok(format!("{month}: {lines} payments, 10000.00 USD"))
}

/// A contests one payment; operations find that among all companies' and answer it.
pub async fn open_dispute(cast: &Cast<'_>) -> Outcome<String> {
    let (claim, why) = (id(&cast.first)?, json!({"comment": "Our bank received less."}));
    as_partner(cast, &format!("claims/{claim}/dispute"), &why).await?.expect(200)?;
    let found = disputes(cast).await?;
    ensure(found.iter().any(|item| text(item, "/claim_id") == claim.as_str()), || format!("contested: {found:?}"))?;
    let answer = json!({"comment": "The bank kept a fee; the whole amount was sent."});
    let settled = by_operations(cast, &cast.first, "settle", &answer).await?;
    ensure(at(&settled, "/dispute").is_null(), || format!("settled: {settled}"))?;
    let left = disputes(cast).await?;
    ensure(!left.iter().any(|item| text(item, "/claim_id") == claim.as_str()), || {
        format!("still contested: {left:?}")
    })?;
    Ok("1; found by operations and settled".to_owned())
}

async fn disputes(cast: &Cast<'_>) -> Outcome<Vec<Value>> {
    let path = "payment-request/claims?disputed=true&limit=100";
    let page = cast.program.ask(&Holder::operations(), Method::GET, path, &Value::Null).await?.expect(200)?;
    Ok(at(&page, "/items").as_array().cloned().unwrap_or_default())
}

/// The payer reports what became of a payment: its number, the word, and the second in which it was said. The claim
/// then stands as expected.
async fn told(cast: &Cast<'_>, voucher: &str, said: (u8, &str, i64), expected: &str) -> Outcome<()> {
    let (payment, word, second) = said;
    let answer = cast.program.payer(&report(cast, voucher, payment, word, second)?).await?.expect(200)?;
    ensure(text(&answer, "/status") == expected, || format!("{word} led to {answer}, not {expected}"))
}

fn report(cast: &Cast<'_>, voucher: &str, payment: u8, word: &str, second: i64) -> Outcome<Value> {
    Ok(json!({
        "type": format!("payment.{word}"),
        "data": {
            "claim_id": id(voucher)?, "payment_id": format!("{voucher}-{payment}"),
            "amount": {"minor": 500_000, "currency": "USD"}, "at": moment(cast, second),
        },
    }))
}

/// So many seconds into the journey, by the payer's clock.
fn moment(cast: &Cast<'_>, second: i64) -> Timestamp {
    let started = Timestamp::from_millisecond(cast.run).unwrap_or_default();
    started.saturating_add(SignedDuration::from_secs(second)).unwrap_or(started)
}

fn invoice(cast: &Cast<'_>) -> String {
    format!("INV-J{}", cast.run)
}

fn id(voucher: &str) -> Outcome<ClaimId> {
    number(voucher).map(|number| ClaimId::of(&number))
}

fn incentives(cast: &Cast<'_>) -> Holder {
    cast.company_a().person(Role::Incentives)
}

async fn as_partner(cast: &Cast<'_>, path: &str, body: &Value) -> Outcome<Answer> {
    cast.program.ask(&incentives(cast), Method::POST, &format!("payment-request/{path}"), body).await
}

async fn by_operations(cast: &Cast<'_>, voucher: &str, command: &str, body: &Value) -> Outcome<Value> {
    let (operations, path) = (Holder::operations(), format!("claims/{}/{command}", id(voucher)?));
    let answer = cast.program.ask(&operations, Method::POST, &format!("payment-request/{path}"), body).await?;
    answer.expect(200).map_err(|failure| Failure::new(format!("{command}: {failure}")))
}

async fn look(cast: &Cast<'_>, voucher: &str) -> Outcome<Value> {
    let path = format!("payment-request/claims/{}", id(voucher)?);
    cast.program.ask(&incentives(cast), Method::GET, &path, &Value::Null).await?.expect(200)
}
