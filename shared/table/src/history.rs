//! What follows from a change, told by the table's stream: its history record, what the claims queue is told, who is
//! written about it, and whether the directory shows something else now.

use domain::claim::{Claim, RedeemedVoucher};
use domain::directory::Profile;
use domain::enrollment::Enrollment;
use domain::notice::{EventId, Notice};
use domain::partner::{Company, EvidenceEntry, Location};
use domain::payee::Payee;
use domain::voucher::{Event, Voucher};
use domain::{CompanyId, Fault};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item};
use crate::keys::{Key, Kind};
use crate::record::{Aggregate, LastEvent, Record};

/// One line of an aggregate's history; `E` is what happens to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// The revision it led to.
    pub rev: u64,
    /// The status it led to.
    pub status: String,
    /// What happened, when, by whom.
    #[serde(flatten)]
    pub last: LastEvent<E>,
    /// The chain's head after it.
    pub head: String,
}

/// What a change on the stream tells.
#[derive(Clone, Debug)]
pub struct RecordChange {
    /// The revision it led to.
    pub rev: u64,
    /// What the claims queue is told, when this was a redemption.
    pub redeemed: Option<RedeemedVoucher>,
    /// What somebody is written about it.
    pub notice: Option<Notice>,
    /// The company of which the directory may show something else now.
    pub refresh_listings: Option<CompanyId>,
    /// The line of history.
    pub(crate) line: Item,
}

impl RecordChange {
    /// Reads a change; nothing for items that have no history of their own, and for writes in which nothing happened.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when an image cannot be understood.
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
        // What was before only says of whom a voucher was taken; without it the mail names nobody.
        let before = Record::<Voucher>::read(old).ok().map(|before| before.value);
        let notice = Notice::of_voucher(event_id(&record), &record.last_event.event, &record.value, before.as_ref());
        let was_redemption = matches!(record.last_event.event, Event::Redeemed { .. });
        let by = Some(record.last_event.by.clone());
        let redeemed = record.value.redeemed().filter(|_| was_redemption);
        let redeemed = redeemed.map(|redeemed| RedeemedVoucher { redeemed_by: by, ..redeemed });
        Ok(Some(Self { redeemed, notice, ..Self::told(record)? }))
    }

    fn of_claim(new: Item, old: &Item) -> Result<Option<Self>, Fault> {
        if same_rev(&new, old) {
            return Ok(None);
        }
        let record = Record::<Claim>::read(new)?;
        let notice = Notice::of_claim(event_id(&record), &record.last_event.event, &record.value);
        Ok(Some(Self { notice, ..Self::told(record)? }))
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
        // What stood there before only tells whether the directory must be looked at; when in doubt it is.
        let added = old.is_empty();
        let before = Record::<A>::read(old).ok().map(|before| before.value);
        let in_doubt = before.is_none() && !added;
        let refresh_listings = company.filter(|_| in_doubt || record.value.affects_listings(before.as_ref()));
        Ok(Some(Self { notice: notice(&record), refresh_listings, ..Self::told(record)? }))
    }

    fn told<A: Aggregate>(record: Record<A>) -> Result<Self, Fault> {
        let aggregate = record.value.key();
        let line = Recorded {
            rev: record.rev,
            status: record.value.status_name().to_owned(),
            last: record.last_event,
            head: record.head,
        };
        let key = Key::history(&aggregate.pk, &aggregate.sk, record.rev);
        Ok(Self {
            rev: record.rev,
            redeemed: None,
            notice: None,
            refresh_listings: None,
            line: item::write(&key, &line)?,
        })
    }
}

fn event_id<A: Aggregate>(record: &Record<A>) -> EventId {
    EventId::new(format!("{}/{}", record.value.key(), record.rev))
}

/// A write that left the revision alone moved the item in an index, and told nothing new.
fn same_rev(new: &Item, old: &Item) -> bool {
    old.contains_key("rev") && new.get("rev") == old.get("rev")
}

impl Table {
    /// Writes the line of history, once.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn record(&self, change: &RecordChange) -> Result<(), Fault> {
        match self.put_if(change.line.clone(), Condition::absent()).await {
            Ok(()) | Err(Fault::LostRace) => Ok(()),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    /// The history of a voucher, oldest first: the lines that could be read, and why others could not.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn history(&self, number: &domain::VoucherNumber) -> Result<(Vec<Recorded<Event>>, Vec<Fault>), Fault> {
        self.history_of::<Voucher>(&Key::voucher(number)).await
    }

    /// The history of a claim: as that of a voucher.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn claim_history(
        &self,
        number: &domain::VoucherNumber,
    ) -> Result<(Vec<Recorded<domain::claim::Event>>, Vec<Fault>), Fault> {
        self.history_of::<Claim>(&Key::claim(number)).await
    }

    /// The history of an enrollment: as that of a voucher.
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
