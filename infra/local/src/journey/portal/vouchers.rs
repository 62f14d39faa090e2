//! The steps of a voucher in the portal: validated from its mail, reserved in five pages (PROGRAM.md 6, 7).

use super::browser::{Browser, Page};
use super::form::Form;
use crate::failure::Outcome;
use crate::journey::scenario::Scenario;
use crate::program::text;
use serde_json::Value;

const VALIDATE: &str = "/vouchers/validate";

/// A validates a voucher by pasting the whole mail, and reserves it as the body of the API would.
pub async fn reserve(
    scenario: &Scenario<'_>,
    browser: &mut Browser,
    mail: &str,
    reservation: &Value,
) -> Outcome<String> {
    let number = &scenario.third;
    let page = browser.open(VALIDATE).await?.at(VALIDATE)?;
    let found = browser.submit(&page.form(VALIDATE)?.fill("mail", mail)?).await?.at(VALIDATE)?;
    found.shows(number)?;
    let (voucher, reserve) = (format!("/vouchers/{number}"), format!("/vouchers/{number}/reserve"));
    let checked = choose(browser, &found, &reserve, reservation).await?;
    let form = checked.form(&reserve)?.press("go", "reserve")?;
    let reserved = browser.submit(&form).await?.at(&voucher)?.confirming("reserved")?;
    reserved.link(&format!("{voucher}/files"))?;
    Ok(format!("{number}, from its pasted mail on"))
}

/// Goes through the four pages that ask; returns the one that shows every answer.
async fn choose(browser: &mut Browser, found: &Page, reserve: &str, reservation: &Value) -> Outcome<Page> {
    let wanted = |name: &str| text(reservation, &format!("/{name}"));
    let picked = |form: Form, name: &str| form.tick(name, wanted(name));
    let begin = found.form(reserve)?.press("go", "location")?;
    let location = browser.submit(&begin).await?.at(reserve)?.form(reserve)?;
    let engagement = next(browser, picked(location, "location_id")?, reserve).await?;
    let dates = next(browser, picked(engagement, "engagement_type")?, reserve).await?;
    let (start, end) = (wanted("start_date"), wanted("end_date"));
    let people = next(browser, dates.fill("start_date", start)?.fill("end_date", end)?, reserve).await?;
    let form = picked(people, "lead_consultant")?.tick("accept_terms", "yes")?.press("go", "next")?;
    browser.submit(&form).await?.at(reserve)
}

/// Sends a step; returns the form of the next one.
async fn next(browser: &mut Browser, form: Form, reserve: &str) -> Outcome<Form> {
    browser.submit(&form.press("go", "next")?).await?.at(reserve)?.form(reserve)
}
