//! Bodies, paths and revisions (`ETag`, `If-Match`) of every function.

use serde_json::{Value, json};
use testkit::send;
use tests::{Function, PDF, World, assigned, reservation};

use crate::bodies::{NUMBER, licensing_event};
use crate::samples;

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_wherever_json_is_expected() {
    let world = World::new().await;
    let takes_body = |sample: &samples::Sample| !sample.body.is_null();
    for sample in samples::all(NUMBER, "0a1b2c").into_iter().filter(takes_body) {
        let sample = samples::Sample { body: Value::Null, ..sample };
        let request = || sample.sent(&world);
        let json = || request().header("content-type", "application/json");
        let twice = br#"{"voucher_number":"SA-0000-0001","voucher_number":"SA-0000-0002"}"#;
        for (request, status, code) in [
            (json().bytes(b"{\"voucher_number\":"), 400, "malformed_request"),
            (json().bytes(b"\xff\xfe"), 400, "malformed_request"),
            (json().bytes(twice), 400, "malformed_request"),
            (json().bytes(b""), 400, "malformed_request"),
            (json().bytes(b"[1, 2]"), 422, "invalid_request"),
            (json().bytes(&vec![b' '; 64 * 1024 + 1]), 413, "too_large"),
            (request().header("content-type", "text/plain").bytes(b"{}"), 415, "unsupported_media_type"),
        ] {
            let reply = world.call(sample.function, request).await;
            assert_eq!(reply.expect(status)["code"], code, "{} {}", sample.method, sample.path);
        }
    }
}

#[tokio::test]
async fn a_signed_body_that_is_not_json_is_refused_too() {
    let world = World::new().await;
    let large = vec![b' '; 64 * 1024 + 1];
    let bodies = [(&b"{"[..], 400), (b"", 400), (b"[]", 422), (&large, 413)];
    for (index, (body, status)) in bodies.into_iter().enumerate() {
        let reply = world.signed("/events", &format!("raw-{index}"), "application/json", body).await;
        assert_eq!(reply.status, status, "{index}");
    }
    let mail = vec![b'x'; 1024 * 1024 + 1];
    assert_eq!(world.mail("large-mail", &mail).await.expect(413)["code"], "too_large");
    let as_text = world.signed("/mail", "text-mail", "text/plain", b"From: x").await;
    assert_eq!(as_text.expect(415)["code"], "unsupported_media_type");
}

#[tokio::test]
async fn a_body_may_be_base64_encoded() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let encode = |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/validate", "rawQueryString": "",
        "headers": {"authorization": format!("Bearer {}", world.admin_of("P-1")), "content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "path": "/validate"}, "stage": "$default"},
        "body": encode(&json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"}).to_string()),
        "isBase64Encoded": true,
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    assert_eq!(world.answer(Function::Reservation, request).await.expect(200)["valid"], true);
}

#[tokio::test]
async fn voucher_numbers_are_accepted_in_lower_case() {
    let world = World::new().await;
    let small = NUMBER.to_lowercase();
    let answer = world.webhook("small-1", &assigned(&small)).await.expect(201);
    assert_eq!(answer["voucher_number"], NUMBER);
    assert_eq!(world.reserve(&small).await["voucher_number"], NUMBER);
    let id = world.announce(&small, "plan.pdf", PDF).await;
    world.upload(NUMBER, &id, 1, PDF).await;
    world.report(&small).await;
    let items = world.redeem(&[&small, NUMBER]).await;
    assert_eq!(
        (items.len(), &items[0]["voucher_number"], &items[0]["outcome"]),
        (1, &json!(NUMBER), &json!("redeemed"))
    );
}

#[tokio::test]
async fn a_malformed_voucher_number_in_a_path_is_not_found() {
    let world = World::new().await;
    for sample in samples::all("SA-!", "0a1b2c").iter().filter(|sample| sample.names_voucher) {
        let reply = world.as_admin("P-1", sample.function, sample.method, &sample.path, &sample.body).await;
        assert_eq!(reply.expect(404)["code"], "voucher_not_found", "{} {}", sample.method, sample.path);
    }
}

/// An `If-Match` that names another revision is answered with 412.
#[tokio::test]
async fn a_change_based_on_another_revision_is_refused() {
    let world = World::new().await;
    world.assign(NUMBER).await;
    let reserved = world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation(NUMBER)).await;
    assert_eq!(reserved.header("etag"), Some("\"2\""));
    let id = world.deliver(NUMBER).await;
    for sample in samples::all(NUMBER, &id) {
        let request = sample.sent(&world);
        if sample.method != "GET" && sample.names_voucher {
            let stale = world.call(sample.function, request.clone().header("if-match", "\"999\"")).await;
            assert_eq!(stale.expect(412)["code"], "precondition_failed", "{} {}", sample.method, sample.path);
        }
    }
    for (tag, status) in [
        ("\"2\"", 412),
        ("\"4\"", 200),
        ("*", 200),
        ("W/\"5\"", 422),
        ("5", 422),
        ("\"1\", \"2\"", 412),
        ("\"1\", \"5\"", 200),
    ] {
        let notify = send("POST", &format!("/reservations/{NUMBER}/notify")).token(&world.admin_of("P-1"));
        assert_eq!(world.call(Function::Reservation, notify.header("if-match", tag)).await.status, status, "{tag}");
    }
}

#[tokio::test]
async fn answers_with_a_state_carry_the_etag_of_its_revision() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let unchanged = licensing_event(
        "voucher.reassigned",
        "2026-10-01T00:00:00Z",
        &json!({
            "voucher_number": NUMBER, "admin": {"name": "Max Chen", "email": "max.chen@contoso.example"},
        }),
    );
    assert!(world.webhook("late-1", &unchanged).await.header("etag").is_some());
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let (files, report) = (format!("/vouchers/{NUMBER}/deliverables"), format!("/vouchers/{NUMBER}/report"));
    for (function, method, path, body) in [
        (Function::Deliverable, "POST", files.clone(), tests::announcement("third.pdf", PDF)),
        (Function::Deliverable, "GET", files.clone(), Value::Null),
        (Function::Deliverable, "GET", format!("{files}/{id}"), Value::Null),
        (Function::Completion, "GET", report.clone(), Value::Null),
        (Function::Completion, "POST", format!("{report}/submit"), Value::Null),
        (Function::Completion, "GET", format!("/vouchers/{NUMBER}/receipt"), Value::Null),
        (Function::Reservation, "POST", format!("/reservations/{NUMBER}/notify"), Value::Null),
        (Function::Enrollment, "GET", "/companies/P-1".to_owned(), Value::Null),
        (Function::Enrollment, "GET", "/enrollments/DDPS".to_owned(), Value::Null),
        (Function::Directory, "GET", "/profile".to_owned(), Value::Null),
    ] {
        let reply = world.as_admin("P-1", function, method, &path, &body).await;
        let tag = reply.header("etag").unwrap_or_default();
        assert!(tag.len() > 2 && tag.starts_with('"'), "{method} {path}: {tag}");
    }
}
