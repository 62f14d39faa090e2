//! The loop over what is due.

use std::future::Future;

use domain::attempt::{Actor, Attempt, Basis, Intent};
use domain::{Fault, LostRace, Outcome};
use futures::{StreamExt, stream};
use host::Deadline;
use jiff::Timestamp;
use serde::Serialize;
use table::{Aggregate, Due, DueCursor, DuePage, DueUntil, INDEX_SHARDS, Key, RetryLoop, Stored, SweepCursor, Table};

use crate::Order;

/// Items under way at once.
const AT_ONCE: usize = 16;
/// Failed items named in one answer; the log names all of them.
const FAILURES_NAMED: usize = 20;

/// One run of a sweep.
#[derive(Debug)]
pub struct Sweep<'a> {
    /// Whose name stands in the history, and under which the place is kept.
    pub name: &'static str,
    /// What is swept.
    pub table: &'a Table,
    /// What it was told.
    pub order: Order,
    /// When it began.
    pub now: Timestamp,
    /// When it must be done.
    pub deadline: &'a Deadline,
}

/// What became of what was due.
#[derive(Debug)]
pub struct Swept<T> {
    /// What was done to each item that could be dealt with.
    pub done: Vec<T>,
    /// Items that could not be dealt with; the first of them, for the answer.
    pub failed: Failed,
    /// Whether all was looked at; if not, the next run goes on where this one stopped.
    pub complete: bool,
}

/// Items that could not be dealt with: they stay due, and are tried again by the next run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// How many.
    pub count: usize,
    /// The keys of the first of them.
    pub keys: Vec<String>,
}

impl Failed {
    /// Counts it, zero as well: an alarm that hears nothing knows that the sweep did not run.
    pub fn report(&self) {
        host::metrics::put("FailedItems", u64::try_from(self.count).unwrap_or(u64::MAX), "Count", &[]);
    }
}

impl<T> Swept<T> {
    /// How many due items were looked at.
    pub fn scanned(&self) -> usize {
        self.done.len().saturating_add(self.failed.count)
    }
}

impl Failed {
    /// All of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.count = self.count.saturating_add(other.count);
        self.keys.extend(other.keys);
        self.keys.truncate(FAILURES_NAMED);
        self
    }
}

/// A part of the index that is read from front to back.
struct Stretch {
    shard: u8,
    after: Option<DueCursor>,
    /// Where it ends, if before the end of what is due.
    through: Option<DueCursor>,
}

impl Sweep<'_> {
    /// Deals with everything of a kind that is due. `deal` is handed each item as it stands and says what it did.
    ///
    /// # Errors
    /// [`Fault`] when the index itself cannot be read; what was dealt with until then stays dealt with.
    pub async fn over<A, T, F, Fut>(&self, what: Due, until: &DueUntil, deal: F) -> Result<Swept<T>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        let place_name = format!("{}/{}", self.name, what.shard("-"));
        let kept = self.table.sweep_cursor(&place_name).await?;
        let mut swept = Swept { done: Vec::new(), failed: Failed::default(), complete: true };
        let mut stopped_at = None;
        for stretch in stretches(kept.as_ref().filter(|kept| kept.is_within(until))) {
            stopped_at = self.stretch(what, until, stretch, &deal, &mut swept).await?;
            if stopped_at.is_some() {
                swept.complete = false;
                break;
            }
        }
        if stopped_at != kept && !self.order.dry_run {
            self.table.store_sweep_cursor(&place_name, stopped_at).await?;
        }
        Ok(swept)
    }

    /// Where time ran out; nothing at the stretch's end.
    async fn stretch<A, T, F, Fut>(
        &self,
        what: Due,
        until: &DueUntil,
        stretch: Stretch,
        deal: &F,
        swept: &mut Swept<T>,
    ) -> Result<Option<SweepCursor>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        let mut after = stretch.after;
        loop {
            if !self.deadline.has_time() {
                return Ok(Some(SweepCursor { shard: stretch.shard, after }));
            }
            let page = self.table.due(what, stretch.shard, until, after.as_ref()).await?;
            let DuePage { keys, next } = page;
            let (keys, places): (Vec<Key>, Vec<DueCursor>) = keys.into_iter().unzip();
            if let Some(left) = self.page(&keys, deal, swept).await? {
                // Behind the last one before it; what was dealt with has left the index.
                let behind = left.checked_sub(1).and_then(|last| places.get(last)).cloned();
                return Ok(Some(SweepCursor { shard: stretch.shard, after: behind.or(after) }));
            }
            let reached = |place: &DueCursor| stretch.through.as_ref().is_some_and(|through| place.is_behind(through));
            match next.filter(|next| !reached(next)) {
                Some(next) => after = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// The first of the keys for which there was no time, if there was one.
    async fn page<A, T, F, Fut>(&self, keys: &[Key], deal: &F, swept: &mut Swept<T>) -> Result<Option<usize>, Fault>
    where
        A: Aggregate,
        F: Fn(Key, Stored<A>) -> Fut,
        Fut: Future<Output = Result<T, Fault>>,
    {
        if keys.is_empty() {
            return Ok(None);
        }
        let found = self.table.read_due::<A>(keys).await?;
        let dealt = stream::iter(found).map(|(key, found)| async {
            let name = key.to_string();
            if !self.deadline.has_time() {
                return (name, None);
            }
            let done = match found {
                Ok(stored) => deal(key, stored).await,
                Err(fault) => Err(fault),
            };
            (name, Some(done))
        });
        let dealt: Vec<_> = dealt.buffer_unordered(AT_ONCE).collect().await;
        let mut left: Vec<String> = Vec::new();
        for (key, done) in dealt {
            match done {
                Some(Ok(done)) => swept.done.push(done),
                Some(Err(fault)) => swept.failed = std::mem::take(&mut swept.failed).and(self.failed(key, &fault)),
                None => left.push(key),
            }
        }
        Ok(keys.iter().position(|key| left.contains(&key.to_string())))
    }

    fn failed(&self, key: String, fault: &Fault) -> Failed {
        let fault: &dyn std::error::Error = fault;
        tracing::error!(sweep = self.name, key, fault, "a due item could not be dealt with; it stays due");
        Failed { count: 1, keys: vec![key] }
    }

    /// Writes what time did to an item, unless this is a dry run. Losing a race means: read again, decide again; what
    /// is gone or no longer due by then is left alone.
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
        let mut rounds = RetryLoop::new(&intent.attempt);
        let mut seen = stored;
        loop {
            let Outcome::Applied(next, event) = decide(seen.value.clone()) else { return Ok(None) };
            if self.order.dry_run {
                return Ok(Some(event));
            }
            let Err(fault) = self.table.revise(Some(&seen), *next, event.clone(), &intent).await else {
                return Ok(Some(event));
            };
            if !rounds.again(&fault).await {
                return Err(fault);
            }
            match self.table.reread(key).await? {
                // The write whose answer was lost had taken effect after all.
                Some(found) if fault.is_uncertain() && found.has_seen(&intent.attempt) => return Ok(Some(event)),
                Some(found) => seen = found,
                None => return Ok(None),
            }
        }
    }

    /// The same step of the same item is the same attempt, whoever takes it.
    fn intent(&self, key: &Key, rev: u64) -> Intent {
        let step = format!("{key}/{rev}/{}", self.order.date);
        Intent {
            by: Actor::system(self.name),
            at: self.now,
            attempt: Attempt::new(self.name, &step, ""),
            key: None,
            basis: Basis::Any,
        }
    }
}

/// Every shard from front to back, beginning at the place where time ran out; what lies before it comes last.
fn stretches(kept: Option<&SweepCursor>) -> Vec<Stretch> {
    let whole = |shard| Stretch { shard, after: None, through: None };
    let Some(SweepCursor { shard: first, after }) = kept.cloned().filter(|kept| kept.shard < INDEX_SHARDS) else {
        return (0..INDEX_SHARDS).map(whole).collect();
    };
    let mut stretches = vec![Stretch { shard: first, after: after.clone(), through: None }];
    stretches.extend((first.saturating_add(1)..INDEX_SHARDS).chain(0..first).map(whole));
    stretches.extend(after.is_some().then_some(Stretch { shard: first, after: None, through: after }));
    stretches
}
