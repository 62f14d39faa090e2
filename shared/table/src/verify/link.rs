//! A link of a chain of any kind, read from a history record or from the aggregate.

use domain::Fault;
use domain::claim::Claim;
use domain::directory::Profile;
use domain::enrollment::Enrollment;
use domain::invoice::Invoice;
use domain::partner::{Company, EvidenceEntry, Location};
use domain::payee::Payee;
use domain::voucher::Voucher;

use crate::history::Recorded;
use crate::item::{self, Item};
use crate::keys::Kind;
use crate::record::{Aggregate, Record, event_bytes, head_over};

/// A revision, its event, and the head of the chain after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) rev: u64,
    pub(super) head: String,
    pub(super) status: String,
    /// The event, as the bytes that the head is computed over.
    event: Vec<u8>,
}

impl Kind {
    /// Reads the link of a history record.
    pub(super) fn line(self, item: Item) -> Result<Link, Fault> {
        match self {
            Self::Voucher => line::<Voucher>(item),
            Self::Claim => line::<Claim>(item),
            Self::Company => line::<Company>(item),
            Self::Profile => line::<Profile>(item),
            Self::Location => line::<Location>(item),
            Self::Evidence => line::<EvidenceEntry>(item),
            Self::Enrollment => line::<Enrollment>(item),
            Self::Payee => line::<Payee>(item),
            Self::Invoice => line::<Invoice>(item),
        }
    }

    /// Reads the last link, which the aggregate itself holds.
    pub(super) fn aggregate(self, item: Item) -> Result<Link, Fault> {
        match self {
            Self::Voucher => aggregate::<Voucher>(item),
            Self::Claim => aggregate::<Claim>(item),
            Self::Company => aggregate::<Company>(item),
            Self::Profile => aggregate::<Profile>(item),
            Self::Location => aggregate::<Location>(item),
            Self::Evidence => aggregate::<EvidenceEntry>(item),
            Self::Enrollment => aggregate::<Enrollment>(item),
            Self::Payee => aggregate::<Payee>(item),
            Self::Invoice => aggregate::<Invoice>(item),
        }
    }
}

impl Link {
    /// True when the head follows from the event and the previous head.
    pub(super) fn follows_on(&self, previous: &str) -> bool {
        head_over(previous, &self.event) == self.head
    }

    /// True when both links hold the same event.
    pub(super) fn same_event(&self, other: &Self) -> bool {
        self.event == other.event
    }
}

fn line<A: Aggregate>(item: Item) -> Result<Link, Fault> {
    let line: Recorded<A::Event> = item::read(item)?;
    Ok(Link { rev: line.rev, head: line.head, status: line.status, event: event_bytes(&line.last)? })
}

fn aggregate<A: Aggregate>(item: Item) -> Result<Link, Fault> {
    let record = Record::<A>::read(item)?;
    let status = record.value.status_name().to_owned();
    Ok(Link { rev: record.rev, head: record.head, status, event: event_bytes(&record.last_event)? })
}
