//! What callers were told, and what therefore must hold.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use domain::{claim, enrollment, invoice, voucher};
use dynoxide::Item;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::checks::keys::KnownKey;
use crate::item::{self, Key};
use crate::store::Written;

/// What callers were told.
#[derive(Default)]
pub struct Book {
    /// Accepted commands.
    pub accepted: Vec<Accepted>,
    /// The revisions that each request wrote, with their keys, by the label of the request.
    pub done: BTreeMap<String, Vec<(Key, i64)>>,
    /// What callers were told with each idempotency key.
    pub keys: BTreeMap<String, KnownKey>,
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
    /// The mails whose recipient was refused.
    pub refused: BTreeSet<String>,
    /// The company and the customer's address that each revision of an item names.
    named: BTreeMap<(Key, i64), [String; 2]>,
    /// How often each mail may be sent again: its result was not known or not stored.
    pub excuses: BTreeMap<String, u32>,
    /// Mails whose sending failed once, or whose sender died. At the next try they may be out of date.
    pub failed: BTreeSet<String>,
}

/// Whom a letter concerns.
#[derive(Debug, Default)]
pub struct Parties {
    /// Companies.
    pub companies: BTreeSet<String>,
    /// Addresses of customers.
    pub customers: BTreeSet<String>,
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

    /// Whom a mail with this key concerns: those that its revision names, and the one before it.
    pub fn parties_of(&self, mail: &str) -> Parties {
        let mut parties = Parties::default();
        let mut parts = mail.trim_start_matches("M#").rsplitn(2, '/');
        let rev = parts.next().and_then(|last| last.split('#').next()?.parse::<i64>().ok());
        let key = parts.next().and_then(|key| key.split_once('/'));
        let (Some(rev), Some((pk, sk))) = (rev, key) else { return parties };
        for rev in [rev - 1, rev] {
            if let Some([company, customer]) = self.named.get(&((pk.to_owned(), sk.to_owned()), rev)) {
                parties.companies.insert(company.clone());
                parties.customers.insert(customer.to_lowercase());
            }
        }
        parties
    }

    /// Expects a letter about a change, if its event causes one.
    pub fn expect(&mut self, written: &Written) {
        let Some(after) = written.after.as_deref() else { return };
        let rev = item::number(after, "rev");
        if written.before.as_deref().is_some_and(|before| item::number(before, "rev") == rev) {
            return;
        }
        let (pk, sk) = &written.key;
        let company = ["reservation.company_id", "company_id"].map(|path| item::text(after, path)).concat();
        self.named.insert((written.key.clone(), rev), [company, item::text(after, "admin.email").to_owned()]);
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
