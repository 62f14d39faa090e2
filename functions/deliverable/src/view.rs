//! The representation of a file in answers.

use api::Reason;
use domain::deliverable::{Deliverable, FileName, Kind, Sha256, Status};
use domain::{DeliverableId, VoucherNumber};
use jiff::Timestamp;
use objects::SignedUpload;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

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
    upload: Option<UploadView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    download: Option<DownloadView>,
}

/// The signed request that uploads the bytes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Upload")]
pub(crate) struct UploadView {
    method: &'static str,
    url: String,
    headers: BTreeMap<String, String>,
    expires_at: Timestamp,
}

/// The signed address from which the bytes are downloaded.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Download")]
pub(crate) struct DownloadView {
    pub url: String,
    pub expires_at: Timestamp,
}

impl DeliverableView {
    pub(crate) fn new(voucher_number: &VoucherNumber, deliverable: &Deliverable) -> Self {
        let file = deliverable.file();
        let (checked_at, reasons) = check_result(deliverable);
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
            checked_at,
            reasons,
            upload: None,
            download: None,
        }
    }

    pub(crate) fn with_upload(mut self, signed: Option<SignedUpload>) -> Self {
        self.upload = signed.map(UploadView::from);
        self
    }

    pub(crate) fn with_download(mut self, download: Option<DownloadView>) -> Self {
        self.download = download;
        self
    }
}

impl From<SignedUpload> for UploadView {
    fn from(signed: SignedUpload) -> Self {
        let headers = signed.headers.into_iter().collect();
        Self { method: signed.method, url: signed.url, headers, expires_at: signed.expires_at }
    }
}

/// Returns the time of the check and the reasons of a rejection.
fn check_result(deliverable: &Deliverable) -> (Option<Timestamp>, Vec<Reason>) {
    match deliverable {
        Deliverable::Announced(_) => (None, Vec::new()),
        Deliverable::Clean(checked) => (Some(checked.checked_at), Vec::new()),
        Deliverable::Rejected(rejected) => {
            let reasons = rejected.reasons.iter().map(|defect| Reason::new(defect.as_str(), rejected.explain(*defect)));
            (Some(rejected.checked_at), reasons.collect())
        }
    }
}
