//! The contacts for the mails about an event, and the lock that makes each mail go out once.
//!
//! The same person may be a recipient on both sides of an event; each side gets a mail of its own.
//!
//! A mail is locked before it is sent, and its result is recorded afterwards. Of two concurrent deliveries of an event
//! one gets the lock. If its process dies in between, the lock becomes stale and the next delivery takes it over. A
//! mail is therefore sent at least once. It is sent twice only when the sender dies or loses the response after SES
//! accepted it (DECISIONS.md 39).

use std::collections::HashMap;

use domain::claim::Claim;
use domain::deliverable::Deliverable;
use domain::directory::Profile;
use domain::enrollment::Enrollment;
use domain::invoice::Invoice;
use domain::notice::{EventId, Notice};
use domain::partner::{Company, Location};
use domain::voucher::{self, Voucher};
use domain::{CompanyId, DeliverableId, Email, Fault, LocationId, digest};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item, number, text};
use crate::keys::{self, Key};
use crate::record::{Aggregate, Record, Stored};

/// The retention of a mail's state: 400 days, far longer than a stream or a queue can deliver its event again
/// (DECISIONS.md 39).
const RETENTION: SignedDuration = SignedDuration::from_hours(24 * 400);
/// The number of hexadecimal digits of a recipient's digest in a key: 128 bits.
const DIGEST_CHARS: usize = 32;

/// The current records that a notice refers to, and the records that name a contact (PROGRAM.md 13.1).
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field holds the record of its name")]
pub struct MailContacts {
    pub voucher: Option<Voucher>,
    /// The file that a voucher's event is about.
    pub file: Option<Deliverable>,
    pub claim: Option<Claim>,
    pub enrollment: Option<Enrollment>,
    pub invoice: Option<Invoice>,
    pub company: Option<Company>,
    pub location: Option<Location>,
    pub profile: Option<Profile>,
    /// The first of the partner's locations with a contact; read only when no other record names one.
    pub reachable: Option<Location>,
}

domain::codes! {
    /// The side of a voucher that a recipient belongs to.
    pub enum Side {
        Customer = "customer",
        Partner = "partner",
    }
}

/// The recipient of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// The side that the mail addresses.
    pub side: Side,
    /// The e-mail address.
    pub email: &'a Email,
}

/// The state of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum MailState {
    /// A sender holds the lock, or died while it held it.
    Locked,
    /// SES accepted the mail.
    Sent,
    /// SES refused the recipient; the mail is not retried.
    Refused {
        /// The code of the refusal.
        code: String,
    },
}

impl MailState {
    /// The name of the state, as it is stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Sent => "sent",
            Self::Refused { .. } => "refused",
        }
    }
}

/// The result of an attempt to lock a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailLock {
    /// The lock was acquired.
    Acquired,
    /// The mail was sent or refused before.
    AlreadyHandled,
    /// Another sender holds the lock, and it is not stale.
    HeldByOther,
}

#[derive(Serialize, Deserialize)]
struct MailRecord {
    #[serde(flatten)]
    state: MailState,
    /// The time of the latest write, in milliseconds since 1970; a condition compares it with the limit for stale
    /// locks.
    locked_at: i64,
    /// The end of the retention, in seconds since 1970.
    ttl: i64,
}

impl Table {
    /// The records of a notice and of its contacts, in one round trip. A second one reads the locations of a partner
    /// when neither its location, nor its company, nor its profile names a contact.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or an item cannot be understood.
    pub async fn mail_contacts(&self, notice: &Notice) -> Result<MailContacts, Fault> {
        let keys = Keys::of(notice);
        let items = self.batch_get(&keys.all()).await?;
        let mut found = items.into_iter().map(|found| (item::key_of(&found), found)).collect();
        let known = MailContacts {
            voucher: value(&mut found, keys.voucher.as_ref())?,
            file: keys.file.as_ref().and_then(|key| found.remove(&key.to_string())).map(item::read).transpose()?,
            claim: value(&mut found, keys.claim.as_ref())?,
            enrollment: value(&mut found, keys.enrollment.as_ref())?,
            invoice: value(&mut found, keys.invoice.as_ref())?,
            company: value(&mut found, keys.company.as_ref())?,
            location: value(&mut found, keys.location.as_ref())?,
            profile: value(&mut found, keys.profile.as_ref())?,
            reachable: None,
        };
        match keys.company.filter(|_| !known.has_contact()) {
            Some(company) => Ok(MailContacts { reachable: self.first_reachable(company).await?, ..known }),
            None => Ok(known),
        }
    }

    /// The first location with a contact, ordered by id.
    async fn first_reachable(&self, company: Key) -> Result<Option<Location>, Fault> {
        let locations: Vec<Stored<Location>> = self.stored_under(company.pk, keys::LOCATIONS).await?;
        Ok(locations.into_iter().map(|stored| stored.value).find(|location| location.contact_email.is_some()))
    }

    /// Locks the mail of an event to a recipient. A lock from before `stale` belongs to a sender that died, and is
    /// taken over.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be reached.
    pub async fn lock_mail(
        &self,
        event: &EventId,
        to: Recipient<'_>,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<MailLock, Fault> {
        let key = mail_key(event, to);
        let free = "attribute_not_exists(pk) OR (outcome = :locked AND locked_at < :stale)";
        let values = HashMap::from([
            (":locked".to_owned(), text(MailState::Locked.as_str())),
            (":stale".to_owned(), number(stale.as_millisecond())),
        ]);
        let condition = Condition { expression: free.to_owned(), values: Some(values) };
        match self.put_if(mail_item(&key, MailState::Locked, now)?, condition).await {
            Ok(()) => Ok(MailLock::Acquired),
            Err(Fault::LostRace) => self.lock_holder(&key).await,
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    async fn lock_holder(&self, key: &Key) -> Result<MailLock, Fault> {
        let record: Option<MailRecord> = self.get(key).await?;
        Ok(match record.map(|record| record.state) {
            Some(MailState::Sent | MailState::Refused { .. }) => MailLock::AlreadyHandled,
            Some(MailState::Locked) | None => MailLock::HeldByOther,
        })
    }

    /// Records the result of a locked mail.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been written.
    pub async fn record_mail_result(
        &self,
        event: &EventId,
        to: Recipient<'_>,
        state: MailState,
        now: Timestamp,
    ) -> Result<(), Fault> {
        self.put(mail_item(&mail_key(event, to), state, now)?).await
    }

    /// Releases the lock that was taken at `locked_at`, of a mail that was certainly not sent: the next delivery of the
    /// event may send it at once. A release that arrives late, when another sender has taken the lock over or sent the
    /// mail, changes nothing.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been written.
    pub async fn unlock_mail(&self, event: &EventId, to: Recipient<'_>, locked_at: Timestamp) -> Result<(), Fault> {
        let values = HashMap::from([
            (":locked".to_owned(), text(MailState::Locked.as_str())),
            (":own".to_owned(), number(locked_at.as_millisecond())),
        ]);
        let own = "outcome = :locked AND locked_at = :own".to_owned();
        let free = mail_item(&mail_key(event, to), MailState::Locked, Timestamp::UNIX_EPOCH)?;
        self.put_when(free, Condition { expression: own, values: Some(values) }).await.map(drop)
    }
}

impl MailContacts {
    /// True when the location, the company or the profile of the partner names a contact.
    fn has_contact(&self) -> bool {
        let location = self.location.as_ref().is_some_and(|location| location.contact_email.is_some());
        let company = self.company.as_ref().is_some_and(|company| company.details.primary_contact_email.is_some());
        location || company || self.profile.is_some()
    }
}

/// The keys of the records that a notice refers to.
#[derive(Default)]
struct Keys {
    voucher: Option<Key>,
    file: Option<Key>,
    claim: Option<Key>,
    enrollment: Option<Key>,
    invoice: Option<Key>,
    company: Option<Key>,
    location: Option<Key>,
    profile: Option<Key>,
}

impl Keys {
    fn of(notice: &Notice) -> Self {
        match notice {
            Notice::Voucher(about) => {
                let held = about.then.reservation.as_ref();
                let partner = held.map(|held| Self::of_partner(&held.company_id, Some(&held.location_id)));
                let number = &about.then.voucher_number;
                let file = rejected_file(&about.event).map(|id| Key::deliverable(number, id));
                // After redemption the claim decides whether a file is to be replaced.
                let claim = file.as_ref().map(|_| Key::claim(number));
                Self { voucher: Some(Key::voucher(number)), file, claim, ..partner.unwrap_or_default() }
            }
            Notice::Claim(about) => {
                let partner = Self::of_partner(&about.then.company_id, Some(&about.then.location_id));
                Self { claim: Some(Key::claim(&about.then.voucher_number)), ..partner }
            }
            Notice::Enrollment(about) => {
                let enrollment = Key::enrollment(&about.then.company_id, &about.then.program);
                Self { enrollment: Some(enrollment), ..Self::of_partner(&about.then.company_id, None) }
            }
            Notice::Invoice(about) => {
                let invoice = Key::invoice(&about.then.company_id, &about.then.invoice_number.id());
                Self { invoice: Some(invoice), ..Self::of_partner(&about.then.company_id, None) }
            }
        }
    }

    fn of_partner(company: &CompanyId, location: Option<&LocationId>) -> Self {
        Self {
            company: Some(Key::company(company)),
            location: location.map(|location| Key::location(company, location)),
            profile: Some(Key::profile(company)),
            ..Self::default()
        }
    }

    fn all(&self) -> Vec<Key> {
        let about = [&self.voucher, &self.file, &self.claim, &self.enrollment, &self.invoice];
        about.into_iter().chain([&self.company, &self.location, &self.profile]).flatten().cloned().collect()
    }
}

/// The file of a rejection. No other event of a file causes a mail.
fn rejected_file(event: &voucher::Event) -> Option<&DeliverableId> {
    if let voucher::Event::DeliverableRejected { id, .. } = event { Some(id) } else { None }
}

fn value<A: Aggregate>(found: &mut HashMap<String, Item>, key: Option<&Key>) -> Result<Option<A>, Fault> {
    let item = key.and_then(|key| found.remove(&key.to_string()));
    item.map(|item| Record::<A>::read(item).map(|record| record.value)).transpose()
}

/// The key of a mail. It holds a digest of the folded address: no address is stored, and letter case does not matter.
fn mail_key(event: &EventId, to: Recipient<'_>) -> Key {
    let digest = digest::hex_of_parts(&[to.email.folded().as_bytes()]);
    Key::mail(event, to.side.as_str(), &digest.chars().take(DIGEST_CHARS).collect::<String>())
}

fn mail_item(key: &Key, state: MailState, at: Timestamp) -> Result<Item, Fault> {
    let ttl = at.as_second().max(0).saturating_add(RETENTION.as_secs());
    item::write(key, &MailRecord { state, locked_at: at.as_millisecond(), ttl })
}
