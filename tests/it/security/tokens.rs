//! What a token with each of the roles can do.

use testkit::Reply;
use tests::{PDF, World};

use crate::contract::routes::{self, Known};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

async fn with_token(world: &World, known: &Known, token: &str) -> Reply {
    world.call(known.function, known.sent_with(token)).await
}

/// Each of the roles named will do.
#[tokio::test]
async fn a_token_with_any_of_the_roles_is_let_in() {
    for known in routes::about_companies() {
        for role in known.roles.clone() {
            let world = World::new().await;
            let company = (role != "operations").then_some("P-1");
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
