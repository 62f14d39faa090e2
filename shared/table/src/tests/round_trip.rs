//! Whatever is written reads back as it was.

use domain::Fault;
use domain::claim::RedeemedVoucher;
use domain::voucher::Event;
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::any;
use super::world::number;
use crate::deliverable;
use crate::history::RecordChange;
use crate::item::{self, Item};
use crate::record::{Stored, head_after};
use crate::report::StoredReport;
use crate::voucher::VoucherRecord;

/// The record as another process would read it: over the wire format of the stream, too.
pub fn read_back<R: DeserializeOwned>(item: Item) -> R {
    let over_the_wire: serde_dynamo::Item =
        serde_json::from_str(&serde_json::to_string(&serde_dynamo::Item::from(item.clone())).unwrap()).unwrap();
    assert_eq!(Item::from(over_the_wire), item);
    item::read(item).unwrap()
}

pub fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

proptest! {
    #[test]
    fn a_voucher_in_any_state_reads_back(
        voucher in any::voucher(),
        before in any::voucher(),
        event in any::event(),
        intent in any::intent(),
        rev in 0..u64::MAX,
        attempts in any::attempts(),
    ) {
        let seen = Stored { value: before, rev, last_by: intent.by.clone(), head: "h".repeat(64), attempts, last_attempt: intent.attempt.clone() };
        let record = VoucherRecord::after(Some(&seen), voucher, event, &intent).unwrap();
        let read: VoucherRecord = read_back(record.item().unwrap());
        prop_assert_eq!(&read.value, &record.value);
        prop_assert_eq!(&read.last_event, &record.last_event);
        prop_assert_eq!((read.rev, &read.head, &read.attempts), (record.rev, &record.head, &record.attempts));
        // Equal may be less than same: an e-mail address is compared without its letter case.
        prop_assert_eq!(json(&read), json(&record));
        prop_assert_eq!(head_after(&seen.head, &read.last_event).unwrap(), record.head, "the chain can be checked from storage");
    }

    #[test]
    fn the_stream_tells_of_any_voucher_what_was_stored(
        voucher in any::voucher(),
        event in any::event(),
        intent in any::intent(),
    ) {
        let record = VoucherRecord::after(None, voucher, event, &intent).unwrap();
        let told = RecordChange::of(record.item().unwrap().into(), serde_dynamo::Item::default()).unwrap().unwrap();
        let line: crate::Recorded<Event> = read_back(told.line);
        prop_assert_eq!(&line.last, &record.last_event);
        prop_assert_eq!((told.rev, line.rev, &line.head), (1, 1, &record.head));
        prop_assert_eq!(line.status.as_str(), record.value.stored_status().as_str());
        let was_redemption = json(&record.last_event)["type"] == "voucher.redeemed";
        let numbers = |redeemed: Option<RedeemedVoucher>| redeemed.map(|redeemed| redeemed.voucher_number);
        prop_assert_eq!(numbers(told.redeemed), numbers(record.value.redeemed().filter(|_| was_redemption)));
    }

    #[test]
    fn a_file_in_any_state_reads_back(file in any::deliverable()) {
        let read = read_back(deliverable::item(&number(), &file).unwrap());
        prop_assert_eq!(file, read);
    }

    #[test]
    fn any_report_reads_back(report in any::report(), before in any::report(), intents in [any::intent(), any::intent()]) {
        let seen = StoredReport::after(None, before, &intents[0]);
        let stored = StoredReport::after(Some(&seen), report.clone(), &intents[1]);
        let read: StoredReport = read_back(stored.item(&number()).unwrap());
        prop_assert_eq!(json(&read), json(&stored));
        prop_assert_eq!((read.rev, &read.report), (2, &report));
        let keyed = intents.iter().filter(|intent| intent.key.is_some());
        prop_assert!(keyed.into_iter().all(|intent| read.has_seen(&intent.attempt)));
    }

    #[test]
    fn an_item_that_lost_an_attribute_is_an_error_with_its_key_or_reads_with_a_default(
        voucher in any::voucher(),
        event in any::event(),
        intent in any::intent(),
        lost in any::<prop::sample::Index>(),
    ) {
        let mut item = VoucherRecord::after(None, voucher, event, &intent).unwrap().item().unwrap();
        let key = item::key_of(&item);
        let mut names: Vec<String> = item.keys().filter(|name| !matches!(name.as_str(), "pk" | "sk")).cloned().collect();
        names.sort();
        item.remove(lost.get(&names));
        match item::read::<VoucherRecord>(item) {
            Ok(_) => {}
            Err(Fault::Corrupt { key: named, .. }) => prop_assert_eq!(named, key),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}
