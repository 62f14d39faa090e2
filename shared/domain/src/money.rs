//! Money in integer minor units, never in floating-point numbers (PROGRAM.md 14.4).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::text::{Flaw, Form, Invalid, Text};

crate::parsed_text!(
    /// A currency, ISO 4217 alphabetic code such as `USD`.
    Currency,
    |text| {
        // Metals and units of account have no minor unit and are not used for payments.
        if iso_currency::Currency::from_code(text).is_some_and(|known| known.exponent().is_some()) {
            return Ok(text.to_owned());
        }
        Err(Invalid::new(Flaw::NotACurrency, "must be a currency code of ISO 4217 such as USD"))
    }
);

/// Currencies that ISO 4217 has withdrawn, each with its successor (PROGRAM.md 14.4).
const WITHDRAWN: &[(&str, &str)] = &[
    ("AFA", "AFN"),
    ("ANG", "XCG"),
    ("AOR", "AOA"),
    ("ATS", "EUR"),
    ("AZM", "AZN"),
    ("BEF", "EUR"),
    ("BGN", "EUR"),
    ("BYR", "BYN"),
    ("CSD", "RSD"),
    ("CUC", "CUP"),
    ("CYP", "EUR"),
    ("DEM", "EUR"),
    ("EEK", "EUR"),
    ("ESP", "EUR"),
    ("FIM", "EUR"),
    ("FRF", "EUR"),
    ("GHC", "GHS"),
    ("GRD", "EUR"),
    ("HRK", "EUR"),
    ("IEP", "EUR"),
    ("ITL", "EUR"),
    ("LTL", "EUR"),
    ("LUF", "EUR"),
    ("LVL", "EUR"),
    ("MGF", "MGA"),
    ("MRO", "MRU"),
    ("MTL", "EUR"),
    ("MZM", "MZN"),
    ("NLG", "EUR"),
    ("PTE", "EUR"),
    ("ROL", "RON"),
    ("RUR", "RUB"),
    ("SDD", "SDG"),
    ("SIT", "EUR"),
    ("SKK", "EUR"),
    ("SLL", "SLE"),
    ("SRG", "SRD"),
    ("STD", "STN"),
    ("TMM", "TMT"),
    ("TRL", "TRY"),
    ("VEB", "VES"),
    ("VEF", "VES"),
    ("YUM", "RSD"),
    ("ZMK", "ZMW"),
    ("ZWD", "ZWG"),
    ("ZWL", "ZWG"),
    ("ZWR", "ZWG"),
];

/// Requests accept current currencies only.
impl Text for Currency {
    const FORM: Form =
        Form::new("USD").pattern("^[A-Z]{3}$").exact().or(&[Flaw::NotACurrency, Flaw::CurrencyWithdrawn]);

    fn read(text: &str) -> Result<Self, Invalid> {
        Self::parse_current(text)
    }
}

crate::described_as_text!(Currency);

impl Currency {
    /// Parses a currency in present use, for new amounts. [`Currency::parse`] also accepts withdrawn currencies, for
    /// stored amounts (PROGRAM.md 14.4).
    ///
    /// # Errors
    /// [`Invalid`] names the successor of a withdrawn currency.
    pub fn parse_current(text: &str) -> Result<Self, Invalid> {
        if let Some((_, successor)) = WITHDRAWN.iter().find(|(code, _)| *code == text) {
            let expectation = format!("was withdrawn from ISO 4217 and replaced by {successor}: use {successor}");
            return Err(Invalid::new(Flaw::CurrencyWithdrawn, expectation).with("successor", successor));
        }
        let known = iso_currency::Currency::from_code(text);
        if known.is_some_and(|known| known.is_fund() || known.is_special()) {
            return Err(Invalid::new(
                Flaw::NotACurrency,
                "is a unit of account of ISO 4217: name a currency such as USD",
            ));
        }
        Self::parse(text)
    }

    /// The number of decimal digits of its minor unit (ISO 4217): two for most currencies, none or three for some.
    pub fn minor_digits(&self) -> usize {
        iso_currency::Currency::from_code(self.as_str())
            .and_then(iso_currency::Currency::exponent)
            .map_or(2, usize::from)
    }
}

/// An amount in minor units (cents for USD) of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Money {
    /// Minor units: 1,500,000 is 15,000.00 USD.
    pub minor: i64,
    /// The currency of `minor`.
    pub currency: Currency,
}

impl Money {
    /// The amount for a number of days at this daily rate; `None` when it does not fit 64 bits.
    pub fn for_days(&self, days: u8) -> Option<Self> {
        let minor = self.minor.checked_mul(i64::from(days))?;
        Some(Self { minor, currency: self.currency.clone() })
    }

    /// One sum for each currency, in the order of their codes; `None` when one does not fit 64 bits.
    pub fn totals<'a>(amounts: impl Iterator<Item = &'a Self>) -> Option<Vec<Self>> {
        let mut sums: BTreeMap<&Currency, i64> = BTreeMap::new();
        for amount in amounts {
            let sum = sums.entry(&amount.currency).or_default();
            *sum = sum.checked_add(amount.minor)?;
        }
        Some(sums.into_iter().map(|(currency, minor)| Self { minor, currency: currency.clone() }).collect())
    }

    /// The amount with the opposite sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { minor: self.minor.saturating_neg(), currency: self.currency.clone() }
    }

    /// The exact amount in decimal notation: `15000.00` for 1,500,000 cents, `1500000` for as many yen.
    pub fn decimal(&self) -> String {
        let places = self.currency.minor_digits();
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places.saturating_add(1));
        let (whole, part) = digits.split_at(digits.len().saturating_sub(places));
        let (sign, point) = (if self.minor < 0 { "-" } else { "" }, if places == 0 { "" } else { "." });
        format!("{sign}{whole}{point}{part}")
    }
}

#[cfg(test)]
mod tests;
