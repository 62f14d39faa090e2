//! `/vouchers/{number}/receipt`: the receipt of a submitted report, to print or store (PROGRAM.md 9.3).

use askama::Template;
use domain::VoucherNumber;
use domain::voucher::Action;
use serde_json::Value;

use super::model::ListedReceipt;
use super::questions::QUESTIONS;
use super::report;
use crate::format;
use crate::functions::Got;
use crate::html::{Layout, Section};
use crate::page::Handled;
use crate::pages::vouchers::forms::address;
use crate::pages::vouchers::model::Listed;
use crate::pages::vouchers::reads;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "pages/delivery/receipt.html")]
struct ReceiptPage {
    layout: Layout,
    is_new: bool,
    voucher: String,
    number: String,
    customer: String,
    receipt_id: String,
    revision: String,
    submitted: String,
    sha256: String,
    answers: Vec<(String, String)>,
    download: String,
    redeem: Option<&'static str>,
    /// The receipts that this one replaced.
    earlier: Vec<Earlier>,
    /// The form that reopens the report.
    reopen: Option<Reopen>,
}

/// A receipt that was superseded.
struct Earlier {
    id: String,
    revision: String,
    submitted: String,
}

/// The form that reopens the report.
struct Reopen {
    action: String,
    key: String,
    /// The revision of the report: another submission is not reopened unseen.
    etag: String,
}

impl Reopen {
    fn new(visit: &Visit<'_>, number: &VoucherNumber, etag: Option<String>) -> Self {
        let action = address(number, "receipt/reopen");
        Self { action, key: visit.new_key(), etag: etag.unwrap_or_default() }
    }
}

/// Shows the receipt.
pub fn show<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let list = format!("/vouchers{}/receipts", reads::voucher_segment(&number));
        let (details, receipt, all) = futures::join!(
            reads::voucher(visit, &number),
            report::receipt(visit, &number),
            visit.get::<Listed<ListedReceipt>>("completion", &list, &[]),
        );
        let (voucher, Got { value: receipt, etag }) = (details?.value.voucher, receipt?);
        let w = visit.words;
        let answers = QUESTIONS.into_iter().map(|question| (question.label(w), question.shown(&receipt.report, w)));
        let is_admin = visit.person()?.has(&[api::Role::MpnAdmin]);
        let may_redeem = is_admin && voucher.can(Action::Redeem);
        let reopen = (is_admin && voucher.can(Action::Reopen)).then(|| Reopen::new(visit, &number, etag));
        // The page is about the receipt in force: without the list it is shown all the same.
        let all = all.map(|got| got.value.items).unwrap_or_default();
        Reply::page(&ReceiptPage {
            layout: Layout::new(visit, Section::Vouchers, w.one("receipt-title", "id", &receipt.id)),
            is_new: visit.query.text("done") == "submitted",
            voucher: address(&number, ""),
            number: number.to_string(),
            customer: voucher.customer.name,
            submitted: format::instant(receipt.submitted_at, visit.language()),
            revision: w.one("receipt-revision", "revision", receipt.revision),
            receipt_id: receipt.id,
            sha256: receipt.sha256,
            answers: answers.filter(|(_, text)| !text.is_empty()).collect(),
            download: address(&number, "receipt/download"),
            redeem: may_redeem.then_some("/redeem"),
            earlier: all.iter().filter(|one| one.superseded).map(|one| Earlier::new(visit, one)).collect(),
            reopen,
        })
    })
}

impl Earlier {
    fn new(visit: &Visit<'_>, receipt: &ListedReceipt) -> Self {
        Self {
            id: receipt.id.clone(),
            revision: visit.words.one("receipt-revision", "revision", receipt.revision),
            submitted: format::instant(receipt.submitted_at, visit.language()),
        }
    }
}

/// Reopens the report, and leads to its answers.
pub fn reopen<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = format!("/vouchers{}/report/reopen", reads::voucher_segment(&number));
        let _: Got<Value> = visit.post("completion", &path, &Value::Null).await?;
        Ok(Reply::see_other(&report::step_address(&number, "check")))
    })
}

/// The receipt as the function answers it.
pub fn download<'v>(visit: &'v Visit<'_>) -> Handled<'v> {
    Box::pin(async move {
        let number: VoucherNumber = visit.capture("number")?;
        let path = format!("/vouchers{}/receipt", reads::voucher_segment(&number));
        let file = visit.portal.functions.bytes(visit.access(), "completion", &path, &[]).await?;
        Reply::file(&file)
    })
}
