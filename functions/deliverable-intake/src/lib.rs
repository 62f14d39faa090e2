//! Checks uploaded files (announcement, type, malware scan); invoked by events of S3 and GuardDuty.
//!
//! Events are delivered at least once and in any order. The object key is taken from them, and that its scan is over;
//! length, digest, content and scan result are read from the bucket.
//!
//! Tests: `tests/it/deliverable_intake`.

use domain::Fault;
use domain::attempt::{Actor, Intent};
use domain::deliverable::{Status, Verdict};
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
    /// The result of the scan is not there.
    Pending,
    /// The file was checked before.
    Unchanged,
    /// The object belongs to no announced file.
    Ignored,
}

impl IntakeOutcome {
    /// The outcome, unless the scan is over and its result is not there: it may appear a moment later, and if it cannot,
    /// the event becomes a dead letter. Otherwise the file would wait for a result that nothing announces again.
    fn complete(self, is_scanned: bool) -> Result<Self, Fault> {
        if is_scanned && self == Self::Pending {
            return Err(Fault::Unavailable {
                what: "s3 GetObjectTagging",
                source: "no result of a scan that is over".into(),
            });
        }
        Ok(self)
    }

    /// The outcome of an object whose check changed nothing.
    fn unchanged(verdict: Verdict, status: Status) -> Self {
        if status == Status::Announced && verdict == Verdict::Pending { Self::Pending } else { Self::Unchanged }
    }
}

/// Handles one event. Every object in it is processed, also after another one failed.
///
/// # Errors
/// The last fault, after every object was processed. Lambda then retries the event.
pub async fn handle<O: Inspect + Sync>(services: &Services<O>, event: LambdaEvent<Notice>) -> Result<(), Error> {
    let (mut last, is_scanned) = (None, event.payload.is_scanned());
    for key in event.payload.keys() {
        let checked = intake(services, &key).await.and_then(|outcome| outcome.complete(is_scanned));
        match checked {
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
