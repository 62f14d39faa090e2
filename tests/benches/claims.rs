//! The concurrent simulation of claims and payments (`tests::simulate`) with many vouchers: each is claimed once and
//! paid once, to the cent.
//!
//! `cargo bench -p tests --bench claims --profile dev` runs 10,000 vouchers (156,078 calls in 332 s on two cores); an
//! argument after `--` is another number. It fails if a claim is missing or a sum differs.

use std::time::Instant;

use tests::simulate;

const VOUCHERS: usize = 10_000;

#[tokio::main]
async fn main() {
    let given = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let vouchers: usize = given.unwrap_or(VOUCHERS);
    let started = Instant::now();
    let outcome = simulate(vouchers, 7).await;
    println!("{outcome:#?}");
    println!("{:.1} s", started.elapsed().as_secs_f64());
    assert_eq!((outcome.claims, outcome.paid), (vouchers, vouchers), "each voucher is claimed once and paid");
    assert_eq!((outcome.sent, outcome.statement), (outcome.owed, outcome.owed), "the sums are equal to the cent");
}
