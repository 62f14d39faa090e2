//! The two kinds of event that tell of an object.

use aws_lambda_events::s3::S3Event;
use serde::Deserialize;

/// An event that tells of objects in the bucket.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Notice {
    /// EventBridge: GuardDuty Malware Protection finished a scan.
    Scan(Scan),
    /// S3: objects were created.
    Created(S3Event),
}

/// "GuardDuty Malware Protection Object Scan Result".
#[derive(Debug, Deserialize)]
pub struct Scan {
    detail: ScanDetail,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanDetail {
    s3_object_details: ScannedObject,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScannedObject {
    object_key: String,
}

impl Notice {
    /// The keys of the objects told of, decoded.
    pub fn keys(self) -> Vec<String> {
        match self {
            Self::Scan(scan) => vec![scan.detail.s3_object_details.object_key],
            Self::Created(event) => {
                event.records.into_iter().filter_map(|record| record.s3.object.url_decoded_key).collect()
            }
        }
    }
}
