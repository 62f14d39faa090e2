//! Deduplication: one mail for each event and recipient, whatever queue, stream and sender do (DECISIONS.md 39).

use std::sync::Arc;

use domain::Email;
use domain::notice::EventId;
use jiff::SignedDuration;
use table::{MailLock, MailState, Recipient, Side};
use testkit::{MailFault, WireFault};
use tests::{Dice, crowd};

use super::*;

const NUMBER: &str = "SA-ONCE-0001";

/// Runs lifecycles with mails to both sides. Returns the bodies in the mail queue.
async fn lifecycle_notices(world: &World) -> Vec<String> {
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    reservation_command(world, NUMBER, "notify", &json!({})).await;
    cancel(world, NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    world.assign("SA-ONCE-0002").await;
    world.reserve("SA-ONCE-0002").await;
    world.assign("SA-ONCE-0003").await;
    world.redeem(&[NUMBER]).await;
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    assert_eq!(world.run_outbox().await, 0);
    world.notice_bodies()
}

/// Returns the notices of three mails: one event for the customer, one event for both sides.
async fn notices_of_three_mails(world: &World) -> Vec<String> {
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    assert_eq!(world.run_outbox_for_vouchers().await, 0);
    world.notice_bodies()
}

/// Moves the clock past the expiry of every mail lock.
fn expire_locks(world: &World) {
    world.clock.set(&(world.clock.now() + std::time::Duration::from_mins(6)).to_string());
}

fn to_customer(email: &Email) -> Recipient<'_> {
    Recipient { side: Side::Customer, email }
}

fn each_is_sent_once(tally: &BTreeMap<(String, String), usize>) -> bool {
    tally.iter().all(|((_, subject), times)| {
        *times == if subject.contains("已被保留") && subject.contains(NUMBER) { 2 } else { 1 }
    })
}

#[tokio::test]
async fn notices_delivered_three_times_in_any_order_send_each_mail_once() {
    let world = world().await;
    let once = lifecycle_notices(&world).await;
    assert_eq!(world.run_mailer(&once).await, Vec::<usize>::new());
    let expected = tally(&world);
    assert!(each_is_sent_once(&expected) && expected.len() >= 10, "{expected:#?}");

    for seed in 1..=5 {
        let world = super::world().await;
        let mut notices = lifecycle_notices(&world).await;
        assert_eq!(notices.len(), once.len());
        assert_eq!(
            (world.run_outbox().await, world.run_outbox().await),
            (0, 0),
            "the stream delivers every record again"
        );
        notices.extend(world.notice_bodies());
        Dice::seeded(seed).shuffle(&mut notices);
        for batch in notices.chunks(10) {
            assert_eq!(world.run_mailer(batch).await, Vec::<usize>::new());
        }
        assert_eq!(tally(&world), expected, "seed {seed}");
    }
}

#[tokio::test]
async fn a_sender_that_dies_after_any_write_loses_no_mail_and_repeats_at_most_one() {
    let undisturbed = world().await;
    let notices = notices_of_three_mails(&undisturbed).await;
    undisturbed.run_mailer(&notices).await;
    let expected = tally(&undisturbed);
    let mails: usize = expected.values().sum();
    assert_eq!(mails, 3);
    for survived in 0..=2 * mails {
        let world = super::world().await;
        let notices = notices_of_three_mails(&world).await;
        world.database.faults.always_after(u32::try_from(survived).unwrap(), "PutItem", WireFault::Throttled);
        world.run_mailer(&notices).await;
        world.database.faults.clear();
        expire_locks(&world);
        assert_eq!(world.run_mailer(&notices).await, Vec::<usize>::new(), "the queue delivers again");
        let sent = tally(&world);
        assert!(sent.keys().eq(expected.keys()), "nothing is lost");
        // One write locks a mail and the next stores its outcome; only in between is it unknown whether it was sent.
        let repeated = sent.values().sum::<usize>() - mails;
        assert_eq!(repeated, survived % 2, "died after {survived} writes");
    }
}

#[tokio::test]
async fn a_lock_whose_answer_was_lost_loses_no_mail() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let notices = world.notice_bodies();
    world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
    let again = world.run_mailer(&notices).await;
    world.database.faults.clear();
    assert!(!again.is_empty() && world.mailbox.sent().is_empty(), "not sent without a confirmed lock");
    assert!(!world.run_mailer(&notices).await.is_empty(), "another invocation may hold the lock");
    expire_locks(&world);
    assert!(world.run_mailer(&notices).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_is_sent_again() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let notices = world.notice_bodies();
    world.mailbox.fail(MailFault::AnswerLost);
    assert!(!world.run_mailer(&notices).await.is_empty());
    assert!(!world.run_mailer(&notices).await.is_empty(), "not at once: the answer may still arrive");
    assert_eq!(world.mailbox.sent().len(), 1);
    expire_locks(&world);
    assert!(world.run_mailer(&notices).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 2);
    expire_locks(&world);
    assert!(world.run_mailer(&notices).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 2, "the outcome is stored");
}

#[tokio::test]
async fn a_mail_that_was_certainly_not_sent_is_retried_at_once() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let notices = world.notice_bodies();
    world.mailbox.fail(MailFault::NotSent);
    assert!(!world.run_mailer(&notices).await.is_empty());
    assert!(world.run_mailer(&notices).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn throttling_is_retried_in_place_and_then_by_redelivery() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let notices = world.notice_bodies();
    for _ in 0..3 {
        world.mailbox.fail(MailFault::Throttled);
    }
    assert!(world.run_mailer(&notices).await.is_empty(), "the fourth attempt succeeds");
    assert_eq!(world.mailbox.take().len(), 1);
    world.assign("SA-ONCE-0002").await;
    assert_eq!(world.run_outbox().await, 0);
    let notices = world.notice_bodies();
    for _ in 0..4 {
        world.mailbox.fail(MailFault::Throttled);
    }
    assert!(!world.run_mailer(&notices).await.is_empty());
    assert!(world.run_mailer(&notices).await.is_empty(), "the lock was released");
    assert_eq!(world.mailbox.take().len(), 1, "the first one is not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_delivered_to_eight_concurrent_invocations_sends_one_mail() {
    let world = Arc::new(world().await);
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox_for_vouchers().await, 0);
    let notices = Arc::new(world.notice_bodies());
    world.database.faults.gather("PutItem", 8);
    crowd(&world, 8, |world, _| {
        let notices = Arc::clone(&notices);
        async move { world.run_mailer(&notices).await }
    })
    .await;
    assert_eq!(world.mailbox.sent().len(), 1);
    assert!(world.run_mailer(&notices).await.is_empty(), "a later delivery finds the mail sent");
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn a_refused_address_stops_neither_its_batch_nor_the_other_side_and_is_not_retried() {
    let world = world().await;
    let notices = lifecycle_notices(&world).await;
    world.mailbox.refuse(CUSTOMER);
    assert_eq!(world.run_mailer(&notices).await, Vec::<usize>::new());
    let sent = tally(&world);
    assert!(sent.keys().all(|(to, _)| to != CUSTOMER));
    assert!(
        sent.keys().any(|(to, subject)| to == LOCATION && subject.contains("到期")),
        "the partner's mail about the same event is sent"
    );
    let is_refused = |item: &Value| item["outcome"]["S"] == "refused" && item["code"]["S"] == "MessageRejected";
    let refused = world.database.items().into_iter().filter(is_refused).count();
    assert_eq!(refused, 7, "assigned, three reserved, cancelled, two reminded");
    expire_locks(&world);
    assert!(world.run_mailer(&notices).await.is_empty());
    assert_eq!(tally(&world), sent);
}

#[tokio::test]
async fn an_unreadable_message_alone_is_redelivered() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let mut notices = vec!["no JSON".to_owned(), json!({"type": "voucher.assigned"}).to_string()];
    notices.extend(world.notice_bodies());
    notices.push(json!({"about": "voucher", "event_id": "V#X/V/1", "type": "voucher.renamed", "then": {}}).to_string());
    let last = notices.len() - 1;
    assert_eq!(world.run_mailer(&notices).await, [0, 1, last]);
    assert_eq!(world.mailbox.sent().len(), 1);
}

/// An address that is both the administrator's and the partner's contact gets the mail of each side, each once.
#[tokio::test]
async fn one_address_on_both_sides_gets_the_mail_of_each_side() {
    let world = world().await;
    let location = json!({"name": "Taipei", "country": "TW", "address": "1 Harbor Road", "contact_email": CUSTOMER});
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-1", &location).await.expect(200);
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let reminded =
        |opening: &str| mails.iter().filter(|(to, mail)| to == CUSTOMER && mail.text.contains(opening)).count();
    assert_eq!((mails.len(), reminded("Lin Mei"), reminded("親愛的合作夥伴")), (2, 1, 1), "{mails:?}");
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

/// The same address in another case is the same recipient; the table stores only its digest.
#[tokio::test]
async fn the_table_stores_no_address_of_a_mail() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    let is_of_voucher = |item: &Value| item["pk"]["S"].as_str().is_some_and(|pk| pk.contains(NUMBER));
    let items = world.database.items().into_iter();
    let records: Vec<Value> = items.filter(|item| item["sk"]["S"] == "M" && is_of_voucher(item)).collect();
    assert_eq!(records.len(), 1);
    assert!(!records[0].to_string().contains('@') && records[0]["outcome"]["S"] == "sent", "{records:?}");
    let upper_case = Email::parse("LIN.MEI@CONTOSO.EXAMPLE").unwrap();
    let (event, now) = (EventId::new(format!("V#{NUMBER}/V/1")), world.clock.now());
    let turn = world.database.table.lock_mail(&event, to_customer(&upper_case), now, now).await.unwrap();
    assert_eq!(turn, MailLock::AlreadyHandled);
}

/// Another sender took the lock over, because it was stale, while its release was on its way.
#[tokio::test]
async fn a_release_that_arrives_late_frees_no_lock_of_another_sender() {
    let world = world().await;
    let table = &world.database.table;
    let email = Email::parse("lin.mei@contoso.example").unwrap();
    let (event, to) = (EventId::new(format!("V#{NUMBER}/V/1")), to_customer(&email));
    let first = world.clock.now();
    let later = first + SignedDuration::from_mins(3);
    let stale = later - SignedDuration::from_mins(2);
    let lock = async || table.lock_mail(&event, to, later, stale).await.unwrap();
    assert_eq!(table.lock_mail(&event, to, first, first).await.unwrap(), MailLock::Acquired);
    assert_eq!(lock().await, MailLock::Acquired, "the first one is stale");
    table.unlock_mail(&event, to, first).await.unwrap();
    assert_eq!(lock().await, MailLock::HeldByOther);
    table.record_mail_result(&event, to, MailState::Sent, later).await.unwrap();
    for locked_at in [first, later] {
        table.unlock_mail(&event, to, locked_at).await.unwrap();
        assert_eq!(lock().await, MailLock::AlreadyHandled);
    }
}
