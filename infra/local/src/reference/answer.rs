//! The responses of operations: answers, errors and the reasons of errors.

use super::document::{Document, elements, members, text_of};
use super::field::{Field, Fields};
use super::operation::{Contents, described};
use super::text::{Block, Blocks, Piece, Pieces, anchor};
use serde_json::Value;

const PROBLEM: &str = "application/problem+json";

/// A response that is not an error.
pub struct Answer {
    pub status: String,
    pub about: Blocks,
    pub headers: Fields,
    pub contents: Contents,
}

/// An error response.
pub struct Problem {
    pub status: String,
    pub about: Blocks,
    /// The problem codes of the response.
    pub codes: Pieces,
    pub headers: Pieces,
}

/// A reason for which an operation may refuse.
pub struct Reason {
    pub code: String,
    pub anchor: String,
    pub about: Blocks,
    pub params: Fields,
}

impl Answer {
    /// Reads a response.
    pub fn of(document: Document<'_>, status: &str, answer: &Value) -> Self {
        Self {
            status: status.to_owned(),
            about: Block::read(&text_of(answer, "description")),
            headers: Fields { rows: headers(document, answer), answered: false },
            contents: Contents::of(document, Some(answer)).answered(),
        }
    }
}

fn headers(document: Document<'_>, answer: &Value) -> Vec<Field> {
    let headers = members(answer.get("headers"));
    let field = |(name, header): (&str, &Value)| {
        let header = document.resolved(header);
        described(document, name, header, header.get("required").is_some_and(|required| required == true))
    };
    headers.map(field).collect()
}

impl Problem {
    /// True when the only content of a response is a problem.
    pub fn is(answer: &Value) -> bool {
        let mut types = members(answer.get("content")).map(|(media_type, _)| media_type);
        types.next() == Some(PROBLEM) && types.next().is_none()
    }

    /// Reads an error response.
    pub fn of(document: Document<'_>, status: &str, answer: &Value) -> Self {
        let known: Vec<String> = document.schemas().filter_map(|(_, schema)| document.reason_code(schema)).collect();
        let codes = problem_codes(document, answer).into_iter().map(|code| linked(code, &known));
        let headers = members(answer.get("headers")).map(|(name, _)| Pieces(vec![Piece::code(name)]));
        Self {
            status: status.to_owned(),
            about: Block::read(&text_of(answer, "description")),
            codes: Pieces::joined(codes, ", "),
            headers: Pieces::joined(headers, ", "),
        }
    }
}

fn linked(code: String, known: &[String]) -> Pieces {
    let piece = if known.contains(&code) {
        Piece::Link { to: anchor("reason", &code), words: code }
    } else {
        Piece::Code(code)
    };
    Pieces(vec![piece])
}

fn schema(answer: &Value) -> Option<&Value> {
    answer.get("content")?.get(PROBLEM)?.get("schema")
}

fn problem_codes(document: Document<'_>, answer: &Value) -> Vec<String> {
    let Some(schema) = schema(answer) else { return Vec::new() };
    let Some(code) = document.shape(schema).property("code").map(|code| document.shape(code)) else {
        return Vec::new();
    };
    let constant = code.get("const").into_iter();
    elements(code.get("enum")).chain(constant).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The reasons of an operation's responses, of the whole response or of list items, without duplicates.
pub fn reasons<'v>(document: Document<'_>, answers: impl Iterator<Item = &'v Value>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in answers.flat_map(|answer| schemas_of_reasons(document, answer)) {
        let reason = Reason::of(document, &reason);
        reasons.extend(reason.filter(|reason| reasons.iter().all(|other| other.code != reason.code)));
    }
    reasons
}

fn schemas_of_reasons(document: Document<'_>, answer: &Value) -> Vec<Value> {
    if let Some(listed) = answer.get("x-reasons") {
        return document.shape(listed).alternatives().cloned().collect();
    }
    let problem = schema(answer).map(|schema| document.shape(schema));
    let reasons = problem.as_ref().and_then(|problem| problem.property("reasons"));
    let reasons = reasons.map(|reasons| document.shape(reasons));
    let Some(items) = reasons.as_ref().and_then(|reasons| reasons.get("items")) else { return Vec::new() };
    let items = document.shape(items);
    if items.choice().is_some() { items.alternatives().cloned().collect() } else { vec![Value::Object(items.keys)] }
}

impl Reason {
    /// Reads a reason; `None` for another schema.
    pub fn of(document: Document<'_>, reason: &Value) -> Option<Self> {
        let shape = document.shape(reason);
        let code = document.reason_code(reason)?;
        Some(Self {
            anchor: anchor("reason", &code),
            about: Block::read(&shape.text("description")),
            params: shape.property("params").map(|params| Fields::of(document, params)).unwrap_or_default(),
            code,
        })
    }
}
