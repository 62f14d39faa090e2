//! The two kinds of event about an uploaded object.

use aws_lambda_events::s3::S3Event;
use serde::Deserialize;

/// An event about objects in the bucket.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Notice {
    /// From EventBridge: GuardDuty Malware Protection finished a scan.
    Scan(Scan),
    /// From S3: objects were created.
    Created(S3Event),
}

/// The event `GuardDuty Malware Protection Object Scan Result`.
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
    /// True when the scan of the objects is over.
    pub fn is_scanned(&self) -> bool {
        matches!(self, Self::Scan(_))
    }

    /// Returns the keys of the objects, decoded.
    pub fn keys(self) -> Vec<String> {
        match self {
            Self::Scan(scan) => vec![scan.detail.s3_object_details.object_key],
            Self::Created(event) => {
                event.records.into_iter().filter_map(|record| record.s3.object.key).map(|key| decode(&key)).collect()
            }
        }
    }
}

/// Decodes a key of an S3 event, which is form-encoded: `+` is a space, `%2B` a plus. A key that is not UTF-8 is
/// returned with its escapes: it matches no announced file.
fn decode(key: &str) -> String {
    let spaced = key.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().map_or(spaced.clone(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_s3_events_are_decoded() {
        let event = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventName":"ObjectCreated:Put",
            "eventTime":"2026-11-22T09:00:00Z","userIdentity":{},"requestParameters":{},"responseElements":{},
            "s3":{"bucket":{"name":"b"},"object":{"key":"deliverables/SA%2D1/a+b/1%ff","size":1}}}]}"#;
        let notice: Notice = serde_json::from_str(event).unwrap();
        assert_eq!(notice.keys(), ["deliverables/SA%2D1/a b/1%ff"], "a key that is not UTF-8 keeps its escapes");
        assert_eq!(decode("a%2Fb%2Bc+d"), "a/b+c d");
    }

    #[test]
    fn a_scan_result_names_its_object() {
        let event = r#"{"detail-type":"GuardDuty Malware Protection Object Scan Result","source":"aws.guardduty",
            "detail":{"scanStatus":"COMPLETED","s3ObjectDetails":{"bucketName":"b","objectKey":"deliverables/SA-0001/a/1"}}}"#;
        let notice: Notice = serde_json::from_str(event).unwrap();
        assert_eq!(notice.keys(), ["deliverables/SA-0001/a/1"]);
    }
}
