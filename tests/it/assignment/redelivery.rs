//! Webhook ids: what succeeded is remembered for 7 days, and changes nothing when it is delivered again.

use domain::catalog::Catalog;
use serde_json::{Value, json};
use tests::{Function, SECRET, World, assigned, assigned_days, paying};

use crate::bodies::{NUMBER, faults, told};
use crate::payment_request::brought_to;
use tests::sample_events;

const OTHER: &str = "SA-OTHER-0001";
const LATER: &str = "2026-11-10T00:00:00Z";
/// Seven days after everything here is processed, and a second more.
const LAST: &str = "2026-11-29T09:00:00Z";
const OVER: &str = "2026-11-29T09:00:01Z";

fn reassigned(at: &str, name: &str) -> Value {
    let admin = json!({"name": name, "email": format!("{}@contoso.example", name.to_lowercase())});
    told("voucher.reassigned", at, &json!({"voucher_number": NUMBER, "admin": admin}))
}

fn extended(number: &str, expires_on: &str) -> Value {
    let data = json!({"voucher_number": number, "expires_on": expires_on, "reason": "More time."});
    told("voucher.extended", LATER, &data)
}

async fn assigned_world() -> World {
    let world = World::new().await;
    world.assign(NUMBER).await;
    world
}

async fn admin_of(world: &World) -> String {
    world.voucher(NUMBER).await.value.core().admin.email.to_string()
}

/// The address is the second factor of whoever reserves.
#[tokio::test]
async fn a_reassignment_delivered_again_brings_no_earlier_administrator_back() {
    let world = assigned_world().await;
    let (first, second) = (reassigned(LATER, "First"), reassigned(LATER, "Second"));
    world.webhook("m-1", &first).await.expect(200);
    let answer = world.webhook("m-2", &second).await.expect(200);
    for id in ["m-1", "m-1", "m-2", "m-1"] {
        let event = if id == "m-1" { &first } else { &second };
        assert_eq!(world.webhook(id, event).await.expect(200), answer, "the state of now, and no change");
        assert_eq!(admin_of(&world).await, "second@contoso.example");
    }
    // Nor when the ids are forgotten: the voucher knows which of them counts.
    world.forget_deliveries();
    assert_eq!(world.webhook("m-1", &first).await.expect(200), answer);
}

#[tokio::test]
async fn two_reassignments_of_the_same_second_come_to_one_administrator_in_either_order() {
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
async fn an_id_is_remembered_for_seven_days_after_its_success() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200);
    let latest = world.webhook("m-2", &reassigned(LATER, "Max")).await.expect(200);
    world.clock.set(LAST);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-07-01")).await.expect(200), latest);
    assert_eq!(world.items("WH"), 3, "the table has removed nothing yet");
    world.clock.set(OVER);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-07-01")).await.expect(200)["rev"], 4);
}

#[tokio::test]
async fn a_success_that_changed_nothing_is_remembered_as_well() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-04-30")).await.expect(200);
    assert_eq!(world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200)["rev"], 1);
    world.webhook("m-2", &assigned(NUMBER)).await.expect(200);
    assert_eq!(world.webhook("m-2", &extended(NUMBER, "2027-06-01")).await.expect(200)["rev"], 1);
}

#[tokio::test]
async fn what_was_refused_is_decided_anew() {
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

/// An id names one message, whatever comes under it later: the answer shows which voucher that was about.
#[tokio::test]
async fn another_message_under_a_processed_id_counts_for_nothing() {
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
    brought_to(&world, NUMBER, "approved").await;
    world.webhook("same", &assigned(OTHER)).await.expect(201);
    world.mail("same", &sample_events::read("assignment/mail-en.eml")).await.expect(201);
    let paid = world.payer("same", &paying("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z")).await.expect(200);
    assert_eq!((&paid["status"], world.items("WH")), (&json!("paid"), 3));
}

#[tokio::test]
async fn a_mail_delivered_again_under_its_id_changes_nothing_whatever_it_says() {
    let world = World::new().await;
    let first = world.mail("m-1", &sample_events::read("assignment/mail-en.eml")).await.expect(201);
    for other in [&sample_events::read("assignment/mail-zh-tw.eml")[..], b"no mail at all"] {
        assert_eq!(world.mail("m-1", other).await.expect(200), first);
    }
    assert_eq!(world.items("V"), 1);
}

#[tokio::test]
async fn a_report_of_the_payer_delivered_again_shows_the_claim_as_it_is_now() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.draft(NUMBER).await;
    brought_to(&world, NUMBER, "approved").await;
    world.payer("m-1", &paying("scheduled", NUMBER, "PAY-1", "2026-11-22T07:00:00Z")).await.expect(200);
    let paid = world.payer("m-2", &paying("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z")).await.expect(200);
    let before = world.database.items();
    for other in ["scheduled", "failed", "reversed"] {
        let event = paying(other, NUMBER, "PAY-1", "2026-11-22T08:30:00Z");
        assert_eq!(world.payer("m-1", &event).await.expect(200), paid, "{other}");
    }
    let about_another = paying("sent", OTHER, "PAY-1", "2026-11-22T08:30:00Z");
    assert_eq!(world.payer("m-1", &about_another).await.expect(200), paid);
    assert_eq!(world.database.items(), before);
    world.clock.set(OVER);
    let failed = paying("failed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z");
    assert_eq!(world.payer("m-1", &failed).await.expect(200)["status"], "payment_failed", "forgotten by then");
}

/// What was on offer when it was processed may not be any more.
#[tokio::test]
async fn an_assignment_delivered_again_is_known_though_its_program_was_retired_since() {
    let retiring = include_str!("../../../shared/domain/programs.toml").replacen(
        "code = \"DDPS\"\n",
        "code = \"DDPS\"\nretired_on = 2026-11-25\n",
        1,
    );
    let world = World::configured(Catalog::parse(&retiring).unwrap(), SECRET).await;
    let first = world.webhook("m-1", &assigned(NUMBER)).await.expect(201);
    world.clock.set("2026-11-26T09:00:00Z");
    assert_eq!(world.webhook("m-1", &assigned(NUMBER)).await.expect(200), first);
    assert_eq!(faults(world.webhook("m-2", &assigned(NUMBER)).await).len(), 1, "another message is judged by now");
}

#[tokio::test]
async fn nothing_follows_from_remembering_a_message() {
    let world = assigned_world().await;
    world.webhook("m-1", &extended(NUMBER, "2027-06-01")).await.expect(200);
    world.run_outbox().await;
    let (lines, notices) = (world.items("H#"), world.notice_bodies().len());
    let before = world.database.stream(1_000).iter().map(|batch| batch.records.len()).sum::<usize>();
    world.webhook("m-2", &assigned(NUMBER)).await.expect(200);
    world.forget_deliveries();
    let after = world.database.stream(1_000).iter().map(|batch| batch.records.len()).sum::<usize>();
    assert!(after > before, "the stream tells of what is remembered and forgotten");
    assert_eq!((world.run_outbox().await, world.quarantined.count()), (0, 0));
    assert_eq!((world.items("H#"), world.notice_bodies().len()), (lines, notices));
    let body = json!({"voucher_number": NUMBER, "admin_email": "lin.mei@contoso.example"});
    world.as_admin("P-1", Function::Reservation, "POST", "/validate", &body).await.expect(200);
}
