//! The template's filter of the table's stream for the outbox, with the matching rules of Lambda (DECISIONS.md 44).

use std::sync::LazyLock;

use serde_json::Value;

static OF_TEMPLATE: LazyLock<StreamFilter> = LazyLock::new(StreamFilter::read);

/// The patterns; the outbox gets the records that match one of them.
#[derive(Debug)]
pub struct StreamFilter(Vec<Value>);

impl StreamFilter {
    /// The filter of the template.
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

    /// True when the outbox gets this record.
    pub fn admits(&self, record: &Value) -> bool {
        self.0.iter().any(|pattern| matches(pattern, record))
    }
}

/// Matches a pattern: an object if every field matches, a list if one of its rules matches.
fn matches(pattern: &Value, value: &Value) -> bool {
    match pattern.as_object() {
        Some(fields) => fields.iter().all(|(name, pattern)| matches(pattern, &value[name])),
        None => pattern.as_array().unwrap().iter().any(|rule| follows(rule, value)),
    }
}

/// Matches a rule: an exact text, or a `prefix`. The template has no other rules.
fn follows(rule: &Value, value: &Value) -> bool {
    match rule.as_str() {
        Some(exact) => value == exact,
        None => value.as_str().is_some_and(|text| text.starts_with(rule["prefix"].as_str().unwrap())),
    }
}
