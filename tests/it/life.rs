//! A voucher's whole life, in one process.

use domain::claim::Status;
use serde_json::{Value, json};
use testkit::Reply;
use tests::{Function, World, answers, reservation};

use crate::bodies::with;

#[tokio::test]
async fn a_voucher_goes_from_assignment_to_a_draft_claim() {
    let world = World::new().await;
    world.ready("SA-LIFE-0001").await;
    let items = world.redeem(&["SA-LIFE-0001"]).await;
    assert_eq!(items[0]["outcome"], "redeemed");
    assert_eq!(items[0]["claim_due_on"], "2027-01-21");

    assert_eq!(world.run_outbox().await, 0);
    let messages = world.deliver_claims().await;
    assert_eq!(messages.len(), 1);
    let number = domain::VoucherNumber::parse("SA-LIFE-0001").unwrap();
    let claim = world.database.table.claim(&number).await.unwrap().unwrap().value;
    assert_eq!(claim.stored_status(), Status::Draft);
    assert_eq!(claim.amount.unwrap().minor, 500_000);

    let history = world.database.table.history(&number).await.unwrap().0;
    let statuses: Vec<_> = history.iter().map(|line| line.status.as_str()).collect();
    assert_eq!(statuses, ["assigned", "reserved", "reserved", "reserved", "reserved", "reserved", "redeemed"]);
}

const MOVED: &str = "SA-LIFE-0003";

async fn as_partner(world: &World, function: Function, method: &str, path: &str, body: &Value) -> Reply {
    world.as_admin("P-1", function, method, path, body).await
}

/// A voucher whose delivery was planned for 25 November and took place on the 26th; its report is drafted a week
/// later.
async fn delivered_a_day_later(world: &World) {
    world.assign(MOVED).await;
    let planned = json!({"start_date": "2026-11-25", "end_date": "2026-11-25"});
    let body = with(reservation(MOVED), &planned);
    as_partner(world, Function::Reservation, "POST", "/reservations", &body).await.expect(201);
    world.clock.set("2026-12-03T09:00:00Z");
    world.deliver(MOVED).await;
    let happened =
        json!({"delivered_from": "2026-11-26", "delivered_to": "2026-11-26", "handed_over_on": "2026-11-27"});
    let path = format!("/vouchers/{MOVED}/report");
    as_partner(world, Function::Completion, "PUT", &path, &with(answers(), &happened)).await.expect(200);
}

#[tokio::test]
async fn a_delivery_that_moved_by_a_day_is_reported_a_week_later_through_the_api_alone() {
    let world = World::new().await;
    world.register_payee("P-1", "DDPS", &["L-1"]).await;
    delivered_a_day_later(&world).await;
    let path = format!("/vouchers/{MOVED}/report/submit");
    let submit = || as_partner(&world, Function::Completion, "POST", &path, &Value::Null);
    assert_eq!(submit().await.refused(409), ["dates_differ_from_reservation"]);
    let change = json!({"start_date": "2026-11-26", "end_date": "2026-11-26"});
    let reserved = format!("/reservations/{MOVED}");
    as_partner(&world, Function::Reservation, "PATCH", &reserved, &change).await.expect(200);
    submit().await.expect(200);
    let again = json!({"start_date": "2026-11-25"});
    let locked = as_partner(&world, Function::Reservation, "PATCH", &reserved, &again).await;
    assert_eq!(locked.refused(409), ["report_already_submitted"]);
    assert_eq!(world.redeem(&[MOVED]).await[0]["outcome"], "redeemed");

    world.deliver_mails().await;
    let mails = world.mailbox.take();
    let moved = mails.iter().find(|(_, mail)| mail.subject == format!("憑證 {MOVED} 的服務日期已變更"));
    let (to, mail) = moved.expect("the customer gets a mail with the new dates");
    assert_eq!(to, "lin.mei@contoso.example");
    assert!(mail.text.contains("2026-11-25 至 2026-11-25") && mail.text.contains("2026-11-26 至 2026-11-26"));

    let voucher = format!("/vouchers/{MOVED}");
    let shown = as_partner(&world, Function::Overview, "GET", &voucher, &Value::Null).await.expect(200);
    let history = shown["history"].as_array().unwrap();
    let amended = history.iter().find(|line| line["type"] == "reservation.amended").unwrap();
    assert_eq!(amended["before"], json!({"start_date": "2026-11-25", "end_date": "2026-11-25"}));
    assert_eq!(amended["after"], json!({"start_date": "2026-11-26", "end_date": "2026-11-26"}));

    world.deliver_claims().await;
    world.submit(MOVED).await;
    let checks = world.reviewer("GET", &format!("/claims/CL-{MOVED}/checks"), &Value::Null).await.expect(200);
    let unmet: Vec<_> = checks["checks"].as_array().unwrap().iter().filter(|check| check["met"] == false).collect();
    assert_eq!((unmet.len(), &unmet[0]["code"], &checks["all_met"]), (1, &json!("dates"), &json!(false)));
    assert!(unmet[0]["detail"].as_str().unwrap().starts_with("amended_afterwards"), "{}", unmet[0]);
    let evidence = &unmet[0]["evidence"][0];
    assert_eq!((&evidence["before"], &evidence["after"]), (&amended["before"], &amended["after"]));
    assert_eq!((&evidence["amended_afterwards"], &evidence["by"]), (&json!(true), &json!("U-1")));
}

#[tokio::test]
async fn the_voucher_of_another_company_is_not_found() {
    let world = World::new().await;
    world.ready("SA-LIFE-0002").await;
    let codes = |reply: testkit::Reply| reply.refused(404);
    let cancel = json!({"reason": "other_partner"});
    let path = "/reservations/SA-LIFE-0002/cancel";
    let reply = world.as_admin("P-2", Function::Reservation, "POST", path, &cancel).await;
    assert_eq!(codes(reply), ["voucher_not_found"]);
}
