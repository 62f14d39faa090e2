//! A voucher's whole life, in one process.

use domain::claim::Status;
use serde_json::json;
use tests::{Function, World};

#[tokio::test]
async fn a_voucher_lives_from_assignment_to_draft_claim() {
    let world = World::new().await;
    world.ready("SA-LIFE-0001").await;
    let items = world.redeem(&["SA-LIFE-0001"]).await;
    assert_eq!(items[0]["outcome"], "redeemed");
    assert_eq!(items[0]["claim_due_on"], "2027-01-21");

    assert_eq!(world.run_outbox().await, 0);
    let told = world.deliver_claims().await;
    assert_eq!(told.len(), 1);
    let number = domain::VoucherNumber::parse("SA-LIFE-0001").unwrap();
    let claim = world.database.table.claim(&number).await.unwrap().unwrap().value;
    assert_eq!(claim.stored_status(), Status::Draft);
    assert_eq!(claim.amount.unwrap().minor, 500_000);

    let history = world.database.table.history(&number).await.unwrap().0;
    let statuses: Vec<_> = history.iter().map(|line| line.status.as_str()).collect();
    assert_eq!(statuses, ["assigned", "reserved", "reserved", "reserved", "reserved", "reserved", "redeemed"]);
}

#[tokio::test]
async fn another_company_sees_nothing_of_it() {
    let world = World::new().await;
    world.ready("SA-LIFE-0002").await;
    let codes = |reply: testkit::Reply| reply.refused(404);
    let cancel = json!({"reason": "other_partner"});
    let path = "/reservations/SA-LIFE-0002/cancel";
    let reply = world.as_admin("P-2", Function::Reservation, "POST", path, &cancel).await;
    assert_eq!(codes(reply), ["voucher_not_found"]);
}
