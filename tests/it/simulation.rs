//! Queue, partners, operations and payer run concurrently: every voucher is claimed once and paid once, to the cent.
//! `cargo bench -p tests --bench claims` does the same with 10,000.

use tests::simulate;

const VOUCHERS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn under_concurrency_every_voucher_is_claimed_and_paid_exactly_once() {
    let outcome = simulate(VOUCHERS, 7).await;
    println!("{outcome:?}");
    assert_eq!((outcome.claims, outcome.paid), (VOUCHERS, VOUCHERS));
    assert_eq!((outcome.sent, outcome.statement), (outcome.owed, outcome.owed));
}
