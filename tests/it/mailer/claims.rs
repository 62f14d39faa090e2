//! Mails to a partner about its claims: hold and release, payments, disputes, and the invoice that the payer needs.

use super::*;

const NUMBER: &str = "SA-MAIL-0001";
const HELD: &str = "請款申請 CL-SA-MAIL-0001 已暫緩付款";
const RELEASED: &str = "請款申請 CL-SA-MAIL-0001 已解除暫緩付款";
/// The contact of a location in India.
const PUNE: &str = "pune@partner.example";

/// A world with a draft claim of the location in TW, with a payee and no mail pending.
async fn with_draft() -> World {
    let world = world().await;
    world.register_payee("P-1", "DDPS", &["L-1", "L-2", "L-9"]).await;
    world.draft(NUMBER).await;
    world
}

async fn approved() -> World {
    // Boxed: the future holds the whole world, and every test would hold the future.
    let world = Box::pin(with_draft()).await;
    world.approve(NUMBER).await;
    delivered(&world).await;
    world
}

async fn hold(world: &World, reason: &str) {
    let path = format!("/claims/CL-{NUMBER}/hold");
    world.reviewer("POST", &path, &json!({"reason": reason})).await.expect(200);
}

/// Delivers the pending mails and returns the text of the only one.
async fn text(world: &World) -> String {
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails[0].1.text.clone()
}

#[tokio::test]
async fn hold_and_release_are_mailed_once_and_the_hold_names_its_reason() {
    let world = approved().await;
    hold(&world, "The invoice has no tax number.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].0 == LOCATION && mails[0].1.subject == HELD, "{mails:?}");
    assert!(mails[0].1.text.contains("> The invoice has no tax number."), "{}", mails[0].1.text);
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
    world.operate(NUMBER, "release").await;
    assert_eq!(delivered(&world).await, pairs(&[(LOCATION, RELEASED)]));
    assert_eq!(delivered(&world).await, pairs(&[]));
}

#[tokio::test]
async fn a_hold_that_was_released_is_not_mailed() {
    let world = approved().await;
    hold(&world, "The invoice has no tax number.").await;
    let bodies = pending_notices(&world).await;
    world.operate(NUMBER, "release").await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]));
}

#[tokio::test]
async fn of_several_late_holds_only_the_one_in_force_is_mailed() {
    let world = approved().await;
    hold(&world, "The invoice has no tax number.").await;
    world.operate(NUMBER, "release").await;
    hold(&world, "The bank profile has expired.").await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(
        mails.len() == 1 && mails[0].1.subject == HELD,
        "a release that was followed by another hold is not mailed: {mails:?}"
    );
    assert!(mails[0].1.text.contains("> The bank profile has expired."), "{}", mails[0].1.text);
}

#[tokio::test]
async fn hold_and_release_are_not_mailed_once_the_claim_is_paid() {
    let world = approved().await;
    hold(&world, "The invoice has no tax number.").await;
    world.operate(NUMBER, "release").await;
    let bodies = pending_notices(&world).await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:00:00Z").await;
    assert!(world.run_mailer(&bodies).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]));
}

/// Sent back or rejected, then submitted again before the mail was sent.
#[tokio::test]
async fn a_request_for_changes_is_not_mailed_once_the_claim_was_submitted_again() {
    for (action, field) in [("request-changes", "comment"), ("reject", "reason")] {
        let world = with_draft().await;
        world.submit(NUMBER).await;
        world.operate(NUMBER, "review").await;
        delivered(&world).await;
        let body = json!({ field: "The invoice has no tax number." });
        world.reviewer("POST", &format!("/claims/CL-{NUMBER}/{action}"), &body).await.expect(200);
        let late = pending_notices(&world).await;
        world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &tests::answer("INV-NEW")).await.expect(200);
        assert!(world.run_mailer(&late).await.is_empty());
        assert_eq!(take_sent(&world), pairs(&[]), "{action}");
        world.operate(NUMBER, "review").await;
        let body = json!({ field: "The amount is wrong." });
        world.reviewer("POST", &format!("/claims/CL-{NUMBER}/{action}"), &body).await.expect(200);
        assert!(world.run_mailer(&late).await.is_empty());
        assert_eq!(take_sent(&world), pairs(&[]), "{action}: the comment was replaced by another one");
    }
}

#[tokio::test]
async fn a_payment_report_is_not_mailed_once_a_later_one_replaced_it() {
    let world = approved().await;
    world.pay("failed", NUMBER, "PAY-1", "2026-11-22T07:00:00Z").await;
    let failed = pending_notices(&world).await;
    world.pay("sent", NUMBER, "PAY-2", "2026-11-22T08:00:00Z").await;
    assert!(world.run_mailer(&failed).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "a later payment was sent");
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && mails[0].1.subject == "請款申請 CL-SA-MAIL-0001 已撥款", "{mails:?}");
    for fact in ["款項編號：PAY-2", "撥款日期：2026-11-22（UTC）"] {
        assert!(mails[0].1.text.contains(fact), "{fact} in {}", mails[0].1.text);
    }

    let world = approved().await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    let sent = pending_notices(&world).await;
    world.pay("reversed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z").await;
    assert!(world.run_mailer(&sent).await.is_empty());
    assert_eq!(take_sent(&world), pairs(&[]), "the payment was reversed");
    assert_eq!(delivered(&world).await, pairs(&[(LOCATION, "請款申請 CL-SA-MAIL-0001 的款項遭退匯")]));
}

#[tokio::test]
async fn the_answer_to_a_dispute_is_mailed_once_with_its_comment() {
    let world = approved().await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    delivered(&world).await;
    let path = format!("/claims/CL-{NUMBER}");
    let dispute = json!({"comment": "Less than agreed."});
    world.claimant("POST", &format!("{path}/dispute"), &dispute).await.expect(200);
    assert_eq!(delivered(&world).await, pairs(&[]), "a partner gets no mail about its own dispute");
    let answer = json!({"comment": "The bank kept a fee."});
    world.reviewer("POST", &format!("{path}/settle"), &answer).await.expect(200);
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let subject = "請款申請 CL-SA-MAIL-0001 的異議已有回覆";
    assert!(mails.len() == 1 && mails[0].0 == LOCATION && mails[0].1.subject == subject, "{mails:?}");
    assert!(mails[0].1.text.contains("> The bank kept a fee."), "{}", mails[0].1.text);
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

#[tokio::test]
async fn the_mail_about_an_expired_claim_distinguishes_unsubmitted_from_sent_back() {
    let world = with_draft().await;
    world.draft("SA-MAIL-0002").await;
    let submitted = world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    let comment = json!({"comment": "The invoice has no tax number."});
    world.reviewer("POST", &format!("/claims/CL-{NUMBER}/request-changes"), &comment).await.expect(200);
    delivered(&world).await;
    world.clock.set("2027-06-01T09:00:00Z");
    world.sweep_deadlines(json!({"date": "2027-06-01"})).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let of = |number: &str| {
        let subject = format!("請款申請 CL-{number} 已逾期失效");
        let found = mails.iter().find(|(_, mail)| mail.subject == subject);
        found.map(|(_, mail)| mail.text.clone()).unwrap()
    };
    let (sent_back, never) = (of(NUMBER), of("SA-MAIL-0002"));
    let reference = submitted["reference_number"].as_str().unwrap();
    assert!(sent_back.contains("未在補正期限內重新提交") && sent_back.contains(reference), "{sent_back}");
    assert!(never.contains("未在請款期限內提交") && !never.contains("退回"), "{never}");
}

/// Taiwan requires the tax invoice as a file.
#[tokio::test]
async fn a_country_with_tax_invoices_asks_for_the_file_at_submission_and_approval() {
    let world = with_draft().await;
    world.submit(NUMBER).await;
    let submitted = text(&world).await;
    assert!(submitted.contains("發票號碼：INV-SA-MAIL-0001") && submitted.contains("電子檔"), "{submitted}");
    world.operate(NUMBER, "review").await;
    world.operate(NUMBER, "approve").await;
    let approved = text(&world).await;
    assert!(approved.contains("發票號碼：INV-SA-MAIL-0001") && approved.contains("如尚未提供"), "{approved}");
    assert!(!submitted.contains("正本") && !approved.contains("正本"), "no mail asks for paper");
}

#[tokio::test]
async fn a_country_with_paper_invoices_asks_for_the_paper_at_submission_and_approval() {
    let world = world().await;
    create_draft_in_india(&world).await;
    world.submit(NUMBER).await;
    let submitted = text(&world).await;
    assert!(submitted.contains("Invoice number: INV-SA-MAIL-0001"), "{submitted}");
    assert!(submitted.contains("mail the original to the billing address"), "{submitted}");
    world.operate(NUMBER, "review").await;
    world.operate(NUMBER, "approve").await;
    let approved = text(&world).await;
    assert!(approved.contains("required on paper. If you have not done so yet"), "{approved}");
}

#[tokio::test]
async fn other_countries_ask_only_for_the_invoice_number() {
    let world = with_draft().await;
    let mut message = tests::redeemed("SA-MAIL-0002");
    message["location_id"] = json!("L-2");
    message["country"] = json!("US");
    world.draft_from(&message).await;
    world.submit("SA-MAIL-0002").await;
    let submitted = text(&world).await;
    assert!(submitted.contains("Invoice number: INV-SA-MAIL-0002"), "{submitted}");
    assert!(!submitted.contains("tax invoice") && !submitted.contains("paper"), "{submitted}");
}

#[tokio::test]
async fn no_invoice_is_asked_for_a_withdrawn_or_paid_claim() {
    let world = world().await;
    create_draft_in_india(&world).await;
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    world.operate(NUMBER, "approve").await;
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T09:00:00Z").await;
    world.draft_from(&in_india("SA-MAIL-0002")).await;
    world.submit("SA-MAIL-0002").await;
    world.claimant("POST", "/claims/CL-SA-MAIL-0002/withdraw", &Value::Null).await.expect(200);
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert_eq!(mails.len(), 4, "submitted, approved and paid; submitted");
    assert!(mails.iter().all(|(_, mail)| !mail.text.contains("paper")), "{mails:?}");
}

/// A claim that is submitted again under another invoice number asks for that invoice, not for the earlier one.
#[tokio::test]
async fn only_the_invoice_of_the_latest_submission_is_asked_for() {
    let world = world().await;
    create_draft_in_india(&world).await;
    world.submit(NUMBER).await;
    let first = pending_notices(&world).await;
    world.operate(NUMBER, "review").await;
    let comment = json!({"comment": "The invoice has no tax number."});
    world.reviewer("POST", &format!("/claims/CL-{NUMBER}/request-changes"), &comment).await.expect(200);
    let again = tests::answer("INV-NEW");
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &again).await.expect(200);
    assert!(world.run_mailer(&first).await.is_empty());
    let mails = world.mailbox.take();
    assert!(mails.len() == 1 && !mails[0].1.text.contains("paper"), "{mails:?}");
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let asking: Vec<_> = mails.iter().filter(|(_, mail)| mail.text.contains("paper")).collect();
    assert!(asking.len() == 1 && asking[0].1.text.contains("Invoice number: INV-NEW"), "{mails:?}");
}

#[tokio::test]
async fn a_comment_of_operations_is_mailed_and_one_of_the_partner_is_not() {
    let world = with_draft().await;
    let path = format!("/claims/CL-{NUMBER}/comments");
    world.claimant("POST", &path, &json!({"text": "The invoice follows."})).await.expect(200);
    assert_eq!(delivered(&world).await, pairs(&[]));
    world.reviewer("POST", &path, &json!({"text": "Until when?"})).await.expect(200);
    let mail = text(&world).await;
    assert!(mail.contains("> Until when?") && mail.contains("請款申請：CL-SA-MAIL-0001"), "{mail}");
    assert_eq!(delivered(&world).await, pairs(&[]), "a redelivered notice sends no second mail");
}

fn in_india(number: &str) -> Value {
    let mut message = tests::redeemed(number);
    message["location_id"] = json!("L-9");
    message["country"] = json!("IN");
    message
}

/// Creates a draft claim of a location in India, with a payee and a rate there.
async fn create_draft_in_india(world: &World) {
    world.register_payee("P-1", "DDPS", &["L-9"]).await;
    let location = json!({"name": "Pune", "country": "IN", "address": "1 Hill Road", "contact_email": PUNE});
    world.as_admin("P-1", Function::Enrollment, "PUT", "/locations/L-9", &location).await.expect(200);
    let rate = json!({"per_day": {"minor": 100_000, "currency": "USD"}, "valid_from": "2026-01-01"});
    world.reviewer("PUT", "/rates/IN/DDPS", &rate).await;
    world.draft_from(&in_india(NUMBER)).await;
    delivered(world).await;
}
