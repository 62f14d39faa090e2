//! Decoders from one JSON value to the type of a field.

use std::fmt::Display;
use std::ops::RangeInclusive;

use domain::{Flaw, Invalid};

use crate::body::json::Json;

/// An integer type, with its bounds as `i64` for messages and the contract.
pub(crate) trait IntegerType: TryFrom<i64> + TryInto<i64> + PartialOrd + Copy + Display {
    /// The number as `i64`, capped at the largest.
    fn number(self) -> i64 {
        self.try_into().unwrap_or(i64::MAX)
    }
}

impl<T: TryFrom<i64> + TryInto<i64> + PartialOrd + Copy + Display> IntegerType for T {}

/// The error of a value whose type is not the field's.
pub(crate) fn wrong_type(expected: &'static str, got: &Json) -> Invalid {
    Invalid::new(Flaw::WrongType, format!("must be {expected}, not {}", got.kind())).with("expected", &expected)
}

pub(crate) fn text<T>(json: Json, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Result<T, Invalid> {
    let text = json.into_text().map_err(|other| wrong_type("a string", &other))?;
    parse(&text)
}

pub(crate) fn integer<T: IntegerType>(json: &Json, range: &RangeInclusive<T>) -> Result<T, Invalid> {
    match json {
        Json::Integer(value) => in_range(*value, range),
        Json::Rounded(_) => Err(not_in_range(range, Flaw::NotWhole)),
        Json::OtherNumber => Err(not_in_range(range, Flaw::OutOfRange)),
        Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => {
            Err(wrong_type("a whole number", json))
        }
    }
}

/// Parses a whole number of a query string, where every value is text.
pub(crate) fn parse_integer<T: IntegerType>(json: &Json, range: &RangeInclusive<T>) -> Result<T, Invalid> {
    let number = json.as_text().and_then(|text| text.parse().ok());
    in_range(number.ok_or_else(|| not_in_range(range, Flaw::NotWhole))?, range)
}

fn in_range<T: IntegerType>(value: i64, range: &RangeInclusive<T>) -> Result<T, Invalid> {
    let value = T::try_from(value).ok().filter(|value| range.contains(value));
    value.ok_or_else(|| not_in_range(range, Flaw::OutOfRange))
}

fn not_in_range<T: IntegerType>(range: &RangeInclusive<T>, flaw: Flaw) -> Invalid {
    let (min, max) = (range.start(), range.end());
    let expected = format!("must be a whole number from {min} to {max}");
    Invalid::new(flaw, expected).with("min", &min.number()).with("max", &max.number())
}

pub(crate) fn boolean(json: Json) -> Result<bool, Invalid> {
    json.into_bool().map_err(|other| wrong_type("true or false", &other))
}

/// Parses a boolean of a query string.
pub(crate) fn parse_boolean(json: &Json) -> Result<bool, Invalid> {
    let value = json.as_text().and_then(|text| text.parse().ok());
    value.ok_or_else(|| Invalid::not_one_of(&["true", "false"]))
}

pub(crate) fn list(json: Json, lengths: &RangeInclusive<usize>) -> Result<Vec<Json>, Invalid> {
    let list = json.into_list().map_err(|other| wrong_type("a list", &other))?;
    if lengths.contains(&list.len()) {
        return Ok(list);
    }
    let (min, max, count) = (*lengths.start(), *lengths.end(), list.len());
    Err(Invalid::length(count, min, max, format!("must have {min} to {max} items, not {count}")))
}
