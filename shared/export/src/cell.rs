//! Cells of a row.

use std::borrow::Cow;

use domain::Money;
use jiff::civil::Date;

/// The value of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    Empty,
    /// A text: external input, a code or a translated status.
    Text(&'a str),
    /// A whole number.
    Count(u8),
    /// A day.
    Day(Date),
    /// An amount, without its currency.
    Amount(&'a Money),
}

impl<'a> Cell<'a> {
    /// A text; `Empty` for `None`.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// A day; `Empty` for `None`.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// An amount and its currency, in two cells; both `Empty` for `None`.
    pub fn amount(amount: Option<&'a Money>) -> [Self; 2] {
        let currency = amount.map(|amount| amount.currency.as_str());
        [amount.map_or(Self::Empty, Self::Amount), Self::text(currency)]
    }
}

/// Normalizes a text for both formats: every line break becomes a line feed, as spreadsheets write it inside a cell,
/// and characters that XML excludes are removed. A workbook would show a carriage return as `_x000D_`.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| character == '\r' || is_unprintable(character)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().filter(|character| !is_unprintable(*character)).collect())
}

/// True for control characters other than tab and line breaks, and for code points that XML 1.0 excludes.
fn is_unprintable(character: char) -> bool {
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r')) || matches!(character, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_of_any_kind_is_one_line_feed() {
        assert_eq!(printable("one\r\ntwo\rthree\nfour\n\rfive\r\n"), "one\ntwo\nthree\nfour\n\nfive\n");
    }

    #[test]
    fn characters_that_xml_excludes_are_removed_and_all_others_stay() {
        let every: String = (0..=0x1f).chain([0x7f, 0x80, 0x9f, 0xfffe, 0xffff]).filter_map(char::from_u32).collect();
        assert_eq!(printable(&every), "\t\n\n");
        for text in ["", "Contoso Ltd", "台灣\t科技", "a\nb", "_x000D_", "Zoë <&> \"x\"", "\u{1f600}\u{200b}"] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
