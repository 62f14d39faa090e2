//! The operations that a token of each role may call (PROGRAM.md 1.2).

use testkit::Reply;
use tests::{PDF, World};

use crate::samples::{self, Sample};

const NUMBER: &str = "SA-7KQ2-M9XD-3FHT";

async fn with_token(world: &World, sample: &Sample, token: &str) -> Reply {
    world.call(sample.function, sample.sent_with(token)).await
}

/// Each of the roles that an operation names is sufficient.
#[tokio::test]
async fn any_of_an_operations_roles_is_sufficient() {
    for sample in samples::about_companies() {
        for role in sample.roles.clone() {
            let world = World::new().await;
            let company = (role != "operations").then_some("P-1");
            let token = world.issuer.token("U-9", company, &[role], world.clock.now());
            let sample = if company.is_none() { sample.about("P-1") } else { sample.clone() };
            let reply = with_token(&world, &sample, &token).await;
            assert!(![401, 403, 422].contains(&reply.status), "{role} {} {}", sample.method, sample.path);
        }
    }
}

#[tokio::test]
async fn any_of_an_operations_roles_is_sufficient_for_claims() {
    for role in ["mpn_admin", "global_admin", "incentives", "operations"] {
        let world = World::new().await;
        samples::prepare_claims(&world).await;
        let company = (role != "operations").then_some("P-1");
        let token = world.issuer.token("U-9", company, &[role], world.clock.now());
        for sample in samples::about_claims().into_iter().filter(|sample| sample.roles.contains(&role)) {
            let sample = if company.is_none() { sample.about("P-1") } else { sample };
            let reply = with_token(&world, &sample, &token).await;
            assert!(reply.status == 200, "{role} {} {}: {:#}", sample.method, sample.path, reply.body);
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
    for sample in samples::about_vouchers(NUMBER, &id) {
        let reply = with_token(&world, &sample, &token).await;
        if sample.operations() {
            assert_eq!(reply.status, 200, "{} {}", sample.method, sample.path);
        } else {
            assert_eq!(reply.refused(403), ["role_missing"], "{} {}", sample.method, sample.path);
        }
    }
    assert_eq!(world.voucher(NUMBER).await.rev, before);
}
