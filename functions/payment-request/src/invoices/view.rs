//! The representation of an invoice in answers.

use api::FileView;
use domain::deliverable::Deliverable;
use domain::invoice::{Invoice, PaperReceipt};
use domain::{Actor, CompanyId, InvoiceNumber};
use jiff::Timestamp;
use jiff::civil::Date;
use objects::{SignedDownload, SignedUpload};
use schemars::JsonSchema;
use serde::Serialize;

/// What arrived of an invoice. It counts for every claim under its number.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Invoice")]
pub(crate) struct InvoiceView {
    invoice_number: InvoiceNumber,
    company_id: CompanyId,
    /// The file that was announced last; `null` when none was.
    file: Option<InvoiceFileView>,
    /// The arrival of the original on paper; `null` when none was noted.
    paper: Option<PaperView>,
    rev: u64,
}

/// The file of an invoice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InvoiceFile")]
struct InvoiceFileView {
    #[serde(flatten)]
    file: FileView,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<SignedUpload>,
    #[serde(skip_serializing_if = "Option::is_none")]
    download: Option<SignedDownload>,
}

/// The arrival of an invoice on paper.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PaperInvoice")]
struct PaperView {
    received_on: Date,
    noted_by: Actor,
    noted_at: Timestamp,
}

impl InvoiceView {
    pub(crate) fn new(invoice: &Invoice, rev: u64) -> Self {
        Self {
            invoice_number: invoice.number.clone(),
            company_id: invoice.company_id.clone(),
            file: invoice.file.as_ref().map(InvoiceFileView::new),
            paper: invoice.paper.as_ref().map(PaperView::new),
            rev,
        }
    }

    pub(crate) fn with_upload(mut self, upload: Option<SignedUpload>) -> Self {
        if let Some(file) = &mut self.file {
            file.upload = upload;
        }
        self
    }

    pub(crate) fn with_download(mut self, download: SignedDownload) -> Self {
        if let Some(file) = &mut self.file {
            file.download = Some(download);
        }
        self
    }
}

impl InvoiceFileView {
    fn new(file: &Deliverable) -> Self {
        Self { file: file.into(), upload: None, download: None }
    }
}

impl PaperView {
    fn new(receipt: &PaperReceipt) -> Self {
        let PaperReceipt { received_on, noted_by, noted_at } = receipt.clone();
        Self { received_on, noted_by, noted_at }
    }
}
