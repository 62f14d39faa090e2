//! Days, instants and amounts as a page shows them.

use domain::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An amount of money as the API shows it.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Amount {
    /// The minor units.
    pub minor: i64,
    /// The currency (ISO 4217).
    pub currency: String,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day in a sentence: `28 Nov 2026`, `2026 年 11 月 28 日`.
pub fn day(day: Date, language: Language) -> String {
    match language {
        Language::English => format!("{} {} {}", day.day(), month_short(day, language), day.year()),
        // Not broken between its parts: a line that begins with 日 is hard to read.
        Language::TraditionalChinese => {
            format!("{}\u{a0}年\u{a0}{}\u{a0}月\u{a0}{}\u{a0}日", day.year(), day.month(), day.day())
        }
    }
}

/// A day of this year or the next on an axis: `28 Nov`, `11/28`.
pub fn day_short(day: Date, language: Language) -> String {
    match language {
        Language::English => format!("{} {}", day.day(), month_short(day, language)),
        Language::TraditionalChinese => format!("{}/{}", day.month(), day.day()),
    }
}

/// A month on an axis: `Nov`, `11 月`.
pub fn month_short(day: Date, language: Language) -> String {
    let index = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    match language {
        Language::English => MONTHS.get(index).copied().unwrap_or_default().to_owned(),
        Language::TraditionalChinese => format!("{} 月", day.month()),
    }
}

/// A month in a title, by its first day: `November 2026`, `2026 年 11 月`.
pub fn month(first: Date, language: Language) -> String {
    let index = usize::try_from(first.month()).unwrap_or(1).saturating_sub(1);
    match language {
        Language::English => format!("{} {}", MONTH_NAMES.get(index).copied().unwrap_or_default(), first.year()),
        Language::TraditionalChinese => format!("{} 年 {} 月", first.year(), first.month()),
    }
}

/// A year in a title, by its first day: `2026`, `2026 年`.
pub fn year(first: Date, language: Language) -> String {
    format!("{}{}", first.year(), language.choose("", " 年"))
}

/// A period of days; one day only when both are the same.
pub fn period(first: Date, last: Date, language: Language) -> String {
    if first == last {
        return day(first, language);
    }
    let (first, last) = (day(first, language), day(last, language));
    match language {
        Language::English => format!("{first} to {last}"),
        Language::TraditionalChinese => format!("{first}至 {last}"),
    }
}

/// An instant in UTC: `28 Nov 2026, 09:00 UTC`.
pub fn instant(at: Timestamp, language: Language) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    let separator = language.choose(", ", " ");
    format!("{}{separator}{:02}:{:02} UTC", day(at.date(), language), at.hour(), at.minute())
}

/// An amount with its currency: `USD 5,000.00`.
pub fn money(amount: &Amount) -> String {
    let currency = domain::Currency::parse(&amount.currency);
    let digits = currency.as_ref().map_or(2, domain::Currency::minor_digits);
    let sign = if amount.minor < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", amount.minor.unsigned_abs(), width = digits.saturating_add(1));
    let (whole, part) = text.split_at_checked(text.len().saturating_sub(digits)).unwrap_or((&text, ""));
    let point = if digits == 0 { "" } else { "." };
    format!("{} {sign}{}{point}{part}", amount.currency, grouped(whole))
}

/// A length in bytes: `250 MB`, `1.2 MB`, `3 KB`. The units are those of 1,024, as people know them.
pub fn bytes(count: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * 1024;
    let tenths = count.saturating_mul(10).div_ceil(MB);
    match count {
        0..KB => format!("{count} B"),
        KB..MB => format!("{} KB", count.div_ceil(KB)),
        _ if tenths.is_multiple_of(10) => format!("{} MB", tenths / 10),
        _ => format!("{}.{} MB", tenths / 10, tenths % 10),
    }
}

/// A whole number with its digits in groups of three.
pub fn whole(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const EN: Language = Language::English;
    const ZH: Language = Language::TraditionalChinese;

    fn unbroken(text: &str) -> String {
        text.replace(' ', "\u{a0}")
    }

    #[test]
    fn days_and_instants_are_written_in_both_languages() {
        let (first, last) = (date(2026, 11, 3), date(2026, 11, 28));
        assert_eq!((day(last, EN), day(last, ZH)), ("28 Nov 2026".to_owned(), unbroken("2026 年 11 月 28 日")));
        assert_eq!(period(first, last, EN), "3 Nov 2026 to 28 Nov 2026");
        assert_eq!(period(first, last, ZH), format!("{}至 {}", day(first, ZH), day(last, ZH)));
        assert_eq!(period(last, last, EN), "28 Nov 2026");
        let at = "2026-11-28T09:05:00Z".parse().unwrap();
        assert_eq!(instant(at, EN), "28 Nov 2026, 09:05 UTC");
        assert_eq!(instant(at, ZH), format!("{} 09:05 UTC", day(last, ZH)));
    }

    #[test]
    fn lengths_are_rounded_up_to_a_short_figure() {
        let shown = [0, 1_023, 1_024, 1_025, 1_048_576, 1_100_000, 262_144_000].map(bytes);
        assert_eq!(shown, ["0 B", "1023 B", "1 KB", "2 KB", "1 MB", "1.1 MB", "250 MB"]);
    }

    #[test]
    fn months_and_years_are_written_in_both_languages() {
        let first = date(2026, 9, 1);
        assert_eq!((month(first, EN), month(first, ZH)), ("September 2026".to_owned(), "2026 年 9 月".to_owned()));
        assert_eq!((month_short(first, EN), month_short(first, ZH)), ("Sep".to_owned(), "9 月".to_owned()));
        assert_eq!((day_short(first, EN), day_short(first, ZH)), ("1 Sep".to_owned(), "9/1".to_owned()));
        assert_eq!((year(first, EN), year(first, ZH)), ("2026".to_owned(), "2026 年".to_owned()));
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let amount = |minor, currency: &str| money(&Amount { minor, currency: currency.to_owned() });
        assert_eq!(amount(500_000, "USD"), "USD 5,000.00");
        assert_eq!(amount(1_500_000, "JPY"), "JPY 1,500,000");
        assert_eq!(amount(-7, "USD"), "USD -0.07");
        assert_eq!(amount(123_456_789_012, "USD"), "USD 1,234,567,890.12");
        assert_eq!(amount(0, "KWD"), "KWD 0.000");
        assert_eq!([5_000, -12, 1_234_567].map(whole), ["5,000", "-12", "1,234,567"]);
    }
}
