//! The kind of a value, in words.

use super::document::{Document, reason_code};
use super::shape::{Shape, WithoutNull};
use super::text::{Piece, Pieces, anchor};
use serde_json::Value;

/// The kind of a schema's values, such as `list of Voucher or null`.
pub fn pieces(document: Document<'_>, shape: &Shape) -> Pieces {
    let WithoutNull { shape, nullable } = shape.clone().without_null(document);
    let mut pieces = non_null_kind(document, &shape);
    if nullable {
        pieces.0.push(Piece::words(" or null"));
    }
    pieces
}

fn non_null_kind(document: Document<'_>, shape: &Shape) -> Pieces {
    if let Some(unknown) = shape.get("$ref").and_then(Value::as_str) {
        return Pieces(vec![Piece::code(unknown)]);
    }
    if let Some(name) = shape.name.as_deref().filter(|_| is_compound(shape)) {
        return reason_code(shape.get("properties")).map_or_else(|| link(name, name), |code| link_to_reason(&code));
    }
    let plain = unnamed_kind(document, shape);
    match (&shape.name, plain.0.as_slice()) {
        (Some(name), [Piece::Words(words)]) => link(name, words),
        _ => plain,
    }
}

fn link(name: &str, words: &str) -> Pieces {
    Pieces(vec![Piece::Link { to: anchor("schema", name), words: words.to_owned() }])
}

fn link_to_reason(code: &str) -> Pieces {
    Pieces(vec![Piece::Link { to: anchor("reason", code), words: code.to_owned() }])
}

/// True when the schema has fields or alternatives.
pub fn is_compound(shape: &Shape) -> bool {
    shape.get("properties").is_some() || shape.choice().is_some()
}

fn unnamed_kind(document: Document<'_>, shape: &Shape) -> Pieces {
    let schema = |keyword: &str| shape.get(keyword).filter(|schema| schema.is_object());
    if let Some(value) = shape.get("const") {
        return Pieces(vec![Piece::words("always "), Piece::code(value.to_string())]);
    }
    if shape.choice().is_some() {
        let alternatives = shape.alternatives().map(|one| pieces(document, &document.shape(one)));
        return Pieces::joined([Pieces::words("one of: "), Pieces::joined(alternatives, ", ")], "");
    }
    if let Some(items) = schema("items") {
        return Pieces::joined([Pieces::words("list of "), pieces(document, &document.shape(items))], "");
    }
    if let Some(values) = schema("additionalProperties").filter(|_| shape.get("properties").is_none()) {
        return Pieces::joined([Pieces::words("map of names to "), pieces(document, &document.shape(values))], "");
    }
    Pieces::words(words(shape))
}

fn words(shape: &Shape) -> String {
    let types = shape.types();
    if types.is_empty() {
        return untyped(shape).to_owned();
    }
    types.into_iter().map(|kind| of_type(kind, &shape.text("format"))).collect::<Vec<_>>().join(" or ")
}

fn untyped(shape: &Shape) -> &'static str {
    let values = shape.get("enum").and_then(Value::as_array);
    match values {
        Some(values) if values.iter().all(Value::is_string) => "text",
        _ if shape.get("properties").is_some() => "object",
        _ if shape.get("not").is_some() => "nothing",
        _ => "anything",
    }
}

/// The words for a type and format; an unknown format is added in parentheses.
fn of_type(kind: &str, format: &str) -> String {
    let words = match (kind, format) {
        ("string", "") => "text",
        ("string", "date") => "day, YYYY-MM-DD",
        ("string", "date-time") => "instant, RFC 3339 in UTC",
        ("string", "email") => "e-mail address",
        ("string", "uri") => "URL",
        ("string", "uuid") => "UUID",
        ("string", "binary") => "bytes",
        ("string", _) => return format!("text ({format})"),
        ("integer", "" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64") => "whole number",
        ("integer", _) => return format!("whole number ({format})"),
        ("boolean", _) => "true or false",
        ("array", _) => "list",
        (_, "") => kind,
        _ => return format!("{kind} ({format})"),
    };
    words.to_owned()
}
