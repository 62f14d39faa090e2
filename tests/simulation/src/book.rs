//! What callers were told, and what therefore must hold.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use domain::{claim, enrollment, invoice, voucher};
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
    /// The revisions that each request wrote, with their keys, by the label of the request.
    pub done: BTreeMap<String, Vec<(Key, i64)>>,
    /// The first answer that a caller got with each idempotency key.
    pub answers: BTreeMap<String, FirstAnswer>,
    /// Letters.
    pub letters: Letters,
    /// The payer's book: the reports that were accepted, by claim.
    pub payments: BTreeMap<String, Vec<PaymentReport>>,
    /// The revisions of every aggregate, each with its event.
    pub kinds: BTreeMap<Key, Vec<(i64, String)>>,
    /// The attempts of every aggregate.
    pub attempts: HashSet<(Key, String)>,
    /// The revisions that people saw last, by person and item.
    pub tabs: BTreeMap<(String, String), String>,
    /// The lines of the rate card before the last change of each partition, and its instant.
    pub former_rates: BTreeMap<String, (Timestamp, Vec<Item>)>,
    /// The instant at which the index key of an item last changed.
    pub moved: BTreeMap<Key, Timestamp>,
}

/// The answer to a request with an idempotency key.
#[derive(Clone, Debug)]
pub struct FirstAnswer {
    /// The path of the request.
    pub path: String,
    /// The body of the request.
    pub request: Value,
    /// The status.
    pub status: u16,
    /// The stored part of the body.
    pub body: Value,
}

/// A command that was accepted.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "some of it is only shown")]
pub struct Accepted {
    /// The operation.
    pub operation: &'static str,
    /// The step.
    pub step: usize,
    /// The aggregate.
    pub key: Key,
    /// The revision of the answer, if it is the aggregate's.
    pub rev: Option<i64>,
    /// The revisions of the aggregate that the request wrote.
    pub own: Vec<i64>,
    /// The person.
    pub by: String,
    /// The events of which one must be in the history.
    pub events: &'static [&'static str],
}

impl Book {
    /// Notes a change of an aggregate by an invocation that serves a request.
    pub fn did(&mut self, label: &str, written: &Written) {
        let rev = |item: Option<&Arc<Item>>| item.map_or(0, |item| item::number(item, "rev"));
        let (before, after) = (rev(written.before.as_ref()), rev(written.after.as_ref()));
        if let (Some((request, _)), true) = (label.split_once(" try "), after > before) {
            self.done.entry(request.to_owned()).or_default().push((written.key.clone(), after));
        }
    }

    /// The revisions of an item that requests with this prefix wrote.
    pub fn own(&self, prefix: &str, key: &Key) -> Vec<i64> {
        let requests = self.done.range(prefix.to_owned()..).take_while(|(request, _)| request.starts_with(prefix));
        requests.flat_map(|(_, done)| done).filter(|(known, _)| known == key).map(|(_, rev)| *rev).collect()
    }
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
    /// The amount in minor units.
    pub minor: i64,
    /// The currency.
    pub currency: String,
}

/// Letters: those that events cause, those that were queued, and those that were sent.
#[derive(Default)]
pub struct Letters {
    /// The events that cause letters.
    pub expected: BTreeSet<String>,
    /// The events whose notices were queued.
    pub enqueued: BTreeSet<String>,
    /// Those of them whose letter is sent whatever happens meanwhile (PROGRAM.md 13.2).
    pub always: BTreeSet<String>,
    /// How often each mail was sent.
    pub sent: BTreeMap<String, u32>,
    /// How often each mail may be sent again: its result was not known or not stored.
    pub excuses: BTreeMap<String, u32>,
    /// Mails whose sending failed once, or whose sender died. At the next try they may be out of date.
    pub failed: BTreeSet<String>,
}

/// Events whose letters are always sent.
const ALWAYS: [&str; 9] = [
    "claim.submitted",
    "claim.approved",
    "claim.expired",
    "claim.dispute_settled",
    "claim.commented",
    "enrollment.renewed",
    "enrollment.lapsed",
    "enrollment.withdrawn",
    "voucher.redeemed",
];

impl Letters {
    /// Counts a mail.
    pub fn sent(&mut self, mail: String) {
        *self.sent.entry(mail).or_default() += 1;
    }

    /// Excuses a mail that is sent once more.
    pub fn excuse(&mut self, mail: String) {
        *self.excuses.entry(mail).or_default() += 1;
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
            _ if sk.starts_with("J#") => {
                event_of::<invoice::InvoiceEvent>(after).is_some_and(|event| event.letter().is_some())
            }
            _ => false,
        };
        if causes {
            if ALWAYS.contains(&item::text(after, "last_event.type")) {
                self.always.insert(format!("{pk}/{sk}/{rev}"));
            }
            self.expected.insert(format!("{pk}/{sk}/{rev}"));
        }
    }
}

/// The event of an item's last change.
fn event_of<E: DeserializeOwned>(item: &Item) -> Option<E> {
    serde_json::from_value(item::plain(item.get("last_event")?)).ok()
}
