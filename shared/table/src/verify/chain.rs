//! A chain while it is being read, link by link, and what it comes to.

use std::fmt;

use domain::Fault;

use super::link::Link;

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The line of this revision is not there, though later ones are.
    LineMissing,
    /// The line belongs to another revision.
    LineMisplaced {
        /// The one it says.
        says: u64,
    },
    /// The line's event and the head before it do not lead to the line's head: one of them was changed.
    LineAltered,
    /// The line cannot be read.
    LineUnreadable(String),
    /// There is a history, and nothing that it is the history of.
    AggregateMissing,
    /// The aggregate has fewer revisions than its history.
    AggregateBehind {
        /// How many it has.
        rev: u64,
    },
    /// The aggregate's head, last event or status is not that of its last line.
    AggregateAltered,
    /// The aggregate cannot be read.
    AggregateUnreadable(String),
}

/// What a chain comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every link follows on the one before it, to the aggregate itself.
    Sound,
    /// All that is written holds; the newest lines are still on their way.
    Pending {
        /// The first revision without a line.
        rev: u64,
        /// How many lines are awaited.
        lines: u64,
    },
    /// A link does not hold.
    Broken {
        /// The revision of the first that does not.
        rev: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// The links of one chain as far as they were read: its lines in their order, and the aggregate whenever it comes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) lines: u64,
    last: Option<Link>,
    broken: Option<(u64, Flaw)>,
    aggregate: Option<Result<Link, String>>,
}

impl Chain {
    /// The next line, from the place of this revision. Behind a broken link nothing more can be said.
    pub(super) fn add_line(&mut self, place: u64, line: Result<Link, Fault>) {
        self.lines = self.lines.saturating_add(1);
        if self.broken.is_some() {
            return;
        }
        match line {
            Ok(line) => match self.flaw_of(place, &line) {
                None => self.last = Some(line),
                flaw => self.broken = flaw,
            },
            Err(fault) => self.broken = Some((place, Flaw::LineUnreadable(why(&fault)))),
        }
    }

    /// What a line that comes next breaks, if it does: itself, or the one that should have come before it.
    fn flaw_of(&self, place: u64, line: &Link) -> Option<(u64, Flaw)> {
        if line.rev != place {
            return Some((place, Flaw::LineMisplaced { says: line.rev }));
        }
        let expected = self.last.as_ref().map_or(1, |last| last.rev.saturating_add(1));
        let follows = line.follows_on(self.head());
        // A history that began when its aggregate was older than that begins with a later revision.
        let begins_late = self.last.is_none() && follows;
        match (place == expected || begins_late, follows) {
            (false, _) => Some((expected, Flaw::LineMissing)),
            (true, false) => Some((place, Flaw::LineAltered)),
            (true, true) => None,
        }
    }

    pub(super) fn set_aggregate(&mut self, aggregate: Result<Link, Fault>) {
        self.aggregate = Some(aggregate.map_err(|fault| why(&fault)));
    }

    pub(super) fn has_aggregate(&self) -> bool {
        self.aggregate.is_some()
    }

    /// What it comes to, once all of it was read.
    pub(super) fn verdict(&self) -> Verdict {
        if let Some((rev, flaw)) = self.broken.clone() {
            return Verdict::Broken { rev, flaw };
        }
        let told = self.last.as_ref().map_or(0, |last| last.rev);
        match &self.aggregate {
            None => Verdict::Broken { rev: told, flaw: Flaw::AggregateMissing },
            Some(Err(why)) => Verdict::Broken { rev: told, flaw: Flaw::AggregateUnreadable(why.clone()) },
            Some(Ok(aggregate)) => self.against(told, aggregate),
        }
    }

    /// The lines against the aggregate, whose own link is the last.
    fn against(&self, told: u64, aggregate: &Link) -> Verdict {
        let rev = aggregate.rev;
        let awaited = rev.saturating_sub(told);
        let holds = match (awaited, &self.last) {
            _ if rev < told => return Verdict::Broken { rev: told, flaw: Flaw::AggregateBehind { rev } },
            (0, Some(last)) => {
                last.same_event(aggregate) && last.head == aggregate.head && last.status == aggregate.status
            }
            (0, None) => false,
            (1, _) => aggregate.follows_on(self.head()),
            // What lies in between is not known yet; only that it cannot have led to the head before it.
            (_, _) => aggregate.head != self.head(),
        };
        match (holds, awaited) {
            (false, _) => Verdict::Broken { rev, flaw: Flaw::AggregateAltered },
            (true, 0) => Verdict::Sound,
            (true, lines) => Verdict::Pending { rev: told.saturating_add(1), lines },
        }
    }

    fn head(&self) -> &str {
        self.last.as_ref().map_or("", |last| &last.head)
    }
}

/// Why it cannot be read; where it stands is said elsewhere.
fn why(fault: &Fault) -> String {
    match fault {
        Fault::Corrupt { detail, .. } => detail.clone(),
        Fault::LostRace | Fault::Unavailable { .. } => fault.to_string(),
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineMissing => f.write_str("line missing"),
            Self::LineMisplaced { says } => write!(f, "line of rev {says} in its place"),
            Self::LineAltered => f.write_str("line altered (event or head)"),
            Self::LineUnreadable(why) => write!(f, "line unreadable: {why}"),
            Self::AggregateMissing => f.write_str("the item itself is missing"),
            Self::AggregateBehind { rev } => write!(f, "the item itself is at rev {rev}"),
            Self::AggregateAltered => f.write_str("item altered: its history differs"),
            Self::AggregateUnreadable(why) => write!(f, "item unreadable: {why}"),
        }
    }
}
