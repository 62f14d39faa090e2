//! Metrics as log lines in CloudWatch's embedded metric format: no client and no call, so that nothing waits for them.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::Clock;
use crate::env::variable;

/// The namespace of every metric.
const NAMESPACE: &str = "Vouchsafe";

/// Increments a counter of this function by one.
pub fn count(metric: &str, dimensions: &[(&str, &str)]) {
    put(metric, 1, "Count", dimensions);
}

/// Writes a value of this function; `unit` is CloudWatch's name of the unit, such as `Count` or `Seconds`.
pub fn put(metric: &str, value: u64, unit: &str, dimensions: &[(&str, &str)]) {
    let line = line(metric, value, unit, dimensions, function(), Clock::system().now().as_millisecond());
    println!("{line}");
}

/// The name of the Lambda function; `local` in tools and tests.
fn function() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_else(|| "local".to_owned()))
}

fn line(metric: &str, value: u64, unit: &str, dimensions: &[(&str, &str)], function: &str, at_millis: i64) -> Value {
    let all: Vec<(&str, &str)> = [("Function", function)].into_iter().chain(dimensions.iter().copied()).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let mut line: Map<String, Value> = all.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    line.insert(metric.to_owned(), json!(value));
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": at_millis,
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [names],
                "Metrics": [{"Name": metric, "Unit": unit}],
            }],
        }),
    );
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_of_the_embedded_metric_format() {
        let line = line("Answers", 1, "Count", &[("Code", "not_eligible")], "vouchsafe-enrollment", 1_795_000_000_000);
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_000_000_000_u64,
                "CloudWatchMetrics": [{
                    "Namespace": "Vouchsafe",
                    "Dimensions": [["Function", "Code"]],
                    "Metrics": [{"Name": "Answers", "Unit": "Count"}],
                }],
            },
            "Function": "vouchsafe-enrollment", "Code": "not_eligible", "Answers": 1,
        });
        assert_eq!(line, expected);
    }
}
