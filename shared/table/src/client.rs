//! The handle on the table, its plain reads and writes, and the classification of SDK errors.
//!
//! The futures of the SDK are large (17 KB a call). Each is boxed, so that nested futures stay small.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::Fault;
use serde::de::DeserializeOwned;

use crate::item::{self, Item, text};
use crate::keys::Key;

/// The largest number of keys of one BatchGetItem (a limit of DynamoDB).
pub(crate) const BATCH_GET_MAX: usize = 100;
/// The number of BatchGetItem calls before unprocessed keys are reported as unavailable.
const BATCH_ATTEMPTS_MAX: u32 = 5;

/// The table. Cheap to clone; one per process.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

impl Table {
    /// The table with this name behind this client.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into() }
    }

    /// One record, read consistently.
    pub(crate) async fn get<R: DeserializeOwned>(&self, key: &Key) -> Result<Option<R>, Fault> {
        self.get_item(key).await?.map(item::read).transpose()
    }

    /// One item, read consistently.
    pub(crate) async fn get_item(&self, key: &Key) -> Result<Option<Item>, Fault> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key.attributes()));
        let output = Box::pin(request.consistent_read(true).send()).await;
        Ok(output.map_err(|error| unavailable("dynamodb GetItem", error))?.item)
    }

    /// The items of up to 100 keys, read consistently in one round trip, in no order.
    pub(crate) async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, Fault> {
        self.batch_get_all(keys, true).await
    }

    /// The items of up to 100 keys, read eventually consistent at half the price.
    pub(crate) async fn batch_get_eventually(&self, keys: &[Key]) -> Result<Vec<Item>, Fault> {
        self.batch_get_all(keys, false).await
    }

    async fn batch_get_all(&self, keys: &[Key], is_consistent: bool) -> Result<Vec<Item>, Fault> {
        let mut unread: Vec<_> = keys.iter().take(BATCH_GET_MAX).map(Key::attributes).collect();
        let mut items = Vec::new();
        for attempt in 0..BATCH_ATTEMPTS_MAX {
            if unread.is_empty() {
                return Ok(items);
            }
            pause(attempt).await;
            let (found, unprocessed) = self.batch_get_once(unread, is_consistent).await?;
            items.extend(found);
            unread = unprocessed;
        }
        Err(Fault::Unavailable { what: "dynamodb BatchGetItem", source: "keys stayed unread".into() })
    }

    async fn batch_get_once(&self, keys: Vec<Item>, is_consistent: bool) -> Result<(Vec<Item>, Vec<Item>), Fault> {
        let batch = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(is_consistent).build();
        let batch = batch.map_err(|error| unavailable("dynamodb BatchGetItem", error))?;
        let request = self.client.batch_get_item().request_items(&self.name, batch);
        let output = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb BatchGetItem", error))?;
        let found = output.responses.and_then(|mut tables| tables.remove(&self.name)).unwrap_or_default();
        let unprocessed = output.unprocessed_keys.and_then(|mut tables| tables.remove(&self.name));
        Ok((found, unprocessed.map(|unprocessed| unprocessed.keys).unwrap_or_default()))
    }

    /// Every record of a partition whose sort key begins with `sk_begins`, read consistently, all pages.
    pub(crate) async fn query<R: DeserializeOwned>(&self, pk: String, sk_begins: &str) -> Result<Vec<R>, Fault> {
        self.query_items(pk, sk_begins).await?.into_iter().map(item::read).collect()
    }

    /// Every item of a partition whose sort key begins with `sk_begins`, read consistently, all pages.
    pub(crate) async fn query_items(&self, pk: String, sk_begins: &str) -> Result<Vec<Item>, Fault> {
        let request = self.client.query().table_name(&self.name).consistent_read(true);
        let request = request.key_condition_expression("pk = :pk AND begins_with(sk, :sk)");
        let request = request.expression_attribute_values(":pk", text(pk));
        let mut pages = request.expression_attribute_values(":sk", text(sk_begins)).into_paginator().send();
        let mut items = Vec::new();
        while let Some(page) = Box::pin(pages.next()).await {
            let page = page.map_err(|error| unavailable("dynamodb Query", error))?;
            items.extend(page.items.unwrap_or_default());
        }
        Ok(items)
    }

    /// Writes an item without a condition.
    pub(crate) async fn put(&self, item: Item) -> Result<(), Fault> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        Box::pin(request.send()).await.map(drop).map_err(|error| classify("dynamodb PutItem", error))
    }

    /// Writes an item on a condition; [`Fault::LostRace`], and nothing is written, when the condition fails or a
    /// transaction is writing the item.
    pub(crate) async fn put_if(&self, item: Item, condition: Condition) -> Result<(), Fault> {
        if self.put_when(item, condition).await? { Ok(()) } else { Err(Fault::LostRace) }
    }

    /// Writes an item on a condition; `false`, and nothing is written, when the condition fails.
    ///
    /// # Errors
    /// [`Fault::LostRace`], and nothing is written, when a transaction is writing the item: that says nothing about the
    /// condition. Another [`Fault`] when the item may not have been written.
    pub(crate) async fn put_when(&self, item: Item, condition: Condition) -> Result<bool, Fault> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let request = request.condition_expression(condition.expression);
        let request = request.set_expression_attribute_values(condition.values);
        condition_held("dynamodb PutItem", Box::pin(request.send()).await)
    }
}

/// A condition on the item that a write replaces (DECISIONS.md 19).
#[derive(Clone, Debug)]
pub struct Condition {
    pub expression: String,
    pub values: Option<HashMap<String, aws_sdk_dynamodb::types::AttributeValue>>,
}

impl Condition {
    /// No item exists under the key.
    pub fn absent() -> Self {
        Self { expression: "attribute_not_exists(pk)".to_owned(), values: None }
    }

    /// The item under the key has this revision.
    pub fn at_rev(rev: u64) -> Self {
        let values = HashMap::from([(":rev".to_owned(), item::number(rev))]);
        Self { expression: "rev = :rev".to_owned(), values: Some(values) }
    }

    /// The item is unchanged since it was read at `rev`; `None` when no item existed.
    pub fn unchanged(rev: Option<u64>) -> Self {
        rev.map_or_else(Self::absent, Self::at_rev)
    }
}

/// The code of a write whose condition failed.
const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// True when a conditional write was done; false when its condition failed.
///
/// # Errors
/// As [`classify`].
pub fn condition_held<T, E>(what: &'static str, written: Result<T, SdkError<E>>) -> Result<bool, Fault>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match written {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(CONDITION_FAILED) => Ok(false),
        Err(error) => Err(classify(what, error)),
    }
}

/// Maps a failed condition and a conflict with another transaction to a lost race, a write that the table will never
/// take (an item above 400 KB) to [`Fault::Corrupt`], and every other error to [`Fault::Unavailable`].
pub fn classify<E>(what: &'static str, error: SdkError<E>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    const RACES: [&str; 2] = [CONDITION_FAILED, "TransactionConflictException"];
    match error.code() {
        Some(code) if RACES.contains(&code) => Fault::LostRace,
        Some("ValidationException") => Fault::corrupt(what, &"the table does not take it"),
        Some(_) | None => unavailable(what, error),
    }
}

pub fn unavailable(what: &'static str, error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::unavailable(what, error)
}

/// Backs off exponentially: no wait before attempt 0, 20 ms before attempt 1, at most 640 ms.
pub async fn pause(attempt: u32) {
    if attempt > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10_u64.saturating_mul(1 << attempt.min(6)))).await;
    }
}
