//! Parses the values of the template's lines in the forms that people write.
//!
//! An ambiguous value is refused; nothing is assigned on a guess.

mod day;
mod numeral;
#[cfg(test)]
mod tests;

use domain::text::{Mailbox, normalized};
use domain::{CompanyId, Country, Flaw, Invalid};

pub(super) use self::day::{day, instant};

const OPENING: [char; 3] = ['(', '（', '﹙'];
const CLOSING: [char; 3] = [')', '）', '﹚'];
/// The punctuation that may end a line and is no part of its value.
const STOPS: [char; 9] = ['.', '。', ',', '，', '、', ';', '；', ':', '：'];
/// The words between a license and its last day. Of two with the same beginning the longer comes first.
const UNTIL: [&str; 13] = [
    "valid until",
    "valid through",
    "valid till",
    "valid to",
    "expires on",
    "expires",
    "until",
    "有效期限至",
    "有效期間至",
    "有效期至",
    "有效期限",
    "有效至",
    "到期日",
];
/// The units of a number of days. A service level counts working days.
const UNITS: [&str; 14] = [
    "",
    "day",
    "days",
    "day(s)",
    "working day",
    "working days",
    "business day",
    "business days",
    "天",
    "日",
    "工作天",
    "工作日",
    "個工作天",
    "個工作日",
];
/// The values that mean no intended partner. A dash means the same.
const NO_PARTNER: [&str; 24] = [
    "any",
    "any partner",
    "anyone",
    "none",
    "no",
    "no preference",
    "nobody",
    "not applicable",
    "not specified",
    "not yet decided",
    "n/a",
    "n.a",
    "na",
    "nil",
    "open",
    "tbd",
    "unspecified",
    "不指定",
    "未指定",
    "無指定",
    "不限",
    "無",
    "沒有",
    "未定",
];

/// Parses `5`, `5 days`, `5 個工作天`, `五天`.
pub(super) fn days(text: &str) -> Result<u8, Invalid> {
    let expected = || Invalid::new(Flaw::Invalid, "must be a number of days such as 5 days or 5 天");
    let text = normalized(text).trim_end_matches(STOPS).to_lowercase();
    let (number, unit) = numeral::leading(&text);
    let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = numeral::read(number).filter(|_| UNITS.contains(&unit.as_str())).ok_or_else(expected)?;
    u8::try_from(number).ok().filter(|days| *days > 0).ok_or_else(expected)
}

/// The text before and in the last pair of brackets, which must end the text.
pub(super) fn name_and_id(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || STOPS.contains(&c));
    let (name, id) = text.strip_suffix(CLOSING)?.rsplit_once(OPENING)?;
    Some((name.trim(), id.trim()))
}

/// The id and the last day of `LIC-2001, valid until 2027-06-30`.
pub(super) fn license_parts(text: &str) -> Option<(&str, &str)> {
    let folded = text.to_ascii_lowercase();
    let (at, marker) = UNTIL.iter().find_map(|marker| folded.find(marker).map(|at| (at, marker)))?;
    let (id, end) = text.split_at_checked(at)?;
    let (_, end) = end.split_at_checked(marker.len())?;
    let separates = |c: char| c.is_whitespace() || STOPS.contains(&c);
    let id = id.trim_matches(|c| separates(c) || "-–—".contains(c) || OPENING.contains(&c) || CLOSING.contains(&c));
    Some((id, without_stray_bracket(end.trim_matches(separates)).trim_matches(separates)))
}

/// The text without a closing bracket at its end that has no opening one.
fn without_stray_bracket(text: &str) -> &str {
    let count = |brackets: [char; 3]| text.chars().filter(|c| brackets.contains(c)).count();
    let stray = count(CLOSING) > count(OPENING);
    text.strip_suffix(CLOSING).filter(|_| stray).unwrap_or(text)
}

/// The name and address of `Lin Mei <lin.mei@contoso.example>`; `None` without a name or with two addresses.
pub(super) fn name_and_address(text: &str) -> Option<(String, String)> {
    let Mailbox { name, address } = Mailbox::parse(text)?;
    Some((name?, address))
}

/// Parses a country by its code, its name, or both: `TW`, `台灣`, `Taiwan (TW)`, `台灣 / Taiwan`.
pub(super) fn country(text: &str) -> Result<Country, Invalid> {
    let text = normalized(text);
    let text = text.trim_end_matches(STOPS);
    if let Some(country) = Country::known(text) {
        return Ok(country);
    }
    if let Some((name, code)) = name_and_id(text) {
        let country = Country::known(code).map_or_else(|| Country::parse(code), Ok)?;
        return same_country(country, Country::known(name));
    }
    let parts = text.split(['/', '|', ',', '、']).flat_map(|part| part.split(" - ")).map(str::trim);
    let mut countries = parts.map(|part| Country::known(part).map_or_else(|| Country::parse(part), Ok));
    let first = countries.next().unwrap_or_else(|| Country::parse(text))?;
    countries.try_fold(first, |first, country| same_country(first, Some(country?)))
}

/// The country, or an error when the line names another one too.
fn same_country(country: Country, other: Option<Country>) -> Result<Country, Invalid> {
    match other.filter(|other| *other != country) {
        Some(other) => Err(Invalid::new(Flaw::Invalid, format!("must be one country, not {country} and {other}"))),
        None => Ok(country),
    }
}

/// Parses the intended partner: `P-1`, `Northwind (P-1)`; `None` for `any`, `不指定`, `-`.
pub(super) fn partner(text: &str) -> Result<Option<CompanyId>, Invalid> {
    let plain = normalized(text);
    let id = name_and_id(&plain).map_or(&*plain, |(_, id)| id);
    let value = id.trim_end_matches(STOPS).to_lowercase();
    if NO_PARTNER.contains(&value.as_str()) || value.chars().all(|c| c == '-') {
        return Ok(None);
    }
    CompanyId::parse(id).map(Some)
}
