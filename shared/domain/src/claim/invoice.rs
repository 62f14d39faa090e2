//! Where the payer needs the invoice itself besides its number (domain.md 3.8, 4.5, feature 97).

use crate::Country;

/// In what form the payer needs an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceCopy {
    /// On paper: the original.
    Hard,
    /// As a file.
    Soft,
}

impl InvoiceCopy {
    /// The code of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "paper",
            Self::Soft => "file",
        }
    }

    /// In what form a country's partners send it; nothing where the number is enough.
    pub fn needed_in(country: &Country) -> Option<Self> {
        match country.as_str() {
            "IN" => Some(Self::Hard),
            "CN" | "IT" | "KR" | "MX" | "TW" => Some(Self::Soft),
            _ => None,
        }
    }
}
