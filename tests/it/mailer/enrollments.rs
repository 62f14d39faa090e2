//! What a company is written of how its enrollments begin, stop and go on. What time brings stands in `partners`.

use super::*;

const ENROLLED: &str = "Your enrollment in DDPS is in force until 2027-11-22";
const SUSPENDED: &str = "Your enrollment in DDPS has been suspended";
const LIFTED: &str = "The suspension of your enrollment in DDPS has been lifted";

/// Given up, which is the company's own doing and told to nobody.
async fn withdraw(world: &World) {
    let path = "/enrollments/DDPS/withdraw";
    world.as_admin("P-1", Function::Enrollment, "POST", path, &Value::Null).await.expect(200);
}

/// Begun anew, for a year from today.
async fn enroll(world: &World) {
    let body = json!({"program": "DDPS"});
    world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments", &body).await.expect(201);
}

async fn operate(world: &World, action: &str, reason: &str) {
    let path = format!("/enrollments/DDPS/{action}?company_id=P-1");
    world.as_operations(Function::Enrollment, "POST", &path, &json!({"reason": reason})).await.expect(200);
}

/// A company that may enroll and has not yet.
async fn unenrolled() -> World {
    let world = world().await;
    withdraw(&world).await;
    assert_eq!(told(&world).await, is(&[]));
    world
}

#[tokio::test]
async fn an_enrollment_is_told_once_with_term_agreement_and_the_day_from_which_renewal_is_due() {
    let world = unenrolled().await;
    enroll(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == COMPANY && mails[0].1.subject == ENROLLED, "{mails:?}");
    let text = &mails[0].1.text;
    for told in ["Contoso Partners", "2026-11-22 to 2027-11-22", "Agreement version: 2019-01", "due from: 2027-09-23"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert_eq!(told(&world).await, is(&[]), "told again, nobody is written to again");
}

#[tokio::test]
async fn a_company_in_taiwan_reads_it_in_chinese() {
    let world = unenrolled().await;
    let company = json!({
        "name": "Contoso Partners", "mpn_id": "4711", "country": "TW", "membership_ends_on": "2028-12-31",
        "primary_contact_email": COMPANY,
    });
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    enroll(&world).await;
    assert_eq!(told(&world).await, is(&[(COMPANY, "貴公司的 DDPS 註冊有效至 2027-11-22")]));
}

#[tokio::test]
async fn nobody_is_welcomed_who_has_left_was_stopped_or_has_another_term() {
    for leave in ["withdraw", "suspend", "renew"] {
        let world = unenrolled().await;
        enroll(&world).await;
        let bodies = untold(&world).await;
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
        assert_eq!(taken(&world), is(&[]), "{leave}");
    }
}

#[tokio::test]
async fn a_suspension_and_its_end_are_each_told_once() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    assert_eq!(told(&world).await, is(&[(COMPANY, SUSPENDED)]));
    operate(&world, "reinstate", "The competency is back.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == COMPANY && mails[0].1.subject == LIFTED, "{mails:?}");
    assert!(mails[0].1.text.contains("You can reserve vouchers again."), "{}", mails[0].1.text);
    assert_eq!(told(&world).await, is(&[]));
}

#[tokio::test]
async fn a_suspension_that_is_over_is_not_told_nor_an_end_that_did_not_last() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    let suspended = untold(&world).await;
    operate(&world, "reinstate", "The competency is back.").await;
    assert!(world.run_mailer(&suspended).await.is_empty());
    assert_eq!(taken(&world), is(&[]));
    let lifted = untold(&world).await;
    operate(&world, "suspend", "A complaint.").await;
    assert!(world.run_mailer(&lifted).await.is_empty());
    assert_eq!(taken(&world), is(&[]));
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("> A complaint."), "{mails:?}");
}

/// A suspension outlasts the company's leaving, and so does the news of its end.
#[tokio::test]
async fn who_left_while_suspended_is_told_that_it_may_begin_anew() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    withdraw(&world).await;
    assert_eq!(told(&world).await, is(&[(COMPANY, SUSPENDED)]));
    operate(&world, "reinstate", "The competency is back.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    assert!(mails.len() == 1 && text.contains("no longer in force") && !text.contains("reserve vouchers"), "{text}");
}

/// Suspended before its term ended and reinstated after that, it is reminded of what it was not reminded of before.
#[tokio::test]
async fn a_reminder_in_the_grace_says_that_the_term_has_ended() {
    let world = world().await;
    operate(&world, "suspend", "The competency has lapsed.").await;
    told(&world).await;
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
async fn that_a_term_ends_soon_is_not_said_once_it_has_ended() {
    let world = world().await;
    told(&world).await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    let due = untold(&world).await;
    world.clock.set("2027-06-10T09:00:00Z");
    assert!(world.run_mailer(&due).await.is_empty());
    let mails = world.mailbox.take();
    assert!(!mails.is_empty() && mails.iter().all(|(_, mail)| mail.text.contains("has ended")), "{mails:?}");
}

#[tokio::test]
async fn who_is_asked_to_renew_or_suspended_reads_what_becomes_of_reserving_and_of_the_listing() {
    let world = world().await;
    told(&world).await;
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
    let says = "after 2027-07-01 (UTC) no new vouchers can be reserved, and you will no longer be listed";
    assert!(reminder.text.contains(says), "{}", reminder.text);
}
