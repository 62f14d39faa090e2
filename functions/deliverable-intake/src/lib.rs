//! What arrived in the bucket: is it what was announced, readable as the type it claims, and clean?
//!
//! S3 and GuardDuty tell of an object at least once and in no order. Nothing in their events is believed but the key:
//! length, digest, content and verdict are looked up. Tests: `tests/it/deliverable_intake`.

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

/// The clients and facts that the handler works with.
#[derive(Debug)]
pub struct Services<O> {
    /// Vouchers and files.
    pub table: Table,
    /// A look at what arrived.
    pub objects: O,
    /// What time it is.
    pub clock: Clock,
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judged {
    Clean,
    Rejected,
    /// The scan is still out, or it was judged before.
    Unchanged,
    /// Nobody announced it, or it is not announced any more.
    Ignored,
}

/// Handles one event; every object in it, whatever becomes of the others.
///
/// # Errors
/// The last fault, after every object was tried: Lambda delivers the event again then.
pub async fn handle<O: Inspect + Sync>(services: &Services<O>, event: LambdaEvent<Notice>) -> Result<(), Error> {
    let mut last = None;
    for key in event.payload.keys() {
        match intake(services, &key).await {
            Ok(judged) => tracing::info!(key, ?judged, "looked at an object"),
            Err(error) => {
                let cause: &dyn std::error::Error = &error;
                tracing::error!(key, cause, "could not look at an object");
                last = Some(error);
            }
        }
    }
    last.map_or(Ok(()), |error| Err(error.into()))
}

async fn intake<O: Inspect + Sync>(services: &Services<O>, key: &str) -> Result<Judged, Fault> {
    let Some(key) = ObjectKey::parse(key) else { return Ok(Judged::Ignored) };
    let by = Actor::system("deliverable-intake");
    let intent = Intent::new(by.clone(), by.as_str(), services.clock.now(), None, &key.to_string(), "");
    let load = || services.table.voucher_and_file(&key.voucher, &key.deliverable);
    let act = |(seen, file)| judge(services, &key, &intent, seen, file);
    table::retrying(&intent.attempt, load, act).await
}

async fn judge<O: Inspect + Sync>(
    services: &Services<O>,
    key: &ObjectKey,
    intent: &Intent,
    seen: Option<StoredVoucher>,
    file: Option<Deliverable>,
) -> Result<Judged, Fault> {
    let announced = seen.zip(file).filter(|(seen, file)| seen.value.owns(file) && key.is_of(file.file()));
    let Some((voucher, file)) = announced else { return Ok(Judged::Ignored) };
    let promised = file.file().announced.file_type;
    let Some(observed) = services.objects.inspect(key, promised).await? else { return Ok(Judged::Ignored) };
    let Some(outcome) = voucher.value.clone().judge(&file, &observed, intent.at) else {
        return Ok(Judged::Unchanged);
    };
    let judged = match outcome.deliverable {
        Deliverable::Clean(_) => Judged::Clean,
        Deliverable::Rejected(_) => Judged::Rejected,
        Deliverable::Announced(_) => Judged::Unchanged,
    };
    services.table.write(Some(VoucherWithFile { voucher, file: Some(file) }), outcome, intent).await?;
    Ok(judged)
}
