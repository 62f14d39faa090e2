//! A queue: sending for functions; counting, receiving and deleting for operator tools.

use std::future::Future;

use aws_sdk_sqs::types::QueueAttributeName;
use domain::Fault;

use crate::Message;

/// The most messages of one ReceiveMessage call (the limit of SQS).
const RECEIVE_MAX: u32 = 10;
/// The time a receive waits for the first message, in seconds: without waiting, SQS may return none of the messages.
const WAIT_SECONDS: i32 = 1;

/// A received message. The queue delivers it again after the visibility timeout unless it is deleted.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// The body.
    pub body: String,
    receipt: String,
}

/// The capability to send messages of one type.
pub trait Enqueue<M> {
    /// Sends the message, at least once: it may be delivered more than once.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been sent.
    fn enqueue(&self, message: &M) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// A queue of the program. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Queue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl<M: Message + Sync> Enqueue<M> for Queue {
    async fn enqueue(&self, message: &M) -> Result<(), Fault> {
        self.send(&message.body()?).await
    }
}

impl Queue {
    /// The IAM actions that sending needs.
    pub const ACTIONS: [&str; 1] = ["sqs:SendMessage"];

    /// The queue at this URL behind this client.
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }

    /// Sends a body of any content.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been sent.
    pub async fn send(&self, body: &str) -> Result<(), Fault> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Fault::unavailable("sqs SendMessage", error))
    }

    /// The approximate number of waiting messages.
    ///
    /// # Errors
    /// [`Fault`] when the queue is unreachable.
    pub async fn depth(&self) -> Result<u32, Fault> {
        let attribute = QueueAttributeName::ApproximateNumberOfMessages;
        let answer =
            self.client.get_queue_attributes().queue_url(&self.url).attribute_names(attribute.clone()).send().await;
        let answer = answer.map_err(|error| Fault::unavailable("sqs GetQueueAttributes", error))?;
        let depth = answer.attributes().and_then(|found| found.get(&attribute)).and_then(|text| text.parse().ok());
        depth.ok_or_else(|| Fault::corrupt(&self.url, &"GetQueueAttributes returned no number of messages"))
    }

    /// Receives up to `max` messages, at most ten; none when none arrives within a second.
    ///
    /// # Errors
    /// [`Fault`] when the queue is unreachable.
    pub async fn receive(&self, max: u32) -> Result<Vec<ReceivedMessage>, Fault> {
        let max = i32::try_from(max.clamp(1, RECEIVE_MAX)).unwrap_or(1);
        let request = self.client.receive_message().queue_url(&self.url).max_number_of_messages(max);
        let answer = request.wait_time_seconds(WAIT_SECONDS).send().await;
        let answer = answer.map_err(|error| Fault::unavailable("sqs ReceiveMessage", error))?;
        let messages = answer.messages.unwrap_or_default().into_iter();
        Ok(messages
            .filter_map(|message| Some(ReceivedMessage { body: message.body?, receipt: message.receipt_handle? }))
            .collect())
    }

    /// Deletes a received message, so that it is not delivered again.
    ///
    /// # Errors
    /// [`Fault`] when it may be delivered again.
    pub async fn delete(&self, message: &ReceivedMessage) -> Result<(), Fault> {
        let request = self.client.delete_message().queue_url(&self.url).receipt_handle(&message.receipt);
        request.send().await.map(drop).map_err(|error| Fault::unavailable("sqs DeleteMessage", error))
    }
}
