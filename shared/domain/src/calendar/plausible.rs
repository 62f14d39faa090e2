//! Days and instants of the input: their only text form in bodies, query strings and payloads, and the range of days
//! that is accepted (PROGRAM.md 14.1).

use jiff::Timestamp;
use jiff::civil::Date;

use super::{FIRST_DAY, LAST_DAY, utc_day};
use crate::text::{Flaw, Form, Invalid, Text};

/// The difference between a year of the Minguo calendar of Taiwan and one of the Gregorian calendar.
const MINGUO_OFFSET_YEARS: i16 = 1911;

/// Parses a day, `YYYY-MM-DD`. The parser of the calendar library accepts more forms.
///
/// # Errors
/// [`Invalid`] for any other form, for days that do not exist, and for days outside the range of [`checked_day`].
pub fn day(text: &str) -> Result<Date, Invalid> {
    let invalid = || Invalid::new(Flaw::NotADate, "must be a day such as 2026-11-25");
    if !matches_shape(text, "dddd-dd-dd") {
        return Err(invalid());
    }
    checked_day(text.parse().map_err(|_| invalid())?)
}

/// Parses an instant of RFC 3339 with an upper-case `T`, and `Z` or an offset.
///
/// # Errors
/// [`Invalid`] for any other form, and for instants outside the range of [`checked_instant`].
pub fn instant(text: &str) -> Result<Timestamp, Invalid> {
    let invalid = || Invalid::new(Flaw::NotAnInstant, "must be an instant such as 2026-11-25T09:00:00Z");
    let (seconds, rest) = text.split_at_checked("2026-11-25T09:00:00".len()).ok_or_else(invalid)?;
    let zone = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zoned = zone == "Z" || matches_shape(zone, "+dd:dd") || matches_shape(zone, "-dd:dd");
    if !matches_shape(seconds, "dddd-dd-ddTdd:dd:dd") || !zoned {
        return Err(invalid());
    }
    // The last hours of the calendar are not instants; the error names the range instead of the form.
    let outside = || checked_day(text.get(.."2026-11-25".len())?.parse().ok()?).err();
    checked_instant(text.parse().map_err(|_| outside().unwrap_or_else(invalid))?)
}

/// Returns the day if it lies between 2000-01-01 and 2100-12-31. Days outside are typing errors, or days of another
/// calendar (PROGRAM.md 14.1).
///
/// # Errors
/// [`Invalid`] names the range, and for a Minguo year the Gregorian one.
pub fn checked_day(day: Date) -> Result<Date, Invalid> {
    if (FIRST_DAY..=LAST_DAY).contains(&day) {
        return Ok(day);
    }
    let range = format!("must lie between {FIRST_DAY} and {LAST_DAY}");
    let year = day.year();
    let gregorian = year.saturating_add(MINGUO_OFFSET_YEARS);
    if year > 0 && (FIRST_DAY.year()..=LAST_DAY.year()).contains(&gregorian) {
        return Err(outside(format!("{range}; the year 民國 {year} is {gregorian}")));
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

/// Returns the instant if its day in UTC lies in the range of [`checked_day`].
///
/// # Errors
/// As [`checked_day`].
pub fn checked_instant(at: Timestamp) -> Result<Timestamp, Invalid> {
    checked_day(utc_day(at)).map(|_| at)
}

/// True when the text has an ASCII digit for every `d` of the shape, the same character otherwise, and its length.
fn matches_shape(text: &str, shape: &str) -> bool {
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
    fn an_instant_has_the_form_of_rfc_3339() {
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
    fn a_year_of_the_minguo_calendar_is_refused_with_its_gregorian_year() {
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
