//! What callers were told, and what therefore must hold.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{claim, enrollment, voucher};
use dynoxide::Item;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::item::{self, Key};
use crate::store::Written;

/// What callers were told.
#[derive(Default)]
pub struct Book {
    /// Accepted commands.
    pub accepted: Vec<Accepted>,
    /// The first answer of each idempotency key that was stored.
    pub answers: BTreeMap<String, (u16, Value)>,
    /// Letters.
    pub letters: Letters,
    /// The payer's book: the reports that were accepted, by claim.
    pub payments: BTreeMap<String, Vec<PaymentReport>>,
    /// The attempts of every aggregate.
    pub attempts: HashSet<(Key, String)>,
    /// The revisions that people saw last, by person and item.
    pub tabs: BTreeMap<(String, String), String>,
    /// The lines of the rate card before the last change of each partition, and its instant.
    pub former_rates: BTreeMap<String, (Timestamp, Vec<Item>)>,
    /// The instant at which the index key of an item last changed.
    pub moved: BTreeMap<Key, Timestamp>,
}

/// A command that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The operation.
    pub operation: &'static str,
    /// The step.
    pub step: usize,
    /// The aggregate.
    pub key: Key,
    /// The revision of the answer, if it is the aggregate's.
    pub rev: Option<i64>,
    /// The person.
    pub by: String,
    /// The events of which one must be in the history.
    pub events: &'static [&'static str],
    /// The instant of the first request.
    pub since: Timestamp,
}

/// A report that the payer's system sent and that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaymentReport {
    /// The payment.
    pub payment: String,
    /// The payer's instant.
    pub at: Timestamp,
    /// The position of the event in the life of a payment: scheduled, sent, failed, reversed.
    pub order: u8,
}

/// Letters: those that events cause, those that were queued, and those that were sent.
#[derive(Default)]
pub struct Letters {
    /// The events that cause letters.
    pub expected: BTreeSet<String>,
    /// The events whose notices were queued.
    pub enqueued: BTreeSet<String>,
    /// How often each mail was sent.
    pub sent: BTreeMap<String, u32>,
    /// Mails that may be sent twice: a process died or a call failed meanwhile.
    pub excused: BTreeSet<String>,
}

impl Letters {
    /// Counts a mail.
    pub fn sent(&mut self, mail: String) {
        *self.sent.entry(mail).or_default() += 1;
    }

    /// Excuses mails from being sent only once.
    pub fn excuse(&mut self, mails: Vec<String>) {
        self.excused.extend(mails);
    }

    /// Expects a letter about a change, if its event causes one.
    pub fn expect(&mut self, written: &Written) {
        let Some(after) = written.after.as_deref() else { return };
        let rev = item::number(after, "rev");
        if written.before.as_deref().is_some_and(|before| item::number(before, "rev") == rev) {
            return;
        }
        let (pk, sk) = &written.key;
        let causes = match sk.as_str() {
            "V" => event_of::<voucher::Event>(after)
                .is_some_and(|event| !event.letters(item::text(after, "status") == "expired").is_empty()),
            "C" => event_of::<claim::Event>(after).is_some_and(|event| event.letter().is_some()),
            _ if sk.starts_with("E#") => {
                event_of::<enrollment::Event>(after).is_some_and(|event| event.letter().is_some())
            }
            _ => false,
        };
        if causes {
            self.expected.insert(format!("{pk}/{sk}/{rev}"));
        }
    }
}

/// The event of an item's last change.
fn event_of<E: DeserializeOwned>(item: &Item) -> Option<E> {
    serde_json::from_value(item::plain(item.get("last_event")?)).ok()
}
