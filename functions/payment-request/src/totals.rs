//! Sums of money.

use api::Failure;
use domain::Money;

/// One sum for each currency, in the order of their codes.
///
/// # Errors
/// [`Failure::Internal`] when a sum does not fit 64 bits.
pub(crate) fn totals<'a>(amounts: impl Iterator<Item = &'a Money>) -> Result<Vec<Money>, Failure> {
    Money::totals(amounts).ok_or_else(|| Failure::internal("a sum of money does not fit 64 bits"))
}
