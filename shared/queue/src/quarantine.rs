//! The quarantine of `outbox`: changes of the table that it could not process, in its dead-letter queue (DECISIONS.md
//! 38).

use aws_lambda_events::dynamodb::EventRecord;
use domain::Fault;
use serde::{Deserialize, Serialize};

use crate::Message;

/// The payload of `outbox`: a batch of the stream, or one quarantined change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The reason of the quarantine; `None` in a batch of the stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantined_because: Option<String>,
    /// The records, in the form of the stream.
    #[serde(rename = "Records")]
    pub records: Vec<EventRecord>,
}

impl Changes {
    /// A quarantined change, with the error of its processing.
    pub fn quarantined(record: EventRecord, why: &Fault) -> Self {
        Self { quarantined_because: Some(why.to_string()), records: vec![record] }
    }
}

/// The body is a valid payload of `outbox`, for the replay.
impl Message for Changes {
    const NAME: &'static str = "the change to quarantine";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::BODY_BYTES_MAX;
    use serde_json::{Value, json};

    fn changed(note: &str) -> Value {
        json!({
            "eventID": "e", "eventName": "MODIFY", "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1", "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_338_000, "Keys": {"pk": {"S": "V#SA-1"}, "sk": {"S": "V"}},
                "NewImage": {
                    "pk": {"S": "V#SA-1"}, "sk": {"S": "V"}, "note": {"S": note}, "rev": {"N": "3"}, "odd": {"BOOL": true},
                    "none": {"NULL": true}, "raw": {"B": "AAEqQQ=="}, "raws": {"BS": ["AAEqQQ=="]}, "set": {"SS": ["a"]},
                    "numbers": {"NS": ["1"]}, "list": {"L": [{"M": {"days": {"N": "5"}}}]},
                },
                "OldImage": {"pk": {"S": "V#SA-1"}, "sk": {"S": "V"}, "rev": {"N": "2"}},
                "SequenceNumber": "1000000000000000000001", "SizeBytes": 893, "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
            "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/vouchsafe/stream/2026-11-01T00:00:00.000",
        })
    }

    fn quarantined(record: &Value) -> Changes {
        let record = serde_json::from_value(record.clone()).unwrap();
        Changes::quarantined(record, &Fault::corrupt("V#SA-1/V", &"missing field `days`"))
    }

    #[test]
    fn a_quarantined_record_is_complete_and_a_valid_payload_of_outbox() {
        let (record, quarantined) = (changed("whole"), quarantined(&changed("whole")));
        let body: Value = serde_json::from_str(&quarantined.body().unwrap()).unwrap();
        assert_eq!(body["quarantined_because"], "the record V#SA-1/V cannot be read: missing field `days`");
        for (name, value) in record.as_object().unwrap() {
            assert_eq!(&body["Records"][0][name], value, "{name}");
        }
        assert_eq!(serde_json::from_value::<Changes>(body).unwrap(), quarantined);
    }

    #[test]
    fn a_batch_of_the_stream_is_not_quarantined_and_may_have_unknown_members() {
        let batch: Changes = serde_json::from_value(json!({"Records": [changed("one")], "later": true})).unwrap();
        assert_eq!((batch.quarantined_because, batch.records.len()), (None, 1));
    }

    #[test]
    fn a_record_larger_than_a_message_is_an_error_with_both_sizes() {
        let room = BODY_BYTES_MAX - quarantined(&changed("")).body().unwrap().len();
        assert!(quarantined(&changed(&"x".repeat(room))).body().is_ok());
        let refused = quarantined(&changed(&"x".repeat(room + 1))).body().unwrap_err().to_string();
        assert!(refused.contains("1048577 bytes are more than the 1048576 of a message"), "{refused}");
    }
}
