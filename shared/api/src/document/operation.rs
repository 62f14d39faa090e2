//! The description of one operation in the contract.

use serde_json::{Map, Value, json};

use super::object::set;
use super::problems::{Problems, Shared};
use super::reasons::Reasons;
use super::shapes::Shapes;
use crate::auth::authenticator::Access;
use crate::conditions::KEY_CHARS_MAX;
use crate::operation::{BodyKind, Effect, Operation};
use crate::path::Params;
use lambda_http::http::{Method, StatusCode};

/// The input of an operation's description.
pub(super) struct Describing<'a> {
    pub(super) function: &'a str,
    pub(super) operation: &'a Operation,
    pub(super) shapes: Shapes,
}

impl Describing<'_> {
    pub(super) fn described(self, shared: &mut Shared) -> Value {
        let operation = self.operation;
        let mut described = json!({
            "operationId": operation.id,
            "tags": [self.function],
            "summary": operation.summary,
            "security": security(operation.access),
        });
        if let Access::Roles(roles) = operation.access {
            set(&mut described, "x-roles", roles.iter().map(|role| role.as_str()).collect::<Vec<_>>());
        }
        let flaws = self.shapes.flaws(operation);
        let has_cursor = self.shapes.query.has("cursor");
        let mut parameters = path_parameters(operation.pattern);
        parameters.extend(self.shapes.query.into_parameters());
        parameters.extend(header_parameters(operation));
        if !parameters.is_empty() {
            set(&mut described, "parameters", parameters);
        }
        if operation.body != BodyKind::Empty {
            set(&mut described, "requestBody", request_body(operation.body, &self.shapes.body.into_schema()));
        }
        let answered = successes(operation, &self.shapes.answer, &mut shared.reasons);
        let mut responses: Map<String, Value> = answered.collect();
        responses.extend(Problems::of(operation, &flaws, has_cursor).responses(shared));
        set(&mut described, "responses", responses);
        described
    }
}

fn security(access: Access) -> Value {
    match access {
        Access::Public => json!([]),
        Access::Roles(_) | Access::Members => json!([{"bearer": []}]),
        Access::Signed => json!([{"webhook": []}]),
    }
}

fn path_parameters(pattern: &str) -> Vec<Value> {
    let names = pattern.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name| {
        let schema = Params::form(name).map_or_else(|| json!({"type": "string"}), |form| form.accepted().to_value());
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    names.map(parameter).collect()
}

fn header_parameters(operation: &Operation) -> Vec<Value> {
    let names: &[&str] = match (operation.access, operation.effect) {
        (Access::Signed, _) => &["webhook-id", "webhook-timestamp"],
        (_, Effect::None) if operation.is_localized => &["Accept-Language"],
        (_, Effect::None) => &[],
        (_, Effect::Many) => &["Idempotency-Key"],
        (_, Effect::One) if operation.method == Method::PUT => &["Idempotency-Key", "If-Match", "If-None-Match"],
        (_, Effect::One) => &["Idempotency-Key", "If-Match"],
    };
    names.iter().map(|name| json!({"$ref": format!("#/components/parameters/{name}")})).collect()
}

/// The header parameters that operations share.
pub(super) fn shared_parameters() -> Value {
    let header = |name: &str, required: bool, about: &str, schema: Value| json!({"name": name, "in": "header", "required": required, "description": about, "schema": schema});
    let key = json!({"type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX, "examples": ["4f8a2c6e-reserve"]});
    let tags = json!({"type": "string", "minLength": 1, "examples": ["\"3\""]});
    json!({
        "Accept-Language": header("Accept-Language", false, "The preferred languages: `en` or `zh-TW`; any other is \
            answered in English.", json!({"type": "string", "examples": ["zh-TW"]})),
        "Idempotency-Key": header("Idempotency-Key", false, "The caller's own name for the command: sent again \
            within 24 hours, the same request is answered the same and changes nothing.", key),
        "If-Match": header("If-Match", false, "The entity tag that the thing must have, several of them, or `*`.", tags),
        "If-None-Match": header("If-None-Match", false, "`*`: nothing may exist there yet.", json!({"type": "string", "pattern": r"^\*$", "examples": ["*"]})),
        "webhook-id": header("webhook-id", true, "The message's own id, the same each time it is sent.",
            json!({"type": "string", "minLength": 1, "examples": ["msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"]})),
        "webhook-timestamp": header("webhook-timestamp", true, "The time of sending, in seconds since 1970 UTC.",
            json!({"type": "string", "pattern": "^[0-9]+$", "examples": ["1795942800"]})),
    })
}

/// The response headers that operations share.
pub(super) fn shared_headers() -> Value {
    let header = |about: &str| json!({"description": about, "schema": {"type": "string"}});
    let always = |about: &str| json!({"description": about, "required": true, "schema": {"type": "string"}});
    json!({
        "x-request-id": always("Names the request in the logs; quote it when something went wrong."),
        "etag": header("The revision of what is shown, for `If-Match`."),
        "idempotent-replayed": header("`true` where the same command was answered before and nothing was changed."),
        "content-disposition": header("The name under which to save the file."),
        "content-language": header("The language of the file or text."),
        "retry-after": {"description": "Seconds to wait.", "required": true, "schema": {"type": "integer"}},
        "www-authenticate": always("The accepted values."),
    })
}

fn request_body(kind: BodyKind, schema: &Value) -> Value {
    match kind {
        BodyKind::Empty => Value::Null,
        BodyKind::Json | BodyKind::Raw("application/json") => {
            json!({"required": true, "content": {"application/json": {"schema": schema}}})
        }
        BodyKind::Raw(content_type) => {
            json!({"required": true, "content": {content_type: {"schema": {"type": "string"}}}})
        }
    }
}

fn successes<'a>(
    operation: &'a Operation,
    answer: &'a Value,
    reasons: &mut Reasons,
) -> impl Iterator<Item = (String, Value)> + use<'a> {
    let items =
        (!operation.item_reasons.is_empty()).then(|| reasons.item_reasons(operation.item_reasons.iter().copied()));
    let names = success_headers(operation);
    operation.successes.iter().map(move |status| {
        let headers: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")})))
            .collect();
        let mut response = json!({"description": succeeded(*status), "headers": headers});
        if *status != StatusCode::NO_CONTENT {
            set(&mut response, "content", content(operation, answer));
        }
        if let Some(items) = &items {
            set(&mut response, "x-reasons", items.clone());
        }
        (status.as_str().to_owned(), response)
    })
}

fn success_headers(operation: &Operation) -> Vec<&'static str> {
    let mut names = vec!["x-request-id"];
    if operation.has_etag {
        names.push("etag");
    }
    if operation.access != Access::Signed && operation.effect != Effect::None {
        names.push("idempotent-replayed");
    }
    if operation.is_download {
        names.push("content-disposition");
    }
    if operation.is_localized || !operation.files.is_empty() {
        names.push("content-language");
    }
    names
}

fn content(operation: &Operation, answer: &Value) -> Map<String, Value> {
    let file = |kind: &&str| ((*kind).to_owned(), json!({"schema": {"type": "string", "format": "binary"}}));
    let mut content: Map<String, Value> = operation.files.iter().map(file).collect();
    content.insert("application/json".to_owned(), json!({"schema": answer}));
    content
}

fn succeeded(status: StatusCode) -> &'static str {
    match status {
        StatusCode::CREATED => "Created, now or earlier by the same command.",
        StatusCode::NO_CONTENT => "Success, without a body.",
        _ => "Success.",
    }
}
