//! `/claims/{claim_id}/dispute`: disagrees with what was paid (PROGRAM.md 12.3).

use askama::Template;
use domain::ClaimId;
use domain::claim::Action;
use serde_json::json;

use super::forms::{address, customer, refused};
use super::model::{Claim, ClaimDetails};
use super::reads::{self, FUNCTION, claim_path};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::field;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/dispute.html")]
struct DisputePage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    claim: String,
    number: String,
    customer: String,
    amount: String,
    /// True when a dispute is open, which another text replaces.
    is_open: bool,
    comment: Field,
    errors: Errors,
}

/// Shows the form.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(show(visit, Errors::default()))
}

async fn show(visit: &Visit<'_>, errors: Errors) -> Result<Reply, PageError> {
    let got = reads::claim(visit, &visit.capture::<ClaimId>("claim_id")?).await?;
    if !got.value.claim.can(Action::Dispute) && errors.is_empty() {
        return Ok(Reply::see_other(&address(&got.value.claim.id, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&DisputePage::new(visit, &got, errors))?.with_status(status))
}

impl DisputePage {
    fn new(visit: &Visit<'_>, got: &Got<ClaimDetails>, mut errors: Errors) -> Self {
        let (w, claim) = (visit.words, &got.value.claim);
        let stored = claim.dispute.as_deref().unwrap_or_default();
        let was_sent = visit.form.fields().any(|(name, _)| name == "comment");
        let typed = if was_sent { visit.form.raw("comment") } else { stored };
        let mut comment = field(w, "dispute", "comment", typed);
        errors.compare(w, comment.name, typed.trim().lines().eq(stored.trim().lines()), stored);
        errors.place(&mut [&mut comment]);
        Self {
            layout: Layout::new(visit, Section::Claims, w.get("dispute-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&claim.id, "dispute"),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            amount: claim.amount.as_ref().map(format::money).unwrap_or_default(),
            is_open: claim.dispute.is_some(),
            comment,
            errors,
        }
    }
}

/// Opens the dispute, or replaces its text.
pub fn dispute<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let id: ClaimId = visit.capture("claim_id")?;
        let Some(comment) = visit.form.filled("comment") else {
            let mut errors = Errors::default();
            errors.push("comment", visit.words.get("dispute-comment-missing"));
            return show(visit, errors).await;
        };
        let path = claim_path(&id, "dispute");
        let answer: Result<Got<Claim>, CallError> = visit.post(FUNCTION, &path, &json!({"comment": comment})).await;
        match answer {
            Ok(_) => Ok(Reply::see_other(&format!("{}?done=disputed", address(&id, "")))),
            Err(CallError::Refused(problem)) if problem.status == 412 => {
                show(visit, Errors::changed_form(visit.words)).await
            }
            Err(CallError::Refused(problem)) if matches!(problem.status, 409 | 422) => {
                show(visit, refused(visit.words, &problem)).await
            }
            Err(error) => Err(error.into()),
        }
    })
}
