//! The API reference: one HTML page rendered from the OpenAPI document, without script and without other files.

use crate::failure::{During, Failure, Outcome};
use askama::Template;
use serde_json::Value;

mod answer;
mod document;
mod fact;
mod field;
mod kind;
mod operation;
mod security;
mod shape;
#[cfg(test)]
mod tests;
mod text;

use answer::Reason;
use document::Document;
use fact::Fact;
use field::Fields;
use operation::Function;
use security::Scheme;
use text::{Block, Blocks, Pieces, anchor};

/// The style sheet, embedded in the page.
pub const STYLE: &str = include_str!("../templates/reference.css");

/// The page.
#[derive(Template)]
#[template(path = "reference.html")]
pub struct Reference {
    title: String,
    version: String,
    license: String,
    about: Blocks,
    servers: Vec<Server>,
    schemes: Vec<Scheme>,
    functions: Vec<Function>,
    schemas: Vec<Schema>,
    reasons: Vec<Reason>,
}

/// A server of the document.
struct Server {
    url: String,
    about: Blocks,
}

/// A named schema.
struct Schema {
    name: String,
    anchor: String,
    kind: Pieces,
    about: Blocks,
    facts: Vec<Fact>,
    fields: Fields,
}

impl Reference {
    /// Reads a document. Fails if it is not OpenAPI 3.1.
    pub fn of(document: &Value) -> Outcome<Self> {
        let document = Document::of(document);
        if !document.text("/openapi").starts_with("3.1") {
            return Err(Failure::new("the document is not OpenAPI 3.1: run `cargo dev openapi` to write it again"));
        }
        let (reasons, schemas) = document.schemas().partition(|(_, schema)| document.reason_code(schema).is_some());
        let (reasons, schemas): (Vec<_>, Vec<_>) = (reasons, schemas);
        Ok(Self {
            title: document.text("/info/title"),
            version: document.text("/info/version"),
            license: document.text("/info/license/name"),
            about: Block::read(&document.text("/info/description")),
            servers: document.list("/servers").map(Server::of).collect(),
            schemes: Scheme::all(document),
            functions: Function::all(document),
            schemas: schemas.into_iter().map(|(name, schema)| Schema::of(document, name, schema)).collect(),
            reasons: reasons.into_iter().filter_map(|(_, schema)| Reason::of(document, schema)).collect(),
        })
    }

    /// Reads a document from JSON text.
    pub fn read(text: &[u8]) -> Outcome<Self> {
        let document: Value = serde_json::from_slice(text).during("parse the OpenAPI document")?;
        Self::of(&document)
    }
}

impl Server {
    fn of(server: &Value) -> Self {
        Self { url: document::text_of(server, "url"), about: Block::read(&document::text_of(server, "description")) }
    }
}

impl Schema {
    fn of(document: Document<'_>, name: &str, schema: &Value) -> Self {
        let shape = document.shape(schema);
        Self {
            name: name.to_owned(),
            anchor: anchor("schema", name),
            kind: kind::pieces(document, &shape),
            about: Block::read(&shape.text("description")),
            facts: fact::facts(document, &shape),
            fields: Fields::within(document, &shape, name),
        }
    }
}
