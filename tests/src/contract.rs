//! Checks every response of the functions under test against the OpenAPI contract: status, headers, content type, body
//! and codes. A request that succeeded is checked too. A response that is not in the contract fails the test.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use api::{Access, Response};
use jsonschema::{Registry, Validator};
use lambda_http::http::header::CONTENT_TYPE;
use lambda_http::http::{HeaderName, Method, StatusCode};
use lambda_http::{Body, Request, RequestExt};
use serde_json::{Value, json};

use crate::document::document;
use crate::operations::{Listed, OPERATIONS};
use crate::world::Function;

/// The URI of the contract in the schema registry.
const ROOT: &str = "urn:contract";
/// The headers of HTTP itself, which the contract does not list.
const GENERAL_HEADERS: [&str; 2] = ["content-type", "cache-control"];

/// The contract generated from the functions.
static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

static REGISTRY: LazyLock<Registry<'static>> =
    LazyLock::new(|| Registry::new().add(ROOT, &*DOCUMENT).unwrap().prepare().unwrap());

/// The compiled validators by JSON pointer into the contract.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// A request to an operation, recorded before the call.
pub(crate) struct Exchange {
    listed: &'static Listed,
    is_head: bool,
    /// The body, if it is JSON.
    body: Option<Value>,
    /// The query parameters, without empty ones, which count as missing.
    query_parameters: Vec<(String, String)>,
}

impl Exchange {
    /// Records a request; `None` for an unknown path or method.
    pub(crate) fn of(function: Function, request: &Request) -> Option<Self> {
        let (is_head, method) = (request.method() == Method::HEAD, request.method());
        let method = if is_head { &Method::GET } else { method };
        let raw = request.raw_http_path();
        let path = if raw.is_empty() { request.uri().path() } else { raw };
        let path = path.strip_suffix('/').unwrap_or(path);
        let takes =
            |listed: &&Listed| listed.function == function && listed.operation.method == *method && listed.takes(path);
        let captures = |listed: &&Listed| listed.operation.pattern.matches('{').count();
        let listed = OPERATIONS.iter().filter(takes).min_by_key(captures)?;
        let body = serde_json::from_slice(request.body().as_ref()).ok();
        let query_parameters =
            form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned();
        let query_parameters = query_parameters.filter(|(_, value)| !value.trim().is_empty()).collect();
        Some(Self { listed, is_head, body, query_parameters })
    }

    /// Checks the response, and the request if it succeeded.
    ///
    /// # Panics
    /// If one of them violates the contract.
    #[track_caller]
    pub(crate) fn check(&self, response: &Response) {
        let status = response.status().as_u16();
        let pointer = format!("{}/responses/{status}", self.pointer());
        let Some((pointer, described)) = resolved(&pointer) else {
            panic!("{} has no response {status} in the contract", self.listed)
        };
        self.check_headers(response, described);
        // A replayed message succeeds with any body.
        let is_new = self.listed.operation.access != Access::Signed || response.status() == StatusCode::CREATED;
        if response.status().is_success() && is_new {
            self.check_accepted();
        }
        if !self.is_head {
            self.check_body(response, &pointer, described);
        }
    }

    /// The JSON pointer of the operation.
    fn pointer(&self) -> String {
        let Listed { function, operation } = self.listed;
        let path = format!("/{}{}", function.folder(), operation.pattern).replace('/', "~1");
        format!("/paths/{path}/{}", operation.method.as_str().to_ascii_lowercase())
    }

    #[track_caller]
    fn check_headers(&self, response: &Response, described: &Value) {
        let status = response.status();
        let named = described["headers"].as_object().unwrap();
        for name in response.headers().keys().map(HeaderName::as_str).filter(|name| !GENERAL_HEADERS.contains(name)) {
            assert!(
                named.contains_key(name),
                "{} {status} has a header {name} that is not in the contract",
                self.listed
            );
        }
        for name in named.keys() {
            let header = resolved(&format!("/components/headers/{name}")).unwrap().1;
            let is_required = header["required"] == true;
            let is_valid = !is_required || response.headers().contains_key(name);
            assert!(is_valid, "{} {status} lacks the header {name}", self.listed);
        }
    }

    /// Checks an accepted request against the contract.
    #[track_caller]
    fn check_accepted(&self) {
        let pointer = format!("{}/requestBody/content/application~1json/schema", self.pointer());
        if let Some((body, _)) = self.body.as_ref().zip(DOCUMENT.pointer(&pointer)) {
            let wrong = mistakes(&pointer, body);
            assert!(
                wrong.is_empty(),
                "{} accepted a body that violates the contract: {wrong:#?} in {body}",
                self.listed
            );
        }
        // Senders of webhooks may add their own query parameters.
        if self.listed.operation.access != Access::Signed {
            self.query_parameters.iter().for_each(|(name, value)| self.check_parameter(name, value));
        }
    }

    #[track_caller]
    fn check_parameter(&self, name: &str, value: &str) {
        let pointer = format!("{}/parameters", self.pointer());
        let parameters = DOCUMENT.pointer(&pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let found = parameters.iter().position(|parameter| parameter["in"] == "query" && parameter["name"] == name);
        let Some(index) = found else {
            panic!("{} accepted the parameter {name}, which is not in the contract", self.listed)
        };
        let value = match parameters[index]["schema"]["type"].as_str() {
            Some("integer" | "boolean") => serde_json::from_str(value).unwrap(),
            _ => Value::from(value),
        };
        let wrong = mistakes(&format!("{pointer}/{index}/schema"), &value);
        assert!(wrong.is_empty(), "{} accepted {name}={value}: {wrong:#?}", self.listed);
    }

    #[track_caller]
    fn check_body(&self, response: &Response, pointer: &str, described: &Value) {
        let (status, listed) = (response.status(), self.listed);
        let kind = response.headers().get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap());
        let Some(kind) = kind else {
            return assert!(
                described.get("content").is_none(),
                "{listed} {status} has no body, but the contract has one"
            );
        };
        assert!(described["content"].get(kind).is_some(), "{listed} {status} is {kind}, which is not in the contract");
        let Body::Text(text) = response.body() else { return };
        let body: Value = serde_json::from_str(text).unwrap();
        let kind = kind.replace('/', "~1");
        let wrong = mistakes(&format!("{pointer}/content/{kind}/schema"), &body);
        assert!(wrong.is_empty(), "the body of {listed} {status} violates the contract: {wrong:#?} in {body:#}");
        if status.is_success() {
            self.check_item_reasons(&body, pointer, described);
        }
    }

    /// Checks the reasons of items in a successful response against `x-reasons`.
    #[track_caller]
    fn check_item_reasons(&self, body: &Value, pointer: &str, described: &Value) {
        let mut reasons = Vec::new();
        collect_reasons(body, &mut reasons);
        if reasons.is_empty() {
            return;
        }
        assert!(described.get("x-reasons").is_some(), "{} has no x-reasons in the contract: {reasons:?}", self.listed);
        for reason in reasons {
            let wrong = mistakes(&format!("{pointer}/x-reasons"), reason);
            assert!(wrong.is_empty(), "{} has a reason that is not in the contract: {reason}", self.listed);
        }
    }
}

/// Returns the value at a JSON pointer with one reference followed, and its pointer.
fn resolved(pointer: &str) -> Option<(String, &'static Value)> {
    let found = DOCUMENT.pointer(pointer)?;
    match found.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let pointer = reference.trim_start_matches('#').to_owned();
            let found = DOCUMENT.pointer(&pointer)?;
            Some((pointer, found))
        }
        None => Some((pointer.to_owned(), found)),
    }
}

/// Returns the violations of the schema at a JSON pointer of the contract.
pub fn mistakes(pointer: &str, value: &Value) -> Vec<String> {
    let validator = validator(pointer);
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn validator(pointer: &str) -> Arc<Validator> {
    if let Some(known) = VALIDATORS.lock().unwrap().get(pointer) {
        return Arc::clone(known);
    }
    let fragment = pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
    let schema =
        json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": format!("{ROOT}#{fragment}")});
    let built = jsonschema::options().with_registry(&REGISTRY).build(&schema);
    let built = Arc::new(built.unwrap_or_else(|error| panic!("{pointer}: {error}")));
    VALIDATORS.lock().unwrap().insert(pointer.to_owned(), Arc::clone(&built));
    built
}

/// Collects the reasons of a body: objects with `code` and `detail` in any list named `reasons` or `warnings`.
fn collect_reasons<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let lists = ["reasons", "warnings"].contains(&name.as_str());
                let items = member.as_array().filter(|_| lists).into_iter().flatten();
                found.extend(items.filter(|item| item.get("code").is_some() && item.get("detail").is_some()));
                collect_reasons(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_reasons(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
