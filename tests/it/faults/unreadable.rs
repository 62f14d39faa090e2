//! Unreadable items: one affects no other item, and no answer reveals what is wrong with it.

use super::*;
use queue::Message;

const NUMBERS: [&str; 3] = ["SA-GOOD-1", "SA-BAD-1", "SA-GOOD-2"];

async fn ready() -> World {
    let world = World::new().await;
    for number in NUMBERS {
        world.ready(number).await;
    }
    world
}

#[tokio::test]
async fn an_unreadable_voucher_does_not_stop_the_redemption_of_the_others() {
    let world = ready().await;
    world.database.spoil("V#SA-BAD-1", "V", "days");
    let items = world.redeem(&NUMBERS).await;
    let outcomes: Vec<_> = items.iter().map(|item| (&item["outcome"], &item["reasons"][0]["code"])).collect();
    let (redeemed, refused) = ((&json!("redeemed"), &Value::Null), (&json!("refused"), &json!("internal")));
    assert_eq!(outcomes, [redeemed, refused, redeemed]);
    let detail = items[1]["reasons"][0]["detail"].as_str().unwrap();
    assert!(!detail.contains("days") && !detail.contains("V#"), "{detail}");
    let preview = json!({"voucher_numbers": NUMBERS});
    let reply = as_partner(&world, Function::Redemption, "POST", "/preview", &preview).await.expect(200);
    assert_eq!(reply["items"][1]["reasons"][0]["code"], "internal");
}

#[tokio::test]
async fn an_unreadable_voucher_is_answered_with_500_and_no_details() {
    let world = ready().await;
    world.database.spoil("V#SA-BAD-1", "V", "customer");
    let cancel = json!({"reason": "other_partner"});
    let reply = as_partner(&world, Function::Reservation, "POST", "/reservations/SA-BAD-1/cancel", &cancel).await;
    assert_eq!(reply.header("retry-after"), None, "a retry does not repair it");
    let body = reply.expect(500);
    assert_eq!(body["code"], "internal");
    assert!(!body.to_string().contains("customer"), "{body}");
}

#[tokio::test]
async fn an_unreadable_change_on_the_stream_is_quarantined_and_the_others_are_published() {
    let world = ready().await;
    world.redeem(&["SA-GOOD-1", "SA-GOOD-2"]).await;
    world.database.spoil("V#SA-BAD-1", "V", "rev");
    assert_eq!(world.run_outbox().await, 1, "only the spoiled image");
    assert_eq!(world.quarantined.count(), 1);
    assert_eq!(world.deliver_claims().await.len(), 2);
    assert_eq!(world.items("H#V#"), 6 + 7 + 7);
}

#[tokio::test]
async fn an_unreadable_file_does_not_stop_the_check_of_another_one() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let bad = world.announce(N, "bad.pdf", PDF).await;
    let good = world.announce(N, "good.pdf", PDF).await;
    world.database.spoil(&format!("V#{N}"), &format!("D#{bad}"), "size");
    world.upload(N, &good, 2, PDF).await;
    assert_eq!(world.voucher(N).await.value.deliverables().clean, 1);
}

#[tokio::test]
async fn an_unreadable_rate_retries_the_message_instead_of_drafting_a_wrong_amount() {
    let world = ready().await;
    world.redeem(&["SA-GOOD-1"]).await;
    world.run_outbox().await;
    let bodies: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    world.database.spoil("RATE#TW", "DDPS#2026-01-01", "per_day");
    assert_eq!(world.run_claims(&bodies).await, [0]);
    assert!(world.claim("SA-GOOD-1").await.is_none());
}
