//! `/claims/{claim_id}/withdraw` and `/reinstate`: give up the payment for a voucher, and take that back (PROGRAM.md
//! 11.12 and 11.16).

use askama::Template;
use domain::ClaimId;
use domain::claim::{Action, Status};
use jiff::civil::Date;
use serde_json::Value;

use super::forms::{address, customer, refused};
use super::model::{Claim, ClaimDetails};
use super::reads::{self, FUNCTION, claim_path};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Layout, Section};
use crate::page::Handled;
use crate::reply::Reply;
use crate::visit::Visit;

/// An act without fields.
#[derive(Clone, Copy)]
struct Act {
    action: Action,
    /// The page, the command, and the prefix of its texts.
    name: &'static str,
    /// The confirmation on the page of the payment request.
    done: &'static str,
}

const WITHDRAW: Act = Act { action: Action::Withdraw, name: "withdraw", done: "withdrawn" };
const REINSTATE: Act = Act { action: Action::Reinstate, name: "reinstate", done: "reinstated" };

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/act.html")]
struct ActPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    claim: String,
    number: String,
    customer: String,
    amount: String,
    consequence: String,
    yes: String,
    no: String,
    errors: Errors,
}

/// Shows the consequence of withdrawing and the button.
pub fn withdraw_form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, WITHDRAW, Errors::default()))
}

/// Withdraws the payment request.
pub fn withdraw<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(run(visit, WITHDRAW))
}

/// Shows the consequence of reinstating and the button.
pub fn reinstate_form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, REINSTATE, Errors::default()))
}

/// Reinstates the payment request.
pub fn reinstate<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(run(visit, REINSTATE))
}

async fn show(visit: &Visit<'_>, act: Act, errors: Errors) -> Result<Reply, PageError> {
    let got = reads::claim(visit, &visit.capture::<ClaimId>("claim_id")?).await?;
    if !got.value.claim.can(act.action) && errors.is_empty() {
        return Ok(Reply::see_other(&address(&got.value.claim.id, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&ActPage::new(visit, act, &got, errors))?.with_status(status))
}

impl ActPage {
    fn new(visit: &Visit<'_>, act: Act, got: &Got<ClaimDetails>, errors: Errors) -> Self {
        let (w, claim) = (visit.words, &got.value.claim);
        let text = |part: &str| w.get(&format!("{}-{part}", act.name));
        let last = last_day_to_reinstate(claim);
        let is_final = act.action == Action::Withdraw && last < visit.today();
        let consequence = if is_final { "consequence-final" } else { "consequence" };
        Self {
            layout: Layout::new(visit, Section::Claims, text("title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&claim.id, act.name),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            amount: claim.amount.as_ref().map(format::money).unwrap_or_default(),
            consequence: w.one(&format!("{}-{consequence}", act.name), "day", format::day(last, visit.language())),
            yes: text("button"),
            no: text("keep"),
            errors,
        }
    }
}

/// The last day on which the payment request, once withdrawn, can be reinstated (PROGRAM.md 11.16).
fn last_day_to_reinstate(claim: &Claim) -> Date {
    let corrected = claim.correctable_until.filter(|_| claim.status == Status::ActionRequired);
    claim.reinstatable_until.or(corrected).unwrap_or(claim.due_on)
}

/// Sends the command.
async fn run(visit: &Visit<'_>, act: Act) -> Result<Reply, PageError> {
    let id: ClaimId = visit.capture("claim_id")?;
    let path = claim_path(&id, act.name);
    let answer: Result<Got<Claim>, CallError> = visit.post(FUNCTION, &path, &Value::Null).await;
    match answer {
        Ok(_) => Ok(Reply::see_other(&format!("{}?done={}", address(&id, ""), act.done))),
        Err(CallError::Refused(problem)) if problem.status == 412 => {
            show(visit, act, Errors::changed_act(visit.words)).await
        }
        Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
            show(visit, act, refused(visit.words, &problem)).await
        }
        Err(error) => Err(error.into()),
    }
}
