//! Who is written of a voucher, what, and when it is too late to say it.

use super::*;

const NUMBER: &str = "SA-MAIL-0001";

fn on(day: &str) -> Value {
    json!({"date": day})
}

#[tokio::test]
async fn a_vouchers_life_is_told_to_its_customer_and_its_end_to_the_partner() {
    let world = world().await;
    taken(&world);
    world.assign(NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "您的規劃服務憑證 SA-MAIL-0001")]));
    world.reserve(NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被預約")]));
    act(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 的日期與參加者")]));
    cancel(&world, NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 的預約已取消")]));
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被預約")]), "files and report are not told");
    world.redeem(&[NUMBER]).await;
    assert_eq!(told(&world).await, is(&[(LOCATION, "憑證 SA-MAIL-0001 已兌換：請於 2027-01-21（含）前申請付款")]));
}

#[tokio::test]
async fn an_assignment_tells_number_program_days_and_last_day() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    for told in [NUMBER, "Desktop Deployment Planning Services (DDPS)", "5 天", "2027-04-30", "Lin Mei"] {
        assert!(text.contains(told), "{told} in {text}");
    }
}

#[tokio::test]
async fn a_reservation_tells_by_whom_where_and_when() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails.iter().find(|(_, mail)| mail.subject.contains("已被預約")).unwrap().1.text;
    for told in ["Contoso Partners", "Taipei", "2026-11-22 至 2026-11-22"] {
        assert!(text.contains(told), "{told} in {text}");
    }
}

#[tokio::test]
async fn nobody_is_told_of_what_the_partner_wrote_down_for_itself() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    cancel(&world, NUMBER).await;
    world.deliver_mails().await;
    for (_, mail) in world.mailbox.sent() {
        assert!(!mail.text.contains("Northwind") && !mail.html.contains("Northwind"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a_mail_says_what_happened_though_the_voucher_went_on() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    cancel(&world, NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = |subject: &str| {
        let found = mails.iter().find(|(_, mail)| mail.subject.contains(subject));
        found.map(|(_, mail)| mail.text.clone()).unwrap()
    };
    assert!(text("已被預約").contains("Taipei"), "it was reserved there, whatever came after");
    assert!(text("的預約已取消").contains("Contoso Partners"), "who gave it back stands in what was before");
}

#[tokio::test]
async fn a_number_goes_to_nobody_but_the_customer_before_it_is_reserved() {
    let world = world().await;
    world.assign(NUMBER).await;
    let mut intended = tests::assigned("SA-MAIL-0002");
    intended["data"]["intended_company_id"] = json!("P-2");
    world.webhook("m-2", &intended).await.expect(201);
    for day in ["2027-03-01", "2027-03-31", "2027-04-23", "2027-05-01"] {
        world.clock.set(&format!("{day}T09:00:00Z"));
        world.sweep_deadlines(on(day)).await;
        world.deliver_mails().await;
    }
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 2 * 5, "assigned, reminded three times, expired");
    assert!(mails.iter().all(|(to, _)| to == CUSTOMER));
}

#[tokio::test]
async fn both_sides_are_reminded_and_told_of_the_end() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world.clock.set("2027-03-01T09:00:00Z");
    world.sweep_deadlines(on("2027-03-01")).await;
    let subject = "憑證 SA-MAIL-0001 將於 2027-04-30 到期";
    assert_eq!(told(&world).await, is(&[(CUSTOMER, subject), (LOCATION, subject)]));
    world.clock.set("2027-05-01T09:00:00Z");
    world.sweep_deadlines(on("2027-05-01")).await;
    let subject = "憑證 SA-MAIL-0001 已到期";
    assert_eq!(told(&world).await, is(&[(CUSTOMER, subject), (LOCATION, subject)]));
}

#[tokio::test]
async fn nobody_is_reminded_of_what_was_done_meanwhile() {
    let world = world().await;
    for number in [NUMBER, "SA-MAIL-0002"] {
        world.ready(number).await;
    }
    told(&world).await;
    world.sweep_deadlines(on("2027-03-01")).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    world.redeem(&[NUMBER]).await;
    cancel(&world, "SA-MAIL-0002").await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    let left = "憑證 SA-MAIL-0002 將於 2027-04-30 到期";
    assert_eq!(taken(&world), is(&[(CUSTOMER, left)]), "the customer may look for another partner");
}

#[tokio::test]
async fn who_follows_as_administrator_gets_the_number_and_nothing_of_before() {
    let world = world().await;
    world.assign(NUMBER).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    let subject = "您的規劃服務憑證 SA-MAIL-0001";
    assert_eq!(told(&world).await, is(&[("max.chen@contoso.example", subject)]));
}

#[tokio::test]
async fn attendees_are_told_as_they_stand_while_the_reservation_does() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    act(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    let change = json!({"attendees": ["wu.an@contoso.example"]});
    let path = format!("/reservations/{NUMBER}");
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &change).await.expect(200);
    assert!(world.run_mailer(&bodies).await.is_empty());
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("- wu.an@contoso.example"), "{mails:?}");

    act(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    cancel(&world, NUMBER).await;
    world.reserve(NUMBER).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(taken(&world), is(&[]), "another reservation has other attendees");
}

#[tokio::test]
async fn a_customer_elsewhere_is_written_in_english() {
    let world = world().await;
    for (index, (country, subject)) in
        [("US", "Your planning services voucher"), ("HK", "您的規劃服務憑證"), ("MO", "您的規劃服務憑證")]
            .into_iter()
            .enumerate()
    {
        let number = format!("SA-LANG-000{index}");
        let mut event = tests::assigned(&number);
        event["data"]["customer"]["country"] = json!(country);
        world.webhook(&number, &event).await.expect(201);
        assert_eq!(told(&world).await, is(&[(CUSTOMER, &format!("{subject} {number}"))]), "{country}");
    }
}
