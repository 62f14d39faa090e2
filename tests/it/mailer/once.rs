//! One mail per event and recipient, whatever queue, stream and sender do.

use std::sync::Arc;

use domain::Email;
use domain::notice::EventId;
use table::{MailLock, Recipient, Side};
use testkit::{MailFault, WireFault};
use tests::{Dice, crowd};

use super::*;

const NUMBER: &str = "SA-ONCE-0001";

/// A life with mails to both sides; what is told of it.
async fn told_of_a_life(world: &World) -> Vec<String> {
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    act(world, NUMBER, "notify", &json!({})).await;
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

/// A mail to the customer, and one to each side of the same event.
async fn told_of_some(world: &World) -> Vec<String> {
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    assert_eq!(world.tell_of_vouchers().await, 0);
    world.notice_bodies()
}

/// Long enough for a claim to be of somebody who died.
fn later(world: &World) {
    world.clock.set(&(world.clock.now() + std::time::Duration::from_mins(6)).to_string());
}

fn to_customer(email: &Email) -> Recipient<'_> {
    Recipient { side: Side::Customer, email }
}

fn is_once(tally: &BTreeMap<(String, String), usize>) -> bool {
    tally.iter().all(|((_, subject), times)| {
        *times == if subject.contains("已被保留") && subject.contains(NUMBER) { 2 } else { 1 }
    })
}

#[tokio::test]
async fn told_three_times_in_any_order_each_mail_is_sent_once() {
    let world = world().await;
    let once = told_of_a_life(&world).await;
    assert_eq!(world.run_mailer(&once).await, Vec::<usize>::new());
    let expected = tally(&world);
    assert!(is_once(&expected) && expected.len() >= 10, "{expected:#?}");

    for seed in 1..=5 {
        let world = super::world().await;
        let mut told = told_of_a_life(&world).await;
        assert_eq!(told.len(), once.len());
        assert_eq!((world.run_outbox().await, world.run_outbox().await), (0, 0), "the stream tells everything again");
        told.extend(world.notice_bodies());
        Dice::seeded(seed).shuffle(&mut told);
        for batch in told.chunks(10) {
            assert_eq!(world.run_mailer(batch).await, Vec::<usize>::new());
        }
        assert_eq!(tally(&world), expected, "seed {seed}");
    }
}

#[tokio::test]
async fn a_sender_that_dies_after_any_of_its_writes_loses_no_mail_and_repeats_one_at_most() {
    let undisturbed = world().await;
    let told = told_of_some(&undisturbed).await;
    undisturbed.run_mailer(&told).await;
    let expected = tally(&undisturbed);
    let mails: usize = expected.values().sum();
    assert_eq!(mails, 3);
    for survived in 0..=2 * mails {
        let world = super::world().await;
        let told = told_of_some(&world).await;
        world.database.faults.always_after(u32::try_from(survived).unwrap(), "PutItem", WireFault::Throttled);
        world.run_mailer(&told).await;
        world.database.faults.clear();
        later(&world);
        assert_eq!(world.run_mailer(&told).await, Vec::<usize>::new(), "the queue tells again");
        let sent = tally(&world);
        assert!(sent.keys().eq(expected.keys()), "nothing is lost");
        // Each mail is claimed by one write and closed by the next: only between them is it open whether it was sent.
        let repeated = sent.values().sum::<usize>() - mails;
        assert_eq!(repeated, survived % 2, "died after {survived} writes");
    }
}

#[tokio::test]
async fn a_claim_whose_answer_is_lost_is_no_lost_mail() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let told = world.notice_bodies();
    world.database.faults.always_after(0, "PutItem", WireFault::AnswerLost);
    let again = world.run_mailer(&told).await;
    world.database.faults.clear();
    assert!(!again.is_empty() && world.mailbox.sent().is_empty(), "not sent without knowing whose turn it is");
    assert!(!world.run_mailer(&told).await.is_empty(), "somebody may be at it");
    later(&world);
    assert!(world.run_mailer(&told).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_is_sent_again_rather_than_never() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let told = world.notice_bodies();
    world.mailbox.fail(MailFault::AnswerLost);
    assert!(!world.run_mailer(&told).await.is_empty());
    assert!(!world.run_mailer(&told).await.is_empty(), "not at once: the answer may be on its way");
    assert_eq!(world.mailbox.sent().len(), 1);
    later(&world);
    assert!(world.run_mailer(&told).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 2);
    later(&world);
    assert!(world.run_mailer(&told).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 2, "now it is known");
}

#[tokio::test]
async fn a_mail_that_was_certainly_not_sent_is_tried_again_at_once() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let told = world.notice_bodies();
    world.mailbox.fail(MailFault::NotSent);
    assert!(!world.run_mailer(&told).await.is_empty());
    assert!(world.run_mailer(&told).await.is_empty());
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn too_much_at_once_is_waited_out_and_else_told_again() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let told = world.notice_bodies();
    for _ in 0..3 {
        world.mailbox.fail(MailFault::Throttled);
    }
    assert!(world.run_mailer(&told).await.is_empty(), "the fourth try goes well");
    assert_eq!(world.mailbox.take().len(), 1);
    world.assign("SA-ONCE-0002").await;
    assert_eq!(world.run_outbox().await, 0);
    let told = world.notice_bodies();
    for _ in 0..4 {
        world.mailbox.fail(MailFault::Throttled);
    }
    assert!(!world.run_mailer(&told).await.is_empty());
    assert!(world.run_mailer(&told).await.is_empty(), "nobody waits for a claim that was given up");
    assert_eq!(world.mailbox.take().len(), 1, "the first one is not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_delivered_to_eight_invocations_at_once_is_one_mail() {
    let world = Arc::new(world().await);
    world.assign(NUMBER).await;
    assert_eq!(world.tell_of_vouchers().await, 0);
    let told = Arc::new(world.notice_bodies());
    world.database.faults.gather("PutItem", 8);
    crowd(&world, 8, |world, _| {
        let told = Arc::clone(&told);
        async move { world.run_mailer(&told).await }
    })
    .await;
    assert_eq!(world.mailbox.sent().len(), 1);
    assert!(world.run_mailer(&told).await.is_empty(), "whoever comes late finds it done");
    assert_eq!(world.mailbox.sent().len(), 1);
}

#[tokio::test]
async fn a_refused_address_stops_neither_its_batch_nor_the_other_side_and_is_not_tried_again() {
    let world = world().await;
    let told = told_of_a_life(&world).await;
    world.mailbox.refuse(CUSTOMER);
    assert_eq!(world.run_mailer(&told).await, Vec::<usize>::new());
    let sent = tally(&world);
    assert!(sent.keys().all(|(to, _)| to != CUSTOMER));
    assert!(sent.keys().any(|(to, subject)| to == LOCATION && subject.contains("到期")), "told of the same event");
    let is_refused = |item: &Value| item["outcome"]["S"] == "refused" && item["code"]["S"] == "MessageRejected";
    let refused = world.database.items().into_iter().filter(is_refused).count();
    assert_eq!(refused, 7, "assigned, three reserved, cancelled, two reminded");
    later(&world);
    assert!(world.run_mailer(&told).await.is_empty());
    assert_eq!(tally(&world), sent);
}

#[tokio::test]
async fn a_message_that_nobody_can_read_comes_again_alone() {
    let world = world().await;
    world.assign(NUMBER).await;
    assert_eq!(world.run_outbox().await, 0);
    let mut told = vec!["no JSON".to_owned(), json!({"type": "voucher.assigned"}).to_string()];
    told.extend(world.notice_bodies());
    told.push(json!({"about": "voucher", "event_id": "V#X/V/1", "type": "voucher.renamed", "then": {}}).to_string());
    let last = told.len() - 1;
    assert_eq!(world.run_mailer(&told).await, [0, 1, last]);
    assert_eq!(world.mailbox.sent().len(), 1);
}

/// Who administers a voucher and is its partner's contact is both: what each side is told is told to them, each once.
#[tokio::test]
async fn one_address_on_both_sides_gets_the_letter_of_each() {
    let world = world().await;
    let location = json!({"name": "Taipei", "country": "TW", "address": "1 Harbor Road", "contact_email": CUSTOMER});
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-1", &location).await.expect(200);
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let reminded =
        |opening: &str| mails.iter().filter(|(to, mail)| to == CUSTOMER && mail.text.contains(opening)).count();
    assert_eq!((mails.len(), reminded("Lin Mei"), reminded("親愛的合作夥伴")), (2, 1, 1), "{mails:?}");
    assert_eq!(told(&world).await, is(&[]), "told again, nobody is written to again");
}

/// The same address in other letters is the same recipient; its digest is all that the table keeps of it.
#[tokio::test]
async fn the_table_keeps_no_address_of_a_mail() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    let is_of_voucher = |item: &Value| item["pk"]["S"].as_str().is_some_and(|pk| pk.contains(NUMBER));
    let items = world.database.items().into_iter();
    let records: Vec<Value> = items.filter(|item| item["sk"]["S"] == "M" && is_of_voucher(item)).collect();
    assert_eq!(records.len(), 1);
    assert!(!records[0].to_string().contains('@') && records[0]["outcome"]["S"] == "sent", "{records:?}");
    let shouted = Email::parse("LIN.MEI@CONTOSO.EXAMPLE").unwrap();
    let (event, now) = (EventId::new(format!("V#{NUMBER}/V/1")), world.clock.now());
    let turn = world.database.table.lock_mail(&event, to_customer(&shouted), now, now).await.unwrap();
    assert_eq!(turn, MailLock::Over);
}
