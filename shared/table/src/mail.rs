//! What a mail rests on: who is written to about what, and that it is written once.
//!
//! One person may stand on both sides of an event: what each side is written is a mail of its own.
//!
//! A mail is claimed before it is sent and closed after it. Two who tell the same event at the same time find one claim;
//! who dies in between leaves a claim that goes stale and is taken over. So a mail is never lost, and is sent twice only
//! when its sender dies, or loses the answer, just after it was accepted.

use std::collections::HashMap;

use domain::claim::Claim;
use domain::deliverable::Deliverable;
use domain::directory::Profile;
use domain::enrollment::Enrollment;
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

/// How long what became of a mail is kept: far longer than a stream or a queue can tell its event again.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How much of a recipient's digest names their mail: 128 bits.
const DIGEST_CHARS: usize = 32;

/// What a notice is about, as it stands now, and whom it may concern.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it; of the partner what is known of it")]
pub struct MailContacts {
    pub voucher: Option<Voucher>,
    /// The file that a voucher's event is about.
    pub file: Option<Deliverable>,
    pub claim: Option<Claim>,
    pub enrollment: Option<Enrollment>,
    pub company: Option<Company>,
    pub location: Option<Location>,
    pub profile: Option<Profile>,
    /// Where nothing else says whom to write to: the first of the partner's locations that has a contact.
    pub reachable: Option<Location>,
}

domain::codes! {
    /// On which side of a voucher somebody stands.
    pub enum Side {
        Customer = "customer",
        Partner = "partner",
    }
}

/// Somebody a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// As whom they are written to.
    pub side: Side,
    /// Their address.
    pub email: &'a Email,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum MailState {
    /// Somebody is about to send it, or died over it.
    Claimed,
    /// It was handed over.
    Sent,
    /// Its recipient cannot be written to; nobody tries again.
    Refused {
        /// What was said.
        code: String,
    },
}

impl MailState {
    /// Its name, as it is stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Sent => "sent",
            Self::Refused { .. } => "refused",
        }
    }
}

/// Whether it is one's turn to send a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailLock {
    /// It is.
    Ours,
    /// It was sent or refused; nothing is left to do.
    Over,
    /// Somebody else is at it, or died a moment ago.
    Others,
}

#[derive(Serialize, Deserialize)]
struct MailRecord {
    #[serde(flatten)]
    state: MailState,
    /// In milliseconds since 1970, so that a condition can compare it.
    claimed_at: i64,
    /// In seconds since 1970.
    ttl: i64,
}

impl Table {
    /// What a notice is about and whom it may concern, in one round trip; in two when it concerns a partner of which
    /// neither the location, nor the company, nor the profile names anybody.
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
            company: value(&mut found, keys.company.as_ref())?,
            location: value(&mut found, keys.location.as_ref())?,
            profile: value(&mut found, keys.profile.as_ref())?,
            reachable: None,
        };
        match keys.company.filter(|_| !known.name_a_contact()) {
            Some(company) => Ok(MailContacts { reachable: self.first_reachable(company).await?, ..known }),
            None => Ok(known),
        }
    }

    /// The first location with a contact, by its id.
    async fn first_reachable(&self, company: Key) -> Result<Option<Location>, Fault> {
        let locations: Vec<Stored<Location>> = self.stored_under(company.pk, keys::LOCATIONS).await?;
        Ok(locations.into_iter().map(|stored| stored.value).find(|location| location.contact_email.is_some()))
    }

    /// Claims the mail of an event to a recipient. A claim made before `stale` is of somebody who died over it.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be asked.
    pub async fn lock_mail(
        &self,
        event: &EventId,
        to: Recipient<'_>,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<MailLock, Fault> {
        let key = mail_key(event, to);
        let free = "attribute_not_exists(pk) OR (outcome = :claimed AND claimed_at < :stale)";
        let values = HashMap::from([
            (":claimed".to_owned(), text(MailState::Claimed.as_str())),
            (":stale".to_owned(), number(stale.as_millisecond())),
        ]);
        let condition = Condition { expression: free.to_owned(), values: Some(values) };
        match self.put_if(mail_item(&key, MailState::Claimed, now)?, condition).await {
            Ok(()) => Ok(MailLock::Ours),
            Err(Fault::LostRace) => self.lock_holder(&key).await,
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    async fn lock_holder(&self, key: &Key) -> Result<MailLock, Fault> {
        let record: Option<MailRecord> = self.get(key).await?;
        Ok(match record.map(|record| record.state) {
            Some(MailState::Sent | MailState::Refused { .. }) => MailLock::Over,
            Some(MailState::Claimed) | None => MailLock::Others,
        })
    }

    /// Writes down what became of a mail that was claimed.
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

    /// Gives up the claim on a mail that certainly was not sent: whoever is told of it next may send it at once.
    ///
    /// # Errors
    /// [`Fault`] when it may not have been written.
    pub async fn unlock_mail(&self, event: &EventId, to: Recipient<'_>) -> Result<(), Fault> {
        self.put(mail_item(&mail_key(event, to), MailState::Claimed, Timestamp::UNIX_EPOCH)?).await
    }
}

impl MailContacts {
    /// Whether what the notice concerns says itself whom of the partner to write to.
    fn name_a_contact(&self) -> bool {
        let location = self.location.as_ref().is_some_and(|location| location.contact_email.is_some());
        let company = self.company.as_ref().is_some_and(|company| company.details.primary_contact_email.is_some());
        location || company || self.profile.is_some()
    }
}

/// The items that a notice concerns.
#[derive(Default)]
struct Keys {
    voucher: Option<Key>,
    file: Option<Key>,
    claim: Option<Key>,
    enrollment: Option<Key>,
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
                Self { voucher: Some(Key::voucher(number)), file, ..partner.unwrap_or_default() }
            }
            Notice::Claim(about) => {
                let partner = Self::of_partner(&about.then.company_id, Some(&about.then.location_id));
                Self { claim: Some(Key::claim(&about.then.voucher_number)), ..partner }
            }
            Notice::Enrollment(about) => {
                let enrollment = Key::enrollment(&about.then.company_id, &about.then.program);
                Self { enrollment: Some(enrollment), ..Self::of_partner(&about.then.company_id, None) }
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
        let about = [&self.voucher, &self.file, &self.claim, &self.enrollment];
        about.into_iter().chain([&self.company, &self.location, &self.profile]).flatten().cloned().collect()
    }
}

/// The file of an event that somebody is written about; other files are nobody's news.
fn rejected_file(event: &voucher::Event) -> Option<&DeliverableId> {
    if let voucher::Event::DeliverableRejected { id, .. } = event { Some(id) } else { None }
}

fn value<A: Aggregate>(found: &mut HashMap<String, Item>, key: Option<&Key>) -> Result<Option<A>, Fault> {
    let item = key.and_then(|key| found.remove(&key.to_string()));
    item.map(|item| Record::<A>::read(item).map(|record| record.value)).transpose()
}

/// The address itself stands nowhere. Letter case makes no other recipient.
fn mail_key(event: &EventId, to: Recipient<'_>) -> Key {
    let digest = digest::hex_of_parts(&[to.email.folded().as_bytes()]);
    Key::mail(event, to.side.as_str(), &digest.chars().take(DIGEST_CHARS).collect::<String>())
}

fn mail_item(key: &Key, state: MailState, at: Timestamp) -> Result<Item, Fault> {
    let ttl = at.as_second().max(0).saturating_add(KEPT.as_secs());
    item::write(key, &MailRecord { state, claimed_at: at.as_millisecond(), ttl })
}
