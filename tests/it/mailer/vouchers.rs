//! Mails about vouchers: recipients, contents, and the mails that are dropped because they come too late.

use super::*;

const NUMBER: &str = "SA-MAIL-0001";

fn on(day: &str) -> Value {
    json!({"date": day})
}

#[tokio::test]
async fn a_vouchers_lifecycle_is_mailed_to_its_customer_and_its_redemption_to_the_partner() {
    let world = world().await;
    take_sent(&world);
    world.assign(NUMBER).await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, "您的規劃服務憑證 SA-MAIL-0001")]));
    world.reserve(NUMBER).await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被保留")]));
    reservation_command(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, "憑證 SA-MAIL-0001 的日期與參加者")]));
    cancel(&world, NUMBER).await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, "憑證 SA-MAIL-0001 已取消保留")]));
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    assert_eq!(
        delivered(&world).await,
        pairs(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被保留")]),
        "files and report send no mail"
    );
    world.redeem(&[NUMBER]).await;
    assert_eq!(
        delivered(&world).await,
        pairs(&[(LOCATION, "憑證 SA-MAIL-0001 已兌換：請於 2027-01-21（含當日）前提交請款申請")])
    );
}

#[tokio::test]
async fn an_assignment_mail_names_number_program_days_and_last_day() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    for expected in [NUMBER, "桌面部署規劃服務（DDPS）", "5 天", "2027-04-30", "Lin Mei"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(
        text.contains(&format!("聯絡人電子郵件：{CUSTOMER}")),
        "the address that validation asks for beside the number: {text}"
    );
}

#[tokio::test]
async fn a_reservation_mail_names_company_location_and_dates() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails.iter().find(|(_, mail)| mail.subject.contains("已被保留")).unwrap().1.text;
    for expected in ["Contoso Partners", "Taipei", "2026-11-22 至 2026-11-22"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test]
async fn a_partners_note_on_a_cancellation_is_in_no_mail() {
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
async fn a_mail_describes_its_event_though_the_voucher_changed_since() {
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
    assert!(text("已被保留").contains("Taipei"), "the reservation was at this location, whatever happened after it");
    assert!(
        text("已取消保留").contains("Contoso Partners"),
        "the partner that cancelled is in the snapshot before the event"
    );
}

#[tokio::test]
async fn before_a_reservation_the_number_is_mailed_to_the_customer_only() {
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
async fn both_sides_get_reminders_and_the_expiry() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world.clock.set("2027-03-01T09:00:00Z");
    world.sweep_deadlines(on("2027-03-01")).await;
    let subject = "憑證 SA-MAIL-0001 將於 2027-04-30 到期";
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, subject), (LOCATION, subject)]));
    world.clock.set("2027-05-01T09:00:00Z");
    world.sweep_deadlines(on("2027-05-01")).await;
    let subject = "憑證 SA-MAIL-0001 已到期";
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, subject), (LOCATION, subject)]));
}

#[tokio::test]
async fn a_late_reminder_is_mailed_only_to_those_who_can_still_act() {
    let world = world().await;
    for number in [NUMBER, "SA-MAIL-0002"] {
        world.assign(number).await;
    }
    delivered(&world).await;
    for number in [NUMBER, "SA-MAIL-0002"] {
        world.reserve(number).await;
        world.deliver(number).await;
        world.report(number).await;
    }
    delivered(&world).await;
    world.sweep_deadlines(on("2027-03-01")).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    world.redeem(&[NUMBER]).await;
    cancel(&world, "SA-MAIL-0002").await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    let left = "憑證 SA-MAIL-0002 將於 2027-04-30 到期";
    assert_eq!(take_sent(&world), pairs(&[(CUSTOMER, left)]), "the customer may look for another partner");
}

#[tokio::test]
async fn a_new_administrator_gets_the_number_and_no_earlier_mail() {
    let world = world().await;
    world.assign(NUMBER).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing_event(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    let subject = "您的規劃服務憑證 SA-MAIL-0001";
    assert_eq!(delivered(&world).await, pairs(&[("max.chen@contoso.example", subject)]));
}

#[tokio::test]
async fn attendees_are_mailed_as_stored_and_only_for_the_same_reservation() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    reservation_command(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    let change = json!({"attendees": ["wu.an@contoso.example"]});
    let path = format!("/reservations/{NUMBER}");
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &change).await.expect(200);
    assert!(world.run_mailer(&bodies).await.is_empty());
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("- wu.an@contoso.example"), "{mails:?}");

    reservation_command(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(world.run_outbox().await, 0);
    let bodies = world.notice_bodies();
    cancel(&world, NUMBER).await;
    world.reserve(NUMBER).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "another reservation has other attendees");
}

/// Amends the reservation.
async fn amend(world: &World, change: Value) {
    let path = format!("/reservations/{NUMBER}");
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &change).await.expect(200);
}

#[tokio::test]
async fn only_a_change_of_dates_is_mailed_to_the_customer_with_old_and_new_dates() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    amend(&world, json!({"attendees": ["wu.an@contoso.example"]})).await;
    assert_eq!(delivered(&world).await, pairs(&[]), "attendees are mailed only on `notify`");
    amend(&world, json!({"start_date": "2026-11-25", "end_date": "2026-11-27"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 1);
    let (to, mail) = &mails[0];
    assert_eq!((to.as_str(), mail.subject.as_str()), (CUSTOMER, "憑證 SA-MAIL-0001 的服務日期已變更"));
    for expected in ["原服務日期：2026-11-22 至 2026-11-22", "新服務日期：2026-11-25 至 2026-11-27", "Contoso Partners"]
    {
        assert!(mail.text.contains(expected), "{expected} in {}", mail.text);
    }
    assert!(!mail.text.contains("wu.an"), "{}", mail.text);
}

#[tokio::test]
async fn dates_that_were_changed_again_or_cancelled_are_not_mailed() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    amend(&world, json!({"end_date": "2026-11-27"})).await;
    let mut late = pending_notices(&world).await;
    amend(&world, json!({"end_date": "2026-11-28"})).await;
    late.extend(pending_notices(&world).await);
    assert!(world.run_mailer(&late).await.is_empty());
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("至 2026-11-28"), "{mails:?}");
    amend(&world, json!({"end_date": "2026-11-29"})).await;
    let late = pending_notices(&world).await;
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "the reservation was cancelled meanwhile");
}

#[tokio::test]
async fn the_customers_country_decides_the_language() {
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
        assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, &format!("{subject} {number}"))]), "{country}");
    }
}

#[tokio::test]
async fn a_cancellation_after_the_last_day_is_mailed_as_expiry_to_both_sides() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world.clock.set("2027-05-01T09:00:00Z");
    cancel(&world, NUMBER).await;
    world.sweep_deadlines(on("2027-05-01")).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let sent: Vec<(&str, &str)> = mails.iter().map(|(to, mail)| (to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(sent, [(CUSTOMER, "憑證 SA-MAIL-0001 已到期"), (LOCATION, "憑證 SA-MAIL-0001 已到期")]);
    for (to, mail) in &mails {
        assert!(
            mail.text.contains("原因：將由其他合作夥伴執行。") && mail.text.contains("無法再保留"),
            "{to}: {}",
            mail.text
        );
        assert!(!mail.text.contains("任何符合資格"), "{to}: {}", mail.text);
    }
}

/// The mail states that only the intended partner can reserve; it does not name the partner.
#[tokio::test]
async fn a_customer_that_named_a_partner_reads_that_only_this_one_can_reserve() {
    let world = world().await;
    for (id, intended, named) in [(NUMBER, Value::Null, false), ("SA-MAIL-0002", json!("P-1"), true)] {
        let mut event = tests::assigned(id);
        event["data"]["intended_company_id"] = intended;
        world.webhook(id, &event).await.expect(201);
        world.deliver_mails().await;
        world.reserve(id).await;
        cancel(&world, id).await;
        world.deliver_mails().await;
        let mails = world.mailbox.take();
        let contains = |subject: &str, expected: &str| {
            let (_, mail) = mails.iter().find(|(_, mail)| mail.subject.contains(subject)).unwrap();
            mail.text.contains(expected)
        };
        assert_eq!(contains("您的規劃服務憑證", "其他合作夥伴無法保留。"), named, "{id}");
        assert_eq!(contains("您的規劃服務憑證", "最先保留憑證的合作夥伴"), !named, "{id}");
        assert_eq!(contains("已取消保留", "僅該合作夥伴可以保留。"), named, "{id}");
        assert_eq!(contains("已取消保留", "任何符合資格的合作夥伴"), !named, "{id}");
    }
}

#[tokio::test]
async fn an_assignment_is_not_mailed_once_reserved_or_expired() {
    let world = world().await;
    world.assign(NUMBER).await;
    let assigned = pending_notices(&world).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing_event(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    let mut late = pending_notices(&world).await;
    late.extend(assigned);
    let now = world.clock.now().to_string();
    world.clock.set("2027-05-01T00:00:00Z");
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "past its last day by the clock, before any sweep");
    world.clock.set(&now);
    let mut reservation = tests::reservation(NUMBER);
    reservation["admin_email"] = json!("max.chen@contoso.example");
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation).await.expect(201);
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "reserved");
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&late).await.is_empty());
    let expected = [("max.chen@contoso.example", "您的規劃服務憑證 SA-MAIL-0001")];
    assert_eq!(take_sent(&world), pairs(&expected), "assigned again, the new administrator gets the number");
}

/// The state when the mail is sent decides: an assigned voucher needs a partner, a reserved one must be redeemed.
#[tokio::test]
async fn a_reminder_names_the_step_that_remains() {
    let world = world().await;
    for number in [NUMBER, "SA-MAIL-0002", "SA-MAIL-0003"] {
        world.assign(number).await;
    }
    delivered(&world).await;
    world.reserve("SA-MAIL-0002").await;
    world.reserve("SA-MAIL-0003").await;
    delivered(&world).await;
    world.sweep_deadlines(on("2027-03-01")).await;
    let late = pending_notices(&world).await;
    cancel(&world, "SA-MAIL-0003").await;
    assert!(world.run_mailer(&late).await.is_empty());
    let mails = world.mailbox.take();
    for (number, reserved) in [(NUMBER, false), ("SA-MAIL-0002", true), ("SA-MAIL-0003", false)] {
        let of_customer = |mail: &&(String, mail::Mail)| mail.0 == CUSTOMER && mail.1.subject.contains(number);
        let text = &mails.iter().find(of_customer).unwrap().1.text;
        assert_eq!(text.contains("尚未兌換"), reserved, "{text}");
        assert_eq!(text.contains("請您儘早洽請合作夥伴保留"), !reserved, "{text}");
        assert_eq!(text.contains("Taipei"), reserved, "{text}");
    }
}
