//! Reads attributes of stored items.

use dynoxide::{AttributeValue, Item};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Number, Value, json};

/// The primary key of an item.
pub type Key = (String, String);

/// The key of an item.
pub fn key_of(item: &Item) -> Key {
    (text(item, "pk").to_owned(), text(item, "sk").to_owned())
}

/// The attribute at a path such as `reservation.company_id`.
pub fn at<'a>(item: &'a Item, path: &str) -> Option<&'a AttributeValue> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (item.get(first)?, rest) {
        (AttributeValue::M(inner), Some(rest)) => at(inner, rest),
        (found, None) => Some(found),
        (_, Some(_)) => None,
    }
}

/// The text at a path; empty without one.
pub fn text<'a>(item: &'a Item, path: &str) -> &'a str {
    if let Some(AttributeValue::S(text)) = at(item, path) { text } else { "" }
}

/// The number at a path; 0 without one.
pub fn number(item: &Item, path: &str) -> i64 {
    if let Some(AttributeValue::N(number)) = at(item, path) { number.parse().unwrap_or_default() } else { 0 }
}

/// The day at a path.
pub fn day(item: &Item, path: &str) -> Option<Date> {
    text(item, path).parse().ok()
}

/// The instant at a path.
pub fn instant(item: &Item, path: &str) -> Option<Timestamp> {
    text(item, path).parse().ok()
}

/// The attributes of a key.
pub fn key_item((pk, sk): &Key) -> Item {
    let text = |text: &String| AttributeValue::S(text.clone());
    [("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))].into()
}

/// A value as plain JSON.
pub fn plain(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => number.parse::<Number>().map_or(Value::Null, Value::Number),
        AttributeValue::BOOL(is) => json!(is),
        AttributeValue::L(list) => Value::Array(list.iter().map(plain).collect()),
        AttributeValue::M(map) => {
            Value::Object(map.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>())
        }
        AttributeValue::SS(list) => json!(list),
        AttributeValue::B(_) | AttributeValue::NULL(_) | AttributeValue::NS(_) | AttributeValue::BS(_) => Value::Null,
    }
}
