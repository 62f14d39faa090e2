//! The fields of bodies and answers, with the fields within them, one line each.

use super::document::{Document, members};
use super::fact::{self, Fact};
use super::kind;
use super::shape::{Settled, Shape};
use super::text::{Block, Blocks, Pieces};
use askama::Template;
use serde_json::Value;

/// A line of a table of fields.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where it is: `customer.country`, `items[].status`.
    pub name: String,
    /// Where it stands, for parameters; for fields nothing.
    pub place: String,
    /// What it is.
    pub kind: Pieces,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it only names the alternative that the next lines belong to.
    pub heads: bool,
    /// What it means.
    pub about: Blocks,
    /// Limits, allowed values, examples.
    pub facts: Vec<Fact>,
}

/// A table of fields.
#[derive(Debug, Default, Template)]
#[template(path = "reference/fields.html")]
pub struct Fields {
    /// Its lines.
    pub rows: Vec<Field>,
    /// Whether they come back: then it matters which may be missing, and not which are needed.
    pub answered: bool,
}

/// Alternatives beyond this number are only named: their fields would hide everything else.
const ALTERNATIVES: usize = 8;

impl Fields {
    /// The fields of a schema, and theirs.
    pub fn of(document: Document<'_>, schema: &Value) -> Self {
        let shape = document.shape(schema);
        let within = shape.name.clone().unwrap_or_default();
        Self::within(document, &shape, &within)
    }

    /// The fields of a shape that is being described under a name.
    pub fn within(document: Document<'_>, shape: &Shape, name: &str) -> Self {
        let Settled { shape, .. } = shape.clone().settled(document);
        Self { rows: Walk { document, within: vec![name.to_owned()] }.fields(&shape, ""), answered: false }
    }

    /// The same as part of an answer.
    pub fn answered(self) -> Self {
        Self { answered: true, ..self }
    }
}

impl Field {
    /// What a schema says of something with a name.
    pub fn of(document: Document<'_>, name: &str, schema: &Value, required: bool) -> Self {
        let shape = document.shape(schema);
        Self {
            name: name.to_owned(),
            place: String::new(),
            kind: kind::pieces(document, &shape),
            required,
            heads: false,
            about: Block::read(&shape.text("description")),
            facts: fact::facts(document, &shape),
        }
    }

    /// The name in parts, between which a line may be broken.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.name.split_inclusive('.')
    }

    fn heading(kind: Pieces) -> Self {
        let (name, place, about) = (String::new(), String::new(), Blocks::default());
        Self { name, place, kind, required: false, heads: true, about, facts: Vec::new() }
    }
}

/// On the way down through schemas.
struct Walk<'d> {
    document: Document<'d>,
    /// The names of the schemas around: within itself, a schema is only named.
    within: Vec<String>,
}

impl Walk<'_> {
    /// The fields of an object, of a list's items, of a map's values, of alternatives.
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

    /// What must be there comes first.
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
        let Settled { shape, .. } = self.document.shape(schema).settled(self.document);
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
