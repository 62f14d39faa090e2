use super::*;
use serde_json::json;
use std::collections::BTreeSet;

/// The page of a document with these paths and schemas.
fn page(paths: &Value, schemas: &Value) -> String {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Sample", "version": "1"}, "tags": [{"name": "first"}], "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "webhook": {"type": "apiKey", "in": "header", "name": "webhook-signature"},
            },
        },
    });
    Reference::of(&document).unwrap().render().unwrap()
}

/// The page of one operation with a JSON body.
fn page_of_body(schema: &Value, schemas: &Value) -> String {
    let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    page(&json!({"/first/a": {"post": {"operationId": "a", "requestBody": body, "responses": {}}}}), schemas)
}

/// The visible text of a page.
fn read(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let texts = body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let codes = [("&", "38"), ("<", "60"), (">", "62"), ("\"", "34"), ("'", "39")];
    codes.iter().fold(text.to_owned(), |text, (mark, code)| text.replace(mark, &format!("&#{code};")))
}

fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

fn committed() -> (Value, String) {
    let settings = crate::settings::Settings::new(std::path::Path::new("/data"), 9000, false).unwrap();
    let document: Value = serde_json::from_slice(&std::fs::read(settings.document()).unwrap()).unwrap();
    let page = Reference::of(&document).unwrap().render().unwrap();
    (document, page)
}

#[test]
fn every_operation_schema_and_function_of_the_committed_document_has_an_anchor() {
    let (document, page) = committed();
    let ids: BTreeSet<&str> = ids(&page).into_iter().collect();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values().filter(|operation| operation["operationId"].is_string()) {
            assert!(ids.contains(operation["operationId"].as_str().unwrap()), "{operation}");
            let summary = escaped(operation["summary"].as_str().unwrap());
            assert!(page.contains(&summary), "{summary}");
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let code = schema["properties"]["code"]["const"].as_str();
        let id = code.map_or_else(|| format!("schema-{name}"), |code| format!("reason-{code}"));
        assert!(ids.contains(id.as_str()), "{id}");
    }
    for tag in document["tags"].as_array().unwrap() {
        assert!(ids.contains(format!("function-{}", tag["name"].as_str().unwrap()).as_str()), "{tag}");
    }
}

#[test]
fn every_link_has_a_target_and_anchors_are_unique() {
    let (_, page) = committed();
    let (all, distinct) = (ids(&page), ids(&page).into_iter().collect::<BTreeSet<_>>());
    assert_eq!(all.len(), distinct.len());
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(distinct.contains(link), "#{link}");
    }
}

#[test]
fn the_page_loads_no_other_file_and_is_deterministic() {
    let (_, page) = committed();
    for foreign in ["<script", "<link", "<img", "url(", "@import", "style=", "src="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page, committed().1);
}

#[test]
fn texts_of_the_document_are_escaped() {
    let evil = "<script>alert('&')</script>";
    let schema = json!({
        "description": evil, "properties": {evil: {"type": evil, "enum": [evil], evil: {evil: evil}, "format": evil}},
    });
    let operation = json!({
        "operationId": evil, "summary": evil, "description": evil, "tags": [evil], "x-roles": [evil],
        "security": [{evil: []}], evil: evil,
        "parameters": [{"name": evil, "in": evil, "description": evil, "example": evil, "schema": {"$ref": evil}}],
        "requestBody": {"description": evil, "content": {evil: {"schema": {"$ref": "#/components/schemas/<b>"}, "example": evil}}},
        "responses": {evil: {
            "description": format!("- {evil}\n\n`{evil}`\n\n**{evil}**\n\n# {evil}\n```\n{evil}\n```"),
            "headers": {evil: {"description": evil}},
        }},
    });
    let page = page(&json!({evil: {"get": operation}}), &json!({"<b>": schema}));
    assert!(!page.contains("<script") && !page.contains("<b>\"") && !page.contains("#<"), "{page}");
    assert!(page.matches("&#60;script&#62;").count() > 20, "{page}");
}

#[test]
fn fields_are_listed_through_references_lists_maps_and_alternatives() {
    let schemas = json!({
        "Order": {
            "type": "object", "required": ["lines"], "properties": {
                "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                "names": {"type": "object", "additionalProperties": {"type": "string"}},
                "to": {"anyOf": [{"$ref": "#/components/schemas/Address"}, {"type": "null"}]},
                "paid": {"oneOf": [{"$ref": "#/components/schemas/Line"}, {"$ref": "#/components/schemas/Address"}]},
            },
        },
        "Line": {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}},
        "Address": {"type": "object", "properties": {"city": {"type": ["string", "null"]}}},
    });
    let page = page_of_body(&json!({"$ref": "#/components/schemas/Order"}), &schemas);
    let seen = read(&page);
    for line in [
        "lines required list of Line",
        "lines[].count required whole number",
        "names map of names to text",
        "to Address or null",
        "to.city text or null",
        "paid one of: Line, Address",
        "As Line paid.count required whole number",
        "As Address paid.city text or null",
    ] {
        assert!(seen.contains(line), "{line}: {seen}");
    }
    assert!(page.contains("<a href=\"#schema-Line\">Line</a>"));
}

#[test]
fn parts_of_all_of_are_merged() {
    let schemas = json!({"Base": {
        "type": "object", "required": ["id"], "properties": {"id": {"type": "string", "maxLength": 9}},
    }});
    let schema = json!({
        "allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["day"], "properties": {
            "day": {"type": "string", "format": "date"}, "id": {"minLength": 2},
        }}],
    });
    let seen = read(&page_of_body(&schema, &schemas));
    assert!(seen.contains("day required day, YYYY-MM-DD id required text2 to 9 characters"), "{seen}");
}

#[test]
fn a_recursive_schema_is_only_named() {
    let node = json!({"type": "object", "required": ["next"], "properties": {
        "next": {"$ref": "#/components/schemas/Other"}, "self": {"$ref": "#/components/schemas/Node"},
    }});
    let schemas = json!({
        "Node": node,
        "Other": {"properties": {"back": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
        "Loop": {"$ref": "#/components/schemas/Pool"}, "Pool": {"$ref": "#/components/schemas/Loop"},
        "Whole": {"allOf": [{"$ref": "#/components/schemas/Whole"}, {"type": "object"}]},
    });
    let seen = read(&page_of_body(&json!({"$ref": "#/components/schemas/Node"}), &schemas));
    assert!(seen.contains("next.back list of Node") && seen.contains("self Node"), "{seen}");
    assert!(!seen.contains("self.") && !seen.contains("next.back[]"), "{seen}");
}

#[test]
fn limits_values_and_examples_are_shown_in_words() {
    for (schema, words) in [
        (json!({"type": "string", "minLength": 1, "maxLength": 255}), "text; 1 to 255 characters"),
        (json!({"type": "string", "maxLength": 1}), "text; at most 1 character"),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 25}),
            "whole number; 1 to 100; if absent: 25",
        ),
        (json!({"type": "number", "exclusiveMinimum": 0, "multipleOf": 5}), "number; more than 0; a multiple of 5"),
        (
            json!({"type": "array", "minItems": 2, "maxItems": 2, "uniqueItems": true}),
            "list; exactly 2 items; no item twice",
        ),
        (
            json!({"type": "array", "items": {"type": "string", "maxLength": 9}}),
            "list of text; each: at most 9 characters",
        ),
        (json!({"enum": ["a", "b"]}), "text; allowed: a, b"),
        (json!({"const": "paid"}), "always \"paid\""),
        (json!({"type": "string", "pattern": "^a$", "examples": ["a"]}), "text; such as a; matches ^a$"),
        (json!({"type": "string", "format": "date-time"}), "instant, RFC 3339 in UTC"),
        (json!({"type": "string", "format": "colour"}), "text (colour)"),
        (json!({"type": ["integer", "string"]}), "whole number or text"),
        (json!({"type": "string", "deprecated": true, "readOnly": false}), "text; deprecated"),
        (json!({"type": "object", "additionalProperties": false}), "object; no other fields"),
        (json!({}), "anything"),
        (json!(false), "nothing"),
    ] {
        let words = escaped(words);
        let seen = read(&page_of_body(&schema, &json!({})));
        assert!(seen.contains(&format!("application/json {words}")), "{schema}: {seen}");
    }
}

#[test]
fn unknown_keywords_are_shown_as_json() {
    let schema = json!({
        "type": "object", "x-secret": {"a": [1]}, "dependentRequired": {"a": ["b"]},
        "anyOf": [{"type": "string"}, {"type": "integer"}], "oneOf": [{"type": "string"}, {"type": "boolean"}],
    });
    let seen = read(&page_of_body(&schema, &json!({}))).replace("&#34;", "\"");
    for shown in [r#"x-secret: {"a":[1]}"#, r#"dependentRequired: {"a":["b"]}"#, r#"anyOf: [{"type":"string"}"#] {
        assert!(seen.contains(shown), "{shown}: {seen}");
    }
    let operation = json!({"operationId": "a", "responses": {}, "x-limit": 5, "security": []});
    let seen = read(&page(&json!({"/first/a": {"get": operation}}), &json!({})));
    assert!(seen.contains("x-limit: 5"), "{seen}");
}

#[test]
fn optional_fields_of_a_response_are_marked() {
    let schema = json!({"required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
    let answer = json!({"description": "Done.", "content": {"application/json": {"schema": schema}}});
    let operation = json!({"operationId": "a", "responses": {"200": answer}});
    let seen = read(&page(&json!({"/first/a": {"get": operation}}), &json!({})));
    assert!(seen.contains("Answer 200 Done.") && seen.contains("a text b may be absent text"), "{seen}");
}

#[test]
fn a_reference_that_cannot_be_followed_is_shown() {
    let seen = read(&page_of_body(&json!({"$ref": "other.json#/X"}), &json!({})));
    assert!(seen.contains("application/json other.json#/X"), "{seen}");
}

#[test]
fn every_operation_shows_its_allowed_callers() {
    for (security, roles, words) in [
        (json!([]), json!(null), "May call: anyone, without a token."),
        (json!([{"bearer": []}]), json!(["incentives"]), "May call: bearer with the role incentives."),
        (json!([{"bearer": []}]), json!(["a", "b"]), "May call: bearer with one of the roles a, b."),
        (json!([{"bearer": []}, {"webhook": []}]), json!(null), "May call: bearer or webhook."),
        (json!([{"bearer": []}, {}]), json!(null), "May call: bearer or anyone."),
    ] {
        let operation = json!({"operationId": "a", "security": security, "x-roles": roles, "responses": {}});
        let seen = read(&page(&json!({"/first/a": {"get": operation}}), &json!({})));
        assert!(seen.contains(words), "{words}: {seen}");
    }
}

#[test]
fn parameters_are_sorted_by_location_and_those_of_the_operation_override() {
    let parameter = |name: &str, place: &str, about: &str| json!({"name": name, "in": place, "description": about, "schema": {"type": "string"}});
    let operation = json!({
        "operationId": "a", "responses": {},
        "parameters": [parameter("if-match", "header", "h"), parameter("limit", "query", "q"), parameter("id", "path", "new")],
    });
    let seen = read(&page(
        &json!({"/first/{id}": {"parameters": [parameter("id", "path", "old")], "get": operation}}),
        &json!({}),
    ));
    assert!(seen.contains("id path text new limit query text q if-match header text h"), "{seen}");
}

#[test]
fn errors_list_their_codes_and_each_reason_once_with_its_params() {
    let schemas = json!({"ReasonTooLong": {
        "description": "A text is too long.",
        "properties": {"code": {"const": "too_long"}, "params": {"properties": {"max": {"type": "integer"}}}},
    }});
    let refused = json!({"description": "Refused.", "content": {"application/problem+json": {"schema": {"properties": {
        "code": {"enum": ["invalid_request", "too_long"]},
        "reasons": {"items": {"anyOf": [{"$ref": "#/components/schemas/ReasonTooLong"}]}},
    }}}}});
    let operation = json!({"operationId": "a", "responses": {"409": refused.clone(), "422": refused}});
    let page = page(&json!({"/first/a": {"get": operation}}), &schemas);
    let seen = read(&page);
    assert!(seen.contains("409invalid_request, too_long Refused. 422invalid_request"), "{seen}");
    assert!(seen.contains("1 reason that errors or items of a list may name"), "{seen}");
    assert!(seen.contains("too_long maxA text is too long."), "{seen}");
    assert!(page.contains("<article id=\"reason-too_long\">") && !page.contains("schema-ReasonTooLong"));
}

#[test]
fn functions_are_in_the_order_of_the_document() {
    let operation = |id: &str| json!({"get": {"operationId": id, "responses": {}}});
    let paths = json!({"/another/x": operation("x"), "/first/y": operation("y")});
    let page = page(&paths, &json!({}));
    assert!(page.find("id=\"function-first\"").unwrap() < page.find("id=\"function-another\"").unwrap());
    assert!(["x", "y"].iter().all(|id| ids(&page).contains(id)));
}

#[test]
fn another_version_of_openapi_is_refused() {
    assert!(Reference::of(&json!({"openapi": "3.0.3"})).is_err());
    assert!(Reference::read(b"{").is_err());
}
