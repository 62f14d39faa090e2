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
                event.records.into_iter().filter_map(|record| record.s3.object.key).map(|key| decoded(&key)).collect()
            }
        }
    }
}

/// S3 encodes keys in its events as a form does: `+` is a space, `%2B` a plus. A key that does not decode is left as it
/// came: it is none of ours.
fn decoded(key: &str) -> String {
    let spaced = key.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8().map_or(spaced.clone(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_decoded() {
        let event = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventName":"ObjectCreated:Put",
            "eventTime":"2026-11-22T09:00:00Z","userIdentity":{},"requestParameters":{},"responseElements":{},
            "s3":{"bucket":{"name":"b"},"object":{"key":"deliverables/SA%2D1/a+b/1%ff","size":1}}}]}"#;
        let notice: Notice = serde_json::from_str(event).unwrap();
        assert_eq!(notice.keys(), ["deliverables/SA%2D1/a b/1%ff"], "what is no UTF-8 stays");
        assert_eq!(decoded("a%2Fb%2Bc+d"), "a/b+c d");
    }

    #[test]
    fn a_scan_result_names_its_object() {
        let event = r#"{"detail-type":"GuardDuty Malware Protection Object Scan Result","source":"aws.guardduty",
            "detail":{"scanStatus":"COMPLETED","s3ObjectDetails":{"bucketName":"b","objectKey":"deliverables/SA-0001/a/1"}}}"#;
        let notice: Notice = serde_json::from_str(event).unwrap();
        assert_eq!(notice.keys(), ["deliverables/SA-0001/a/1"]);
    }
}
