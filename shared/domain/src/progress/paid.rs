//! Payments by month.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::Money;

/// The payments of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidMonth {
    /// The first day of the month.
    pub first: Date,
    /// One sum for each currency. Money that came back counts negative in the month in which it came back.
    pub totals: Vec<Money>,
}

/// The sums of each month that an overview covers, oldest first, also of months without payments; `None` when a sum
/// does not fit 64 bits. Each movement of money is its day and its amount, negative for a return. Movements of other
/// months are left out.
pub fn paid_by_month(movements: impl IntoIterator<Item = (Date, Money)>, today: Date) -> Option<Vec<PaidMonth>> {
    let mut months: BTreeMap<Date, Vec<Money>> =
        super::months(today).into_iter().map(|first| (first, Vec::new())).collect();
    for (day, amount) in movements {
        if let Some(amounts) = months.get_mut(&day.first_of_month()) {
            amounts.push(amount);
        }
    }
    let sum = |(first, amounts): (Date, Vec<Money>)| Some(PaidMonth { first, totals: Money::totals(amounts.iter())? });
    months.into_iter().map(sum).collect()
}
