//! Parses the days and instants of a mail.
//!
//! The year comes first. A year of four digits is of the common era, one of one to three digits of the calendar of
//! Taiwan (民國; its year 1 is 1912). `03/04/2027` is a day in March to some readers and in April to others, and
//! `115/11/20` could be of either calendar: both are refused (PROGRAM.md 6.8).

use domain::text::normalized;
use domain::{Flaw, Invalid, calendar};
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, tz::TimeZone};

use super::{STOPS, numeral};

/// The difference between a year of the common era and one of the calendar of Taiwan, whose year 1 is 1912.
const YEARS_BEFORE_THE_REPUBLIC: i16 = 1911;
const REPUBLIC: [&str; 4] = ["中華民國", "民國", "r.o.c.", "roc"];
const COMMON: [&str; 2] = ["西元", "公元"];
/// The words for "until and including" after a day.
const INCLUSIVE: [&str; 2] = ["為止", "止"];
const EXPECTED: &str = "must be a day such as 2027-04-30, 2027年4月30日 or 民國116年4月30日";

/// The marker of a year's calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Unmarked,
    Common,
    Republic,
}

/// Parses `2026-11-01`, `2026/11/1`, `2026.11.1`, `2026年11月1日`, `民國115年11月1日`, `民國115/11/1`. Each may end
/// with its weekday, such as `（日）` or `Sun`.
pub(in crate::mail) fn day(text: &str) -> Result<Date, Invalid> {
    let text = normalized(text).to_lowercase();
    let text = text.trim_end_matches(STOPS).trim_end();
    let text = INCLUSIVE.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).trim_end();
    let (written, weekday) = without_weekday(text);
    let (era, written) = era(written);
    let day = if written.contains('年') { in_characters(era, written) } else { in_figures(era, written) }?;
    let day = calendar::checked_day(day)?;
    match weekday.filter(|weekday| *weekday != day.weekday()) {
        Some(written) => {
            let actual = day.weekday();
            Err(Invalid::new(Flaw::Invalid, format!("must be one day: {day} is a {actual:?}, not a {written:?}")))
        }
        None => Ok(day),
    }
}

/// Parses an instant, or a day, which means its beginning in UTC (PROGRAM.md 14.1).
pub(in crate::mail) fn instant(text: &str) -> Result<Timestamp, Invalid> {
    let plain = normalized(text);
    if plain.contains('T') && plain.contains(':') {
        return calendar::instant(&plain);
    }
    let midnight = day(&plain)?.to_zoned(TimeZone::UTC).map_err(|_| Invalid::new(Flaw::Invalid, EXPECTED))?;
    Ok(midnight.timestamp())
}

fn era(text: &str) -> (Era, &str) {
    let behind = |markers: &[&str]| markers.iter().find_map(|marker| text.strip_prefix(marker)).map(str::trim_start);
    if let Some(rest) = behind(&REPUBLIC) {
        return (Era::Republic, rest);
    }
    behind(&COMMON).map_or((Era::Unmarked, text), |rest| (Era::Common, rest))
}

/// Parses `2027年4月30日`, in digits or numerals.
fn in_characters(era: Era, text: &str) -> Result<Date, Invalid> {
    let parts = text.split_once('年').and_then(|(year, rest)| {
        let (month, day) = rest.split_once('月')?;
        Some((year.trim(), month.trim(), day.trim().strip_suffix(['日', '號'])?.trim()))
    });
    let (year, month, day) = parts.ok_or_else(|| Invalid::new(Flaw::Invalid, EXPECTED))?;
    date(full_year(era, year)?, month, day)
}

/// Parses `2027-04-30`, with hyphens, slashes or dots.
fn in_figures(era: Era, text: &str) -> Result<Date, Invalid> {
    let separator = text.chars().find(|c| "-/.".contains(*c)).ok_or_else(|| Invalid::new(Flaw::Invalid, EXPECTED))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let is_figure = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let [first, second, third] = *parts else { return Err(Invalid::new(Flaw::Invalid, EXPECTED)) };
    if !parts.iter().all(is_figure) {
        return Err(Invalid::new(Flaw::Invalid, EXPECTED));
    }
    if first.len() < 4 && era != Era::Republic {
        return Err(ambiguous(first, third));
    }
    date(full_year(era, first)?, second, third)
}

/// The refusal of figures that do not begin with a year of four digits.
fn ambiguous(first: &str, last: &str) -> Invalid {
    let readings = match (first.len(), last.len()) {
        (_, 4) => "day and month could be taken for each other",
        (3, _) => "the year could be of either calendar",
        _ => "it could be read in several ways",
    };
    Invalid::new(Flaw::Invalid, format!("{EXPECTED}, with the year first: {readings}"))
}

/// The year of the common era.
fn full_year(era: Era, written: &str) -> Result<i16, Invalid> {
    let expected = || Invalid::new(Flaw::Invalid, EXPECTED);
    let year = numeral::read(written).ok_or_else(expected)?;
    let is_short = if written.is_ascii() { written.len() < 4 } else { year < 1_000 };
    match era {
        Era::Common => Ok(year),
        Era::Republic if !is_short => Err(Invalid::new(
            Flaw::Invalid,
            format!("{EXPECTED}: a year of 民國 has at most three digits, not {written}"),
        )),
        Era::Unmarked if !is_short => Ok(year),
        Era::Republic | Era::Unmarked => Ok(year.saturating_add(YEARS_BEFORE_THE_REPUBLIC)),
    }
}

fn date(year: i16, month: &str, day: &str) -> Result<Date, Invalid> {
    let is_part = |text: &&str| !text.is_ascii() || text.len() <= 2;
    let part = |text: &str| Some(text).filter(is_part).and_then(numeral::read).and_then(|part| i8::try_from(part).ok());
    let date = part(month).zip(part(day)).and_then(|(month, day)| Date::new(year, month, day).ok());
    date.ok_or_else(|| Invalid::new(Flaw::Invalid, EXPECTED))
}

/// The day without its weekday, and the weekday, which may be in brackets.
fn without_weekday(text: &str) -> (&str, Option<Weekday>) {
    let bracketed = || text.strip_suffix(')')?.rsplit_once('(').map(|(day, inside)| (day, weekday(inside, true)));
    let begins = |c: char| "星週周禮".contains(c);
    let plain = || text.split_at_checked(text.find(begins).or_else(|| text.rfind([' ', ',']))?);
    let found = bracketed().or_else(|| plain().map(|(day, rest)| (day, weekday(rest, false))));
    match found {
        Some((day, Some(weekday))) => (day.trim_end_matches([' ', ',']), Some(weekday)),
        Some((_, None)) | None => (text, None),
    }
}

/// Parses `Fri`, `Friday`, `星期五`, `週五`; in brackets `五` alone.
fn weekday(text: &str, in_brackets: bool) -> Option<Weekday> {
    const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const CHINESE: [&str; 8] = ["一", "二", "三", "四", "五", "六", "日", "天"];
    let text = text.trim_matches([' ', ',', '.']);
    let behind = ["星期", "禮拜", "週", "周"].iter().find_map(|prefix| text.strip_prefix(prefix));
    let chinese = behind.or(Some(text).filter(|_| in_brackets));
    let index = ENGLISH
        .iter()
        .position(|name| text.len() >= 3 && name.starts_with(text))
        .or_else(|| CHINESE.iter().position(|name| chinese == Some(*name)))?;
    Weekday::from_monday_zero_offset(i8::try_from(index.min(6)).ok()?).ok()
}
