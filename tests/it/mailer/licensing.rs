//! Mails about events of the licensing side after the assignment: extension and withdrawal.

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const WITHDRAWN: &str = "憑證 SA-MAIL-0001 已撤回";

/// Extends the voucher, whose last valid day was 2027-04-30.
async fn extend(world: &World, to: &str) {
    let data = json!({"voucher_number": NUMBER, "expires_on": to, "reason": format!("Flood, until {to}.")});
    licensing_event(world, to, "voucher.extended", data).await;
}

async fn withdraw(world: &World) {
    licensing_event(world, "m-w", "voucher.withdrawn", json!({"voucher_number": NUMBER, "reason": "By mistake."}))
        .await;
}

fn extended_to(day: &str) -> String {
    format!("憑證 SA-MAIL-0001 已延長有效期限至 {day}")
}

#[tokio::test]
async fn an_extension_is_mailed_once_to_the_customer_and_to_the_partner_that_reserved() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let recipients: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(recipients, [CUSTOMER, LOCATION]);
    for (to, mail) in &mails {
        assert_eq!(mail.subject, extended_to("2027-05-30"));
        for expected in ["原最後有效日：2027-04-30", "新最後有效日：2027-05-30", "> Flood, until 2027-05-30."]
        {
            assert!(mail.text.contains(expected), "{expected} to {to}: {}", mail.text);
        }
        assert_eq!(mail.text.contains("Lin Mei"), to == CUSTOMER);
    }
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

/// A voucher number is never sent to a partner that has not reserved it, even if the customer named the partner.
#[tokio::test]
async fn an_extension_before_a_reservation_is_mailed_to_the_customer_only() {
    let world = world().await;
    let mut event = tests::assigned(NUMBER);
    event["data"]["intended_company_id"] = json!("P-2");
    world.webhook("m-1", &event).await.expect(201);
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, &extended_to("2027-05-30"))]));
}

#[tokio::test]
async fn of_several_late_extensions_only_the_latest_is_mailed() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    extend(&world, "2027-06-29").await;
    let subject = extended_to("2027-06-29");
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, &subject), (LOCATION, &subject)]));
}

#[tokio::test]
async fn an_extension_is_not_mailed_once_the_voucher_is_redeemed() {
    let world = world().await;
    world.ready(NUMBER).await;
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = pending_notices(&world).await;
    world.redeem(&[NUMBER]).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]));
}

#[tokio::test]
async fn an_extension_is_not_mailed_once_the_voucher_has_expired() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = pending_notices(&world).await;
    world.clock.set("2027-05-31T09:00:00Z");
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "expired by the clock, before any sweep");
}

#[tokio::test]
async fn a_partner_that_cancelled_gets_no_mail_about_an_extension() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = pending_notices(&world).await;
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[(CUSTOMER, &extended_to("2027-05-30"))]));
}

#[tokio::test]
async fn a_withdrawal_is_mailed_once_to_the_administrator_with_its_reason() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    withdraw(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == CUSTOMER && mails[0].1.subject == WITHDRAWN, "{mails:?}");
    assert!(mails[0].1.text.contains("> By mistake."), "{}", mails[0].1.text);
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

#[tokio::test]
async fn assignment_and_extension_are_not_mailed_once_the_voucher_is_withdrawn() {
    let world = world().await;
    world.assign(NUMBER).await;
    extend(&world, "2027-05-30").await;
    withdraw(&world).await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, WITHDRAWN)]), "neither assigned nor extended");
}

#[tokio::test]
async fn a_former_administrator_gets_no_mail_about_a_withdrawal() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing_event(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    delivered(&world).await;
    withdraw(&world).await;
    assert_eq!(delivered(&world).await, pairs(&[("max.chen@contoso.example", WITHDRAWN)]));
}

/// A world in which a sweep has stored the expiry of a reserved voucher and its mails are pending.
async fn expired() -> World {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world.clock.set("2027-05-03T09:00:00Z");
    world.sweep_deadlines(Value::Null).await;
    world
}

#[tokio::test]
async fn an_extension_in_time_is_mailed_to_the_recipients_of_the_expiry() {
    let world = expired().await;
    let expired = delivered(&world).await;
    let recipients: Vec<&str> = expired.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(recipients, [CUSTOMER, LOCATION]);
    extend(&world, "2027-06-30").await;
    let subject = extended_to("2027-06-30");
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, &subject), (LOCATION, &subject)]));
}

#[tokio::test]
async fn an_expiry_is_not_mailed_once_an_extension_has_undone_it() {
    let world = expired().await;
    extend(&world, "2027-06-30").await;
    let subject = extended_to("2027-06-30");
    assert_eq!(
        delivered(&world).await,
        pairs(&[(CUSTOMER, &subject), (LOCATION, &subject)]),
        "and not that it has expired"
    );
}

#[tokio::test]
async fn an_extension_to_a_past_day_is_not_mailed() {
    let world = expired().await;
    delivered(&world).await;
    extend(&world, "2027-05-02").await;
    assert_eq!(delivered(&world).await, pairs(&[]));
}

#[tokio::test]
async fn the_expiry_at_a_late_cancellation_is_not_mailed_once_an_extension_has_undone_it() {
    let world = world().await;
    world.assign(NUMBER).await;
    delivered(&world).await;
    world.reserve(NUMBER).await;
    delivered(&world).await;
    world.clock.set("2027-05-03T09:00:00Z");
    cancel(&world, NUMBER).await;
    extend(&world, "2027-06-30").await;
    assert_eq!(delivered(&world).await, pairs(&[(CUSTOMER, &extended_to("2027-06-30"))]));
}
