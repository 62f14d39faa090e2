//! The due index: what time alone will change, found by the day or instant of what comes next. It is sparse and sorted, so
//! that a sweep reads what is due, whenever it fell due, and nothing else; there is no day that could be missed.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Fault;
use domain::enrollment::Enrollment;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::client::{Table, unavailable};
use crate::item::{self, text};
use crate::keys::{self, Due, INDEX_SHARDS, Key};
use crate::record::{Aggregate, Record, Stored};

/// Keys read of the index at once: as many as one batch of items holds.
const PAGE: i32 = 100;

/// A place in the due index, behind the item it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCursor {
    due_pk: String,
    due_sk: String,
    pk: String,
    sk: String,
}

/// Where a sweep that ran out of time goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepCursor {
    /// In this shard,
    pub shard: u8,
    /// behind this place; at its front without one.
    pub after: Option<DueCursor>,
}

impl SweepCursor {
    /// Whether what is due until then reaches this far: a place kept by a sweep for a later day is none for an earlier.
    pub fn is_within(&self, until: &DueUntil) -> bool {
        self.after.as_ref().is_none_or(|after| after.due_sk <= until.0)
    }
}

/// Keys of due items, and where to go on.
#[derive(Clone, Debug)]
pub struct DuePage {
    /// At most a hundred, each with the place behind it.
    pub keys: Vec<(Key, DueCursor)>,
    /// Behind the last of them; nothing at the end.
    pub next: Option<DueCursor>,
}

/// Up to when something must be due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueUntil(String);

impl DueUntil {
    /// Through the whole of a day.
    pub fn day(day: Date) -> Self {
        Self(keys::due_through(day))
    }

    /// Up to and including an instant.
    pub fn instant(at: Timestamp) -> Self {
        Self(keys::due_instant(at))
    }
}

impl DueCursor {
    /// Whether it lies behind another of the same shard. What is due at the same time has no order of its own.
    pub fn is_behind(&self, other: &Self) -> bool {
        self.due_sk > other.due_sk
    }

    fn of(item: &item::Item) -> Option<Self> {
        let part = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: part("pk")?, sk: part("sk")?, due_pk: part("due_pk")?, due_sk: part("due_sk")? })
    }

    fn attributes(&self) -> HashMap<String, AttributeValue> {
        let parts = [("pk", &self.pk), ("sk", &self.sk), ("due_pk", &self.due_pk), ("due_sk", &self.due_sk)];
        parts.into_iter().map(|(name, value)| (name.to_owned(), text(value))).collect()
    }
}

impl Table {
    /// A page of what is due in one shard, earliest first.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn due(
        &self,
        what: Due,
        shard: u8,
        until: &DueUntil,
        after: Option<&DueCursor>,
    ) -> Result<DuePage, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE).limit(PAGE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk <= :until");
        let request = request.expression_attribute_values(":shard", text(what.shard(shard)));
        let request = request.expression_attribute_values(":until", text(&until.0));
        let request = request.set_exclusive_start_key(after.map(DueCursor::attributes));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let placed = |item: &item::Item| Some((Key::of(item)?, DueCursor::of(item)?));
        let keys = page.items.unwrap_or_default().iter().filter_map(placed).collect();
        Ok(DuePage { keys, next: page.last_evaluated_key.as_ref().and_then(DueCursor::of) })
    }

    /// Enrollments of all companies that time will change before a day, in the order of that day, then of company and
    /// program; those behind the place `after`. Up to `limit`, each with its place, and read or with why it cannot be.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn enrollments_due(
        &self,
        before: Date,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Result<Stored<Enrollment>, Fault>)>, Fault> {
        let shards = (0..INDEX_SHARDS).map(|shard| self.due_behind(shard, before, after, limit));
        let mut found: Vec<(String, Key)> =
            futures::future::try_join_all(shards).await?.into_iter().flatten().collect();
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        found.truncate(limit);
        let keys: Vec<Key> = found.iter().map(|(_, key)| key.clone()).collect();
        let mut stored = self.stored_of::<Enrollment>(&keys).await?;
        Ok(found.into_iter().filter_map(|(place, key)| Some((place, stored.remove(&key)?))).collect())
    }

    async fn due_behind(
        &self,
        shard: u8,
        before: Date,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Key)>, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk BETWEEN :after AND :before");
        let request = request.expression_attribute_values(":shard", text(Due::Enrollments.shard(shard)));
        // The place itself is left out: behind it, and before every place that goes on from it with more characters,
        // stands the first character that no place holds.
        let after = after.map_or_else(|| "0".to_owned(), |after| format!("{after}!"));
        let request = request.expression_attribute_values(":after", text(after));
        let request = request.expression_attribute_values(":before", text(before.to_string()));
        let request = request.limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let placed = |item: &item::Item| Some((DueCursor::of(item)?.due_sk, Key::of(item)?));
        Ok(page.items.unwrap_or_default().iter().filter_map(placed).collect())
    }

    /// Up to 100 due items; each is read or says why not. What is gone by now is left out.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn read_due<A: Aggregate>(&self, keys: &[Key]) -> Result<Vec<(Key, Result<Stored<A>, Fault>)>, Fault> {
        let mut stored = self.stored_of::<A>(keys).await?;
        Ok(keys.iter().filter_map(|key| Some((key.clone(), stored.remove(key)?))).collect())
    }

    /// One due item, as it stands now.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn reread<A: Aggregate>(&self, key: &Key) -> Result<Option<Stored<A>>, Fault> {
        Ok(self.get_item(key).await?.map(Record::read).transpose()?.map(Stored::from))
    }

    /// Where a sweep that ran out of time goes on.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the place cannot be understood.
    pub async fn sweep_cursor(&self, sweep: &str) -> Result<Option<SweepCursor>, Fault> {
        let kept: Option<KeptPlace> = self.get(&Key::sweep(sweep)).await?;
        Ok(kept.and_then(|kept| kept.place))
    }

    /// Keeps the place at which a sweep ran out of time; nothing once it came to the end.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn store_sweep_cursor(&self, sweep: &str, place: Option<SweepCursor>) -> Result<(), Fault> {
        self.put(item::write(&Key::sweep(sweep), &KeptPlace { place })?).await
    }
}

#[derive(Serialize, Deserialize)]
struct KeptPlace {
    place: Option<SweepCursor>,
}
