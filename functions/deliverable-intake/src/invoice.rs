//! Checks the file of an invoice, and records the result with it.

use domain::attempt::Intent;
use domain::deliverable::Deliverable;
use domain::invoice::Invoice;
use domain::{Fault, Outcome};
use objects::{Inspect, ObjectKey};
use table::{Change, Stored};

use crate::{IntakeOutcome, Services};

/// Checks one object and records the result; reads the object only when it is the file that was announced last.
pub(crate) async fn check<O: Inspect + Sync>(
    services: &Services<O>,
    key: &ObjectKey,
    intent: &Intent,
    invoice: Option<Stored<Invoice>>,
) -> Result<IntakeOutcome, Fault> {
    let Some(invoice) = invoice else { return Ok(IntakeOutcome::Ignored) };
    let Some(announced) = invoice.value.file.as_ref() else { return Ok(IntakeOutcome::Ignored) };
    let (file, status) = (announced.file(), announced.status());
    if *key != ObjectKey::of_invoice(&invoice.value.company_id, &invoice.value.number.id(), file) {
        return Ok(IntakeOutcome::Ignored);
    }
    let Some(observed) = services.objects.inspect(key, file.announced.file_type).await? else {
        return Ok(IntakeOutcome::Ignored);
    };
    let Some(outcome) = invoice.value.clone().judge(&observed, intent.at) else {
        return Ok(IntakeOutcome::unchanged(observed.verdict, status));
    };
    let status = match &outcome {
        Outcome::Applied(after, _) => after.file.as_ref().map(Deliverable::status),
        Outcome::Unchanged => None,
    };
    services.table.write(Some(invoice), Change::from(outcome), intent).await?;
    Ok(status.map_or(IntakeOutcome::Unchanged, IntakeOutcome::from))
}
