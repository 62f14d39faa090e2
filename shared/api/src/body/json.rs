//! JSON values, stricter than `serde_json::Value`: a duplicate key is an error, because two readers could each use
//! another of the two values (RFC 8259 4, RFC 7493 2.3). Numbers are stored as whole numbers only.

use std::fmt;

use jiff::SignedDuration;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The longest quotation of a caller's text in an answer, in characters.
const QUOTED_CHARS_MAX: usize = 64;

/// One JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number with a fraction, rounded down. `5.0` is a [`Json::Integer`].
    Rounded(i64),
    /// A number beyond 64 bits.
    OtherNumber,
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The type of the value, for error messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Integer(_) => "a number",
            Self::Rounded(_) | Self::OtherNumber => "a number that is fractional or too large",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The members of an object; `Err` with the value otherwise.
    pub(crate) fn into_object(self) -> Result<Vec<(String, Json)>, Self> {
        if let Self::Object(members) = self { Ok(members) } else { Err(self) }
    }

    /// The items of a list; `Err` with the value otherwise.
    pub(crate) fn into_list(self) -> Result<Vec<Json>, Self> {
        if let Self::List(items) = self { Ok(items) } else { Err(self) }
    }

    /// The text of a string; `Err` with the value otherwise.
    pub(crate) fn into_text(self) -> Result<String, Self> {
        if let Self::Text(text) = self { Ok(text) } else { Err(self) }
    }

    /// A boolean; `Err` with the value otherwise.
    pub(crate) fn into_bool(self) -> Result<bool, Self> {
        if let Self::Bool(value) = self { Ok(value) } else { Err(self) }
    }

    /// The text of a string.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items of a list.
    pub(crate) fn as_list(&self) -> Option<&[Json]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// A number, rounded down to a whole one.
    pub(crate) fn rounded_down(&self) -> Option<i64> {
        if let Self::Integer(value) | Self::Rounded(value) = self { Some(*value) } else { None }
    }
}

impl fmt::Display for Json {
    /// Writes the canonical text, equal for values that a decoder does not distinguish: members sorted by name, `null`
    /// members left out, no white space.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Rounded(value) => write!(f, "{value}+"),
            Self::OtherNumber => f.write_str("number"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                items.iter().try_for_each(|item| write!(f, "{item},"))?;
                f.write_str("]")
            }
            Self::Object(members) => {
                let mut sorted: Vec<_> = members.iter().filter(|(_, value)| *value != Self::Null).collect();
                sorted.sort_by_key(|(name, _)| name);
                f.write_str("{")?;
                sorted.into_iter().try_for_each(|(name, value)| write!(f, "{name:?}:{value},"))?;
                f.write_str("}")
            }
        }
    }
}

/// The caller's text, shortened to be quoted in an answer. What cannot be seen, quotes and backslashes are escaped:
/// `\u{7f}`.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED_CHARS_MAX).collect();
    short.escape_debug().to_string()
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::OtherNumber, Json::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        let floor = value.floor();
        // The standard library converts floats with `as` only, which does not report an overflow.
        let Ok(seconds) = SignedDuration::try_from_secs_f64(floor) else { return Ok(Json::OtherNumber) };
        let kind = if floor.total_cmp(&value).is_eq() { Json::Integer } else { Json::Rounded };
        Ok(kind(seconds.as_secs()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element()? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut keys = std::collections::HashSet::new();
        let mut members = Vec::new();
        while let Some(key) = access.next_key::<String>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(format!("the key \"{}\" appears twice", quoted(&key))));
            }
            members.push((key, access.next_value()?));
        }
        Ok(Json::Object(members))
    }
}
