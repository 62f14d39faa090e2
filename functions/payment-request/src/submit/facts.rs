//! The facts that decide about submissions, besides the claims.

use std::collections::{BTreeMap, BTreeSet};

use api::Failure;
use domain::claim::{Claim, Rate};
use domain::payee::Payee;
use domain::{CompanyId, Country, Fault, InvoiceNumber, ProgramCode};
use futures::future::{OptionFuture, join_all};
use table::{Payees, Table};

/// The rate cards that price the claims, by country and program.
type RateCards = BTreeMap<(Country, ProgramCode), Result<Vec<Rate>, Fault>>;

/// A company's payees, the invoice number and the rate cards. A fact that cannot be read refuses only the claims that
/// need it (DECISIONS.md 34).
pub(super) struct BillingFacts {
    payees: Payees,
    /// The request that has taken the invoice number, if any (DECISIONS.md 35).
    pub(super) invoice_holder: Option<String>,
    cards: RateCards,
}

impl BillingFacts {
    /// Reads the facts that do not depend on the claims: the payees, and the request that has taken the invoice number.
    pub(super) async fn read(
        table: &Table,
        company: &CompanyId,
        invoice: Option<&InvoiceNumber>,
    ) -> Result<Self, Fault> {
        let (payees, invoice_holder) =
            futures::try_join!(table.payees(company), invoice_holder(table, company, invoice))?;
        Ok(Self { payees, invoice_holder, cards: RateCards::new() })
    }

    /// Adds the request that has taken an invoice number which only a claim's draft names.
    pub(super) async fn with_invoice(
        self,
        table: &Table,
        company: &CompanyId,
        invoice: &InvoiceNumber,
    ) -> Result<Self, Fault> {
        Ok(Self { invoice_holder: invoice_holder(table, company, Some(invoice)).await?, ..self })
    }

    /// Adds the rate cards of the claims that submitting prices again, read concurrently.
    pub(super) async fn with_cards(self, table: &Table, claims: impl Iterator<Item = &Claim>) -> Self {
        let card_key = |claim: &Claim| (claim.voucher.country.clone(), claim.voucher.program.clone());
        let pairs: BTreeSet<_> = claims.filter(|claim| claim.is_repriced()).map(card_key).collect();
        let read_card = |(country, program): (Country, ProgramCode)| async move {
            let card = table.rate_card(&country, &program).await;
            ((country, program), card)
        };
        let cards = join_all(pairs.into_iter().map(read_card)).await.into_iter().collect();
        Self { cards, ..self }
    }

    pub(super) fn payee(&self, program: &ProgramCode) -> Result<Option<&Payee>, Failure> {
        let payee = self.payees.get(program).map(|payee| payee.as_ref().map_err(Failure::from));
        Ok(payee.transpose()?.map(|stored| &stored.value))
    }

    pub(super) fn card(&self, country: &Country, program: &ProgramCode) -> Result<&[Rate], Failure> {
        let card = self.cards.get(&(country.clone(), program.clone()));
        Ok(card.map(|card| card.as_deref().map_err(Failure::from)).transpose()?.unwrap_or_default())
    }
}

async fn invoice_holder(
    table: &Table,
    company: &CompanyId,
    invoice: Option<&InvoiceNumber>,
) -> Result<Option<String>, Fault> {
    let holder = OptionFuture::from(invoice.map(|number| table.invoice_holder(company, number)));
    Ok(holder.await.transpose()?.flatten())
}
