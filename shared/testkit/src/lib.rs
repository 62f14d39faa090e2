//! Test fixtures. A development dependency only.
//!
//! | module | content |
//! |---|---|
//! | `database` | the real table adapter over an in-memory DynamoDB, with its stream |
//! | `wire` | fault injection between a client and its service |
//! | `meter`, `reserved` | counters of calls and capacity units; a check for reserved words in expressions |
//! | `memory`, `storage` | queues, a bucket and a mailer in memory; an S3 server |
//! | `clock`, `issuer` | a clock that tests set, and a token issuer |
//! | `request` | requests to a handler, and its replies |
//! | [`sample`] | sample partner companies |
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test whose setup fails should stop at once"
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
    MailFault, MemoryBucket, MemoryMailer, MemoryNotices, MemoryQuarantine, MemoryQueue, StoredExport, sha256_hex,
};
pub use meter::{Meter, Reading};
pub use request::{Reply, Sent, send};
pub use storage::Storage;
pub use wire::Fault as WireFault;
