//! Holds every answer of the functions under test against the published contract: its status, headers, content type,
//! body and codes, and what was accepted of the request. What the contract does not name, no function may answer.

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

/// Where the schemas of the contract refer to.
const ROOT: &str = "urn:contract";
/// Headers of HTTP itself, which no contract repeats.
const OF_HTTP: [&str; 2] = ["content-type", "cache-control"];

/// The contract as the functions make it.
static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

static REGISTRY: LazyLock<Registry<'static>> =
    LazyLock::new(|| Registry::new().add(ROOT, &*DOCUMENT).unwrap().prepare().unwrap());

/// The validators of the places in the contract, made when they are first needed.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// A request to an operation, before it is answered.
pub(crate) struct Exchange {
    listed: &'static Listed,
    is_head: bool,
    /// The body, where it is JSON.
    sent: Option<Value>,
    /// The parameters of the query string, without those that are empty: they count as absent.
    asked: Vec<(String, String)>,
}

impl Exchange {
    /// Nothing where no operation is called: an unknown path, another method.
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
        let sent = serde_json::from_slice(request.body().as_ref()).ok();
        let asked = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned();
        let asked = asked.filter(|(_, value)| !value.trim().is_empty()).collect();
        Some(Self { listed, is_head, sent, asked })
    }

    /// # Panics
    /// When the answer, or what it accepts, is not as the contract says.
    #[track_caller]
    pub(crate) fn check(&self, response: &Response) {
        let status = response.status().as_u16();
        let place = format!("{}/responses/{status}", self.place());
        let Some((place, described)) = resolved(&place) else { panic!("{} has no answer {status}", self.listed) };
        self.check_headers(response, described);
        // A message that was processed before is answered whatever it says now.
        let is_first = self.listed.operation.access != Access::Signed || response.status() == StatusCode::CREATED;
        if response.status().is_success() && is_first {
            self.check_accepted();
        }
        if !self.is_head {
            self.check_body(response, &place, described);
        }
    }

    /// The operation's place in the contract, as a JSON pointer.
    fn place(&self) -> String {
        let Listed { function, operation } = self.listed;
        let path = format!("/{}{}", function.folder(), operation.pattern).replace('/', "~1");
        format!("/paths/{path}/{}", operation.method.as_str().to_ascii_lowercase())
    }

    #[track_caller]
    fn check_headers(&self, response: &Response, described: &Value) {
        let status = response.status();
        let named = described["headers"].as_object().unwrap();
        for name in response.headers().keys().map(HeaderName::as_str).filter(|name| !OF_HTTP.contains(name)) {
            assert!(
                named.contains_key(name),
                "{} {status} has a header {name} that is not in the contract",
                self.listed
            );
        }
        for name in named.keys() {
            let header = resolved(&format!("/components/headers/{name}")).unwrap().1;
            let must = header["required"] == true;
            assert!(!must || response.headers().contains_key(name), "{} {status} lacks the header {name}", self.listed);
        }
    }

    /// What was accepted is what the contract says is accepted.
    #[track_caller]
    fn check_accepted(&self) {
        let place = format!("{}/requestBody/content/application~1json/schema", self.place());
        if let Some((sent, _)) = self.sent.as_ref().zip(DOCUMENT.pointer(&place)) {
            let wrong = mistakes(&place, sent);
            assert!(wrong.is_empty(), "{} accepted what the contract does not: {wrong:#?} in {sent}", self.listed);
        }
        // Systems that sign are configured by others, who may put parameters of their own into the address.
        if self.listed.operation.access != Access::Signed {
            self.asked.iter().for_each(|(name, value)| self.check_parameter(name, value));
        }
    }

    #[track_caller]
    fn check_parameter(&self, name: &str, value: &str) {
        let place = format!("{}/parameters", self.place());
        let parameters = DOCUMENT.pointer(&place).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let found = parameters.iter().position(|parameter| parameter["in"] == "query" && parameter["name"] == name);
        let Some(index) = found else { panic!("{} accepted the parameter {name}, which is not named", self.listed) };
        let value = match parameters[index]["schema"]["type"].as_str() {
            Some("integer" | "boolean") => serde_json::from_str(value).unwrap(),
            _ => Value::from(value),
        };
        let wrong = mistakes(&format!("{place}/{index}/schema"), &value);
        assert!(wrong.is_empty(), "{} accepted {name}={value}: {wrong:#?}", self.listed);
    }

    #[track_caller]
    fn check_body(&self, response: &Response, place: &str, described: &Value) {
        let (status, listed) = (response.status(), self.listed);
        let kind = response.headers().get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap());
        let Some(kind) = kind else {
            return assert!(described.get("content").is_none(), "{listed} {status} has no body");
        };
        assert!(described["content"].get(kind).is_some(), "{listed} {status} is {kind}, which is not in the contract");
        let Body::Text(text) = response.body() else { return };
        let body: Value = serde_json::from_str(text).unwrap();
        let kind = kind.replace('/', "~1");
        let wrong = mistakes(&format!("{place}/content/{kind}/schema"), &body);
        assert!(wrong.is_empty(), "{listed} {status} is not as the contract says: {wrong:#?} in {body:#}");
        if status.is_success() {
            self.check_told(&body, place, described);
        }
    }

    /// The reasons that a success tells of items are those that the contract names.
    #[track_caller]
    fn check_told(&self, body: &Value, place: &str, described: &Value) {
        let mut told = Vec::new();
        collect_reasons(body, &mut told);
        if told.is_empty() {
            return;
        }
        assert!(described.get("x-reasons").is_some(), "{} tells reasons: {told:?}", self.listed);
        for reason in told {
            let wrong = mistakes(&format!("{place}/x-reasons"), reason);
            assert!(wrong.is_empty(), "{} tells a reason that is not in the contract: {reason}", self.listed);
        }
    }
}

/// What is at a place of the contract, behind a reference if there is one, and where that is.
fn resolved(place: &str) -> Option<(String, &'static Value)> {
    let found = DOCUMENT.pointer(place)?;
    match found.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let place = reference.trim_start_matches('#').to_owned();
            let found = DOCUMENT.pointer(&place)?;
            Some((place, found))
        }
        None => Some((place.to_owned(), found)),
    }
}

/// Everything in a value that does not fit the schema at a place of the contract.
pub fn mistakes(place: &str, value: &Value) -> Vec<String> {
    let validator = validator(place);
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn validator(place: &str) -> Arc<Validator> {
    if let Some(known) = VALIDATORS.lock().unwrap().get(place) {
        return Arc::clone(known);
    }
    let fragment = place.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
    let schema =
        json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": format!("{ROOT}#{fragment}")});
    let built = jsonschema::options().with_registry(&REGISTRY).build(&schema);
    let built = Arc::new(built.unwrap_or_else(|error| panic!("{place}: {error}")));
    VALIDATORS.lock().unwrap().insert(place.to_owned(), Arc::clone(&built));
    built
}

/// The reasons in an answer, wherever they stand: objects with a code and a detail in a list of reasons or warnings.
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
