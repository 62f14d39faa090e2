//! The samples after a redemption: the company registers its payee, submits its claim and is paid at the second
//! attempt.

use super::*;

/// A claim's whole life after the redemption of its voucher.
const PAID: [(&str, u16); 30] = [
    ("payment-request/rates.json", 200),
    ("payment-request/rate.json", 200),
    ("payment-request/register.json", 200),
    ("payment-request/payees.json", 200),
    ("payment-request/claims.json", 200),
    ("payment-request/claim.json", 200),
    ("payment-request/comment.json", 200),
    ("payment-request/save.json", 200),
    ("payment-request/submit.json", 200),
    ("payment-request/waiting.json", 200),
    ("payment-request/review.json", 200),
    ("payment-request/request-changes.json", 200),
    ("payment-request/submit.json", 200),
    ("payment-request/review.json", 200),
    ("payment-request/invoice-file.json", 200),
    ("deliverable-intake/invoice-scan-result.json", CLEAN),
    ("payment-request/invoice.json", 200),
    ("payment-request/invoice-paper.json", 200),
    ("payment-request/approve.json", 200),
    ("payment-request/hold.json", 200),
    ("payment-request/release.json", 200),
    ("payment-status/scheduled.json", 200),
    ("payment-status/failed.json", 200),
    ("payment-status/sent.json", 200),
    ("payment-status/sent.json", 200),
    ("payment-request/dispute.json", 200),
    ("payment-request/settle.json", 200),
    ("payment-request/statement.json", 200),
    ("payment-request/export.json", 200),
    ("payment-status/reversed.json", 200),
];

/// The alternative: two claims under one invoice, one of them rejected, submitted again, withdrawn and reinstated.
const WITHDRAWN: [(&str, u16); 7] = [
    ("payment-request/register.json", 200),
    ("payment-request/submit-many.json", 200),
    ("payment-request/review.json", 200),
    ("payment-request/reject.json", 200),
    ("payment-request/submit.json", 200),
    ("payment-request/withdraw.json", 200),
    ("payment-request/reinstate.json", 200),
];

pub fn scenarios() -> impl Iterator<Item = &'static (&'static str, u16)> {
    PAID.iter().chain(&WITHDRAWN)
}

/// A world with the draft claim of a redeemed voucher.
async fn redeemed() -> World {
    let world = World::new().await;
    run_scenario(&world, &LIFE).await;
    assert_eq!(world.run_outbox().await, 0);
    world.deliver_claims().await;
    world
}

async fn claim(world: &World) -> Value {
    world.run_outbox().await;
    send(world, "payment-request/claim.json", "-").await.expect(200)
}

#[tokio::test]
async fn the_samples_take_a_claim_to_its_payment() {
    let world = redeemed().await;
    let listed = send(&world, "payment-request/claims.json", "-").await.expect(200);
    assert_eq!(listed["items"][0]["voucher_number"], NUMBER);
    run_scenario(&world, &PAID[..29]).await;
    let paid = claim(&world).await;
    assert_eq!((&paid["status"], paid["payments"].as_array().unwrap().len()), (&json!("paid"), 2));
    let history: Vec<_> = paid["history"].as_array().unwrap().iter().map(|line| line["to"].as_str().unwrap()).collect();
    let expected = [
        "draft",
        "draft",
        "draft",
        "submitted",
        "under_review",
        "action_required",
        "submitted",
        "under_review",
        "approved",
        "on_hold",
        "approved",
        "scheduled",
        "payment_failed",
        "paid",
        "paid",
        "paid",
    ];
    assert_eq!(history, expected, "one line for every command and report but the repeated one");
    let statement = send(&world, "payment-request/statement.json", "-").await.expect(200);
    assert_eq!(statement["totals"], json!([{"minor": 500_000, "currency": "USD"}]));
    run_scenario(&world, &PAID[29..]).await;
    assert_eq!(claim(&world).await["status"], "payment_failed");
}

#[tokio::test]
async fn the_samples_withdraw_and_reinstate_a_rejected_claim() {
    let world = redeemed().await;
    run_scenario(&world, &WITHDRAWN[..6]).await;
    assert_eq!(claim(&world).await["status"], "withdrawn");
    run_scenario(&world, &WITHDRAWN[6..]).await;
    assert_eq!(claim(&world).await["status"], "draft");
}

/// The second claim comes from the sample batch of the claims queue.
#[tokio::test]
async fn the_samples_submit_two_claims_under_one_invoice() {
    let world = redeemed().await;
    let batch = sample_events::ready(&world, "claims/batch.json", "-");
    super::redeemed(&world, &batch);
    world.deliver_to_claims(&batch).await;
    send(&world, "payment-request/register.json", "-").await.expect(200);
    let answer = send(&world, "payment-request/submit-many.json", "many").await.expect(200);
    let outcomes: Vec<_> = answer["items"].as_array().unwrap().iter().map(|item| item["outcome"].clone()).collect();
    assert_eq!(json!(outcomes), json!(["submitted", "refused"]), "no payee is registered for SSDPS");
    assert_eq!(answer["items"][1]["reasons"][0]["code"], "payee_not_registered");
}

#[tokio::test]
async fn the_payment_samples_stay_valid_in_another_year() {
    let world = World::new().await;
    world.clock.set("2027-02-27T23:59:59Z");
    run_scenario(&world, &LIFE).await;
    world.run_outbox().await;
    world.deliver_claims().await;
    run_scenario(&world, &PAID).await;
}
