//! Mails to a partner about enrollments and claims, and the address they are sent to.

use domain::claim::Claim;
use domain::{Actor, Intent, Outcome, VoucherNumber};

use testkit::sample;

use super::*;
use crate::log::Log;

const NUMBER: &str = "SA-MAIL-0001";

/// The notice of an event of a claim.
fn claim_notice(event: &Value, rev: u64) -> String {
    let mut notice = json!({
        "about": "claim", "event_id": format!("V#SA-MAIL-0001/C/{rev}"),
        "then": {
            "voucher_number": NUMBER, "claim_id": "CL-SA-MAIL-0001", "company_id": "P-1", "location_id": "L-1",
            "program": "DDPS", "days": 5, "amount": {"minor": 500_000, "currency": "USD"}, "due_on": "2027-01-21",
            "correctable_until": "2027-02-20", "reference_number": "PR-0001",
        },
    });
    notice.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    notice.to_string()
}

fn enrollment_notice(event: &Value, rev: u64, company: &str, term_end: &str) -> String {
    let mut notice = json!({
        "about": "enrollment", "event_id": format!("P#{company}/E#DDPS/{rev}"),
        "then": {"company_id": company, "program": "DDPS", "term_start": "2026-06-01", "term_end": term_end,
            "grace_ends_on": "2027-07-01"},
    });
    notice.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    notice.to_string()
}

async fn redeemed(world: &World) {
    world.ready(NUMBER).await;
    world.redeem(&[NUMBER]).await;
    assert_eq!(world.run_outbox().await, 0);
    world.deliver_claims().await;
    delivered(world).await;
}

#[tokio::test]
async fn a_claims_mail_goes_to_the_location_else_the_company_else_its_profile() {
    let world = world().await;
    let submitted = json!({"type": "claim.submitted", "reference_number": "PR-0001", "invoice_number": "INV-1"});
    let ask = async |rev| {
        assert!(world.run_mailer(&[claim_notice(&submitted, rev)]).await.is_empty());
        take_sent(&world)
    };
    assert_eq!(ask(2).await, pairs(&[(LOCATION, "已收到請款申請 CL-SA-MAIL-0001")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-1", "TW")).await;
    assert_eq!(ask(3).await, pairs(&[(COMPANY, "已收到請款申請 CL-SA-MAIL-0001")]));
    let company = json!({"name": "Contoso", "mpn_id": "4711", "country": "US", "membership_ends_on": "2028-12-31"});
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    assert_eq!(ask(4).await, pairs(&[(PROFILE, "已收到請款申請 CL-SA-MAIL-0001")]));
    world.database.remove_all("G");
    assert_eq!(ask(5).await, pairs(&[]), "there is no contact, and the message is done");
}

#[tokio::test]
async fn exactly_the_events_that_concern_a_partner_are_mailed() {
    let world = world().await;
    redeemed(&world).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let comment = "The invoice has no tax number.";
    let expect_mail = async |rev: u64, event: &Value, expected: &str| {
        assert!(world.run_mailer(&[claim_notice(event, rev)]).await.is_empty());
        let mails = world.mailbox.take();
        assert_eq!(mails.len(), 1, "{event}");
        assert!(mails[0].0 == LOCATION && mails[0].1.text.contains(expected), "{event}: {}", mails[0].1.text);
    };
    let post_comment = async |action: &str, field: &str| {
        let path = format!("/claims/CL-{NUMBER}/{action}");
        world.reviewer("POST", &path, &json!({ field: comment })).await.expect(200);
    };
    expect_mail(20, &json!({"type": "claim.reminded", "reminders": [-30]}), "2027-01-21").await;
    for (event, expected) in [
        (json!({"type": "claim.submitted", "reference_number": "PR-0001", "invoice_number": "INV-1"}), "PR-0001"),
        (json!({"type": "claim.approved"}), "USD 5,000.00"),
        (json!({"type": "claim.dispute_settled", "comment": comment}), "> The invoice has no tax number."),
        (json!({"type": "claim.expired"}), "CL-SA-MAIL-0001"),
    ] {
        expect_mail(21, &event, expected).await;
        world.database.remove_all("M");
    }
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    post_comment("request-changes", "comment").await;
    expect_mail(
        22,
        &json!({"type": "claim.changes_requested", "comment": comment}),
        "> The invoice has no tax number.",
    )
    .await;
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &tests::answer("INV-2")).await.expect(200);
    world.operate(NUMBER, "review").await;
    post_comment("reject", "reason").await;
    expect_mail(23, &json!({"type": "claim.rejected", "comment": comment}), "> The invoice has no tax number.").await;
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &tests::invoice("INV-3")).await.expect(200);
    for action in ["review", "approve"] {
        world.operate(NUMBER, action).await;
    }
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    expect_mail(24, &payment_notice("sent", "paid"), "USD 5,000.00").await;
    world.pay("reversed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z").await;
    expect_mail(25, &payment_notice("reversed", "payment_failed"), "USD 5,000.00").await;
    for event in [
        payment_notice("scheduled", "scheduled"),
        payment_notice("failed", "paid"),
        json!({"type": "claim.review_started"}),
    ] {
        assert!(world.run_mailer(&[claim_notice(&event, 26)]).await.is_empty());
        assert_eq!(take_sent(&world), pairs(&[]), "{event}");
    }
}

fn payment_notice(payment: &str, status: &str) -> Value {
    json!({
        "type": "claim.payment_reported", "payment_id": "P1", "payment": payment, "claim_status": status,
        "claim_status_before": "approved",
    })
}

/// The reminder follows from the claim's change on the stream, not only from a hand-written notice.
#[tokio::test]
async fn a_claims_reminder_follows_from_the_stream_and_is_not_mailed_after_the_deadline() {
    let world = world().await;
    redeemed(&world).await;
    let number = VoucherNumber::parse(NUMBER).unwrap();
    let table = &world.database.table;
    let intent = Intent::new(Actor::system("test"), "test", world.clock.now(), None, "test", "");
    let before = table.claim(&number).await.unwrap().unwrap();
    let outcome: Outcome<Claim, _> = before.value.clone().advance("2026-12-30".parse().unwrap());
    table.write(Some(before), outcome, &intent).await.unwrap();
    assert_eq!(
        delivered(&world).await,
        pairs(&[(LOCATION, "請於 2027-01-21（含當日）前為憑證 SA-MAIL-0001 提交請款申請")])
    );
    // Past the deadline the claim is expired by the clock, whether or not a sweep has stored it.
    world.clock.set("2027-01-22T00:00:00Z");
    assert!(
        world.run_mailer(&[claim_notice(&json!({"type": "claim.reminded", "reminders": [-3]}), 9)]).await.is_empty()
    );
    assert_eq!(take_sent(&world), pairs(&[]));
}

#[tokio::test]
async fn enrollment_mails_go_to_the_company_in_the_language_of_its_country() {
    let world = world().await;
    delivered(&world).await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    let mut due = delivered(&world).await;
    due.sort();
    let subject = |program: &str| format!("Your enrollment in {program} is due for renewal by 2027-06-01");
    let expected = [(COMPANY, subject("DDPS")), (COMPANY, subject("SSDPS")), (PROFILE, subject("DDPS"))];
    let mut expected: Vec<_> = expected.map(|(to, subject)| (to.to_owned(), subject)).into();
    expected.sort();
    assert_eq!(due, expected, "a location's contact gets no mail about enrollments");
    world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments/DDPS/renew", &Value::Null).await.expect(200);
    assert_eq!(
        delivered(&world).await,
        pairs(&[(COMPANY, "Your enrollment in DDPS has been renewed until 2028-06-01")])
    );
    let reason = json!({"reason": "The competency has lapsed."});
    world.as_operations(Function::Enrollment, "POST", "/enrollments/DDPS/suspend?company_id=P-2", &reason).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails[0].0 == PROFILE && mails[0].1.text.contains("> The competency has lapsed."), "{mails:?}");
}

/// The mail is in the language of the location's country.
#[tokio::test]
async fn a_company_without_contact_is_written_to_at_its_first_location_with_one() {
    let world = world().await;
    let company = json!({"name": "Contoso", "mpn_id": "4711", "country": "US", "membership_ends_on": "2028-12-31"});
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    world.database.remove_all("G");
    for (id, email) in [("L-0", None), ("L-5", Some("later@partner.example"))] {
        let location = sample::location("P-1", id, "US");
        let contact_email = email.map(|email| domain::Email::parse(email).unwrap());
        sample::put_location(&world.database.table, domain::partner::Location { contact_email, ..location }).await;
    }
    let lapsed = json!({"type": "enrollment.lapsed"});
    let ask = async |rev| {
        assert!(world.run_mailer(&[enrollment_notice(&lapsed, rev, "P-1", "2027-06-01")]).await.is_empty());
        take_sent(&world)
    };
    assert_eq!(ask(2).await, pairs(&[(LOCATION, "貴公司的 DDPS 註冊已失效")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-1", "TW")).await;
    assert_eq!(ask(3).await, pairs(&[("later@partner.example", "Your enrollment in DDPS has lapsed")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-5", "US")).await;
    let log = Log::default();
    let guard = log.listen();
    assert_eq!(ask(4).await, pairs(&[]), "there is no contact, and the message is done");
    drop(guard);
    assert!(log.text().contains("the partner has no contact address"), "{}", log.text());
}

#[tokio::test]
async fn grace_and_lapse_are_mailed() {
    let world = world().await;
    delivered(&world).await;
    for (day, subject) in [
        ("2027-06-02", "Your enrollment term in DDPS has ended: renew by 2027-07-01"),
        ("2027-06-24", "Reminder: renew your enrollment in DDPS"),
        ("2027-07-02", "Your enrollment in DDPS has lapsed"),
    ] {
        world.clock.set(&format!("{day}T09:00:00Z"));
        world.sweep_renewals(json!({"date": day})).await;
        let sent = delivered(&world).await;
        assert!(sent.contains(&(PROFILE.to_owned(), subject.to_owned())), "{day}: {sent:?}");
    }
}

#[tokio::test]
async fn a_renewal_reminder_is_not_mailed_for_another_term_or_a_suspended_enrollment() {
    let world = world().await;
    let due = json!({"type": "enrollment.renewal_due", "reminders": [-60]});
    let mail_count = async |rev, company: &str, term_end: &str| {
        assert!(world.run_mailer(&[enrollment_notice(&due, rev, company, term_end)]).await.is_empty());
        take_sent(&world).len()
    };
    assert_eq!(mail_count(2, "P-1", "2027-06-01").await, 1);
    assert_eq!(mail_count(3, "P-1", "2026-06-01").await, 0, "the notice is about another term");
    let reason = json!({"reason": "The competency has lapsed."});
    let path = "/enrollments/DDPS/suspend?company_id=P-1";
    world.as_operations(Function::Enrollment, "POST", path, &reason).await.expect(200);
    assert_eq!(mail_count(4, "P-1", "2027-06-01").await, 0);
}
