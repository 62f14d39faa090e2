//! The pass over the due items.

use std::future::Future;

use domain::attempt::{Actor, Attempt, Intent, Precondition};
use domain::{Fault, LostRace, Outcome};
use futures::{StreamExt, stream};
use host::Deadline;
use jiff::Timestamp;
use serde::Serialize;
use table::{Aggregate, Due, DueCursor, DuePage, DueUntil, INDEX_SHARDS, Key, RetryLoop, Stored, SweepCursor, Table};

use crate::SweepRequest;

/// The number of items that are processed concurrently.
const CONCURRENCY: usize = 16;
/// The number of failed items that the report names. The log names all of them.
const FAILURES_NAMED: usize = 20;

/// One run of a sweep.
#[derive(Debug)]
pub struct Sweep<'a> {
    /// The name of the function: the actor in the history, and a part of the stored cursor's key.
    pub name: &'static str,
    /// The table that is swept.
    pub table: &'a Table,
    /// The payload of the invocation.
    pub request: SweepRequest,
    /// The start of the sweep.
    pub now: Timestamp,
    /// The deadline of the invocation.
    pub deadline: &'a Deadline,
}

/// The result of a sweep over one kind of due items.
#[derive(Debug)]
pub struct Swept<T> {
    /// The result of each item that was processed.
    pub done: Vec<T>,
    /// The items that failed.
    pub failed: Failed,
    /// True when every due item was reached. Otherwise the next sweep continues at the stored cursor.
    pub complete: bool,
}

/// Items that failed. They stay due, and the next sweep retries them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The number of failed items.
    pub count: usize,
    /// The keys of the first 20 of them.
    pub keys: Vec<String>,
}

impl Failed {
    /// Publishes the count as a metric, also when it is zero: a missing data point means that the sweep did not run.
    pub fn report(&self) {
        host::metrics::put("FailedItems", u64::try_from(self.count).unwrap_or(u64::MAX), "Count", &[]);
    }
}

impl<T> Swept<T> {
    /// The number of due items that were processed or failed.
    pub fn scanned(&self) -> usize {
        self.done.len().saturating_add(self.failed.count)
    }
}

impl Failed {
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.count = self.count.saturating_add(other.count);
        self.keys.extend(other.keys);
        self.keys.truncate(FAILURES_NAMED);
        self
    }
}

/// A part of one shard of the index, read in order.
struct Segment {
    shard: u8,
    after: Option<DueCursor>,
    /// The end of the segment; without it the segment ends with the last due item.
    through: Option<DueCursor>,
}

impl Sweep<'_> {
    /// Passes every due item of a kind to `handle`, which returns the item's result.
    ///
    /// # Errors
    /// [`Fault`] when the index itself cannot be read. Items that were processed before it stay processed.
    pub async fn over<A, T, F, Fut>(&self, what: Due, until: &DueUntil, handle: F) -> Result<Swept<T>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        let cursor_name = format!("{}/{}", self.name, what.shard("-"));
        let stored = self.table.sweep_cursor(&cursor_name).await?;
        let mut swept = Swept { done: Vec::new(), failed: Failed::default(), complete: true };
        let mut stopped_at = None;
        for segment in segments(stored.as_ref().filter(|stored| stored.is_within(until))) {
            stopped_at = self.process_segment(what, until, segment, &handle, &mut swept).await?;
            if stopped_at.is_some() {
                swept.complete = false;
                break;
            }
        }
        if stopped_at != stored && !self.request.dry_run {
            self.table.store_sweep_cursor(&cursor_name, stopped_at).await?;
        }
        Ok(swept)
    }

    /// Processes a segment. Returns the cursor at which time ran out; `None` when the segment is complete.
    async fn process_segment<A, T, F, Fut>(
        &self,
        what: Due,
        until: &DueUntil,
        segment: Segment,
        handle: &F,
        swept: &mut Swept<T>,
    ) -> Result<Option<SweepCursor>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        let mut after = segment.after;
        loop {
            if !self.deadline.has_time() {
                return Ok(Some(SweepCursor { shard: segment.shard, after }));
            }
            let page = self.table.due(what, segment.shard, until, after.as_ref()).await?;
            let DuePage { keys, next } = page;
            let (keys, cursors): (Vec<Key>, Vec<DueCursor>) = keys.into_iter().unzip();
            if let Some(unprocessed) = self.process_page(&keys, handle, swept).await? {
                // The cursor of the item before the first unprocessed one.
                let last = unprocessed.checked_sub(1).and_then(|last| cursors.get(last)).cloned();
                return Ok(Some(SweepCursor { shard: segment.shard, after: last.or(after) }));
            }
            let is_end = |next: &DueCursor| segment.through.as_ref().is_some_and(|through| next.is_after(through));
            match next.filter(|next| !is_end(next)) {
                Some(next) => after = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// Processes the items of one page. Returns the position of the first key that there was no time for.
    async fn process_page<A, T, F, Fut>(
        &self,
        keys: &[Key],
        handle: &F,
        swept: &mut Swept<T>,
    ) -> Result<Option<usize>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        if keys.is_empty() {
            return Ok(None);
        }
        let read = self.table.read_due::<A>(keys).await?;
        let results = stream::iter(read).map(|(key, read)| async {
            let name = key.to_string();
            if !self.deadline.has_time() {
                return (name, None);
            }
            let done = match read {
                Ok(stored) => handle(key, stored).await,
                Err(fault) => Err(fault),
            };
            (name, Some(done))
        });
        let results: Vec<_> = results.buffer_unordered(CONCURRENCY).collect().await;
        let mut unprocessed: Vec<String> = Vec::new();
        for (key, done) in results {
            match done {
                Some(Ok(done)) => swept.done.push(done),
                Some(Err(fault)) => swept.failed = std::mem::take(&mut swept.failed).and(self.failed(key, &fault)),
                None => unprocessed.push(key),
            }
        }
        Ok(keys.iter().position(|key| unprocessed.contains(&key.to_string())))
    }

    fn failed(&self, key: String, fault: &Fault) -> Failed {
        let fault: &dyn std::error::Error = fault;
        tracing::error!(sweep = self.name, key, fault, "a due item failed; it stays due");
        Failed { count: 1, keys: vec![key] }
    }

    /// Decides and writes the change of one due item, and returns its event; a dry run writes nothing. After a lost
    /// race the item is read and decided again. An item that is gone or no longer due stays unchanged: the result is
    /// `None`.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be read or written.
    pub async fn advance<A: Aggregate>(
        &self,
        key: &Key,
        stored: Stored<A>,
        decide: impl Fn(A) -> Outcome<A, A::Event>,
    ) -> Result<Option<A::Event>, Fault> {
        let intent = self.intent(key, stored.rev);
        let mut retries = RetryLoop::new(&intent.attempt);
        let mut before = stored;
        loop {
            let Outcome::Applied(after, event) = decide(before.value.clone()) else { return Ok(None) };
            if self.request.dry_run {
                return Ok(Some(event));
            }
            let Err(fault) = self.table.revise(Some(&before), *after, event.clone(), &intent).await else {
                return Ok(Some(event));
            };
            if !retries.again(&fault).await {
                return Err(fault);
            }
            match self.table.reread(key).await? {
                // The response was lost, but the write succeeded (DECISIONS.md 18).
                Some(read) if fault.may_have_taken_effect() && read.has_attempt(&intent.attempt) => {
                    return Ok(Some(event));
                }
                Some(read) => before = read,
                None => return Ok(None),
            }
        }
    }

    /// The intent of a step. The same step of the same revision is the same attempt in every invocation.
    fn intent(&self, key: &Key, rev: u64) -> Intent {
        let step = format!("{key}/{rev}/{}", self.request.date);
        Intent {
            by: Actor::system(self.name),
            by_name: None,
            membership: None,
            at: self.now,
            attempt: Attempt::new(self.name, &step, ""),
            key: None,
            basis: Precondition::Any,
        }
    }
}

/// Every shard in order, starting at the stored cursor. The part before the cursor comes last.
fn segments(stored: Option<&SweepCursor>) -> Vec<Segment> {
    let whole = |shard| Segment { shard, after: None, through: None };
    let Some(SweepCursor { shard: first, after }) = stored.cloned().filter(|stored| stored.shard < INDEX_SHARDS) else {
        return (0..INDEX_SHARDS).map(whole).collect();
    };
    let mut segments = vec![Segment { shard: first, after: after.clone(), through: None }];
    segments.extend((first.saturating_add(1)..INDEX_SHARDS).chain(0..first).map(whole));
    segments.extend(after.is_some().then_some(Segment { shard: first, after: None, through: after }));
    segments
}
