//! The effects of a change that the table's stream delivers: its history record, the message to the claims queue, the
//! notice for the mailer, the refresh of the directory, and the sighting of its actor.

use domain::claim::{Claim, RedeemedVoucher};
use domain::directory::Profile;
use domain::enrollment::Enrollment;
use domain::invoice::Invoice;
use domain::notice::{EventId, Notice};
use domain::partner::{Company, EvidenceEntry, Location};
use domain::payee::Payee;
use domain::voucher::{Event, Voucher};
use domain::{CompanyId, Fault};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item};
use crate::keys::{Key, Kind};
use crate::people::Sighting;
use crate::record::{Aggregate, LastEvent, Record, Stored};

/// A history record of an aggregate with events `E`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// The revision after the event.
    pub rev: u64,
    /// The status after the event.
    pub status: String,
    /// The event, with its time and actor.
    #[serde(flatten)]
    pub last: LastEvent<E>,
    /// The head of the chain after the event (DECISIONS.md 41).
    pub head: String,
}

impl<E: Clone> Recorded<E> {
    /// The history record of an aggregate's last event.
    fn of<A: Aggregate<Event = E>>(record: &Record<A>) -> Self {
        Self {
            rev: record.rev,
            status: record.value.status_name().to_owned(),
            last: record.last_event.clone(),
            head: record.head.clone(),
        }
    }
}

/// A claim with its history, oldest first.
#[derive(Debug)]
pub struct ClaimWithHistory {
    /// The claim.
    pub claim: Stored<Claim>,
    /// The history.
    pub history: Vec<Recorded<domain::claim::Event>>,
    /// The faults of unreadable history records. They are left out (DECISIONS.md 34).
    pub unreadable: Vec<Fault>,
}

/// A change of an aggregate on the stream, with its effects.
#[derive(Clone, Debug)]
pub struct RecordChange {
    /// The revision after the change.
    pub rev: u64,
    /// The message for the claims queue, when the change was a redemption.
    pub redeemed: Option<RedeemedVoucher>,
    /// The notice for the mailer.
    pub notice: Option<Notice>,
    /// The company whose directory listings must be refreshed.
    pub refresh_listings: Option<CompanyId>,
    /// The person who caused it, for the list of the company's people.
    pub sighting: Option<Sighting>,
    /// The history record.
    pub(crate) line: Item,
}

impl RecordChange {
    /// Reads a change from its images; `None` for an item that is no aggregate and for a write without a new revision.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the new image cannot be understood.
    pub fn of(new: serde_dynamo::Item, old: serde_dynamo::Item) -> Result<Option<Self>, Fault> {
        let (new, old) = (Item::from(new), Item::from(old));
        let Some(kind) = Key::of(&new).as_ref().and_then(Kind::of) else { return Ok(None) };
        match kind {
            Kind::Voucher => Self::of_voucher(new, old),
            Kind::Claim => Self::of_claim(new, &old),
            Kind::Company => Self::of_partner::<Company>(new, old, |_| None),
            Kind::Profile => Self::of_partner::<Profile>(new, old, |_| None),
            Kind::Location => Self::of_partner::<Location>(new, old, |_| None),
            Kind::Evidence => Self::of_partner::<EvidenceEntry>(new, old, |_| None),
            Kind::Payee => Self::of_partner::<Payee>(new, old, |_| None),
            Kind::Invoice => Self::of_partner(new, old, |record: &Record<Invoice>| {
                Notice::of_invoice(event_id(record), &record.last_event.event, &record.value)
            }),
            Kind::Enrollment => Self::of_partner(new, old, |record: &Record<Enrollment>| {
                Notice::of_enrollment(event_id(record), &record.last_event.event, &record.value)
            }),
        }
    }

    fn of_voucher(new: Item, old: Item) -> Result<Option<Self>, Fault> {
        if same_rev(&new, &old) {
            return Ok(None);
        }
        let record = Record::<Voucher>::read(new)?;
        // The old image only names the former holder; the notice goes without it when the image cannot be read.
        let before = Record::<Voucher>::read(old).ok().map(|before| before.value);
        let notice = Notice::of_voucher(event_id(&record), &record.last_event.event, &record.value, before.as_ref());
        let was_redemption = matches!(record.last_event.event, Event::Redeemed { .. });
        let by = Some(record.last_event.by.clone());
        let redeemed = record.value.redeemed().filter(|_| was_redemption);
        let redeemed = redeemed.map(|redeemed| RedeemedVoucher { redeemed_by: by, ..redeemed });
        Ok(Some(Self { redeemed, notice, ..Self::of_record(&record)? }))
    }

    fn of_claim(new: Item, old: &Item) -> Result<Option<Self>, Fault> {
        if same_rev(&new, old) {
            return Ok(None);
        }
        let record = Record::<Claim>::read(new)?;
        let notice = Notice::of_claim(event_id(&record), &record.last_event.event, &record.value);
        Ok(Some(Self { notice, ..Self::of_record(&record)? }))
    }

    fn of_partner<A: Aggregate>(
        new: Item,
        old: Item,
        notice: impl Fn(&Record<A>) -> Option<Notice>,
    ) -> Result<Option<Self>, Fault> {
        if same_rev(&new, &old) {
            return Ok(None);
        }
        let company = item::key_of(&new).split('/').next().and_then(|pk| CompanyId::parse(pk.strip_prefix("P#")?).ok());
        let record = Record::<A>::read(new)?;
        // The old image only decides on the refresh; when it cannot be read, the listings are refreshed.
        let added = old.is_empty();
        let before = Record::<A>::read(old).ok().map(|before| before.value);
        let is_unreadable = before.is_none() && !added;
        let refresh_listings = company.filter(|_| is_unreadable || record.value.affects_listings(before.as_ref()));
        Ok(Some(Self { notice: notice(&record), refresh_listings, ..Self::of_record(&record)? }))
    }

    fn of_record<A: Aggregate>(record: &Record<A>) -> Result<Self, Fault> {
        let (aggregate, line, sighting) = (record.value.key(), Recorded::of(record), Sighting::of(&record.last_event));
        let key = Key::history(&aggregate.pk, &aggregate.sk, record.rev);
        Ok(Self {
            rev: record.rev,
            redeemed: None,
            notice: None,
            refresh_listings: None,
            sighting,
            line: item::write(&key, &line)?,
        })
    }
}

fn event_id<A: Aggregate>(record: &Record<A>) -> EventId {
    EventId::new(format!("{}/{}", record.value.key(), record.rev))
}

/// True when the write did not raise the revision: it only changed index entries and has no event.
fn same_rev(new: &Item, old: &Item) -> bool {
    old.contains_key("rev") && new.get("rev") == old.get("rev")
}

impl Table {
    /// Writes the history record of a change. A repeated delivery of the change writes nothing.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn record(&self, change: &RecordChange) -> Result<(), Fault> {
        self.put_when(change.line.clone(), Condition::absent()).await.map(drop)
    }

    /// The history of a voucher, oldest first, and the faults of unreadable records.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn history(&self, number: &domain::VoucherNumber) -> Result<(Vec<Recorded<Event>>, Vec<Fault>), Fault> {
        self.history_of::<Voucher>(&Key::voucher(number)).await
    }

    /// A claim with its history, in one round trip. The latest event is taken from the claim while the stream has not
    /// delivered it: whoever writes a comment sees it at once.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the claim cannot be understood.
    pub async fn claim_and_history(&self, number: &domain::VoucherNumber) -> Result<Option<ClaimWithHistory>, Fault> {
        let key = Key::claim(number);
        let (found, (mut history, unreadable)) =
            futures::try_join!(self.get_item(&key), self.history_of::<Claim>(&key))?;
        let Some(record) = found.map(Record::<Claim>::read).transpose()? else { return Ok(None) };
        if history.last().is_none_or(|line| line.rev < record.rev) {
            history.push(Recorded::of(&record));
        }
        Ok(Some(ClaimWithHistory { claim: Stored::from(record), history, unreadable }))
    }

    /// The history of an enrollment, oldest first, and the faults of unreadable records.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn enrollment_history(
        &self,
        company: &CompanyId,
        program: &domain::ProgramCode,
    ) -> Result<(Vec<Recorded<domain::enrollment::Event>>, Vec<Fault>), Fault> {
        self.history_of::<Enrollment>(&Key::enrollment(company, program)).await
    }

    async fn history_of<A: Aggregate>(&self, key: &Key) -> Result<(Vec<Recorded<A::Event>>, Vec<Fault>), Fault> {
        let lines = self.query_items(key.pk.clone(), &format!("H#{}#", key.sk)).await?;
        Ok(item::readable(lines.into_iter().map(item::read)))
    }
}
