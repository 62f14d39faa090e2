//! Checks the file of an engagement, and records the result with its voucher.

use domain::Fault;
use domain::attempt::Intent;
use domain::deliverable::Deliverable;
use objects::{Inspect, ObjectKey};
use table::{StoredVoucher, VoucherWithFile};

use crate::{IntakeOutcome, Services};

/// Checks one object and records the result; reads the object only when it belongs to an announced file.
pub(crate) async fn check<O: Inspect + Sync>(
    services: &Services<O>,
    key: &ObjectKey,
    intent: &Intent,
    voucher: Option<StoredVoucher>,
    file: Option<Deliverable>,
) -> Result<IntakeOutcome, Fault> {
    let is_current = |voucher: &StoredVoucher, file: &Deliverable| {
        voucher.value.owns(file) && *key == ObjectKey::of_deliverable(&voucher.value.core().number, file.file())
    };
    let announced = voucher.zip(file).filter(|(voucher, file)| is_current(voucher, file));
    let Some((voucher, file)) = announced else { return Ok(IntakeOutcome::Ignored) };
    let announced_type = file.file().announced.file_type;
    let Some(observed) = services.objects.inspect(key, announced_type).await? else {
        return Ok(IntakeOutcome::Ignored);
    };
    let Some(outcome) = voucher.value.clone().judge(&file, &observed, intent.at) else {
        return Ok(IntakeOutcome::unchanged(observed.verdict, file.status()));
    };
    let status = outcome.deliverable.status();
    services.table.write(Some(VoucherWithFile { voucher, file: Some(file), claim: None }), outcome, intent).await?;
    Ok(status.into())
}
