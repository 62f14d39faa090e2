//! The voucher's item: the aggregate, what happened to it last, and its place in the indexes.

use std::collections::HashMap;

use domain::attempt::{Actor, Attempt, Intent};
use domain::voucher::{Event, Voucher};
use domain::{Fault, VoucherNumber, digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::Table;
use crate::item::{self, Item};
use crate::keys::{self, Key};

/// How many keyed attempts a voucher remembers besides its last one: several times the commands of a common life.
const ATTEMPTS_REMEMBERED: usize = 24;

/// What happened last, by whose doing (design: history is derived from it).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastEvent {
    /// What.
    #[serde(flatten)]
    pub event: Event,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// The attempt that caused it.
    pub attempt: Attempt,
}

/// A record as it was read: its value, its revision, and what a write needs to follow on from it.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    /// The aggregate.
    pub value: T,
    /// Its revision: 1 when it is new, one more with every change.
    pub rev: u64,
    pub(crate) head: String,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) last_attempt: Attempt,
}

/// A voucher as it was read.
pub type StoredVoucher = Stored<Voucher>;

/// The stored shape. Fields that came later have defaults, so that what an older version wrote still reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoucherRecord {
    pub rev: u64,
    #[serde(flatten)]
    pub voucher: Voucher,
    pub last_event: LastEvent,
    /// SHA-256 over the previous head and this event: every change seals all before it.
    pub head: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    #[serde(flatten)]
    pub places: Places,
}

/// Places in the sparse indexes; absent where the item has no business in one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Places {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_pk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_sk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_pk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_sk: Option<String>,
}

impl<T> Stored<T> {
    /// Whether the attempt already changed it: then this is the same request again, and its answer is what stands.
    pub fn has_seen(&self, attempt: &Attempt) -> bool {
        self.last_attempt == *attempt || self.attempts.contains(attempt)
    }
}

impl From<VoucherRecord> for StoredVoucher {
    fn from(record: VoucherRecord) -> Self {
        Self {
            value: record.voucher,
            rev: record.rev,
            head: record.head,
            attempts: record.attempts,
            last_attempt: record.last_event.attempt,
        }
    }
}

impl VoucherRecord {
    /// The record that follows `seen` (nothing for a new voucher) once `event` happened.
    pub fn after(seen: Option<&StoredVoucher>, voucher: Voucher, event: Event, intent: &Intent) -> Self {
        let last_event = LastEvent { event, at: intent.at, by: intent.by.clone(), attempt: intent.attempt.clone() };
        let attempts = seen.map(|seen| seen.attempts.clone()).unwrap_or_default();
        Self {
            rev: seen.map_or(0, |seen| seen.rev).saturating_add(1),
            head: head_after(seen.map_or("", |seen| &seen.head), &last_event),
            places: Places::of(&voucher),
            voucher,
            attempts: remembering(attempts, intent),
            last_event,
        }
    }

    pub fn key(&self) -> Key {
        Key::voucher(&self.voucher.core().number)
    }

    pub fn item(&self) -> Result<Item, Fault> {
        item::write(&self.key(), self)
    }
}

impl Places {
    fn of(voucher: &Voucher) -> Self {
        let number = &voucher.core().number;
        let pk = keys::voucher_pk(number);
        let due = voucher.due_on();
        let company = voucher.reservation().map(|reservation| keys::company_pk(&reservation.company_id));
        let deadline = voucher.claim_due_on().unwrap_or(voucher.core().expires_on);
        let status = voucher.stored_status().as_str();
        Self {
            due_pk: due.map(|day| keys::due_pk(day, &pk)),
            due_sk: due.map(|_| pk),
            company_sk: company.as_ref().map(|_| format!("V#{status}#{deadline}#{number}")),
            company_pk: company,
        }
    }
}

/// The attempts with one more; the oldest make room. Only those whose caller chose a key can come again later: of the
/// others it is enough to know the last one, for a write whose answer was lost.
pub fn remembering(mut attempts: Vec<Attempt>, intent: &Intent) -> Vec<Attempt> {
    if intent.pin.is_none() {
        return attempts;
    }
    attempts.push(intent.attempt.clone());
    let surplus = attempts.len().saturating_sub(ATTEMPTS_REMEMBERED);
    attempts.drain(..surplus);
    attempts
}

/// The chain's next head (quality: a tampered, missing or swapped record is found).
pub fn head_after(previous: &str, event: &LastEvent) -> String {
    // Plain data of text and days always serializes.
    let event = serde_json::to_vec(event).unwrap_or_default();
    digest::hex_of_parts(&[previous.as_bytes(), &event])
}

impl Table {
    /// One voucher, read consistently.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or the item cannot be understood.
    pub async fn voucher(&self, number: &VoucherNumber) -> Result<Option<StoredVoucher>, Fault> {
        let record: Option<VoucherRecord> = self.get(&Key::voucher(number)).await?;
        Ok(record.map(Stored::from))
    }

    /// Up to 100 different vouchers, read consistently in one round trip; those that do not exist are left out.
    /// One that cannot be read is an error of its own and never hides the others.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn vouchers(
        &self,
        numbers: &[VoucherNumber],
    ) -> Result<HashMap<VoucherNumber, Result<StoredVoucher, Fault>>, Fault> {
        let keys: Vec<Key> = numbers.iter().map(Key::voucher).collect();
        let mut items: HashMap<String, Item> =
            self.batch_get(&keys).await?.into_iter().map(|found| (item::key_of(&found), found)).collect();
        let mut stored = HashMap::new();
        for number in numbers {
            if let Some(found) = items.remove(&Key::voucher(number).to_string()) {
                stored.insert(number.clone(), item::read::<VoucherRecord>(found).map(Stored::from));
            }
        }
        Ok(stored)
    }
}
