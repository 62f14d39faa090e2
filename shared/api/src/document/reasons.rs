//! The schemas of reasons: one per code, so that generated clients can distinguish them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ParamKind, ReasonKind};
use serde_json::{Map, Value, json};

use super::object::set;

/// The reasons of all operations, by code.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    named: BTreeMap<&'static str, ReasonKind>,
    /// The codes of reasons that successes report of items.
    item_reasons: BTreeSet<&'static str>,
}

impl Reasons {
    /// Returns a schema that matches any of these reasons.
    pub(super) fn any_of(&mut self, kinds: impl IntoIterator<Item = ReasonKind>) -> Value {
        let mut named = BTreeMap::new();
        for kind in kinds {
            self.named.entry(kind.code).or_insert(kind);
            named.insert(kind.code, reference(kind.code));
        }
        json!({"anyOf": named.into_values().collect::<Vec<_>>()})
    }

    /// Returns a schema that matches any of these reasons, which a success reports of items.
    pub(super) fn item_reasons(&mut self, kinds: impl IntoIterator<Item = ReasonKind> + Clone) -> Value {
        self.item_reasons.extend(kinds.clone().into_iter().map(|kind| kind.code));
        self.any_of(kinds)
    }

    /// The schemas of all reasons, and `Reason` for those that successes report.
    pub(super) fn schemas(&self) -> Map<String, Value> {
        let each = self.named.values().map(|kind| (name(kind.code), schema(kind)));
        let any_of: Vec<Value> = self.item_reasons.iter().map(|code| reference(code)).collect();
        let item_reasons =
            json!({"description": "A reason for a refusal or a warning about one item.", "anyOf": any_of});
        each.chain([("Reason".to_owned(), item_reasons)]).collect()
    }
}

fn reference(code: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", name(code))})
}

/// `too_long` as `TooLongReason`.
fn name(code: &str) -> String {
    let capitalized = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    format!("{}Reason", code.split('_').map(capitalized).collect::<String>())
}

fn schema(kind: &ReasonKind) -> Value {
    let mut properties = json!({
        "code": {"const": kind.code},
        "detail": {"type": "string", "description": "The mistake, in plain English."},
        "field": {"type": "string", "description": "The field of the request, dotted for nested ones."},
    });
    if !kind.params.is_empty() {
        let param = |(name, kind): &(&str, ParamKind)| ((*name).to_owned(), kind.schema().to_value());
        let params: Map<String, Value> = kind.params.iter().map(param).collect();
        let required = kind.params.iter().filter(|(_, kind)| !kind.is_optional());
        let required: Vec<&str> = required.map(|(name, _)| *name).collect();
        let params =
            json!({"type": "object", "properties": params, "required": required, "additionalProperties": false});
        set(&mut properties, "params", params);
    }
    json!({
        "type": "object",
        "description": kind.template,
        "properties": properties,
        "required": required(kind),
        "additionalProperties": false,
    })
}

fn required(kind: &ReasonKind) -> Vec<&'static str> {
    let has_params = kind.params.iter().any(|(_, kind)| !kind.is_optional());
    let params = has_params.then_some("params");
    ["code", "detail"].into_iter().chain(params).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_name_of_a_reason_is_derived_from_its_code() {
        assert_eq!(name("too_long"), "TooLongReason");
        assert_eq!(name("repeat_15_day"), "Repeat15DayReason");
    }
}
