//! From one JSON value to what a field takes, or why not.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::body::json::Json;

/// A value that is not what the field takes.
pub(crate) struct Wrong {
    pub(crate) code: &'static str,
    pub(crate) detail: String,
}

impl Wrong {
    pub(crate) fn kind(expected: &str, got: &Json) -> Self {
        Self { code: "wrong_type", detail: format!("must be {expected}, not {}", got.kind()) }
    }

    pub(crate) fn invalid(detail: impl Display) -> Self {
        Self { code: "invalid", detail: detail.to_string() }
    }
}

pub(crate) fn text<T, E: Display>(json: Json, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Wrong> {
    let text = json.into_text().map_err(|other| Wrong::kind("a string", &other))?;
    parse(&text).map_err(Wrong::invalid)
}

pub(crate) fn whole<T>(json: &Json, range: &RangeInclusive<T>) -> Result<T, Wrong>
where
    T: TryFrom<i64> + PartialOrd + Display,
{
    let outside = || Wrong::invalid(format!("must be a whole number from {} to {}", range.start(), range.end()));
    match json {
        Json::Whole(value) => T::try_from(*value).ok().filter(|value| range.contains(value)).ok_or_else(outside),
        Json::Rounded(_) | Json::OtherNumber => Err(outside()),
        Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => {
            Err(Wrong::kind("a whole number", json))
        }
    }
}

pub(crate) fn list(json: Json, lengths: &RangeInclusive<usize>) -> Result<Vec<Json>, Wrong> {
    let list = json.into_list().map_err(|other| Wrong::kind("a list", &other))?;
    if lengths.contains(&list.len()) {
        return Ok(list);
    }
    let (min, max) = (lengths.start(), lengths.end());
    Err(Wrong::invalid(format!("must have {min} to {max} items, not {}", list.len())))
}
