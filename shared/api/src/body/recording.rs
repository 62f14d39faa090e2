//! The fields that a `decode` function reads, recorded for the contract (DECISIONS.md 11).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use domain::{Flaw, Form};
use serde_json::{Map, Value, json};

use crate::document::object::set;

/// The JSON Schema of one field, and its possible flaws.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    schema: Value,
    flaws: BTreeSet<Flaw>,
}

impl Shape {
    fn new(schema: Value, flaws: impl IntoIterator<Item = Flaw>) -> Self {
        Self { schema, flaws: flaws.into_iter().chain([Flaw::WrongType]).collect() }
    }

    pub(crate) fn text(form: &Form) -> Self {
        Self::new(form.accepted().to_value(), form.flaws())
    }

    pub(crate) fn integer(min: i64, max: i64) -> Self {
        let schema = json!({"type": "integer", "minimum": min, "maximum": max});
        Self::new(schema, [Flaw::OutOfRange, Flaw::NotWhole])
    }

    pub(crate) fn boolean() -> Self {
        Self::new(json!({"type": "boolean"}), [])
    }

    pub(crate) fn list(item: Self, lengths: &RangeInclusive<usize>) -> Self {
        let (min, max) = (lengths.start(), lengths.end());
        let schema = json!({"type": "array", "items": item.schema, "minItems": min, "maxItems": max});
        Self::new(schema, item.flaws.into_iter().chain([Flaw::TooShort, Flaw::TooLong]))
    }

    /// An object with any keys of one form and values of another.
    pub(crate) fn map(keys: &Form, values: &Form) -> Self {
        let schema = json!({
            "type": "object",
            "propertyNames": keys.accepted(),
            "additionalProperties": values.accepted(),
            "examples": [{keys.example(): values.example()}],
        });
        Self::new(schema, keys.flaws().into_iter().chain(values.flaws()).chain([Flaw::Duplicate]))
    }

    /// Also accepts `null`, which counts as absent.
    fn or_null(mut self) -> Self {
        if let Some(kind) = self.schema.get_mut("type") {
            *kind = json!([kind, "null"]);
        }
        if let Some(Value::Array(values)) = self.schema.get_mut("enum") {
            values.push(Value::Null);
        }
        self
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.schema, name, value);
        self
    }
}

/// A recorded field.
#[derive(Clone, Debug, PartialEq)]
struct Field {
    name: String,
    is_required: bool,
    shape: Shape,
    about: Option<&'static str>,
}

/// The recorded fields, in order.
#[derive(Debug, Default)]
pub(crate) struct Recording {
    fields: Vec<Field>,
    /// For an object that depends on a sibling field: the schema of both, for each value of that field.
    alternatives: Vec<Value>,
    about: Option<&'static str>,
}

impl Recording {
    pub(crate) fn about(&mut self, sentence: &'static str) {
        self.about = Some(sentence);
    }

    pub(crate) fn record(&mut self, name: &str, is_required: bool, shape: Shape) {
        self.fields.push(Field { name: name.to_owned(), is_required, shape, about: self.about.take() });
    }

    pub(crate) fn record_by(&mut self, tag: &str, name: &str, objects: Vec<(&'static str, Shape)>) {
        let flaws = objects.iter().flat_map(|(_, object)| object.flaws.iter().copied());
        self.record(name, true, Shape::new(json!({}), flaws));
        let together = |(code, object): (&str, Shape)| json!({"properties": {tag: {"const": code}, name: object.schema}, "required": [tag, name]});
        self.alternatives.extend(objects.into_iter().map(together));
    }

    /// The possible flaws of the fields.
    pub(crate) fn flaws(&self) -> impl Iterator<Item = Flaw> {
        let missing = self.fields.iter().filter(|field| field.is_required).map(|_| Flaw::Missing);
        self.fields.iter().flat_map(|field| field.shape.flaws.iter().copied()).chain(missing)
    }

    /// True when a field has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// The shape of an object with exactly these fields.
    pub(crate) fn into_object(self) -> Shape {
        let required: Vec<_> =
            self.fields.iter().filter(|field| field.is_required).map(|field| field.name.clone()).collect();
        let named = |field: Field| {
            let shape = if field.is_required { field.shape } else { field.shape.or_null() };
            (field.name, described(shape, field.about).schema)
        };
        let flaws: BTreeSet<Flaw> = self.flaws().collect();
        let properties: Map<String, Value> = self.fields.into_iter().map(named).collect();
        let schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        let object = Shape { schema, flaws };
        let object = if required.is_empty() { object } else { object.with("required", required) };
        if self.alternatives.is_empty() { object } else { object.with("oneOf", self.alternatives) }
    }

    /// The schema of an object with exactly these fields.
    pub(crate) fn into_schema(self) -> Value {
        self.into_object().schema
    }

    /// The fields as parameters of a query string.
    pub(crate) fn into_parameters(self) -> Vec<Value> {
        let parameter = |field: Field| {
            let mut schema = described(field.shape, field.about).schema;
            let description = schema.as_object_mut().and_then(|members| members.remove("description"));
            let mut parameter =
                json!({"name": field.name, "in": "query", "required": field.is_required, "schema": schema});
            if let Some(description) = description {
                set(&mut parameter, "description", description);
            }
            parameter
        };
        self.fields.into_iter().map(parameter).collect()
    }
}

/// Puts the purpose of a field before the description of its form.
fn described(shape: Shape, about: Option<&'static str>) -> Shape {
    let Some(about) = about else { return shape };
    let form =
        shape.schema.get("description").and_then(Value::as_str).map(|form| format!(" {form}")).unwrap_or_default();
    shape.with("description", format!("{about}{form}"))
}
