//! SQS: message schemas, sending, receiving and batches. The only crate that uses the SQS SDK.
//!
//! | module | content |
//! |---|---|
//! | `message`, `notice` | messages of the claims queue and of the mail queue |
//! | `quarantine` | changes of the table that `outbox` could not process |
//! | `queue` | sending, receiving and deleting messages |
//! | `batch` | processing of a batch, with a disposition for each message |

mod batch;
mod message;
mod notice;
mod quarantine;
mod queue;

pub use batch::{Disposition, process_batch};
pub use message::{Message, RedeemedMessage, Unreadable, read};
pub use quarantine::Changes;
pub use queue::{Enqueue, Queue, ReceivedMessage};
