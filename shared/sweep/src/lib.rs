//! The loop that the scheduled functions share.
//!
//! | module | contents |
//! |---|---|
//! | `request` | [`SweepRequest`]: the payload of an invocation |
//! | `run` | [`Sweep`]: one pass over the due items of the table, and [`Swept`], its result |
//! | `error` | [`SweepError`]: failures that end the whole sweep |
//!
//! A sweep reads the due index from its beginning up to the requested day. The write that processes an item also
//! removes it from the index. A sweep that is killed, late or run twice therefore finds exactly the remaining work
//! (DECISIONS.md 20). An item that fails stays in the index, is reported by every sweep and does not block the others
//! (DECISIONS.md 34). A sweep that runs out of time stores a cursor, and the next sweep continues there.

mod error;
mod request;
mod run;

pub use api::Payload;
pub use error::SweepError;
pub use request::{InvalidRequest, SweepRequest};
pub use run::{Failed, Sweep, Swept};
