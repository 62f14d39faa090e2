//! Checks uploaded files (announcement, type, malware scan); invoked by events of S3 and GuardDuty.
//!
//! Events are delivered at least once and in any order. Only the object key is taken from them: length, digest, content
//! and scan result are read from the bucket.
//!
//! Tests: `tests/it/deliverable_intake`.

use domain::Fault;
use domain::attempt::{Actor, Intent};
use domain::deliverable::Deliverable;
use host::Clock;
use lambda_runtime::{Error, LambdaEvent};
use objects::{Inspect, ObjectKey};
use table::{StoredVoucher, Table, VoucherWithFile};

mod notice;
pub use notice::Notice;

/// The environment variables the function reads.
pub const ENVIRONMENT: &[&str] = &["TABLE_NAME", "BUCKET_NAME", "SCANNER"];

/// The clients and configuration the handler needs.
#[derive(Debug)]
pub struct Services<O> {
    /// Vouchers and files.
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
    let intent = Intent::new(by.clone(), by.as_str(), services.clock.now(), None, &key.to_string(), "");
    let load = || services.table.voucher_and_file(&key.voucher, &key.deliverable);
    let check = |(voucher, file)| check_object(services, &key, &intent, voucher, file);
    table::retrying(&intent.attempt, load, check).await
}

/// Checks one object and records the result; reads the object only when it belongs to an announced file.
async fn check_object<O: Inspect + Sync>(
    services: &Services<O>,
    key: &ObjectKey,
    intent: &Intent,
    voucher: Option<StoredVoucher>,
    file: Option<Deliverable>,
) -> Result<IntakeOutcome, Fault> {
    let announced = voucher.zip(file).filter(|(voucher, file)| voucher.value.owns(file) && key.is_of(file.file()));
    let Some((voucher, file)) = announced else { return Ok(IntakeOutcome::Ignored) };
    let announced_type = file.file().announced.file_type;
    let Some(observed) = services.objects.inspect(key, announced_type).await? else {
        return Ok(IntakeOutcome::Ignored);
    };
    let Some(outcome) = voucher.value.clone().judge(&file, &observed, intent.at) else {
        return Ok(IntakeOutcome::Unchanged);
    };
    let result = match outcome.deliverable {
        Deliverable::Clean(_) => IntakeOutcome::Clean,
        Deliverable::Rejected(_) => IntakeOutcome::Rejected,
        Deliverable::Announced(_) => IntakeOutcome::Unchanged,
    };
    services.table.write(Some(VoucherWithFile { voucher, file: Some(file), claim: None }), outcome, intent).await?;
    Ok(result)
}
