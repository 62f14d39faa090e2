use futures::future::BoxFuture;
use lambda_http::RequestExt;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::*;
use crate::{Context, TokenPolicy, TokenVerifier};

/// The services of the test endpoints: the handler to run.
struct Handler(Outcome);
type Outcome = fn(OpenContext<'_>) -> Result<Answer, Failure>;
type OpenContext<'a> = Context<'a, Handler, (), (), ()>;

fn answer(context: OpenContext<'_>) -> BoxFuture<'_, Result<Answer, Failure>> {
    Box::pin(async move { (context.services.0)(context) })
}

fn api(outcome: Outcome) -> Api<Handler> {
    let policy = TokenPolicy::new("https://issuer.example", "client-1", None).unwrap();
    let keys = crate::auth::issuer::HttpKeys::new("https://issuer.example").unwrap();
    let tokens = TokenVerifier::new(policy, crate::auth::token::KeySource::Issuer(keys));
    let endpoints = vec![
        Endpoint::post("sample_post", "/claims", "Sample.").answers(StatusCode::CREATED, answer),
        Endpoint::get("sample_get", "/claims/{claim_id}", "Sample.").answers(StatusCode::OK, answer),
        Endpoint::get("sample_get", "/staff", "Sample.")
            .roles(&[crate::Role::Operations])
            .answers(StatusCode::OK, |_| Box::pin(async { Ok(Answer::empty()) })),
    ];
    Api::new(endpoints, Handler(outcome), tokens, Clock::system())
}

fn request(method: Method, path: &str) -> Request {
    let mut context = lambda_http::Context::default();
    context.request_id = "req-1".to_owned();
    let request = lambda_http::http::Request::builder().method(method).uri(path).body(Body::Empty).unwrap();
    request.with_lambda_context(context)
}

async fn served(method: Method, path: &str, outcome: Outcome) -> Response {
    api(outcome).serve(request(method, path)).await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn an_answer_carries_its_revision_and_the_request_id() {
    let response = served(Method::GET, "/claims/CL-SA-0000-0007", |context| {
        Ok(Answer::json(&json!({"id": context.path.get("claim_id")}))?.with_rev(3).untyped())
    })
    .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(json_of(&response), json!({"id": "CL-SA-0000-0007"}));
    assert_eq!(header(&response, "etag"), Some("\"3\""));
    assert_eq!(header(&response, "x-request-id"), Some("req-1"));
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    assert_eq!(header(&response, "cache-control"), Some("no-store"));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let response =
        served(Method::HEAD, "/claims/CL-SA-0000-0007", |_| Ok(Answer::json(&json!({}))?.with_rev(3).untyped())).await;
    assert_eq!((response.status().as_u16(), header(&response, "etag")), (200, Some("\"3\"")));
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    assert!(response.body().is_empty());
    let missing = served(Method::HEAD, "/nothing", |_| Ok(Answer::empty())).await;
    assert_eq!((missing.status().as_u16(), missing.body().is_empty()), (404, true));
}

#[tokio::test]
async fn a_path_with_an_impossible_id_is_404() {
    let response = served(Method::GET, "/claims/%2F..%2Fetc", |_| Ok(Answer::empty())).await;
    assert_eq!((response.status().as_u16(), &json_of(&response)["code"]), (404, &json!("claim_not_found")));
}

#[tokio::test]
async fn every_problem_of_a_request_is_reported_in_one_answer() {
    let mut wrong = request(Method::POST, "/claims?go=1");
    *wrong.body_mut() = Body::from(r#"{"a": 1}"#);
    wrong.headers_mut().insert("if-match", "3".parse().unwrap());
    wrong.headers_mut().insert("idempotency-key", "".parse().unwrap());
    let response = api(|_| Ok(Answer::empty())).serve(wrong).await.unwrap();
    assert_eq!(response.status().as_u16(), 422);
    let fields: Vec<Value> =
        json_of(&response)["reasons"].as_array().unwrap().iter().map(|r| r["field"].clone()).collect();
    assert_eq!(fields, ["Idempotency-Key", "If-Match", "go", "a"]);
}

#[tokio::test]
async fn every_failure_is_a_problem_with_the_request_id() {
    let cases: [(Method, &str, Outcome, u16); 4] = [
        (Method::POST, "/claims", |_| Err(Failure::KeyReused), 422),
        (Method::POST, "/claims", |_| Err(Failure::internal("secret words")), 500),
        (Method::GET, "/nothing", |_| Ok(Answer::empty()), 404),
        (Method::DELETE, "/claims", |_| Ok(Answer::empty()), 405),
    ];
    for (method, path, outcome, status) in cases {
        let response = served(method, path, outcome).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(json_of(&response)["status"], status);
        assert_eq!(header(&response, "content-type"), Some("application/problem+json"));
        assert_eq!(header(&response, "x-request-id"), Some("req-1"));
        assert!(!String::from_utf8_lossy(response.body()).contains("secret words"));
    }
}

#[tokio::test]
async fn the_headers_of_a_failure_are_sent() {
    let response = served(Method::DELETE, "/claims", |_| Ok(Answer::empty())).await;
    assert_eq!(header(&response, "allow"), Some("POST"));
    let response = served(Method::POST, "/claims", |_| Err(domain::Fault::LostRace.into())).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (503, Some("1")));
}

#[tokio::test]
async fn a_panic_is_answered_with_500() {
    let response = served(Method::POST, "/claims", |_| panic!("with secret words")).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(json_of(&response)["code"], "internal");
    assert!(!String::from_utf8_lossy(response.body()).contains("secret words"));
}

#[tokio::test]
async fn an_answer_that_does_not_serialize_is_500() {
    let odd = |_: OpenContext<'_>| Answer::json(&std::collections::BTreeMap::from([(vec![1], 1)])).map(Answer::untyped);
    assert_eq!(served(Method::POST, "/claims", odd).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn every_answer_has_its_content_type_and_status() {
    let response = served(Method::POST, "/claims", |_| Ok(Answer::bytes("text/csv", b"a,b".to_vec()))).await;
    assert_eq!((header(&response, "content-type"), &response.body()[..]), (Some("text/csv"), &b"a,b"[..]));
    let response = served(Method::POST, "/claims", |_| Ok(Answer::empty())).await;
    assert_eq!((response.status().as_u16(), header(&response, "content-type")), (204, None));
    let response = served(Method::POST, "/claims", |_| Answer::json(&json!(1)).map(Answer::untyped)).await;
    assert_eq!(response.status().as_u16(), 201);
}

/// The runtime moves an invocation between threads, so that its future must be `Send`.
#[tokio::test]
async fn an_invocation_can_be_sent_to_another_thread() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let api = api(|_| Ok(Answer::empty()));
    let invocation = api.serve(request(Method::GET, "/staff"));
    assert_eq!(sendable(invocation).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// The event of a function URL, as `cargo lambda watch` and AWS send it.
#[tokio::test]
async fn a_function_url_event_is_routed_by_its_raw_path() {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/claims/CL%2DSA-0000-0007", "rawQueryString": "",
        "headers": {"host": "abc.lambda-url.eu-west-1.on.aws", "x-forwarded-proto": "https"},
        "requestContext": {
            "accountId": "anonymous", "apiId": "abc", "domainName": "abc.lambda-url.eu-west-1.on.aws",
            "domainPrefix": "abc", "requestId": "r", "routeKey": "$default", "stage": "$default",
            "time": "25/Nov/2026:09:00:00 +0000", "timeEpoch": 1_795_597_200_000_u64,
            "http": {"method": "GET", "path": "/claims/CL%2DSA-0000-0007", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                     "userAgent": "test"}
        },
        "isBase64Encoded": false
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    assert_eq!(path(&request), "/claims/CL%2DSA-0000-0007");
    let echo = |context: OpenContext<'_>| {
        Answer::json(&context.path.get("claim_id").unwrap_or_default().to_owned()).map(Answer::untyped)
    };
    let response = api(echo).serve(request).await.unwrap();
    assert_eq!(json_of(&response), json!("CL-SA-0000-0007"));
    assert_eq!(header(&response, "x-request-id"), Some("none"));
}
