//! The period of a statement: a month or a year.

use domain::Language;
use jiff::civil::Date;

use crate::form::Form;
use crate::format;

/// A month or a year, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A month.
    Month(Date),
    /// A year.
    Year(Date),
}

impl Period {
    /// The period of an address; the current month where it names none. `None` for a text that is no period.
    pub fn of(query: &Form, today: Date) -> Option<Self> {
        match (query.filled("month"), query.filled("year")) {
            (Some(month), _) => format!("{month}-01").parse().ok().filter(|_| month.len() == 7).map(Self::Month),
            (None, Some(year)) => first_of_year(year).map(Self::Year),
            (None, None) => Some(Self::Month(today.first_of_month())),
        }
    }

    /// The name and value of the period in addresses.
    pub fn field(self) -> (&'static str, String) {
        match self {
            Self::Month(first) => ("month", first.strftime("%Y-%m").to_string()),
            Self::Year(first) => ("year", format!("{:04}", first.year())),
        }
    }

    /// The period in words.
    pub fn shown(self, language: Language) -> String {
        match self {
            Self::Month(first) => format::month(first, language),
            Self::Year(first) => format::year(first, language),
        }
    }

    /// The period before; `None` before the first year of the calendar.
    pub fn before(self) -> Option<Self> {
        match self {
            Self::Month(first) => first.yesterday().ok().map(|last| Self::Month(last.first_of_month())),
            Self::Year(first) => first.yesterday().ok().map(|last| Self::Year(last.first_of_year())),
        }
    }

    /// The period after, unless it begins after today.
    pub fn after(self, today: Date) -> Option<Self> {
        let next = match self {
            Self::Month(first) => Self::Month(first.last_of_month().tomorrow().ok()?),
            Self::Year(first) => Self::Year(first.last_of_year().tomorrow().ok()?),
        };
        let (Self::Month(first) | Self::Year(first)) = next;
        (first <= today).then_some(next)
    }

    /// The year of a month, the current month of a year: the other kind of statement.
    pub fn other(self, today: Date) -> Self {
        match self {
            Self::Month(first) => Self::Year(first.first_of_year()),
            Self::Year(_) => Self::Month(today.first_of_month()),
        }
    }
}

fn first_of_year(year: &str) -> Option<Date> {
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    format!("{year}-01-01").parse().ok().filter(|_| is_year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn of(query: &[(&str, &str)]) -> Option<Period> {
        Period::of(&query.iter().copied().collect(), TODAY)
    }

    #[test]
    fn a_period_is_read_and_the_current_month_is_the_default() {
        assert_eq!(of(&[]), Some(Period::Month(date(2026, 11, 1))));
        assert_eq!(of(&[("month", "2025-02")]), Some(Period::Month(date(2025, 2, 1))));
        assert_eq!(of(&[("year", "2025")]), Some(Period::Year(date(2025, 1, 1))));
        for wrong in ["2025-13", "2025-2", "x", "2025-02-01"] {
            assert_eq!(of(&[("month", wrong)]), None, "{wrong}");
        }
        for wrong in ["25", "-100", "+999", "two "] {
            assert_eq!(of(&[("year", wrong)]), None, "{wrong}");
        }
    }

    #[test]
    fn periods_follow_each_other_up_to_today() {
        let january = Period::Month(date(2026, 1, 1));
        assert_eq!(january.before(), Some(Period::Month(date(2025, 12, 1))));
        assert_eq!(january.after(TODAY), Some(Period::Month(date(2026, 2, 1))));
        assert_eq!(Period::Month(date(2026, 11, 1)).after(TODAY), None);
        assert_eq!(Period::Year(date(2025, 1, 1)).after(TODAY), Some(Period::Year(date(2026, 1, 1))));
        assert_eq!(Period::Year(date(2026, 1, 1)).after(TODAY), None);
        assert_eq!(january.other(TODAY), Period::Year(date(2026, 1, 1)));
        assert_eq!(Period::Year(date(2025, 1, 1)).other(TODAY), Period::Month(date(2026, 11, 1)));
        assert_eq!(january.field(), ("month", "2026-01".to_owned()));
    }
}
