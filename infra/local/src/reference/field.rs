//! The fields of bodies and responses with their nested fields, one row each.

use super::document::{Document, members};
use super::fact::{self, Fact};
use super::kind;
use super::shape::{Shape, WithoutNull};
use super::text::{Block, Blocks, Pieces};
use askama::Template;
use serde_json::Value;

/// A row of a table of fields.
#[derive(Clone, Debug)]
pub struct Field {
    /// The path: `customer.country`, `items[].status`.
    pub name: String,
    /// The location of a parameter (path, query, header); empty for fields.
    pub place: String,
    /// The kind of the value.
    pub kind: Pieces,
    /// True when the field is required.
    pub required: bool,
    /// True for the heading of an alternative, to which the next rows belong.
    pub is_heading: bool,
    /// The description.
    pub about: Blocks,
    /// The constraints and examples.
    pub facts: Vec<Fact>,
}

/// A table of fields.
#[derive(Debug, Default, Template)]
#[template(path = "reference/fields.html")]
pub struct Fields {
    /// The rows.
    pub rows: Vec<Field>,
    /// True for fields of a response: optional fields are marked; in requests, required ones are.
    pub answered: bool,
}

/// The maximum number of alternatives whose fields are listed.
const ALTERNATIVES: usize = 8;

impl Fields {
    /// The fields of a schema, with nested ones.
    pub fn of(document: Document<'_>, schema: &Value) -> Self {
        let shape = document.shape(schema);
        let within = shape.name.clone().unwrap_or_default();
        Self::within(document, &shape, &within)
    }

    /// The fields of a shape that is described under a name.
    pub fn within(document: Document<'_>, shape: &Shape, name: &str) -> Self {
        let WithoutNull { shape, .. } = shape.clone().without_null(document);
        Self { rows: Walk { document, within: vec![name.to_owned()] }.fields(&shape, ""), answered: false }
    }

    /// The same table as part of a response.
    pub fn answered(self) -> Self {
        Self { answered: true, ..self }
    }
}

impl Field {
    /// The row of a named value.
    pub fn of(document: Document<'_>, name: &str, schema: &Value, required: bool) -> Self {
        let shape = document.shape(schema);
        Self {
            name: name.to_owned(),
            place: String::new(),
            kind: kind::pieces(document, &shape),
            required,
            is_heading: false,
            about: Block::read(&shape.text("description")),
            facts: fact::facts(document, &shape),
        }
    }

    /// The parts of the name between which a line may break.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.name.split_inclusive('.')
    }

    fn heading(kind: Pieces) -> Self {
        let (name, place, about) = (String::new(), String::new(), Blocks::default());
        Self { name, place, kind, required: false, is_heading: true, about, facts: Vec::new() }
    }
}

/// The state of the descent through nested schemas.
struct Walk<'d> {
    document: Document<'d>,
    /// The names of the enclosing schemas; a recursive schema is only named.
    within: Vec<String>,
}

impl Walk<'_> {
    /// The fields of an object, of list items, of map values and of alternatives.
    fn fields(&self, shape: &Shape, at: &str) -> Vec<Field> {
        let mut fields = self.properties(shape, at);
        if let Some(items) = shape.get("items") {
            fields.extend(self.below(items, &format!("{at}[]")));
        }
        if let Some(values) = shape.get("additionalProperties") {
            fields.extend(self.below(values, &joined(at, "*")));
        }
        fields.extend(self.alternatives(shape, at));
        fields
    }

    /// The properties, required ones first.
    fn properties(&self, shape: &Shape, at: &str) -> Vec<Field> {
        let all: Vec<_> =
            members(shape.get("properties")).map(|(name, schema)| (name, schema, shape.requires(name))).collect();
        let (required, optional): (Vec<_>, Vec<_>) = all.into_iter().partition(|(.., required)| *required);
        let field = |(name, schema, required): (&str, &Value, bool)| {
            let name = joined(at, name);
            let field = Field::of(self.document, &name, schema, required);
            [vec![field], self.below(schema, &name)].concat()
        };
        required.into_iter().chain(optional).flat_map(field).collect()
    }

    fn below(&self, schema: &Value, at: &str) -> Vec<Field> {
        let WithoutNull { shape, .. } = self.document.shape(schema).without_null(self.document);
        match &shape.name {
            Some(name) if self.within.contains(name) => Vec::new(),
            name => {
                let within = self.within.iter().chain(name).cloned().collect();
                Walk { document: self.document, within }.fields(&shape, at)
            }
        }
    }

    fn alternatives(&self, shape: &Shape, at: &str) -> Vec<Field> {
        let alternatives: Vec<&Value> = shape.alternatives().collect();
        if alternatives.len() > ALTERNATIVES {
            return Vec::new();
        }
        let with_heading = |alternative: &Value| {
            let fields = self.below(alternative, at);
            let heading = Field::heading(kind::pieces(self.document, &self.document.shape(alternative)));
            if fields.is_empty() { fields } else { [vec![heading], fields].concat() }
        };
        alternatives.into_iter().flat_map(with_heading).collect()
    }
}

fn joined(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}
