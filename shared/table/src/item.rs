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
    serde_dynamo::from_item(item).map_err(|error| Fault::corrupt(key, &error))
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
