//! Closes the schemas of answers: an answer has no member that the contract does not name (DECISIONS.md 15).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::object::set;

/// Simplifies the generated schemas, then closes every object in them. The parts of an object with members of its own,
/// its alternatives and the schemas it refers to, stay open: the object itself is closed.
pub(super) fn close_all(schemas: &mut Map<String, Value>) {
    schemas.values_mut().for_each(simplify);
    let mut parts = BTreeSet::new();
    schemas.values().for_each(|schema| collect_parts(schema, &mut parts));
    for (name, schema) in schemas.iter_mut() {
        if parts.contains(name) { close_members(schema) } else { close(schema) }
    }
}

/// Replaces constructs that many code generators mishandle: members beside `$ref`, `null` for members that are left
/// out, defaults of answers, and unregistered formats.
fn simplify(schema: &mut Value) {
    if let Value::Object(members) = schema {
        if members.contains_key("properties")
            && let Some(reference) = members.remove("$ref")
        {
            members.insert("allOf".to_owned(), json!([{"$ref": reference}]));
        }
        members.remove("default");
        if members.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
            members.remove("format");
        }
        let required: Vec<Value> = members.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(Value::Object(properties)) = members.get_mut("properties") {
            let optional =
                properties.iter_mut().filter(|(name, _)| !required.iter().any(|required| required == name.as_str()));
            optional.for_each(|(_, property)| remove_null(property));
        }
        members.values_mut().for_each(simplify);
    } else if let Value::Array(items) = schema {
        items.iter_mut().for_each(simplify);
    }
}

/// Removes `null` from an optional member: it is left out instead.
fn remove_null(property: &mut Value) {
    if let Some(Value::Array(kinds)) = property.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            set(property, "type", one);
        }
    }
    if let Some(Value::Array(values)) = property.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(alternatives)) = property.get_mut("anyOf") {
        alternatives.retain(|alternative| alternative.get("type").is_none_or(|kind| kind != "null"));
        if let [one] = alternatives.as_slice() {
            let one = one.clone();
            let about = property.get("description").cloned();
            *property = one;
            if let Some(about) = about {
                set(property, "description", about);
            }
        }
    }
}

fn has_members(schema: &Value) -> bool {
    schema.get("properties").is_some()
}

/// Collects the schemas that an object with members of its own refers to, directly or in one of its alternatives.
fn collect_parts(schema: &Value, parts: &mut BTreeSet<String>) {
    if has_members(schema) {
        let alternatives = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|name| schema.get(name)?.as_array());
        let parts_of_schema = std::iter::once(schema).chain(alternatives.flatten());
        let references = parts_of_schema.filter_map(|part| part.get("$ref")?.as_str());
        parts.extend(references.filter_map(|reference| reference.rsplit('/').next()).map(str::to_owned));
    }
    match schema {
        Value::Object(members) => members.values().for_each(|member| collect_parts(member, parts)),
        Value::Array(items) => items.iter().for_each(|item| collect_parts(item, parts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn close(schema: &mut Value) {
    let has_members = has_members(schema);
    let Value::Object(members) = schema else { return };
    let is_map = members.get("additionalProperties").is_some_and(|values| *values != Value::Bool(false));
    if has_members && !is_map {
        members.remove("additionalProperties");
        members.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    for (keyword, value) in members.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(close),
            ("items" | "additionalProperties", value) => close(value),
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) if has_members => {
                parts.iter_mut().for_each(close_members);
            }
            ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(parts)) => parts.iter_mut().for_each(close),
            _ => {}
        }
    }
}

/// Closes the schemas of a part's members and leaves the part itself open.
fn close_members(part: &mut Value) {
    if let Some(members) = part.as_object_mut() {
        members.remove("additionalProperties");
    }
    let properties = part.get_mut("properties").and_then(Value::as_object_mut);
    properties.into_iter().flat_map(|properties| properties.values_mut()).for_each(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(mut schema: Value) -> Value {
        close(&mut schema);
        schema
    }

    #[test]
    fn objects_are_closed_at_any_depth() {
        let object = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let closed_object = closed(object.clone());
        assert_eq!(closed_object["unevaluatedProperties"], false);
        assert_eq!(closed(json!({"type": "array", "items": object}))["items"], closed_object);
        assert_eq!(closed(json!({"anyOf": [object, {"type": "null"}]}))["anyOf"][0], closed_object);
        let nested = closed(json!({"properties": {"inner": object}}));
        assert_eq!(nested["properties"]["inner"], closed_object);
    }

    #[test]
    fn the_parts_of_an_object_stay_open_and_the_object_is_closed() {
        let part = json!({"type": "object", "properties": {"type": {"const": "reserved"}}, "required": ["type"]});
        let whole = closed(json!({"type": "object", "properties": {"at": {}}, "oneOf": [part]}));
        assert_eq!(whole["unevaluatedProperties"], false);
        assert_eq!(whole["oneOf"][0].get("unevaluatedProperties"), None);
    }

    #[test]
    fn a_schema_that_is_referred_to_as_a_part_stays_open() {
        let part = json!({"type": "object", "properties": {"days": {"type": "integer"}}});
        let alternative = json!({"$ref": "#/schemas/Part", "properties": {"source": {"const": "report"}}});
        let Value::Object(mut schemas) = json!({"Part": part, "Whole": {"oneOf": [alternative]}}) else {
            unreachable!()
        };
        close_all(&mut schemas);
        assert_eq!(schemas["Part"].get("unevaluatedProperties"), None);
        assert_eq!(schemas["Whole"]["oneOf"][0]["unevaluatedProperties"], false);
        assert_eq!(schemas["Whole"]["oneOf"][0]["allOf"][0]["$ref"], "#/schemas/Part");
    }

    #[test]
    fn constructs_that_generators_mishandle_are_replaced() {
        let mut schema = json!({
            "properties": {
                "note": {"type": ["string", "null"], "default": null},
                "money": {"anyOf": [{"$ref": "#/schemas/Money"}, {"type": "null"}], "description": "What it costs."},
                "day": {"type": ["string", "null"]},
                "word": {"type": ["string", "null"], "enum": ["a", null]},
                "count": {"type": "integer", "format": "uint64", "minimum": 0},
            },
            "required": ["day", "count"],
            "$ref": "#/schemas/Part",
        });
        simplify(&mut schema);
        let plain = json!({
            "properties": {
                "note": {"type": "string"},
                "money": {"$ref": "#/schemas/Money", "description": "What it costs."},
                "day": {"type": ["string", "null"]},
                "word": {"type": "string", "enum": ["a"]},
                "count": {"type": "integer", "minimum": 0},
            },
            "required": ["day", "count"],
            "allOf": [{"$ref": "#/schemas/Part"}],
        });
        assert_eq!(schema, plain);
    }

    #[test]
    fn a_map_stays_a_map() {
        let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        assert_eq!(closed(map.clone()), map);
    }
}
