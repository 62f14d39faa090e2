//! The table's stream: from every change follow its history record, a message to the claims queue when a voucher was
//! redeemed, a notice to the mail queue when somebody is written about it, and a company's listings when the directory
//! shows something else of it now. Told twice or late, it does the same again, to no further effect.
//!
//! What passes, comes again; what never will be readable as it stands is set aside whole, so that nothing waits for it.
//! Tests: `tests/it/outbox`.

use aws_lambda_events::dynamodb::{EventRecord, StreamRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::{Fault, Notice};
use futures::{StreamExt, stream};
use host::{Clock, Deadline};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Changes, Enqueue, RedeemedMessage};
use table::{RecordChange, Table};

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "CLAIMS_QUEUE_URL", "MAIL_QUEUE_URL", "OUTBOX_DEAD_LETTERS_URL"];

/// Records under way at once.
const RECORDS_AT_ONCE: usize = 16;

/// The clients and facts that the handler works with.
#[derive(Debug)]
pub struct Services<Q, N, A> {
    /// Where history and listings go.
    pub table: Table,
    /// Whom redeemed vouchers are told.
    pub claims: Q,
    /// Who writes to people.
    pub mail: N,
    /// Where changes go that cannot be retold.
    pub quarantined: A,
    /// What time it is.
    pub clock: Clock,
}

/// Handles one batch of the stream. A record that failed is named, and the stream comes again from there; what was done
/// is done again then, to no further effect. A change that was set aside before is named as well when it still cannot be
/// retold: whoever tries it again keeps it.
///
/// # Errors
/// Never: every record ends in the answer.
pub async fn handle<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A: Enqueue<Changes> + Sync>(
    services: &Services<Q, N, A>,
    event: LambdaEvent<Changes>,
) -> Result<DynamoDbEventResponse, Error> {
    let deadline = Deadline::of_invocation(event.context.deadline, &services.clock);
    let Changes { quarantined_because, records } = event.payload;
    let is_aside = quarantined_because.is_some();
    let retold = |record| retell(services, &deadline, record, is_aside);
    let told = stream::iter(records).map(retold).buffered(RECORDS_AT_ONCE);
    let failures = told.filter_map(std::future::ready).collect().await;
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures = failures;
    Ok(response)
}

/// The failure, if the record must come again: it was neither retold nor set aside, or there was no time left for it.
async fn retell<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A: Enqueue<Changes> + Sync>(
    services: &Services<Q, N, A>,
    deadline: &Deadline,
    record: EventRecord,
    is_aside: bool,
) -> Option<DynamoDbBatchItemFailure> {
    let sequence = record.change.sequence_number.clone();
    if deadline.has_time() {
        let fault = follow(services, &record.change).await.err()?;
        complain(sequence.as_deref(), &fault, "a change could not be retold");
        if matches!(fault, Fault::Corrupt { .. }) && !is_aside {
            let fault = services.quarantined.enqueue(&Changes::quarantined(record, &fault)).await.err()?;
            complain(sequence.as_deref(), &fault, "a change could not be set aside");
        }
    }
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = sequence;
    Some(failure)
}

fn complain(sequence: Option<&str>, fault: &Fault, what: &str) {
    let fault: &dyn std::error::Error = fault;
    tracing::error!(sequence, fault, "{what}");
}

/// Does what follows from one change. The order is that of their worth: money before history before mail.
async fn follow<Q: Enqueue<RedeemedMessage> + Sync, N: Enqueue<Notice> + Sync, A>(
    services: &Services<Q, N, A>,
    change: &StreamRecord,
) -> Result<(), Fault> {
    let Some(change) = RecordChange::of(change.new_image.clone(), change.old_image.clone())? else { return Ok(()) };
    if let Some(redeemed) = change.redeemed.clone() {
        services.claims.enqueue(&RedeemedMessage::new(redeemed, change.rev)).await?;
    }
    services.table.record(&change).await?;
    if let Some(notice) = &change.notice {
        services.mail.enqueue(notice).await?;
    }
    match &change.refresh_listings {
        Some(company) => services.table.refresh_listings(company).await,
        None => Ok(()),
    }
}
