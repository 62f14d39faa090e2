//! The reasons that answers give, each a schema of its own, so that a program can tell them apart by their code.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ParamKind, ReasonKind};
use serde_json::{Map, Value, json};

use super::object::set;

/// The reasons that operations name, by their codes.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    named: BTreeMap<&'static str, ReasonKind>,
    /// Those that successes tell of items.
    told: BTreeSet<&'static str>,
}

impl Reasons {
    /// A schema that any of these reasons fits.
    pub(super) fn any_of(&mut self, kinds: impl IntoIterator<Item = ReasonKind>) -> Value {
        let mut named = BTreeMap::new();
        for kind in kinds {
            self.named.entry(kind.code).or_insert(kind);
            named.insert(kind.code, reference(kind.code));
        }
        json!({"anyOf": named.into_values().collect::<Vec<_>>()})
    }

    /// A schema that any of these reasons fits, which a success tells of items.
    pub(super) fn told(&mut self, kinds: impl IntoIterator<Item = ReasonKind> + Clone) -> Value {
        self.told.extend(kinds.clone().into_iter().map(|kind| kind.code));
        self.any_of(kinds)
    }

    /// The schemas of all that were named, and the one of what successes tell.
    pub(super) fn schemas(&self) -> Map<String, Value> {
        let each = self.named.values().map(|kind| (name(kind.code), schema(kind)));
        let any_of: Vec<Value> = self.told.iter().map(|code| reference(code)).collect();
        let told = json!({"description": "What an item is refused for, or warned of.", "anyOf": any_of});
        each.chain([("Reason".to_owned(), told)]).collect()
    }
}

fn reference(code: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", name(code))})
}

/// `too_long` as `TooLongReason`.
fn name(code: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    format!("{}Reason", code.split('_').map(capital).collect::<String>())
}

fn schema(kind: &ReasonKind) -> Value {
    let mut properties = json!({
        "code": {"const": kind.code},
        "detail": {"type": "string", "description": "What is wrong, in plain English."},
        "field": {"type": "string", "description": "The field of the request, dotted for nested ones."},
    });
    if !kind.params.is_empty() {
        let param = |(name, kind): &(&str, ParamKind)| ((*name).to_owned(), kind.schema().to_value());
        let params: Map<String, Value> = kind.params.iter().map(param).collect();
        let must = kind.params.iter().filter(|(_, kind)| !kind.is_optional());
        let required: Vec<&str> = must.map(|(name, _)| *name).collect();
        let params =
            json!({"type": "object", "properties": params, "required": required, "additionalProperties": false});
        set(&mut properties, "params", params);
    }
    json!({
        "type": "object",
        "description": kind.says,
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
    fn a_reason_is_named_by_its_code() {
        assert_eq!(name("too_long"), "TooLongReason");
        assert_eq!(name("repeat_15_day"), "Repeat15DayReason");
    }
}
