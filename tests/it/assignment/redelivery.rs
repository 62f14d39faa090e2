//! Webhook ids: the id of a processed message is stored for 7 days, and a redelivery changes nothing.

use domain::catalog::Catalog;
use serde_json::{Value, json};
use tests::{Function, SECRET, World, assigned, assigned_days, paying};

use crate::bodies::{NUMBER, faults, licensing_event};
use crate::payment_request::bring_to_status;
use tests::sample_events;

const OTHER: &str = "SA-OTHER-0001";
const LATER: &str = "2026-11-10T00:00:00Z";
/// Seven days after the messages of these tests are processed, and one second later.
const LAST_STORED: &str = "2026-11-29T09:00:00Z";
const REMOVED: &str = "2026-11-29T09:00:01Z";

fn reassigned(at: &str, name: &str) -> Value {
    let admin = json!({"name": name, "email": format!("{}@contoso.example", name.to_lowercase())});
    licensing_event("voucher.reassigned", at, &json!({"voucher_number": NUMBER, "admin": admin}))
}

fn extended(number: &str, expires_on: &str) -> Value {
    let data = json!({"voucher_number": number, "expires_on": expires_on, "reason": "More time."});
    licensing_event("voucher.extended", LATER, &data)
}

async fn assigned_world() -> World {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world
}

async fn admin_of(world: &World) -> String {
    world.voucher(NUMBER).await.value.core().admin.email.to_string()
}

/// The administrator's address is the second factor of a reservation.
#[tokio::test]
async fn a_redelivered_reassignment_does_not_restore_an_earlier_administrator() {
    let world = assigned_world().await;
    let (first, second) = (reassigned(LATER, "First"), reassigned(LATER, "Second"));
    world.webhook("m-1", &first).await.expect(200);
    let answer = world.webhook("m-2", &second).await.expect(200);
    for id in ["m-1", "m-1", "m-2", "m-1"] {
        let event = if id == "m-1" { &first } else { &second };
        assert_eq!(world.webhook(id, event).await.expect(200), answer, "the current state, unchanged");
        assert_eq!(admin_of(&world).await, "second@contoso.example");
    }
    // Nor without the stored ids: the voucher stores which reassignment counts.
    world.delete_webhook_ids();
    assert_eq!(world.webhook("m-1", &first).await.expect(200), answer);
}

#[tokio::test]
async fn two_reassignments_of_the_same_second_end_with_the_same_administrator_in_either_order() {
    let mut admins = Vec::new();
    for order in [["m-1", "m-2"], ["m-2", "m-1"]] {
        let world = assigned_world().await;
        for id in order {
            world.webhook(id, &reassigned(LATER, if id == "m-1" { "First" } else { "Second" })).await.expect(200);
        }
        admins.push(admin_of(&world).await);
    }
    assert_eq!(admins, ["second@contoso.example"; 2]);
}

#[tokio::test]
async fn an_id_is_stored_for_seven_days_after_its_success() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200);
    world.pause();
    let latest = world.webhook("m-2", &reassigned(LATER, "Max")).await.expect(200);
    world.clock.set(LAST_STORED);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-07-01")).await.expect(200), latest);
    assert_eq!(world.items("WH"), 3, "the table has removed nothing yet");
    world.clock.set(REMOVED);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-07-01")).await.expect(200)["rev"], 4);
}

#[tokio::test]
async fn the_id_of_a_success_that_changed_nothing_is_stored_as_well() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-04-30")).await.expect(200);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200)["rev"], 1);
    world.webhook("m-2", &assigned(NUMBER)).await.expect(200);
    assert_eq!(world.webhook("m-2", &extended(NUMBER, "2027-06-01")).await.expect(200)["rev"], 1);
}

#[tokio::test]
async fn a_refused_message_is_decided_again() {
    let world = World::new().await;
    let event = extended(NUMBER, "2027-06-01");
    for _ in 0..2 {
        assert_eq!(world.webhook("early", &event).await.refused(404), ["voucher_not_found"]);
    }
    assert_eq!(world.items("WH"), 0);
    world.assign(NUMBER).await;
    assert_eq!(world.webhook("early", &event).await.expect(200)["rev"], 2);
    assert_eq!(world.webhook("terms", &assigned_days(NUMBER, 3)).await.refused(409), ["assigned_with_other_terms"]);
    assert_eq!(world.webhook("terms", &assigned(NUMBER)).await.expect(200)["rev"], 2);
    let mut unreadable = assigned(OTHER);
    unreadable["data"]["days"] = json!(2);
    assert_eq!(faults(world.webhook("days", &unreadable).await).len(), 1);
    assert_eq!(world.webhook("days", &assigned(OTHER)).await.expect(201)["rev"], 1);
}

/// An id identifies one message. The answer to any other message under it is about the voucher of the first.
#[tokio::test]
async fn another_message_under_a_processed_id_is_ignored() {
    let world = World::new().await;
    let first = world.webhook("m-1", &assigned(NUMBER)).await.expect(201);
    for other in [assigned(OTHER), extended(NUMBER, "2027-06-01"), extended(OTHER, "2027-06-01"), json!({"type": "?"})]
    {
        assert_eq!(world.webhook("m-1", &other).await.expect(200), first, "{other}");
    }
    assert_eq!(world.items("V"), 1);
}

#[tokio::test]
async fn each_sender_has_ids_of_its_own() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(NUMBER).await;
    bring_to_status(&world, NUMBER, "approved").await;
    world.webhook("same", &assigned(OTHER)).await.expect(201);
    world.mail("same", &sample_events::read("assignment/mail-en.eml")).await.expect(201);
    let paid = world.payer("same", &paying("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z")).await.expect(200);
    assert_eq!((&paid["status"], world.items("WH")), (&json!("paid"), 3));
}

#[tokio::test]
async fn another_mail_under_a_processed_id_is_ignored() {
    let world = World::new().await;
    let first = world.mail("m-1", &sample_events::read("assignment/mail-en.eml")).await.expect(201);
    for other in [&sample_events::read("assignment/mail-zh-tw.eml")[..], b"no mail at all"] {
        assert_eq!(world.mail("m-1", other).await.expect(200), first);
    }
    assert_eq!(world.items("V"), 1);
}

#[tokio::test]
async fn a_redelivered_payment_report_returns_the_current_claim() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(NUMBER).await;
    bring_to_status(&world, NUMBER, "approved").await;
    world.payer("m-1", &paying("scheduled", NUMBER, "PAY-1", "2026-11-22T07:00:00Z")).await.expect(200);
    world.pause();
    let paid = world.payer("m-2", &paying("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z")).await.expect(200);
    let before = world.database.items();
    for other in ["scheduled", "failed", "reversed"] {
        let event = paying(other, NUMBER, "PAY-1", "2026-11-22T08:30:00Z");
        assert_eq!(world.payer("m-1", &event).await.expect(200), paid, "{other}");
    }
    let about_another = paying("sent", OTHER, "PAY-1", "2026-11-22T08:30:00Z");
    assert_eq!(world.payer("m-1", &about_another).await.expect(200), paid);
    assert_eq!(world.database.items(), before);
    world.clock.set(REMOVED);
    let failed = paying("failed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z");
    assert_eq!(world.payer("m-1", &failed).await.expect(200)["status"], "payment_failed", "the id has expired");
}

/// The program may be retired after the message was processed.
#[tokio::test]
async fn a_redelivered_assignment_is_recognized_after_its_program_was_retired() {
    let retiring = include_str!("../../../shared/domain/programs.toml").replacen(
        "code = \"DDPS\"\n",
        "code = \"DDPS\"\nretired_on = 2026-11-25\n",
        1,
    );
    let world = World::configured(Catalog::parse(&retiring).unwrap(), SECRET).await;
    let first = world.webhook("m-1", &assigned(NUMBER)).await.expect(201);
    world.clock.set("2026-11-26T09:00:00Z");
    assert_eq!(world.webhook("m-1", &assigned(NUMBER)).await.expect(200), first);
    assert_eq!(
        faults(world.webhook("m-2", &assigned(NUMBER)).await).len(),
        1,
        "another message is checked against today's programs"
    );
}

#[tokio::test]
async fn storing_an_id_has_no_effects() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200);
    world.run_outbox().await;
    let (lines, notices) = (world.items("H#"), world.notice_bodies().len());
    let before = world.database.stream(1_000).iter().map(|batch| batch.records.len()).sum::<usize>();
    world.webhook("m-2", &assigned(NUMBER)).await.expect(200);
    world.delete_webhook_ids();
    let after = world.database.stream(1_000).iter().map(|batch| batch.records.len()).sum::<usize>();
    assert!(after > before, "the stream contains the stored and the removed ids");
    assert_eq!((world.run_outbox().await, world.quarantined.count()), (0, 0));
    assert_eq!((world.items("H#"), world.notice_bodies().len()), (lines, notices));
    let body = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
    world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await.expect(200);
}
