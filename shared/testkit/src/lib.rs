//! What tests stand on: the real table adapter over an in-memory DynamoDB, a queue and a bucket in memory, a clock that
//! tests move, tokens, requests, sample facts and fault injection. A development dependency only.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up should stop at once, and say where"
)]

mod clock;
mod database;
mod issuer;
mod memory;
mod meter;
mod request;
mod reserved;
pub mod sample;
mod storage;
mod wire;

pub use clock::TestClock;
pub use database::{Database, schema};
pub use issuer::TestIssuer;
pub use memory::{
    KeptExport, MailFault, MemoryBucket, MemoryMailer, MemoryNotices, MemoryQuarantine, MemoryQueue, sha256_hex,
};
pub use meter::{Meter, Reading};
pub use request::{Reply, Sent, send};
pub use storage::Storage;
pub use wire::Fault as WireFault;
