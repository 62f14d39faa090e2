//! Processing of a batch of messages: each ends in its own disposition, independent of the others.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use host::Deadline;
use std::future::Future;

domain::codes! {
    /// The outcome of processing a message (DECISIONS.md 38).
    pub enum Disposition {
        /// Processed, now or before; the queue deletes the message.
        Done = "done",
        /// Failed, and may succeed later; the queue delivers the message again.
        Retry = "retry",
        /// Failed permanently; the queue delivers the message again until it moves it to the dead-letter queue.
        DeadLetter = "dead_letter",
    }
}

/// The error of a batch without a partial response: a failed message has no id.
#[derive(Debug, thiserror::Error)]
#[error("a failed message has no id: the whole batch must be delivered again")]
pub struct NoMessageId;

/// Runs `handle` for every message of a batch, one after another, and returns the messages to deliver again. These
/// include messages that were not started before the deadline, so that a timeout does not fail the processed ones
/// (DECISIONS.md 33).
///
/// # Errors
/// `NoMessageId` when a message to deliver again has no id: SQS reads an empty id as the whole batch.
pub async fn process_batch<F, Fut>(
    event: SqsEvent,
    deadline: &Deadline,
    handle: F,
) -> Result<SqsBatchResponse, NoMessageId>
where
    F: Fn(SqsMessage) -> Fut,
    Fut: Future<Output = Disposition>,
{
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let id = message.message_id.clone();
        let disposition = if deadline.has_time() { handle(message).await } else { Disposition::Retry };
        host::metrics::count("Messages", &[("Disposition", disposition.as_str())]);
        match disposition {
            Disposition::Done => {}
            Disposition::Retry | Disposition::DeadLetter => {
                response.batch_item_failures.push(failure(id)?);
            }
        }
    }
    Ok(response)
}

fn failure(id: Option<String>) -> Result<BatchItemFailure, NoMessageId> {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id.filter(|id| !id.is_empty()).ok_or(NoMessageId)?;
    Ok(failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::Clock;
    use jiff::Timestamp;
    use std::sync::atomic::{AtomicI64, Ordering};

    fn event(bodies: &[(&str, &str)]) -> SqsEvent {
        let record = |(id, body): &(&str, &str)| {
            let mut message = SqsMessage::default();
            message.message_id = Some((*id).to_owned()).filter(|id| !id.is_empty());
            message.body = Some((*body).to_owned());
            message
        };
        let mut event = SqsEvent::default();
        event.records = bodies.iter().map(record).collect();
        event
    }

    async fn by_body(message: SqsMessage) -> Disposition {
        match message.body.as_deref() {
            Some("retry") => Disposition::Retry,
            Some("poison") => Disposition::DeadLetter,
            Some(_) | None => Disposition::Done,
        }
    }

    fn endless() -> Deadline {
        Deadline::of_invocation(0, &Clock::system())
    }

    /// The clock advances twenty seconds with every reading.
    #[tokio::test]
    async fn messages_after_the_deadline_are_delivered_again_and_processed_ones_are_not() {
        let seconds = AtomicI64::new(1_795_000_000);
        let clock = Clock::from_fn(move || Timestamp::from_second(seconds.fetch_add(20, Ordering::Relaxed)).unwrap());
        let deadline = Deadline::of_invocation(1_795_000_080_000, &clock);
        let response =
            process_batch(event(&[("1", "ok"), ("2", "ok"), ("3", "ok")]), &deadline, by_body).await.unwrap();
        let ids: Vec<_> = response.batch_item_failures.iter().map(|f| f.item_identifier.as_str()).collect();
        assert_eq!(ids, ["3"]);
    }

    #[tokio::test]
    async fn only_failed_messages_are_delivered_again() {
        let response =
            process_batch(event(&[("1", "ok"), ("2", "poison"), ("3", "ok"), ("4", "retry")]), &endless(), by_body)
                .await
                .unwrap();
        let ids: Vec<_> = response.batch_item_failures.iter().map(|f| f.item_identifier.as_str()).collect();
        assert_eq!(ids, ["2", "4"]);
    }

    #[tokio::test]
    async fn a_failed_message_without_an_id_fails_the_batch() {
        assert!(process_batch(event(&[("1", "ok"), ("", "retry")]), &endless(), by_body).await.is_err());
        assert!(process_batch(event(&[("", "ok")]), &endless(), by_body).await.is_ok());
    }
}
