//! What a sweep is told to do.

use domain::calendar;
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

/// What a sweep is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The day it is for.
    pub date: Date,
    /// Says what would change, and changes nothing.
    pub dry_run: bool,
}

/// A payload that no sweep understands; it says everything that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}; the payload is an object such as {{\"date\": \"2026-11-24\", \"dry_run\": true}}, both optional", .0.join("; "))]
pub struct BadOrder(Vec<String>);

impl Order {
    /// Reads a payload. Nothing, `null` and an empty object mean today, for real. A field that is not known is refused:
    /// a misspelled `dry_run` must not sweep for real.
    ///
    /// # Errors
    /// [`BadOrder`] names every mistake.
    pub fn read(payload: &Value, now: Timestamp) -> Result<Self, BadOrder> {
        let mut order = Self { date: calendar::utc_day(now), dry_run: false };
        let fields = match payload {
            Value::Null => return Ok(order),
            Value::Object(fields) => fields,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                return Err(BadOrder(vec!["the payload is not an object".to_owned()]));
            }
        };
        let mut mistakes = Vec::new();
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("date" | "dry_run", Value::Null) => {}
                ("date", Value::String(text)) => match calendar::day(text) {
                    Ok(date) => order.date = date,
                    Err(expected) => mistakes.push(format!("date {expected}")),
                },
                ("date", _) => mistakes.push("date is not a string".to_owned()),
                ("dry_run", Value::Bool(dry_run)) => order.dry_run = *dry_run,
                ("dry_run", _) => mistakes.push("dry_run is not true or false".to_owned()),
                (unknown, _) => {
                    let name: String = unknown.chars().take(64).collect();
                    mistakes.push(format!("{name} is not a field of it"));
                }
            }
        }
        if mistakes.is_empty() { Ok(order) } else { Err(BadOrder(mistakes)) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn read(payload: &Value) -> Result<Order, String> {
        Order::read(payload, "2026-11-24T23:59:59Z".parse().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_said_means_today_for_real() {
        let today = Order { date: date(2026, 11, 24), dry_run: false };
        for payload in [json!(null), json!({}), json!({"date": null, "dry_run": null})] {
            assert_eq!(read(&payload), Ok(today));
        }
        let order = Order { date: date(2028, 2, 29), dry_run: true };
        assert_eq!(read(&json!({"date": "2028-02-29", "dry_run": true})), Ok(order));
    }

    #[test]
    fn every_mistake_is_named_and_nothing_is_swept_by_mistake() {
        let wrong = read(&json!({"date": "2027-02-29", "dry_run": "yes", "dryrun": true})).unwrap_err();
        for part in ["date must be a day", "dry_run is not true or false", "dryrun is not a field"] {
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
