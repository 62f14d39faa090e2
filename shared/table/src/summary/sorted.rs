//! Pages of a list that is sorted in memory: by a key, then by voucher number (DECISIONS.md 30).
//!
//! A page holds the items that sort after its cursor. Items may appear, move or disappear between two pages; paging
//! still ends, and an unchanged item is shown once.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use domain::{Flaw, Invalid, Money, VoucherNumber};
use jiff::Timestamp;

/// The position of an item in a sorted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedCursor {
    descending: bool,
    key: String,
    number: VoucherNumber,
}

/// A sorted list, each item with its cursor.
#[derive(Clone, Debug)]
pub struct Sorted<T> {
    items: Vec<(SortedCursor, T)>,
}

impl<T> Sorted<T> {
    /// Sorts items by `key`, then by `number`.
    pub fn new(
        items: Vec<T>,
        descending: bool,
        key: impl Fn(&T) -> String,
        number: impl Fn(&T) -> &VoucherNumber,
    ) -> Self {
        let cursor = |item: &T| SortedCursor { descending, key: key(item), number: number(item).clone() };
        let mut items: Vec<_> = items.into_iter().map(|item| (cursor(&item), item)).collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self { items }
    }

    /// Returns up to `limit` items after a cursor, and the cursor of the next page; `None` at the end.
    pub fn page(self, after: Option<&SortedCursor>, limit: usize) -> (Vec<T>, Option<SortedCursor>) {
        let is_after = |(cursor, _): &(SortedCursor, T)| after.is_none_or(|after| cursor > after);
        let mut page: Vec<_> = self.items.into_iter().filter(is_after).take(limit.saturating_add(1)).collect();
        let is_more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| is_more).map(|(cursor, _)| cursor.clone());
        (page.into_iter().map(|(_, item)| item).collect(), next)
    }

    /// Every item, in order.
    pub fn into_items(self) -> Vec<T> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

/// An instant as text that sorts by time: of fixed width, to the nanosecond.
pub fn sortable_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string()
}

/// An amount as text that sorts by currency, then by value. A missing amount sorts before every other.
pub fn sortable_amount(amount: Option<&Money>) -> String {
    amount.map_or_else(String::new, |Money { minor, currency }| {
        // Shifted by the least value, so that negative amounts sort before zero.
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
        // Only the canonical spelling is accepted.
        let known = parsed.filter(|cursor| cursor.to_string() == text);
        known.ok_or_else(|| Invalid::new(Flaw::Invalid, "is not a cursor of a sorted list"))
    }
}

#[cfg(test)]
mod tests;
