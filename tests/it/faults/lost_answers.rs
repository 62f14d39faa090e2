//! Lost answers: a write whose answer is lost may have succeeded. It is not repeated, and its success is reported.

use queue::Message;
use testkit::send;
use tests::assigned_days;

use super::*;

#[tokio::test]
async fn a_write_whose_answer_is_lost_happens_once_and_is_reported_as_a_success() {
    let world = World::new().await;
    for (name, operations) in LIFE {
        prepare(&world, name).await;
        world.database.faults.next(operations.last().unwrap(), WireFault::AnswerLost);
        let reply = step(&world, name).await;
        assert!(reply.status < 300, "{name}: {:#}", reply.body);
        assert_eq!(world.database.faults.clear(), 0, "{name} sent other writes than expected");
    }
    assert_eq!(world.events(N).await, EVENTS);
    assert_eq!(world.report_rev(N).await, 3, "drafted, drafted again, submitted");
    assert_eq!(world.voucher(N).await.value.deliverables().total(), 1);
}

#[tokio::test]
async fn a_read_whose_answer_is_lost_is_read_again() {
    let world = World::new().await;
    for (name, operations) in LIFE {
        prepare(&world, name).await;
        let (_, reads) = operations.split_last().unwrap();
        for read in reads {
            world.database.faults.next(read, WireFault::AnswerLost);
        }
        let reply = step(&world, name).await;
        assert!(reply.status < 300, "{name}: {:#}", reply.body);
        assert_eq!(world.database.faults.clear(), 0, "{name} sent other reads than expected");
    }
    assert_eq!(world.events(N).await, EVENTS);
}

/// The answers to both writes are lost, that of the voucher and that of the stored answer; the request succeeds.
#[tokio::test]
async fn a_write_whose_every_answer_is_lost_is_confirmed_by_reading_the_item() {
    let world = World::new().await;
    world.assign(N).await;
    let sent = send("POST", "/reservations").token(&world.admin_of("P-1")).key("key").json(&reservation(N));
    world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
    let body = world.call(Function::Reservation, sent).await.expect(201);
    assert_eq!((&body["rev"], &body["status"]), (&json!(2), &json!("reserved")));
    world.database.faults.clear();
    assert_eq!(world.voucher(N).await.rev, 2);
    assert_eq!(world.events(N).await, ["voucher.assigned", "voucher.reserved"]);
}

#[tokio::test]
async fn an_announcement_whose_every_answer_is_lost_is_confirmed_by_its_derived_id() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    world.database.faults.always_after(0, "TransactWriteItems", WireFault::AnswerLost);
    let body = announce(&world, "annex.pdf").await.expect(201);
    world.database.faults.clear();
    assert_eq!(body["deliverable_id"], annex());
    assert!(body["upload"]["url"].is_string(), "the upload can go on");
    assert_eq!(world.voucher(N).await.value.deliverables().total(), 1);
}

#[tokio::test]
async fn a_15_day_reservation_whose_answer_is_lost_holds_the_engagement_once() {
    let world = World::new().await;
    world.webhook("assign", &assigned_days(N, 15)).await.expect(201);
    world.database.faults.next("TransactWriteItems", WireFault::AnswerLost);
    assert_eq!(world.reserve(N).await["rev"], 2);
    assert_eq!(world.items("N"), 1);
}

#[tokio::test]
async fn a_redemption_whose_answers_are_lost_redeems_every_voucher_once() {
    let world = World::new().await;
    let numbers = ["SA-LOST-1", "SA-LOST-2", "SA-LOST-3"];
    for number in numbers {
        world.ready(number).await;
    }
    for _ in 0..3 {
        world.database.faults.next("PutItem", WireFault::AnswerLost);
    }
    let items = world.redeem(&numbers).await;
    assert!(items.iter().all(|item| item["outcome"] == "redeemed"), "{items:#?}");
    assert_eq!(world.database.faults.clear(), 0);
    for number in numbers {
        assert_eq!(world.events(number).await.iter().filter(|event| *event == "voucher.redeemed").count(), 1);
    }
}

#[tokio::test]
async fn history_and_claim_are_written_once_when_their_answers_are_lost() {
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    for _ in 0..3 {
        world.database.faults.next("PutItem", WireFault::AnswerLost);
    }
    assert_eq!(world.run_outbox().await, 0, "no record is retried");
    assert_eq!(world.items("H#V#"), 7);
    world.database.faults.next("PutItem", WireFault::AnswerLost);
    world.database.faults.next("Query", WireFault::AnswerLost);
    assert_eq!(world.deliver_claims().await.len(), 1);
    assert_eq!((world.items("C"), world.database.faults.clear()), (1, 0));
}

/// A conflict with a transaction does not tell whether the claim exists.
#[tokio::test]
async fn a_claim_whose_write_conflicts_with_a_transaction_is_made_by_the_next_delivery() {
    let world = World::new().await;
    world.ready(N).await;
    world.redeem(&[N]).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies: Vec<String> = world.queue.take().iter().map(|message| message.body().unwrap()).collect();
    world.database.faults.next("PutItem", WireFault::Conflict);
    assert_eq!(world.run_claims(&bodies).await, [0], "the queue delivers the message again");
    assert_eq!(world.items("C"), 0);
    assert_eq!(world.run_claims(&bodies).await, Vec::<usize>::new());
    assert_eq!((world.items("C"), world.database.faults.clear()), (1, 0));
}

#[tokio::test]
async fn an_intake_whose_answers_are_lost_records_its_result_once() {
    let world = World::new().await;
    world.assign(N).await;
    world.reserve(N).await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    world.database.faults.next("TransactWriteItems", WireFault::AnswerLost);
    world.database.faults.next("BatchGetItem", WireFault::AnswerLost);
    world.upload(N, &id, 1, PDF).await;
    assert_eq!((world.files(N).await, world.database.faults.clear()), (vec!["clean"], 0));
    assert_eq!(world.voucher(N).await.rev, 4);
}
