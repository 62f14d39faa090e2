//! Invoices: comparison of invoice numbers, and the form in which the payer needs the invoice itself.

use unicode_normalization::UnicodeNormalization;

use crate::ids::InvoiceNumber;

impl InvoiceNumber {
    /// The number in the form in which it is compared: without letter case and width. It is shown as written.
    pub fn folded(&self) -> String {
        let compatible: String = self.as_str().nfkc().collect();
        // Lower case first: a letter with several lower-case forms, such as the Greek sigma, has one upper-case form.
        compatible.to_lowercase().to_uppercase().nfkc().collect()
    }

    /// True when both numbers name the same invoice.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

crate::codes! {
    /// The form in which the payer needs an invoice.
    pub enum InvoiceCopy {
        /// The original on paper.
        Hard = "paper",
        /// A file.
        Soft = "file",
    }
}
