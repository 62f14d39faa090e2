//! Conversion of records to items and back. An unreadable item is an error with its key, never a panic.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Fault;
use serde::{Serialize, de::DeserializeOwned};

use crate::keys::Key;

pub type Item = HashMap<String, AttributeValue>;

/// Converts a record to an item with its key.
pub fn write<R: Serialize>(key: &Key, record: &R) -> Result<Item, Fault> {
    let mut item: Item = serde_dynamo::to_item(record).map_err(|error| Fault::corrupt(key.to_string(), &error))?;
    item.extend(key.attributes());
    Ok(item)
}

/// Converts an item to its record.
pub fn read<R: DeserializeOwned>(item: Item) -> Result<R, Fault> {
    let key = key_of(&item);
    serde_dynamo::from_item(item).map_err(|error| Fault::corrupt(key, &without_values(&error.to_string())))
}

/// Splits results into the values and the faults.
pub fn readable<T>(found: impl Iterator<Item = Result<T, Fault>>) -> (Vec<T>, Vec<Fault>) {
    let (mut read, mut unreadable) = (Vec::new(), Vec::new());
    for result in found {
        match result {
            Ok(value) => read.push(value),
            Err(fault) => unreadable.push(fault),
        }
    }
    (read, unreadable)
}

/// Removes the offending value from an error message of serde: the value may be personal data, and the message is
/// logged.
pub fn without_values(message: &str) -> String {
    match message.split_once(", expected ") {
        Some((actual, expected)) => {
            let actual = actual.split([':', '`', '"']).next().unwrap_or_default();
            format!("{}, expected {expected}", actual.trim_end())
        }
        None => message.to_owned(),
    }
}

/// The key of an item, for logs and messages.
pub fn key_of(item: &Item) -> String {
    let part = |name| item.get(name).and_then(|value| value.as_s().ok()).map_or("?", String::as_str);
    format!("{}/{}", part("pk"), part("sk"))
}

/// A text attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only deserialized")]
    struct Sample {
        days: u8,
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plan,
    }

    #[test]
    fn an_error_message_does_not_contain_the_unreadable_value() {
        for (days, kind, expected) in [
            (text("lin.mei@contoso.example"), text("plan"), "Expected num"),
            (number(5), text("lin.mei@contoso.example"), "unknown variant, expected `plan`"),
        ] {
            let item = Item::from([("days".to_owned(), days), ("kind".to_owned(), kind)]);
            let message = read::<Sample>(item).unwrap_err().to_string();
            assert!(message.contains(expected) && !message.contains('@'), "{message}");
        }
        let message = read::<Sample>(Item::from([("days".to_owned(), number(5))])).unwrap_err().to_string();
        assert!(message.contains("missing field `kind`"), "{message}");
    }
}
