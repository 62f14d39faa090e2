//! The item of an aggregate: the aggregate itself, its revision, its last event, the head of its history chain, its
//! last attempts and its index entries.

use std::collections::HashMap;
use std::fmt::Debug;

use domain::attempt::{Actor, Attempt, Intent};
use domain::people::Membership;
use domain::{Fault, Name, VoucherNumber, digest};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::attempts::{Attempts, LastWrite};
use crate::client::Table;
use crate::item::{self, Item};
use crate::keys::Key;

/// A value that is stored as one item, changes by one write and has a history.
pub trait Aggregate: Clone + Debug + Serialize + DeserializeOwned + Send + Sync {
    /// The events of the aggregate.
    type Event: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;

    /// The primary key.
    fn key(&self) -> Key;

    /// The status that the history shows.
    fn status_name(&self) -> &'static str;

    /// The entries in the sparse indexes.
    fn index_entries(&self) -> IndexEntries {
        IndexEntries::default()
    }

    /// True when the change alters the directory listings of the company.
    fn affects_listings(&self, _before: Option<&Self>) -> bool {
        false
    }
}

/// The event of the last change, with its time and actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEvent<E> {
    /// The event.
    #[serde(flatten)]
    pub event: E,
    /// The time of the event.
    pub at: Timestamp,
    /// The actor that caused it.
    pub by: Actor,
    /// The name that the actor's token had then; systems have none. No head is computed over it (DECISIONS.md 50).
    #[serde(rename = "who", default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<Name>,
    /// The company and roles of the actor's token; systems have none. No head is computed over it (DECISIONS.md 55).
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<Membership>,
    /// The attempt that caused it.
    pub attempt: Attempt,
}

/// The part of an event that a head is computed over: all but name and membership, which can be deleted later
/// (DECISIONS.md 50, 55).
#[derive(Serialize)]
struct Chained<'a, E> {
    #[serde(flatten)]
    event: &'a E,
    at: Timestamp,
    by: &'a Actor,
    attempt: &'a Attempt,
}

/// A value as it was read, with its revision and the data that the next write needs.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    /// The aggregate.
    pub value: T,
    /// The revision: 1 after creation, one more with every change.
    pub rev: u64,
    /// The actor of the last change.
    pub last_by: Actor,
    pub(crate) head: String,
    pub(crate) attempts: Attempts,
    pub(crate) last: LastWrite,
}

/// The stored shape of an aggregate.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Record<A: Aggregate> {
    pub rev: u64,
    #[serde(flatten)]
    pub value: A,
    pub last_event: LastEvent<A::Event>,
    /// The SHA-256 of the previous head and the last event (DECISIONS.md 41).
    pub head: String,
    #[serde(flatten)]
    pub attempts: Attempts,
    #[serde(flatten)]
    pub index_entries: IndexEntries,
}

/// The keys in the sparse indexes; absent where the item is not in an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "partition and sort key of the indexes by_due and by_company")]
pub struct IndexEntries {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_pk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_sk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_pk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_sk: Option<String>,
}

impl<T> Stored<T> {
    /// True when the attempt already changed the value. The request is then a replay and is answered from the stored
    /// value.
    pub fn has_attempt(&self, attempt: &Attempt) -> bool {
        self.attempts.include(attempt, &self.last)
    }
}

impl<A: Aggregate> From<Record<A>> for Stored<A> {
    fn from(record: Record<A>) -> Self {
        Self {
            value: record.value,
            rev: record.rev,
            head: record.head,
            attempts: record.attempts,
            last_by: record.last_event.by,
            last: LastWrite { attempt: record.last_event.attempt, at: record.last_event.at },
        }
    }
}

impl<A: Aggregate> Record<A> {
    /// The record that replaces `before` (`None` on creation) after `event`.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the event cannot be serialised.
    pub fn after(before: Option<&Stored<A>>, value: A, event: A::Event, intent: &Intent) -> Result<Self, Fault> {
        let last_event = LastEvent {
            event,
            at: intent.at,
            by: intent.by.clone(),
            by_name: intent.by_name.clone(),
            membership: intent.membership.clone(),
            attempt: intent.attempt.clone(),
        };
        Ok(Self {
            rev: before.map_or(0, |before| before.rev).saturating_add(1),
            head: head_after(before.map_or("", |before| &before.head), &last_event)?,
            index_entries: value.index_entries(),
            value,
            attempts: Attempts::after(before.map(|before| (&before.attempts, &before.last)), intent),
            last_event,
        })
    }

    /// Reads the record of an item.
    pub fn read(item: Item) -> Result<Self, Fault> {
        item::read(item)
    }

    pub fn item(&self) -> Result<Item, Fault> {
        item::write(&self.value.key(), self)
    }
}

/// The next head of the chain. It makes an altered, missing or swapped history record detectable (DECISIONS.md 41).
pub fn head_after<E: Serialize>(previous: &str, event: &LastEvent<E>) -> Result<String, Fault> {
    event_bytes(event).map(|event| head_over(previous, &event))
}

/// The bytes of an event that a head is computed over.
pub fn event_bytes<E: Serialize>(event: &LastEvent<E>) -> Result<Vec<u8>, Fault> {
    let LastEvent { event, at, by, by_name: _, membership: _, attempt } = event;
    digest::json_part("last_event", &Chained { event, at: *at, by, attempt })
}

/// The head after an event, given as [`event_bytes`].
pub fn head_over(previous: &str, event: &[u8]) -> String {
    digest::hex_of_parts(&[previous.as_bytes(), event])
}

impl Table {
    /// Writes `after`, on the condition that `before` is still the stored value (optimistic locking).
    ///
    /// # Errors
    /// [`Fault::LostRace`] when it is not; nothing is written then.
    pub async fn revise<A: Aggregate>(
        &self,
        before: Option<&Stored<A>>,
        after: A,
        event: A::Event,
        intent: &Intent,
    ) -> Result<Stored<A>, Fault> {
        self.revise_with(before, after, event, intent, Vec::new()).await
    }

    /// One aggregate, read consistently.
    pub(crate) async fn stored<A: Aggregate>(&self, key: &Key) -> Result<Option<Stored<A>>, Fault> {
        let found = self.get_item(key).await?;
        found.map(|item| Record::read(item).map(Stored::from)).transpose()
    }

    /// Every aggregate of a partition whose sort key begins with `sk_begins`, read consistently, all pages.
    pub(crate) async fn stored_under<A: Aggregate>(
        &self,
        pk: String,
        sk_begins: &str,
    ) -> Result<Vec<Stored<A>>, Fault> {
        self.each_under(pk, sk_begins).await?.into_iter().map(|(_, stored)| stored).collect()
    }

    /// Every aggregate of a partition whose sort key begins with `sk_begins`, each with the rest of its sort key. An
    /// unreadable item is an error of its own and does not hide the others (DECISIONS.md 34).
    pub(crate) async fn each_under<A: Aggregate>(
        &self,
        pk: String,
        sk_begins: &str,
    ) -> Result<Vec<(String, Result<Stored<A>, Fault>)>, Fault> {
        let rest = |item: &Item| {
            let sk = item.get("sk").and_then(|sk| sk.as_s().ok())?;
            sk.strip_prefix(sk_begins).map(str::to_owned)
        };
        let found = self.query_items(pk, sk_begins).await?.into_iter();
        Ok(found.map(|item| (rest(&item).unwrap_or_default(), Record::read(item).map(Stored::from))).collect())
    }

    /// The aggregates of up to 100 different keys, read consistently in one round trip, without those that do not
    /// exist. An unreadable item is an error of its own and does not hide the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn stored_of<A: Aggregate>(&self, keys: &[Key]) -> Result<HashMap<Key, Result<Stored<A>, Fault>>, Fault> {
        Ok(each_of(keys, self.batch_get(keys).await?))
    }

    /// The aggregates of up to 100 vouchers of a list, in one round trip, without those that do not exist. The read is
    /// eventually consistent, as is the index that the list comes from.
    pub(crate) async fn listed<A: Aggregate>(
        &self,
        numbers: &[VoucherNumber],
        key: fn(&VoucherNumber) -> Key,
    ) -> Result<HashMap<VoucherNumber, Result<Stored<A>, Fault>>, Fault> {
        let keys: Vec<Key> = numbers.iter().map(key).collect();
        let mut found = each_of::<A>(&keys, self.batch_get_eventually(&keys).await?);
        let by_number = |(number, key): (&VoucherNumber, &Key)| Some((number.clone(), found.remove(key)?));
        Ok(numbers.iter().zip(&keys).filter_map(by_number).collect())
    }
}

fn each_of<A: Aggregate>(keys: &[Key], items: Vec<Item>) -> HashMap<Key, Result<Stored<A>, Fault>> {
    let mut items: HashMap<String, Item> = items.into_iter().map(|found| (item::key_of(&found), found)).collect();
    let read = |key: &Key| Some((key.clone(), Record::read(items.remove(&key.to_string())?).map(Stored::from)));
    keys.iter().filter_map(read).collect()
}
