//! Rules of every endpoint, tested by iterating over the declared operations, so that none is left out.

use std::collections::BTreeSet;

use api::{Access, BodyKind};
use lambda_http::{Context, RequestExt};
use serde_json::{Value, json};
use testkit::{Reply, Sent, TestIssuer, send};
use tests::{Function, Listed, OPERATIONS, World};

use crate::samples::{self, Sample};

fn guarded() -> impl Iterator<Item = (&'static Listed, &'static [api::Role])> {
    OPERATIONS.iter().filter_map(|listed| match listed.operation.access {
        Access::Roles(roles) => Some((listed, roles)),
        Access::Public | Access::Members | Access::Signed => None,
    })
}

/// The operations that take a token.
fn with_token() -> impl Iterator<Item = &'static Listed> {
    OPERATIONS.iter().filter(|listed| matches!(listed.operation.access, Access::Roles(_) | Access::Members))
}

fn request(listed: &Listed) -> Sent {
    send(listed.operation.method.as_str(), &listed.path())
}

async fn call(world: &World, listed: &Listed, request: Sent) -> Reply {
    world.call(listed.function, request).await
}

/// A token that the endpoint admits.
fn admitted_token(world: &World, listed: &Listed) -> String {
    let roles = listed.roles();
    let company = (roles[..1] != ["operations"]).then_some("P-1");
    world.issuer.token("U-1", company, &roles[..1], world.clock.now())
}

#[test]
fn every_endpoint_has_a_summary_and_a_route_of_its_own() {
    let mut routes = BTreeSet::new();
    for listed in OPERATIONS.iter() {
        let (summary, route) = (listed.operation.summary, listed.to_string());
        assert!(summary.ends_with('.') && summary.starts_with(char::is_uppercase), "{listed}: {summary:?}");
        assert!(routes.insert(route), "{listed} twice");
    }
}

#[tokio::test]
async fn a_request_without_a_token_is_refused() {
    let world = World::new().await;
    let token = world.admin_of("P-1");
    for listed in with_token() {
        let refused = |reply: Reply| {
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{listed}");
            assert_eq!(reply.refused(401), ["token_missing"], "{listed}");
        };
        refused(call(&world, listed, request(listed)).await);
        for value in [String::new(), "Bearer".to_owned(), format!("Basic {token}"), token.clone()] {
            refused(call(&world, listed, request(listed).header("authorization", &value)).await);
        }
        refused(call(&world, listed, request(listed).token(&token).token(&token)).await);
    }
}

/// Altered, foreign and expired tokens, each with the code of its refusal.
fn forged(world: &World) -> Vec<(String, &'static str)> {
    let now = world.clock.now();
    let token_claims = |more: Value| {
        let mut token_claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin", "operations"]});
        token_claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        token_claims
    };
    let signed = |more: Value| world.issuer.sign(token_claims(more), now);
    let good = signed(json!({}));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let payload = message.split_once('.').unwrap().1;
    vec![
        ("nonsense".to_owned(), "token_malformed"),
        ("a.b.c".to_owned(), "token_malformed"),
        ("x".repeat(17_000), "token_too_long"),
        // {"alg":"none","kid":"test-1"} and {"alg":"HS256","kid":"test-1"}
        (format!("eyJhbGciOiJub25lIiwia2lkIjoidGVzdC0xIn0.{payload}."), "token_algorithm"),
        (format!("eyJhbGciOiJIUzI1NiIsImtpZCI6InRlc3QtMSJ9.{payload}.{signature}"), "token_algorithm"),
        (format!("{}.{signature}", signed(json!({"sub": "U-2"})).rsplit_once('.').unwrap().0), "token_signature"),
        (TestIssuer::new().sign(token_claims(json!({})), now), "token_unknown_key"),
        (signed(json!({"iss": "https://other.example"})), "token_issuer"),
        (signed(json!({"aud": "another-system"})), "token_audience"),
        (signed(json!({"exp": now.as_second() - 61})), "token_expired"),
        (signed(json!({"nbf": now.as_second() + 61})), "token_not_yet_valid"),
        (signed(json!({"sub": ""})), "token_claim"),
        (signed(json!({"company_id": "P 1"})), "token_claim"),
        (signed(json!({"locations": "L 1"})), "token_claim"),
    ]
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let world = World::new().await;
    let forged = forged(&world);
    for listed in with_token() {
        for (token, code) in &forged {
            let reply = call(&world, listed, request(listed).token(token)).await;
            assert_eq!(reply.header("www-authenticate"), Some("Bearer error=\"invalid_token\""), "{listed}");
            assert_eq!(reply.refused(401), [*code], "{listed}");
        }
    }
}

#[tokio::test]
async fn each_wrong_role_is_refused_with_the_roles_that_are_admitted() {
    let world = World::new().await;
    let before = world.database.items();
    for (listed, admits) in guarded() {
        let names = listed.roles();
        let detail = format!("This needs the role {}.", names.join(" or "));
        let wrong = api::Role::ALL.into_iter().filter(|role| !admits.contains(role)).map(api::Role::as_str);
        for role in wrong.chain(["nobody", "MPN_ADMIN"]) {
            for roles in [&[][..], &[role], &[role, "OPERATIONS", "admin"]] {
                let token = world.issuer.token("U-9", Some("P-1"), roles, world.clock.now());
                let reply = call(&world, listed, request(listed).token(&token)).await;
                assert_eq!(reply.body["detail"], detail, "{listed}");
                assert_eq!(reply.refused(403), ["role_missing"], "{listed}");
            }
        }
    }
    assert_eq!(world.database.items(), before);
}

#[tokio::test]
async fn a_partner_role_requires_a_company() {
    let world = World::new().await;
    for (listed, admits) in guarded() {
        for role in admits.iter().filter(|role| **role != api::Role::Operations) {
            let token = world.issuer.token("U-1", None, &[role.as_str()], world.clock.now());
            let reply = call(&world, listed, request(listed).token(&token)).await;
            assert_eq!(reply.refused(403), ["company_missing"], "{role} {listed}");
        }
    }
}

/// A person of a company needs no role, and operations need no company.
#[tokio::test]
async fn an_endpoint_for_members_requires_a_company_or_operations() {
    let world = World::new().await;
    let members = OPERATIONS.iter().filter(|listed| listed.operation.access == Access::Members);
    for listed in members {
        let status = async |company, roles: &[&str]| {
            let token = world.issuer.token("U-9", company, roles, world.clock.now());
            call(&world, listed, request(listed).token(&token)).await
        };
        assert_eq!(status(None, &[]).await.refused(403), ["company_missing"], "{listed}");
        assert_eq!(status(None, &["mpn_admin"]).await.refused(403), ["company_missing"], "{listed}");
        assert_eq!(status(None, &["operations"]).await.refused(422), ["missing"], "{listed}");
        assert_ne!(status(Some("P-1"), &[]).await.refused(403), ["company_missing"], "{listed}");
    }
}

#[tokio::test]
async fn a_signed_endpoint_refuses_an_unsigned_request() {
    let world = World::new().await;
    for listed in OPERATIONS.iter().filter(|listed| listed.operation.access == Access::Signed) {
        let token = world.admin_of("P-1");
        let reply = call(&world, listed, request(listed).token(&token).json(&json!({}))).await;
        assert_eq!(reply.header("www-authenticate"), Some("Webhook-Signature"), "{listed}");
        assert_eq!(reply.refused(401), ["signature_missing"], "{listed}");
    }
}

/// Access is declared at each endpoint. The recorded list shows every change of it in a review.
#[test]
fn the_access_to_every_endpoint_is_as_recorded() {
    let line = |listed: &Listed| match listed.operation.access {
        Access::Public => format!("{listed}: everybody"),
        Access::Signed => format!("{listed}: whoever signs"),
        Access::Members => format!("{listed}: members of a company, operations"),
        Access::Roles(_) => format!("{listed}: {}", listed.roles().join(", ")),
    };
    let found: Vec<String> = OPERATIONS.iter().map(line).collect();
    let recorded: Vec<&str> = include_str!("every_endpoint/access.txt").lines().collect();
    assert_eq!(found, recorded, "as found:\n{}", found.join("\n"));
}

#[tokio::test]
async fn an_unknown_path_is_answered_with_a_problem_document() {
    let world = World::new().await;
    for function in Function::ALL {
        let reply = world.call(function, send("POST", "/nowhere")).await;
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let body = reply.expect(404);
        assert_eq!(crate::bodies::names(&body), ["code", "detail", "reasons", "status", "title", "type"]);
        assert_eq!((&body["type"], &body["status"]), (&json!("urn:problem:not_found"), &json!(404)));
    }
    for listed in OPERATIONS.iter() {
        for path in [format!("{}/no/such/place", listed.path()), format!("{}//", listed.path())] {
            let reply = call(&world, listed, send(listed.operation.method.as_str(), &path)).await;
            assert_eq!(reply.expect(404)["code"], "not_found", "{listed} {path}");
        }
    }
}

/// The expected `Allow` header of an endpoint's path.
fn allowed(listed: &Listed) -> String {
    let path = listed.path();
    let fits = |method: &&str| {
        let takes = |other: &&Listed| other.function == listed.function && other.operation.method == **method;
        OPERATIONS.iter().filter(takes).any(|other| other.takes(&path))
    };
    let mut methods: BTreeSet<&str> = ["DELETE", "GET", "PATCH", "POST", "PUT"].into_iter().filter(fits).collect();
    if methods.contains("GET") {
        methods.insert("HEAD");
    }
    methods.into_iter().collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn a_wrong_method_is_answered_with_the_allowed_ones() {
    let world = World::new().await;
    for listed in OPERATIONS.iter() {
        let reply = call(&world, listed, send("OPTIONS", &listed.path())).await;
        assert_eq!(reply.header("allow"), Some(&*allowed(listed)), "{listed}");
        assert_eq!(reply.expect(405)["code"], "method_not_allowed");
    }
}

#[tokio::test]
async fn head_answers_like_get_without_the_body() {
    let world = World::new().await;
    for listed in OPERATIONS.iter().filter(|listed| listed.operation.method == "GET") {
        let token =
            |sent: Sent| if listed.roles().is_empty() { sent } else { sent.token(&admitted_token(&world, listed)) };
        let got = call(&world, listed, token(send("GET", &listed.path()))).await;
        let head = call(&world, listed, token(send("HEAD", &listed.path()))).await;
        assert_eq!((head.status, head.header("etag")), (got.status, got.header("etag")), "{listed}");
        assert_eq!(head.header("content-type"), got.header("content-type"), "{listed}");
        assert!(head.bytes().is_empty() && head.body.is_null(), "{listed}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_id_of_its_request() {
    let world = World::new().await;
    for listed in OPERATIONS.iter() {
        let mut context = Context::default();
        context.request_id = format!("request-{listed}");
        let request = request(listed).request().with_lambda_context(context.clone());
        let reply = world.answer(listed.function, request).await;
        assert_eq!(reply.header("x-request-id"), Some(&*context.request_id), "{listed}");
    }
}

#[tokio::test]
async fn unknown_and_repeated_parameters_are_refused_in_one_answer() {
    let world = World::new().await;
    for listed in OPERATIONS.iter().filter(|listed| listed.operation.access != Access::Signed) {
        let path = format!("{}?nowhere=1&limit=1&limit=2&go", listed.path());
        let sent = send(listed.operation.method.as_str(), &path);
        let sent = if listed.operation.body == BodyKind::Json { sent.json(&json!({})) } else { sent };
        let sent = if listed.roles().is_empty() { sent } else { sent.token(&admitted_token(&world, listed)) };
        let body = call(&world, listed, sent).await.expect(422);
        let unknown = body["reasons"].as_array().unwrap().iter().filter(|reason| reason["code"] == "unknown_parameter");
        let fields: BTreeSet<&str> = unknown.filter_map(|reason| reason["field"].as_str()).collect();
        assert_eq!(fields, BTreeSet::from(["go", "limit", "nowhere"]), "{listed}: {body:#}");
    }
}

#[tokio::test]
async fn errors_in_parameters_and_body_come_in_one_answer() {
    let world = World::new().await;
    let with_body = |sample: &Sample| sample.body.is_object() && sample.method != "GET";
    for mut sample in samples::all("SA-7KQ2-M9XD-3FHT", "0a1b2c").into_iter().filter(with_body) {
        let joint = if sample.path.contains('?') { '&' } else { '?' };
        sample.path = format!("{}{joint}go=1", sample.path);
        let first = sample.body.as_object().unwrap().keys().next().unwrap().clone();
        sample.body[&first] = json!({"nested": true});
        sample.body["nowhere"] = json!(1);
        let body = world.call(sample.function, sample.sent(&world)).await.expect(422);
        let reported =
            |reason: &Value| ["field", "code"].map(|name| reason[name].as_str().unwrap_or_default().to_owned());
        let reported: BTreeSet<_> = body["reasons"].as_array().unwrap().iter().map(reported).collect();
        for (field, code) in [("go", "unknown_parameter"), ("nowhere", "unknown_field")] {
            assert!(
                reported.contains(&[field.to_owned(), code.to_owned()]),
                "{} {}: {body:#}",
                sample.method,
                sample.path
            );
        }
        let is_first = |[field, _]: &[String; 2]| field.starts_with(&first);
        assert!(reported.iter().any(is_first), "{} {} {first}: {body:#}", sample.method, sample.path);
    }
}

#[tokio::test]
async fn a_malformed_header_is_refused() {
    let world = World::new().await;
    for listed in with_token() {
        let sent = request(listed).token(&admitted_token(&world, listed)).header("idempotency-key", "  ");
        let sent = sent.header("if-match", "3");
        let sent = if listed.operation.body == BodyKind::Json { sent.json(&json!({})) } else { sent };
        let body = call(&world, listed, sent).await.expect(422);
        let fields: Vec<&str> =
            body["reasons"].as_array().unwrap().iter().filter_map(|reason| reason["field"].as_str()).collect();
        assert_eq!(fields[..2], ["Idempotency-Key", "If-Match"], "{listed}: {body:#}");
    }
}

/// A valid request about a voucher, claim, file or profile of another company is answered as if it did not exist.
#[tokio::test]
async fn another_company_changes_and_learns_nothing() {
    const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";
    let world = World::new().await;
    world.ready(NUMBER).await;
    samples::prepare_claims(&world).await;
    let id = world.announce(NUMBER, "more.pdf", tests::PDF).await;
    let named = |sample: &Sample| {
        let path = &sample.path;
        sample.names_voucher || path.contains("/CL-") || path.starts_with("/companies/P-1")
    };
    let before = world.database.items();
    for sample in samples::all(NUMBER, &id).iter().filter(|sample| named(sample)) {
        for role in sample.roles.iter().filter(|role| **role != "operations") {
            let token = world.issuer.token("U-2", Some("P-2"), &[role], world.clock.now());
            let reply = world.call(sample.function, sample.sent_with(&token)).await;
            assert_eq!(reply.status, 404, "{role} {} {}: {:#}", sample.method, sample.path, reply.body);
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Path segments that no number, id or code is read from.
const UNREADABLE: [&str; 5] = ["%F3%9F%8C%98%07%0Aa", "%00", "%25", "%25%2F..", "\u{1f318}"];

/// The sample's path with one captured segment replaced, for each captured segment.
fn with_unreadable_segments(sample: &Sample) -> Vec<String> {
    let pattern = Listed::of(sample.function, sample.method, &sample.path).operation.pattern;
    let (path, query) = sample.path.split_once('?').unwrap_or((&sample.path, ""));
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let captured = pattern.split('/').enumerate().filter(|(_, part)| part.starts_with('{'));
    let replaced = |(index, _): (usize, &str)| {
        let query = &query;
        UNREADABLE
            .iter()
            .map(move |value| {
                let mut parts: Vec<&str> = path.split('/').collect();
                parts[index] = value;
                format!("{}{query}", parts.join("/"))
            })
            .collect::<Vec<_>>()
    };
    captured.flat_map(replaced).collect()
}

/// The kit holds every answer against the contract: one that names a code which its operation does not list fails here.
#[tokio::test]
async fn an_unreadable_number_or_id_in_a_path_is_answered_as_the_contract_says() {
    let world = World::new().await;
    let before = world.database.items();
    for sample in samples::all("SA-7KQ2-M9XD-3FHT", "0a1b2c") {
        for path in with_unreadable_segments(&sample) {
            let sample = Sample { path, ..sample.clone() };
            let reply = world.call(sample.function, sample.sent(&world)).await;
            assert!((400..500).contains(&reply.status), "{} {}: {}", sample.method, sample.path, reply.status);
        }
    }
    assert_eq!(world.database.items(), before);
}

#[test]
fn every_operation_with_a_token_has_a_sample_request() {
    let sampled: BTreeSet<String> = samples::all("SA-7KQ2-M9XD-3FHT", "0a1b2c")
        .iter()
        .map(|sample| Listed::of(sample.function, sample.method, &sample.path).to_string())
        .collect();
    let listed: BTreeSet<String> = with_token().map(Listed::to_string).collect();
    assert_eq!(sampled, listed);
}
