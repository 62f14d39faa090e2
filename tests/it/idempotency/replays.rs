//! A request sent again after the voucher moved on answers what stands, changes nothing, and tells nothing of what
//! another company did since.

use super::*;

const N: &str = "SA-REPLAY-1";

/// The whole table but for the pins, which every request with a key writes.
fn stands(world: &World) -> Vec<Value> {
    let mut items = world.database.items();
    items.retain(|item| item["sk"]["S"] != "K");
    items.sort_by_key(Value::to_string);
    items
}

/// Sends a command again; its reply, when nothing changed by it.
async fn again(world: &World, command: &Command) -> Reply {
    let before = stands(world);
    let reply = command.with_key(world, command.name).await;
    assert!(stands(world) == before, "{} changed something", command.name);
    reply
}

async fn once(world: &World, command: &Command) -> Value {
    command.with_key(world, command.name).await.expect(command.status)
}

/// `P-1` gives the voucher back and `P-2` takes it, files and reports.
async fn pass_on(world: &World) {
    let as_p1 = |command: Command| async move {
        world.as_admin("P-1", command.function, command.method, &command.path, &command.body).await
    };
    let as_p2 = |command: Command| async move {
        let token = world.issuer.token("U-9", Some("P-2"), &["mpn_admin"], world.clock.now());
        world.call(command.function, command.sent(&token)).await.expect(command.status)
    };
    if world.voucher(N).await.value.reservation().is_some() {
        as_p1(cancel(N)).await.expect(200);
    }
    let mut theirs = reserve(N);
    theirs.body["delivery_country"] = json!("US");
    as_p2(theirs).await;
    let id = as_p2(announce(N)).await["deliverable_id"].as_str().unwrap().to_owned();
    world.upload(N, &id, 1, PDF).await;
    let mut theirs = draft(N);
    theirs.body["delivery_country"] = json!("US");
    theirs.body["remarks"] = json!("what only P-2 may read");
    as_p2(theirs).await;
    as_p2(submit(N)).await;
}

#[tokio::test]
async fn a_reservation_sent_again_after_it_was_amended_shows_what_stands() {
    let world = World::new().await;
    bring(&world, N, Stage::Assigned).await;
    once(&world, &reserve(N)).await;
    once(&world, &amend(N)).await;
    let body = again(&world, &reserve(N)).await.expect(201);
    assert_eq!((&body["rev"], &body["reservation"]["end_date"]), (&json!(3), &json!("2026-11-24")));
}

#[tokio::test]
async fn a_reservation_sent_again_after_it_was_cancelled_does_not_reserve_again() {
    let world = World::new().await;
    bring(&world, N, Stage::Assigned).await;
    once(&world, &reserve(N)).await;
    once(&world, &cancel(N)).await;
    assert_eq!(again(&world, &reserve(N)).await.expect(201)["status"], "assigned");
    // Reserved anew, the old cancellation is not carried out anew.
    reserve(N).with_key(&world, "anew").await.expect(201);
    assert_eq!(again(&world, &cancel(N)).await.expect(200)["status"], "reserved");
}

#[tokio::test]
async fn a_replay_tells_nothing_of_the_company_that_holds_the_voucher_now() {
    let plain: [(Stage, For); 8] = [
        (Stage::Assigned, reserve),
        (Stage::Reserved, amend),
        (Stage::Reserved, notify),
        (Stage::Reserved, cancel),
        (Stage::Reserved, announce),
        (Stage::Reserved, draft),
        (Stage::Drafted, draft),
        (Stage::Drafted, submit),
    ];
    for (stage, command) in plain {
        let world = World::new().await;
        bring(&world, N, stage).await;
        once(&world, &command(N)).await;
        pass_on(&world).await;
        let reply = again(&world, &command(N)).await;
        assert_eq!(reply.status, 404, "{}: {:#}", command(N).name, reply.body);
        assert_eq!(reply.body["code"], "voucher_not_found", "{}", command(N).name);
    }
}

#[tokio::test]
async fn a_draft_sent_again_never_overwrites_a_later_one() {
    let world = World::new().await;
    bring(&world, N, Stage::Reserved).await;
    let with_seats = |seats: u32| {
        let mut command = draft(N);
        command.body["seats"] = json!(seats);
        command
    };
    for seats in [1, 2, 3] {
        with_seats(seats).with_key(&world, &format!("draft-{seats}")).await.expect(200);
    }
    for seats in [1, 2, 3] {
        let reply = with_seats(seats).with_key(&world, &format!("draft-{seats}")).await;
        assert_eq!(reply.header("etag"), Some("\"3\""));
        assert_eq!(reply.expect(200)["seats"], 3, "what stands");
    }
    assert_eq!(world.stored_report(N).await.unwrap().answers.seats, Some(3));
}

#[tokio::test]
async fn a_draft_sent_again_after_it_was_submitted_says_so() {
    let world = World::new().await;
    bring(&world, N, Stage::Delivered).await;
    once(&world, &draft(N)).await;
    let receipt = once(&world, &submit(N)).await;
    let body = again(&world, &draft(N)).await.expect(200);
    assert_eq!((&body["status"], &body["receipt_id"]), (&json!("submitted"), &receipt["receipt_id"]));
}

#[tokio::test]
async fn what_was_done_under_a_reservation_is_not_done_again_under_the_next_one() {
    let world = World::new().await;
    bring(&world, N, Stage::Delivered).await;
    for command in [announce(N), draft(N)] {
        once(&world, &command).await;
    }
    let pending = once(&world, &announce(N)).await["deliverable_id"].as_str().unwrap().to_owned();
    remove(N, &pending).with_key(&world, "pending").await.expect(204);
    once(&world, &submit(N)).await;
    once(&world, &cancel(N)).await;
    reserve(N).with_key(&world, "next").await.expect(201);
    assert_eq!(again(&world, &announce(N)).await.refused(404), ["deliverable_not_found"]);
    assert_eq!(again(&world, &draft(N)).await.expect(404)["code"], "report_not_found");
    draft(N).with_key(&world, "next-draft").await.expect(200);
    world.deliver(N).await;
    assert_eq!(again(&world, &submit(N)).await.expect(404)["code"], "receipt_not_found");
}

#[tokio::test]
async fn an_announcement_sent_again_does_not_bring_a_deleted_file_back() {
    let world = World::new().await;
    bring(&world, N, Stage::Reserved).await;
    let id = once(&world, &announce(N)).await["deliverable_id"].as_str().unwrap().to_owned();
    once(&world, &remove(N, &id)).await;
    assert_eq!(again(&world, &announce(N)).await.refused(404), ["deliverable_not_found"]);
    // Announced anew on purpose, the old deletion does not hit it.
    announce(N).with_key(&world, "anew").await.expect(201);
    assert_eq!(again(&world, &remove(N, &id)).await.status, 204);
    assert_eq!(world.files(N).await, ["announced"]);
}

#[tokio::test]
async fn a_redemption_sent_again_redeems_nothing_twice_and_has_the_same_id() {
    let world = World::new().await;
    bring(&world, N, Stage::Submitted).await;
    let first = once(&world, &redeem(N)).await;
    world.clock.set("2026-11-22T10:00:00Z");
    assert_eq!(again(&world, &redeem(N)).await.expect(200), first);
    let other = redeem(N).with_key(&world, "another").await.expect(200);
    assert_eq!(other["items"][0]["reasons"][0]["code"], "already_redeemed");
}
