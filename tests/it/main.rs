//! One binary for all tests across functions.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests stop at once as the tests do, and say where"
)]

mod claims_queue;
mod claims_stored;
mod contract;
mod counts;
mod events;
mod every_endpoint;
mod faults;
mod idempotency;
mod infra;
mod life;
mod log;
mod mail;
mod races;
mod security;
mod simulation;
mod storage;
mod stream;
mod sweeps;
mod verify;
