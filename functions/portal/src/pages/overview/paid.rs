//! The plot of the payments of twelve months.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{Dashboard, PaidInMonth};
use super::scale::{Percent, round_up, share};
use crate::format::{self, Amount};
use crate::pages::claims::sums;
use crate::words::Words;

/// The height of the bars, and the line below them.
const HEIGHT: i64 = 104;
const BOTTOM: i64 = 132;
/// The left end of the bars, the width for each month and of a bar, in hundredths of a percent.
const LEFT: i64 = 900;
const STEP: i64 = 758;
const BAR: i64 = 540;
/// The amount in whole units from which the plot counts in thousands.
const THOUSANDS: i64 = 10_000;

/// The plot and its numbers.
pub struct Paid {
    /// The sums of the twelve months, one for each currency; empty without payments.
    pub totals: Vec<String>,
    /// The bars; empty when nothing is to be plotted.
    pub bars: Vec<Bar>,
    /// The horizontal lines.
    pub lines: Vec<Line>,
    /// The height of the line of nothing.
    pub zero: i64,
    /// What the bars count, such as thousands of a currency.
    pub unit: String,
    /// What the plot shows, in a sentence.
    pub about: String,
    /// The numbers.
    pub months: Vec<Month>,
}

/// A bar.
pub struct Bar {
    /// The left end.
    pub x: Percent,
    /// The middle.
    pub middle: Percent,
    /// The width.
    pub width: Percent,
    /// The upper end.
    pub y: i64,
    /// The height.
    pub height: i64,
    /// The height of the number on it.
    pub label_y: i64,
    /// The number; empty for all but the largest and the last.
    pub label: String,
    /// The name of the month; empty for all but every third.
    pub month: String,
    /// True for the current month.
    pub is_last: bool,
}

/// A horizontal line.
pub struct Line {
    /// The height.
    pub y: i64,
    /// The height of its number.
    pub text_y: i64,
    /// The number.
    pub text: String,
}

/// The payments of a month.
pub struct Month {
    /// The month.
    pub name: String,
    /// The sums.
    pub totals: Vec<String>,
}

/// The lowest and highest number of a plot; the lowest is zero or below.
#[derive(Clone, Copy)]
struct Scale {
    low: i64,
    high: i64,
}

impl Paid {
    /// The plot of a dashboard. It shows the currency of most months; the table shows every currency.
    pub fn new(w: Words, dashboard: &Dashboard) -> Self {
        let paid = &dashboard.paid_by_month;
        let totals = sums::shown(&sums::sums(paid.iter().flat_map(|month| &month.totals)));
        let currency = main_currency(paid);
        let amounts: Vec<i64> = paid.iter().map(|month| whole(month, currency)).collect();
        let in_thousands = amounts.iter().any(|amount| amount.saturating_abs() >= THOUSANDS);
        let amounts: Vec<i64> =
            if in_thousands { amounts.iter().map(|amount| thousands(*amount)).collect() } else { amounts };
        let unit = if in_thousands { "overview-paid-thousands" } else { "overview-paid-units" };
        let about = totals.join(w.language().choose(", ", "、"));
        let scale = Scale::of(&amounts);
        let (bars, lines) = match currency {
            Some(_) => (bars(w, paid, &amounts, scale), scale.lines()),
            None => (Vec::new(), Vec::new()),
        };
        Self {
            bars,
            lines,
            zero: scale.y(0),
            unit: w.one(unit, "currency", currency.unwrap_or_default()),
            about: w.one("overview-paid-about", "totals", about),
            months: paid.iter().map(|month| Month::new(w, month)).collect(),
            totals,
        }
    }
}

/// The currency in which most months were paid.
fn main_currency(paid: &[PaidInMonth]) -> Option<&str> {
    let mut months: BTreeMap<&str, usize> = BTreeMap::new();
    for amount in paid.iter().flat_map(|month| &month.totals) {
        let count = months.entry(&amount.currency).or_default();
        *count = count.saturating_add(1);
    }
    months.into_iter().max_by_key(|(_, count)| *count).map(|(currency, _)| currency)
}

/// The amount of a month in whole units of a currency.
fn whole(month: &PaidInMonth, currency: Option<&str>) -> i64 {
    let amount = month.totals.iter().find(|amount| Some(amount.currency.as_str()) == currency);
    amount.map(units).unwrap_or_default()
}

fn units(amount: &Amount) -> i64 {
    let digits = domain::Currency::parse(&amount.currency).map_or(2, |currency| currency.minor_digits());
    let scale = u32::try_from(digits).ok().and_then(|digits| 10_i64.checked_pow(digits)).unwrap_or(1);
    amount.minor / scale
}

/// Thousands, rounded to the nearest.
fn thousands(amount: i64) -> i64 {
    amount.saturating_add(amount.signum().saturating_mul(500)) / 1_000
}

/// The first day of a month such as `2026-11`.
fn first_day(month: &PaidInMonth) -> Option<Date> {
    format!("{}-01", month.month).parse().ok()
}

fn bars(w: Words, paid: &[PaidInMonth], amounts: &[i64], scale: Scale) -> Vec<Bar> {
    let last = amounts.len().saturating_sub(1);
    let highest = amounts.iter().max().copied().unwrap_or_default();
    let mut is_labeled = false;
    let mut all = Vec::new();
    for (index, (month, amount)) in paid.iter().zip(amounts).enumerate() {
        let x = i64::try_from(index).unwrap_or_default().saturating_mul(STEP).saturating_add(LEFT);
        let (top, zero) = (scale.y((*amount).max(0)), scale.y(0));
        let is_highest = *amount == highest && !is_labeled && highest > 0;
        is_labeled |= is_highest;
        let has_label = *amount != 0 && (is_highest || index == last);
        let name = first_day(month).filter(|_| last.saturating_sub(index).is_multiple_of(3));
        all.push(Bar {
            x: Percent(x),
            middle: Percent(x.saturating_add(BAR / 2)),
            width: Percent(BAR),
            y: top,
            height: scale.y((*amount).min(0)).max(zero).saturating_sub(top),
            label_y: top.saturating_sub(6),
            label: if has_label { format::whole(*amount) } else { String::new() },
            month: name.map(|first| format::month_short(first, w.language())).unwrap_or_default(),
            is_last: index == last,
        });
    }
    all
}

impl Scale {
    fn of(amounts: &[i64]) -> Self {
        let lowest = amounts.iter().min().copied().unwrap_or_default().min(0);
        let highest = amounts.iter().max().copied().unwrap_or_default().max(0);
        let low = if lowest < 0 { round_up(lowest.saturating_abs()).saturating_neg() } else { 0 };
        Self { low, high: round_up(highest) }
    }

    /// The height of a number, in pixels from the top.
    fn y(self, amount: i64) -> i64 {
        let range = self.high.saturating_sub(self.low);
        BOTTOM.saturating_sub(share(amount.saturating_sub(self.low), range, HEIGHT))
    }

    fn lines(self) -> Vec<Line> {
        let line = |amount: i64| {
            let y = self.y(amount);
            Line { y, text_y: y.saturating_add(4), text: format::whole(amount) }
        };
        let half = (self.high > 1 && self.high % 2 == 0 && self.low == 0).then_some(self.high / 2);
        let below = (self.low < 0).then_some(self.low);
        [Some(0), half, Some(self.high), below].into_iter().flatten().map(line).collect()
    }
}

impl Month {
    fn new(w: Words, month: &PaidInMonth) -> Self {
        let name = first_day(month).map(|first| format::month(first, w.language()));
        Self { name: name.unwrap_or_else(|| month.month.clone()), totals: sums::shown(&month.totals) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(month: &str, minor: i64, currency: &str) -> PaidInMonth {
        PaidInMonth { month: month.to_owned(), totals: vec![Amount { minor, currency: currency.to_owned() }] }
    }

    #[test]
    fn the_plot_shows_the_currency_of_most_months() {
        let paid = [month("2026-09", 1, "USD"), month("2026-10", 1, "JPY"), month("2026-11", 1, "JPY")];
        assert_eq!(main_currency(&paid), Some("JPY"));
        assert_eq!(main_currency(&[]), None);
    }

    #[test]
    fn amounts_are_whole_units_of_their_currency() {
        let of = |minor, currency: &str| units(&Amount { minor, currency: currency.to_owned() });
        assert_eq!([of(123_456, "USD"), of(1_500, "JPY"), of(-500_000, "USD")], [1_234, 1_500, -5_000]);
        assert_eq!([1_499, 1_500, -1_500, 499].map(thousands), [1, 2, -2, 0]);
    }

    #[test]
    fn a_return_is_a_bar_below_the_line_of_nothing() {
        let scale = Scale::of(&[50, 0, -50]);
        assert_eq!((scale.y(50), scale.y(0), scale.y(-50)), (28, 80, 132));
        let months = [month("2026-09", 50, "USD"), month("2026-10", 0, "USD"), month("2026-11", -50, "USD")];
        let w = Words::of(domain::Language::English);
        let found: Vec<_> = bars(w, &months, &[50, 0, -50], scale).iter().map(|bar| (bar.y, bar.height)).collect();
        assert_eq!(found, [(28, 52), (80, 0), (80, 52)]);
    }

    #[test]
    fn the_highest_and_the_last_bar_have_their_number_and_every_third_its_month() {
        let months: Vec<PaidInMonth> =
            ["2026-08", "2026-09", "2026-10", "2026-11"].iter().map(|name| month(name, 0, "USD")).collect();
        let amounts = [20, 20, 5, 10];
        let w = Words::of(domain::Language::English);
        let found = bars(w, &months, &amounts, Scale::of(&amounts));
        let shown: Vec<_> = found.iter().map(|bar| (bar.label.as_str(), bar.month.as_str())).collect();
        assert_eq!(shown, [("20", "Aug"), ("", ""), ("", ""), ("10", "Nov")]);
    }
}
