//! Closed schemas: an answer has no member that the contract does not name.

use serde_json::{Value, json};

/// Closes every object of a schema. The alternatives of an object that has members of its own stay open: each describes
/// a part of it, and the object itself is closed.
pub(super) fn close(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    let has_members = members.contains_key("properties");
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

/// Closes what the members of a part hold, and leaves the part itself open.
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
    fn objects_are_closed_wherever_they_stand() {
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
    fn a_map_stays_a_map() {
        let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        assert_eq!(closed(map.clone()), map);
    }
}
