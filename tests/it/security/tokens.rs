//! Tokens, on every route that takes one (api.md 1).

use serde_json::{Value, json};
use testkit::{Reply, TestIssuer};
use tests::{PDF, World};

use crate::contract::routes::{self, Known};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

async fn with_token(world: &World, known: &Known, token: &str) -> Reply {
    world.call(known.function, known.sent_with(token)).await
}

#[track_caller]
fn refused(reply: Reply, known: &Known, challenge: &str, code: &str) {
    assert_eq!(reply.header("www-authenticate"), Some(challenge), "{} {}", known.method, known.path);
    assert_eq!(reply.body["code"], "unauthenticated");
    assert_eq!(reply.refused(401), [code], "{} {}", known.method, known.path);
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let world = World::new().await;
    let token = world.admin_of("P-1");
    for known in routes::all(NUMBER, "0a1b2c") {
        refused(world.call(known.function, known.bare()).await, &known, "Bearer", "token_missing");
        for value in [String::new(), "Bearer".to_owned(), format!("Basic {token}"), token.clone()] {
            let request = known.bare().header("authorization", &value);
            refused(world.call(known.function, request).await, &known, "Bearer", "token_missing");
        }
        let twice = known.bare().token(&token).token(&token);
        refused(world.call(known.function, twice).await, &known, "Bearer", "token_missing");
    }
}

#[tokio::test]
async fn nobody_gets_in_with_a_bad_token() {
    let world = World::new().await;
    let now = world.clock.now();
    let claims = |more: Value| {
        let mut claims = json!({"sub": "U-1", "company_id": "P-1", "roles": ["mpn_admin"]});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    let signed = |more: Value| world.issuer.sign(claims(more), now);
    let good = signed(json!({}));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let payload = message.split_once('.').unwrap().1;
    let bad = [
        ("nonsense".to_owned(), "token_malformed"),
        ("a.b.c".to_owned(), "token_malformed"),
        ("x".repeat(17_000), "token_malformed"),
        // {"alg":"none","kid":"test-1"} and {"alg":"HS256","kid":"test-1"}
        (format!("eyJhbGciOiJub25lIiwia2lkIjoidGVzdC0xIn0.{payload}."), "token_algorithm"),
        (format!("eyJhbGciOiJIUzI1NiIsImtpZCI6InRlc3QtMSJ9.{payload}.{signature}"), "token_algorithm"),
        (format!("{}.{signature}", signed(json!({"sub": "U-2"})).rsplit_once('.').unwrap().0), "token_signature"),
        (TestIssuer::new().sign(claims(json!({})), now), "token_signature"),
        (signed(json!({"iss": "https://other.example"})), "token_issuer"),
        (signed(json!({"aud": "another-system"})), "token_audience"),
        (signed(json!({"exp": now.as_second() - 61})), "token_expired"),
        (signed(json!({"nbf": now.as_second() + 61})), "token_not_yet_valid"),
        (signed(json!({"sub": ""})), "token_claim"),
        (signed(json!({"company_id": "P 1"})), "token_claim"),
        (signed(json!({"locations": "L 1"})), "token_claim"),
    ];
    for known in routes::all(NUMBER, "0a1b2c") {
        for (token, code) in &bad {
            let reply = with_token(&world, &known, token).await;
            refused(reply, &known, "Bearer error=\"invalid_token\"", code);
        }
    }
}

#[tokio::test]
async fn a_token_without_the_role_is_told_which_one_it_needs() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let before = world.database.items();
    let now = world.clock.now();
    for known in routes::all(NUMBER, &id) {
        let detail = format!("This needs the role {}.", known.roles.join(" or "));
        for role in ["nobody", "mpn_admin", "global_admin", "incentives", "operations"] {
            if known.roles.contains(&role) {
                continue;
            }
            for roles in [&[][..], &[role], &[role, "MPN_ADMIN", "admin"]] {
                let reply = with_token(&world, &known, &world.issuer.token("U-9", Some("P-1"), roles, now)).await;
                assert_eq!(reply.body["detail"], detail, "{} {}", known.method, known.path);
                assert_eq!(reply.refused(403), ["role_missing"]);
            }
        }
    }
    assert_eq!(world.database.items(), before);
}

/// Each of the roles named will do.
#[tokio::test]
async fn a_token_with_any_of_the_roles_is_let_in() {
    for known in routes::about_companies() {
        for role in known.roles {
            let world = World::new().await;
            let company = (*role != "operations").then_some("P-1");
            let token = world.issuer.token("U-9", company, &[role], world.clock.now());
            let known = if company.is_none() { known.about("P-1") } else { known.clone() };
            let reply = with_token(&world, &known, &token).await;
            assert!(![401, 403, 422].contains(&reply.status), "{role} {} {}", known.method, known.path);
        }
    }
}

#[tokio::test]
async fn a_token_with_any_of_the_roles_acts_on_claims() {
    for role in ["mpn_admin", "global_admin", "incentives", "operations"] {
        let world = World::new().await;
        routes::prepare_claims(&world).await;
        let company = (role != "operations").then_some("P-1");
        let token = world.issuer.token("U-9", company, &[role], world.clock.now());
        for known in routes::about_claims().into_iter().filter(|known| known.roles.contains(&role)) {
            let known = if company.is_none() { known.about("P-1") } else { known };
            let reply = with_token(&world, &known, &token).await;
            assert!(reply.status == 200, "{role} {} {}: {:#}", known.method, known.path, reply.body);
        }
    }
}

#[tokio::test]
async fn operations_read_any_voucher_and_change_none() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    let id = world.announce(NUMBER, "more.pdf", PDF).await;
    let before = world.voucher(NUMBER).await.rev;
    let token = world.issuer.token("OPS-1", None, &["operations"], world.clock.now());
    for known in routes::about_vouchers(NUMBER, &id) {
        let reply = with_token(&world, &known, &token).await;
        if known.operations() {
            assert_eq!(reply.status, 200, "{} {}", known.method, known.path);
        } else {
            assert_eq!(reply.refused(403), ["role_missing"], "{} {}", known.method, known.path);
        }
    }
    assert_eq!(world.voucher(NUMBER).await.rev, before);
}

#[tokio::test]
async fn a_partners_role_is_nothing_without_a_company() {
    let world = World::new().await;
    world.ready(NUMBER).await;
    for known in routes::all(NUMBER, "0a1b2c") {
        for role in known.roles.iter().filter(|role| **role != "operations") {
            let token = world.issuer.token("U-1", None, &[role], world.clock.now());
            let reply = with_token(&world, &known, &token).await;
            assert_eq!(reply.refused(403), ["company_missing"], "{role} {} {}", known.method, known.path);
        }
    }
}
