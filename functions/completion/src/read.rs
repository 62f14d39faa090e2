//! `GET` of report and receipt.

use api::{Answer, Failure};
use domain::report::{Answers, Receipt, Report};
use domain::{Refusal, VoucherNumber};
use jiff::Timestamp;
use lambda_http::http::HeaderValue;
use lambda_http::http::header::CONTENT_DISPOSITION;
use serde::Serialize;
use table::Reported;

use crate::Call;

#[derive(Serialize)]
pub(crate) struct ReportView<'a> {
    voucher_number: &'a VoucherNumber,
    status: &'static str,
    #[serde(flatten)]
    answers: &'a Answers,
    written_at: Timestamp,
    receipt_id: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct ReceiptView<'a> {
    receipt_id: &'a str,
    submitted_at: Timestamp,
    sha256: &'a str,
}

#[derive(Serialize)]
struct ReceiptDocument<'a> {
    #[serde(flatten)]
    receipt: ReceiptView<'a>,
    voucher_number: &'a VoucherNumber,
    report: &'a Answers,
}

impl<'a> ReportView<'a> {
    pub(crate) fn new(voucher_number: &'a VoucherNumber, report: &'a Report) -> Self {
        let receipt_id = report.receipt.as_ref().map(|receipt| receipt.id.as_str());
        let status = if receipt_id.is_some() { "submitted" } else { "draft" };
        Self { voucher_number, status, answers: &report.answers, written_at: report.written_at, receipt_id }
    }
}

impl<'a> ReceiptView<'a> {
    pub(crate) fn new(receipt: &'a Receipt) -> Self {
        Self { receipt_id: &receipt.id, submitted_at: receipt.submitted_at, sha256: &receipt.sha256 }
    }
}

/// The voucher and its report, if the caller may read them.
async fn readable(call: &Call<'_>, number: &VoucherNumber) -> Result<Reported, Failure> {
    let (voucher, report) = call.services.table.voucher_and_report(number).await?;
    let voucher = voucher.ok_or(Refusal::VoucherNotFound)?;
    call.caller.readable(&voucher.value)?;
    Ok(Reported { voucher, report })
}

/// `GET /vouchers/{voucher_number}/report`.
pub(crate) async fn report(call: Call<'_>) -> Result<Answer, Failure> {
    let number = call.voucher_number()?;
    let reported = readable(&call, &number).await?;
    let stored = crate::current(&reported)?;
    Ok(Answer::ok(&ReportView::new(&number, &stored.report))?.with_rev(stored.rev))
}

/// `GET /vouchers/{voucher_number}/receipt`: the same receipt again, as a file.
pub(crate) async fn receipt(call: Call<'_>) -> Result<Answer, Failure> {
    let number = call.voucher_number()?;
    let reported = readable(&call, &number).await?;
    let (stored, receipt) = crate::receipt(&reported)?;
    let receipt = ReceiptView::new(receipt);
    let document = ReceiptDocument { receipt, voucher_number: &number, report: &stored.report.answers };
    let file = HeaderValue::from_str(&format!("attachment; filename=\"receipt-{number}.json\""));
    let file = file.map_err(|_| Failure::internal("a voucher number that no header can hold"))?;
    Ok(Answer::ok(&document)?.with_rev(reported.voucher.rev).with_header(CONTENT_DISPOSITION, file))
}
