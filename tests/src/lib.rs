//! The whole system in one process: every function's handler over one in-memory table, queue and bucket. Tests use it
//! through requests and events.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test that cannot be set up should stop at once"
)]

mod accepted_text;
mod apis;
mod calls;
mod contract;
pub mod cost;
mod crowd;
mod deliver;
mod dice;
mod document;
mod holdings;
mod look;
mod many;
mod money;
mod operations;
pub mod portal;
mod redeemed;
pub mod sample_events;
mod steps;
mod stream_filter;
mod world;

pub use accepted_text::{shown_terms, signature, texts};
pub use calls::Called;
pub use contract::mistakes;
pub use crowd::{crowd, tallied, tally};
pub use dice::Dice;
pub use document::document;
pub use holdings::{Held, Templates};
pub use money::{answer, invoice, invoice_file, paying, redeemed, registration};
pub use operations::{Listed, OPERATIONS};
pub use portal::{Browser, CALLS_MAX, PortalWorld, Visited};
pub use steps::{PAUSE, PDF, announcement, answers, assigned, assigned_days, reservation, reservation_by};
pub use stream_filter::StreamFilter;
pub use world::{Function, NOW, PAYMENT_SECRET, SECRET, World};
