//! The item of an invoice: its file, and its arrival on paper (PROGRAM.md 11.7).

use domain::invoice::{Invoice, InvoiceEvent};
use domain::{CompanyId, Fault, InvoiceId};

use crate::client::Table;
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
}

#[cfg(test)]
mod tests;
