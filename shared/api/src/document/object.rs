//! Objects of JSON in the making.

use serde_json::Value;

/// Sets a member of an object; a value that is none stays as it is.
pub(crate) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}
