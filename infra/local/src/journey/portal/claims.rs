//! The steps of payment requests in the portal: submitting several, correcting one (PROGRAM.md 11).

use super::browser::{Browser, Page};
use crate::failure::{Failure, Outcome};

const CLAIMS: &str = "/claims";
const SUBMIT: &str = "/claims/submit";
/// What A answers to a request for changes.
const ANSWER: &str = "The purchase order is there now.";

/// A submits several payment requests of the list with one invoice; returns their reference number.
pub async fn submit(browser: &mut Browser, ids: &[&str], invoice: &str) -> Outcome<String> {
    let list = browser.open(CLAIMS).await?.at(CLAIMS)?;
    let mut form = list.form(SUBMIT)?;
    for id in ids {
        form = form.tick("claim_id", id)?;
    }
    let chosen = browser.submit(&form).await?.at(SUBMIT)?;
    let form = chosen.form(SUBMIT)?.fill("invoice_number", invoice)?;
    let submitted = browser.submit(&form).await?.at(SUBMIT)?;
    match references(&submitted).as_slice() {
        [reference] if reference.starts_with("PR-") => Ok(reference.clone()),
        other => Err(Failure::new(format!("reference numbers {other:?}; {}", submitted.described()))),
    }
}

/// A reads the comment on a returned payment request, adds a purchase order, says so and submits it again.
pub async fn correct(browser: &mut Browser, id: &str, comment: &str, order: &str) -> Outcome<()> {
    let (claim, submit) = (format!("{CLAIMS}/{id}"), format!("{CLAIMS}/{id}/submit"));
    let returned = browser.open(&claim).await?.at(&claim)?;
    returned.shows(comment)?;
    let page = browser.open(returned.link(&submit)?).await?.at(&submit)?;
    let form = page.form(&submit)?.fill("purchase_order", order)?.fill("comment", ANSWER)?.press("go", "check")?;
    let check = browser.submit(&form).await?.at(&submit)?;
    let form = check.form(&submit)?.press("go", "submit")?;
    browser.submit(&form).await?.at(&claim)?.confirming("submitted").map(drop)
}

fn references(page: &Page) -> Vec<String> {
    let lists = page.html.elements(|tag| tag.is_of("claim-references"));
    let all = lists.iter().flat_map(|list| list.elements(|tag| tag.name == "dt"));
    all.map(|reference| reference.text()).collect()
}
