//! A queue as an operator sees it: bodies as they are, and how many wait.

use aws_sdk_sqs::types::QueueAttributeName;
use domain::Fault;

/// Any queue of the program.
#[derive(Clone, Debug)]
pub struct RawQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl RawQueue {
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
}
