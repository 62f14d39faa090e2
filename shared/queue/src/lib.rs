//! SQS: what is said, saying it, and hearing a batch of it. Nothing else names the SQS SDK.

mod aside;
mod batch;
mod claims;
mod message;
mod notices;
mod raw;

pub use aside::{Changes, OutboxDeadLetters, SetAside};
pub use batch::{Disposition, drive};
pub use claims::{AnnounceRedeemed, ClaimsQueue};
pub use message::{RedeemedMessage, Unreadable};
pub use notices::{MailQueue, SendNotice, notice_body, read_notice};
pub use raw::{RawQueue, Taken};
