//! A queue: telling it what follows, and looking after it as an operator does.

use std::future::Future;

use aws_sdk_sqs::types::QueueAttributeName;
use domain::Fault;

use crate::Message;

/// Most messages of one ReceiveMessage.
const TAKEN_MAX: u32 = 10;
/// How long a receive waits for the first message: asked without waiting, a queue may hide what it has.
const WAIT_SECONDS: i32 = 1;

/// A message that was taken: it comes back by itself, unless the queue is told that it is done.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// What it says.
    pub body: String,
    receipt: String,
}

/// The capability to send messages of a kind.
pub trait Enqueue<M> {
    /// Sends the message; it may arrive more than once.
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

    /// Sends a body, whatever it says.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been sent.
    pub async fn send(&self, body: &str) -> Result<(), Fault> {
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).send().await;
        sent.map(drop).map_err(|error| Fault::unavailable("sqs SendMessage", error))
    }

    /// How many messages wait, about.
    ///
    /// # Errors
    /// [`Fault`] when the queue cannot be asked.
    pub async fn depth(&self) -> Result<u32, Fault> {
        let wanted = QueueAttributeName::ApproximateNumberOfMessages;
        let asked =
            self.client.get_queue_attributes().queue_url(&self.url).attribute_names(wanted.clone()).send().await;
        let answer = asked.map_err(|error| Fault::unavailable("sqs GetQueueAttributes", error))?;
        let depth = answer.attributes().and_then(|found| found.get(&wanted)).and_then(|text| text.parse().ok());
        depth.ok_or_else(|| Fault::corrupt(&self.url, &"the queue tells no number of messages"))
    }

    /// Takes up to `max` messages, and never more than ten; none when none came within a second.
    ///
    /// # Errors
    /// [`Fault`] when the queue cannot be asked.
    pub async fn take(&self, max: u32) -> Result<Vec<ReceivedMessage>, Fault> {
        let max = i32::try_from(max.clamp(1, TAKEN_MAX)).unwrap_or(1);
        let request = self.client.receive_message().queue_url(&self.url).max_number_of_messages(max);
        let answer = request.wait_time_seconds(WAIT_SECONDS).send().await;
        let answer = answer.map_err(|error| Fault::unavailable("sqs ReceiveMessage", error))?;
        let taken = answer.messages.unwrap_or_default().into_iter();
        Ok(taken
            .filter_map(|message| Some(ReceivedMessage { body: message.body?, receipt: message.receipt_handle? }))
            .collect())
    }

    /// Tells the queue that a message is done, so that it does not come back.
    ///
    /// # Errors
    /// [`Fault`] when it may come back all the same.
    pub async fn done(&self, taken: &ReceivedMessage) -> Result<(), Fault> {
        let request = self.client.delete_message().queue_url(&self.url).receipt_handle(&taken.receipt);
        request.send().await.map(drop).map_err(|error| Fault::unavailable("sqs DeleteMessage", error))
    }
}
