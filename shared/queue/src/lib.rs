//! SQS: what is said, saying it, and hearing a batch of it. Nothing else names the SQS SDK.

mod batch;
mod message;
mod notice;
mod quarantine;
mod queue;

pub use batch::{Disposition, drive};
pub use message::{Message, RedeemedMessage, Unreadable, read};
pub use quarantine::Changes;
pub use queue::{Enqueue, Queue, ReceivedMessage};
