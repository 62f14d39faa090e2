//! Replays after the voucher changed: the first answer is returned, nothing changes, and nothing that another company
//! did in between is disclosed.

use super::*;

const N: &str = "SA-REPLAY-1";

/// All items of the table, sorted.
fn sorted_items(world: &World) -> Vec<Value> {
    let mut items = world.database.items();
    items.sort_by_key(Value::to_string);
    items
}

/// Sends a command again and verifies that it is a replay: the first answer is returned and nothing changes.
async fn expect_replay(world: &World, command: &Command, first: &Reply) {
    let before = sorted_items(world);
    let reply = command.with_key(world, command.name).await;
    assert_eq!(comparable(&reply), comparable(first), "{}", command.name);
    assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{}", command.name);
    assert!(sorted_items(world) == before, "{} changed something", command.name);
}

/// Sends a command for the first time, with its name as the key.
async fn first_call(world: &World, command: &Command) -> Reply {
    let reply = command.with_key(world, command.name).await;
    assert_eq!(reply.status, command.status, "{}: {:#}", command.name, reply.body);
    assert_eq!(reply.header("idempotent-replayed"), None, "{}", command.name);
    reply
}

fn deliverable_id(reply: &Reply) -> String {
    reply.body["deliverable_id"].as_str().unwrap().to_owned()
}

/// `P-1` cancels; `P-2` reserves the voucher, delivers a file and submits a report.
async fn transfer_to_p2(world: &World) {
    let as_p1 = |command: Command| async move {
        world.as_admin("P-1", command.function, command.method, &command.path, &command.body).await
    };
    let as_p2 = |command: Command| async move {
        let token = world.issuer.token("U-9", Some("P-2"), &["mpn_admin"], world.clock.now());
        world.call(command.function, command.request(&token)).await.expect(command.status)
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
async fn a_repeated_reservation_after_an_amendment_gets_its_first_answer() {
    let world = World::new().await;
    prepare(&world, N, Stage::Assigned).await;
    let first = first_call(&world, &reserve(N)).await;
    first_call(&world, &amend(N)).await;
    expect_replay(&world, &reserve(N), &first).await;
    assert_eq!(first.body["rev"], 2);
}

#[tokio::test]
async fn a_repeated_reservation_after_a_cancellation_does_not_reserve_again() {
    let world = World::new().await;
    prepare(&world, N, Stage::Assigned).await;
    let reserved = first_call(&world, &reserve(N)).await;
    let cancelled = first_call(&world, &cancel(N)).await;
    expect_replay(&world, &reserve(N), &reserved).await;
    // After a new reservation, the repeated cancellation does not cancel it.
    reserve(N).with_key(&world, "anew").await.expect(201);
    expect_replay(&world, &cancel(N), &cancelled).await;
    assert_eq!(world.voucher(N).await.value.stored_status().as_str(), "reserved");
}

#[tokio::test]
async fn a_replay_discloses_nothing_about_the_company_that_holds_the_voucher_now() {
    let plain: [(Stage, CommandFor); 8] = [
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
        prepare(&world, N, stage).await;
        let first = first_call(&world, &command(N)).await;
        transfer_to_p2(&world).await;
        expect_replay(&world, &command(N), &first).await;
        // Without a key it is a new request for a voucher that the company does not hold.
        let token = world.admin_of("P-1");
        let anew = world.call(command(N).function, command(N).request(&token)).await;
        assert!([404, 409].contains(&anew.status), "{}: {:#}", command(N).name, anew.body);
        assert!(!anew.body.to_string().contains("only P-2"), "{}", command(N).name);
    }
}

#[tokio::test]
async fn a_repeated_draft_never_overwrites_a_later_one() {
    let world = World::new().await;
    prepare(&world, N, Stage::Reserved).await;
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
        assert_eq!(reply.header("etag"), Some(&*format!("\"{seats}\"")), "the answer of the first time");
        assert_eq!(reply.expect(200)["seats"], seats);
    }
    assert_eq!(world.stored_report(N).await.unwrap().answers.seats, Some(3));
}

#[tokio::test]
async fn commands_of_an_earlier_reservation_are_not_repeated_under_the_next_one() {
    let world = World::new().await;
    prepare(&world, N, Stage::Delivered).await;
    let (announced, drafted) = (first_call(&world, &announce(N)).await, first_call(&world, &draft(N)).await);
    remove(N, &deliverable_id(&announced)).with_key(&world, "pending").await.expect(204);
    let submitted = first_call(&world, &submit(N)).await;
    first_call(&world, &cancel(N)).await;
    reserve(N).with_key(&world, "next").await.expect(201);
    expect_replay(&world, &announce(N), &announced).await;
    expect_replay(&world, &draft(N), &drafted).await;
    assert_eq!(world.files(N).await, ["clean"], "only the file of the earlier reservation");
    draft(N).with_key(&world, "next-draft").await.expect(200);
    world.deliver(N).await;
    expect_replay(&world, &submit(N), &submitted).await;
    assert_eq!(world.voucher(N).await.value.report(), domain::report::ReportState::Draft);
}

#[tokio::test]
async fn a_repeated_announcement_does_not_restore_a_deleted_file() {
    let world = World::new().await;
    prepare(&world, N, Stage::Reserved).await;
    let announced = first_call(&world, &announce(N)).await;
    let id = deliverable_id(&announced);
    let removed = first_call(&world, &remove(N, &id)).await;
    expect_replay(&world, &announce(N), &announced).await;
    // The file is announced anew on purpose; the repeated deletion does not delete it.
    announce(N).with_key(&world, "anew").await.expect(201);
    expect_replay(&world, &remove(N, &id), &removed).await;
    assert_eq!(world.files(N).await, ["announced"]);
}

/// A command that changed nothing is stored like any other (DECISIONS.md 37): the file existed at the first request,
/// was deleted since, and stays deleted.
#[tokio::test]
async fn a_repeated_announcement_that_changed_nothing_does_not_restore_a_deleted_file() {
    let world = World::new().await;
    prepare(&world, N, Stage::Reserved).await;
    let id = deliverable_id(&announce(N).with_key(&world, "first").await);
    let second = first_call(&world, &announce(N)).await;
    assert_eq!(deliverable_id(&second), id);
    remove(N, &id).with_key(&world, "gone").await.expect(204);
    expect_replay(&world, &announce(N), &second).await;
    let reply = announce(N).with_key(&world, announce(N).name).await;
    assert!(reply.body["upload"].is_null(), "nothing can be uploaded to a deleted file");
    assert_eq!(world.files(N).await, Vec::<&str>::new());
}

/// A stored answer contains no signed URL: the URL of a replay is signed at the time of the replay.
#[tokio::test]
async fn the_upload_url_of_a_repeated_announcement_is_signed_anew() {
    let world = World::new().await;
    prepare(&world, N, Stage::Reserved).await;
    let first = first_call(&world, &announce(N)).await;
    world.clock.set("2026-11-22T10:00:00Z");
    expect_replay(&world, &announce(N), &first).await;
    let anew = announce(N).with_key(&world, announce(N).name).await.body["upload"].clone();
    assert_ne!(anew["url"], first.body["upload"]["url"]);
    assert!(anew["url"].as_str().unwrap().contains("X-Amz-Date=20261122T100000Z"), "{anew:#}");
}

#[tokio::test]
async fn a_repeated_redemption_redeems_nothing_and_returns_the_same_id() {
    let world = World::new().await;
    prepare(&world, N, Stage::Submitted).await;
    let first = first_call(&world, &redeem(N)).await;
    world.clock.set("2026-11-22T10:00:00Z");
    expect_replay(&world, &redeem(N), &first).await;
    let other = redeem(N).with_key(&world, "another").await.expect(200);
    assert_eq!(other["items"][0]["reasons"][0]["code"], "already_redeemed");
}

/// A redeemed voucher accepts no files, not even one that was announced in time.
#[tokio::test]
async fn a_repeated_announcement_after_the_redemption_has_no_upload_url() {
    let world = World::new().await;
    prepare(&world, N, Stage::Submitted).await;
    let first = first_call(&world, &announce(N)).await;
    assert!(first.body["upload"]["url"].is_string(), "{:#}", first.body);
    assert_eq!(world.redeem(&[N]).await[0]["outcome"], "redeemed");
    expect_replay(&world, &announce(N), &first).await;
    let replay = announce(N).with_key(&world, announce(N).name).await.expect(201);
    assert!(replay["upload"].is_null(), "{replay:#}");
}
