//! The payload of a sweep's invocation.

use api::{Failure, Fields, Payload, Reason};
use domain::calendar;
use jiff::{Timestamp, civil::Date};

/// The payload of a sweep's invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepRequest {
    /// The day (UTC) through which items are due.
    pub date: Date,
    /// True when the sweep only reports what would change and writes nothing.
    pub dry_run: bool,
}

/// An invalid payload, with every mistake in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}; the payload is an object such as {{\"date\": \"2026-11-24\", \"dry_run\": true}}, both optional", .0.join("; "))]
pub struct InvalidRequest(Vec<String>);

impl SweepRequest {
    /// Reads a payload. An absent payload, `null` and an empty object mean today, with writes. An unknown or repeated
    /// field is refused: a misspelled `dry_run` must not cause writes.
    ///
    /// # Errors
    /// [`InvalidRequest`] names every mistake.
    pub fn read(payload: Payload, now: Timestamp) -> Result<Self, InvalidRequest> {
        Self::decoded(payload, calendar::utc_day(now)).map_err(|failure| {
            let mistake = |reason: Reason| format!("{} {}", reason.field.unwrap_or_default(), reason.detail);
            InvalidRequest(
                failure.reasons().into_iter().map(mistake).map(|mistake| mistake.trim().to_owned()).collect(),
            )
        })
    }

    fn decoded(payload: Payload, today: Date) -> Result<Self, Failure> {
        let mut fields = Fields::of_payload(payload)?;
        let date = fields.optional("date").unwrap_or(today);
        let dry_run = fields.optional_boolean("dry_run").unwrap_or_default();
        fields.finish(|| Some(Self { date, dry_run }))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    fn read(payload: &Value) -> Result<SweepRequest, String> {
        let payload = serde_json::from_value(payload.clone()).unwrap();
        SweepRequest::read(payload, "2026-11-24T23:59:59Z".parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_payload_means_today_with_writes() {
        let today = SweepRequest { date: date(2026, 11, 24), dry_run: false };
        for payload in [json!(null), json!({}), json!({"date": null, "dry_run": null})] {
            assert_eq!(read(&payload), Ok(today));
        }
        let request = SweepRequest { date: date(2028, 2, 29), dry_run: true };
        assert_eq!(read(&json!({"date": "2028-02-29", "dry_run": true})), Ok(request));
    }

    #[test]
    fn a_repeated_field_is_refused() {
        let doubled = r#"{"dry_run": true, "dry_run": false}"#;
        assert!(serde_json::from_str::<Payload>(doubled).unwrap_err().to_string().contains("appears twice"));
    }

    #[test]
    fn an_invalid_payload_is_refused_with_every_mistake_named() {
        let wrong = read(&json!({"date": "2027-02-29", "dry_run": "yes", "dryrun": true})).unwrap_err();
        for part in ["date must be a day", "dry_run must be true or false", "dryrun is not a field"] {
            assert!(wrong.contains(part), "{part} in {wrong}");
        }
        for outside in ["0115-11-24", "1999-12-31", "2101-01-01"] {
            let wrong = read(&json!({"date": outside})).unwrap_err();
            assert!(wrong.starts_with("date must lie between 2000-01-01 and 2100-12-31"), "{wrong}");
        }
        for payload in [json!([]), json!("today"), json!({"date": 20_261_124}), json!({"date": "20261124"})] {
            assert!(read(&payload).is_err(), "{payload}");
        }
    }
}
