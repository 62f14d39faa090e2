//! The representation of a file in answers.

use api::Reason;
use domain::deliverable::{Deliverable, FileName, Kind, Sha256, Status};
use domain::{DeliverableId, VoucherNumber};
use jiff::Timestamp;
use objects::{SignedDownload, SignedUpload};
use schemars::JsonSchema;
use serde::Serialize;

/// A file of a reservation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deliverable")]
pub(crate) struct DeliverableView {
    deliverable_id: DeliverableId,
    voucher_number: VoucherNumber,
    status: Status,
    kind: Kind,
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

impl DeliverableView {
    pub(crate) fn new(voucher_number: &VoucherNumber, deliverable: &Deliverable) -> Self {
        let file = deliverable.file();
        Self {
            deliverable_id: file.id.clone(),
            voucher_number: voucher_number.clone(),
            status: deliverable.status(),
            kind: file.announced.kind,
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

    pub(crate) fn with_upload(mut self, signed: Option<SignedUpload>) -> Self {
        self.upload = signed;
        self
    }

    pub(crate) fn with_download(mut self, download: Option<SignedDownload>) -> Self {
        self.download = download;
        self
    }
}
