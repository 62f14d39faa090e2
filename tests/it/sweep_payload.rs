//! The payload and the answer of a sweep.

use jiff::civil::Date;
use serde_json::{Value, json};

/// The payload for a day.
pub fn on(date: Date) -> Value {
    json!({"date": date})
}

/// The numbers of a sweep's answer by these names.
pub fn numbers<const N: usize>(report: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no {name} in {report}")))
}
