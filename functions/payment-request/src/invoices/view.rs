//! The representation of an invoice in answers.

use api::Reason;
use domain::deliverable::{Deliverable, FileName, Sha256, Status};
use domain::invoice::{Invoice, PaperReceipt};
use domain::{Actor, CompanyId, DeliverableId, InvoiceNumber};
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
    file_id: DeliverableId,
    status: Status,
    file_name: FileName,
    content_type: &'static str,
    size: u64,
    sha256: Sha256,
    announced_at: Timestamp,
    checked_at: Option<Timestamp>,
    reasons: Vec<Reason>,
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
    fn new(deliverable: &Deliverable) -> Self {
        let file = deliverable.file();
        Self {
            file_id: file.id.clone(),
            status: deliverable.status(),
            file_name: file.announced.file_name.clone(),
            content_type: file.announced.file_type.content_type(),
            size: file.announced.size,
            sha256: file.announced.sha256.clone(),
            announced_at: file.announced_at,
            checked_at: deliverable.checked_at(),
            reasons: Reason::of_file(deliverable),
            upload: None,
            download: None,
        }
    }
}

impl PaperView {
    fn new(receipt: &PaperReceipt) -> Self {
        let PaperReceipt { received_on, noted_by, noted_at } = receipt.clone();
        Self { received_on, noted_by, noted_at }
    }
}
