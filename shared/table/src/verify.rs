//! Verification of every history chain in the table: the head of each record follows from its event and the previous
//! head, and the last head is that of the aggregate (DECISIONS.md 41).
//!
//! The table is scanned once, page by page. Only the chains of one partition are in memory, each by its last link. A
//! scan is no snapshot of a table that is being written to. A chain that does not verify is therefore read again on its
//! own before it is reported. Its records are read before the aggregate, so that at worst the aggregate is ahead of
//! them.

use std::collections::BTreeMap;

use domain::Fault;

use crate::client::{Table, pause, unavailable};
use crate::item::Item;
use crate::keys::{Key, Kind, WITH_HISTORY};

mod chain;
mod link;

pub use chain::{Flaw, Verdict};

use chain::Chain;

/// The number of items of one page of the scan.
const PAGE: i32 = 1_000;
/// The attempt of [`pause`] (320 ms) before a chain with a missing record is read again: the record may be written at
/// this moment, concurrently with a later one.
const LAG_ATTEMPT: u32 = 5;
const HISTORY: &str = "H#";

/// A verification of the whole table. It writes nothing.
#[derive(Debug)]
pub struct Verifier<'a> {
    table: &'a Table,
    next: Next,
    open: Partition,
    tally: Tally,
}

#[derive(Debug)]
enum Next {
    /// The page after this item; the first page without one.
    Page(Option<Item>),
    End,
}

/// The chains of one partition, by the sort key of their aggregate.
#[derive(Debug, Default)]
struct Partition {
    pk: String,
    chains: BTreeMap<String, Chain>,
}

/// The counts of a verification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of items read.
    pub items: u64,
    /// The number of chains, each with its aggregate.
    pub chains: u64,
    /// The number of history records.
    pub lines: u64,
    /// The number of chains whose newest records are not written yet.
    pub pending: u64,
    /// The number of chains with a broken link.
    pub broken: u64,
}

/// A chain that is pending or broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key of the aggregate: partition and sort key.
    pub key: String,
    /// The result; never [`Verdict::Sound`].
    pub verdict: Verdict,
}

impl Table {
    /// Starts a verification of every history in the table.
    pub fn verifier(&self) -> Verifier<'_> {
        Verifier { table: self, next: Next::Page(None), open: Partition::default(), tally: Tally::default() }
    }
}

impl Verifier<'_> {
    /// The counts so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Reads the next page and returns the findings about chains that end on it; `None` after the last page.
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

    /// Ends the open partition, opens another, and returns the findings about the ended one.
    async fn close(&mut self, pk: String) -> Result<Vec<Finding>, Fault> {
        let Partition { pk, chains } = std::mem::replace(&mut self.open, Partition { pk, ..Partition::default() });
        let mut findings = Vec::new();
        for (sk, chain) in chains {
            let key = Key::new(pk.clone(), sk);
            let chain = if chain.verdict() == Verdict::Sound { chain } else { self.reread(&key, chain).await? };
            findings.extend(self.count(&key, &chain));
        }
        Ok(findings)
    }

    /// Reads a chain again. Returns an empty chain, which is not counted, when the aggregate exists but was not among
    /// the scanned items: it is counted where the scan reads it.
    async fn reread(&self, key: &Key, first: Chain) -> Result<Chain, Fault> {
        let mut chain = self.table.chain(key).await?;
        if let Verdict::Broken { flaw: Flaw::LineMissing, .. } = chain.verdict() {
            pause(LAG_ATTEMPT).await;
            chain = self.table.chain(key).await?;
        }
        Ok(if first.has_aggregate() || !chain.has_aggregate() { chain } else { Chain::default() })
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
    /// Adds an item of a partition of a voucher or a company; ignores every other item.
    fn add(&mut self, key: &Key, item: Item) {
        if !WITH_HISTORY.iter().any(|partition| key.pk.starts_with(partition)) {
            return;
        }
        match key.sk.strip_prefix(HISTORY) {
            Some(target) => self.add_line(key, target, item),
            None => self.add_aggregate(key, item),
        }
    }

    /// Adds a history record. `target` is the sort key of its aggregate, and the revision.
    fn add_line(&mut self, key: &Key, target: &str, item: Item) {
        let (sk, rev) = target.rsplit_once('#').unwrap_or((target, ""));
        let chain = self.chains.entry(sk.to_owned()).or_default();
        let unknown = || Fault::corrupt(key.to_string(), &"a history record of no known aggregate");
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

    /// One chain, read consistently: first its records, then its aggregate.
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
