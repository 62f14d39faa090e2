//! What decides about submissions besides the claims themselves.

use std::collections::{BTreeMap, BTreeSet};

use api::Failure;
use domain::claim::{Claim, Rate};
use domain::payee::Payee;
use domain::{CompanyId, Country, Fault, InvoiceNumber, ProgramCode};
use futures::future::{OptionFuture, join_all};
use table::{Payees, Table};

/// The rate cards that claims are priced by, one for each pair of country and program.
type Cards = BTreeMap<(Country, ProgramCode), Result<Vec<Rate>, Fault>>;

/// What is known of a company when it submits. What cannot be read stops the claims that need it, and no others.
pub(super) struct Facts {
    payees: Payees,
    /// The request that the invoice number belongs to, if one has it.
    pub(super) invoice_of: Option<String>,
    cards: Cards,
}

impl Facts {
    /// What is known before the claims are: where the company is paid, and whose the invoice number is.
    pub(super) async fn read(
        table: &Table,
        company: &CompanyId,
        invoice: Option<&InvoiceNumber>,
    ) -> Result<Self, Fault> {
        let (payees, invoice_of) = futures::try_join!(table.payees(company), invoice_of(table, company, invoice))?;
        Ok(Self { payees, invoice_of, cards: Cards::new() })
    }

    /// The same, and whose the invoice number is that only a claim's draft names.
    pub(super) async fn with_invoice(
        self,
        table: &Table,
        company: &CompanyId,
        invoice: &InvoiceNumber,
    ) -> Result<Self, Fault> {
        Ok(Self { invoice_of: invoice_of(table, company, Some(invoice)).await?, ..self })
    }

    /// The same, and the cards of those claims that are priced anew, all read at once.
    pub(super) async fn with_cards(self, table: &Table, claims: impl Iterator<Item = &Claim>) -> Self {
        let priced_by = |claim: &Claim| (claim.voucher.country.clone(), claim.voucher.program.clone());
        let pairs: BTreeSet<_> = claims.filter(|claim| claim.is_priced_anew()).map(priced_by).collect();
        let card = |(country, program): (Country, ProgramCode)| async move {
            let card = table.rate_card(&country, &program).await;
            ((country, program), card)
        };
        let cards = join_all(pairs.into_iter().map(card)).await.into_iter().collect();
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

async fn invoice_of(
    table: &Table,
    company: &CompanyId,
    invoice: Option<&InvoiceNumber>,
) -> Result<Option<String>, Fault> {
    let holder = OptionFuture::from(invoice.map(|number| table.invoice_of(company, number)));
    Ok(holder.await.transpose()?.flatten())
}
