//! What every aggregate's item has besides the aggregate itself: its revision, what happened to it last, the head of its
//! history's chain, the attempts that changed it, and its places in the indexes.

use std::collections::HashMap;
use std::fmt::Debug;

use domain::attempt::{Actor, Attempt, Intent};
use domain::{Fault, VoucherNumber, digest};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::client::Table;
use crate::item::{self, Item};
use crate::keys::Key;

/// How many keyed attempts an item remembers besides its last one. What a key was answered is kept on its own; these are
/// for a crash between a change and its kept answer, and for the same request twice at the same moment.
const ATTEMPTS_REMEMBERED: usize = 4;

/// What is stored as one item, changed by one write, and has a history.
pub trait Aggregate: Clone + Debug + Serialize + DeserializeOwned + Send + Sync {
    /// What happens to it.
    type Event: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;

    /// Where it is stored.
    fn key(&self) -> Key;

    /// The status its history shows.
    fn status_name(&self) -> &'static str;

    /// Where it stands in the indexes.
    fn places(&self) -> IndexEntries {
        IndexEntries::default()
    }

    /// Whether the directory would show something else of the company than it did before this change.
    fn affects_listings(&self, _before: Option<&Self>) -> bool {
        false
    }
}

/// What happened last, by whose doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEvent<E> {
    /// What.
    #[serde(flatten)]
    pub event: E,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// The attempt that caused it.
    pub attempt: Attempt,
}

/// A record as it was read: its value, its revision, and what a write needs to follow on from it.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    /// The aggregate.
    pub value: T,
    /// Its revision: 1 when it is new, one more with every change.
    pub rev: u64,
    /// Who changed it last.
    pub last_by: Actor,
    pub(crate) head: String,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) last_attempt: Attempt,
}

/// The stored shape.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Record<A: Aggregate> {
    pub rev: u64,
    #[serde(flatten)]
    pub value: A,
    pub last_event: LastEvent<A::Event>,
    /// SHA-256 over the previous head and this event: every change seals all before it.
    pub head: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    #[serde(flatten)]
    pub places: IndexEntries,
}

/// Places in the sparse indexes; absent where the item has no business in one.
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
    /// Whether the attempt already changed it: then this is the same request again, and its answer is what stands.
    pub fn has_seen(&self, attempt: &Attempt) -> bool {
        self.last_attempt == *attempt || self.attempts.contains(attempt)
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
            last_attempt: record.last_event.attempt,
        }
    }
}

impl<A: Aggregate> Record<A> {
    /// The record that follows `seen` (nothing for a new one) once `event` happened.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the event cannot be serialised.
    pub fn after(seen: Option<&Stored<A>>, value: A, event: A::Event, intent: &Intent) -> Result<Self, Fault> {
        let last_event = LastEvent { event, at: intent.at, by: intent.by.clone(), attempt: intent.attempt.clone() };
        let attempts = seen.map(|seen| seen.attempts.clone()).unwrap_or_default();
        Ok(Self {
            rev: seen.map_or(0, |seen| seen.rev).saturating_add(1),
            head: head_after(seen.map_or("", |seen| &seen.head), &last_event)?,
            places: value.places(),
            value,
            attempts: remembering(attempts, intent),
            last_event,
        })
    }

    /// The record of an item.
    pub fn read(item: Item) -> Result<Self, Fault> {
        item::read(item)
    }

    pub fn item(&self) -> Result<Item, Fault> {
        item::write(&self.value.key(), self)
    }
}

/// The attempts with one more; the oldest make room. Only those whose caller chose a key can come again later: of the
/// others it is enough to know the last one, for a write whose answer was lost.
pub fn remembering(mut attempts: Vec<Attempt>, intent: &Intent) -> Vec<Attempt> {
    if intent.key.is_none() {
        return attempts;
    }
    attempts.push(intent.attempt.clone());
    let surplus = attempts.len().saturating_sub(ATTEMPTS_REMEMBERED);
    attempts.drain(..surplus);
    attempts
}

/// The chain's next head: a tampered, missing or swapped record is found.
pub fn head_after<E: Serialize>(previous: &str, event: &LastEvent<E>) -> Result<String, Fault> {
    event_bytes(event).map(|event| head_over(previous, &event))
}

/// What a head is computed over, besides the head before it.
pub fn event_bytes<E: Serialize>(event: &LastEvent<E>) -> Result<Vec<u8>, Fault> {
    digest::json_part("last_event", event)
}

/// The head that an event, as [`event_bytes`], leads to.
pub fn head_over(previous: &str, event: &[u8]) -> String {
    digest::hex_of_parts(&[previous.as_bytes(), event])
}

impl Table {
    /// Writes what follows on `seen`, on condition that nothing else followed on it.
    ///
    /// # Errors
    /// [`Fault::LostRace`] when something did; nothing is written then.
    pub async fn revise<A: Aggregate>(
        &self,
        seen: Option<&Stored<A>>,
        next: A,
        event: A::Event,
        intent: &Intent,
    ) -> Result<Stored<A>, Fault> {
        self.revise_with(seen, next, event, intent, Vec::new()).await
    }

    /// One aggregate, read consistently.
    pub(crate) async fn stored<A: Aggregate>(&self, key: &Key) -> Result<Option<Stored<A>>, Fault> {
        let found = self.get_item(key).await?;
        found.map(|item| Record::read(item).map(Stored::from)).transpose()
    }

    /// Every aggregate of a partition whose sort key begins so, read consistently, all pages.
    pub(crate) async fn stored_under<A: Aggregate>(
        &self,
        pk: String,
        sk_begins: &str,
    ) -> Result<Vec<Stored<A>>, Fault> {
        self.each_under(pk, sk_begins).await?.into_iter().map(|(_, stored)| stored).collect()
    }

    /// The same, each with the rest of its sort key. One that cannot be read is an error of its own and never hides the
    /// others.
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

    /// Aggregates of up to 100 different keys, read consistently in one round trip; those that do not exist are left
    /// out. One that cannot be read is an error of its own and never hides the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn stored_of<A: Aggregate>(&self, keys: &[Key]) -> Result<HashMap<Key, Result<Stored<A>, Fault>>, Fault> {
        Ok(each_of(keys, self.batch_get(keys).await?))
    }

    /// Aggregates of a list of up to 100 vouchers, in one round trip; those that do not exist are left out. The index that
    /// the list comes from is read eventually consistent, and so are they.
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
