//! The claims queue.

use std::future::Future;

use domain::Fault;

use crate::RedeemedMessage;

/// The capability to tell the claims queue of a redeemed voucher.
pub trait AnnounceRedeemed {
    /// Sends the message; it may arrive more than once.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been sent.
    fn announce(&self, message: &RedeemedMessage) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// The queue itself. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct ClaimsQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl ClaimsQueue {
    /// The IAM actions that telling needs.
    pub const ACTIONS: [&str; 1] = ["sqs:SendMessage"];

    /// The queue at this URL behind this client.
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

impl AnnounceRedeemed for ClaimsQueue {
    async fn announce(&self, message: &RedeemedMessage) -> Result<(), Fault> {
        let body = message.body().map_err(|error| Fault::corrupt("the claims message", &error))?;
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Fault::unavailable("sqs SendMessage", error))
    }
}
