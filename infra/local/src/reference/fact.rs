//! The constraints and examples of a schema. Unknown keywords are shown as JSON.

use super::document::{Document, elements};
use super::kind;
use super::shape::{Shape, WithoutNull};
use super::text::{Piece, Pieces};
use serde_json::Value;

/// A constraint, default or example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact(pub Pieces);

/// The keywords shown elsewhere: as kind, fields or description. A title repeats the name.
const SHOWN: [&str; 11] =
    ["$ref", "anyOf", "const", "description", "format", "items", "oneOf", "properties", "required", "title", "type"];

/// Pairs of lower and upper limit, with the unit.
const RANGES: [(&str, &str, &str); 5] = [
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "item"),
    ("minProperties", "maxProperties", "member"),
    ("minContains", "maxContains", "matching item"),
];

/// The boolean keywords.
const FLAGS: [(&str, &str); 4] = [
    ("uniqueItems", "no item twice"),
    ("deprecated", "deprecated"),
    ("readOnly", "in responses only"),
    ("writeOnly", "in requests only"),
];

/// The facts of a schema; for lists also those of the items.
pub fn facts(document: Document<'_>, shape: &Shape) -> Vec<Fact> {
    let WithoutNull { shape, .. } = shape.clone().without_null(document);
    let mut facts = own_facts(&shape);
    if let Some(items) = shape.get("items").filter(|items| items.is_object()) {
        let WithoutNull { shape: items, .. } = document.shape(items).without_null(document);
        if !kind::is_compound(&items) {
            let each = |fact: Fact| Fact(Pieces::joined([Pieces::words("each: "), fact.0], ""));
            facts.extend(own_facts(&items).into_iter().map(each));
        }
    }
    facts
}

/// The unknown keywords of an object other than a schema, as JSON.
pub fn unknown_facts(value: &Value, known: &[&str]) -> Vec<Fact> {
    let members = value.as_object().into_iter().flatten();
    let unknown = members.filter(|(name, _)| !known.contains(&name.as_str()));
    unknown.map(|(name, value)| Fact::raw(name, value)).collect()
}

/// The first example of a parameter, header or body.
pub fn example(value: &Value) -> Option<&Value> {
    let named = || value.get("examples")?.as_object()?.values().next()?.get("value");
    value.get("example").or_else(named)
}

impl Fact {
    fn words(words: impl Into<String>) -> Self {
        Self(Pieces::words(words))
    }

    fn codes(words: &str, codes: impl IntoIterator<Item = String>) -> Self {
        let codes = codes.into_iter().map(|code| Pieces(vec![Piece::Code(code)]));
        Self(Pieces::joined([Pieces::words(words), Pieces::joined(codes, ", ")], ""))
    }

    fn raw(name: &str, value: &Value) -> Self {
        Self(Pieces(vec![Piece::code(name), Piece::words(": "), Piece::code(value.to_string())]))
    }

    /// The fact of an example.
    pub fn example(value: &Value) -> Self {
        Self::codes("such as ", [plain(value)])
    }
}

fn own_facts(shape: &Shape) -> Vec<Fact> {
    let mut facts: Vec<Fact> = elements(shape.get("enum")).next().map(|_| allowed(shape)).into_iter().collect();
    facts.extend(RANGES.iter().filter_map(|range| range_fact(shape, *range)));
    facts.extend(shape.keys.iter().filter_map(|(keyword, value)| other_fact(shape, keyword, value)));
    facts
}

fn allowed(shape: &Shape) -> Fact {
    Fact::codes("allowed: ", elements(shape.get("enum")).map(plain))
}

fn range_fact(shape: &Shape, (lower, upper, what): (&str, &str, &str)) -> Option<Fact> {
    let limit = |keyword: &str| shape.get(keyword).map(plain);
    let (lower, upper) = (limit(lower), limit(upper));
    let last = upper.as_ref().or(lower.as_ref())?;
    let what = match (what, last.as_str()) {
        ("", _) => String::new(),
        (what, "1") => format!(" {what}"),
        (what, _) => format!(" {what}s"),
    };
    Some(Fact::words(match (lower, upper) {
        (Some(lower), Some(upper)) if lower == upper => format!("exactly {lower}{what}"),
        (Some(lower), Some(upper)) => format!("{lower} to {upper}{what}"),
        (Some(lower), None) => format!("at least {lower}{what}"),
        (None, upper) => format!("at most {}{what}", upper.unwrap_or_default()),
    }))
}

fn other_fact(shape: &Shape, keyword: &str, value: &Value) -> Option<Fact> {
    let is_range = RANGES.iter().any(|(lower, upper, _)| [*lower, *upper].contains(&keyword));
    let flag = FLAGS.iter().find(|(name, _)| *name == keyword);
    match (keyword, value) {
        ("enum", _) => None,
        ("additionalProperties" | "unevaluatedProperties", Value::Bool(false)) => Some(Fact::words("no other fields")),
        ("additionalProperties", Value::Bool(true)) => Some(Fact::words("other fields are possible")),
        ("additionalProperties", _) if shape.get("properties").is_none() => None,
        ("default", _) => Some(Fact::codes("if absent: ", [plain(value)])),
        ("example", _) => Some(Fact::example(value)),
        ("examples", _) => Some(Fact::codes("such as ", elements(Some(value)).map(plain))),
        ("exclusiveMaximum", _) => Some(Fact::words(format!("less than {}", plain(value)))),
        ("exclusiveMinimum", _) => Some(Fact::words(format!("more than {}", plain(value)))),
        ("multipleOf", _) => Some(Fact::words(format!("a multiple of {}", plain(value)))),
        ("pattern", _) => Some(Fact::codes("matches ", [plain(value)])),
        (_, Value::Bool(true)) if flag.is_some() => flag.map(|(_, words)| Fact::words(*words)),
        (_, Value::Bool(false)) if flag.is_some() => None,
        _ if is_range => None,
        _ if SHOWN.contains(&keyword) && is_shown(shape, keyword, value) => None,
        _ => Some(Fact::raw(keyword, value)),
    }
}

/// True when the keyword is part of the kind. Of `oneOf` and `anyOf` only the first is; `items` is only as an object.
fn is_shown(shape: &Shape, keyword: &str, value: &Value) -> bool {
    match keyword {
        "oneOf" | "anyOf" => shape.choice() == Some(keyword),
        "items" => value.is_object(),
        _ => true,
    }
}

/// A string without quotes; other values as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
