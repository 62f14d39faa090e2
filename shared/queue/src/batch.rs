//! A batch of messages: each ends in a named disposition, and none takes another with it.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use host::Deadline;
use std::future::Future;

domain::codes! {
    /// What becomes of a message.
    pub enum Disposition {
        /// It had its effect, now or before; the queue forgets it.
        Done = "done",
        /// It may succeed later; the queue delivers it again.
        Retry = "retry",
        /// It never will; the queue delivers it until it moves to the dead letters, where an operator finds it.
        DeadLetter = "dead_letter",
    }
}

/// A batch that cannot be answered in parts.
#[derive(Debug, thiserror::Error)]
#[error("a message without an id came in: its batch must come again as a whole")]
pub struct NoMessageId;

/// Hands every message of a batch to `handle`, one after another, and answers which of them must come again: also those
/// for which no time was left, so that one slow call does not undo what the others came to.
///
/// # Errors
/// [`NoMessageId`] when a message that must come again has no id: an empty one would silently mean the whole batch.
pub async fn drive<F, Fut>(event: SqsEvent, deadline: &Deadline, handle: F) -> Result<SqsBatchResponse, NoMessageId>
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

    /// The clock moves on by twenty seconds with every look at it.
    #[tokio::test]
    async fn what_there_is_no_time_for_comes_again_and_what_was_done_does_not() {
        let seconds = AtomicI64::new(1_795_000_000);
        let clock = Clock::from_fn(move || Timestamp::from_second(seconds.fetch_add(20, Ordering::Relaxed)).unwrap());
        let deadline = Deadline::of_invocation(1_795_000_080_000, &clock);
        let response = drive(event(&[("1", "ok"), ("2", "ok"), ("3", "ok")]), &deadline, by_body).await.unwrap();
        let ids: Vec<_> = response.batch_item_failures.iter().map(|f| f.item_identifier.as_str()).collect();
        assert_eq!(ids, ["3"]);
    }

    #[tokio::test]
    async fn only_what_must_come_again_is_named() {
        let response = drive(event(&[("1", "ok"), ("2", "poison"), ("3", "ok"), ("4", "retry")]), &endless(), by_body)
            .await
            .unwrap();
        let ids: Vec<_> = response.batch_item_failures.iter().map(|f| f.item_identifier.as_str()).collect();
        assert_eq!(ids, ["2", "4"]);
    }

    #[tokio::test]
    async fn a_failed_message_without_an_id_fails_the_batch_aloud() {
        assert!(drive(event(&[("1", "ok"), ("", "retry")]), &endless(), by_body).await.is_err());
        assert!(drive(event(&[("", "ok")]), &endless(), by_body).await.is_ok());
    }
}
