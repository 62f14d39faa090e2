//! The fields of a request as its `decode` asks for them, for the contract.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use domain::{Flaw, Form};
use serde_json::{Map, Value, json};

use crate::document::object::set;

/// What one field takes, as JSON Schema, and what can be wrong with it.
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

    pub(crate) fn whole(min: i64, max: i64) -> Self {
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

    /// An object of any keys of one form, with values of another.
    pub(crate) fn map(keys: &Form, values: &Form) -> Self {
        let schema = json!({
            "type": "object",
            "propertyNames": keys.accepted(),
            "additionalProperties": values.accepted(),
            "examples": [{keys.example(): values.example()}],
        });
        Self::new(schema, keys.flaws().into_iter().chain(values.flaws()).chain([Flaw::Duplicate]))
    }

    /// The same where `null` counts as absent.
    fn or_null(mut self) -> Self {
        if let Some(kind) = self.schema.get_mut("type") {
            *kind = json!([kind, "null"]);
        }
        if let Some(Value::Array(words)) = self.schema.get_mut("enum") {
            words.push(Value::Null);
        }
        self
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.schema, name, value);
        self
    }
}

/// A field as it was asked for.
#[derive(Clone, Debug, PartialEq)]
struct Field {
    name: String,
    must: bool,
    shape: Shape,
    about: Option<&'static str>,
}

/// The fields that were asked for, in that order.
#[derive(Debug, Default)]
pub(crate) struct Recording {
    fields: Vec<Field>,
    /// Where an object depends on a word beside it: what both are together, word by word.
    alternatives: Vec<Value>,
    about: Option<&'static str>,
}

impl Recording {
    pub(crate) fn about(&mut self, sentence: &'static str) {
        self.about = Some(sentence);
    }

    pub(crate) fn record(&mut self, name: &str, must: bool, shape: Shape) {
        self.fields.push(Field { name: name.to_owned(), must, shape, about: self.about.take() });
    }

    pub(crate) fn record_by(&mut self, tag: &str, name: &str, objects: Vec<(&'static str, Shape)>) {
        let flaws = objects.iter().flat_map(|(_, object)| object.flaws.iter().copied());
        self.record(name, true, Shape::new(json!({}), flaws));
        let together = |(word, object): (&str, Shape)| json!({"properties": {tag: {"const": word}, name: object.schema}, "required": [tag, name]});
        self.alternatives.extend(objects.into_iter().map(together));
    }

    /// What can be wrong with them.
    pub(crate) fn flaws(&self) -> impl Iterator<Item = Flaw> {
        let missing = self.fields.iter().filter(|field| field.must).map(|_| Flaw::Missing);
        self.fields.iter().flat_map(|field| field.shape.flaws.iter().copied()).chain(missing)
    }

    /// Whether there is a field of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// The schema of the object that has these fields, and no others.
    pub(crate) fn into_object(self) -> Shape {
        let required: Vec<_> = self.fields.iter().filter(|field| field.must).map(|field| field.name.clone()).collect();
        let named = |field: Field| {
            let shape = if field.must { field.shape } else { field.shape.or_null() };
            (field.name, described(shape, field.about).schema)
        };
        let flaws: BTreeSet<Flaw> = self.flaws().collect();
        let properties: Map<String, Value> = self.fields.into_iter().map(named).collect();
        let schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        let object = Shape { schema, flaws };
        let object = if required.is_empty() { object } else { object.with("required", required) };
        if self.alternatives.is_empty() { object } else { object.with("oneOf", self.alternatives) }
    }

    /// The schema of the object that has these fields.
    pub(crate) fn into_schema(self) -> Value {
        self.into_object().schema
    }

    /// The same fields as parameters of a query string, where an empty one counts as absent.
    pub(crate) fn into_parameters(self) -> Vec<Value> {
        let parameter = |field: Field| {
            let mut schema = described(field.shape, field.about).schema;
            let said = schema.as_object_mut().and_then(|members| members.remove("description"));
            let mut parameter = json!({"name": field.name, "in": "query", "required": field.must, "schema": schema});
            if let Some(said) = said {
                set(&mut parameter, "description", said);
            }
            parameter
        };
        self.fields.into_iter().map(parameter).collect()
    }
}

/// What the field is for, before what its text looks like.
fn described(shape: Shape, about: Option<&'static str>) -> Shape {
    let Some(about) = about else { return shape };
    let form =
        shape.schema.get("description").and_then(Value::as_str).map(|form| format!(" {form}")).unwrap_or_default();
    shape.with("description", format!("{about}{form}"))
}
