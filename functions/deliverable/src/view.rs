//! The representation of a file in answers.

use api::FileView;
use domain::VoucherNumber;
use domain::deliverable::Deliverable;
use objects::{SignedDownload, SignedUpload};
use schemars::JsonSchema;
use serde::Serialize;

/// A file of a reservation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deliverable")]
pub(crate) struct DeliverableView {
    voucher_number: VoucherNumber,
    #[serde(flatten)]
    file: FileView,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<SignedUpload>,
    #[serde(skip_serializing_if = "Option::is_none")]
    download: Option<SignedDownload>,
}

impl DeliverableView {
    pub(crate) fn new(voucher_number: &VoucherNumber, deliverable: &Deliverable) -> Self {
        Self { voucher_number: voucher_number.clone(), file: deliverable.into(), upload: None, download: None }
    }

    pub(crate) fn with_upload(self, upload: Option<SignedUpload>) -> Self {
        Self { upload, ..self }
    }

    pub(crate) fn with_download(self, download: Option<SignedDownload>) -> Self {
        Self { download, ..self }
    }
}
