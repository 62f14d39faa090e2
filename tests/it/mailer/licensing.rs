//! What the licensing side did to a voucher afterward: extended it, or took it back.

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const WITHDRAWN: &str = "憑證 SA-MAIL-0001 已撤回";

/// Its last valid day was 2027-04-30.
async fn extend(world: &World, to: &str) {
    let data = json!({"voucher_number": NUMBER, "expires_on": to, "reason": format!("Flood, until {to}.")});
    licensing(world, to, "voucher.extended", data).await;
}

async fn withdraw(world: &World) {
    licensing(world, "m-w", "voucher.withdrawn", json!({"voucher_number": NUMBER, "reason": "By mistake."})).await;
}

fn extended_to(day: &str) -> String {
    format!("憑證 SA-MAIL-0001 已延長有效期限至 {day}")
}

#[tokio::test]
async fn a_later_last_day_is_told_once_to_the_customer_and_to_the_partner_that_reserved() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    extend(&world, "2027-05-30").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let recipients: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(recipients, [CUSTOMER, LOCATION]);
    for (to, mail) in &mails {
        assert_eq!(mail.subject, extended_to("2027-05-30"));
        for told in ["原最後有效日：2027-04-30", "新最後有效日：2027-05-30", "> Flood, until 2027-05-30."]
        {
            assert!(mail.text.contains(told), "{told} to {to}: {}", mail.text);
        }
        assert_eq!(mail.text.contains("Lin Mei"), to == CUSTOMER);
    }
    assert_eq!(told(&world).await, is(&[]), "told again, nobody is written to again");
}

/// A number goes to no partner that has not reserved it, named by the customer or not.
#[tokio::test]
async fn before_it_is_reserved_a_later_last_day_is_the_customers_to_know() {
    let world = world().await;
    let mut event = tests::assigned(NUMBER);
    event["data"]["intended_company_id"] = json!("P-2");
    world.webhook("m-1", &event).await.expect(201);
    told(&world).await;
    extend(&world, "2027-05-30").await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, &extended_to("2027-05-30"))]));
}

#[tokio::test]
async fn of_several_extensions_told_late_only_the_one_that_stands_is_written() {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    extend(&world, "2027-05-30").await;
    extend(&world, "2027-06-29").await;
    let subject = extended_to("2027-06-29");
    assert_eq!(told(&world).await, is(&[(CUSTOMER, &subject), (LOCATION, &subject)]));
}

#[tokio::test]
async fn an_extension_of_what_is_over_by_now_is_no_news() {
    let world = world().await;
    world.ready(NUMBER).await;
    told(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = untold(&world).await;
    world.redeem(&[NUMBER]).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(taken(&world), is(&[]));
}

#[tokio::test]
async fn an_expired_voucher_is_not_called_valid() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = untold(&world).await;
    world.clock.set("2027-05-31T09:00:00Z");
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(taken(&world), is(&[]), "by the clock alone, sweep or no sweep");
}

#[tokio::test]
async fn a_partner_that_gave_the_voucher_back_is_told_of_no_extension() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    extend(&world, "2027-05-30").await;
    let bodies = untold(&world).await;
    cancel(&world, NUMBER).await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(taken(&world), is(&[(CUSTOMER, &extended_to("2027-05-30"))]));
}

#[tokio::test]
async fn a_voucher_taken_back_is_told_once_to_its_administrator_with_the_reason() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    withdraw(&world).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == CUSTOMER && mails[0].1.subject == WITHDRAWN, "{mails:?}");
    assert!(mails[0].1.text.contains("> By mistake."), "{}", mails[0].1.text);
    assert_eq!(told(&world).await, is(&[]), "told again, nobody is written to again");
}

#[tokio::test]
async fn what_was_said_of_a_voucher_before_it_was_taken_back_is_not_said_any_more() {
    let world = world().await;
    world.assign(NUMBER).await;
    extend(&world, "2027-05-30").await;
    withdraw(&world).await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, WITHDRAWN)]), "neither assigned nor extended");
}

#[tokio::test]
async fn who_was_administrator_before_is_told_of_no_withdrawal() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    let admin = json!({"name": "Max Chen", "email": "max.chen@contoso.example"});
    licensing(&world, "m-2", "voucher.reassigned", json!({"voucher_number": NUMBER, "admin": admin})).await;
    told(&world).await;
    withdraw(&world).await;
    assert_eq!(told(&world).await, is(&[("max.chen@contoso.example", WITHDRAWN)]));
}

/// Days after the last one; what a sweep has told of by then.
async fn expired() -> World {
    let world = world().await;
    world.assign(NUMBER).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world.clock.set("2027-05-03T09:00:00Z");
    world.sweep_deadlines(Value::Null).await;
    world
}

#[tokio::test]
async fn an_extension_that_was_in_time_is_told_to_those_who_were_told_of_the_expiry() {
    let world = expired().await;
    let expired = told(&world).await;
    let recipients: Vec<&str> = expired.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(recipients, [CUSTOMER, LOCATION]);
    extend(&world, "2027-06-30").await;
    let subject = extended_to("2027-06-30");
    assert_eq!(told(&world).await, is(&[(CUSTOMER, &subject), (LOCATION, &subject)]));
}

#[tokio::test]
async fn an_expiry_that_an_extension_has_undone_is_not_told_any_more() {
    let world = expired().await;
    extend(&world, "2027-06-30").await;
    let subject = extended_to("2027-06-30");
    assert_eq!(told(&world).await, is(&[(CUSTOMER, &subject), (LOCATION, &subject)]), "and not that it has expired");
}

#[tokio::test]
async fn an_extension_whose_day_is_over_by_now_is_not_told() {
    let world = expired().await;
    told(&world).await;
    extend(&world, "2027-05-02").await;
    assert_eq!(told(&world).await, is(&[]));
}

#[tokio::test]
async fn the_expiry_of_what_was_given_back_too_late_is_not_told_once_an_extension_has_undone_it() {
    let world = world().await;
    world.assign(NUMBER).await;
    told(&world).await;
    world.reserve(NUMBER).await;
    told(&world).await;
    world.clock.set("2027-05-03T09:00:00Z");
    cancel(&world, NUMBER).await;
    extend(&world, "2027-06-30").await;
    assert_eq!(told(&world).await, is(&[(CUSTOMER, &extended_to("2027-06-30"))]));
}
