//! Publishes the effects of every change of the table; invoked by the table's DynamoDB stream.
//!
//! A change has up to five effects: its history record, a message to the claims queue when a voucher was redeemed, a
//! notice to the mail queue when letters are due, refreshed directory listings of a company, and the actor among the
//! company's people. The stream delivers at least once; each effect is idempotent.
//!
//! Transient failures are retried by the stream. A record that cannot be read is quarantined whole, so that it does not
//! block the records after it (DECISIONS.md 38). Tests: `tests/it/outbox`.

use aws_lambda_events::dynamodb::{EventRecord, StreamRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::{Fault, Notice};
use futures::{StreamExt, stream};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Changes, Enqueue, RedeemedMessage};
use table::{RecordChange, Sighting, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "CLAIMS_QUEUE_URL", "MAIL_QUEUE_URL", "OUTBOX_DEAD_LETTERS_URL"];

/// The number of records of a batch that are processed concurrently.
const RECORDS_AT_ONCE: usize = 16;

/// The clients and configuration that the handler needs.
#[derive(Debug)]
pub struct Services<Q, N, A> {
    /// The table of history, listings and people.
    pub table: Table,
    /// The queue of redeemed vouchers, which `claims` consumes.
    pub claims: Q,
    /// The queue of notices, which `mailer` consumes.
    pub mail: N,
    /// The dead-letter queue that quarantined changes are sent to.
    pub quarantined: A,
    /// The current time.
    pub clock: Clock,
}

/// Handles one batch of the stream and returns the records that failed. The stream delivers again from the first of
/// them, so that effects are applied more than once; they are idempotent. A change that comes back from quarantine and
/// still cannot be read is reported as failed too, so that the caller keeps it.
///
/// # Errors
/// None: every failed record is part of the response.
pub async fn handle<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A: Enqueue<Changes> + Sync>(
    services: &Services<Q, N, A>,
    event: LambdaEvent<Changes>,
) -> Result<DynamoDbEventResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let Changes { quarantined_because, records } = event.payload;
    let is_quarantined = quarantined_because.is_some();
    let process = |record| process(services, &deadline, record, is_quarantined);
    let processed: Vec<_> = stream::iter(records).map(process).buffered(RECORDS_AT_ONCE).collect().await;
    let (mut sightings, mut failures) = (Vec::new(), Vec::new());
    for result in processed {
        match result {
            Ok(sighting) => sightings.extend(sighting),
            Err(failure) => failures.push(failure),
        }
    }
    failures.extend(record_people(&services.table, sightings).await);
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures = failures;
    Ok(response)
}

/// A person who acted, and the sequence number of the record that shows it.
type Seen = (Option<String>, Sighting);

/// Records the people of a batch together, so that many acts of one person cost one read and at most one write. Returns
/// the first of their records when this failed.
async fn record_people(table: &Table, seen: Vec<Seen>) -> Option<DynamoDbBatchItemFailure> {
    let first = seen.first().and_then(|(sequence, _)| sequence.clone());
    let fault = table.record_people(seen.into_iter().map(|(_, sighting)| sighting).collect()).await.err()?;
    log_fault(first.as_deref(), &fault, "the people of a batch could not be recorded");
    Some(failed(first))
}

/// Processes one record and returns the person who acted.
///
/// # Errors
/// The failure, when the record must be delivered again: its effects were not applied and it was not quarantined, or the
/// invocation had no time left for it.
async fn process<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A: Enqueue<Changes> + Sync>(
    services: &Services<Q, N, A>,
    deadline: &Deadline,
    record: EventRecord,
    is_quarantined: bool,
) -> Result<Option<Seen>, DynamoDbBatchItemFailure> {
    let sequence = record.change.sequence_number.clone();
    if !deadline.has_time() {
        return Err(failed(sequence));
    }
    let fault = match apply_effects(services, &record.change).await {
        Ok(sighting) => return Ok(sighting.map(|sighting| (sequence, sighting))),
        Err(fault) => fault,
    };
    log_fault(sequence.as_deref(), &fault, "the effects of a change could not be applied");
    if !matches!(fault, Fault::Corrupt { .. }) || is_quarantined {
        return Err(failed(sequence));
    }
    match services.quarantined.enqueue(&Changes::quarantined(record, &fault)).await {
        Ok(()) => Ok(None),
        Err(fault) => {
            log_fault(sequence.as_deref(), &fault, "a change could not be quarantined");
            Err(failed(sequence))
        }
    }
}

fn failed(sequence: Option<String>) -> DynamoDbBatchItemFailure {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = sequence;
    failure
}

fn log_fault(sequence: Option<&str>, fault: &Fault, message: &str) {
    let fault: &dyn std::error::Error = fault;
    tracing::error!(sequence, fault, "{message}");
}

/// Applies the effects of one change in order of importance: the claim, the history record, mail, the listings. Returns
/// the person who acted, who is recorded with the others of the batch.
async fn apply_effects<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A>(
    services: &Services<Q, N, A>,
    change: &StreamRecord,
) -> Result<Option<Sighting>, Fault> {
    let Some(change) = RecordChange::of(change.new_image.clone(), change.old_image.clone())? else { return Ok(None) };
    if let Some(redeemed) = change.redeemed.clone() {
        services.claims.enqueue(&RedeemedMessage::new(redeemed, change.rev)).await?;
    }
    services.table.record(&change).await?;
    if let Some(notice) = &change.notice {
        services.mail.enqueue(notice).await?;
    }
    if let Some(company) = &change.refresh_listings {
        services.table.refresh_listings(company).await?;
    }
    Ok(change.sighting)
}
