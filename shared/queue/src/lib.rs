//! SQS: what is said, saying it, and hearing a batch of it. Nothing else names the SQS SDK.

mod aside;
mod batch;
mod message;
mod notice;
mod queue;

pub use aside::Changes;
pub use batch::{Disposition, drive};
pub use message::{Message, RedeemedMessage, Unreadable, read};
pub use queue::{Enqueue, Queue, Taken};
