//! Days and instants from outside: the one form in which bodies, query strings and payloads write them, and the range
//! in which every one of them lies, however it was written.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{FIRST_DAY, LAST_DAY, utc_day};
use crate::text::{Flaw, Form, Invalid, Text};

/// Years of the calendar of Taiwan count from 1912.
const YEARS_BEFORE_THE_REPUBLIC: i16 = 1911;

/// A day, `YYYY-MM-DD`. The calendar's own parser takes more forms than that.
///
/// # Errors
/// [`Invalid`] for anything else, for days that no calendar has, and for what [`checked_day`] refuses.
pub fn day(text: &str) -> Result<Date, Invalid> {
    let invalid = || Invalid::new(Flaw::NotADate, "must be a day such as 2026-11-25");
    if !shaped(text, "dddd-dd-dd") {
        return Err(invalid());
    }
    checked_day(text.parse().map_err(|_| invalid())?)
}

/// An instant, RFC 3339: upper-case `T`, and `Z` or an offset.
///
/// # Errors
/// [`Invalid`] for anything else, and for what [`checked_instant`] refuses.
pub fn instant(text: &str) -> Result<Timestamp, Invalid> {
    let invalid = || Invalid::new(Flaw::NotAnInstant, "must be an instant such as 2026-11-25T09:00:00Z");
    let (seconds, rest) = text.split_at_checked("2026-11-25T09:00:00".len()).ok_or_else(invalid)?;
    let zone = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zoned = zone == "Z" || shaped(zone, "+dd:dd") || shaped(zone, "-dd:dd");
    if !shaped(seconds, "dddd-dd-ddTdd:dd:dd") || !zoned {
        return Err(invalid());
    }
    // The last hours of the calendar are no instants, and the range is what is wrong with them.
    let outside = || checked_day(text.get(.."2026-11-25".len())?.parse().ok()?).err();
    checked_instant(text.parse().map_err(|_| outside().unwrap_or_else(invalid))?)
}

/// The day, if it is one that the program can have to do with: 2000-01-01 to 2100-12-31. What lies outside was mistyped
/// or counted in another calendar.
///
/// # Errors
/// [`Invalid`] names the range, and the year that a year of the calendar of Taiwan stands for.
pub fn checked_day(day: Date) -> Result<Date, Invalid> {
    if (FIRST_DAY..=LAST_DAY).contains(&day) {
        return Ok(day);
    }
    let range = format!("must lie between {FIRST_DAY} and {LAST_DAY}");
    let year = day.year();
    let meant = year.saturating_add(YEARS_BEFORE_THE_REPUBLIC);
    if year > 0 && (FIRST_DAY.year()..=LAST_DAY.year()).contains(&meant) {
        return Err(outside(format!("{range}; the year 民國 {year} is {meant}")));
    }
    Err(outside(range))
}

fn outside(expectation: String) -> Invalid {
    Invalid::new(Flaw::DayOutOfRange, expectation).with("first", &FIRST_DAY).with("last", &LAST_DAY)
}

impl Text for Date {
    const FORM: Form = Form::new("2026-11-25").format("date").exact().or(&[Flaw::NotADate, Flaw::DayOutOfRange]);

    fn read(text: &str) -> Result<Self, Invalid> {
        day(text)
    }
}

impl Text for Timestamp {
    const FORM: Form =
        Form::new("2026-11-25T09:00:00Z").format("date-time").exact().or(&[Flaw::NotAnInstant, Flaw::DayOutOfRange]);

    fn read(text: &str) -> Result<Self, Invalid> {
        instant(text)
    }
}

/// The instant, if its day in UTC is one that [`checked_day`] takes.
///
/// # Errors
/// As [`checked_day`].
pub fn checked_instant(at: Timestamp) -> Result<Timestamp, Invalid> {
    checked_day(utc_day(at)).map(|_| at)
}

/// Whether the text is as long as the shape, with an ASCII digit for every `d` and the same character otherwise.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(c, s): (u8, u8)| {
        if s == b'd' { c.is_ascii_digit() } else { c == s }
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_form() {
        assert_eq!(day("2028-02-29").unwrap().to_string(), "2028-02-29");
        for wrong in [
            "2027-02-29",
            "20271101",
            "2027-11-01T00:00",
            "2027-1-01",
            " 2027-11-01",
            "+002027-11-01",
            "",
            "2027-11-0१",
            "2027/11/01",
            "2027–11–01",
            "２０２７-11-01",
        ] {
            assert_eq!(day(wrong).unwrap_err().to_string(), "must be a day such as 2026-11-25", "{wrong}");
        }
    }

    #[test]
    fn an_instant_is_rfc_3339() {
        for right in ["2026-11-25T09:00:00Z", "2026-11-25T17:00:00+08:00", "2026-11-25T09:00:00.000Z"] {
            assert_eq!(instant(right).unwrap().to_string(), "2026-11-25T09:00:00Z");
        }
        let wrong = [
            "2026-11-25",
            "2026-11-25 09:00:00Z",
            "2026-11-25T09:00:00",
            "2026-11-25t09:00:00z",
            "2026-11-25T09:00:00.Z",
            "2026-11-25T25:00:00Z",
            "2026-11-25T09:00:00+08:00[Asia/Taipei]",
            "2026-11-25T09:00:00+0800",
            "",
            "2026-11-25T09:00:0é",
            "9999-12-31T23:59:59-23:00",
        ];
        for wrong in wrong {
            assert!(instant(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_lies_between_2000_and_2100_and_the_error_names_the_range() {
        for text in ["2000-01-01", "2100-12-31"] {
            assert_eq!(day(text).unwrap().to_string(), text);
        }
        for text in ["1999-12-31", "2101-01-01", "0000-01-01", "0001-01-01", "1026-11-25", "9999-12-31"] {
            assert_eq!(day(text).unwrap_err().to_string(), "must lie between 2000-01-01 and 2100-12-31", "{text}");
        }
    }

    #[test]
    fn a_year_of_the_calendar_of_taiwan_is_refused_with_the_one_it_stands_for() {
        let wrong = day("0115-11-20").unwrap_err().to_string();
        assert_eq!(wrong, "must lie between 2000-01-01 and 2100-12-31; the year 民國 115 is 2026");
        assert!(day("0088-11-20").unwrap_err().to_string().ends_with("2100-12-31"), "1999 would be outside too");
        assert!(instant("0115-11-20T00:00:00Z").unwrap_err().to_string().ends_with("民國 115 is 2026"));
    }

    #[test]
    fn the_day_of_an_instant_counts_in_utc() {
        for right in ["2000-01-01T00:00:00Z", "2100-12-31T23:59:59.999Z", "2101-01-01T07:00:00+08:00"] {
            assert!(instant(right).is_ok(), "{right}");
        }
        for wrong in
            ["1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "2000-01-01T00:00:00+00:01", "9999-12-31T23:59:59Z"]
        {
            let range = "must lie between 2000-01-01 and 2100-12-31";
            assert_eq!(instant(wrong).unwrap_err().to_string(), range, "{wrong}");
        }
    }
}
