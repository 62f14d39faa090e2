//! The item of an invoice: its file, and its arrival on paper (PROGRAM.md 11.7).

use std::collections::BTreeSet;

use domain::invoice::{Invoice, InvoiceEvent};
use domain::{CompanyId, Fault, InvoiceId};

use crate::client::{BATCH_GET_MAX, Table};
use crate::item;
use crate::keys::Key;
use crate::record::{Aggregate, Stored};

impl Aggregate for Invoice {
    type Event = InvoiceEvent;

    fn key(&self) -> Key {
        Key::invoice(&self.company_id, &self.number.id())
    }

    fn status_name(&self) -> &'static str {
        match (&self.file, &self.paper) {
            (Some(file), _) => file.status().as_str(),
            (None, Some(_)) => "received",
            (None, None) => "unknown",
        }
    }
}

impl Table {
    /// The invoice itself for an invoice number of a company.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn invoice(&self, company: &CompanyId, id: &InvoiceId) -> Result<Option<Stored<Invoice>>, Fault> {
        self.stored(&Key::invoice(company, id)).await
    }

    /// The invoices of these numbers that exist, read concurrently, and the faults of unreadable ones: those are left
    /// out (DECISIONS.md 34).
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn invoices(
        &self,
        company: &CompanyId,
        ids: &BTreeSet<InvoiceId>,
    ) -> Result<(Vec<Invoice>, Vec<Fault>), Fault> {
        let keys: Vec<Key> = ids.iter().map(|id| Key::invoice(company, id)).collect();
        let reads = keys.chunks(BATCH_GET_MAX).map(|keys| self.stored_of::<Invoice>(keys));
        let read = futures::future::try_join_all(reads).await?.into_iter().flatten();
        Ok(item::readable(read.map(|(_, invoice)| invoice.map(|stored| stored.value))))
    }
}

#[cfg(test)]
mod tests;
