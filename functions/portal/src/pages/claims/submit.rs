//! `/claims/{claim_id}/submit`: the invoice of a payment request: saved as a draft, checked, submitted (PROGRAM.md
//! 11.6 and 11.7).
//!
//! "Continue" saves the draft, so that the function checks what was typed and nothing is lost; the check page then
//! submits exactly that revision.

use askama::Template;
use domain::ClaimId;
use domain::claim::{Action, Status};
use serde_json::{Map, Value};

use super::forms::{Comment, Obstacle, address, bill_to_lines, customer, obstacles, refused};
use super::model::{Claim, ClaimDetails, Invoice};
use super::reads::{self, FUNCTION, claim_path};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got};
use crate::html::{Errors, Field, Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::field;
use crate::reply::Reply;
use crate::visit::Visit;

/// The fields of the draft.
const DRAFTED: [&str; 2] = ["invoice_number", "purchase_order"];
/// The fields that are submitted.
const SUBMITTED: [&str; 3] = ["invoice_number", "purchase_order", "comment"];

/// The page with the form.
#[derive(Template)]
#[template(path = "pages/claims/submit.html")]
struct SubmitPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    claim: String,
    number: String,
    customer: String,
    amount: String,
    comment: Option<Comment>,
    obstacles: Vec<Obstacle>,
    /// The form in which the invoice itself is needed; empty for none.
    copy: String,
    /// To whom the invoice is made out.
    bill_to: Vec<String>,
    invoice_number: Field,
    purchase_order: Field,
    /// The answer to the program, for a payment request that was submitted before.
    answer: Option<Field>,
    must_answer: bool,
    /// True when it can be submitted now; a draft can always be saved.
    is_open: bool,
    errors: Errors,
}

/// The page before submitting: what is sent.
#[derive(Template)]
#[template(path = "pages/claims/check.html")]
struct CheckPage {
    layout: Layout,
    key: String,
    etag: String,
    action: String,
    claim: String,
    number: String,
    invoice_number: String,
    purchase_order: String,
    comment: String,
    facts: Vec<(String, String)>,
    copy: String,
    /// To whom the invoice is made out.
    bill_to: Vec<String>,
}

/// Shows the form.
pub fn form<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let got = read(visit).await?;
        show(visit, &got, Errors::default())
    })
}

/// Saves, checks or submits.
pub fn step<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        match visit.form.text("go") {
            "submit" => submit(visit).await,
            "edit" => show(visit, &read(visit).await?, Errors::default()),
            go => save(visit, go == "save").await,
        }
    })
}

async fn read(visit: &Visit<'_>) -> Result<Got<ClaimDetails>, PageError> {
    reads::claim(visit, &visit.capture::<ClaimId>("claim_id")?).await
}

/// Saves the draft. Unless that is `all` that was asked for, the check page follows.
async fn save(visit: &Visit<'_>, all: bool) -> Result<Reply, PageError> {
    let id: ClaimId = visit.capture("claim_id")?;
    let mut errors = Errors::default();
    if !all && visit.form.filled("invoice_number").is_none() {
        errors.push("invoice_number", visit.words.get("submit-invoice-missing"));
    }
    // The field has this mark where an answer is required.
    if !all && !visit.form.text("answers").is_empty() && visit.form.filled("comment").is_none() {
        errors.push("comment", visit.words.get("submit-comment-missing"));
    }
    if !errors.is_empty() {
        return show(visit, &read(visit).await?, errors);
    }
    let answer: Result<Got<Claim>, CallError> =
        visit.command("PUT", FUNCTION, &claim_path(&id, "draft"), &typed(visit, &DRAFTED)).await;
    match answer {
        Ok(_) if all => Ok(Reply::see_other(&format!("{}?done=saved", address(&id, "")))),
        Ok(got) if got.value.waits_for_payee() || !got.value.can(Action::Submit) => {
            Ok(Reply::see_other(&address(&id, "submit")))
        }
        Ok(got) => Reply::page(&CheckPage::new(visit, &got)),
        Err(error) => refuse(visit, error).await,
    }
}

async fn submit(visit: &Visit<'_>) -> Result<Reply, PageError> {
    let id: ClaimId = visit.capture("claim_id")?;
    let answer: Result<Got<Claim>, CallError> =
        visit.post(FUNCTION, &claim_path(&id, "submit"), &typed(visit, &SUBMITTED)).await;
    match answer {
        Ok(_) => Ok(Reply::see_other(&format!("{}?done=submitted", address(&id, "")))),
        Err(error) => refuse(visit, error).await,
    }
}

/// The form again after a refusal, with what was typed.
async fn refuse(visit: &Visit<'_>, error: CallError) -> Result<Reply, PageError> {
    let problem = match error {
        CallError::Refused(problem) if matches!(problem.status, 409 | 412 | 422) => problem,
        CallError::Refused(_) | CallError::Unreachable(_) | CallError::TimedOut => return Err(error.into()),
    };
    let is_stale = problem.status == 412;
    let errors = if is_stale { Errors::changed_form(visit.words) } else { refused(visit.words, &problem) };
    show(visit, &read(visit).await?, errors)
}

/// What was typed in these fields, without blank ones.
fn typed(visit: &Visit<'_>, fields: &[&str]) -> Value {
    let filled = |name: &str| Some((name.to_owned(), Value::from(visit.form.filled(name)?)));
    Value::Object(fields.iter().copied().filter_map(filled).collect::<Map<String, Value>>())
}

/// The page with the form. A payment request that takes no invoice any more shows itself, unless the page has to say
/// why it was refused.
fn show(visit: &Visit<'_>, got: &Got<ClaimDetails>, errors: Errors) -> Result<Reply, PageError> {
    let claim = &got.value.claim;
    if !claim.can(Action::Save) && errors.is_empty() {
        return Ok(Reply::see_other(&address(&claim.id, "")));
    }
    let status = errors.status();
    Ok(Reply::page(&SubmitPage::new(visit, got, errors))?.with_status(status))
}

impl SubmitPage {
    fn new(visit: &Visit<'_>, got: &Got<ClaimDetails>, mut errors: Errors) -> Self {
        let (w, claim) = (visit.words, &got.value.claim);
        let stored = stored(claim);
        let mut invoice_number = typed_field(visit, "invoice_number", stored.invoice_number.as_deref());
        let mut purchase_order = typed_field(visit, "purchase_order", stored.purchase_order.as_deref());
        for (field, value) in [(&invoice_number, &stored.invoice_number), (&purchase_order, &stored.purchase_order)] {
            let value = value.as_deref().unwrap_or_default();
            errors.compare(w, field.name, field.value.trim() == value, value);
        }
        let mut answer = typed_field(visit, "comment", None);
        let is_again = claim.can(Action::Save) && claim.status != Status::Draft;
        let mut placed = vec![&mut invoice_number, &mut purchase_order];
        placed.extend(is_again.then_some(&mut answer));
        errors.place(&mut placed);
        Self {
            layout: Layout::new(visit, Section::Claims, w.get("submit-title")).with_errors(!errors.is_empty()),
            key: visit.new_key(),
            etag: errors.etag(&visit.form, got.etag.as_deref()),
            action: address(&claim.id, "submit"),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            amount: claim.amount.as_ref().map_or_else(|| w.get("claim-amount-none"), format::money),
            comment: Comment::of(visit, claim),
            obstacles: obstacles(w, claim),
            copy: copy_needed(visit, claim),
            bill_to: bill_to(visit, claim),
            invoice_number,
            purchase_order,
            answer: is_again.then_some(answer),
            must_answer: claim.status == Status::ActionRequired,
            is_open: claim.can(Action::Submit) && !claim.waits_for_payee() && !claim.waits_for_correction(),
            errors,
        }
    }
}

impl CheckPage {
    fn new(visit: &Visit<'_>, got: &Got<Claim>) -> Self {
        let (w, claim) = (visit.words, &got.value);
        let stored = stored(claim);
        let invoice_number = stored.invoice_number.unwrap_or_default();
        let purchase_order = stored.purchase_order.unwrap_or_default();
        let order = if purchase_order.is_empty() { w.get("submit-order-none") } else { purchase_order.clone() };
        let comment = visit.form.text("comment").to_owned();
        let amount = claim.amount.as_ref().map_or_else(|| w.get("claim-amount-none"), format::money);
        let said = Some(comment.clone()).filter(|comment| !comment.is_empty());
        let days = w.one("days-count", "n", claim.days);
        let program = w.two("claims-program", ("program", claim.program.as_str()), ("days", &days));
        Self {
            layout: Layout::new(visit, Section::Claims, w.get("submit-check-title")),
            key: visit.new_key(),
            etag: got.etag.clone().unwrap_or_default(),
            action: address(&claim.id, "submit"),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            facts: [
                (w.get("fact-customer"), customer(w, claim)),
                (w.get("fact-program"), program),
                (w.get("claim-fact-amount"), amount),
                (w.get("claim-fact-invoice"), invoice_number.clone()),
                (w.get("claim-fact-order"), order),
            ]
            .into_iter()
            .chain(said.map(|said| (w.get("submit-field-comment"), said)))
            .collect(),
            invoice_number,
            purchase_order,
            comment,
            copy: copy_needed(visit, claim),
            bill_to: bill_to(visit, claim),
        }
    }
}

/// The invoice of the draft; what was submitted before where there is no draft.
fn stored(claim: &Claim) -> Invoice {
    let submitted =
        Invoice { invoice_number: claim.invoice_number.clone(), purchase_order: claim.purchase_order.clone() };
    claim.saved.clone().unwrap_or(submitted)
}

/// The sentence about the invoice itself; empty where its number is enough.
fn copy_needed(visit: &Visit<'_>, claim: &Claim) -> String {
    claim.invoice_copy.map(|copy| visit.words.get(&format!("submit-copy-{}", copy.as_str()))).unwrap_or_default()
}

fn bill_to(visit: &Visit<'_>, claim: &Claim) -> Vec<String> {
    claim.bill_to().map(|bill_to| bill_to_lines(visit.words, bill_to)).unwrap_or_default()
}

/// A field with what was typed, or what is stored.
fn typed_field(visit: &Visit<'_>, name: &'static str, stored: Option<&str>) -> Field {
    let was_sent = visit.form.fields().any(|(known, _)| known == name);
    let value = if was_sent { visit.form.raw(name) } else { stored.unwrap_or_default() };
    field(visit.words, "submit", name, value)
}
