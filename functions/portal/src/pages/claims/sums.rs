//! Sums of amounts: one for each currency.

use std::collections::BTreeMap;

use crate::format::{self, Amount};

/// The sums, in the order of the currencies' codes.
pub fn sums<'a>(amounts: impl Iterator<Item = &'a Amount>) -> Vec<Amount> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(amount.currency.as_str()).or_default();
        *sum = sum.saturating_add(amount.minor);
    }
    sums.into_iter().map(|(currency, minor)| Amount { minor, currency: currency.to_owned() }).collect()
}

/// Amounts as a page shows them.
pub fn shown(amounts: &[Amount]) -> Vec<String> {
    amounts.iter().map(format::money).collect()
}

/// The rate of a day; `None` when the amount is not a whole multiple of the days.
pub fn rate(amount: &Amount, days: u32) -> Option<Amount> {
    let days = i64::from(days);
    let is_whole = amount.minor.checked_rem(days)? == 0;
    let minor = amount.minor.checked_div(days).filter(|_| is_whole)?;
    Some(Amount { minor, currency: amount.currency.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(minor: i64, currency: &str) -> Amount {
        Amount { minor, currency: currency.to_owned() }
    }

    #[test]
    fn amounts_are_added_within_their_currency() {
        let amounts = [amount(500, "USD"), amount(7, "JPY"), amount(-200, "USD")];
        assert_eq!(sums(amounts.iter()), [amount(7, "JPY"), amount(300, "USD")]);
        assert!(sums([].iter()).is_empty());
    }

    #[test]
    fn a_rate_is_shown_only_when_it_is_exact() {
        assert_eq!(rate(&amount(500_000, "USD"), 5), Some(amount(100_000, "USD")));
        assert_eq!(rate(&amount(500_001, "USD"), 5), None);
        assert_eq!(rate(&amount(500_000, "USD"), 0), None);
    }
}
