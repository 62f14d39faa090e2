//! The authentication schemes and the allowed callers.

use super::document::{Document, elements, members, text_of};
use super::fact::{self, Fact};
use super::text::{Block, Blocks, Piece, Pieces, anchor};
use serde_json::Value;

/// An authentication scheme.
pub struct Scheme {
    pub name: String,
    pub anchor: String,
    pub how: Pieces,
    pub about: Blocks,
    pub facts: Vec<Fact>,
}

const SHOWN: [&str; 6] = ["bearerFormat", "description", "in", "name", "scheme", "type"];

impl Scheme {
    /// Every scheme of the document.
    pub fn all(document: Document<'_>) -> Vec<Self> {
        document.object("/components/securitySchemes").map(|(name, scheme)| Self::of(name, scheme)).collect()
    }

    fn of(name: &str, scheme: &Value) -> Self {
        Self {
            name: name.to_owned(),
            anchor: anchor("scheme", name),
            how: how(scheme),
            about: Block::read(&text_of(scheme, "description")),
            facts: fact::unknown_facts(scheme, &SHOWN),
        }
    }
}

fn how(scheme: &Value) -> Pieces {
    let text = |name: &str| text_of(scheme, name);
    match (text("type").as_str(), text("scheme").as_str()) {
        ("http", "bearer") => {
            let mut line = vec![Piece::words("The header "), Piece::code("authorization: Bearer <token>")];
            if !text("bearerFormat").is_empty() {
                line.push(Piece::words(format!("; the token is a {}", text("bearerFormat"))));
            }
            Pieces(line)
        }
        ("apiKey", _) => {
            let place = if text("in") == "query" { "The parameter " } else { "The header " };
            Pieces(vec![Piece::words(place), Piece::code(text("name"))])
        }
        (kind, scheme) => Pieces::words(format!("{kind} {scheme}").trim().to_owned()),
    }
}

/// The allowed callers of an operation: one of the schemes, and one of the roles if it has any.
pub fn callers(document: Document<'_>, operation: &Value) -> Pieces {
    let everywhere: Vec<&Value> = document.list("/security").collect();
    let schemes = match operation.get("security") {
        Some(own) => elements(Some(own)).collect(),
        None => everywhere,
    };
    let schemes: Vec<Pieces> = schemes.into_iter().map(requirement_schemes).collect();
    if schemes.is_empty() {
        return Pieces::words("anyone, without a token");
    }
    let roles: Vec<Pieces> = elements(operation.get("x-roles")).filter_map(Value::as_str).map(role).collect();
    let with = if roles.is_empty() {
        ""
    } else if roles.len() == 1 {
        " with the role "
    } else {
        " with one of the roles "
    };
    Pieces::joined([Pieces::joined(schemes, " or "), Pieces::words(with), Pieces::joined(roles, ", ")], "")
}

fn role(name: &str) -> Pieces {
    Pieces(vec![Piece::code(name)])
}

fn requirement_schemes(requirement: &Value) -> Pieces {
    let schemes = members(Some(requirement))
        .map(|(name, _)| Pieces(vec![Piece::Link { to: anchor("scheme", name), words: name.to_owned() }]));
    let all = Pieces::joined(schemes, " and ");
    if all.0.is_empty() { Pieces::words("anyone") } else { all }
}
