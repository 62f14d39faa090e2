//! A chain that is read link by link, and its verdict.

use std::fmt;

use domain::Fault;

use super::link::Link;

/// The flaw of a broken link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The record of this revision is missing although later ones exist.
    LineMissing,
    /// The record is stored under another revision than its own.
    LineMisplaced {
        /// The revision in the record.
        rev: u64,
    },
    /// The head of the record does not follow from its event and the previous head: one of them was altered.
    LineAltered,
    /// The record cannot be read.
    LineUnreadable(String),
    /// The aggregate of the history does not exist.
    AggregateMissing,
    /// The aggregate has fewer revisions than its history.
    AggregateBehind {
        /// The revision of the aggregate.
        rev: u64,
    },
    /// The head, last event or status of the aggregate differs from that of its last record.
    AggregateAltered,
    /// The aggregate cannot be read.
    AggregateUnreadable(String),
}

/// The result of verifying a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every link follows from the previous one, up to the aggregate.
    Sound,
    /// Every written link is sound; the newest records are not written yet.
    Pending {
        /// The first revision without a record.
        rev: u64,
        /// The number of records not written yet.
        lines: u64,
    },
    /// A link is broken.
    Broken {
        /// The revision of the first broken link.
        rev: u64,
        /// The flaw of that link.
        flaw: Flaw,
    },
}

/// The links of one chain read so far. The records are added in order, the aggregate at any time.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) lines: u64,
    last: Option<Link>,
    broken: Option<(u64, Flaw)>,
    aggregate: Option<Result<Link, String>>,
}

impl Chain {
    /// Adds the next record, stored under the revision `rev`. Records after a broken link are only counted.
    pub(super) fn add_line(&mut self, rev: u64, line: Result<Link, Fault>) {
        self.lines = self.lines.saturating_add(1);
        if self.broken.is_some() {
            return;
        }
        match line {
            Ok(line) => match self.flaw_of(rev, &line) {
                None => self.last = Some(line),
                flaw => self.broken = flaw,
            },
            Err(fault) => self.broken = Some((rev, Flaw::LineUnreadable(reason(&fault)))),
        }
    }

    /// The flaw that the next record shows: its own, or that of a missing record before it.
    fn flaw_of(&self, rev: u64, line: &Link) -> Option<(u64, Flaw)> {
        if line.rev != rev {
            return Some((rev, Flaw::LineMisplaced { rev: line.rev }));
        }
        let expected = self.last.as_ref().map_or(1, |last| last.rev.saturating_add(1));
        let follows = line.follows_on(self.head());
        // A history that began after its aggregate starts at a later revision.
        let begins_late = self.last.is_none() && follows;
        match (rev == expected || begins_late, follows) {
            (false, _) => Some((expected, Flaw::LineMissing)),
            (true, false) => Some((rev, Flaw::LineAltered)),
            (true, true) => None,
        }
    }

    pub(super) fn set_aggregate(&mut self, aggregate: Result<Link, Fault>) {
        self.aggregate = Some(aggregate.map_err(|fault| reason(&fault)));
    }

    pub(super) fn has_aggregate(&self) -> bool {
        self.aggregate.is_some()
    }

    /// The verdict, once every link was added.
    pub(super) fn verdict(&self) -> Verdict {
        if let Some((rev, flaw)) = self.broken.clone() {
            return Verdict::Broken { rev, flaw };
        }
        let last_line = self.last.as_ref().map_or(0, |last| last.rev);
        match &self.aggregate {
            None => Verdict::Broken { rev: last_line, flaw: Flaw::AggregateMissing },
            Some(Err(reason)) => Verdict::Broken { rev: last_line, flaw: Flaw::AggregateUnreadable(reason.clone()) },
            Some(Ok(aggregate)) => self.against(last_line, aggregate),
        }
    }

    /// Compares the records with the aggregate, which holds the last link.
    fn against(&self, last_line: u64, aggregate: &Link) -> Verdict {
        let rev = aggregate.rev;
        let pending = rev.saturating_sub(last_line);
        let holds = match (pending, &self.last) {
            _ if rev < last_line => return Verdict::Broken { rev: last_line, flaw: Flaw::AggregateBehind { rev } },
            (0, Some(last)) => {
                last.same_event(aggregate) && last.head == aggregate.head && last.status == aggregate.status
            }
            (0, None) => false,
            (1, _) => aggregate.follows_on(self.head()),
            // The events in between are unknown. The head of the aggregate must at least differ from the last known
            // one.
            (_, _) => aggregate.head != self.head(),
        };
        match (holds, pending) {
            (false, _) => Verdict::Broken { rev, flaw: Flaw::AggregateAltered },
            (true, 0) => Verdict::Sound,
            (true, lines) => Verdict::Pending { rev: last_line.saturating_add(1), lines },
        }
    }

    fn head(&self) -> &str {
        self.last.as_ref().map_or("", |last| &last.head)
    }
}

/// The reason that an item cannot be read, without its key: the finding names it.
fn reason(fault: &Fault) -> String {
    match fault {
        Fault::Corrupt { detail, .. } => detail.clone(),
        Fault::LostRace | Fault::Unavailable { .. } => fault.to_string(),
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineMissing => f.write_str("line missing"),
            Self::LineMisplaced { rev } => write!(f, "line of rev {rev} in its place"),
            Self::LineAltered => f.write_str("line altered (event or head)"),
            Self::LineUnreadable(reason) => write!(f, "line unreadable: {reason}"),
            Self::AggregateMissing => f.write_str("the item itself is missing"),
            Self::AggregateBehind { rev } => write!(f, "the item itself is at rev {rev}"),
            Self::AggregateAltered => f.write_str("item altered: its history differs"),
            Self::AggregateUnreadable(reason) => write!(f, "item unreadable: {reason}"),
        }
    }
}
