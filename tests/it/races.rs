//! Concurrent callers: of commands that exclude each other one succeeds, every success is one event, and no command
//! is refused because of the load alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use testkit::Reply;
use tests::{
    Function, PDF, World, announcement, answers, assigned, assigned_days, crowd, reservation, reservation_by, tallied,
    tally,
};

mod fifteen_days;
mod torn_reads;
mod webhooks;

const CROWD: usize = 32;
const N: &str = "SA-RACE-0001";

async fn world() -> Arc<World> {
    Arc::new(World::new().await)
}

async fn reserve(world: &World, company: &str, body: &Value) -> Reply {
    world.as_admin(company, Function::Reservation, "POST", "/reservations", body).await
}

async fn cancel(world: &World, company: &str, number: &str) -> Reply {
    let path = format!("/reservations/{number}/cancel");
    let body = json!({"reason": "engagement_not_happening"});
    world.as_admin(company, Function::Reservation, "POST", &path, &body).await
}

fn count(events: &[String], wanted: &str) -> usize {
    events.iter().filter(|event| *event == wanted).count()
}

fn successes(replies: &[Reply]) -> usize {
    replies.iter().filter(|reply| reply.status < 300).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_concurrent_callers_of_two_companies_exactly_one_reserves_a_voucher() {
    let world = world().await;
    for round in 0..4 {
        let number = format!("SA-RESERVE-{round}");
        world.assign(&number).await;
        world.database.faults.gather("PutItem", CROWD);
        let replies = crowd(&world, CROWD, |world, caller| {
            let (company, number) = (["P-1", "P-2"][caller % 2], number.clone());
            async move { reserve(&world, company, &reservation_by(company, &number)).await }
        })
        .await;
        assert_eq!(tally(&replies), tallied([("201", 1), ("409 already_reserved", CROWD - 1)]));
        assert_eq!(world.events(&number).await, ["voucher.assigned", "voucher.reserved"]);
        let winner = replies.iter().find(|reply| reply.status == 201).unwrap();
        assert_eq!(winner.body["rev"], 2);
        let stored = world.voucher(&number).await;
        let stored = stored.value.reservation().unwrap();
        assert_eq!(
            winner.body["reservation"]["company_id"],
            stored.company_id.as_str(),
            "the caller with status 201 has the reservation"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_cancellations_and_reservations_leave_one_consistent_state_in_every_interleaving() {
    let world = world().await;
    let (mut applied, mut taken_over) = (1, 0);
    world.assign(N).await;
    for round in 0..12 {
        let reserved = reserve(&world, "P-1", &reservation_by("P-1", N)).await;
        assert_eq!(reserved.status, 201, "round {round}: {:#}", reserved.body);
        let replies = crowd(&world, CROWD, |world, caller| async move {
            match caller % 2 {
                0 => cancel(&world, "P-1", N).await,
                _ => reserve(&world, "P-2", &reservation_by("P-2", N)).await,
            }
        })
        .await;
        let (cancelling, reserving): (Vec<_>, Vec<_>) = replies.into_iter().enumerate().partition(|(i, _)| i % 2 == 0);
        let of = |replies: Vec<(usize, Reply)>| replies.into_iter().map(|(_, reply)| reply).collect::<Vec<_>>();
        let (cancelling, reserving) = (of(cancelling), of(reserving));
        assert_only(&cancelling, &["200", "404 voucher_not_found"]);
        assert_only(&reserving, &["201", "409 already_reserved"]);
        assert_eq!(successes(&cancelling), 1, "round {round}");
        assert!(successes(&reserving) <= 1, "round {round}");
        applied += 2 + successes(&reserving);
        let stored = world.voucher(N).await;
        assert_eq!(stored.rev, u64::try_from(applied).unwrap(), "round {round}: one revision for every success");
        if successes(&reserving) == 1 {
            taken_over += 1;
            assert_eq!(stored.value.reservation().unwrap().company_id.as_str(), "P-2");
            assert_eq!(cancel(&world, "P-2", N).await.status, 200);
            applied += 1;
        } else {
            assert!(stored.value.reservation().is_none(), "round {round}");
        }
    }
    let events = world.events(N).await;
    assert_eq!(events.len(), applied);
    assert_eq!(count(&events, "voucher.reserved"), 12 + taken_over);
    assert_eq!(count(&events, "voucher.reserved"), count(&events, "reservation.cancelled"));
}

/// Asserts that the replies are of these kinds only.
#[track_caller]
fn assert_only(replies: &[Reply], kinds: &[&str]) {
    let others: BTreeMap<_, _> = tally(replies).into_iter().filter(|(kind, _)| !kinds.contains(&&**kind)).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_redeemed_by_concurrent_calls_is_redeemed_once_and_has_one_claim() {
    let world = world().await;
    world.ready(N).await;
    world.database.faults.gather("PutItem", CROWD);
    let items = crowd(&world, CROWD, |world, _| async move { world.redeem(&[N]).await.remove(0) }).await;
    let (redeemed, refused): (Vec<_>, Vec<_>) = items.iter().partition(|item| item["outcome"] == "redeemed");
    assert_eq!((redeemed.len(), refused.len()), (1, CROWD - 1));
    assert!(refused.iter().all(|item| item["reasons"][0]["code"] == "already_redeemed"), "{refused:#?}");
    // The outbox runs twice and publishes twice.
    assert_eq!(count(&world.events(N).await, "voucher.redeemed"), 1);
    assert_eq!(count(&world.events(N).await, "voucher.redeemed"), 1);
    assert_eq!(world.deliver_claims().await.len(), 2);
    assert_eq!(world.items("C"), 1);
    assert_eq!(world.claim(N).await.unwrap().amount.unwrap().minor, 500_000);
}

async fn announce(world: &World, name: &str) -> Reply {
    let path = format!("/vouchers/{N}/deliverables");
    world.as_admin("P-1", Function::Deliverable, "POST", &path, &announcement(name, PDF)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_files_announced_at_once_exactly_twenty_are_accepted() {
    let world = world().await;
    world.assign(N).await;
    world.reserve(N).await;
    world.database.faults.gather("TransactWriteItems", CROWD);
    let replies =
        crowd(&world, CROWD, |world, file| async move { announce(&world, &format!("plan-{file}.pdf")).await }).await;
    assert_eq!(tally(&replies), tallied([("201", 20), ("409 too_many_deliverables", CROWD - 20)]));
    let counts = world.voucher(N).await.value.deliverables();
    assert_eq!((counts.pending, counts.total(), counts.uploads), (20, 20, 20));
    assert_eq!(world.files(N).await, vec!["announced"; 20]);
    assert_eq!(count(&world.events(N).await, "deliverable.announced"), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_announced_by_concurrent_calls_is_stored_once() {
    let world = world().await;
    world.assign(N).await;
    world.reserve(N).await;
    for round in 1..=4 {
        let name = format!("plan-{round}.pdf");
        world.database.faults.gather("TransactWriteItems", CROWD);
        let replies = crowd(&world, CROWD, |world, _| {
            let name = name.clone();
            async move { announce(&world, &name).await }
        })
        .await;
        assert_eq!(tally(&replies), tallied([("201", CROWD)]));
        assert!(replies.iter().all(|reply| reply.body["deliverable_id"] == replies[0].body["deliverable_id"]));
        assert_eq!(world.voucher(N).await.value.deliverables().total(), round);
        assert_eq!(u32::try_from(world.files(N).await.len()).unwrap(), round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_the_only_file_while_submitting_either_deletes_or_submits() {
    let world = world().await;
    let (mut before, mut after) = (0, 0);
    for round in 0..6 {
        let number = format!("SA-DELETE-{round}");
        world.assign(&number).await;
        world.reserve(&number).await;
        let id = world.deliver(&number).await;
        let report = format!("/vouchers/{number}/report");
        world.as_admin("P-1", Function::Completion, "PUT", &report, &answers()).await.expect(200);
        world.database.faults.gather("TransactWriteItems", 8);
        let replies = crowd(&world, 8, |world, caller| {
            let (file, submit) = (format!("/vouchers/{number}/deliverables/{id}"), format!("{report}/submit"));
            async move {
                match caller % 2 {
                    0 => world.as_admin("P-1", Function::Deliverable, "DELETE", &file, &Value::Null).await,
                    _ => world.as_admin("P-1", Function::Completion, "POST", &submit, &Value::Null).await,
                }
            }
        })
        .await;
        let answers =
            ["204", "404 deliverable_not_found", "409 report_already_submitted", "200", "409 deliverable_missing"];
        assert_only(&replies, &answers);
        let deleted = replies.iter().filter(|reply| reply.status == 204).count();
        let total = u32::try_from(world.files(&number).await.len()).unwrap();
        assert_eq!(world.voucher(&number).await.value.deliverables().total(), total);
        let outcome = world.redeem(&[number.as_str()]).await[0]["outcome"].clone();
        match world.events(&number).await.get(5).map(String::as_str) {
            Some("deliverable.removed") => {
                assert_eq!((deleted, total, outcome), (1, 0, json!("refused")));
                before += 1;
            }
            Some("report.submitted") => {
                assert_eq!((deleted, total, outcome), (0, 1, json!("redeemed")));
                after += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(before + after, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_covers_exactly_the_answers_of_the_submitted_report() {
    let world = world().await;
    for round in 0..6 {
        let number = format!("SA-SUBMIT-{round}");
        world.assign(&number).await;
        world.reserve(&number).await;
        world.deliver(&number).await;
        let path = format!("/vouchers/{number}/report");
        world.as_admin("P-1", Function::Completion, "PUT", &path, &answers()).await.expect(200);
        world.database.faults.gather("TransactWriteItems", CROWD / 4);
        let replies = crowd(&world, CROWD, |world, caller| {
            let path = path.clone();
            async move {
                if caller % 4 == 0 {
                    let submit = format!("{path}/submit");
                    return world.as_admin("P-1", Function::Completion, "POST", &submit, &Value::Null).await;
                }
                let mut draft = answers();
                draft["seats"] = json!(1_000 + caller);
                world.as_admin("P-1", Function::Completion, "PUT", &path, &draft).await
            }
        })
        .await;
        assert_only(&replies, &["200", "409 report_already_submitted"]);
        let receipts: Vec<_> = replies.iter().filter(|reply| !reply.body["sha256"].is_null()).collect();
        assert_eq!(receipts.len(), CROWD / 4, "every submission returns the receipt");
        assert!(receipts.iter().all(|reply| reply.body == receipts[0].body), "and all return the same one");
        let report = world.stored_report(&number).await.unwrap();
        let covered = domain::digest::hex_of_parts(&[
            number.as_bytes(),
            &report.reservation.to_be_bytes(),
            &serde_json::to_vec(&report.answers).unwrap(),
            world.clock.now().to_string().as_bytes(),
        ]);
        assert_eq!(report.receipt.unwrap().sha256, covered);
        assert_eq!(receipts[0].body["sha256"], covered.as_str());
        assert_eq!(count(&world.events(&number).await, "report.submitted"), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_deliveries_of_an_assignment_create_one_voucher_and_one_event() {
    let world = world().await;
    world.database.faults.gather("PutItem", CROWD);
    let replies = crowd(&world, CROWD, |world, _| async move { world.webhook("msg-1", &assigned(N)).await }).await;
    assert_eq!(tally(&replies), tallied([("201", 1), ("200", CROWD - 1)]));
    assert_eq!(world.events(N).await, ["voucher.assigned"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_upload_delivered_many_times_at_once_is_checked_once() {
    let world = world().await;
    world.assign(N).await;
    world.reserve(N).await;
    let id = world.announce(N, "plan.pdf", PDF).await;
    world.database.faults.gather("TransactWriteItems", CROWD);
    crowd(&world, CROWD, |world, _| {
        let id = id.clone();
        async move { world.upload(N, &id, 1, PDF).await }
    })
    .await;
    assert_eq!(world.files(N).await, ["clean"]);
    assert_eq!(count(&world.events(N).await, "deliverable.clean"), 1);
}
