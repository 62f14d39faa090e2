//! Records to items and back. An item that cannot be read is an error with its key, never a panic.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Fault;
use serde::{Serialize, de::DeserializeOwned};

use crate::keys::Key;

pub type Item = HashMap<String, AttributeValue>;

/// The item of a record, its key included.
pub fn write<R: Serialize>(key: &Key, record: &R) -> Result<Item, Fault> {
    let mut item: Item = serde_dynamo::to_item(record).map_err(|error| Fault::corrupt(key.to_string(), &error))?;
    item.extend(key.attributes());
    Ok(item)
}

/// The record of an item.
pub fn read<R: DeserializeOwned>(item: Item) -> Result<R, Fault> {
    let key = key_of(&item);
    serde_dynamo::from_item(item).map_err(|error| Fault::corrupt(key, &without_values(&error.to_string())))
}

/// Those that could be read, and why the others could not.
pub fn readable<T>(found: impl Iterator<Item = Result<T, Fault>>) -> (Vec<T>, Vec<Fault>) {
    let (mut read, mut unreadable) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Ok(one) => read.push(one),
            Err(fault) => unreadable.push(fault),
        }
    }
    (read, unreadable)
}

/// What serde has to complain of, but not what stands there: that may be anything, a person's name as well, and what is
/// said here goes to the log.
pub fn without_values(complaint: &str) -> String {
    match complaint.split_once(", expected ") {
        Some((what, expected)) => {
            let what = what.split([':', '`', '"']).next().unwrap_or_default();
            format!("{}, expected {expected}", what.trim_end())
        }
        None => complaint.to_owned(),
    }
}

/// The key of an item, for people.
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
    #[expect(dead_code, reason = "only read")]
    struct Thing {
        days: u8,
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plan,
    }

    #[test]
    fn what_is_unreadable_is_not_repeated() {
        for (days, kind, said) in [
            (text("lin.mei@contoso.example"), text("plan"), "Expected num"),
            (number(5), text("lin.mei@contoso.example"), "unknown variant, expected `plan`"),
        ] {
            let item = Item::from([("days".to_owned(), days), ("kind".to_owned(), kind)]);
            let told = read::<Thing>(item).unwrap_err().to_string();
            assert!(told.contains(said) && !told.contains('@'), "{told}");
        }
        let told = read::<Thing>(Item::from([("days".to_owned(), number(5))])).unwrap_err().to_string();
        assert!(told.contains("missing field `kind`"), "{told}");
    }
}
