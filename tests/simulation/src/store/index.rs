//! The indexes: an engine of their own, which hears of a write when somebody asks, and only of those writes that have
//! reached it by then.

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::actions::query::QueryRequest;
use dynoxide::{AttributeValue, Database as Engine, Item};
use serde_json::json;

use super::TABLE;
use crate::item::{self, Key, text};

/// The partition keys of the indexes.
const INDEXES: [&str; 3] = ["due_pk", "company_pk", "listing_pk"];

/// Indexes that may lag behind the table.
pub struct LaggingIndex {
    engine: Engine,
    /// Writes on their way, in the order in which they were made, with the instant of their arrival.
    pending: Vec<(u64, Key, Option<Arc<Item>>)>,
    /// The partition of each item that is due.
    due: BTreeMap<Key, String>,
}

impl LaggingIndex {
    /// Indexes over an engine.
    pub fn new(engine: Engine) -> Self {
        Self { engine, pending: Vec::new(), due: BTreeMap::new() }
    }

    /// Hears of a write that arrives at an instant. A write of an item arrives after the earlier ones of the same item.
    pub fn hear(&mut self, key: &Key, before: Option<&Item>, after: Option<&Arc<Item>>, arrives: u64) {
        let is_indexed = |item: &Item| INDEXES.iter().any(|index| item.contains_key(*index));
        let stays = after.filter(|item| is_indexed(item));
        if stays.is_none() && !before.is_some_and(is_indexed) {
            return;
        }
        let earlier = self.pending.iter().filter(|(_, known, _)| known == key).map(|(at, _, _)| *at).max();
        self.pending.push((arrives.max(earlier.unwrap_or_default()), key.clone(), stays.cloned()));
    }

    /// The engine at an instant, and the number of writes that it does not know yet.
    pub fn at(&mut self, now: u64) -> (&Engine, usize) {
        let mut arrived: BTreeMap<Key, Option<Arc<Item>>> = BTreeMap::new();
        self.pending.retain(|(at, key, item)| {
            if *at <= now {
                arrived.insert(key.clone(), item.clone());
            }
            *at > now
        });
        for (key, item) in arrived {
            self.due.remove(&key);
            let due = item.as_ref().map(|item| text(item, "due_pk")).filter(|due| !due.is_empty());
            self.due.extend(due.map(|due| (key.clone(), due.to_owned())));
            if let Some(item) = item {
                let put = dynoxide::actions::put_item::PutItemRequest {
                    table_name: TABLE.to_owned(),
                    item: (*item).clone(),
                    ..Default::default()
                };
                self.engine.put_item(put).unwrap();
            } else {
                let request = json!({"TableName": TABLE, "Key": item::key_item(&key)});
                self.engine.delete_item(serde_json::from_value(request).unwrap()).unwrap();
            }
        }
        (&self.engine, self.pending.len())
    }

    /// True when no item is due in the partition of a query, as in most of them.
    pub fn is_empty(&self, query: &QueryRequest) -> bool {
        let values = query.expression_attribute_values.iter().flatten();
        let mut values =
            values.filter_map(|(_, value)| if let AttributeValue::S(text) = value { Some(text) } else { None });
        query.index_name.as_deref() == Some("by_due") && !values.any(|value| self.due.values().any(|due| due == value))
    }
}
