//! Building of JSON objects.

use serde_json::Value;

/// Sets a member of an object; other values stay unchanged.
pub(crate) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}
