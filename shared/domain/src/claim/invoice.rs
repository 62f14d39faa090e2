//! Invoices: when two numbers are the same, and where the payer needs the invoice itself besides its number.

use unicode_normalization::UnicodeNormalization;

use crate::Country;
use crate::ids::InvoiceNumber;

impl InvoiceNumber {
    /// The number as it is compared: without letter case and forms of width. It is shown as it was written.
    pub fn folded(&self) -> String {
        let compatible: String = self.as_str().nfkc().collect();
        // Small letters first: what has several small forms, such as the Greek sigma, has one capital.
        compatible.to_lowercase().to_uppercase().nfkc().collect()
    }

    /// Whether both stand for one invoice.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

crate::codes! {
    /// In what form the payer needs an invoice.
    pub enum InvoiceCopy {
        /// On paper: the original.
        Hard = "paper",
        /// As a file.
        Soft = "file",
    }
}

impl InvoiceCopy {
    /// In what form a country's partners send it; nothing where the number is enough.
    pub fn needed_in(country: &Country) -> Option<Self> {
        match country.as_str() {
            "IN" => Some(Self::Hard),
            "CN" | "IT" | "KR" | "MX" | "TW" => Some(Self::Soft),
            _ => None,
        }
    }
}
