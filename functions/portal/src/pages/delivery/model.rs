//! What the functions answer about files, reports and receipts: the parts that pages show.

use std::collections::BTreeMap;

use domain::DeliverableId;
use domain::deliverable::{Kind, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::problem::Reason;

/// A file of a reservation or of an invoice.
#[derive(Clone, Debug, Deserialize)]
pub struct File {
    /// The id.
    #[serde(rename = "deliverable_id")]
    pub id: DeliverableId,
    /// Announced, clean or rejected.
    pub status: Status,
    /// What it is.
    pub kind: Kind,
    /// The name.
    #[serde(rename = "file_name")]
    pub name: String,
    /// The length in bytes.
    pub size: u64,
    /// The time of its announcement.
    pub announced_at: Timestamp,
    /// Why it was rejected.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// How to upload its bytes, for one that awaits them.
    #[serde(default)]
    pub upload: Option<Upload>,
    /// Where to download it, for a clean one.
    #[serde(default)]
    pub download: Option<Download>,
}

/// The signed request that uploads a file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Upload {
    /// The address.
    pub url: String,
    /// The headers that were signed.
    pub headers: BTreeMap<String, String>,
}

/// The signed address of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct Download {
    /// The address.
    pub url: String,
}

/// A completion report: its answers by question.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// The answers, among other members of the report.
    #[serde(flatten)]
    pub answers: Map<String, Value>,
}

/// The receipt of a submitted report.
#[derive(Clone, Debug, Deserialize)]
pub struct Receipt {
    /// The id.
    #[serde(rename = "receipt_id")]
    pub id: String,
    /// The number of the submission.
    pub revision: u32,
    /// The instant of submission.
    pub submitted_at: Timestamp,
    /// The digest of what was submitted.
    pub sha256: String,
    /// The submitted answers by question.
    pub report: Map<String, Value>,
}

/// A receipt of the list of all.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedReceipt {
    /// The id.
    #[serde(rename = "receipt_id")]
    pub id: String,
    /// The number of the submission.
    pub revision: u32,
    /// The instant of submission.
    pub submitted_at: Timestamp,
    /// True after the report was reopened.
    pub superseded: bool,
}
