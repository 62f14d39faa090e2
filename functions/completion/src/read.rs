//! `GET` of report and receipt.

use api::{Answer, Failure, FetchKeys};
use domain::report::{Answers, Receipt, Report};
use domain::{Refusal, VoucherNumber};
use jiff::Timestamp;
use lambda_http::http::HeaderValue;
use lambda_http::http::header::CONTENT_DISPOSITION;
use serde::Serialize;
use table::{StoredReport, StoredVoucher};

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
    report: Option<&'a Answers>,
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

async fn load<K: FetchKeys>(call: &Call<'_, K>) -> Result<(StoredVoucher, Option<StoredReport>), Failure> {
    let (seen, stored) = call.deps.table.voucher_and_report(&call.number).await?;
    Ok((seen.ok_or(Refusal::VoucherNotFound)?, stored))
}

/// `GET /vouchers/{voucher_number}/report`.
pub(crate) async fn report<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let (seen, stored) = load(call).await?;
    let stored = call.current(&seen, stored)?;
    Ok(Answer::ok(&ReportView::new(&call.number, &stored.report))?.with_rev(stored.rev))
}

/// `GET /vouchers/{voucher_number}/receipt`: the same receipt again, as a file.
pub(crate) async fn receipt<K: FetchKeys>(call: &Call<'_, K>) -> Result<Answer, Failure> {
    let (seen, stored) = load(call).await?;
    let receipt = call.receipt(&seen, stored.clone())?;
    let stored = call.current(&seen, stored).ok();
    let document = ReceiptDocument {
        receipt: ReceiptView::new(&receipt),
        voucher_number: &call.number,
        report: stored.as_ref().map(|stored| &stored.report.answers),
    };
    let file = HeaderValue::from_str(&format!("attachment; filename=\"receipt-{}.json\"", call.number));
    let file = file.map_err(|_| Failure::internal("a voucher number that no header can hold"))?;
    Ok(Answer::ok(&document)?.with_rev(seen.rev).with_header(CONTENT_DISPOSITION, file))
}
