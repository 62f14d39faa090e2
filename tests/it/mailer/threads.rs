//! Mail threads: the mails to one recipient about one voucher, claim or enrollment are one thread.

use std::collections::BTreeSet;

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const DOMAIN: &str = "vouchsafe.example";

/// The recipient and the thread of each mail sent so far.
fn threads(world: &World) -> Vec<(String, String)> {
    let recipients = world.mailbox.sent().into_iter().map(|(to, _)| to);
    recipients.zip(world.mailbox.threads().iter().map(|thread| thread.root(DOMAIN))).collect()
}

#[tokio::test]
async fn each_recipients_mails_about_one_voucher_are_one_thread() {
    let world = super::world().await;
    for number in [NUMBER, "SA-MAIL-0002"] {
        world.assign(number).await;
        world.deliver_mails().await;
        world.reserve(number).await;
        world.deliver_mails().await;
    }
    world.clock.set("2027-03-01T09:00:00Z");
    world.sweep_deadlines(json!({"date": "2027-03-01"})).await;
    world.deliver_mails().await;
    let found = threads(&world);
    assert_eq!(found.len(), 8, "for each voucher: assigned, reserved and reminded, and the partner's reminder");
    let roots: BTreeSet<&String> = found.iter().map(|(_, root)| root).collect();
    let pairs: BTreeSet<_> = found.iter().collect();
    assert_eq!((roots.len(), pairs.len()), (4, 4), "two vouchers for each of two recipients: {found:?}");
    assert!(roots.iter().all(|root| root.starts_with("<voucher.")), "{roots:?}");
}

#[tokio::test]
async fn voucher_claim_and_enrollment_have_threads_of_their_own() {
    let world = super::world().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    world.deliver_mails().await;
    world.deliver_claims().await;
    world.submit(NUMBER).await;
    let reason = json!({"reason": "The competency has lapsed."});
    let path = "/enrollments/DDPS/suspend?company_id=P-1";
    world.as_operations(Function::Enrollment, "POST", path, &reason).await.expect(200);
    world.deliver_mails().await;
    let kinds: BTreeSet<String> = threads(&world)
        .into_iter()
        .filter(|(to, _)| to == LOCATION || to == COMPANY)
        .map(|(_, root)| root.split_once('.').unwrap().0.to_owned())
        .collect();
    let expected = ["<claim", "<enrollment", "<voucher"].map(str::to_owned);
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[tokio::test]
async fn no_thread_id_contains_a_number_or_a_person() {
    let world = super::world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    for (_, root) in threads(&world) {
        for secret in [NUMBER, "MAIL", "lin.mei", "contoso"] {
            assert!(!root.contains(secret), "{root}");
        }
    }
}
