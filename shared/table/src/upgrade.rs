//! Items of the first versions, which kept the facts of a partner company without revision or history, as they would be
//! written today.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::item::{Item, number, text};

/// Adds what every fact of a company has now: whose it is, and a revision before the first.
pub fn partner_fact(item: &mut Item, event: &str) {
    id_from_key_part(item, "company_id", "pk", "P#");
    item.entry("rev".to_owned()).or_insert_with(|| number(0));
    first_event(item, event);
}

/// Adds how its history began, to a record that had none.
pub fn first_event(item: &mut Item, event: &str) {
    if item.contains_key("last_event") {
        return;
    }
    let first = [
        ("type", text(event)),
        ("at", text("1970-01-01T00:00:00Z")),
        ("by", text("system:upgrade")),
        ("attempt", text("0000000000000000")),
    ];
    let first: HashMap<_, _> = first.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    item.insert("head".to_owned(), text(""));
    item.insert("last_event".to_owned(), AttributeValue::M(first));
}

/// Adds an id that once stood in the sort key alone.
pub fn id_from_key(item: &mut Item, name: &str, prefix: &str) {
    id_from_key_part(item, name, "sk", prefix);
}

fn id_from_key_part(item: &mut Item, name: &str, part: &str, prefix: &str) {
    let id = item.get(part).and_then(|key| key.as_s().ok()).and_then(|key| key.strip_prefix(prefix)).map(text);
    if let Some(id) = id {
        item.entry(name.to_owned()).or_insert(id);
    }
}
