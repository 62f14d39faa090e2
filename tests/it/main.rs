//! One binary for all tests across functions.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests stop at once as the tests do, and say where"
)]

mod assignment;
mod bodies;
mod claims;
mod claims_stored;
mod completion;
mod counts;
mod deliverable;
mod deliverable_intake;
mod directory;
mod document;
mod enrollment;
mod events;
mod every_endpoint;
mod faults;
mod http;
mod idempotency;
mod infra;
mod invalid;
mod life;
mod log;
mod mailer;
mod outbox;
mod overview;
mod pasted;
mod payment_request;
mod payment_status;
mod races;
mod redemption;
mod reservation;
mod samples;
mod security;
mod simulation;
mod storage;
mod sweeps;
mod verify;
