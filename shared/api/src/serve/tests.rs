use lambda_http::Context;
use lambda_http::http::Method;
use serde_json::{Value, json};

use super::*;

static ROUTES: [Route<()>; 2] = [Route::post("/things", ()), Route::get("/things/{id}", ())];

fn request(method: Method, path: &str) -> Request {
    let mut context = Context::default();
    context.request_id = "req-1".to_owned();
    let request = lambda_http::http::Request::builder().method(method).uri(path).body(Body::Empty).unwrap();
    request.with_lambda_context(context)
}

async fn served<F>(method: Method, path: &str, outcome: impl FnOnce(Hit<()>) -> F) -> Response
where
    F: Future<Output = Result<Answer, Failure>>,
{
    serve(&ROUTES, &request(method, path), outcome).await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn an_answer_carries_its_revision_and_the_request_id() {
    let response = served(Method::GET, "/things/7", |hit| async move {
        Ok(Answer::ok(&json!({"id": hit.params.get("id")}))?.with_rev(3))
    })
    .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(json_of(&response), json!({"id": "7"}));
    assert_eq!(header(&response, "etag"), Some("\"3\""));
    assert_eq!(header(&response, "x-request-id"), Some("req-1"));
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    assert_eq!(header(&response, "cache-control"), Some("no-store"));
}

#[tokio::test]
async fn every_failure_is_a_problem_with_the_request_id() {
    let cases: [(Method, &str, Failure, u16); 4] = [
        (Method::POST, "/things", Failure::KeyReused, 422),
        (Method::POST, "/things", Failure::internal("secret words"), 500),
        (Method::GET, "/nothing", Failure::KeyReused, 404),
        (Method::DELETE, "/things", Failure::KeyReused, 405),
    ];
    for (method, path, failure, status) in cases {
        let response = served(method, path, |_| async { Err(failure) }).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(json_of(&response)["status"], status);
        assert_eq!(header(&response, "content-type"), Some("application/problem+json"));
        assert_eq!(header(&response, "x-request-id"), Some("req-1"));
        assert!(!String::from_utf8_lossy(response.body()).contains("secret words"));
    }
}

#[tokio::test]
async fn the_headers_of_a_failure_are_sent() {
    let response = served(Method::DELETE, "/things", |_| async { Ok(Answer::empty()) }).await;
    assert_eq!(header(&response, "allow"), Some("POST"));
    let fault = domain::Fault::LostRace;
    let response = served(Method::POST, "/things", |_| async { Err(fault.into()) }).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (503, Some("1")));
}

#[tokio::test]
async fn a_panic_is_a_fault_like_any_other() {
    let response = served(Method::POST, "/things", |_| async { panic!("with secret words") }).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(json_of(&response)["code"], "internal");
    assert!(!String::from_utf8_lossy(response.body()).contains("secret words"));
    let early = |_: Hit<()>| -> std::future::Ready<Result<Answer, Failure>> { panic!("before the first await") };
    assert_eq!(served(Method::POST, "/things", early).await.status().as_u16(), 500);
}

#[tokio::test]
async fn what_has_no_form_in_json_is_a_fault_of_ours() {
    let odd = std::collections::BTreeMap::from([(vec![1], 1)]);
    let response = served(Method::POST, "/things", |_| async move { Answer::created(&odd) }).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn other_answers_have_their_type_and_status() {
    let answer = |_| async { Ok(Answer::bytes("text/csv", b"a,b".to_vec())) };
    let response = served(Method::POST, "/things", answer).await;
    assert_eq!((header(&response, "content-type"), &response.body()[..]), (Some("text/csv"), &b"a,b"[..]));
    let response = served(Method::POST, "/things", |_| async { Ok(Answer::empty()) }).await;
    assert_eq!((response.status().as_u16(), header(&response, "content-type")), (204, None));
    let response = served(Method::POST, "/things", |_| async { Answer::created(&json!(1)) }).await;
    assert_eq!(response.status().as_u16(), 201);
}

/// The runtime moves an invocation between threads: the whole chain a handler uses must allow it.
#[tokio::test]
async fn an_invocation_can_be_sent_to_another_thread() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let policy = crate::TokenPolicy::new("https://issuer.example", "client-1", None).unwrap();
    let keys = crate::HttpKeys::new("https://issuer.example").unwrap();
    let (tokens, request) = (crate::TokenVerifier::new(policy, keys), request(Method::POST, "/things"));
    let now = jiff::Timestamp::UNIX_EPOCH;
    let invocation = serve(&ROUTES, &request, |_| async {
        let caller = tokens.caller(&request, now).await?;
        Answer::ok(caller.needs(&[crate::Role::Operations])?.sub.as_str())
    });
    assert_eq!(sendable(invocation).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// The event of a function URL, as `cargo lambda watch` and AWS send it.
#[tokio::test]
async fn a_function_url_event_is_routed_by_its_raw_path() {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/things/SA%2D1", "rawQueryString": "a=1",
        "headers": {"host": "abc.lambda-url.eu-west-1.on.aws", "x-forwarded-proto": "https"},
        "requestContext": {
            "accountId": "anonymous", "apiId": "abc", "domainName": "abc.lambda-url.eu-west-1.on.aws",
            "domainPrefix": "abc", "requestId": "r", "routeKey": "$default", "stage": "$default",
            "time": "25/Nov/2026:09:00:00 +0000", "timeEpoch": 1_795_597_200_000_u64,
            "http": {"method": "GET", "path": "/things/SA%2D1", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                     "userAgent": "test"}
        },
        "isBase64Encoded": false
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    assert_eq!(path(&request), "/things/SA%2D1");
    let echo = |hit: Hit<()>| async move { Answer::ok(hit.params.get("id").unwrap_or_default()) };
    let response = serve(&ROUTES, &request, echo).await.unwrap();
    assert_eq!(json_of(&response), json!("SA-1"));
    assert_eq!(header(&response, "x-request-id"), Some("none"));
}
