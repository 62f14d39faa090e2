//! A request sent again after the voucher moved on gets its first answer again, changes nothing, and tells nothing of
//! what another company did since.

use super::*;

const N: &str = "SA-REPLAY-1";

/// The whole table.
fn stands(world: &World) -> Vec<Value> {
    let mut items = world.database.items();
    items.sort_by_key(Value::to_string);
    items
}

/// Sends a command again: its first answer comes again, and nothing changes.
async fn again(world: &World, command: &Command, first: &Reply) {
    let before = stands(world);
    let reply = command.with_key(world, command.name).await;
    assert_eq!(said(&reply), said(first), "{}", command.name);
    assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{}", command.name);
    assert!(stands(world) == before, "{} changed something", command.name);
}

async fn once(world: &World, command: &Command) -> Reply {
    let reply = command.with_key(world, command.name).await;
    assert_eq!(reply.status, command.status, "{}: {:#}", command.name, reply.body);
    assert_eq!(reply.header("idempotent-replayed"), None, "{}", command.name);
    reply
}

fn deliverable_id(reply: &Reply) -> String {
    reply.body["deliverable_id"].as_str().unwrap().to_owned()
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
async fn a_reservation_sent_again_after_it_was_amended_gets_the_answer_from_before() {
    let world = World::new().await;
    bring(&world, N, Stage::Assigned).await;
    let first = once(&world, &reserve(N)).await;
    once(&world, &amend(N)).await;
    again(&world, &reserve(N), &first).await;
    assert_eq!(first.body["rev"], 2);
}

#[tokio::test]
async fn a_reservation_sent_again_after_it_was_cancelled_does_not_reserve_again() {
    let world = World::new().await;
    bring(&world, N, Stage::Assigned).await;
    let reserved = once(&world, &reserve(N)).await;
    let cancelled = once(&world, &cancel(N)).await;
    again(&world, &reserve(N), &reserved).await;
    // Reserved anew, the old cancellation is not carried out anew.
    reserve(N).with_key(&world, "anew").await.expect(201);
    again(&world, &cancel(N), &cancelled).await;
    assert_eq!(world.voucher(N).await.value.stored_status().as_str(), "reserved");
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
        let first = once(&world, &command(N)).await;
        pass_on(&world).await;
        again(&world, &command(N), &first).await;
        // Without the key it is a new request, about a voucher that the company does not hold.
        let token = world.admin_of("P-1");
        let anew = world.call(command(N).function, command(N).sent(&token)).await;
        assert!([404, 409].contains(&anew.status), "{}: {:#}", command(N).name, anew.body);
        assert!(!anew.body.to_string().contains("only P-2"), "{}", command(N).name);
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
        assert_eq!(reply.header("etag"), Some(&*format!("\"{seats}\"")), "the answer from then");
        assert_eq!(reply.expect(200)["seats"], seats);
    }
    assert_eq!(world.stored_report(N).await.unwrap().answers.seats, Some(3));
}

#[tokio::test]
async fn what_was_done_under_a_reservation_is_not_done_again_under_the_next_one() {
    let world = World::new().await;
    bring(&world, N, Stage::Delivered).await;
    let (announced, drafted) = (once(&world, &announce(N)).await, once(&world, &draft(N)).await);
    remove(N, &deliverable_id(&announced)).with_key(&world, "pending").await.expect(204);
    let submitted = once(&world, &submit(N)).await;
    once(&world, &cancel(N)).await;
    reserve(N).with_key(&world, "next").await.expect(201);
    again(&world, &announce(N), &announced).await;
    again(&world, &draft(N), &drafted).await;
    assert_eq!(world.files(N).await, ["clean"], "the file of the reservation before, and no other");
    draft(N).with_key(&world, "next-draft").await.expect(200);
    world.deliver(N).await;
    again(&world, &submit(N), &submitted).await;
    assert_eq!(world.voucher(N).await.value.report(), domain::report::ReportState::Draft);
}

#[tokio::test]
async fn an_announcement_sent_again_does_not_bring_a_deleted_file_back() {
    let world = World::new().await;
    bring(&world, N, Stage::Reserved).await;
    let announced = once(&world, &announce(N)).await;
    let id = deliverable_id(&announced);
    let removed = once(&world, &remove(N, &id)).await;
    again(&world, &announce(N), &announced).await;
    // Announced anew on purpose, the old deletion does not hit it.
    announce(N).with_key(&world, "anew").await.expect(201);
    again(&world, &remove(N, &id), &removed).await;
    assert_eq!(world.files(N).await, ["announced"]);
}

/// An announcement that changed nothing is answered again like any other: the file was there when it came first, is
/// deleted since, and stays so.
#[tokio::test]
async fn an_announcement_of_a_file_that_was_there_does_not_bring_it_back_either() {
    let world = World::new().await;
    bring(&world, N, Stage::Reserved).await;
    let id = deliverable_id(&announce(N).with_key(&world, "first").await);
    let second = once(&world, &announce(N)).await;
    assert_eq!(deliverable_id(&second), id);
    remove(N, &id).with_key(&world, "gone").await.expect(204);
    again(&world, &announce(N), &second).await;
    let reply = announce(N).with_key(&world, announce(N).name).await;
    assert!(reply.body["upload"].is_null(), "nothing can be uploaded to a file that is gone");
    assert_eq!(world.files(N).await, Vec::<&str>::new());
}

/// What was kept holds nothing signed: the URL of the replay is signed at its own time.
#[tokio::test]
async fn the_upload_of_an_announcement_sent_again_is_signed_anew() {
    let world = World::new().await;
    bring(&world, N, Stage::Reserved).await;
    let first = once(&world, &announce(N)).await;
    world.clock.set("2026-11-22T10:00:00Z");
    again(&world, &announce(N), &first).await;
    let anew = announce(N).with_key(&world, announce(N).name).await.body["upload"].clone();
    assert_ne!(anew["url"], first.body["upload"]["url"]);
    assert!(anew["url"].as_str().unwrap().contains("X-Amz-Date=20261122T100000Z"), "{anew:#}");
}

#[tokio::test]
async fn a_redemption_sent_again_redeems_nothing_twice_and_has_the_same_id() {
    let world = World::new().await;
    bring(&world, N, Stage::Submitted).await;
    let first = once(&world, &redeem(N)).await;
    world.clock.set("2026-11-22T10:00:00Z");
    again(&world, &redeem(N), &first).await;
    let other = redeem(N).with_key(&world, "another").await.expect(200);
    assert_eq!(other["items"][0]["reasons"][0]["code"], "already_redeemed");
}

/// A redeemed voucher takes no file any more, not even one that was announced in time.
#[tokio::test]
async fn an_announcement_sent_again_after_the_redemption_uploads_nothing() {
    let world = World::new().await;
    bring(&world, N, Stage::Submitted).await;
    let first = once(&world, &announce(N)).await;
    assert!(first.body["upload"]["url"].is_string(), "{:#}", first.body);
    assert_eq!(world.redeem(&[N]).await[0]["outcome"], "redeemed");
    again(&world, &announce(N), &first).await;
    let replay = announce(N).with_key(&world, announce(N).name).await.expect(201);
    assert!(replay["upload"].is_null(), "{replay:#}");
}
