//! The invoices themselves of submitted claims, where a country needs them (PROGRAM.md 11.7).

use std::collections::{BTreeMap, BTreeSet};

use api::CompanyFilter;
use domain::claim::Status;
use domain::invoice::{Invoice, InvoiceCopy, InvoiceFacts};
use domain::{CompanyId, Country, Fault, InvoiceId};
use table::ClaimSummary;

use crate::Context;

/// The form in which each country needs the invoice, and the invoices of the claims that wait for their approval.
pub(super) struct Invoices {
    needed: BTreeMap<Country, InvoiceCopy>,
    found: BTreeMap<InvoiceId, Invoice>,
}

impl Invoices {
    /// Reads the needed invoices of a company's claims; returns the faults of unreadable ones, too.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub(super) async fn read(
        context: &Context<'_, CompanyFilter>,
        company: &CompanyId,
        claims: &[ClaimSummary],
    ) -> Result<(Self, Vec<Fault>), Fault> {
        let (catalog, today) = (&context.services.catalog, context.today());
        let waits = |claim: &&ClaimSummary| matches!(claim.status(today), Status::Submitted | Status::UnderReview);
        let (mut needed, mut ids) = (BTreeMap::new(), BTreeSet::new());
        for claim in claims.iter().filter(waits) {
            let Some(rule) = catalog.invoice(&claim.country) else { continue };
            needed.insert(claim.country.clone(), rule.copy);
            ids.extend(claim.invoice_number.as_ref().map(domain::InvoiceNumber::id));
        }
        let (found, unreadable) = context.services.table.invoices(company, &ids).await?;
        let found = found.into_iter().map(|invoice| (invoice.number.id(), invoice)).collect();
        Ok((Self { needed, found }, unreadable))
    }

    /// The form in which a claim's invoice is needed and did not arrive.
    pub(super) fn missing(&self, claim: &ClaimSummary) -> Option<InvoiceCopy> {
        let id = claim.invoice_number.as_ref().map(domain::InvoiceNumber::id);
        let invoice = id.and_then(|id| self.found.get(&id));
        InvoiceFacts { needed: self.needed.get(&claim.country).copied(), invoice }.missing()
    }
}
