//! Cross-origin access: the methods and headers that front ends on other origins may use follow from the contract. The
//! template configures the same in AWS, which answers preflight requests itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Template, text};

/// The methods and headers that pages of other origins need from a function.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cors {
    methods: BTreeSet<String>,
    request_headers: BTreeSet<String>,
    exposed_headers: BTreeSet<String>,
}

/// Request headers that browsers may always send.
const ALWAYS_SENT: [&str; 3] = ["accept", "accept-language", "content-language"];
/// Response headers that browsers always expose.
const ALWAYS_SHOWN: [&str; 7] =
    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];

/// The access that the operations of a function need, or `None` if only signing systems call it: they are no browsers.
fn cors_of(document: &Value, function: &str) -> Option<Cors> {
    let operations = operations(document, function);
    let for_browsers = operations.iter().filter(|(_, operation)| !is_signed(operation));
    let mut cors = Cors::default();
    for (method, operation) in for_browsers {
        cors.methods.insert(method.to_uppercase());
        cors.request_headers.extend(request_headers(document, operation));
        cors.exposed_headers.extend(response_headers(document, operation));
    }
    if cors.methods.is_empty() {
        return None;
    }
    if cors.methods.contains("GET") {
        cors.methods.insert("HEAD".to_owned());
    }
    cors.request_headers.extend(["authorization", "content-type"].map(str::to_owned));
    // Sent with 405 for a method that a path does not have, which is no operation of the document.
    cors.exposed_headers.insert("allow".to_owned());
    cors.request_headers.retain(|name| !ALWAYS_SENT.contains(&name.as_str()));
    cors.exposed_headers.retain(|name| !ALWAYS_SHOWN.contains(&name.as_str()));
    Some(cors)
}

/// The operations of a function with their methods; the parameters of the path are merged into each.
fn operations(document: &Value, function: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        if path.split('/').nth(1) != Some(function) {
            continue;
        }
        for method in ["get", "head", "post", "put", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let mut operation = operation.clone();
            let shared = list(&item["parameters"]);
            operation["parameters"] = [shared, list(&operation["parameters"])].concat().into();
            found.push((method.to_owned(), operation));
        }
    }
    found
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn is_signed(operation: &Value) -> bool {
    list(&operation["security"]).iter().any(|scheme| scheme.get("webhook").is_some())
}

fn request_headers(document: &Value, operation: &Value) -> Vec<String> {
    let parameters = list(&operation["parameters"]);
    let parameters = parameters.iter().map(|parameter| resolved(document, parameter));
    parameters.filter(|parameter| parameter["in"] == "header").map(|parameter| lower(&parameter["name"])).collect()
}

fn response_headers(document: &Value, operation: &Value) -> Vec<String> {
    let answers = operation["responses"].as_object().unwrap().values().map(|answer| resolved(document, answer));
    answers
        .filter_map(|answer| answer["headers"].as_object())
        .flat_map(|headers| headers.keys())
        .map(|name| name.to_lowercase())
        .collect()
}

fn lower(name: &Value) -> String {
    name.as_str().unwrap().to_lowercase()
}

fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(reference) => resolved(document, document.pointer(reference.trim_start_matches('#')).unwrap()),
        None => value,
    }
}

fn document() -> Value {
    let header = |name: &str| json!({"name": name, "in": "header"});
    json!({
        "paths": {
            "/reservation/validate": {"post": {
                "security": [{"bearer": []}],
                "responses": {"200": {"headers": {"ETag": {}}}, "401": {"$ref": "#/components/responses/Unauthorized"}},
            }},
            "/reservation/reservations/{id}": {
                "parameters": [header("Idempotency-Key"), {"name": "id", "in": "path"}],
                "patch": {
                    "security": [{"bearer": []}], "parameters": [{"$ref": "#/components/parameters/IfMatch"}],
                    "responses": {"200": {"headers": {"x-request-id": {}, "Content-Type": {}}}},
                },
            },
            "/reservation-demo/read": {"get": {
                "security": [], "parameters": [header("accept-language")], "responses": {"200": {}},
            }},
            "/payment-status/events": {"post": {
                "security": [{"webhook": []}], "parameters": [header("webhook-id")], "responses": {"200": {}},
            }},
        },
        "components": {
            "parameters": {"IfMatch": header("if-match")},
            "responses": {"Unauthorized": {"headers": {"www-authenticate": {}}}},
        },
    })
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_function_needs_the_methods_and_headers_of_all_its_operations() {
    let needed = Cors {
        methods: set(&["PATCH", "POST"]),
        request_headers: set(&["authorization", "content-type", "idempotency-key", "if-match"]),
        exposed_headers: set(&["allow", "etag", "www-authenticate", "x-request-id"]),
    };
    assert_eq!(cors_of(&document(), "reservation"), Some(needed));
}

#[test]
fn a_get_operation_also_allows_head_and_headers_that_browsers_always_allow_are_not_listed() {
    let needed = Cors {
        methods: set(&["GET", "HEAD"]),
        request_headers: set(&["authorization", "content-type"]),
        exposed_headers: set(&["allow"]),
    };
    assert_eq!(cors_of(&document(), "reservation-demo"), Some(needed));
}

#[test]
fn signed_webhooks_need_no_cross_origin_access() {
    assert_eq!(cors_of(&document(), "payment-status"), None);
    assert_eq!(cors_of(&document(), "claims"), None);
}

/// Formats the lists as the template writes them.
fn lines(cors: Option<&Cors>) -> String {
    let Some(cors) = cors else { return "no Cors".to_owned() };
    let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    format!(
        "AllowMethods: [{}]\nAllowHeaders: [{}]\nExposeHeaders: [{}]",
        list(&cors.methods),
        list(&cors.request_headers),
        list(&cors.exposed_headers)
    )
}

fn template_cors(properties: &serde_yaml_ng::Value) -> Option<Cors> {
    let cors = &properties["FunctionUrlConfig"]["Cors"];
    let names = |list: &str| cors[list].as_sequence().unwrap().iter().map(text).collect();
    (!cors.is_null()).then(|| Cors {
        methods: names("AllowMethods"),
        request_headers: names("AllowHeaders"),
        exposed_headers: names("ExposeHeaders"),
    })
}

/// Browsers may send and read exactly the headers that the endpoints accept and answer.
#[test]
fn the_template_allows_other_origins_exactly_what_the_endpoints_offer() {
    let document = tests::document();
    let template = Template::read();
    let mut wrong = Vec::new();
    for (function, properties) in template.functions() {
        let (needed, found) = (cors_of(&document, &function), template_cors(properties));
        if needed != found {
            wrong.push(format!(
                "{function} should have:\n{}\nand has:\n{}",
                lines(needed.as_ref()),
                lines(found.as_ref())
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
