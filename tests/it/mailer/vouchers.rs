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
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被保留")]));
    act(&world, NUMBER, "notify", &json!({})).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 的日期與參加者")]));
    cancel(&world, NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 已取消保留")]));
    world.reserve(NUMBER).await;
    world.deliver(NUMBER).await;
    world.report(NUMBER).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, "憑證 SA-MAIL-0001 已被保留")]), "files and report are not told");
    world.redeem(&[NUMBER]).await;
    assert_eq!(
        told(&world).await,
        is(&[(LOCATION, "憑證 SA-MAIL-0001 已兌換：請於 2027-01-21（含當日）前提交請款申請")])
    );
}

#[tokio::test]
async fn an_assignment_tells_number_program_days_and_last_day() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails[0].1.text;
    for told in [NUMBER, "桌面部署規劃服務（DDPS）", "5 天", "2027-04-30", "Lin Mei"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert!(text.contains(&format!("聯絡人電子郵件：{CUSTOMER}")), "what the partner enters beside the number: {text}");
}

#[tokio::test]
async fn a_reservation_tells_by_whom_where_and_when() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let text = &mails.iter().find(|(_, mail)| mail.subject.contains("已被保留")).unwrap().1.text;
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
    assert!(text("已被保留").contains("Taipei"), "it was reserved there, whatever came after");
    assert!(text("已取消保留").contains("Contoso Partners"), "who gave it back stands in what was before");
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
        world.assign(number).await;
    }
    told(&world).await;
    for number in [NUMBER, "SA-MAIL-0002"] {
        world.reserve(number).await;
        world.deliver(number).await;
        world.report(number).await;
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

/// A change of the reservation.
async fn amend(world: &World, change: Value) {
    let path = format!("/reservations/{NUMBER}");
    world.as_admin("P-1", Function::Reservation, "PATCH", &path, &change).await.expect(200);
}

#[tokio::test]
async fn a_change_of_dates_is_told_to_the_customer_with_both_and_no_other_change_is() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    amend(&world, json!({"attendees": ["wu.an@contoso.example"]})).await;
    assert_eq!(told(&world).await, is(&[]), "attendees are told when the partner asks");
    amend(&world, json!({"start_date": "2026-11-25", "end_date": "2026-11-27"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 1);
    let (to, mail) = &mails[0];
    assert_eq!((to.as_str(), mail.subject.as_str()), (CUSTOMER, "憑證 SA-MAIL-0001 的服務日期已變更"));
    for told in ["原服務日期：2026-11-22 至 2026-11-22", "新服務日期：2026-11-25 至 2026-11-27", "Contoso Partners"]
    {
        assert!(mail.text.contains(told), "{told} in {}", mail.text);
    }
    assert!(!mail.text.contains("wu.an"), "{}", mail.text);
}

#[tokio::test]
async fn dates_that_do_not_stand_any_more_are_not_told() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    amend(&world, json!({"end_date": "2026-11-27"})).await;
    let mut late = untold(&world).await;
    amend(&world, json!({"end_date": "2026-11-28"})).await;
    late.extend(untold(&world).await);
    assert!(world.run_mailer(&late).await.is_empty());
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.text.contains("至 2026-11-28"), "{mails:?}");
    amend(&world, json!({"end_date": "2026-11-29"})).await;
    let late = untold(&world).await;
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(taken(&world), is(&[]), "it was given back meanwhile");
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

#[tokio::test]
async fn given_back_after_its_last_day_a_voucher_is_told_as_expired_to_both_sides() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world.clock.set("2027-05-01T09:00:00Z");
    cancel(&world, NUMBER).await;
    world.sweep_deadlines(on("2027-05-01")).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let told: Vec<(&str, &str)> = mails.iter().map(|(to, mail)| (to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(told, [(CUSTOMER, "憑證 SA-MAIL-0001 已到期"), (LOCATION, "憑證 SA-MAIL-0001 已到期")]);
    for (to, mail) in &mails {
        assert!(
            mail.text.contains("原因：將由其他合作夥伴執行。") && mail.text.contains("無法再保留"),
            "{to}: {}",
            mail.text
        );
        assert!(!mail.text.contains("任何符合資格"), "{to}: {}", mail.text);
    }
}

/// Which other partner it is remains the customer's own; that it is one and no other, it is told.
#[tokio::test]
async fn a_customer_that_named_a_partner_is_told_that_only_this_one_can_reserve() {
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
        let says = |subject: &str, says: &str| {
            let (_, mail) = mails.iter().find(|(_, mail)| mail.subject.contains(subject)).unwrap();
            mail.text.contains(says)
        };
        assert_eq!(says("您的規劃服務憑證", "其他合作夥伴無法保留。"), named, "{id}");
        assert_eq!(says("您的規劃服務憑證", "最先保留憑證的合作夥伴"), !named, "{id}");
        assert_eq!(says("已取消保留", "僅該合作夥伴可以保留。"), named, "{id}");
        assert_eq!(says("已取消保留", "任何符合資格的合作夥伴"), !named, "{id}");
    }
}

#[tokio::test]
async fn nobody_is_told_to_look_for_a_partner_once_there_is_one_or_the_time_is_over() {
    let world = world().await;
    world.assign(NUMBER).await;
    let assigned = untold(&world).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    let mut late = untold(&world).await;
    late.extend(assigned);
    let now = world.clock.now().to_string();
    world.clock.set("2027-05-01T00:00:00Z");
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(taken(&world), is(&[]), "past its last day, sweep or no sweep");
    world.clock.set(&now);
    let mut reservation = tests::reservation(NUMBER);
    reservation["admin_email"] = json!("max.chen@contoso.example");
    world.as_admin("P-1", Function::Reservation, "POST", "/reservations", &reservation).await.expect(201);
    assert!(world.run_mailer(&late).await.is_empty());
    assert_eq!(taken(&world), is(&[]), "reserved");
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&late).await.is_empty());
    let told = [("max.chen@contoso.example", "您的規劃服務憑證 SA-MAIL-0001")];
    assert_eq!(taken(&world), is(&told), "open again, it is news that it is theirs");
}

/// As it stands when it is written: what nobody holds needs a partner, what is held needs to be redeemed.
#[tokio::test]
async fn a_reminder_says_what_there_is_left_to_do() {
    let world = world().await;
    for number in [NUMBER, "SA-MAIL-0002", "SA-MAIL-0003"] {
        world.assign(number).await;
    }
    told(&world).await;
    world.reserve("SA-MAIL-0002").await;
    world.reserve("SA-MAIL-0003").await;
    told(&world).await;
    world.sweep_deadlines(on("2027-03-01")).await;
    let late = untold(&world).await;
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
