//! The steps of onboarding in the portal: requirements, agreement, enrollment (PROGRAM.md 2 to 4).

use super::browser::{Browser, Page};
use crate::failure::{Outcome, ensure};
use crate::journey::life::PROGRAM;
use crate::journey::scenario::Scenario;

const REQUIREMENTS: &str = "/company/requirements";
const AGREEMENT: &str = "/company/agreement";

/// The page of the program says what company A lacks, and offers no next step.
pub async fn see_what_is_missing(browser: &mut Browser) -> Outcome<String> {
    let page = requirements(browser, 0, 3).await?;
    let offered = page.count(|tag| tag.name == "a" && tag.is_of("button"));
    ensure(offered == 0, || format!("a next step is offered; {}", page.described()))?;
    Ok("3 requirements, none met".to_owned())
}

/// The same page says that A meets every requirement, and leads to the agreement.
pub async fn see_eligibility(browser: &mut Browser) -> Outcome<String> {
    let page = requirements(browser, 3, 0).await?;
    page.link(AGREEMENT)?;
    Ok("3 requirements met; next: the agreement".to_owned())
}

/// Opens the page of the program from the list of all.
async fn requirements(browser: &mut Browser, met: usize, open: usize) -> Outcome<Page> {
    let address = format!("{REQUIREMENTS}/{PROGRAM}");
    let list = browser.open(REQUIREMENTS).await?.at(REQUIREMENTS)?;
    let page = browser.open(list.link(&address)?).await?.at(&address)?;
    let of = |class: &str| page.count(|tag| tag.name == "li" && tag.is_of(class));
    let found = (of("yes"), of("no"));
    ensure(found == (met, open), || format!("{found:?} requirements are met and open; {}", page.described()))?;
    Ok(page)
}

/// A reads and signs the agreement. Without the tick nothing is signed.
pub async fn sign(browser: &mut Browser) -> Outcome<()> {
    let page = browser.open(AGREEMENT).await?.at(AGREEMENT)?;
    let unread = page.count(|tag| tag.is_of("wording")) == 0;
    ensure(!unread, || format!("the agreement is not shown; {}", page.described()))?;
    let refused = browser.submit(&page.form(AGREEMENT)?).await?;
    ensure(refused.status == 422, || format!("signed without the tick; {}", refused.described()))?;
    let form = refused.form(AGREEMENT)?.tick("accept", "yes")?;
    browser.submit(&form).await?.at(AGREEMENT)?.confirming("signed").map(drop)
}

/// A enrolls for the program, after a page that says what that means.
pub async fn enroll(scenario: &Scenario<'_>, browser: &mut Browser) -> Outcome<()> {
    let (program, enroll) = (format!("{REQUIREMENTS}/{PROGRAM}"), format!("/company/enrollments/{PROGRAM}/enroll"));
    let page = browser.open(&program).await?.at(&program)?;
    let check = browser.open(page.link(&enroll)?).await?.at(&enroll)?;
    let enrolled = browser.submit(&check.form(&enroll)?).await?.at(&program)?.confirming("enrolled")?;
    enrolled.shows(&scenario.term_end().strftime("%Y").to_string())
}
