use lambda_http::http::StatusCode;

use super::*;

fn endpoints() -> Vec<Endpoint<()>> {
    fn nothing(
        _: crate::Context<'_, (), (), (), ()>,
    ) -> futures::future::BoxFuture<'_, Result<crate::Answer, Failure>> {
        Box::pin(async { Ok(crate::Answer::empty()) })
    }
    let builders = [
        Endpoint::get("sample", "/", "Sample."),
        Endpoint::post("sample", "/reservations", "Sample."),
        Endpoint::patch("sample", "/reservations/{voucher_number}", "Sample."),
        Endpoint::post("sample", "/reservations/{voucher_number}/cancel", "Sample."),
        Endpoint::get("sample", "/claims/{claim_id}", "Sample."),
        Endpoint::get("sample", "/claims/export", "Sample."),
        Endpoint::post("sample", "/claims/submit", "Sample."),
        Endpoint::delete("sample", "/vouchers/{voucher_number}/deliverables/{deliverable_id}", "Sample."),
    ];
    builders.into_iter().map(|builder| builder.answers(StatusCode::OK, nothing)).collect()
}

fn found(method: &Method, path: &str) -> Result<(&'static str, Params), Failure> {
    let endpoints = endpoints();
    find(&endpoints, method, path).map(|(endpoint, params)| (endpoint.operation().pattern, params))
}

#[test]
fn a_path_is_routed_to_its_pattern() {
    for (method, path, pattern) in [
        (Method::GET, "/", "/"),
        (Method::GET, "", "/"),
        (Method::POST, "/reservations", "/reservations"),
        (Method::POST, "/reservations/", "/reservations"),
        (Method::PATCH, "/reservations/SA-1", "/reservations/{voucher_number}"),
        (Method::POST, "/reservations/SA-1/cancel/", "/reservations/{voucher_number}/cancel"),
        (Method::GET, "/claims/CL-1", "/claims/{claim_id}"),
    ] {
        assert_eq!(found(&method, path).unwrap().0, pattern, "{path}");
    }
}

#[test]
fn a_literal_segment_wins_over_a_capture() {
    assert_eq!(found(&Method::GET, "/claims/export").unwrap().0, "/claims/export");
    assert_eq!(found(&Method::POST, "/claims/submit").unwrap().0, "/claims/submit");
    assert_eq!(found(&Method::GET, "/claims/submit").unwrap().0, "/claims/{claim_id}");
}

#[test]
fn head_is_routed_like_get() {
    assert_eq!(found(&Method::HEAD, "/claims/CL-1").unwrap().0, "/claims/{claim_id}");
    assert_eq!(found(&Method::HEAD, "/reservations").unwrap_err().status().as_u16(), 405);
}

#[test]
fn captures_are_percent_decoded() {
    let (pattern, params) = found(&Method::DELETE, "/vouchers/SA%2D1/deliverables/D%20%E2%9C%93").unwrap();
    assert_eq!(pattern, "/vouchers/{voucher_number}/deliverables/{deliverable_id}");
    assert_eq!(params.get("voucher_number"), Some("SA-1"));
    assert_eq!(params.get("deliverable_id"), Some("D ✓"));
    assert_eq!(params.get("other"), None);
}

#[test]
fn an_unknown_path_is_404() {
    for path in [
        "/reservation",
        "/reservations//cancel",
        "///",
        "/reservations/SA-1/cancel//",
        "/reservations/SA-1/other",
        "/claims/%FF",
        "/RESERVATIONS",
        "/lambda-url/reservation/reservations",
    ] {
        assert_eq!(found(&Method::POST, path).unwrap_err().status().as_u16(), 404, "{path}");
    }
}

#[test]
fn a_wrong_method_is_405_with_the_allowed_ones() {
    let allow = |method: Method, path| {
        let failure = found(&method, path).unwrap_err();
        assert_eq!(failure.status().as_u16(), 405);
        failure.header().unwrap().1.to_owned()
    };
    assert_eq!(allow(Method::GET, "/reservations"), "POST");
    assert_eq!(allow(Method::PUT, "/claims/submit"), "GET, HEAD, POST");
    assert_eq!(allow(Method::OPTIONS, "/"), "GET, HEAD");
}

#[test]
fn a_capture_that_does_not_parse_is_404() {
    let (_, params) = found(&Method::GET, "/claims/%2F..%2Fetc").unwrap();
    let failure = params.parse::<domain::ClaimId>("claim_id").unwrap_err();
    assert_eq!((failure.status().as_u16(), failure.code()), (404, "not_found"));
    let failure = params.parse::<domain::VoucherNumber>("voucher_number").unwrap_err();
    assert_eq!(failure.status().as_u16(), 500, "a mistake in the endpoint");
}

proptest::proptest! {
    #[test]
    fn no_path_makes_the_router_panic(path in ".*", encoded in "(/[a-z%0-9.{}]{0,6}){0,5}") {
        for path in [path, encoded] {
            let outcome = found(&Method::GET, &path);
            proptest::prop_assert!(outcome.is_ok_and(|(_, params)| params.count() < 3) || found(&Method::GET, &path).is_err());
        }
    }
}
