use super::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Home,
    Reserve,
    Change,
    Cancel,
    Claim,
    Export,
    Submit,
    File,
}

static ROUTES: [Route<Call>; 8] = [
    Route::get("/", Call::Home),
    Route::post("/reservations", Call::Reserve),
    Route::patch("/reservations/{voucher_number}", Call::Change),
    Route::post("/reservations/{voucher_number}/cancel", Call::Cancel),
    Route::get("/claims/{claim_id}", Call::Claim),
    Route::get("/claims/export", Call::Export),
    Route::post("/claims/submit", Call::Submit),
    Route::delete("/vouchers/{voucher_number}/deliverables/{deliverable_id}", Call::File),
];

fn found(method: &Method, path: &str) -> Result<Hit<Call>, Failure> {
    find(&ROUTES, method, path)
}

#[test]
fn a_path_leads_to_its_route() {
    for (method, path, to) in [
        (Method::GET, "/", Call::Home),
        (Method::GET, "", Call::Home),
        (Method::POST, "/reservations", Call::Reserve),
        (Method::POST, "/reservations/", Call::Reserve),
        (Method::PATCH, "/reservations/SA-1", Call::Change),
        (Method::POST, "/reservations/SA-1/cancel/", Call::Cancel),
        (Method::GET, "/claims/CL-1", Call::Claim),
    ] {
        assert_eq!(found(&method, path).unwrap().to, to, "{path}");
    }
}

#[test]
fn the_exact_path_wins_over_a_name() {
    assert_eq!(found(&Method::GET, "/claims/export").unwrap().to, Call::Export);
    assert_eq!(found(&Method::POST, "/claims/submit").unwrap().to, Call::Submit);
    assert_eq!(found(&Method::GET, "/claims/submit").unwrap().to, Call::Claim);
}

#[test]
fn names_are_captured_and_decoded() {
    let hit = found(&Method::DELETE, "/vouchers/SA%2D1/deliverables/D%20%E2%9C%93").unwrap();
    assert_eq!(hit.pattern, "/vouchers/{voucher_number}/deliverables/{deliverable_id}");
    assert_eq!(hit.params.get("voucher_number"), Some("SA-1"));
    assert_eq!(hit.params.get("deliverable_id"), Some("D ✓"));
    assert_eq!(hit.params.get("other"), None);
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
fn a_wrong_method_is_405_with_what_is_allowed() {
    let allow = |method: Method, path| {
        let failure = found(&method, path).unwrap_err();
        assert_eq!(failure.status().as_u16(), 405);
        failure.header().unwrap().1.to_owned()
    };
    assert_eq!(allow(Method::GET, "/reservations"), "POST");
    assert_eq!(allow(Method::PUT, "/claims/submit"), "GET, POST");
    assert_eq!(allow(Method::OPTIONS, "/"), "GET");
}

#[test]
fn a_name_that_does_not_parse_does_not_exist() {
    let hit = found(&Method::GET, "/claims/%2F..%2Fetc").unwrap();
    let failure = hit.params.parse("claim_id", domain::ClaimId::parse).unwrap_err();
    assert_eq!((failure.status().as_u16(), failure.code()), (404, "not_found"));
    let failure = hit.params.parse("voucher_number", domain::VoucherNumber::parse).unwrap_err();
    assert_eq!(failure.status().as_u16(), 500, "a mistake in the table");
}

proptest::proptest! {
    #[test]
    fn no_path_makes_the_router_panic(path in ".*", encoded in "(/[a-z%0-9.{}]{0,6}){0,5}") {
        for path in [path, encoded] {
            let outcome = found(&Method::GET, &path);
            proptest::prop_assert!(outcome.is_ok_and(|hit| hit.params.count() < 3) || found(&Method::GET, &path).is_err());
        }
    }
}
