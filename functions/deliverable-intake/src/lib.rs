//! Checks uploaded files (announcement, type, malware scan); invoked by events of S3 and GuardDuty.
//!
//! Events are delivered at least once and in any order. Only the object key is taken from them: length, digest, content
//! and scan result are read from the bucket.
//!
//! Tests: `tests/it/deliverable_intake`.

use domain::Fault;
use domain::attempt::{Actor, Intent};
use domain::deliverable::Status;
use host::Clock;
use lambda_runtime::{Error, LambdaEvent};
use objects::{Inspect, ObjectKey, Owner};
use table::Table;

mod deliverable;
mod invoice;
mod notice;
pub use notice::Notice;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "SCANNER"];

/// The clients and configuration the handler needs.
#[derive(Debug)]
pub struct Services<O> {
    /// Vouchers, files and invoices.
    pub table: Table,
    /// Reads and checks uploaded objects.
    pub objects: O,
    /// The current time.
    pub clock: Clock,
}

/// The result of processing an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IntakeOutcome {
    Clean,
    Rejected,
    /// The scan is pending, or the file was checked before.
    Unchanged,
    /// The object belongs to no announced file.
    Ignored,
}

/// Handles one event. Every object in it is processed, also after another one failed.
///
/// # Errors
/// The last fault, after every object was processed. Lambda then retries the event.
pub async fn handle<O: Inspect + Sync>(services: &Services<O>, event: LambdaEvent<Notice>) -> Result<(), Error> {
    let mut last = None;
    for key in event.payload.keys() {
        match intake(services, &key).await {
            Ok(outcome) => tracing::info!(key, ?outcome, "checked an object"),
            Err(error) => {
                let cause: &dyn std::error::Error = &error;
                tracing::error!(key, cause, "an object cannot be checked");
                last = Some(error);
            }
        }
    }
    last.map_or(Ok(()), |error| Err(error.into()))
}

async fn intake<O: Inspect + Sync>(services: &Services<O>, key: &str) -> Result<IntakeOutcome, Fault> {
    let Some(key) = ObjectKey::parse(key) else { return Ok(IntakeOutcome::Ignored) };
    let by = Actor::system("deliverable-intake");
    let intent = &Intent::new(by.clone(), by.as_str(), services.clock.now(), None, &key.to_string(), "");
    let (table, key) = (&services.table, &key);
    match &key.owner {
        Owner::Deliverable { voucher, id } => {
            let check = |(voucher, file)| deliverable::check(services, key, intent, voucher, file);
            table::retrying(&intent.attempt, || table.voucher_and_file(voucher, id), check).await
        }
        Owner::Invoice { company, id } => {
            let check = |invoice| invoice::check(services, key, intent, invoice);
            table::retrying(&intent.attempt, || table.invoice(company, id), check).await
        }
    }
}

impl From<Status> for IntakeOutcome {
    fn from(status: Status) -> Self {
        match status {
            Status::Clean => Self::Clean,
            Status::Rejected => Self::Rejected,
            Status::Announced => Self::Unchanged,
        }
    }
}
