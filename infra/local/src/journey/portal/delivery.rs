//! The steps after the delivery in the portal: the completion report, the receipt, redeeming (PROGRAM.md 9, 10).

use super::browser::{Browser, Page};
use super::session;
use crate::failure::{Outcome, ensure};
use crate::program::at;
use serde_json::Value;

/// The answers of each step, by their names in the API.
const STEPS: [(&str, &[&str]); 4] = [
    ("delivery", &["delivered_from", "delivered_to", "delivery_country", "lead_consultant"]),
    ("days", &["onsite_days", "offsite_days", "walk_on_hours"]),
    ("outcome", &["outcome", "current_versions", "target_versions", "seats"]),
    ("declarations", &["handed_over_on", "no_extra_fee"]),
];
/// The answers that are ticked or chosen; the others are typed.
const TICKED: [&str; 2] = ["outcome", "no_extra_fee"];
/// The step whose answers the reservation suggests.
const SUGGESTED: &str = "delivery";
const REDEEM: &str = "/redeem";

/// A reports an engagement in four pages, in Chinese, and submits it; returns the SHA-256 of the receipt.
pub async fn report(browser: &mut Browser, number: &str, answers: &Value) -> Outcome<String> {
    let voucher = format!("/vouchers/{number}");
    let mut page = browser.open(&format!("{voucher}/report")).await?.at(&format!("{voucher}/report/{SUGGESTED}"))?;
    page = session::switch_language(browser, &page, "zh-Hant-TW").await?;
    for (step, names) in STEPS {
        page = answer(browser, page.at(&format!("{voucher}/report/{step}"))?, names, answers).await?;
    }
    let check = format!("{voucher}/report/check");
    let form = page.at(&check)?.form(&check)?;
    let receipt = browser.submit(&form).await?.at(&format!("{voucher}/receipt"))?;
    let receipt = session::switch_language(browser, &receipt.confirming("submitted")?, "en").await?;
    receipt.link(REDEEM)?;
    Ok(receipt.html.text(|tag| tag.is_of("digest")))
}

/// Gives the answers of a step and sends it. What the reservation suggests must be there already.
async fn answer(browser: &mut Browser, page: Page, names: &[&str], answers: &Value) -> Outcome<Page> {
    let action = page.url.path().to_owned();
    let mut form = page.form(&action)?;
    for name in names {
        let wanted = typed(at(answers, &format!("/{name}")));
        if action.ends_with(SUGGESTED) {
            let found = form.value(name);
            ensure(found == wanted, || format!("{name} is suggested as `{found}`, expected {wanted}"))?;
        } else if TICKED.contains(name) {
            form = form.tick(name, &wanted)?;
        } else {
            form = form.fill(name, &wanted)?;
        }
    }
    browser.submit(&form).await
}

/// An answer of the API as the form has it.
fn typed(answer: &Value) -> String {
    match answer {
        Value::Bool(_) => "yes".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => answer.to_string(),
    }
}

/// A redeems one of the vouchers that are ready: chosen, confirmed, done.
pub async fn redeem(browser: &mut Browser, number: &str) -> Outcome<String> {
    let (confirm, result) = ("/redeem/confirm", "/redeem/result");
    let list = browser.open(REDEEM).await?.at(REDEEM)?;
    let confirming = browser.submit(&list.form(confirm)?.tick("voucher", number)?).await?.at(confirm)?;
    confirming.shows(number)?;
    let done = browser.submit(&confirming.form(result)?).await?.at(result)?;
    done.shows(number)?;
    done.link("/claims")?;
    let refused = done.count(|tag| tag.is_of("notice"));
    ensure(refused == 0, || format!("something was refused; {}", done.described()))?;
    Ok(number.to_owned())
}
