//! The invoices themselves of submitted claims, where a country needs them (PROGRAM.md 11.7).

use std::collections::{BTreeMap, BTreeSet};

use api::CompanyFilter;
use domain::claim::Status;
use domain::invoice::{Invoice, InvoiceCopy, InvoiceFacts};
use domain::{CompanyId, Fault, InvoiceId, InvoiceNumber, VoucherNumber};
use table::ClaimSummary;

use crate::Context;

/// The claims that wait for their approval and whose invoice is needed and did not arrive, with the needed form.
pub(super) struct MissingInvoices(BTreeMap<VoucherNumber, InvoiceCopy>);

impl MissingInvoices {
    /// Finds them among a company's claims; returns the faults of unreadable invoices, too.
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
        let needing: Vec<(&ClaimSummary, InvoiceCopy)> = claims
            .iter()
            .filter(waits)
            .filter_map(|claim| Some((claim, catalog.invoice(&claim.country)?.copy)))
            .collect();
        let ids: BTreeSet<InvoiceId> = needing.iter().filter_map(|(claim, _)| id(claim)).collect();
        let (found, unreadable) = context.services.table.invoices(company, &ids).await?;
        let found: BTreeMap<InvoiceId, Invoice> =
            found.into_iter().map(|invoice| (invoice.number.id(), invoice)).collect();
        let missing = needing.into_iter().filter_map(|(claim, needed)| {
            let invoice = id(claim).and_then(|id| found.get(&id));
            Some((claim.number.clone(), InvoiceFacts { needed: Some(needed), invoice }.missing()?))
        });
        Ok((Self(missing.collect()), unreadable))
    }

    /// The form in which a claim's invoice is needed and did not arrive.
    pub(super) fn of(&self, claim: &ClaimSummary) -> Option<InvoiceCopy> {
        self.0.get(&claim.number).copied()
    }
}

fn id(claim: &ClaimSummary) -> Option<InvoiceId> {
    claim.invoice_number.as_ref().map(InvoiceNumber::id)
}
