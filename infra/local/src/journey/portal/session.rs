//! Signing in and out, and the language.

use super::browser::{Browser, Page};
use super::form::Form;
use crate::failure::{Outcome, ensure};
use crate::journey::scenario::Scenario;

/// A test user, an administrator of the sample company, and the name that every page of theirs shows.
const TEST_USER: (&str, &str) = ("chen", "Chen");
/// A page that needs the session: the one to validate a voucher.
const PAGE: &str = "/vouchers/validate";
const SIGN_OUT: &str = "/sign-out";

/// The person of company A signs in: one with every role of a partner.
pub async fn sign_in(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<String> {
    let person = scenario.person_of_a();
    let choice = leave_for_the_issuer(scenario, browser).await?;
    let mut form = choice.form("/authorize/somebody-else")?;
    for (name, value) in [("name", &person.name), ("email", &person.email), ("company", &scenario.a)] {
        form = form.fill(name, value)?;
    }
    for role in person.roles {
        form = form.tick(&format!("role_{role}"), "yes")?;
    }
    let shown = browser.submit(&form).await?.at(PAGE)?;
    is_signed_in(&shown, &person.name)?;
    Ok(format!("{} of {}", person.name, scenario.a))
}

/// A test user signs in, is refused a form of another site, and signs out.
pub async fn sign_in_and_out(scenario: &Scenario<'_>) -> Outcome<String> {
    let ((user, name), mut browser) = (TEST_USER, Browser::new(&scenario.program.settings)?);
    let choice = leave_for_the_issuer(scenario, &mut browser).await?;
    let shown = browser.submit(&choice.form("/authorize")?.press("user", user)?).await?.at(PAGE)?;
    is_signed_in(&shown, name)?;
    let form = shown.form(SIGN_OUT)?;
    refuse_a_forged_form(&mut browser, &form, name).await?;
    sign_out(&mut browser, &form).await?;
    Ok(format!("{name} signed in, saw {PAGE}, signed out"))
}

/// Opens a page without a session; returns the issuer's page.
async fn leave_for_the_issuer(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<Page> {
    let leaving = browser.open(PAGE).await?;
    let choice = browser.open(&leaving.refresh()?).await?;
    let is_issuer = choice.url.as_str().starts_with(&scenario.program.settings.issuer_url());
    ensure(choice.status == 200 && is_issuer, || format!("not at the issuer; {}", choice.described()))?;
    Ok(choice)
}

fn is_signed_in(page: &Page, name: &str) -> Outcome<()> {
    let shown = page.html.text(|tag| tag.is_of("who"));
    ensure(shown == name, || format!("the page shows the name `{shown}` instead of {name}; {}", page.described()))
}

async fn refuse_a_forged_form(browser: &mut Browser, form: &Form, name: &str) -> Outcome<()> {
    let forged = browser.forge(form).await?;
    ensure(forged.status == 403, || format!("a form of another site was accepted; {}", forged.described()))?;
    is_signed_in(&browser.open(PAGE).await?, name)
}

/// Signs out and follows the page to the issuer and back.
async fn sign_out(browser: &mut Browser, form: &Form) -> Outcome<()> {
    let left = browser.submit(form).await?.at(SIGN_OUT)?;
    browser.open(&left.refresh()?).await?.at("/signed-out")?;
    browser.open(PAGE).await?.at("/sign-in").map(drop)
}

/// Shows the page in the other language, by the button that every page has.
pub async fn switch_language(browser: &mut Browser, page: &Page, language: &str) -> Outcome<Page> {
    let form = page.form("/language")?.press("language", language)?;
    let shown = browser.submit(&form).await?.at(page.url.path())?;
    let is_in = |page: &Page| page.count(|tag| tag.name == "html" && tag.text("lang") == language) == 1;
    ensure(is_in(&shown), || format!("not in {language}; {}", shown.described()))?;
    Ok(shown)
}
