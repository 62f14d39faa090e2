//! Lists in an order of their own, page by page: by a key, and by voucher number where that is the same.
//!
//! A page is what stands behind a place. Each page begins behind the last one, whatever appeared, moved or went
//! meanwhile, so that pages never turn in a circle; what did not change is shown once.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use domain::{Flaw, Invalid, Money, VoucherNumber};
use jiff::Timestamp;

/// Where something stands in such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedCursor {
    descending: bool,
    key: String,
    number: VoucherNumber,
}

/// A list in its order, each item with its place.
#[derive(Clone, Debug)]
pub struct Sorted<T> {
    items: Vec<(SortedCursor, T)>,
}

impl<T> Sorted<T> {
    /// Sorts items by what `key` and `number` say of them, the greatest first where the order is descending.
    pub fn new(
        items: Vec<T>,
        descending: bool,
        key: impl Fn(&T) -> String,
        number: impl Fn(&T) -> &VoucherNumber,
    ) -> Self {
        let place = |item: &T| SortedCursor { descending, key: key(item), number: number(item).clone() };
        let mut items: Vec<_> = items.into_iter().map(|item| (place(&item), item)).collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self { items }
    }

    /// At most so many items behind a place, and where to go on; nothing at the end.
    pub fn page(self, after: Option<&SortedCursor>, limit: usize) -> (Vec<T>, Option<SortedCursor>) {
        let behind = |(place, _): &(SortedCursor, T)| after.is_none_or(|after| place > after);
        let mut page: Vec<_> = self.items.into_iter().filter(behind).take(limit.saturating_add(1)).collect();
        let is_more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| is_more).map(|(place, _)| place.clone());
        (page.into_iter().map(|(_, item)| item).collect(), next)
    }

    /// Everything.
    pub fn into_items(self) -> Vec<T> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

/// An instant as text that sorts by time: always the same width, to the nanosecond.
pub fn sortable_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string()
}

/// An amount as text that sorts by currency and within a currency by what it is worth: amounts of two currencies are
/// never compared. No amount comes before every other.
pub fn sortable_amount(amount: Option<&Money>) -> String {
    amount.map_or_else(String::new, |Money { minor, currency }| {
        // Less than nothing comes before nothing.
        let from_least = i128::from(*minor).saturating_sub(i128::from(i64::MIN));
        format!("{currency}{from_least:020}")
    })
}

impl Ord for SortedCursor {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = (&self.key, &self.number).cmp(&(&other.key, &other.number));
        if self.descending { order.reverse() } else { order }
    }
}

impl PartialOrd for SortedCursor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SortedCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}#{}", if self.descending { '-' } else { '+' }, self.key, self.number)
    }
}

impl FromStr for SortedCursor {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_at_checked(1).and_then(|(order, rest)| {
            let (key, number) = rest.rsplit_once('#')?;
            Some(Self { descending: order == "-", key: key.to_owned(), number: VoucherNumber::parse(number).ok()? })
        });
        // Only the one spelling that a place is written in.
        let known = parsed.filter(|place| place.to_string() == text);
        known.ok_or_else(|| Invalid::new(Flaw::Invalid, "is no place in a sorted list"))
    }
}

#[cfg(test)]
mod tests;
