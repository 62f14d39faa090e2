//! The published OpenAPI document: its rules for every operation. The requests and answers of all other tests are
//! checked against it as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use api::auth::error::TokenError;
use api::webhook::signature::SignatureError;
use api::{Access, BodyKind, FAULTS, FORBIDDEN, NOT_FOUND};
use domain::deliverable::Defect;
use domain::refusal::Rule;
use domain::{Flaw, ReasonKind};
use serde_json::Value;
use tests::{OPERATIONS, document, mistakes};

/// Set by `cargo dev openapi`.
const WRITE: &str = "WRITE_CONTRACT";

fn operations() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        all.extend(methods.as_object().unwrap().values().map(|operation| (path.clone(), operation.clone())));
    }
    all
}

#[test]
fn the_committed_document_equals_the_generated_one() {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../functions/openapi.json"));
    let made = format!("{:#}\n", document());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == made, "functions/openapi.json is out of date; `cargo dev openapi` writes it");
}

#[test]
fn every_operation_has_a_unique_id() {
    let described = operations();
    assert_eq!(described.len(), OPERATIONS.len());
    let ids: BTreeSet<&str> =
        described.iter().map(|(_, operation)| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), OPERATIONS.len(), "operation ids are unique");
    for id in ids {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!(
            id.split('_').count() >= 2 && id.split('_').all(is_word),
            "{id} is not a verb and a noun in snake case"
        );
    }
}

#[test]
fn every_operation_names_its_security_scheme_and_roles() {
    for listed in OPERATIONS.iter() {
        let (_, operation) = of(listed.operation.id);
        let ways = operation["security"].as_array().unwrap();
        match listed.operation.access {
            Access::Public => assert!(ways.is_empty(), "{listed}"),
            Access::Signed => assert!(ways[0].get("webhook").is_some(), "{listed}"),
            Access::Members => {
                assert!(ways[0].get("bearer").is_some(), "{listed}");
                assert_eq!(operation.get("x-roles"), None, "{listed}");
            }
            Access::Roles(_) => {
                assert!(ways[0].get("bearer").is_some(), "{listed}");
                assert_eq!(operation["x-roles"], Value::from(listed.roles()), "{listed}");
            }
        }
    }
}

fn of(id: &str) -> (String, Value) {
    operations().into_iter().find(|(_, operation)| operation["operationId"] == id).unwrap()
}

#[test]
fn every_operation_lists_its_answers_by_status() {
    for (path, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().all(|status| status.len() == 3), "{path} has a default answer");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{path} never succeeds");
        for must in ["422", "500", "503"] {
            assert!(answers.contains_key(must), "{path} lacks {must}");
        }
    }
}

#[test]
fn every_body_has_an_example_that_is_accepted() {
    for listed in OPERATIONS.iter().filter(|listed| listed.operation.body != BodyKind::Empty) {
        let (path, operation) = of(listed.operation.id);
        let content = operation["requestBody"]["content"].as_object().unwrap();
        let (kind, body) = content.iter().next().unwrap();
        let example = body.get("example").unwrap_or_else(|| panic!("{listed} has no example"));
        let method = listed.operation.method.as_str().to_ascii_lowercase();
        let (path, kind) = (path.replace('/', "~1"), kind.replace('/', "~1"));
        let wrong = mistakes(&format!("/paths/{path}/{method}/requestBody/content/{kind}/schema"), example);
        assert!(wrong.is_empty(), "{listed}: {wrong:#?}");
    }
}

#[test]
fn every_query_parameter_is_described() {
    for (path, operation) in operations() {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
            assert!(parameter["description"].is_string(), "{path} {}", parameter["name"]);
        }
    }
}

/// A path parameter that the registry does not list would be documented as free text.
#[test]
fn every_path_parameter_has_examples() {
    for (path, operation) in operations() {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "path") {
            assert!(parameter["schema"]["examples"].is_array(), "{path} {}", parameter["name"]);
        }
    }
}

/// Client generators ignore the siblings of a `$ref`.
#[test]
fn a_reference_has_no_sibling_but_a_description() {
    fn check(value: &Value) {
        if let Value::Object(members) = value {
            let siblings = members.keys().filter(|name| *name != "$ref" && *name != "description").count();
            assert!(!members.contains_key("$ref") || siblings == 0, "{value}");
        }
        match value {
            Value::Object(members) => members.values().for_each(check),
            Value::Array(items) => items.iter().for_each(check),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    check(&document());
}

/// Two types of one name would be published as `Line` and `Line2`, in arbitrary order.
#[test]
fn no_two_types_have_the_same_name() {
    let document = document();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(!name.ends_with(|last: char| last.is_ascii_digit()), "{name} shares its name with another type");
    }
}

#[test]
fn every_schema_is_described() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let about = schema["description"].as_str().unwrap_or_default();
        assert!(!about.is_empty(), "{name} is not described");
        assert!(!about.contains('`') || about.matches('`').count() % 2 == 0, "{name}: {about}");
    }
}

#[test]
fn every_rule_is_named_by_an_operation() {
    let text = document().to_string();
    for rule in Rule::ALL {
        let code = format!("\"const\":\"{}\"", rule.code());
        assert!(text.contains(&code), "no operation names {}", rule.code());
    }
}

/// Clients choose their message by the code, so a code has the same parameters wherever it is returned.
#[test]
fn a_code_has_the_same_parameters_everywhere() {
    let rules = Rule::ALL.iter().map(|rule| rule.kind());
    let flaws = Flaw::ALL.iter().map(|flaw| flaw.kind());
    let others = FORBIDDEN.iter().chain(FAULTS).chain(TokenError::KINDS).chain(SignatureError::KINDS);
    let defects = Defect::ALL.into_iter().map(ReasonKind::from);
    let others = others.copied().chain(defects).chain([NOT_FOUND]);
    let mut known: BTreeMap<&str, ReasonKind> = BTreeMap::new();
    for kind in rules.chain(flaws).chain(others) {
        let first = known.entry(kind.code).or_insert(kind);
        assert_eq!((first.params, first.template), (kind.params, kind.template), "{}", kind.code);
    }
}
