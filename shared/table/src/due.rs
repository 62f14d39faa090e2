//! The due index: items that change by the clock, sorted by the day or instant of the next step. It is sparse. A sweep
//! reads every item up to its day, however late it runs, so no day can be missed (DECISIONS.md 20).

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

/// The number of keys of one page: the limit of one BatchGetItem.
const PAGE: i32 = 100;

/// The position after an item in the due index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCursor {
    due_pk: String,
    due_sk: String,
    pk: String,
    sk: String,
}

/// The position at which a sweep that ran out of time continues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepCursor {
    /// The shard.
    pub shard: u8,
    /// The position in the shard; `None` for its beginning.
    pub after: Option<DueCursor>,
}

impl SweepCursor {
    /// True when the cursor lies within what is due until `until`. A cursor that was stored by a sweep for a later day
    /// does not apply to a sweep for an earlier one.
    pub fn is_within(&self, until: &DueUntil) -> bool {
        self.after.as_ref().is_none_or(|after| after.due_sk <= until.0)
    }
}

/// A page of keys of due items.
#[derive(Clone, Debug)]
pub struct DuePage {
    /// Up to 100 keys, each with the cursor after it.
    pub keys: Vec<(Key, DueCursor)>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<DueCursor>,
}

/// The upper bound (inclusive) of what is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueUntil(String);

impl DueUntil {
    /// Through the end of a day (UTC).
    pub fn day(day: Date) -> Self {
        Self(keys::due_through(day))
    }

    /// Up to and including an instant.
    pub fn instant(at: Timestamp) -> Self {
        Self(keys::due_instant(at))
    }
}

impl DueCursor {
    /// True when the cursor lies after another of the same shard. Cursors with the same due time are not ordered.
    pub fn is_after(&self, other: &Self) -> bool {
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
    /// A page of the due items of one shard, earliest first.
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
        let with_cursor = |item: &item::Item| Some((Key::of(item)?, DueCursor::of(item)?));
        let keys = page.items.unwrap_or_default().iter().filter_map(with_cursor).collect();
        Ok(DuePage { keys, next: page.last_evaluated_key.as_ref().and_then(DueCursor::of) })
    }

    /// Up to `limit` enrollments of all companies that are due before a day, after the cursor `after`. They are sorted
    /// by due day, company and program, each with its cursor. An unreadable item is a fault in its position.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn enrollments_due(
        &self,
        before: Date,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Result<Stored<Enrollment>, Fault>)>, Fault> {
        let shards = (0..INDEX_SHARDS).map(|shard| self.enrollments_after(shard, before, after, limit));
        let mut found: Vec<(String, Key)> =
            futures::future::try_join_all(shards).await?.into_iter().flatten().collect();
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        found.truncate(limit);
        let keys: Vec<Key> = found.iter().map(|(_, key)| key.clone()).collect();
        let mut stored = self.stored_of::<Enrollment>(&keys).await?;
        Ok(found.into_iter().filter_map(|(cursor, key)| Some((cursor, stored.remove(&key)?))).collect())
    }

    async fn enrollments_after(
        &self,
        shard: u8,
        before: Date,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Key)>, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk BETWEEN :after AND :before");
        let request = request.expression_attribute_values(":shard", text(Due::Enrollments.shard(shard)));
        // `!` sorts before every character of a cursor: the bound excludes the cursor itself and includes every longer
        // cursor that begins with it.
        let after = after.map_or_else(|| "0".to_owned(), |after| format!("{after}!"));
        let request = request.expression_attribute_values(":after", text(after));
        let request = request.expression_attribute_values(":before", text(before.to_string()));
        let request = request.limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let with_cursor = |item: &item::Item| Some((DueCursor::of(item)?.due_sk, Key::of(item)?));
        Ok(page.items.unwrap_or_default().iter().filter_map(with_cursor).collect())
    }

    /// Up to 100 due items. An unreadable item is a fault in its position; an item that no longer exists is left out.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn read_due<A: Aggregate>(&self, keys: &[Key]) -> Result<Vec<(Key, Result<Stored<A>, Fault>)>, Fault> {
        let mut stored = self.stored_of::<A>(keys).await?;
        Ok(keys.iter().filter_map(|key| Some((key.clone(), stored.remove(key)?))).collect())
    }

    /// The current value of one due item.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn reread<A: Aggregate>(&self, key: &Key) -> Result<Option<Stored<A>>, Fault> {
        Ok(self.get_item(key).await?.map(Record::read).transpose()?.map(Stored::from))
    }

    /// The stored cursor of a sweep; `None` when the last sweep was complete.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the cursor cannot be understood.
    pub async fn sweep_cursor(&self, sweep: &str) -> Result<Option<SweepCursor>, Fault> {
        let stored: Option<StoredSweepCursor> = self.get(&Key::sweep(sweep)).await?;
        Ok(stored.and_then(|stored| stored.cursor))
    }

    /// Stores the cursor at which a sweep ran out of time, or `None` after a complete sweep.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn store_sweep_cursor(&self, sweep: &str, cursor: Option<SweepCursor>) -> Result<(), Fault> {
        self.put(item::write(&Key::sweep(sweep), &StoredSweepCursor { cursor })?).await
    }
}

#[derive(Serialize, Deserialize)]
struct StoredSweepCursor {
    #[serde(rename = "place")]
    cursor: Option<SweepCursor>,
}
