//! An item that cannot be read is a fault of its own. It never takes another one with it, and nobody outside hears what
//! is wrong with it.

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
async fn one_unreadable_voucher_among_three_does_not_keep_the_others_from_being_redeemed() {
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
async fn an_unreadable_voucher_is_a_fault_of_ours_and_says_nothing_of_itself() {
    let world = ready().await;
    world.database.spoil("V#SA-BAD-1", "V", "customer");
    let cancel = json!({"reason": "other_partner"});
    let reply = as_partner(&world, Function::Reservation, "POST", "/reservations/SA-BAD-1/cancel", &cancel).await;
    assert_eq!(reply.header("retry-after"), None, "trying again does not mend it");
    let body = reply.expect(500);
    assert_eq!(body["code"], "internal");
    assert!(!body.to_string().contains("customer"), "{body}");
}

#[tokio::test]
async fn an_unreadable_change_on_the_stream_is_set_aside_and_the_others_are_told() {
    let world = ready().await;
    world.redeem(&["SA-GOOD-1", "SA-GOOD-2"]).await;
    world.database.spoil("V#SA-BAD-1", "V", "rev");
    assert_eq!(world.run_outbox().await, 1, "the spoiled image, and nothing besides");
    assert_eq!(world.quarantined.count(), 1);
    assert_eq!(world.deliver_claims().await.len(), 2);
    assert_eq!(world.items("H#V#"), 6 + 7 + 7);
}

#[tokio::test]
async fn an_unreadable_file_does_not_keep_another_one_from_being_judged() {
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
async fn an_unreadable_line_of_the_rate_card_brings_the_message_back_instead_of_a_wrong_amount() {
    let world = ready().await;
    world.redeem(&["SA-GOOD-1"]).await;
    world.run_outbox().await;
    let bodies: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    world.database.spoil("RATE#TW", "DDPS#2026-01-01", "per_day");
    assert_eq!(world.run_claims(&bodies).await, [0]);
    assert!(world.claim("SA-GOOD-1").await.is_none());
}
