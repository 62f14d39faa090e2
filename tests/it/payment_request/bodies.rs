//! Invalid bodies: every error is named at once, and nothing changes (DECISIONS.md 4).

use serde_json::{Value, json};
use tests::World;

use super::{claim, drafted};
use crate::bodies::{NUMBER, expected, faults};

#[tokio::test]
async fn an_invalid_submission_names_every_error() {
    let world = drafted().await;
    let submit = async |body: Value| faults(world.claimant("POST", &claim("/submit"), &body).await);
    let wrong = json!({"invoice_number": "", "purchase_order": "x".repeat(41), "amount": 1});
    let named = [("invoice_number", "too_short"), ("purchase_order", "too_long"), ("amount", "unknown_field")];
    assert_eq!(submit(wrong).await, expected(&named));
    assert_eq!(submit(json!({})).await, expected(&[("invoice_number", "missing")]));
    let forbidden = ["INV#1", "INV\n1", "\u{7535}\u{5b50}"].map(|bad| (bad.to_owned(), "bad_character"));
    for (bad, code) in forbidden.into_iter().chain([("9".repeat(41), "too_long")]) {
        assert_eq!(submit(json!({"invoice_number": bad})).await, expected(&[("invoice_number", code)]), "{bad}");
    }
    assert_eq!(submit(json!({"invoice_number": 7})).await, expected(&[("invoice_number", "wrong_type")]));
    assert_eq!(world.shown_claim(NUMBER).await["rev"], 1);
}

#[tokio::test]
async fn an_invalid_batch_submission_names_every_error() {
    let world = drafted().await;
    let submit = async |body: Value| faults(world.claimant("POST", "/claims/submit", &body).await);
    let wrong =
        json!({"claim_ids": ["CL-SA-0001-0001", "C L", 7], "invoice_number": "?", "purchase_order": 1, "all": true});
    let named = [
        ("claim_ids[1]", "bad_character"),
        ("claim_ids[2]", "wrong_type"),
        ("invoice_number", "bad_character"),
        ("purchase_order", "wrong_type"),
        ("all", "unknown_field"),
    ];
    assert_eq!(submit(wrong).await, expected(&named));
    assert_eq!(submit(json!({})).await, expected(&[("claim_ids", "missing"), ("invoice_number", "missing")]));
    let none = json!({"claim_ids": [], "invoice_number": "INV-1"});
    assert_eq!(submit(none).await, expected(&[("claim_ids", "too_short")]));
}

#[tokio::test]
async fn a_command_without_fields_refuses_a_body_with_fields() {
    let world = drafted().await;
    let more = json!({"reason": "x"});
    for action in ["review", "approve", "release"] {
        let reply = world.reviewer("POST", &claim(&format!("/{action}")), &more).await;
        assert_eq!(faults(reply), expected(&[("reason", "unknown_field")]), "{action}");
    }
    let reply = world.claimant("POST", &claim("/withdraw"), &more).await;
    assert_eq!(faults(reply), expected(&[("reason", "unknown_field")]));
}

#[tokio::test]
async fn an_invalid_reason_or_comment_is_refused() {
    let world = drafted().await;
    for (action, field) in
        [("reject", "reason"), ("hold", "reason"), ("request-changes", "comment"), ("dispute", "comment")]
    {
        let send = async |body: Value| {
            let path = claim(&format!("/{action}"));
            match action {
                "dispute" => faults(world.claimant("POST", &path, &body).await),
                _ => faults(world.reviewer("POST", &path, &body).await),
            }
        };
        assert_eq!(send(json!({})).await, expected(&[(field, "missing")]), "{action}");
        let wrong = json!({field: " ", "by": "me"});
        assert_eq!(send(wrong).await, expected(&[(field, "too_short"), ("by", "unknown_field")]), "{action}");
        for (bad, code) in [("x".repeat(2_001), "too_long"), ("a\u{7}b".to_owned(), "bad_character")] {
            assert_eq!(send(json!({field: bad})).await, expected(&[(field, code)]), "{action}");
        }
    }
}

#[tokio::test]
async fn an_invalid_registration_names_every_error() {
    let world = World::new().await;
    let put = async |body: Value| {
        let caller = ("U-6", Some("P-1"), &["global_admin"][..]);
        faults(world.person(caller, "PUT", "/payees/DDPS", &body).await)
    };
    let wrong = json!({
        "bank_profiles": [
            {"id": "B 1", "label": "", "currency": "usd", "account": "0001"},
            {"label": "Bank"},
        ],
        "locations": {"L 1": "B-1", "L-2": 7},
        "program": "DDPS",
    });
    let named = [
        ("bank_profiles[0].id", "bad_character"),
        ("bank_profiles[0].label", "too_short"),
        ("bank_profiles[0].currency", "not_a_currency"),
        ("bank_profiles[0].account", "unknown_field"),
        ("bank_profiles[1].id", "missing"),
        ("bank_profiles[1].currency", "missing"),
        ("locations.L 1", "bad_character"),
        ("locations.L-2", "wrong_type"),
        ("program", "unknown_field"),
    ];
    assert_eq!(put(wrong).await, expected(&named));
    assert_eq!(put(json!({})).await, expected(&[("bank_profiles", "missing"), ("locations", "missing")]));
    for (withdrawn, successor) in [("HRK", "EUR"), ("DEM", "EUR"), ("SLL", "SLE")] {
        let profile = json!({"id": "B-1", "label": "Bank", "currency": withdrawn});
        let body = json!({"bank_profiles": [profile], "locations": {}});
        let caller = ("U-6", Some("P-1"), &["global_admin"][..]);
        let reply = world.person(caller, "PUT", "/payees/DDPS", &body).await.expect(422);
        assert_eq!(reply["reasons"][0]["field"], "bank_profiles[0].currency");
        let detail = reply["reasons"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("replaced by {successor}")), "{detail}");
    }
    let profile = |id: &str| json!({"id": id, "label": "Bank", "currency": "USD"});
    let twice = json!({"bank_profiles": [profile("B-1"), profile("B-1")], "locations": {"L-1": "B-2"}});
    assert_eq!(put(twice).await, expected(&[("bank_profiles[1].id", "invalid"), ("locations.L-1", "invalid")]));
    let unknown = json!({"bank_profiles": [profile("B-1")], "locations": {"L-8": "B-1", "L-9": "B-1", "L-1": "B-1"}});
    assert_eq!(put(unknown).await, expected(&[("locations.L-8", "invalid"), ("locations.L-9", "invalid")]));
    let spelled = json!({"bank_profiles": [profile("B-1")], "locations": {"L-1": "B-1", " L-1": "B-1"}});
    assert_eq!(put(spelled).await.len(), 1, "one location in two spellings");
    let many: Vec<Value> = (0..51).map(|index| profile(&format!("B-{index}"))).collect();
    let many = json!({"bank_profiles": many, "locations": {}});
    assert_eq!(put(many).await, expected(&[("bank_profiles", "too_long")]));
}

#[tokio::test]
async fn an_invalid_rate_names_every_error() {
    let world = World::new().await;
    let put = async |body: Value| faults(world.reviewer("PUT", "/rates/TW/DDPS", &body).await);
    let wrong = json!({
        "per_day": {"minor": 0, "currency": "Dollar", "major": 1}, "valid_from": "2026-02-30", "valid_to": 2027,
        "sample": "no", "country": "TW",
    });
    let named = [
        ("per_day.minor", "out_of_range"),
        ("per_day.currency", "not_a_currency"),
        ("per_day.major", "unknown_field"),
        ("valid_from", "not_a_date"),
        ("valid_to", "wrong_type"),
        ("sample", "wrong_type"),
        ("country", "unknown_field"),
    ];
    assert_eq!(put(wrong).await, expected(&named));
    assert_eq!(put(json!({})).await, expected(&[("per_day", "missing"), ("valid_from", "missing")]));
    let day = json!({"minor": 100, "currency": "USD"});
    let backward = json!({"per_day": day, "valid_from": "2026-02-02", "valid_to": "2026-02-01"});
    assert_eq!(put(backward).await, expected(&[("valid_to", "ends_before_start")]));
    for (minor, code) in [(json!(1.5), "not_whole"), (json!("100"), "wrong_type"), (json!(1e-3), "not_whole")] {
        let float = json!({"per_day": {"minor": minor, "currency": "USD"}, "valid_from": "2026-01-01"});
        assert_eq!(put(float).await, expected(&[("per_day.minor", code)]), "{minor}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_malformed() {
    let world = drafted().await;
    let token = world.issuer.token("U-5", Some("P-1"), &["incentives"], world.clock.now());
    for body in ["{", "", "[", "{\"invoice_number\":\"A\",\"invoice_number\":\"B\"}"] {
        let sent = testkit::send("POST", &claim("/submit")).token(&token).bytes(body.as_bytes());
        let reply = world.call(tests::Function::PaymentRequest, sent).await;
        assert_eq!(reply.expect(400)["code"], "malformed_request", "{body}");
    }
}
