//! Metrics as log lines in CloudWatch's embedded metric format: no client and no call, so that nothing waits for them.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::Clock;
use crate::env::variable;

/// The namespace of every metric.
const NAMESPACE: &str = "Vouchsafe";

/// A receiver of metrics in place of the log: the name of the metric, its value and its dimensions.
pub type Sink = fn(&str, u64, &[(&str, &str)]);

/// The receiver in place of the log, if there is one.
static SINK: OnceLock<Sink> = OnceLock::new();

/// Passes every metric of this process to `sink` from now on, instead of writing it to the log. The first sink stays.
pub fn redirect(sink: Sink) {
    SINK.get_or_init(|| sink);
}

/// Increments a counter of this function by one.
pub fn count(metric: &str, dimensions: &[(&str, &str)]) {
    put(metric, 1, "Count", dimensions);
}

/// Increments a counter of this function by one under several sets of dimensions, each beside `Function`: one metric for
/// each set. `dimensions` has the value of every one that the sets name.
pub fn count_by(metric: &str, dimensions: &[(&str, &str)], sets: &[&[&str]]) {
    write(&Line { metric, value: 1, unit: "Count", dimensions, sets });
}

/// Writes a value of this function; `unit` is CloudWatch's name of the unit, such as `Count` or `Seconds`.
pub fn put(metric: &str, value: u64, unit: &str, dimensions: &[(&str, &str)]) {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    write(&Line { metric, value, unit, dimensions, sets: &[&names] });
}

fn write(line: &Line<'_>) {
    match SINK.get() {
        Some(sink) => sink(line.metric, line.value, line.dimensions),
        None => println!("{}", line.text(function(), now())),
    }
}

fn now() -> i64 {
    Clock::system().now().as_millisecond()
}

/// The name of the Lambda function; `local` in tools and tests.
fn function() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_else(|| "local".to_owned()))
}

/// One line of the log.
struct Line<'l> {
    metric: &'l str,
    value: u64,
    unit: &'l str,
    dimensions: &'l [(&'l str, &'l str)],
    sets: &'l [&'l [&'l str]],
}

impl Line<'_> {
    fn text(&self, function: &str, at_millis: i64) -> Value {
        let all = [("Function", function)].into_iter().chain(self.dimensions.iter().copied());
        let mut line: Map<String, Value> = all.map(|(name, value)| (name.to_owned(), json!(value))).collect();
        line.insert(self.metric.to_owned(), json!(self.value));
        let sets = self.sets.iter().map(|set| [&["Function"], *set].concat());
        line.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": at_millis,
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": sets.collect::<Vec<_>>(),
                    "Metrics": [{"Name": self.metric, "Unit": self.unit}],
                }],
            }),
        );
        Value::Object(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_of_the_embedded_metric_format() {
        let (dimensions, sets): (_, &[&[&str]]) = (&[("Code", "not_eligible")], &[&["Code"]]);
        let line = Line { metric: "Answers", value: 1, unit: "Count", dimensions, sets };
        let line = line.text("vouchsafe-enrollment", 1_795_000_000_000);
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

    #[test]
    fn a_line_can_have_several_sets_of_dimensions() {
        let dimensions = &[("Outcome", "busy"), ("Page", "/claims"), ("Result", "failed")];
        let line =
            Line { metric: "Pages", value: 1, unit: "Count", dimensions, sets: &[&["Outcome"], &["Page", "Result"]] };
        let line = line.text("vouchsafe-portal", 1_795_000_000_000);
        let sets = &line["_aws"]["CloudWatchMetrics"][0]["Dimensions"];
        assert_eq!(sets, &json!([["Function", "Outcome"], ["Function", "Page", "Result"]]));
        assert_eq!((&line["Page"], &line["Result"], &line["Pages"]), (&json!("/claims"), &json!("failed"), &json!(1)));
    }
}
