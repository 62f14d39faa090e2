//! `/claims/{claim_id}/invoice`: the invoice itself, which the payer needs from some countries: its file and what was found
//! in it, or where its original is sent (PROGRAM.md 11.7).
//!
//! The invoice belongs to its number: the pages of all payment requests under the number show the same one.

use askama::Template;
use domain::ClaimId;
use domain::claim::Action;
use domain::deliverable::Status;
use domain::invoice::InvoiceCopy;
use serde_json::Value;

use super::SUBMITTING;
use super::forms::{address, bill_to_lines, customer};
use super::model::{Claim, ClaimDetails, StoredInvoice};
use super::reads::{self, FUNCTION};
use crate::failure::PageError;
use crate::format;
use crate::functions::{CallError, Got, segment};
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::delivery::announce;
use crate::pages::delivery::file_row::FileRow;
use crate::pages::delivery::model::File;
use crate::pages::delivery::upload::{State, UploadForm};
use crate::reply::Reply;
use crate::visit::Visit;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "pages/claims/invoice.html")]
struct InvoicePage {
    layout: Layout,
    claim: String,
    number: String,
    customer: String,
    lead: String,
    /// The page where an invoice number is entered, while there is none.
    enter: Option<String>,
    bill_to: Vec<String>,
    file: Option<FileRow>,
    /// Who uploads it, for a reader who may not.
    others: Option<String>,
    /// The form, where a file is needed and the reader may upload it.
    form: Option<UploadForm>,
}

/// Shows the invoice.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let claim = claim(visit).await?;
        let copy = claim.invoice_copy.ok_or(PageError::NotFound)?;
        let stored = match claim.last_invoice_number() {
            Some(number) => stored(visit, number).await?,
            None => None,
        };
        Reply::page(&InvoicePage::new(visit, &claim, copy, stored.as_ref())?)
    })
}

/// Announces the file for the script of the page.
pub fn announce<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let claim = claim(visit).await?;
        let number = claim.last_invoice_number().ok_or(PageError::NotFound)?;
        let body = Value::Object(announce::body(&visit.form));
        let answer: Result<Got<StoredInvoice>, CallError> = visit.command("PUT", FUNCTION, &path(number), &body).await;
        let file = |got: Got<StoredInvoice>| got.value.file.ok_or(CallError::Unreachable("no file".to_owned()));
        announce::answered(visit, answer.and_then(file).map(|file| (file.id, file.upload)))
    })
}

/// Answers the state of the file.
pub fn states<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let states: Vec<State> =
            file(visit).await?.into_iter().map(|file| State { id: file.id, status: file.status }).collect();
        Reply::json(&states)
    })
}

/// Redirects to the signed address of the clean file.
pub fn download<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let download = file(visit).await?.and_then(|file| file.download).ok_or(PageError::NotFound)?;
        Ok(Reply::see_other(&download.url))
    })
}

async fn claim(visit: &Visit<'_>) -> Result<Claim, PageError> {
    let got: Got<ClaimDetails> = reads::claim(visit, &visit.capture::<ClaimId>("claim_id")?).await?;
    Ok(got.value.claim)
}

async fn file(visit: &Visit<'_>) -> Result<Option<File>, PageError> {
    let claim = claim(visit).await?;
    let number = claim.last_invoice_number().ok_or(PageError::NotFound)?;
    Ok(stored(visit, number).await?.and_then(|stored| stored.file))
}

/// What arrived of the invoice; `None` for nothing.
async fn stored(visit: &Visit<'_>, number: &str) -> Result<Option<StoredInvoice>, PageError> {
    let got: Result<Got<StoredInvoice>, CallError> = visit.get(FUNCTION, &path(number), &[]).await;
    match got.map_err(PageError::from) {
        Ok(got) => Ok(Some(got.value)),
        Err(PageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The path of the file; a slash of the number is written `~`.
fn path(number: &str) -> String {
    format!("/invoices/{}/file", segment(&number.replace('/', "~")))
}

impl InvoicePage {
    fn new(
        visit: &Visit<'_>,
        claim: &Claim,
        copy: InvoiceCopy,
        stored: Option<&StoredInvoice>,
    ) -> Result<Self, PageError> {
        let w = visit.words;
        let number = claim.last_invoice_number();
        let person = visit.person()?;
        // The invoice may cover claims of any location.
        let may = person.has(SUBMITTING) && person.caller.require_whole_company().is_ok();
        let takes_file = copy == InvoiceCopy::Soft && number.is_some();
        let file = stored.and_then(|stored| stored.file.as_ref());
        let page = address(&claim.id, "invoice");
        let title =
            number.map_or_else(|| w.get("invoice-title-none"), |number| w.one("invoice-title", "number", number));
        let heading = if file.is_some() { "invoice-replace" } else { "invoice-add" };
        Ok(Self {
            layout: Layout::new(visit, Section::Claims, title),
            claim: address(&claim.id, ""),
            number: claim.voucher_number.to_string(),
            customer: customer(w, claim),
            lead: lead(w, claim, copy, stored),
            enter: (number.is_none() && claim.can(Action::Save)).then(|| address(&claim.id, "submit")),
            bill_to: claim.bill_to().map(|bill_to| bill_to_lines(w, bill_to)).unwrap_or_default(),
            file: file.map(|file| FileRow::new(w, file, format!("{page}/download"))),
            others: (takes_file && !may).then(|| w.get("invoice-others")),
            form: (takes_file && may).then(|| UploadForm::of_invoice(visit, &page, heading)),
        })
    }
}

/// What the reader is to do, or that everything arrived.
fn lead(w: Words, claim: &Claim, copy: InvoiceCopy, stored: Option<&StoredInvoice>) -> String {
    if claim.last_invoice_number().is_none() {
        return w.get("invoice-lead-none");
    }
    match copy {
        InvoiceCopy::Hard => match stored.and_then(|stored| stored.paper.as_ref()) {
            Some(paper) => w.one("invoice-lead-paper-received", "day", format::day(paper.received_on, w.language())),
            None => w.get("invoice-lead-paper"),
        },
        InvoiceCopy::Soft => match stored.and_then(|stored| stored.file.as_ref()).map(|file| file.status) {
            Some(Status::Clean) => w.get("invoice-lead-received"),
            Some(Status::Announced) => w.get("invoice-lead-waiting"),
            Some(Status::Rejected) => w.get("invoice-lead-rejected"),
            None => w.get("invoice-lead-file"),
        },
    }
}
