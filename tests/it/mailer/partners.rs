//! Where a partner is written to, and what of: enrollments and claims.

use domain::claim::Claim;
use domain::{Actor, Intent, Outcome, VoucherNumber};

use testkit::sample;

use super::*;
use crate::log::Log;

const NUMBER: &str = "SA-MAIL-0001";

/// A notice of a claim's event.
fn of_claim(event: &Value, rev: u64) -> String {
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

fn of_enrollment(event: &Value, rev: u64, company: &str, term_end: &str) -> String {
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
    told(world).await;
}

#[tokio::test]
async fn the_location_comes_first_then_the_company_then_its_profile() {
    let world = world().await;
    let submitted = json!({"type": "claim.submitted", "reference_number": "PR-0001", "invoice_number": "INV-1"});
    let ask = async |rev| {
        assert!(world.run_mailer(&[of_claim(&submitted, rev)]).await.is_empty());
        taken(&world)
    };
    assert_eq!(ask(2).await, is(&[(LOCATION, "已收到請款申請 CL-SA-MAIL-0001")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-1", "TW")).await;
    assert_eq!(ask(3).await, is(&[(COMPANY, "已收到請款申請 CL-SA-MAIL-0001")]));
    let company = json!({"name": "Contoso", "mpn_id": "4711", "country": "US", "membership_ends_on": "2028-12-31"});
    world.as_operations(Function::Enrollment, "PUT", "/companies/P-1", &company).await.expect(200);
    assert_eq!(ask(4).await, is(&[(PROFILE, "已收到請款申請 CL-SA-MAIL-0001")]));
    world.database.remove_all("G");
    assert_eq!(ask(5).await, is(&[]), "nobody is known, and the message is done");
}

#[tokio::test]
async fn each_news_of_a_claim_is_told_and_nothing_besides() {
    let world = world().await;
    redeemed(&world).await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    let comment = "The invoice has no tax number.";
    let is_told = async |rev: u64, event: &Value, says: &str| {
        assert!(world.run_mailer(&[of_claim(event, rev)]).await.is_empty());
        let mails = world.mailbox.take();
        assert_eq!(mails.len(), 1, "{event}");
        assert!(mails[0].0 == LOCATION && mails[0].1.text.contains(says), "{event}: {}", mails[0].1.text);
    };
    let said = async |action: &str, field: &str| {
        let path = format!("/claims/CL-{NUMBER}/{action}");
        world.reviewer("POST", &path, &json!({ field: comment })).await.expect(200);
    };
    is_told(20, &json!({"type": "claim.reminded", "reminders": [-30]}), "2027-01-21").await;
    for (event, says) in [
        (json!({"type": "claim.submitted", "reference_number": "PR-0001", "invoice_number": "INV-1"}), "PR-0001"),
        (json!({"type": "claim.approved"}), "USD 5,000.00"),
        (json!({"type": "claim.dispute_settled", "comment": comment}), "> The invoice has no tax number."),
        (json!({"type": "claim.expired"}), "CL-SA-MAIL-0001"),
    ] {
        is_told(21, &event, says).await;
        world.database.remove_all("M");
    }
    world.submit(NUMBER).await;
    world.operate(NUMBER, "review").await;
    said("request-changes", "comment").await;
    is_told(22, &json!({"type": "claim.changes_requested", "comment": comment}), "> The invoice has no tax number.")
        .await;
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &tests::invoice("INV-2")).await.expect(200);
    world.operate(NUMBER, "review").await;
    said("reject", "reason").await;
    is_told(23, &json!({"type": "claim.rejected", "comment": comment}), "> The invoice has no tax number.").await;
    world.claimant("POST", &format!("/claims/CL-{NUMBER}/submit"), &tests::invoice("INV-3")).await.expect(200);
    for action in ["review", "approve"] {
        world.operate(NUMBER, action).await;
    }
    world.pay("sent", NUMBER, "PAY-1", "2026-11-22T08:00:00Z").await;
    is_told(24, &paid("sent", "paid"), "USD 5,000.00").await;
    world.pay("reversed", NUMBER, "PAY-1", "2026-11-22T08:30:00Z").await;
    is_told(25, &paid("reversed", "payment_failed"), "USD 5,000.00").await;
    for event in [paid("scheduled", "scheduled"), paid("failed", "paid"), json!({"type": "claim.review_started"})] {
        assert!(world.run_mailer(&[of_claim(&event, 26)]).await.is_empty());
        assert_eq!(taken(&world), is(&[]), "{event}");
    }
}

fn paid(payment: &str, status: &str) -> Value {
    json!({
        "type": "claim.payment_reported", "payment_id": "P1", "payment": payment, "claim_status": status,
        "claim_status_before": "approved",
    })
}

/// From the claim's own change on the stream, not only from a notice.
#[tokio::test]
async fn a_claims_reminder_comes_from_the_stream_and_not_once_it_was_submitted() {
    let world = world().await;
    redeemed(&world).await;
    let number = VoucherNumber::parse(NUMBER).unwrap();
    let table = &world.database.table;
    let intent = Intent::new(Actor::system("test"), "test", world.clock.now(), None, "test", "");
    let seen = table.claim(&number).await.unwrap().unwrap();
    let outcome: Outcome<Claim, _> = seen.value.clone().advance("2026-12-30".parse().unwrap());
    table.write(Some(seen), outcome, &intent).await.unwrap();
    assert_eq!(told(&world).await, is(&[(LOCATION, "請於 2027-01-21（含當日）前為憑證 SA-MAIL-0001 提交請款申請")]));
    // Too late to be asked: by the clock it has expired, whether or not that was written down.
    world.clock.set("2027-01-22T00:00:00Z");
    assert!(world.run_mailer(&[of_claim(&json!({"type": "claim.reminded", "reminders": [-3]}), 9)]).await.is_empty());
    assert_eq!(taken(&world), is(&[]));
}

#[tokio::test]
async fn an_enrollments_year_is_told_to_the_company_in_the_language_of_its_country() {
    let world = world().await;
    told(&world).await;
    world.sweep_renewals(json!({"date": "2027-04-02"})).await;
    let mut due = told(&world).await;
    due.sort();
    let subject = |program: &str| format!("Your enrollment in {program} is due for renewal by 2027-06-01");
    let expected = [(COMPANY, subject("DDPS")), (COMPANY, subject("SSDPS")), (PROFILE, subject("DDPS"))];
    let mut expected: Vec<_> = expected.map(|(to, subject)| (to.to_owned(), subject)).into();
    expected.sort();
    assert_eq!(due, expected, "the location's contact has no business with enrollments");
    world.as_admin("P-1", Function::Enrollment, "POST", "/enrollments/DDPS/renew", &Value::Null).await.expect(200);
    assert_eq!(told(&world).await, is(&[(COMPANY, "Your enrollment in DDPS has been renewed until 2028-06-01")]));
    let reason = json!({"reason": "The competency has lapsed."});
    world.as_operations(Function::Enrollment, "POST", "/enrollments/DDPS/suspend?company_id=P-2", &reason).await;
    world.deliver_mails().await;
    let mails = world.mailbox.take();
    assert!(mails[0].0 == PROFILE && mails[0].1.text.contains("> The competency has lapsed."), "{mails:?}");
}

/// Its first location with a contact stands for a company that shows nobody, in the language of its country.
#[tokio::test]
async fn a_company_that_shows_nobody_is_written_to_at_the_first_of_its_locations_with_a_contact() {
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
        assert!(world.run_mailer(&[of_enrollment(&lapsed, rev, "P-1", "2027-06-01")]).await.is_empty());
        taken(&world)
    };
    assert_eq!(ask(2).await, is(&[(LOCATION, "貴公司的 DDPS 註冊已失效")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-1", "TW")).await;
    assert_eq!(ask(3).await, is(&[("later@partner.example", "Your enrollment in DDPS has lapsed")]));
    sample::put_location(&world.database.table, sample::location("P-1", "L-5", "US")).await;
    let log = Log::default();
    let guard = log.listen();
    assert_eq!(ask(4).await, is(&[]), "nobody is known, and the message is done");
    drop(guard);
    assert!(log.text().contains("nobody of the partner to write to"), "{}", log.text());
}

#[tokio::test]
async fn grace_and_lapse_are_told() {
    let world = world().await;
    told(&world).await;
    for (day, subject) in [
        ("2027-06-02", "Your enrollment term in DDPS has ended: renew by 2027-07-01"),
        ("2027-06-24", "Reminder: renew your enrollment in DDPS"),
        ("2027-07-02", "Your enrollment in DDPS has lapsed"),
    ] {
        world.clock.set(&format!("{day}T09:00:00Z"));
        world.sweep_renewals(json!({"date": day})).await;
        let told = told(&world).await;
        assert!(told.contains(&(PROFILE.to_owned(), subject.to_owned())), "{day}: {told:?}");
    }
}

#[tokio::test]
async fn nobody_is_asked_to_renew_what_was_renewed_or_stopped() {
    let world = world().await;
    let due = json!({"type": "enrollment.renewal_due", "reminders": [-60]});
    let asked = async |rev, company: &str, term_end: &str| {
        assert!(world.run_mailer(&[of_enrollment(&due, rev, company, term_end)]).await.is_empty());
        taken(&world).len()
    };
    assert_eq!(asked(2, "P-1", "2027-06-01").await, 1);
    assert_eq!(asked(3, "P-1", "2026-06-01").await, 0, "that was another term");
    let reason = json!({"reason": "The competency has lapsed."});
    let path = "/enrollments/DDPS/suspend?company_id=P-1";
    world.as_operations(Function::Enrollment, "POST", path, &reason).await.expect(200);
    assert_eq!(asked(4, "P-1", "2027-06-01").await, 0);
}
