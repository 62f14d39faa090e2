//! A schema with its references followed.

use super::document::{Document, elements};
use serde_json::{Map, Value};

/// The keywords of a schema.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The schema's name, if it has one.
    pub name: Option<String>,
    /// All keywords.
    pub keys: Map<String, Value>,
}

/// A shape without `null` among its types and alternatives.
#[derive(Clone, Debug)]
pub struct WithoutNull {
    /// The shape of non-null values.
    pub shape: Shape,
    /// True when the value may be `null`.
    pub nullable: bool,
}

impl Shape {
    /// A keyword's value.
    pub fn get(&self, keyword: &str) -> Option<&Value> {
        self.keys.get(keyword)
    }

    /// A keyword's text; empty if it is missing.
    pub fn text(&self, keyword: &str) -> String {
        self.get(keyword).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The schema of a property.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.get("properties")?.get(name)
    }

    /// True when the property is required.
    pub fn requires(&self, name: &str) -> bool {
        elements(self.get("required")).any(|required| required == name)
    }

    /// The allowed types.
    pub fn types(&self) -> Vec<&str> {
        match self.get("type") {
            Some(Value::String(one)) => vec![one],
            types => elements(types).filter_map(Value::as_str).collect(),
        }
    }

    /// The keyword of the alternatives: `oneOf`, `anyOf` or none.
    pub fn choice(&self) -> Option<&'static str> {
        ["oneOf", "anyOf"].into_iter().find(|keyword| self.get(keyword).is_some_and(Value::is_array))
    }

    /// The alternatives.
    pub fn alternatives(&self) -> impl Iterator<Item = &Value> {
        elements(self.choice().and_then(|keyword| self.get(keyword)))
    }

    /// Removes `null` from types and alternatives. A single remaining alternative replaces the shape.
    pub fn without_null(self, document: Document<'_>) -> WithoutNull {
        let Some(keyword) = self.choice() else { return self.without_null_type() };
        let (nulls, others): (Vec<&Value>, Vec<&Value>) =
            self.alternatives().partition(|alternative| alternative.get("type").is_some_and(|kind| kind == "null"));
        let nullable = !nulls.is_empty();
        let mut keys = self.keys.clone();
        if let [single] = others.as_slice() {
            let single = document.shape(single);
            keys.remove(keyword);
            let mut merged = single.keys;
            merge(&mut merged, keys);
            let without_null = Shape { name: single.name, keys: merged }.without_null_type();
            return WithoutNull { nullable: nullable || without_null.nullable, ..without_null };
        }
        keys.insert(keyword.to_owned(), others.into_iter().cloned().collect());
        WithoutNull { shape: Self { name: self.name, keys }, nullable }
    }

    fn without_null_type(mut self) -> WithoutNull {
        let types: Vec<Value> = self.types().into_iter().filter(|kind| *kind != "null").map(Value::from).collect();
        let nullable = !types.is_empty() && types.len() < self.types().len();
        if nullable {
            self.keys.insert("type".to_owned(), Value::Array(types));
        }
        WithoutNull { shape: self, nullable }
    }
}

/// Adds keywords. Objects are merged, `required` lists concatenated, other values replaced.
pub fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (name, value) in from {
        let merged = match (into.remove(&name), value) {
            (Some(Value::Object(mut before)), Value::Object(after)) => {
                merge(&mut before, after);
                Value::Object(before)
            }
            (Some(Value::Array(mut before)), Value::Array(after)) if name == "required" => {
                before.extend(after);
                Value::Array(before)
            }
            (_, value) => value,
        };
        into.insert(name, merged);
    }
}
