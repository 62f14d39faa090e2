//! The countries whose partners supply the invoice itself, and to whom it is made out (PROGRAM.md 11.7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Country;
use crate::invoice::InvoiceCopy;
use crate::text::Name;

/// What the payer needs of invoices for services performed in a country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceRule {
    /// The country where the services were performed.
    pub country: Country,
    /// The form of the invoice.
    pub copy: InvoiceCopy,
    /// To whom it is made out.
    pub bill_to: BillTo,
}

/// To whom an invoice is made out, each value as the invoice must contain it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BillTo {
    /// The name of the legal entity.
    pub legal_entity: Name,
    /// The lines of its address.
    pub address: Vec<Name>,
    /// Its tax number.
    pub tax_number: Name,
    /// True when the values are only examples.
    #[serde(default)]
    pub sample: bool,
}

impl InvoiceRule {
    /// A message for what the entry lacks.
    pub(super) fn mistake(&self) -> Option<String> {
        let missing = self.bill_to.address.is_empty();
        missing.then(|| format!("invoice of {}: bill_to has no address", self.country))
    }
}
