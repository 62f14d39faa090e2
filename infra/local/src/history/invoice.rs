//! The invoices of the sample company's past.

use crate::failure::{During, Failure, Outcome};
use crate::seed::{self, parsed};
use domain::attempt::{Actor, Intent};
use domain::deliverable::Kind;
use domain::invoice::{self, Invoice};
use domain::{CompanyId, InvoiceNumber};
use jiff::Timestamp;
use table::{Stored, Table};

/// The invoice of a number, with a file that was found clean.
pub async fn with_file(
    table: &Table,
    of: (&CompanyId, &InvoiceNumber),
    by: &str,
    at: Timestamp,
) -> Outcome<Stored<Invoice>> {
    let by = parsed(Actor::parse(by))?;
    let mut stored = table.invoice(of.0, &of.1.id()).await.during("read an invoice")?;
    let announced = seed::pdf("invoice.pdf", of.1.as_str(), Kind::Invoice)?;
    let observed = seed::observed(&announced, None);
    let before = stored.as_ref().map(|stored| stored.value.clone());
    let outcome = Invoice::announce(before, of, announced, &by, at);
    stored = write(table, stored, outcome, &by, at).await?;
    if let Some(checked) = stored.as_ref().and_then(|stored| stored.value.clone().judge(&observed, at)) {
        stored = write(table, stored, checked, &by, at).await?;
    }
    stored.ok_or_else(|| Failure::new("the invoice was announced and is not stored"))
}

async fn write(
    table: &Table,
    before: Option<Stored<Invoice>>,
    outcome: invoice::Outcome,
    by: &Actor,
    at: Timestamp,
) -> Outcome<Option<Stored<Invoice>>> {
    let domain::Outcome::Applied(after, event) = outcome else { return Ok(before) };
    let rev = before.as_ref().map_or(0, |before| before.rev);
    let intent = Intent::new(by.clone(), "history", at, None, &format!("history-{rev}"), "");
    table.revise(before.as_ref(), *after, event, &intent).await.map(Some).during("save an invoice")
}
