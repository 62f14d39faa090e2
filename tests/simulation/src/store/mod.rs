//! The table: the engine, a copy of its items, and indexes that may lag behind.

mod answer;
mod index;

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::{Database as Engine, Item};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::item::{self, Key};

pub use answer::response;
use index::LaggingIndex;

/// The table's name.
pub const TABLE: &str = "vouchsafe";

/// A change of an item.
#[derive(Clone, Debug)]
pub struct Written {
    /// The key.
    pub key: Key,
    /// The item before; `None` for a new one.
    pub before: Option<Arc<Item>>,
    /// The item after; `None` for a removed one.
    pub after: Option<Arc<Item>>,
}

/// The table.
pub struct Store {
    engine: Engine,
    index: LaggingIndex,
    items: BTreeMap<Key, Arc<Item>>,
    /// The key of the item that cannot be read at present.
    pub unreadable: Option<Key>,
}

impl Store {
    /// An empty table.
    pub fn new(clock: VirtualClock) -> Self {
        let engine = Engine::memory_with_clock(Arc::new(clock)).unwrap();
        let mut schema = testkit::schema();
        schema["StreamSpecification"] = json!({"StreamEnabled": false});
        let indexes = engine_of(&schema, clock);
        schema["GlobalSecondaryIndexes"].take();
        schema.as_object_mut().unwrap().remove("GlobalSecondaryIndexes");
        let keys = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
        schema["AttributeDefinitions"] = json!([keys("pk"), keys("sk")]);
        engine.create_table(serde_json::from_value(schema).unwrap()).unwrap();
        Self { engine, index: LaggingIndex::new(indexes), items: BTreeMap::new(), unreadable: None }
    }

    /// The items, in the order of their keys.
    pub fn items(&self) -> &BTreeMap<Key, Arc<Item>> {
        &self.items
    }

    /// An item.
    pub fn find(&self, pk: &str, sk: &str) -> Option<&Arc<Item>> {
        self.items.get(&(pk.to_owned(), sk.to_owned()))
    }

    /// The items of a partition whose sort key begins with a prefix.
    pub fn under<'a>(&'a self, pk: &'a str, sk: &'a str) -> impl Iterator<Item = (&'a Key, &'a Arc<Item>)> {
        let from = (pk.to_owned(), sk.to_owned());
        self.items.range(from..).take_while(move |((found, sort), _)| found == pk && sort.starts_with(sk))
    }

    /// The items with this sort key in all partitions that begin with a prefix.
    pub fn each<'a>(&'a self, pk: &'a str, sk: &'a str) -> impl Iterator<Item = (&'a Key, &'a Arc<Item>)> {
        let from = (pk.to_owned(), String::new());
        let of_kind = self.items.range(from..).take_while(move |((found, _), _)| found.starts_with(pk));
        of_kind.filter(move |((_, sort), _)| sort == sk)
    }

    /// Removes an item, as the table's time to live does.
    pub fn expire(&mut self, key: &Key) {
        let request = json!({"TableName": TABLE, "Key": item::key_item(key)});
        self.engine.delete_item(serde_json::from_value(request).unwrap()).unwrap();
        self.items.remove(key);
    }

    /// The keys of expired items.
    pub fn expired(&self, now: i64) -> Vec<Key> {
        let is_expired = |item: &Arc<Item>| (1..now).contains(&item::number(item, "ttl"));
        self.items.iter().filter(|(_, item)| is_expired(item)).map(|(key, _)| key.clone()).collect()
    }

    /// The number of items whose copy differs from the engine's item.
    pub fn differing(&self) -> Vec<Key> {
        let mut request = json!({"TableName": TABLE});
        let mut found: BTreeMap<Key, Item> = BTreeMap::new();
        loop {
            let page = self.engine.scan(serde_json::from_value(request.clone()).unwrap()).unwrap();
            found.extend(page.items.unwrap_or_default().into_iter().map(|item| (item::key_of(&item), item)));
            match page.last_evaluated_key {
                Some(last) => request["ExclusiveStartKey"] = serde_json::to_value(last).unwrap(),
                None => break,
            }
        }
        let keys = self.items.keys().chain(found.keys());
        keys.filter(|key| self.items.get(*key).map(|item| &**item) != found.get(*key)).cloned().collect()
    }

    /// Replaces the copy of an item and tells the index; `None` when nothing changed.
    fn wrote(&mut self, key: Key, after: Option<Item>, lag: u64, now: u64) -> Option<Written> {
        let before = self.items.get(&key).cloned();
        if before.as_deref() == after.as_ref() {
            return None;
        }
        let after = after.map(Arc::new);
        match &after {
            Some(item) => self.items.insert(key.clone(), Arc::clone(item)),
            None => self.items.remove(&key),
        };
        self.index.hear(&key, before.as_deref(), after.as_ref(), now.saturating_add(lag));
        Some(Written { key, before, after })
    }
}

fn engine_of(schema: &serde_json::Value, clock: VirtualClock) -> Engine {
    let engine = Engine::memory_with_clock(Arc::new(clock)).unwrap();
    engine.create_table(serde_json::from_value(schema.clone()).unwrap()).unwrap();
    engine
}
