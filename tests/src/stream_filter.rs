//! The filter between the table's stream and the outbox, as the template has it and as Lambda applies it.

use std::sync::LazyLock;

use serde_json::Value;

static OF_TEMPLATE: LazyLock<StreamFilter> = LazyLock::new(StreamFilter::read);

/// Patterns, one of which a record must match for the outbox to be invoked with it.
#[derive(Debug)]
pub struct StreamFilter(Vec<Value>);

impl StreamFilter {
    /// That of the template.
    pub fn of_template() -> &'static Self {
        &OF_TEMPLATE
    }

    fn read() -> Self {
        let template = include_str!("../../infra/template.yaml");
        let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(template).unwrap();
        let stream = &template["Resources"]["OutboxFunction"]["Properties"]["Events"]["TableStream"]["Properties"];
        let filters = stream["FilterCriteria"]["Filters"].as_sequence().unwrap();
        let pattern =
            |filter: &serde_yaml_ng::Value| serde_json::from_str(filter["Pattern"].as_str().unwrap()).unwrap();
        Self(filters.iter().map(pattern).collect())
    }

    /// The patterns.
    pub fn patterns(&self) -> &[Value] {
        &self.0
    }

    /// Whether the outbox is invoked with this record of the stream.
    pub fn admits(&self, record: &Value) -> bool {
        self.0.iter().any(|pattern| matches(pattern, record))
    }
}

/// An object matches when each of its fields does, a list when one of its rules does.
fn matches(pattern: &Value, value: &Value) -> bool {
    match pattern.as_object() {
        Some(fields) => fields.iter().all(|(name, pattern)| matches(pattern, &value[name])),
        None => pattern.as_array().unwrap().iter().any(|rule| follows(rule, value)),
    }
}

/// A text is followed by itself, a prefix by every text that begins with it. There are no other rules here.
fn follows(rule: &Value, value: &Value) -> bool {
    match rule.as_str() {
        Some(exact) => value == exact,
        None => value.as_str().is_some_and(|text| text.starts_with(rule["prefix"].as_str().unwrap())),
    }
}
