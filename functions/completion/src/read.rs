//! The two `GET` operations: report and receipt.

use api::view::ReportStatus;
use api::{Answer, Failure};
use domain::report::{Answers, Receipt, Report};
use domain::{Refusal, VoucherNumber};
use jiff::Timestamp;
use lambda_http::http::HeaderValue;
use lambda_http::http::header::CONTENT_DISPOSITION;
use schemars::JsonSchema;
use serde::Serialize;
use table::VoucherWithReport;

use crate::Context;

/// A completion report: the answers given so far, or those submitted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CompletionReport {
    voucher_number: VoucherNumber,
    status: ReportStatus,
    #[serde(flatten)]
    answers: Answers,
    written_at: Timestamp,
    receipt_id: Option<String>,
}

/// The receipt of a submitted report.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub(crate) struct ReceiptView {
    receipt_id: String,
    /// The number of the submission, from 1; one more after each reopening.
    revision: u32,
    submitted_at: Timestamp,
    sha256: String,
}

/// The receipts of a report.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Receipts {
    items: Vec<ListedReceipt>,
}

/// A receipt, and whether the report was reopened after it.
#[derive(Serialize, JsonSchema)]
struct ListedReceipt {
    #[serde(flatten)]
    receipt: ReceiptView,
    superseded: bool,
}

/// The receipt with the submitted answers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReceiptDocument {
    #[serde(flatten)]
    receipt: ReceiptView,
    voucher_number: VoucherNumber,
    report: Answers,
}

impl CompletionReport {
    pub(crate) fn new(voucher_number: &VoucherNumber, report: &Report) -> Self {
        let receipt_id = report.receipt.as_ref().map(|receipt| receipt.id.clone());
        let status = if receipt_id.is_some() { ReportStatus::Submitted } else { ReportStatus::Draft };
        Self {
            voucher_number: voucher_number.clone(),
            status,
            answers: report.answers.clone(),
            written_at: report.written_at,
            receipt_id,
        }
    }
}

impl ReceiptView {
    pub(crate) fn new(receipt: &Receipt) -> Self {
        Self {
            receipt_id: receipt.id.clone(),
            revision: receipt.revision,
            submitted_at: receipt.submitted_at,
            sha256: receipt.sha256.clone(),
        }
    }
}

/// Reads the voucher and its report.
///
/// # Errors
/// [`Refusal::VoucherNotFound`] when there is none that the caller may read.
async fn read_readable(context: &Context<'_>, number: &VoucherNumber) -> Result<VoucherWithReport, Failure> {
    let (voucher, report) = context.services.table.voucher_and_report(number).await?;
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    context.caller.readable(&voucher.value)?;
    Ok(VoucherWithReport { voucher, report, claim: None })
}

/// `GET /vouchers/{voucher_number}/report`.
pub(crate) async fn show_report(context: Context<'_>) -> Result<Answer<CompletionReport>, Failure> {
    let number = context.voucher_number()?;
    let reported = read_readable(&context, &number).await?;
    let stored = crate::current_report(&reported)?;
    Ok(Answer::json(&CompletionReport::new(&number, &stored.report))?.with_rev(stored.rev))
}

/// `GET /vouchers/{voucher_number}/receipts`: the newest first.
pub(crate) async fn list_receipts(context: Context<'_>) -> Result<Answer<Receipts>, Failure> {
    let number = context.voucher_number()?;
    let reported = read_readable(&context, &number).await?;
    let report = &crate::current_report(&reported)?.report;
    let listed = |superseded| move |receipt| ListedReceipt { receipt: ReceiptView::new(receipt), superseded };
    let current = report.receipt.iter().map(listed(false));
    let items = current.chain(report.superseded.iter().rev().map(listed(true))).collect();
    Answer::json(&Receipts { items })
}

/// `GET /vouchers/{voucher_number}/receipt`: the stored receipt, as a file (PROGRAM.md 9.3).
pub(crate) async fn download_receipt(context: Context<'_>) -> Result<Answer<ReceiptDocument>, Failure> {
    let number = context.voucher_number()?;
    let reported = read_readable(&context, &number).await?;
    let (stored, receipt) = crate::submitted_receipt(&reported)?;
    let receipt = ReceiptView::new(receipt);
    let document = ReceiptDocument { receipt, voucher_number: number.clone(), report: stored.report.answers.clone() };
    let file = HeaderValue::from_str(&format!("attachment; filename=\"receipt-{number}.json\""));
    let file = file.map_err(|_| Failure::internal("the voucher number is no valid header value"))?;
    Ok(Answer::json(&document)?.with_rev(stored.rev).with_header(CONTENT_DISPOSITION, file))
}
