//! The integration tests across functions, in one binary.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests panic at the failing line, as the tests do"
)]

mod assignment;
mod bodies;
mod citations;
mod claims;
mod completion;
mod counts;
mod deadline_sweep;
mod deliverable;
mod deliverable_intake;
mod directory;
mod distribution;
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
mod portal;
mod races;
mod redemption;
mod renewal_sweep;
mod reservation;
mod samples;
mod security;
mod storage;
mod sweep_payload;
mod verify;
mod workspace;
