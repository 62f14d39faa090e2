//! SQS: what is said, saying it, and hearing a batch of it. Nothing else names the SQS SDK.

mod batch;
mod claims;
mod message;
mod raw;

pub use batch::{Disposition, drive};
pub use claims::{AnnounceRedeemed, ClaimsQueue};
pub use message::{RedeemedMessage, Unreadable};
pub use raw::RawQueue;
