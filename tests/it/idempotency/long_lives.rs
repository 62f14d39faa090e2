//! Keys outlive what happens in between: a request sent again late is still the same request.

use serde_json::{Value, json};
use tests::{Function, PDF, World, reservation};

const N: &str = "SA-LONG-1";

async fn keyed(world: &World, key: &str, path: &str, body: &Value) -> testkit::Reply {
    let sent = testkit::send("POST", path).token(&world.admin_of("P-1")).key(key).json(body);
    world.call(Function::Reservation, sent).await
}

/// Files announced and judged do not push the keys of other commands out of the voucher's memory.
#[tokio::test]
async fn a_cancellation_sent_again_after_many_changes_does_not_cancel_the_next_reservation() {
    let world = World::new().await;
    world.assign(N).await;
    keyed(&world, "first", "/reservations", &reservation(N)).await.expect(201);
    let (path, body) = (format!("/reservations/{N}/cancel"), json!({"reason": "engagement_not_happening"}));
    keyed(&world, "cancel", &path, &body).await.expect(200);
    keyed(&world, "second", "/reservations", &reservation(N)).await.expect(201);
    for file in 0..8 {
        let bytes = [PDF, &[file]].concat();
        let id = world.announce(N, &format!("plan-{file}.pdf"), &bytes).await;
        world.upload(N, &id, u32::from(file) + 1, &bytes).await;
    }
    let rev = world.voucher(N).await.rev;
    keyed(&world, "cancel", &path, &body).await.expect(200);
    let stands = world.voucher(N).await;
    assert_eq!((stands.rev, stands.value.stored_status().as_str()), (rev, "reserved"));
}

/// One person may work for two companies; a key chosen in one is none of the other's business.
#[tokio::test]
async fn the_same_key_of_the_same_person_in_another_company_is_another_key() {
    let world = World::new().await;
    world.ready(N).await;
    let body = json!({"voucher_numbers": [N], "confirm": true});
    let redeem = |company: &str| {
        let token = world.issuer.token("U-1", Some(company), &["mpn_admin"], world.clock.now());
        testkit::send("POST", "/redemptions").token(&token).key("same").json(&body)
    };
    let ours = world.call(Function::Redemption, redeem("P-1")).await.expect(200);
    assert_eq!(ours["items"][0]["outcome"], "redeemed");
    let theirs = world.call(Function::Redemption, redeem("P-2")).await.expect(200);
    assert_eq!(theirs["items"][0]["reasons"][0]["code"], "not_found");
    assert!(theirs["items"][0]["claim_due_on"].is_null());
}
