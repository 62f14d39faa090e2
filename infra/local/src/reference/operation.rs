//! The functions and their operations.

use super::answer::{Answer, Problem, Reason, reasons};
use super::document::{Document, elements, members, text_of};
use super::fact::{self, Fact};
use super::field::{Field, Fields};
use super::kind;
use super::security::callers;
use super::text::{Block, Blocks, Pieces, anchor};
use askama::Template;
use serde_json::Value;

const METHODS: [&str; 8] = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];
const SHOWN: [&str; 9] =
    ["description", "operationId", "parameters", "requestBody", "responses", "security", "summary", "tags", "x-roles"];

/// A function with its operations.
pub struct Function {
    pub name: String,
    pub anchor: String,
    pub about: Blocks,
    pub operations: Vec<Operation>,
}

/// An operation.
pub struct Operation {
    /// The `operationId`, so that links to the page are stable.
    pub anchor: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub about: Blocks,
    pub callers: Pieces,
    pub facts: Vec<Fact>,
    pub parameters: Fields,
    pub body_about: Blocks,
    pub body_required: bool,
    pub bodies: Contents,
    pub answers: Vec<Answer>,
    pub problems: Vec<Problem>,
    pub reasons: Vec<Reason>,
}

/// A body in each media type.
#[derive(Template)]
#[template(path = "reference/contents.html")]
pub struct Contents(pub Vec<Content>);

/// A body of one media type.
pub struct Content {
    pub media_type: String,
    pub kind: Pieces,
    pub facts: Vec<Fact>,
    pub fields: Fields,
    pub example: Option<String>,
}

impl Function {
    /// Every function: first those among the document's tags, in order, then those that only paths name.
    pub fn all(document: Document<'_>) -> Vec<Self> {
        let mut functions: Vec<Self> = document.list("/tags").map(Self::of).collect();
        for (path, item) in document.object("/paths") {
            for method in METHODS {
                let Some(operation) = item.get(method) else { continue };
                let name = elements(operation.get("tags")).next().and_then(Value::as_str);
                let name = name.unwrap_or_else(|| first_segment(path));
                let place = functions.iter().position(|function| function.name == name);
                let operation = Operation::of(document, method, path, item, operation);
                match place.and_then(|place| functions.get_mut(place)) {
                    Some(function) => function.operations.push(operation),
                    None => functions.push(Self::named(name, Blocks::default(), vec![operation])),
                }
            }
        }
        functions
    }

    fn of(tag: &Value) -> Self {
        Self::named(&text_of(tag, "name"), Block::read(&text_of(tag, "description")), Vec::new())
    }

    fn named(name: &str, about: Blocks, operations: Vec<Operation>) -> Self {
        Self { name: name.to_owned(), anchor: anchor("function", name), about, operations }
    }
}

fn first_segment(path: &str) -> &str {
    path.split('/').find(|segment| !segment.is_empty()).unwrap_or("others")
}

impl Operation {
    fn of(document: Document<'_>, method: &str, path: &str, item: &Value, operation: &Value) -> Self {
        let body = operation.get("requestBody").map(|body| document.resolved(body));
        let text = |name: &str| text_of(operation, name);
        let (problems, answers): (Vec<_>, Vec<_>) = members(operation.get("responses"))
            .map(|(status, answer)| (status, document.resolved(answer)))
            .partition(|(_, answer)| Problem::is(answer));
        Self {
            anchor: operation_anchor(operation, method, path),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text("summary"),
            about: Block::read(&text("description")),
            callers: callers(document, operation),
            facts: fact::unknown_facts(operation, &SHOWN),
            parameters: parameters(document, item, operation),
            body_about: Block::read(&body.map(|body| text_of(body, "description")).unwrap_or_default()),
            body_required: body.and_then(|body| body.get("required")).is_some_and(|required| required == true),
            bodies: Contents::of(document, body),
            reasons: reasons(document, problems.iter().chain(&answers).map(|(_, answer)| *answer)),
            answers: answers.into_iter().map(|(status, answer)| Answer::of(document, status, answer)).collect(),
            problems: problems.into_iter().map(|(status, answer)| Problem::of(document, status, answer)).collect(),
        }
    }
}

impl Operation {
    /// The segments of the path between which a line may break.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split_inclusive('/')
    }

    /// The segments of the path below its function.
    pub fn short(&self) -> impl Iterator<Item = &str> {
        let below = self.path.trim_start_matches('/').split_once('/').map_or(self.path.as_str(), |(_, below)| below);
        below.split_inclusive('/')
    }
}

fn operation_anchor(operation: &Value, method: &str, path: &str) -> String {
    let id = text_of(operation, "operationId");
    if id.is_empty() { anchor(method, path) } else { anchor("", &id) }
}

/// The parameters of the path and of the operation. Those of the operation override those of the path.
fn parameters(document: Document<'_>, item: &Value, operation: &Value) -> Fields {
    let mut found: Vec<&Value> = Vec::new();
    for parameter in elements(item.get("parameters")).chain(elements(operation.get("parameters"))) {
        let parameter = document.resolved(parameter);
        let same = |other: &&Value| ["name", "in"].iter().all(|key| other.get(key) == parameter.get(key));
        found.retain(|other| !same(other));
        found.push(parameter);
    }
    let place =
        |parameter: &&Value| ["path", "query", "header"].iter().position(|place| text_of(parameter, "in") == *place);
    found.sort_by_key(|parameter| place(parameter).unwrap_or(usize::MAX));
    Fields { rows: found.into_iter().map(|found| parameter(document, found)).collect(), answered: false }
}

fn parameter(document: Document<'_>, parameter: &Value) -> Field {
    let required = parameter.get("required").is_some_and(|required| required == true);
    let place = text_of(parameter, "in");
    Field { place, ..described(document, &text_of(parameter, "name"), parameter, required) }
}

/// The row of a parameter or header. Its own description takes precedence over that of its schema.
pub fn described(document: Document<'_>, name: &str, value: &Value, required: bool) -> Field {
    const KNOWN: [&str; 7] = ["description", "example", "examples", "in", "name", "required", "schema"];
    let mut field = Field::of(document, name, value.get("schema").unwrap_or(&Value::Null), required);
    let own = Block::read(&text_of(value, "description"));
    if !own.0.is_empty() {
        field.about = own;
    }
    field.facts.extend(fact::example(value).map(Fact::example));
    field.facts.extend(fact::unknown_facts(value, &KNOWN));
    field
}

impl Contents {
    /// The bodies of a request or a response, by media type.
    pub fn of(document: Document<'_>, body: Option<&Value>) -> Self {
        let content = members(body.and_then(|body| body.get("content")));
        Self(content.map(|(media_type, content)| Content::of(document, media_type, content)).collect())
    }

    /// The same bodies as part of a response.
    pub fn answered(self) -> Self {
        let answered = |content: Content| Content { fields: content.fields.answered(), ..content };
        Self(self.0.into_iter().map(answered).collect())
    }
}

impl Content {
    fn of(document: Document<'_>, media_type: &str, content: &Value) -> Self {
        let schema = content.get("schema").unwrap_or(&Value::Null);
        let shape = document.shape(schema);
        let example = fact::example(content).or_else(|| elements(shape.get("examples")).next());
        Self {
            media_type: media_type.to_owned(),
            kind: kind::pieces(document, &shape),
            facts: fact::facts(document, &shape),
            fields: Fields::of(document, schema),
            example: example.map(written),
        }
    }
}

/// Formats an example: a string as it is, other values as JSON.
fn written(example: &Value) -> String {
    example.as_str().map_or_else(|| format!("{example:#}"), str::to_owned)
}
