//! The document and the resolution of its references.

use super::shape::{Shape, merge};
use serde_json::{Map, Value};

/// An OpenAPI document.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d>(&'d Value);

/// A text member of an object; empty if it is missing.
pub fn text_of(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The members of an object; none for other values.
pub fn members(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// The elements of an array; none for other values.
pub fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The code of a reason schema with these properties; `None` for other schemas.
pub fn reason_code(properties: Option<&Value>) -> Option<String> {
    Some(properties?.get("code")?.get("const")?.as_str()?.to_owned())
}

impl<'d> Document<'d> {
    /// Wraps a document.
    pub fn of(document: &'d Value) -> Self {
        Self(document)
    }

    /// The text at a JSON pointer.
    pub fn text(self, pointer: &str) -> String {
        self.0.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The list at a JSON pointer.
    pub fn list(self, pointer: &str) -> impl Iterator<Item = &'d Value> {
        elements(self.0.pointer(pointer))
    }

    /// The members of the object at a JSON pointer.
    pub fn object(self, pointer: &str) -> impl Iterator<Item = (&'d str, &'d Value)> {
        members(self.0.pointer(pointer))
    }

    /// The named schemas.
    pub fn schemas(self) -> impl Iterator<Item = (&'d str, &'d Value)> {
        self.object("/components/schemas")
    }

    /// Follows the references of a parameter, header or response.
    pub fn resolved<'v>(self, value: &'v Value) -> &'v Value
    where
        'd: 'v,
    {
        let mut found = value;
        let mut followed = 0;
        while let Some(named) = reference(found).and_then(|reference| self.named(reference)) {
            // A longer chain of references is a cycle.
            followed += 1;
            if followed > 8 {
                break;
            }
            found = named;
        }
        found
    }

    /// The code of a reason schema; `None` for other schemas.
    pub fn reason_code(self, schema: &Value) -> Option<String> {
        reason_code(self.resolved(schema).get("properties"))
    }

    /// A schema with its references followed and its `allOf` parts merged.
    pub fn shape(self, schema: &Value) -> Shape {
        Shape { name: reference(schema).map(last_segment), keys: self.keys(schema, &[]) }
    }

    fn named(self, reference: &str) -> Option<&'d Value> {
        self.0.pointer(reference.strip_prefix('#')?)
    }

    /// The keywords of a schema. A reference that cannot be followed is kept.
    fn keys(self, schema: &Value, within: &[&str]) -> Map<String, Value> {
        let mut keys = match (schema, reference(schema)) {
            (Value::Bool(false), _) => Map::from_iter([("not".to_owned(), Value::Bool(true))]),
            (_, Some(reference)) => self.keys_of(reference, within),
            (_, None) => Map::new(),
        };
        for part in elements(schema.get("allOf")) {
            merge(&mut keys, self.keys(part, within));
        }
        let own = members(Some(schema)).filter(|(name, _)| !matches!(*name, "$ref" | "allOf"));
        merge(&mut keys, own.map(|(name, value)| (name.to_owned(), value.clone())).collect());
        keys
    }

    fn keys_of(self, reference: &str, within: &[&str]) -> Map<String, Value> {
        match self.named(reference).filter(|_| !within.contains(&reference)) {
            Some(named) => self.keys(named, &[within, &[reference]].concat()),
            None => Map::from_iter([("$ref".to_owned(), Value::from(reference))]),
        }
    }
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

fn last_segment(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or(reference).to_owned()
}
