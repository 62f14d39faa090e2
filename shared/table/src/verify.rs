//! Whether every history in the table holds: each line's head is the one that its event leads to from the head before it,
//! and the last line's is the aggregate's own.
//!
//! The table is read once, page by page; what is kept meanwhile is one partition's chains, of each its last link. A table
//! that is being written to is never read all at one moment: whatever does not hold on the way is read again on its own
//! before anything is said about it, its lines first, so that at worst the aggregate is ahead of them.

use std::collections::BTreeMap;

use domain::Fault;

use crate::client::{Table, pause, unavailable};
use crate::item::Item;
use crate::keys::{Key, Kind, WITH_HISTORY};

mod chain;
mod link;

pub use chain::{Flaw, Verdict};

use chain::Chain;

/// Items of one page.
const PAGE: i32 = 1_000;
/// How long, as a round of [`pause`], a missing line may take that is written at this moment beside a later one.
const ON_ITS_WAY: u32 = 5;
const HISTORY: &str = "H#";

/// Walks the table. Nothing is written.
#[derive(Debug)]
pub struct Verifier<'a> {
    table: &'a Table,
    next: Next,
    open: Partition,
    tally: Tally,
}

#[derive(Debug)]
enum Next {
    /// The page that begins behind this item; the first page without one.
    Page(Option<Item>),
    End,
}

/// The chains of one partition, by the sort key of what they are the history of.
#[derive(Debug, Default)]
struct Partition {
    pk: String,
    chains: BTreeMap<String, Chain>,
}

/// What was seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items read.
    pub items: u64,
    /// Chains, each with its aggregate.
    pub chains: u64,
    /// Their lines.
    pub lines: u64,
    /// Chains whose newest lines are on their way.
    pub pending: u64,
    /// Chains with a broken link.
    pub broken: u64,
}

/// A chain of which there is something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is the history of: partition and sort key.
    pub key: String,
    /// What it comes to; never [`Verdict::Sound`].
    pub verdict: Verdict,
}

impl Table {
    /// A walk through every history in the table.
    pub fn verifier(&self) -> Verifier<'_> {
        Verifier { table: self, next: Next::Page(None), open: Partition::default(), tally: Tally::default() }
    }
}

impl Verifier<'_> {
    /// What was seen so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Reads a page more: what there is to say of the chains that ended on it; nothing behind the last page.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn page(&mut self) -> Result<Option<Vec<Finding>>, Fault> {
        let Next::Page(after) = std::mem::replace(&mut self.next, Next::End) else { return Ok(None) };
        let (items, last) = self.table.scan_page(after).await?;
        let mut findings = Vec::new();
        for found in items {
            self.tally.items = self.tally.items.saturating_add(1);
            let Some(key) = Key::of(&found) else { continue };
            if key.pk != self.open.pk {
                findings.extend(self.close(key.pk.clone()).await?);
            }
            self.open.add(&key, found);
        }
        match last {
            Some(last) => self.next = Next::Page(Some(last)),
            None => findings.extend(self.close(String::new()).await?),
        }
        Ok(Some(findings))
    }

    /// Ends the open partition, and opens another.
    async fn close(&mut self, pk: String) -> Result<Vec<Finding>, Fault> {
        let Partition { pk, chains } = std::mem::replace(&mut self.open, Partition { pk, ..Partition::default() });
        let mut findings = Vec::new();
        for (sk, chain) in chains {
            let key = Key::new(pk.clone(), sk);
            let chain = if chain.verdict() == Verdict::Sound { chain } else { self.again(&key, chain).await? };
            findings.extend(self.count(&key, &chain));
        }
        Ok(findings)
    }

    /// The chain as it stands now. One whose aggregate was not met here, and is there after all, is met elsewhere.
    async fn again(&self, key: &Key, met: Chain) -> Result<Chain, Fault> {
        let mut chain = self.table.chain(key).await?;
        if let Verdict::Broken { flaw: Flaw::LineMissing, .. } = chain.verdict() {
            pause(ON_ITS_WAY).await;
            chain = self.table.chain(key).await?;
        }
        Ok(if met.has_aggregate() || !chain.has_aggregate() { chain } else { Chain::default() })
    }

    fn count(&mut self, key: &Key, chain: &Chain) -> Option<Finding> {
        let tally = &mut self.tally;
        if *chain == Chain::default() {
            return None;
        }
        tally.chains = tally.chains.saturating_add(1);
        tally.lines = tally.lines.saturating_add(chain.lines);
        let verdict = chain.verdict();
        match verdict {
            Verdict::Sound => return None,
            Verdict::Pending { .. } => tally.pending = tally.pending.saturating_add(1),
            Verdict::Broken { .. } => tally.broken = tally.broken.saturating_add(1),
        }
        Some(Finding { key: key.to_string(), verdict })
    }
}

impl Partition {
    /// Only vouchers and companies have histories, with what belongs to them.
    fn add(&mut self, key: &Key, item: Item) {
        if !WITH_HISTORY.iter().any(|partition| key.pk.starts_with(partition)) {
            return;
        }
        match key.sk.strip_prefix(HISTORY) {
            Some(place) => self.add_line(key, place, item),
            None => self.add_aggregate(key, item),
        }
    }

    /// `place` is the sort key of what the line tells of, and the revision.
    fn add_line(&mut self, key: &Key, place: &str, item: Item) {
        let (sk, rev) = place.rsplit_once('#').unwrap_or((place, ""));
        let chain = self.chains.entry(sk.to_owned()).or_default();
        let unknown = || Fault::corrupt(key.to_string(), &"it is the history of nothing known");
        let line = Kind::of(&Key::new(&key.pk, sk)).ok_or_else(unknown).and_then(|kind| kind.line(item));
        chain.add_line(rev.parse().unwrap_or_default(), line);
    }

    fn add_aggregate(&mut self, key: &Key, item: Item) {
        if let Some(kind) = Kind::of(key) {
            self.chains.entry(key.sk.clone()).or_default().set_aggregate(kind.aggregate(item));
        }
    }
}

impl Table {
    async fn scan_page(&self, after: Option<Item>) -> Result<(Vec<Item>, Option<Item>), Fault> {
        let request = self.client.scan().table_name(&self.name).limit(PAGE).set_exclusive_start_key(after);
        let page = Box::pin(request.send()).await.map_err(|error| unavailable("dynamodb Scan", error))?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    /// One chain, read consistently: its lines, then what it is the history of.
    async fn chain(&self, key: &Key) -> Result<Chain, Fault> {
        let lines = self.query_items(key.pk.clone(), &format!("{HISTORY}{}#", key.sk)).await?;
        let mut read = Partition::default();
        for found in lines.into_iter().chain(self.get_item(key).await?) {
            if let Some(key) = Key::of(&found) {
                read.add(&key, found);
            }
        }
        Ok(read.chains.remove(&key.sk).unwrap_or_default())
    }
}
