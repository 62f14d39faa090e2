use domain::Refusal;

use super::*;

/// One failure of each variant; the causes contain a word that no answer may contain.
fn every_failure() -> Vec<Failure> {
    let reason = || Reason::new("some_reason", "Because.");
    vec![
        Failure::Malformed { detail: "line 1".to_owned() },
        Failure::BadCursor,
        Failure::Unauthenticated { challenge: Challenge::BearerMissing, reason: reason() },
        Failure::Forbidden { reason: reason() },
        Failure::not_found("claim_not_found", "No such claim."),
        Failure::MethodNotAllowed { allow: "GET, POST".to_owned() },
        Failure::from(Refusal::AlreadyReserved),
        Failure::from(Refusal::NotFoundOrMismatch),
        Failure::PreconditionFailed,
        Failure::TooLarge { limit: 1_000 },
        Failure::UnsupportedMediaType { expected: "application/json" },
        Failure::invalid("days", "must be a number"),
        Failure::KeyReused,
        Failure::Unavailable(Cause::new("dynamo throttled Zanzibar")),
        Failure::Internal(Cause::new("item V#SA-1 broken Zanzibar")),
    ]
}

#[test]
fn every_failure_has_an_error_status_and_a_code_of_its_own() {
    let failures = every_failure();
    assert!(failures.iter().all(|failure| failure.status().is_client_error() || failure.status().is_server_error()));
    let codes: std::collections::BTreeSet<_> = failures.iter().map(Failure::code).collect();
    assert_eq!(codes.len(), failures.len());
    assert!(codes.iter().all(|code| { code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') }));
}

#[test]
fn the_status_of_each_code_is_fixed() {
    let table: Vec<String> =
        every_failure().iter().map(|failure| format!("{} {}", failure.status().as_u16(), failure.code())).collect();
    let expected = [
        "400 malformed_request",
        "400 bad_cursor",
        "401 unauthenticated",
        "403 forbidden",
        "404 claim_not_found",
        "405 method_not_allowed",
        "409 already_reserved",
        "404 not_found_or_mismatch",
        "412 precondition_failed",
        "413 too_large",
        "415 unsupported_media_type",
        "422 invalid_request",
        "422 idempotency_key_reused",
        "503 unavailable",
        "500 internal",
    ];
    assert_eq!(table, expected);
}

#[test]
fn a_problem_has_the_members_of_rfc_9457_and_its_extensions() {
    let failure = Failure::from(Refusal::TermsNotAccepted);
    let body = serde_json::to_string(&failure.problem()).unwrap();
    assert_eq!(
        body,
        concat!(
            r#"{"type":"urn:problem:terms_not_accepted","title":"Terms not accepted","status":409,"#,
            r#""detail":"accept_terms: the program's terms must be accepted","code":"terms_not_accepted","#,
            r#""reasons":[{"code":"terms_not_accepted","detail":"the program's terms must be accepted","#,
            r#""field":"accept_terms"}]}"#,
        )
    );
}

#[test]
fn reasons_are_present_even_when_there_are_none() {
    let body = serde_json::to_value(Failure::BadCursor.problem()).unwrap();
    assert_eq!(body["reasons"], serde_json::json!([]));
}

/// The logged cause of a failure.
fn cause_of(failure: &Failure) -> String {
    let (Failure::Unavailable(cause) | Failure::Internal(cause)) = failure else { panic!("{failure:?}") };
    cause.to_string()
}

#[test]
fn a_5xx_answer_contains_no_word_of_its_cause() {
    let source = std::io::Error::other("ProvisionedThroughput exceeded for arn:aws:vouchers");
    let faults = [
        domain::Fault::unavailable("the Zanzibar table", source),
        domain::Fault::corrupt("V#SA-7KQ2", &"column Zanzibar unreadable"),
    ];
    for fault in faults {
        let failure = Failure::from(fault);
        let body = serde_json::to_string(&failure.problem()).unwrap().to_lowercase();
        let cause = cause_of(&failure);
        assert!(cause.contains("Zanzibar"));
        for word in cause.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3) {
            // The code of a 503 is also a word of every cause.
            if word != "unavailable" {
                assert!(!body.contains(&word.to_lowercase()), "{word} in {body}");
            }
        }
    }
}

#[test]
fn a_cause_holds_the_whole_chain() {
    let source = std::io::Error::other("connection reset");
    let failure = Failure::from(domain::Fault::unavailable("the table", source));
    assert_eq!(cause_of(&failure), "the table is unavailable: connection reset");
}

#[test]
fn a_lost_race_is_503_and_a_corrupt_item_500() {
    assert_eq!(Failure::from(domain::Fault::LostRace).status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(Failure::from(domain::Fault::corrupt("k", &"d")).status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn every_broken_rule_is_a_reason() {
    let refusals = Refusals::none_of(vec![Refusal::TermsNotAccepted, Refusal::Repeat15Day]).unwrap_err();
    let failure = Failure::from(refusals);
    assert_eq!(failure.code(), "terms_not_accepted");
    assert_eq!(failure.reasons().len(), 2);
    assert_eq!(failure.detail(), "accept_terms: the program's terms must be accepted; and 1 more reason: see reasons.");
}

#[test]
fn the_detail_has_the_first_reason_and_the_number_of_others() {
    let detail = |reasons: usize| {
        let reason = |index| Reason::at(format!("days[{index}]"), "invalid", "must be a number.");
        Failure::Invalid((0..reasons).map(reason).collect()).detail()
    };
    assert_eq!(detail(0), "The request is not acceptable.");
    assert_eq!(detail(1), "days[0]: must be a number.");
    assert_eq!(detail(2), "days[0]: must be a number; and 1 more reason: see reasons.");
    assert_eq!(detail(3), "days[0]: must be a number; and 2 more reasons: see reasons.");
    assert_eq!(detail(101), "days[0]: must be a number; and more than 99 more reasons: see reasons.");
    let unnamed = Refusals::none_of(vec![Refusal::AlreadyReserved, Refusal::TermsNotAccepted]).unwrap_err();
    assert_eq!(Failure::from(unnamed).detail(), "the voucher is already reserved; and 1 more reason: see reasons.");
}

#[test]
fn a_concealing_refusal_drops_the_other_reasons() {
    let refusals = Refusals::none_of(vec![Refusal::TermsNotAccepted, Refusal::NotFoundOrMismatch]).unwrap_err();
    assert_eq!(Failure::from(refusals).problem(), Failure::from(Refusal::NotFoundOrMismatch).problem());
}

#[test]
fn each_status_has_its_required_header() {
    let header = |failure: &Failure| failure.header().map(|(name, value)| format!("{name}: {value}"));
    let headers: Vec<String> = every_failure().iter().filter_map(header).collect();
    assert_eq!(headers, ["www-authenticate: Bearer", "allow: GET, POST", "retry-after: 1"]);
}
