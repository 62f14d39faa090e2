//! `/claims/{claim_id}/withdraw`: gives up the payment for a voucher (PROGRAM.md 11.12).

use askama::Template;
use domain::ClaimId;
use domain::claim::Action;
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

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/withdraw.html")]
struct WithdrawPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    claim: String,
    number: String,
    customer: String,
    amount: String,
    errors: Errors,
}

/// Shows the consequence and the button.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, Errors::default()))
}

async fn show(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let got = reads::claim(visit, &visit.capture::<ClaimId>("claim_id")?).await?;
    if !got.value.claim.can(Action::Withdraw) && errors.is_empty() {
        return Ok(Reply::see_other(&address(&got.value.claim.id, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&WithdrawPage::new(visit, &got, errors))?.with_status(status))
}

impl WithdrawPage {
    fn new(visit: &Visit<'_>, got: &Got<ClaimDetails>, errors: Errors) -> Self {
        let (w, claim) = (visit.words, &got.value.claim);
        Self {
            layout: Layout::new(visit, Section::Claims, w.get("withdraw-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&claim.id, "withdraw"),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            amount: claim.amount.as_ref().map(format::money).unwrap_or_default(),
            errors,
        }
    }
}

/// Withdraws the payment request.
pub fn withdraw<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let id: ClaimId = visit.capture("claim_id")?;
        let path = claim_path(&id, "withdraw");
        let answer: Result<Got<Claim>, CallError> = visit.post(FUNCTION, &path, &Value::Null).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&format!("{}?done=withdrawn", address(&id, "")))),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                show(visit, Errors::changed_act(visit.words)).await
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                show(visit, refused(visit.words, &problem)).await
            }
            Err(error) => Err(error.into()),
        }
    })
}
