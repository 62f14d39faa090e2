//! Mails to a company about enrolling, suspension and reinstatement. Renewal, grace and lapse are in `partners`.

use super::*;

const ENROLLED: &str = "Your enrollment in DDPS is in force until 2027-11-22";
const SUSPENDED: &str = "Your enrollment in DDPS has been suspended";
const LIFTED: &str = "The suspension of your enrollment in DDPS has been lifted";

/// Withdraws the enrollment. No mail is sent: it is the company's own command.
async fn withdraw(world: &World) {
    let path = "/enrollments/DDPS/withdraw";
    world.as_admin("P-1", Function::Enrollment, "POST", path, &Value::Null).await.expect(200);
}

/// Enrolls for a year from today.
async fn enroll(world: &World) {
    let body = json!({"program": "DDPS"});
    world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments", &body).await.expect(201);
}

async fn operate(world: &World, action: &str, reason: &str) {
    let path = format!("/enrollments/DDPS/{action}?company_id=P-1");
    world.as_operations(Function::Enrollment, "POST", &path, &json!({"reason": reason})).await.expect(200);
}

/// A world in which `P-1` may enroll in DDPS and is not enrolled.
async fn unenrolled() -> World {
    let world = world().await;
    withdraw(&world).await;
    assert_eq!(delivered(&world).await, pairs(&[]));
    world
}

#[tokio::test]
async fn an_enrollment_is_mailed_once_with_term_agreement_and_renewal_day() {
    let world = unenrolled().await;
    enroll(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == COMPANY && mails[0].1.subject == ENROLLED, "{mails:?}");
    let text = &mails[0].1.text;
    for expected in
        ["Contoso Partners", "2026-11-22 to 2027-11-22", "Agreement version: 2019-01", "due from: 2027-09-23"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

#[tokio::test]
async fn a_company_in_taiwan_gets_the_mail_in_chinese() {
    let world = unenrolled().await;
    let company = json!({
        "name": "Contoso Partners", "mpn_id": "4711", "country": "TW", "membership_ends_on": "2028-12-31",
        "primary_contact_email": COMPANY,
    });
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    enroll(&world).await;
    assert_eq!(delivered(&world).await, pairs(&[(COMPANY, "貴公司的 DDPS 註冊有效至 2027-11-22")]));
}

#[tokio::test]
async fn an_enrollment_is_not_mailed_once_withdrawn_suspended_or_renewed() {
    for leave in ["withdraw", "suspend", "renew"] {
        let world = unenrolled().await;
        enroll(&world).await;
        let bodies = pending_notices(&world).await;
        if leave == "renew" {
            world.clock.set("2027-09-01T09:00:00Z");
        }
        if leave == "suspend" {
            operate(&world, leave, "The competency has lapsed.").await;
        } else {
            let path = format!("/enrollments/DDPS/{leave}");
            world.as_admin("P-1", Function::Enrollment, "POST", &path, &Value::Null).await.expect(200);
        }
        assert!(world.run_mailer(&bodies).await.is_empty());
        assert_eq!(take_sent(&world), pairs(&[]), "{leave}");
    }
}

#[tokio::test]
async fn suspension_and_reinstatement_are_each_mailed_once() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    assert_eq!(delivered(&world).await, pairs(&[(COMPANY, SUSPENDED)]));
    operate(&world, "reinstate", "The competency is back.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == COMPANY && mails[0].1.subject == LIFTED, "{mails:?}");
    assert!(mails[0].1.text.contains("You can reserve vouchers again."), "{}", mails[0].1.text);
    assert_eq!(delivered(&world).await, pairs(&[]));
}

#[tokio::test]
async fn a_suspension_that_was_lifted_is_not_mailed_nor_a_reinstatement_that_was_undone() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    let suspended = pending_notices(&world).await;
    operate(&world, "reinstate", "The competency is back.").await;
    assert!(world.run_mailer(&suspended).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]));
    let lifted = pending_notices(&world).await;
    operate(&world, "suspend", "A complaint.").await;
    assert!(world.run_mailer(&lifted).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]));
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("> A complaint."), "{mails:?}");
}

/// A suspension outlasts a withdrawal, and its end is mailed all the same.
#[tokio::test]
async fn reinstatement_after_a_withdrawal_is_mailed_without_mention_of_reserving() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    withdraw(&world).await;
    assert_eq!(delivered(&world).await, pairs(&[(COMPANY, SUSPENDED)]));
    operate(&world, "reinstate", "The competency is back.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    assert!(mails.len() == 1 && text.contains("no longer in force") && !text.contains("reserve vouchers"), "{text}");
}

/// Suspended before the end of its term and reinstated in the grace, the company gets the reminder it has missed.
#[tokio::test]
async fn a_reminder_in_the_grace_states_that_the_term_has_ended() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    delivered(&world).await;
    world.clock.set("2027-06-10T09:00:00Z");
    operate(&world, "reinstate", "The competency is back.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    assert!(mails[0].1.subject == LIFTED && text.contains("renew your enrollment by 2027-07-01"), "{text}");
    world.sweep_renewals(json!({"date": "2027-06-10"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let of_ours = |mail: &&(String, mail::Mail)| mail.0 == COMPANY && mail.1.subject.contains("in DDPS");
    let reminders: Vec<_> = mails.iter().filter(of_ours).collect();
    let text = &reminders[0].1.text;
    assert!(reminders.len() == 1 && reminders[0].1.subject.starts_with("Reminder"), "{reminders:?}");
    assert!(text.contains("has ended") && text.contains("grace period runs until 2027-07-01"), "{text}");
}

#[tokio::test]
async fn a_late_renewal_reminder_states_that_the_term_has_ended() {
    let world = world().await;
    delivered(&world).await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    let due = pending_notices(&world).await;
    world.clock.set("2027-06-10T09:00:00Z");
    assert!(world.run_mailer(&due).await.is_empty());
    let mails = world.mailbox.take();
    assert!(!mails.is_empty() && mails.iter().all(|(_, mail)| mail.text.contains("has ended")), "{mails:?}");
}

#[tokio::test]
async fn reminder_and_suspension_state_the_effect_on_reserving_and_listing() {
    let world = world().await;
    delivered(&world).await;
    world.sweep_renewals(json!({"date": "2027-05-02"})).await;
    world.deliver_mails().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let of = |subject: &str| mails.iter().find(|(_, mail)| mail.subject == subject).unwrap().1.text.clone();
    let suspended = of(SUSPENDED);
    assert!(suspended.contains("disappears from the directory until the suspension is lifted"), "{suspended}");
    world.sweep_renewals(json!({"date": "2027-05-17"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let (_, reminder) = mails.iter().find(|(to, _)| to == PROFILE).unwrap();
    let consequence = "after 2027-07-01 (UTC) no new vouchers can be reserved, and you will no longer be listed";
    assert!(reminder.text.contains(consequence), "{}", reminder.text);
}
