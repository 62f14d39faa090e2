//! The claims of all companies that wait for operations or the payer, oldest first (DECISIONS.md 36).

use domain::claim::Claim;
use domain::{Fault, Flaw, Invalid, VoucherNumber};
use jiff::Timestamp;

use crate::client::{Table, unavailable};
use crate::company_list::Predicate;
use crate::item::{Item, text};
use crate::keys::{self, Due, INDEX_SHARDS, Key};
use crate::record::Stored;

/// The number of reads for one page when the predicate filters most claims.
const READS_MAX: usize = 4;
/// The number of items of one read: the limit of one BatchGetItem.
const READ_MAX: usize = 100;

domain::parsed_text!(
    /// The position of a claim among those that wait: the start of its wait, then its voucher number.
    WaitingCursor,
    |cursor| {
        let spelled = |(at, number): (&str, &str)| {
            let at = at.parse::<Timestamp>().is_ok_and(|parsed| keys::due_instant(parsed) == at);
            at && VoucherNumber::parse(number).is_ok_and(|parsed| parsed.as_str() == number)
        };
        let known = cursor.split_once('#').is_some_and(spelled);
        known.then(|| cursor.to_owned()).ok_or_else(|| Invalid::new(Flaw::Invalid, "is not a cursor of waiting claims"))
    }
);

/// A page of waiting claims.
#[derive(Debug)]
pub struct WaitingPage {
    /// The claims, oldest first.
    pub claims: Vec<Stored<Claim>>,
    /// The faults of unreadable claims. They are left out of the page (DECISIONS.md 34).
    pub unreadable: Vec<Fault>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<WaitingCursor>,
}

/// The merged result of one read of all shards.
struct MergedRead {
    claims: Vec<(WaitingCursor, Stored<Claim>)>,
    unreadable: Vec<Fault>,
    last: Option<WaitingCursor>,
}

impl Table {
    /// A page of the claims under one kind of the due index that match a predicate. It may hold less than `limit` and
    /// still have a next page.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn waiting(
        &self,
        kind: Due,
        after: Option<&WaitingCursor>,
        limit: usize,
        predicate: Predicate<'_, Claim>,
    ) -> Result<WaitingPage, Fault> {
        let (mut claims, mut unreadable, mut next) = (Vec::new(), Vec::new(), after.cloned());
        for _ in 0..READS_MAX {
            let read = self.waiting_read(kind, next.as_ref(), limit.saturating_add(1).min(READ_MAX)).await?;
            unreadable.extend(read.unreadable);
            claims.extend(read.claims.into_iter().filter(|(_, stored)| predicate(&stored.value)));
            next = read.last;
            if claims.len() > limit || next.is_none() {
                break;
            }
        }
        if claims.len() > limit {
            claims.truncate(limit);
            next = claims.last().map(|(cursor, _)| cursor.clone());
        }
        let claims = claims.into_iter().map(|(_, stored)| stored).collect();
        Ok(WaitingPage { claims, unreadable, next })
    }

    /// The next `count` claims of all shards, each with its cursor, and the cursor of the last one unless the end is
    /// reached.
    async fn waiting_read(&self, kind: Due, after: Option<&WaitingCursor>, count: usize) -> Result<MergedRead, Fault> {
        let shards = (0..INDEX_SHARDS).map(|shard| self.waiting_of(kind.shard(shard), after, count));
        let mut found: Vec<(WaitingCursor, Key)> =
            futures::future::try_join_all(shards).await?.into_iter().flatten().collect();
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        // A full read may have cut a shard short; the next read continues after the last cursor.
        let is_end = found.len() < count;
        found.truncate(count);
        let last = found.last().map(|(cursor, _)| cursor.clone()).filter(|_| !is_end);
        let keys: Vec<Key> = found.iter().map(|(_, key)| key.clone()).collect();
        let mut stored = self.stored_of::<Claim>(&keys).await?;
        let mut read = MergedRead { claims: Vec::new(), unreadable: Vec::new(), last };
        for (cursor, key) in found {
            match stored.remove(&key) {
                Some(Ok(claim)) => read.claims.push((cursor, claim)),
                Some(Err(fault)) => read.unreadable.push(fault),
                None => {}
            }
        }
        Ok(read)
    }

    async fn waiting_of(
        &self,
        shard: String,
        after: Option<&WaitingCursor>,
        count: usize,
    ) -> Result<Vec<(WaitingCursor, Key)>, Fault> {
        let request = self.client.query().table_name(&self.name).index_name(keys::BY_DUE);
        let request = request.key_condition_expression("due_pk = :shard AND due_sk > :after");
        let request = request.expression_attribute_values(":shard", text(shard));
        // Every cursor begins with a year, which sorts after "0".
        let after = after.map_or_else(|| "0".to_owned(), ToString::to_string);
        let request = request.expression_attribute_values(":after", text(after));
        let request = request.limit(i32::try_from(count).unwrap_or(i32::MAX));
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Query", error))?;
        let with_cursor = |item: &Item| Some((WaitingCursor(item.get("due_sk")?.as_s().ok()?.clone()), Key::of(item)?));
        Ok(page.items.unwrap_or_default().iter().filter_map(with_cursor).collect())
    }
}
