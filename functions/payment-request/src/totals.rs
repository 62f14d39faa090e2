//! Sums of money.

use std::collections::BTreeMap;

use api::Failure;
use domain::{Currency, Money};

/// One sum for each currency, in the order of their codes.
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
pub(crate) fn totals<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Failure> {
    let mut sums: BTreeMap<&Currency, i64> = BTreeMap::new();
    for amount in amounts {
        let sum = sums.entry(&amount.currency).or_default();
        let added = sum.checked_add(amount.minor);
        *sum = added.ok_or_else(|| Failure::internal("a sum of money does not fit 64 bits"))?;
    }
    Ok(sums.into_iter().map(|(currency, minor)| Money { minor, currency: currency.clone() }).collect())
}
