//! Money in integer minor units. There is no float anywhere near it.

use serde::{Deserialize, Serialize};

use crate::text::{Invalid, parsed_text};

parsed_text!(
    /// A currency, ISO 4217 alphabetic code such as `USD`.
    Currency,
    |text| {
        if text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase()) {
            return Ok(text.to_owned());
        }
        Err(Invalid::new("must be a currency code of ISO 4217 such as USD"))
    }
);

/// An amount in minor units (cents for USD) of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: 1,500,000 is 15,000.00 USD.
    pub minor: i64,
    /// The currency of `minor`.
    pub currency: Currency,
}

impl Money {
    /// The amount for a number of days at this daily rate; nothing when it does not fit 64 bits.
    pub fn for_days(&self, days: u8) -> Option<Self> {
        let minor = self.minor.checked_mul(i64::from(days))?;
        Some(Self { minor, currency: self.currency.clone() })
    }
}

#[cfg(test)]
mod tests;
